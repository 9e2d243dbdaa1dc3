/* Plans and results in a real PostgreSQL: what is kept, for whom, and what is
 * refused. */
#include "tests/storage/fixture.h"

#include <unistd.h>

#include "storage/simulations_store.h"

#define RESULT_ID "0123456789abcdef0123456789abcdef"

/* --- plans ------------------------------------------------------------ */

static void
test_plan_life(void **state)
{
    struct fixture *fx = *state;
    static const char other[] = "{\"start_year\":2027}";
    const struct fp_plan_input input = { "Second", other, sizeof(other) - 1,
                                         NULL };
    struct fp_stored_plan made = add_plan(&fx->alice, "First");
    struct fp_stored_plan got, replaced;
    struct fp_error error = { .code = FP_OK };
    int64_t current = 0;

    assert_int_equal(made.version, 1);
    assert_int_equal(made.created_ms, made.updated_ms);
    assert_int_equal(fp_storage_plan_get(soon(&fx->alice), made.id, &got,
                                         &error), FP_OK);
    assert_string_equal(got.name, "First");
    assert_int_equal(got.document_len, document_len);
    assert_memory_equal(got.document, document, document_len + 1);
    assert_int_equal(fp_storage_plan_replace(soon(&fx->alice), made.id, 7,
                                             &input, &replaced, &current,
                                             &error), FP_ECONFLICT);
    assert_int_equal(current, 1);
    assert_int_equal(fp_storage_plan_replace(soon(&fx->alice), made.id, 1,
                                             &input, &replaced, &current,
                                             &error), FP_OK);
    assert_int_equal(replaced.version, 2);
    assert_int_equal(replaced.created_ms, made.created_ms);
    assert_true(replaced.updated_ms >= made.updated_ms);
    assert_int_equal(fp_storage_plan_replace(soon(&fx->alice), made.id, 0,
                                             &input, &replaced, &current,
                                             &error), FP_OK);
    assert_int_equal(replaced.version, 3);
    assert_int_equal(fp_storage_plan_get(soon(&fx->alice), made.id, &got,
                                         &error), FP_OK);
    assert_string_equal(got.document, other);
    assert_int_equal(fp_storage_plan_delete(soon(&fx->alice), made.id, 2,
                                            &current, &error), FP_ECONFLICT);
    assert_int_equal(current, 3);
    assert_int_equal(fp_storage_plan_delete(soon(&fx->alice), made.id, 3,
                                            &current, &error), FP_OK);
    assert_int_equal(fp_storage_plan_get(soon(&fx->alice), made.id, &got,
                                         &error), FP_ENOTFOUND);
    assert_int_equal(fp_storage_plan_delete(soon(&fx->alice), made.id, 3,
                                            &current, &error), FP_ENOTFOUND);
}

static void
test_plan_of_another_user(void **state)
{
    struct fixture *fx = *state;
    const struct fp_plan_input input = { "x", document,
                                         document_len, NULL };
    struct fp_stored_plan made = add_plan(&fx->alice, "Hers");
    struct fp_stored_plan got;
    struct fp_stored_plan_page page;
    int64_t current = -1;

    assert_int_equal(fp_storage_plan_get(soon(&fx->bob), made.id, &got, NULL),
                     FP_ENOTFOUND);
    assert_int_equal(fp_storage_plan_replace(soon(&fx->bob), made.id, 1,
                                             &input, &got, &current, NULL),
                     FP_ENOTFOUND);
    assert_int_equal(fp_storage_plan_delete(soon(&fx->bob), made.id, 0,
                                            &current, NULL), FP_ENOTFOUND);
    assert_int_equal(current, -1);
    assert_int_equal(fp_storage_plan_list(soon(&fx->bob), NULL, 200, &page,
                                          NULL), FP_OK);
    assert_int_equal(page.count, 0);
    assert_null(page.next);
    assert_int_equal(fp_storage_plan_get(soon(&fx->alice), "nonsense", &got,
                                         NULL), FP_ENOTFOUND);
    assert_int_equal(fp_storage_plan_get(soon(&fx->alice), made.id, &got,
                                         NULL), FP_OK);
}

static void
test_plan_bad_input(void **state)
{
    struct fixture *fx = *state;
    char name[FP_PLAN_NAME_LIMIT * 3 + 3];
    struct fp_plan_input input = { "x", "[1]", 3, NULL };
    struct fp_stored_plan got;
    struct fp_error error = { .code = FP_OK };

    /* The schema is the last guard against what the gate let through. */
    assert_int_equal(fp_storage_plan_create(soon(&fx->alice), &input, &got,
                                            &error),
                     FP_EINVAL);
    assert_null(strstr(error.detail, "plans_document_object"));
    assert_string_equal(fx->sqlstate, "23514");
    input = (struct fp_plan_input){ "x", "{\"a\":", 5, NULL };
    assert_int_equal(fp_storage_plan_create(soon(&fx->alice), &input, &got,
                                            NULL),
                     FP_EINVAL);
    input = (struct fp_plan_input){ "x", "{\"a\0b\":1}", 9, NULL };
    assert_int_equal(fp_storage_plan_create(soon(&fx->alice), &input, &got,
                                            NULL),
                     FP_EINVAL);
    input = (struct fp_plan_input){ "x", "", 0, NULL };
    assert_int_equal(fp_storage_plan_create(soon(&fx->alice), &input, &got,
                                            NULL),
                     FP_EINVAL);
    /* 200 characters of two bytes are good, 201 are not. */
    for (size_t i = 0; i <= FP_PLAN_NAME_LIMIT; i++)
        memcpy(name + 2 * i, "\xc3\xa9", 3);
    input = (struct fp_plan_input){ name, "{}", 2, NULL };
    assert_int_equal(fp_storage_plan_create(soon(&fx->alice), &input, &got,
                                            NULL),
                     FP_EINVAL);
    input.name = name + 2;
    assert_int_equal(fp_storage_plan_create(soon(&fx->alice), &input, &got,
                                            NULL), FP_OK);
    assert_string_equal(got.name, name + 2);
    /* A failed transaction leaves the connection good. */
    add_plan(&fx->alice, "after");
}

/* A document near the limit does not fit into the socket's buffers: it must
 * be written while results are read. */
static void
test_plan_large_document(void **state)
{
    struct fixture *fx = *state;
    const size_t size = 9 << 20;
    char *large = malloc(size);
    struct fp_plan_input input = { "large", large, size, NULL };
    struct fp_stored_plan made, got;
    struct fp_error error = { .code = FP_OK };

    assert_non_null(large);
    memset(large, 'x', size);
    memcpy(large, "{\"a\":\"", 6);
    memcpy(large + size - 2, "\"}", 2);
    assert_int_equal(fp_storage_plan_create(soon(&fx->alice), &input, &made,
                                            &error), FP_OK);
    assert_int_equal(fp_storage_plan_get(soon(&fx->alice), made.id, &got,
                                         &error), FP_OK);
    assert_int_equal(got.document_len, size);
    assert_memory_equal(got.document, large, size);
    input.document_len = FP_PLAN_DOCUMENT_LIMIT + 1;
    assert_int_equal(fp_storage_plan_create(soon(&fx->alice), &input, &made,
                                            &error),
                     FP_EINVAL);
    free(large);
}

static void
test_plan_paging(void **state)
{
    struct fixture *fx = *state;
    const char *ids[7];
    const char *after = NULL;
    struct fp_stored_plan_page page;
    size_t seen = 0, pages = 0;

    for (size_t i = 0; i < 7; i++) {
        ids[i] = add_plan(&fx->alice, "p").id;
        usleep(2000); /* ids are ordered by the millisecond */
    }
    add_plan(&fx->bob, "not hers");
    do {
        assert_int_equal(fp_storage_plan_list(soon(&fx->alice), after, 3,
                                              &page, NULL), FP_OK);
        pages++;
        for (size_t i = 0; i < page.count; i++, seen++) {
            assert_true(seen < 7);
            assert_string_equal(page.plans[i].id, ids[6 - seen]);
            assert_null(page.plans[i].document);
        }
        /* Something new on top does not shift the pages below. */
        add_plan(&fx->alice, "new");
        after = page.next;
    } while (after != NULL);
    assert_int_equal(seen, 7);
    assert_int_equal(pages, 3);
    /* An exactly full page has no next one. */
    assert_int_equal(fp_storage_plan_list(soon(&fx->bob), NULL, 1, &page,
                                          NULL), FP_OK);
    assert_int_equal(page.count, 1);
    assert_null(page.next);
    assert_int_equal(fp_storage_plan_list(soon(&fx->bob), NULL, 0, &page,
                                          NULL), FP_EINVAL);
    assert_int_equal(fp_storage_plan_list(soon(&fx->bob), NULL, 201, &page,
                                          NULL), FP_EINVAL);
    assert_int_equal(fp_storage_plan_list(soon(&fx->bob), "x", 10, &page,
                                          NULL), FP_EINVAL);
}

/* A full account gets no more plans. */
static void
test_plan_limit(void **state)
{
    struct fixture *fx = *state;
    const struct fp_plan_input input = { "one more", document, document_len,
                                         NULL };
    struct fp_stored_plan first = add_plan(&fx->alice, "first"), plan;
    struct fp_error error = { .code = FP_OK };
    char sql[512];

    snprintf(sql, sizeof(sql),
             "INSERT INTO finplan.plans (id, owner_id, name, document)"
             " SELECT gen_random_uuid(), '%s', 'n', '{}'"
             " FROM generate_series(2, %d)",
             fx->alice.user_id, (int)FP_PLANS_PER_USER);
    as_superuser(sql);
    assert_int_equal(fp_storage_plan_create(soon(&fx->alice), &input, &plan,
                                            &error),
                     FP_ELIMIT);
    assert_non_null(strstr(error.detail, "1000"));
    add_plan(&fx->bob, "room of his own");
    assert_int_equal(fp_storage_plan_delete(soon(&fx->alice), first.id, 0,
                                            NULL, NULL), FP_OK);
    add_plan(&fx->alice, "room again");
}

/* --- simulations ------------------------------------------------------ */

static void
test_simulations(void **state)
{
    struct fixture *fx = *state;
    static const char result[] = "{\"success\": {\"probability\":0.8700}}";
    struct fp_stored_plan plan = add_plan(&fx->alice, "p");
    struct fp_simulation_input input = {
        .plan_id = plan.id, .plan_version = 1, .kind = "simulation",
        .result_id = RESULT_ID, .result = result,
        .result_len = sizeof(result) - 1,
    };
    struct fp_stored_simulation made, got;

    assert_int_equal(fp_storage_simulation_insert(soon(&fx->alice), &input,
                                                  &made, NULL), FP_OK);
    assert_int_equal(fp_storage_simulation_get(soon(&fx->alice), made.id, &got,
                                               NULL), FP_OK);
    assert_string_equal(got.result, result);
    assert_string_equal(got.plan_id, plan.id);
    assert_string_equal(got.kind, "simulation");
    assert_string_equal(got.result_id, RESULT_ID);
    assert_int_equal(got.plan_version, 1);
    assert_int_equal(fp_storage_simulation_get(soon(&fx->bob), made.id, &got,
                                               NULL), FP_ENOTFOUND);
    assert_int_equal(fp_storage_simulation_insert(soon(&fx->bob), &input, &got,
                                                  NULL), FP_ENOTFOUND);
    input.kind = "guess";
    assert_int_equal(fp_storage_simulation_insert(soon(&fx->alice), &input,
                                                  &got, NULL), FP_EINVAL);
    input.kind = "backtest";
    input.result_id = "XYZ";
    assert_int_equal(fp_storage_simulation_insert(soon(&fx->alice), &input,
                                                  &got, NULL), FP_EINVAL);
    /* Gone with its plan. */
    assert_int_equal(fp_storage_plan_delete(soon(&fx->alice), plan.id, 0, NULL,
                                            NULL), FP_OK);
    assert_int_equal(fp_storage_simulation_get(soon(&fx->alice), made.id, &got,
                                               NULL), FP_ENOTFOUND);
}

/* Results of no plan, with their questions. */
static void
test_results(void **state)
{
    struct fixture *fx = *state;
    static const char question[] = "{\"kind\": \"backtest\"}";
    struct fp_simulation_input input = {
        .kind = "backtest", .result_id = RESULT_ID, .result = "{}",
        .result_len = 2, .request = question,
        .request_len = sizeof(question) - 1,
    };
    struct fp_stored_simulation made, got;

    assert_int_equal(fp_storage_simulation_insert(soon(&fx->alice), &input,
                                                  &made, NULL), FP_OK);
    usleep(2000); /* ids are ordered by the millisecond */
    input.result = "{\"a\": 1}";
    input.result_len = strlen(input.result);
    assert_int_equal(fp_storage_simulation_insert(soon(&fx->alice), &input,
                                                  &made, NULL), FP_OK);
    assert_int_equal(fp_storage_result_get(soon(&fx->alice), RESULT_ID, &got,
                                           NULL), FP_OK);
    assert_string_equal(got.id, made.id);
    assert_string_equal(got.request, question);
    assert_int_equal(got.request_len, sizeof(question) - 1);
    assert_string_equal(got.result, input.result);
    assert_null(got.plan_id);
    assert_int_equal(fp_storage_result_get(soon(&fx->bob), RESULT_ID, &got,
                                           NULL), FP_ENOTFOUND);
    assert_int_equal(fp_storage_result_get(soon(&fx->alice), "XYZ", &got,
                                           NULL), FP_ENOTFOUND);
    input.request = "[]";
    input.request_len = 2;
    assert_int_equal(fp_storage_simulation_insert(soon(&fx->alice), &input,
                                                  &got, NULL), FP_EINVAL);
}

/* --- transactions ------------------------------------------------------- */

static void
test_ready(void **state)
{
    struct fixture *fx = *state;
    int version = -1;

    assert_int_equal(fp_storage_ready(soon(&fx->call), &version, NULL), FP_OK);
    assert_int_equal(version, FP_STORAGE_SCHEMA);
}

/* Claim, timeouts and three statements wait for the server once. How many
 * syncs really travel is counted on the wire by test_schema.py. */
static void
test_one_round_trip(void **state)
{
    struct fixture *fx = *state;
    struct fp_stored_plan plan = add_plan(&fx->alice, "p");
    struct fp_stored_plan got;
    struct fp_storage_stats before, after;

    fp_storage_pool_stats(fx->pool, &before);
    assert_int_equal(fp_storage_plan_get(soon(&fx->alice), plan.id, &got,
                                         NULL), FP_OK);
    assert_int_equal(fp_storage_plan_delete(soon(&fx->alice), plan.id, 1, NULL,
                                            NULL), FP_OK);
    fp_storage_pool_stats(fx->pool, &after);
    assert_int_equal(after.round_trips - before.round_trips, 2);
    assert_int_equal(after.transactions - before.transactions, 2);
    assert_int_equal(after.retries, before.retries);
}

/* The newest results of a plan are kept, older ones make room; those of other
 * plans stay. */
static void
test_simulations_limit(void **state)
{
    struct fixture *fx = *state;
    struct fp_stored_plan plan = add_plan(&fx->alice, "p");
    struct fp_stored_plan beside = add_plan(&fx->alice, "q");
    struct fp_simulation_input input = {
        .plan_id = beside.id, .plan_version = 1, .kind = "projection",
        .result_id = RESULT_ID, .result = "{}", .result_len = 2,
    };
    struct fp_stored_simulation other, first, second, made;

    assert_int_equal(fp_storage_simulation_insert(soon(&fx->alice), &input,
                                                  &other, NULL), FP_OK);
    input.plan_id = plan.id;
    assert_int_equal(fp_storage_simulation_insert(soon(&fx->alice), &input,
                                                  &first, NULL), FP_OK);
    usleep(2000); /* ids are ordered by the millisecond */
    assert_int_equal(fp_storage_simulation_insert(soon(&fx->alice), &input,
                                                  &second, NULL), FP_OK);
    usleep(2000);
    for (int i = 2; i < FP_SIMULATIONS_PER_PLAN; i++)
        assert_int_equal(fp_storage_simulation_insert(soon(&fx->alice), &input,
                                                      &made, NULL), FP_OK);
    assert_int_equal(fp_storage_simulation_get(soon(&fx->alice), first.id,
                                               &made, NULL), FP_OK);
    assert_int_equal(fp_storage_simulation_insert(soon(&fx->alice), &input,
                                                  &made, NULL), FP_OK);
    assert_int_equal(fp_storage_simulation_get(soon(&fx->alice), first.id,
                                               &made, NULL), FP_ENOTFOUND);
    assert_int_equal(fp_storage_simulation_get(soon(&fx->alice), second.id,
                                               &made, NULL), FP_OK);
    assert_int_equal(fp_storage_simulation_get(soon(&fx->alice), other.id,
                                               &made, NULL), FP_OK);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_DB(test_plan_life),
        WITH_DB(test_plan_of_another_user),
        WITH_DB(test_plan_bad_input),
        WITH_DB(test_plan_large_document),
        WITH_DB(test_plan_paging),
        WITH_DB(test_plan_limit),
        WITH_DB(test_simulations),
        WITH_DB(test_simulations_limit),
        WITH_DB(test_results),
        WITH_DB(test_ready),
        WITH_DB(test_one_round_trip),
    };

    need_server(argc, argv);
    return cmocka_run_group_tests_name("stores", tests, NULL, NULL);
}
