/* The operator's connection. */
#include "storage/operator/admin_conn.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "storage/connect.h"

enum { ATTEMPT_MS = 5000, PAUSE_MS = 500 };

#define NS_PER_MS UINT64_C(1000000)

static void
pause_ms(int ms)
{
    struct timespec span = { .tv_sec = ms / 1000,
                             .tv_nsec = (long)(ms % 1000) * 1000000L };

    nanosleep(&span, NULL);
}

enum fp_err
fp_storage_admin_open(const struct fp_storage_admin_config *config,
                      struct fp_storage_admin **out, struct fp_error *error)
{
    const struct fp_connect_params params = {
        .url = config->url,
        .password = config->password,
        .database = config->database,
        .application_name = "finplan-admin",
    };
    const uint64_t give_up =
        fp_clock_monotonic_ns() + (uint64_t)config->wait_ms * NS_PER_MS;
    struct fp_storage_admin *admin;
    PGconn *conn = NULL;

    if (!fp_storage_url_valid(config->url))
        return fp_error_set(error, FP_EINVAL,
                            "The database URL is not a PostgreSQL connection "
                            "string (postgresql://user@host:5432/database).");
    for (;;) {
        uint64_t now = fp_clock_monotonic_ns();
        enum fp_err err =
            fp_storage_connect(&params, now + ATTEMPT_MS * NS_PER_MS, &conn);

        if (err == FP_OK)
            break;
        if (fp_clock_monotonic_ns() + PAUSE_MS * NS_PER_MS >= give_up) {
            char line[400];

            fp_storage_first_line(err == FP_ETIMEOUT ? "no answer"
                                                     : PQerrorMessage(conn),
                                  line, sizeof(line));
            PQfinish(conn);
            return fp_error_set(error, FP_EUNAVAIL, "Cannot connect: %s",
                                line);
        }
        PQfinish(conn);
        conn = NULL;
        pause_ms(PAUSE_MS);
    }
    PQsetnonblocking(conn, 0);
    admin = calloc(1, sizeof(*admin));
    if (admin == NULL) {
        PQfinish(conn);
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    }
    admin->conn = conn;
    *out = admin;
    return FP_OK;
}

void
fp_storage_admin_close(struct fp_storage_admin *admin)
{
    if (admin == NULL)
        return;
    PQfinish(admin->conn);
    free(admin);
}

static enum fp_err
query_error(struct fp_storage_admin *admin, const PGresult *result,
            struct fp_error *error)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    enum fp_err code = FP_EIO;
    char line[480];

    fp_storage_first_line(result != NULL ? PQresultErrorMessage(result)
                                         : PQerrorMessage(admin->conn),
                          line, sizeof(line));
    if (PQstatus(admin->conn) != CONNECTION_OK)
        code = FP_EUNAVAIL;
    else if (state != NULL && strcmp(state, "23505") == 0)
        code = FP_ECONFLICT;
    else if (state != NULL && strcmp(state, "42501") == 0)
        code = FP_EFORBID;
    else if (state != NULL && strcmp(state, "23514") == 0)
        code = FP_EINVAL;
    return fp_error_set(error, code, "%s", line);
}

enum fp_err
fp_admin_query(struct fp_storage_admin *admin, const char *sql, int n,
               const char *const *values, PGresult **result,
               struct fp_error *error)
{
    PGresult *got = PQexecParams(admin->conn, sql, n, NULL, values, NULL, NULL,
                                 0);
    ExecStatusType status = PQresultStatus(got);
    enum fp_err err = FP_OK;

    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        err = query_error(admin, got, error);
    if (err == FP_OK && result != NULL)
        *result = got;
    else
        PQclear(got);
    return err;
}

enum fp_err
fp_admin_script(struct fp_storage_admin *admin, const char *sql,
                struct fp_error *error)
{
    PGresult *got = PQexec(admin->conn, sql);
    ExecStatusType status = PQresultStatus(got);
    enum fp_err err = FP_OK;

    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK &&
        status != PGRES_EMPTY_QUERY)
        err = query_error(admin, got, error);
    PQclear(got);
    return err;
}

enum fp_err
fp_storage_admin_become_owner(struct fp_storage_admin *admin,
                              struct fp_error *error)
{
    struct fp_error reason;

    if (fp_admin_query(admin, "SET ROLE finplan_owner", 0, NULL, NULL,
                       &reason) == FP_OK)
        return FP_OK;
    return fp_error_set(error, FP_EFORBID,
                        "Cannot act as finplan_owner (%.200s). Run "
                        "finplan-admin bootstrap first, with a "
                        "DATABASE_ADMIN_URL that logs in as a superuser, as "
                        "finplan_owner, or as a member of it.",
                        reason.detail);
}

enum fp_err
fp_storage_url_parts(const char *url, char *user, size_t user_size,
                     char *database, size_t database_size)
{
    PQconninfoOption *options = PQconninfoParse(url, NULL);

    if (options == NULL)
        return FP_EINVAL;
    user[0] = '\0';
    database[0] = '\0';
    for (const PQconninfoOption *o = options; o->keyword != NULL; o++) {
        if (o->val == NULL)
            continue;
        if (strcmp(o->keyword, "user") == 0)
            snprintf(user, user_size, "%s", o->val);
        else if (strcmp(o->keyword, "dbname") == 0)
            snprintf(database, database_size, "%s", o->val);
    }
    PQconninfoFree(options);
    return FP_OK;
}

int
fp_storage_libpq_version(void)
{
    return PQlibVersion();
}
