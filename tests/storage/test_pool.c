/* The pool and its transactions under time limits, threads and faults,
 * against a real PostgreSQL. */
#include "tests/storage/fixture.h"

#include <unistd.h>

#include "base/clock.h"
#include "storage/lease.h"

struct blocker {
    struct fp_storage_pool *pool;
    const char *user_id;
    const char *plan_id;
    struct fp_conn *conn;
};

/* Holds a row lock on a plan with a connection of its own, outside any
 * pipeline. */
static void
block(struct blocker *blocker)
{
    char sql[256];
    PGresult *result;

    assert_int_equal(fp_lease_get(blocker->pool,
                                  fp_clock_monotonic_ns() + 5 * S, "",
                                  &blocker->conn, NULL), FP_OK);
    snprintf(sql, sizeof(sql),
             "BEGIN; SELECT set_config('finplan.user_id', '%s', true);"
             "SELECT 1 FROM finplan.plans WHERE id = '%s' FOR UPDATE",
             blocker->user_id, blocker->plan_id);
    result = PQexec(blocker->conn->pg, sql);
    assert_int_equal(PQresultStatus(result), PGRES_TUPLES_OK);
    assert_int_equal(PQntuples(result), 1);
    PQclear(result);
}

static void
unblock(struct blocker *blocker)
{
    PQclear(PQexec(blocker->conn->pg, "ROLLBACK"));
    fp_lease_put(blocker->pool, blocker->conn, 1);
}

static void
test_timeouts(void **state)
{
    struct fixture *fx = *state;
    struct fp_stored_plan plan = add_plan(&fx->alice, "p");
    struct blocker blocker = { fx->pool, fx->alice.user_id, plan.id, NULL };
    struct fp_storage_stats before, after;
    uint64_t started, spent;

    block(&blocker);
    fp_storage_pool_stats(fx->pool, &before);
    /* lock_timeout of the pool is 300 ms. */
    started = fp_clock_monotonic_ns();
    assert_int_equal(fp_storage_plan_delete(within(&fx->alice, 10 * S),
                                            plan.id, 0, NULL, NULL),
                     FP_ETIMEOUT);
    spent = (fp_clock_monotonic_ns() - started) / MS;
    assert_in_range(spent, 280, 2000);
    assert_string_equal(fx->sqlstate, "55P03");
    /* A nearer deadline shortens the statement's timeout: the server stops by
     * itself and the connection is kept. */
    started = fp_clock_monotonic_ns();
    assert_int_equal(fp_storage_plan_delete(within(&fx->alice, 150 * MS),
                                            plan.id, 0, NULL, NULL),
                     FP_ETIMEOUT);
    spent = (fp_clock_monotonic_ns() - started) / MS;
    assert_in_range(spent, 100, 400);
    fp_storage_pool_stats(fx->pool, &after);
    assert_int_equal(after.timeouts - before.timeouts, 2);
    assert_int_equal(after.dropped, before.dropped);
    unblock(&blocker);
    assert_int_equal(fp_storage_plan_delete(soon(&fx->alice), plan.id, 0, NULL,
                                            NULL), FP_OK);
}

static void
test_pool_exhaustion(void **state)
{
    struct fixture *fx = *state;
    struct fp_storage_pool *small = open_pool(1, NULL);
    struct fp_storage_call call = fx->alice;
    struct fp_stored_plan_page page;
    struct fp_storage_stats stats;
    struct fp_conn *held = NULL;
    uint64_t started = fp_clock_monotonic_ns(), spent;

    call.pool = small;
    assert_int_equal(fp_lease_get(small, started + 5 * S, "", &held, NULL),
                     FP_OK);
    started = fp_clock_monotonic_ns();
    assert_int_equal(fp_storage_plan_list(within(&call, 200 * MS), NULL, 1,
                                          &page, NULL), FP_EUNAVAIL);
    spent = (fp_clock_monotonic_ns() - started) / MS;
    assert_in_range(spent, 190, 1000);
    fp_lease_put(small, held, 1);
    assert_int_equal(fp_storage_plan_list(soon(&call), NULL, 1, &page, NULL),
                     FP_OK);
    fp_storage_pool_stats(small, &stats);
    assert_int_equal(stats.exhausted, 1);
    assert_int_equal(stats.connects, 1);
    assert_int_equal(stats.open, 1);
    fp_storage_pool_free(small);
}

struct worker {
    struct fp_storage_call call;
    const char *plan_id;
    unsigned good, late, other;
};

static void *
work(void *data)
{
    struct worker *worker = data;

    worker->call.arena = fp_arena_new(0);
    for (unsigned i = 0; i < 60; i++) {
        /* Every fourth call has a deadline that it can hardly meet. */
        const uint64_t ns = i % 4 == 3 ? 300000 : 20 * S;
        struct fp_stored_plan plan;
        enum fp_err err = fp_storage_plan_get(within(&worker->call, ns),
                                              worker->plan_id, &plan, NULL);

        if (err == FP_OK)
            worker->good++;
        else if (i % 4 == 3 && (err == FP_ETIMEOUT || err == FP_EUNAVAIL))
            worker->late++;
        else
            worker->other++;
        fp_arena_reset(worker->call.arena);
    }
    fp_arena_free(worker->call.arena);
    return NULL;
}

/* Eight threads share three connections: all calls with time to spare
 * succeed, whatever happens to the hurried ones beside them. */
static void
test_pool_under_threads(void **state)
{
    struct fixture *fx = *state;
    struct fp_stored_plan plan = add_plan(&fx->alice, "p");
    struct fp_storage_pool *small = open_pool(3, NULL);
    struct fp_storage_stats stats;
    struct worker workers[8];
    pthread_t threads[8];
    unsigned good = 0, late = 0;

    for (size_t i = 0; i < 8; i++) {
        workers[i] = (struct worker){ .call = fx->alice,
                                      .plan_id = plan.id };
        workers[i].call.pool = small;
        assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]),
                         0);
    }
    for (size_t i = 0; i < 8; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(workers[i].other, 0);
        good += workers[i].good;
        late += workers[i].late;
    }
    assert_int_equal(good + late, 8 * 60);
    fp_storage_pool_stats(small, &stats);
    assert_int_equal(stats.transactions, good);
    assert_int_equal(stats.failures, late);
    assert_int_equal(stats.in_use, 0);
    assert_true(stats.open <= 3);
    assert_int_equal(stats.connects - stats.dropped, stats.open);
    fp_storage_pool_free(small);
}

/* --- faults ----------------------------------------------------------- */

/* Asks until the pool's back-off lets a call through. */
static enum fp_err
ask_until_up(struct fp_storage_call *call, const char *id,
             struct fp_stored_plan *plan)
{
    enum fp_err err = FP_EUNAVAIL;

    for (int i = 0; i < 200 && err == FP_EUNAVAIL; i++) {
        err = fp_storage_plan_get(soon(call), id, plan, NULL);
        if (err == FP_EUNAVAIL)
            usleep(50 * 1000);
    }
    return err;
}

/* What was acknowledged survives kill -9 of every server process, the pool
 * says FP_EUNAVAIL within the deadline, and the same pool recovers. */
static void
test_server_killed(void **state)
{
    struct fixture *fx = *state;
    struct fp_stored_plan plan = add_plan(&fx->alice, "acknowledged");
    struct fp_stored_plan got;
    struct fp_storage_stats stats;
    uint64_t started, spent;

    server("kill");
    for (int i = 0; i < 5; i++) {
        started = fp_clock_monotonic_ns();
        assert_int_equal(fp_storage_plan_get(within(&fx->alice, 2 * S),
                                             plan.id, &got, NULL),
                         FP_EUNAVAIL);
        spent = (fp_clock_monotonic_ns() - started) / MS;
        assert_true(spent < 2000);
    }
    fp_storage_pool_stats(fx->pool, &stats);
    assert_int_equal(stats.down, 1);
    assert_true(stats.refused > 0);
    server("start");
    assert_int_equal(ask_until_up(&fx->alice, plan.id, &got), FP_OK);
    assert_string_equal(got.name, "acknowledged");
    assert_memory_equal(got.document, document, document_len + 1);
    fp_storage_pool_stats(fx->pool, &stats);
    assert_int_equal(stats.down, 0);
}

/* A clean restart while connections are idle: the very next call works,
 * writes too, because dead connections are found before use. */
static void
test_server_restarted(void **state)
{
    struct fixture *fx = *state;
    struct fp_stored_plan plan = add_plan(&fx->alice, "p");
    struct fp_storage_stats stats;

    server("stop");
    server("start");
    assert_int_equal(fp_storage_plan_delete(soon(&fx->alice), plan.id, 1, NULL,
                                            NULL), FP_OK);
    fp_storage_pool_stats(fx->pool, &stats);
    assert_true(stats.dropped > 0);
}

static void
superuser(PGconn *conn, const char *sql, const char *want)
{
    /* Repeats a question until it has the wished-for answer. */
    for (int i = 0; i < 400; i++) {
        PGresult *result = PQexec(conn, sql);
        const ExecStatusType status = PQresultStatus(result);
        int done;

        if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
            fail_msg("%s: %s", sql, PQerrorMessage(conn));
        done = want == NULL ||
               strcmp(PQgetvalue(result, 0, 0), want) == 0;
        PQclear(result);
        if (done)
            return;
        usleep(10 * 1000);
    }
    fail_msg("%s never gave %s", sql, want);
}

struct interrupted {
    struct fp_storage_call call;
    const char *plan_id;
    int writing;
    enum fp_err err;
};

static void *
be_interrupted(void *data)
{
    struct interrupted *in = data;
    struct fp_stored_plan plan;

    in->call.arena = fp_arena_new(0);
    in->err = in->writing
                  ? fp_storage_plan_delete(soon(&in->call), in->plan_id, 0,
                                           NULL, NULL)
                  : fp_storage_plan_get(soon(&in->call), in->plan_id, &plan,
                                        NULL);
    fp_arena_free(in->call.arena);
    return NULL;
}

/* The server ends a transaction in its middle. A read is run again and
 * succeeds; a write is reported, because nobody can know how far it came. */
static void
test_only_reads_are_run_again(void **state)
{
    struct fixture *fx = *state;
    const struct fp_storage_config config = {
        .url = getenv("FP_TEST_DATABASE_URL"),
        .application_name = "interrupted",
        .connections = 1,
        .lock_timeout_ms = 15000,
    };
    PGconn *super = PQconnectdb(getenv("DATABASE_ADMIN_URL"));
    PGconn *watch = PQconnectdb(getenv("DATABASE_ADMIN_URL"));

    assert_int_equal(PQstatus(super), CONNECTION_OK);
    assert_int_equal(PQstatus(watch), CONNECTION_OK);
    for (int writing = 0; writing <= 1; writing++) {
        struct fp_stored_plan plan = add_plan(&fx->alice, "p"), got;
        struct interrupted in = { .call = fx->alice, .plan_id = plan.id,
                                  .writing = writing };
        struct fp_storage_stats stats;
        pthread_t thread;

        assert_int_equal(fp_storage_pool_new(&config, &in.call.pool, NULL),
                         FP_OK);
        superuser(super, "BEGIN", NULL);
        superuser(super, "LOCK TABLE finplan.plans", NULL);
        assert_int_equal(pthread_create(&thread, NULL, be_interrupted, &in),
                         0);
        superuser(watch,
                  "SELECT count(*) FROM pg_stat_activity WHERE"
                  " application_name = 'interrupted' AND"
                  " wait_event_type = 'Lock'", "1");
        superuser(watch,
                  "SELECT bool_and(pg_terminate_backend(pid)) FROM"
                  " pg_stat_activity WHERE application_name = 'interrupted'",
                  "t");
        superuser(super, "ROLLBACK", NULL);
        pthread_join(thread, NULL);
        assert_int_equal(in.err, writing ? FP_EUNAVAIL : FP_OK);
        fp_storage_pool_stats(in.call.pool, &stats);
        assert_int_equal(stats.retries, writing ? 0 : 1);
        assert_int_equal(stats.dropped, 1);
        assert_int_equal(fp_storage_plan_get(soon(&fx->alice), plan.id, &got,
                                             NULL), FP_OK);
        fp_storage_pool_free(in.call.pool);
    }
    PQfinish(watch);
    PQfinish(super);
}

/* A server that hangs (SIGSTOP) answers nothing at all: the deadline holds,
 * and the connection is given up. */
static void
test_server_hangs(void **state)
{
    struct fixture *fx = *state;
    struct fp_stored_plan plan = add_plan(&fx->alice, "p");
    struct fp_stored_plan got;
    uint64_t started, spent;

    server("pause");
    started = fp_clock_monotonic_ns();
    assert_int_equal(fp_storage_plan_get(within(&fx->alice, 300 * MS), plan.id,
                                         &got, NULL), FP_ETIMEOUT);
    spent = (fp_clock_monotonic_ns() - started) / MS;
    assert_in_range(spent, 290, 1000);
    server("resume");
    assert_int_equal(ask_until_up(&fx->alice, plan.id, &got), FP_OK);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_DB(test_timeouts),
        WITH_DB(test_pool_exhaustion),
        WITH_DB(test_pool_under_threads),
        WITH_DB(test_only_reads_are_run_again),
        WITH_DB(test_server_killed),
        WITH_DB(test_server_restarted),
        WITH_DB(test_server_hangs),
    };

    need_server(argc, argv);
    return cmocka_run_group_tests_name("pool", tests, NULL, NULL);
}
