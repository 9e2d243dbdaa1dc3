/* The stores against a real PostgreSQL: what they keep, for whom, and what
 * they refuse. */
#include "tests/storage/fixture.h"

#include <unistd.h>

#include "base/clock.h"
#include "storage/identity/logins_store.h"
#include "storage/identity/sessions_store.h"
#include "storage/identity/users_store.h"
#include "storage/simulations_store.h"

#define RESULT_ID "0123456789abcdef0123456789abcdef"

/* --- users ------------------------------------------------------------ */

/* As a login finds a user; FP_ENOTFOUND: nobody. */
static enum fp_err
by_email(struct fixture *fx, const char *email, struct fp_user *user,
         struct fp_error *error)
{
    static const unsigned char account[FP_SUBJECT] = "account";
    static const unsigned char source[FP_SUBJECT] = "source";
    struct fp_user found = { .id = NULL };
    int64_t wait_s = -1;
    enum fp_err err = fp_storage_login_begin(soon(&fx->call), email, account,
                                             source, &wait_s, &found, error);

    assert_int_equal(err, FP_OK);
    assert_int_equal(wait_s, 0);
    if (found.id == NULL)
        return FP_ENOTFOUND;
    *user = found;
    return FP_OK;
}

static void
test_users(void **state)
{
    struct fixture *fx = *state;
    struct fp_user user, again;
    struct fp_error error = { .code = FP_OK };

    assert_int_equal(fp_storage_user_create(soon(&fx->call),
                                            "Ann.Lee@Example.org", "h1", &user,
                                            &error), FP_OK);
    assert_string_equal(user.role, "user");
    assert_int_equal(user.disabled, 0);
    assert_true(llabs(user.created_ms - fp_clock_unix_ms()) < 60000);
    assert_null(user.password_hash);
    /* The same address in another case is the same account. */
    assert_int_equal(fp_storage_user_create(soon(&fx->call),
                                            "ann.lee@example.ORG", "h2",
                                            &again, &error), FP_ECONFLICT);
    assert_string_equal(fx->sqlstate, "23505");
    assert_null(strstr(error.detail, "users_email_key"));
    assert_int_equal(by_email(fx, "ANN.LEE@example.org", &again, &error),
                     FP_OK);
    assert_string_equal(again.id, user.id);
    assert_string_equal(again.email, "Ann.Lee@Example.org");
    assert_string_equal(again.password_hash, "h1");
    assert_int_equal(by_email(fx, "no@body", &again, &error),
                     FP_ENOTFOUND);
    assert_int_equal(by_email(fx, "\xff@body", &again, &error),
                     FP_ENOTFOUND);
    assert_int_equal(by_email(fx, "' OR true --@x", &again, &error),
                     FP_ENOTFOUND);
    fx->call.user_id = user.id;
    assert_int_equal(fp_storage_user_self(soon(&fx->call), &again, &error),
                     FP_OK);
    assert_string_equal(again.email, "Ann.Lee@Example.org");
    assert_int_equal(fp_storage_user_set_password(soon(&fx->call), "h3",
                                                  &error), FP_OK);
    assert_int_equal(by_email(fx, "ann.lee@example.org", &again, &error),
                     FP_OK);
    assert_string_equal(again.password_hash, "h3");
}

static void
test_users_bad_input(void **state)
{
    struct fixture *fx = *state;
    char long_email[300];
    struct fp_user user;

    memset(long_email, 'a', sizeof(long_email));
    memcpy(long_email + 290, "@x.org", 7);
    assert_int_equal(fp_storage_user_create(soon(&fx->call), long_email, "h",
                                            &user, NULL), FP_EINVAL);
    assert_int_equal(fp_storage_user_create(soon(&fx->call), "@x.org", "h",
                                            &user, NULL), FP_EINVAL);
    assert_int_equal(fp_storage_user_create(soon(&fx->call), "none", "h",
                                            &user, NULL), FP_EINVAL);
    assert_int_equal(fp_storage_user_create(soon(&fx->call), "a@x.org", "",
                                            &user, NULL), FP_EINVAL);
    fx->call.user_id = "not-a-uuid";
    assert_int_equal(fp_storage_user_self(soon(&fx->call), &user, NULL),
                     FP_EINTERNAL);
}

/* --- sessions --------------------------------------------------------- */

static void
fill(unsigned char hash[FP_SESSION_HASH], unsigned value)
{
    static unsigned salt;

    memset(hash, (int)value, FP_SESSION_HASH);
    salt++;
    memcpy(hash, &salt, sizeof(salt));
    value = (unsigned)getpid();
    memcpy(hash + sizeof(salt), &value, sizeof(value));
}

static void
test_session_rotation(void **state)
{
    struct fixture *fx = *state;
    const int64_t later = fp_clock_unix_ms() + 86400000;
    unsigned char h1[FP_SESSION_HASH], h2[FP_SESSION_HASH],
        h3[FP_SESSION_HASH], h4[FP_SESSION_HASH];
    struct fp_session first, second;
    struct fp_error error = { .code = FP_OK };

    fill(h1, 1);
    fill(h2, 2);
    fill(h3, 3);
    fill(h4, 4);
    assert_int_equal(fp_storage_session_create(soon(&fx->alice), h1, later,
                                               NULL, &first, &error), FP_OK);
    assert_string_equal(first.user_id, fx->alice.user_id);
    assert_string_equal(first.role, "user");
    /* Nobody is authenticated at a refresh. */
    assert_int_equal(fp_storage_session_rotate(soon(&fx->call), h1, h2, later,
                                               &second, &error), FP_OK);
    assert_string_equal(second.id, first.id);
    assert_string_equal(second.user_id, fx->alice.user_id);
    assert_int_equal(fp_storage_session_rotate(soon(&fx->call), h2, h3, later,
                                               &second, &error), FP_OK);
    /* A used token comes back: the thief and the owner are both out. */
    assert_int_equal(fp_storage_session_rotate(soon(&fx->call), h1, h4, later,
                                               &second, &error), FP_EAUTH);
    assert_int_equal(fp_storage_session_rotate(soon(&fx->call), h3, h4, later,
                                               &second, &error), FP_EAUTH);
    /* Unknown. */
    assert_int_equal(fp_storage_session_rotate(soon(&fx->call), h4, h3, later,
                                               &second, &error), FP_EAUTH);
    assert_int_equal(fp_storage_session_create(soon(&fx->alice), h4,
                                               later - 2 * 86400000, NULL, &first,
                                               &error), FP_EINVAL);
}

static void
test_session_expiry_and_logout(void **state)
{
    struct fixture *fx = *state;
    const int64_t later = fp_clock_unix_ms() + 86400000;
    unsigned char h1[FP_SESSION_HASH], h2[FP_SESSION_HASH],
        h3[FP_SESSION_HASH];
    struct fp_session session;
    int64_t revoked = -1;

    fill(h1, 1);
    fill(h2, 2);
    fill(h3, 3);
    assert_int_equal(fp_storage_session_create(soon(&fx->alice), h1,
                                               fp_clock_unix_ms() + 60,
                                               NULL, &session, NULL), FP_OK);
    usleep(90 * 1000);
    assert_int_equal(fp_storage_session_rotate(soon(&fx->call), h1, h2, later,
                                               &session, NULL), FP_EAUTH);
    assert_int_equal(fp_storage_session_create(soon(&fx->alice), h2, later,
                                               NULL, &session, NULL), FP_OK);
    assert_int_equal(fp_storage_session_revoke(soon(&fx->call), h2, NULL),
                     FP_OK);
    assert_int_equal(fp_storage_session_revoke(soon(&fx->call), h2, NULL),
                     FP_OK);
    assert_int_equal(fp_storage_session_rotate(soon(&fx->call), h2, h3, later,
                                               &session, NULL), FP_EAUTH);
    /* All of one user's, and only theirs. */
    assert_int_equal(fp_storage_session_create(soon(&fx->alice), h3, later,
                                               NULL, &session, NULL), FP_OK);
    assert_int_equal(fp_storage_session_revoke_all(soon(&fx->bob), &revoked,
                                                   NULL), FP_OK);
    assert_int_equal(revoked, 0);
    assert_int_equal(fp_storage_session_revoke_all(soon(&fx->alice), &revoked,
                                                   NULL), FP_OK);
    assert_int_equal(revoked, 1);
    fill(h1, 9);
    assert_int_equal(fp_storage_session_rotate(soon(&fx->call), h3, h1, later,
                                               &session, NULL), FP_EAUTH);
}

struct racer {
    struct fp_storage_call call;
    const unsigned char *from;
    unsigned char to[FP_SESSION_HASH];
    int64_t expires_ms;
    enum fp_err err;
};

static void *
race_rotate(void *data)
{
    struct racer *racer = data;
    struct fp_session session;

    racer->call.arena = fp_arena_new(0);
    racer->err = fp_storage_session_rotate(soon(&racer->call), racer->from,
                                           racer->to, racer->expires_ms,
                                           &session, NULL);
    fp_arena_free(racer->call.arena);
    return NULL;
}

/* Four threads rotate one token: exactly one may win. */
static void
test_session_rotation_race(void **state)
{
    struct fixture *fx = *state;
    const int64_t later = fp_clock_unix_ms() + 86400000;
    unsigned char h1[FP_SESSION_HASH];
    struct fp_session session;
    struct racer racers[4];
    pthread_t threads[4];
    int won = 0;

    fill(h1, 1);
    assert_int_equal(fp_storage_session_create(soon(&fx->alice), h1, later,
                                               NULL, &session, NULL), FP_OK);
    for (size_t i = 0; i < 4; i++) {
        racers[i] = (struct racer){ .call = fx->call, .from = h1,
                                    .expires_ms = later };
        fill(racers[i].to, 2);
        assert_int_equal(pthread_create(&threads[i], NULL, race_rotate,
                                        &racers[i]), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        if (racers[i].err == FP_OK)
            won++;
        else
            assert_int_equal(racers[i].err, FP_EAUTH);
    }
    assert_int_equal(won, 1);
}

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
        WITH_DB(test_users),
        WITH_DB(test_users_bad_input),
        WITH_DB(test_session_rotation),
        WITH_DB(test_session_expiry_and_logout),
        WITH_DB(test_session_rotation_race),
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
