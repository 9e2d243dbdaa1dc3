/* Statements that are prepared by name, against a real PostgreSQL: when they
 * are, what a plan that is kept may not mix up, and what happens when the
 * server knows a name no more. */
#include "tests/storage/fixture.h"

#include <stdlib.h>

#include "base/clock.h"
#include "storage/lease.h"

/* A server plans a prepared statement five times for the parameters it gets,
 * and then once for all. */
enum { OFTEN = 8 };

static struct fp_storage_pool *
one_connection(enum fp_storage_prepared prepared)
{
    const struct fp_storage_config config = {
        .url = getenv("FP_TEST_DATABASE_URL"),
        .connections = 1,
        .prepared = prepared,
    };
    struct fp_storage_pool *pool = NULL;

    assert_int_equal(fp_storage_pool_new(&config, &pool, NULL), FP_OK);
    return pool;
}

/* What the server of the pool's one connection answers to sql, a number. */
static long
ask(struct fp_storage_pool *pool, const char *sql)
{
    struct fp_conn *conn = NULL;
    PGresult *result;
    long number = -1;

    assert_int_equal(fp_lease_get(pool, fp_clock_monotonic_ns() + 5 * S, "",
                                  &conn, NULL), FP_OK);
    result = PQexec(conn->pg, sql);
    if (PQresultStatus(result) == PGRES_TUPLES_OK)
        number = strtol(PQgetvalue(result, 0, 0), NULL, 10);
    else
        assert_int_equal(PQresultStatus(result), PGRES_COMMAND_OK);
    PQclear(result);
    fp_lease_put(pool, conn, 1);
    return number;
}

static void
read_often(struct fp_storage_call *call, const char *id, enum fp_err want)
{
    struct fp_stored_plan got;

    for (int i = 0; i < OFTEN; i++) {
        assert_int_equal(fp_storage_plan_get(soon(call), id, &got, NULL),
                         want);
        if (want == FP_OK)
            assert_string_equal(got.id, id);
    }
}

/* Two statements take part in a read. The first one of a connection finds out
 * whether there may be names. */
static void
test_setting(void **state)
{
    static const struct {
        enum fp_storage_prepared prepared;
        long after_one, after_two;
    } cases[] = {
        { FP_PREPARED_AUTO, 0, 2 },
        { FP_PREPARED_ON, 2, 2 },
        { FP_PREPARED_OFF, 0, 0 },
    };
    struct fixture *fx = *state;
    struct fp_stored_plan plan = add_plan(&fx->alice, "p"), got;

    for (size_t i = 0; i < FP_COUNT(cases); i++) {
        struct fp_storage_pool *pool = one_connection(cases[i].prepared);
        struct fp_storage_call call = fx->alice;
        struct fp_storage_stats stats;

        call.pool = pool;
        for (int reads = 1; reads <= 2; reads++) {
            assert_int_equal(fp_storage_plan_get(soon(&call), plan.id, &got,
                                                 NULL), FP_OK);
            assert_int_equal(
                ask(pool, "SELECT count(*) FROM pg_prepared_statements"),
                reads == 1 ? cases[i].after_one : cases[i].after_two);
        }
        fp_storage_pool_stats(pool, &stats);
        assert_int_equal(stats.round_trips, 2);
        fp_storage_pool_free(pool);
    }
}

/* One connection, one plan that is kept, and the user of each transaction. */
static void
test_users_of_one_plan(void **state)
{
    struct fixture *fx = *state;
    struct fp_storage_pool *pool = one_connection(FP_PREPARED_AUTO);
    struct fp_storage_call alice = fx->alice, bob = fx->bob;
    struct fp_stored_plan hers = add_plan(&fx->alice, "hers");
    struct fp_stored_plan his = add_plan(&fx->bob, "his"), made, got;
    const struct fp_plan_input input = { "next", document, document_len,
                                         NULL };
    int64_t version = 0;

    alice.pool = bob.pool = pool;
    read_often(&alice, hers.id, FP_OK);
    read_often(&bob, his.id, FP_OK);
    read_often(&bob, hers.id, FP_ENOTFOUND);
    read_often(&alice, his.id, FP_ENOTFOUND);
    assert_true(ask(pool, "SELECT sum(generic_plans) FROM"
                          " pg_prepared_statements") > OFTEN);
    /* Writes, which see what the ones before have written. */
    for (int64_t i = 1; i <= OFTEN; i++) {
        assert_int_equal(fp_storage_plan_replace(soon(&bob), hers.id, 0,
                                                 &input, &made, &version,
                                                 NULL), FP_ENOTFOUND);
        assert_int_equal(fp_storage_plan_replace(soon(&alice), hers.id, i,
                                                 &input, &made, &version,
                                                 NULL), FP_OK);
        assert_int_equal(made.version, i + 1);
        assert_int_equal(fp_storage_plan_replace(soon(&alice), hers.id, i,
                                                 &input, &made, &version,
                                                 NULL), FP_ECONFLICT);
        assert_int_equal(version, i + 1);
    }
    alice.user_id = NULL; /* nobody's transaction has no rows */
    assert_int_equal(fp_storage_plan_get(soon(&alice), hers.id, &got, NULL),
                     FP_ENOTFOUND);
    fp_storage_pool_free(pool);
}

/* What comes after a statement that fails was not prepared, and is when it is
 * sent again. */
static void
test_failed_batch(void **state)
{
    struct fixture *fx = *state;
    struct fp_storage_pool *pool = one_connection(FP_PREPARED_ON);
    struct fp_storage_call call = fx->alice;
    const struct fp_plan_input nowhere = {
        "p", document, document_len, "00000000-0000-7000-8000-000000000000"
    };
    const struct fp_plan_input input = { "p", document, document_len, NULL };
    struct fp_stored_plan made;
    struct fp_storage_stats stats;

    call.pool = pool;
    for (int i = 0; i < 3; i++)
        assert_int_equal(fp_storage_plan_create(soon(&call), &nowhere, &made,
                                                NULL), FP_EINVAL);
    for (int i = 0; i < 3; i++)
        assert_int_equal(fp_storage_plan_create(soon(&call), &input, &made,
                                                NULL), FP_OK);
    /* begin, settings, the insertion and commit */
    assert_int_equal(ask(pool, "SELECT count(*) FROM pg_prepared_statements"),
                     4);
    fp_storage_pool_stats(pool, &stats);
    assert_int_equal(stats.dropped, 0);
    assert_int_equal(stats.retries, 0);
    fp_storage_pool_free(pool);
}

/* What a transaction is found to have needed: a second try, unnamed, on a new
 * connection. */
static void
expect_second_try(struct fp_storage_call *call, const char *id,
                  int64_t version, int writing)
{
    const struct fp_plan_input input = { "next", document, document_len,
                                         NULL };
    struct fp_storage_stats before, after;
    struct fp_stored_plan got;

    fp_storage_pool_stats(call->pool, &before);
    if (writing)
        assert_int_equal(fp_storage_plan_replace(soon(call), id, version,
                                                 &input, &got, NULL, NULL),
                         FP_OK);
    else
        assert_int_equal(fp_storage_plan_get(soon(call), id, &got, NULL),
                         FP_OK);
    assert_int_equal(got.version, version + writing);
    fp_storage_pool_stats(call->pool, &after);
    assert_int_equal(after.retries - before.retries, 1);
    assert_int_equal(after.dropped - before.dropped, 1);
}

/* Somebody between has thrown the names away, or a migration has changed the
 * type of a column: reads and writes succeed all the same. */
static void
test_stale_names(void **state)
{
    struct fixture *fx = *state;
    struct fp_stored_plan plan = add_plan(&fx->alice, "p");
    struct fp_storage_pool *pool = one_connection(FP_PREPARED_AUTO);
    struct fp_storage_call call = fx->alice;
    int64_t version = 1;

    call.pool = pool;
    for (int migrated = 0; migrated <= 1; migrated++)
        for (int writing = 0; writing <= 1; writing++) {
            const struct fp_plan_input input = { "now", document,
                                                 document_len, NULL };
            struct fp_stored_plan made;

            read_often(&call, plan.id, FP_OK);
            for (int i = 0; i < 2; i++, version++)
                assert_int_equal(fp_storage_plan_replace(soon(&call), plan.id,
                                                         version, &input,
                                                         &made, NULL, NULL),
                                 FP_OK);
            if (!migrated)
                ask(pool, "DEALLOCATE ALL");
            else if (!writing)
                as_superuser("ALTER TABLE finplan.plans"
                             " ALTER name TYPE varchar(300)");
            else
                as_superuser("ALTER TABLE finplan.plans"
                             " ALTER name TYPE text");
            expect_second_try(&call, plan.id, version, writing);
            version += writing;
        }
    fp_storage_pool_free(pool);
}

/* Somebody else has taken the name, as where names are said to be good and a
 * pooler mixes them up. */
static void
test_name_taken(void **state)
{
    struct fixture *fx = *state;
    struct fp_stored_plan plan = add_plan(&fx->alice, "p");
    struct fp_storage_call call = fx->alice;

    call.pool = one_connection(FP_PREPARED_ON);
    ask(call.pool, "PREPARE s1 AS SELECT 1");
    expect_second_try(&call, plan.id, 1, 0);
    fp_storage_pool_free(call.pool);
    call.pool = one_connection(FP_PREPARED_ON);
    ask(call.pool, "PREPARE s2 AS SELECT 1");
    expect_second_try(&call, plan.id, 1, 1);
    fp_storage_pool_free(call.pool);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_DB(test_setting),
        WITH_DB(test_users_of_one_plan),
        WITH_DB(test_failed_batch),
        WITH_DB(test_stale_names),
        WITH_DB(test_name_taken),
    };

    need_server(argc, argv);
    return cmocka_run_group_tests_name("prepared", tests, NULL, NULL);
}
