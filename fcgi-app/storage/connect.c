/* Non-blocking connection set-up. */
#include "storage/connect.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"

enum { PARAMS_MAX = 16 };

/* So that a peer that vanished without a farewell (a firewall forgot the
 * connection, a node lost its power) is noticed in a minute, not in hours. TCP
 * only; the URL may say otherwise. */
static const char *const network_defaults[][2] = {
    { "keepalives_idle", "30" },
    { "keepalives_interval", "10" },
    { "keepalives_count", "3" },
    { "tcp_user_timeout", "60000" },
};

/* Notices are not errors, and libpq's default prints them on stderr. */
static void
ignore_notice(void *data, const PGresult *result)
{
    (void)data;
    (void)result;
}

enum fp_err
fp_storage_wait(int fd, short events, uint64_t deadline_ns, short *revents)
{
    struct pollfd item = { .fd = fd, .events = events };

    for (;;) {
        uint64_t now = fp_clock_monotonic_ns();
        uint64_t left_ms;
        int n;

        if (now >= deadline_ns)
            return FP_ETIMEOUT;
        left_ms = (deadline_ns - now + 999999) / 1000000;
        n = poll(&item, 1, left_ms > 60000 ? 60000 : (int)left_ms);
        if (n > 0) {
            if (revents != NULL)
                *revents = item.revents;
            return FP_OK;
        }
        if (n < 0 && errno != EINTR && errno != EAGAIN)
            return FP_EIO;
    }
}

enum fp_err
fp_storage_connect(const struct fp_connect_params *params,
                   uint64_t deadline_ns, PGconn **conn)
{
    /* Order matters: a connection string in dbname overrides what stands
     * before it, and is overridden by what stands after it. */
    const char *keywords[PARAMS_MAX];
    const char *values[PARAMS_MAX];
    PostgresPollingStatusType state = PGRES_POLLING_WRITING;
    size_t n = 0;

    if (params->password != NULL && params->password[0] != '\0') {
        keywords[n] = "password";
        values[n++] = params->password;
    }
    if (params->application_name != NULL) {
        keywords[n] = "fallback_application_name";
        values[n++] = params->application_name;
    }
    for (size_t i = 0; i < FP_COUNT(network_defaults); i++) {
        keywords[n] = network_defaults[i][0];
        values[n++] = network_defaults[i][1];
    }
    keywords[n] = "dbname";
    values[n++] = params->url;
    if (params->database != NULL) {
        keywords[n] = "dbname";
        values[n++] = params->database;
    }
    keywords[n] = "client_encoding";
    values[n++] = "UTF8";
    keywords[n] = NULL;
    values[n] = NULL;

    *conn = PQconnectStartParams(keywords, values, 1);
    if (*conn == NULL)
        return FP_ENOMEM;
    PQsetNoticeReceiver(*conn, ignore_notice, NULL);
    if (PQstatus(*conn) == CONNECTION_BAD)
        return FP_EUNAVAIL;
    for (;;) {
        enum fp_err err;

        /* The socket may change between two calls: several hosts, TLS. */
        err = fp_storage_wait(
            PQsocket(*conn),
            state == PGRES_POLLING_READING ? POLLIN : POLLOUT, deadline_ns,
            NULL);
        if (err == FP_ETIMEOUT)
            return FP_ETIMEOUT;
        if (err != FP_OK)
            return FP_EUNAVAIL;
        state = PQconnectPoll(*conn);
        if (state == PGRES_POLLING_FAILED)
            return FP_EUNAVAIL;
        if (state == PGRES_POLLING_OK)
            return PQsetnonblocking(*conn, 1) == 0 ? FP_OK : FP_EUNAVAIL;
    }
}

int
fp_storage_url_valid(const char *url)
{
    char *message = NULL;
    PQconninfoOption *options;
    int valid;

    if (url == NULL || url[0] == '\0')
        return 0;
    options = PQconninfoParse(url, &message);
    valid = options != NULL;
    PQconninfoFree(options);
    PQfreemem(message);
    return valid;
}

void
fp_storage_first_line(const char *message, char *text, size_t size)
{
    size_t len = message == NULL ? 0 : strcspn(message, "\n");

    snprintf(text, size, "%.*s", (int)len, message == NULL ? "" : message);
}
