/* Hearing of work at once. */
#include "storage/jobs/jobs_listen.h"

#include <libpq-fe.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "storage/connect.h"

enum { PAUSE_FIRST_MS = 250, PAUSE_MAX_MS = 10000, CONNECT_MS = 2000 };

#define NS_PER_MS UINT64_C(1000000)

struct fp_jobs_bell {
    struct fp_storage_config config; /* its texts are the caller's */
    char *url;                       /* NULL: none */
    PGconn *conn;                    /* NULL: not connected */
    int pause_ms;
    uint64_t retry_ns;               /* not before */
};

struct fp_jobs_bell *
fp_jobs_bell_new(const struct fp_storage_config *config, const char *url)
{
    struct fp_jobs_bell *bell = calloc(1, sizeof(*bell));

    if (bell == NULL)
        return NULL;
    bell->config = *config;
    bell->pause_ms = PAUSE_FIRST_MS;
    if (url == NULL || url[0] == '\0')
        return bell;
    bell->url = strdup(url);
    if (bell->url != NULL)
        return bell;
    free(bell);
    return NULL;
}

static void
hang_up(struct fp_jobs_bell *bell)
{
    PQfinish(bell->conn);
    bell->conn = NULL;
}

void
fp_jobs_bell_free(struct fp_jobs_bell *bell)
{
    if (bell == NULL)
        return;
    hang_up(bell);
    free(bell->url);
    free(bell);
}

/* Sends LISTEN and waits for its answer. */
static enum fp_err
listen_on(PGconn *conn, uint64_t until_ns)
{
    enum fp_err err = FP_OK;
    PGresult *result;
    int good;

    if (!PQsendQuery(conn, "LISTEN finplan_jobs"))
        return FP_EUNAVAIL;
    while (err == FP_OK) {
        int unsent = PQflush(conn);

        if (unsent < 0)
            return FP_EUNAVAIL;
        if (unsent == 0 && !PQisBusy(conn))
            break;
        err = fp_storage_wait(PQsocket(conn),
                              unsent ? POLLIN | POLLOUT : POLLIN, until_ns,
                              NULL);
        if (err == FP_OK && !PQconsumeInput(conn))
            err = FP_EUNAVAIL;
    }
    if (err != FP_OK)
        return err;
    result = PQgetResult(conn);
    good = PQresultStatus(result) == PGRES_COMMAND_OK;
    PQclear(result);
    while ((result = PQgetResult(conn)) != NULL)
        PQclear(result);
    return good ? FP_OK : FP_EUNAVAIL;
}

static void
failed(struct fp_jobs_bell *bell, enum fp_err err)
{
    char message[256];
    const struct fp_storage_event event = {
        .request_id = "", .statement = "listen", .sqlstate = "",
        .message = message, .code = err
    };

    fp_storage_first_line(PQerrorMessage(bell->conn), message,
                          sizeof(message));
    if (bell->config.log != NULL)
        bell->config.log(bell->config.log_data, &event);
    hang_up(bell);
    bell->retry_ns =
        fp_clock_monotonic_ns() + (uint64_t)bell->pause_ms * NS_PER_MS;
    bell->pause_ms *= 2;
    if (bell->pause_ms > PAUSE_MAX_MS)
        bell->pause_ms = PAUSE_MAX_MS;
}

/* 1 when it was connected just now: what was rung before may have been
 * missed. */
static int
connect_again(struct fp_jobs_bell *bell)
{
    const struct fp_connect_params params = {
        .url = bell->url,
        .password = bell->config.password,
        .application_name = bell->config.application_name,
    };
    uint64_t now = fp_clock_monotonic_ns();
    uint64_t until = now + CONNECT_MS * NS_PER_MS;
    enum fp_err err;

    if (bell->url == NULL || bell->conn != NULL || now < bell->retry_ns)
        return 0;
    err = fp_storage_connect(&params, until, &bell->conn);
    if (err == FP_OK)
        err = listen_on(bell->conn, until);
    if (err != FP_OK) {
        failed(bell, err);
        return 0;
    }
    bell->pause_ms = PAUSE_FIRST_MS;
    return 1;
}

/* Takes in what came; 1 when it rang. */
static int
has_rung(struct fp_jobs_bell *bell)
{
    PGnotify *notify;
    int rang = 0;

    if (!PQconsumeInput(bell->conn)) {
        failed(bell, FP_EUNAVAIL);
        return 0;
    }
    while ((notify = PQnotifies(bell->conn)) != NULL) {
        PQfreemem(notify);
        rang = 1;
    }
    return rang;
}

int
fp_jobs_bell_wait(struct fp_jobs_bell *bell, int fd, int timeout_ms)
{
    struct pollfd items[2] = { { .fd = fd, .events = POLLIN },
                               { .fd = -1, .events = POLLIN } };

    if (connect_again(bell) || (bell->conn != NULL && has_rung(bell)))
        return 1;
    if (bell->conn != NULL)
        items[1].fd = PQsocket(bell->conn);
    if (poll(items, 2, timeout_ms) <= 0 || items[1].revents == 0 ||
        bell->conn == NULL)
        return 0;
    return has_rung(bell);
}
