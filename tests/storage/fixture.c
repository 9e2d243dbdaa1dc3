/* Shared by the tests that need a database. */
#include "tests/storage/fixture.h"

#include <libpq-fe.h>
#include <unistd.h>

#include "base/clock.h"
#include "storage/identity/users_store.h"

const char document[] =
    "{ \"start_year\":2026,  \"note\": \"\\u00e9 \xc3\xa9\" }";

const size_t document_len = sizeof(document) - 1;

static void
keep_event(void *data, const struct fp_storage_event *event)
{
    struct fixture *fx = data;

    pthread_mutex_lock(&fx->lock);
    snprintf(fx->sqlstate, sizeof(fx->sqlstate), "%s", event->sqlstate);
    pthread_mutex_unlock(&fx->lock);
}

/* A call with its own deadline. */
const struct fp_storage_call *
within(struct fp_storage_call *call, uint64_t ns)
{
    call->deadline_ns = fp_clock_monotonic_ns() + ns;
    return call;
}

const struct fp_storage_call *
soon(struct fp_storage_call *call)
{
    return within(call, 20 * S);
}

struct fp_storage_pool *
open_pool(size_t connections, struct fixture *log)
{
    const struct fp_storage_config config = {
        .url = getenv("FP_TEST_DATABASE_URL"),
        .connections = connections,
        .connect_timeout_ms = 1000,
        .lock_timeout_ms = 300,
        .log = log != NULL ? keep_event : NULL,
        .log_data = log,
    };
    struct fp_storage_pool *pool = NULL;

    assert_int_equal(fp_storage_pool_new(&config, &pool, NULL), FP_OK);
    return pool;
}

static void
add_user(struct fixture *fx, const char *email, struct fp_storage_call *call)
{
    struct fp_user made;
    struct fp_error error = { .code = FP_OK };
    enum fp_err err = fp_storage_user_create(soon(&fx->call), email, "hash-1",
                                             &made, &error);

    if (err != FP_OK)
        fail_msg("user_create: %s %s", error.detail, fx->sqlstate);
    *call = fx->call;
    call->user_id = made.id;
}

int
set_up(void **state)
{
    static unsigned serial;
    struct fixture *fx = calloc(1, sizeof(*fx));
    char email[64];

    assert_non_null(fx);
    pthread_mutex_init(&fx->lock, NULL);
    fx->pool = open_pool(4, fx);
    fx->arena = fp_arena_new(0);
    assert_non_null(fx->arena);
    fx->call = (struct fp_storage_call){ .pool = fx->pool,
                                         .arena = fx->arena };
    snprintf(email, sizeof(email), "alice%u@example.org", ++serial);
    add_user(fx, email, &fx->alice);
    snprintf(email, sizeof(email), "bob%u@example.org", serial);
    add_user(fx, email, &fx->bob);
    *state = fx;
    return 0;
}

int
tear_down(void **state)
{
    struct fixture *fx = *state;
    struct fp_storage_stats stats;

    fp_storage_pool_stats(fx->pool, &stats);
    assert_int_equal(stats.in_use, 0);
    assert_int_equal(stats.waiting, 0);
    assert_true(stats.open <= stats.size);
    fp_arena_free(fx->arena);
    fp_storage_pool_free(fx->pool);
    pthread_mutex_destroy(&fx->lock);
    free(fx);
    return 0;
}

struct fp_stored_plan
add_plan(struct fp_storage_call *call, const char *name)
{
    const struct fp_plan_input input = { name, document,
                                         sizeof(document) - 1, NULL };
    struct fp_stored_plan plan = { .id = NULL };
    struct fp_error error = { .code = FP_OK };
    enum fp_err err = fp_storage_plan_create(soon(call), &input, &plan,
                                             &error);

    if (err != FP_OK)
        fail_msg("plan_create: %s", error.detail);
    return plan;
}

void
as_superuser(const char *sql)
{
    PGconn *conn = PQconnectdb(getenv("DATABASE_ADMIN_URL"));
    PGresult *result = PQexec(conn, sql);
    ExecStatusType status = PQresultStatus(result);

    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        fail_msg("%s: %s", sql, PQerrorMessage(conn));
    PQclear(result);
    PQfinish(conn);
}

void
server(const char *action)
{
    char command[1024];

    snprintf(command, sizeof(command),
             "/usr/bin/env python3 '%s/tests/storage/postgres.py' %s '%s'",
             getenv("FP_SRCDIR"), action, getenv("FP_TEST_PG_DIR"));
    assert_int_equal(system(command), 0);
}

void
need_server(int argc, char **argv)
{
    char script[1024];

    if (getenv("FP_TEST_DATABASE_URL") == NULL) {
        snprintf(script, sizeof(script), "%s/tests/storage/postgres.py",
                 getenv("FP_SRCDIR") != NULL ? getenv("FP_SRCDIR") : ".");
        execlp("python3", "python3", script, "run", "--", argv[0],
               argc > 1 ? argv[1] : NULL, (char *)NULL);
        fprintf(stderr, "python3 was not found: skipped\n");
        exit(77);
    }
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
}
