/* The stores against a real PostgreSQL, which tests/storage/postgres.py
 * starts for this program: run without FP_TEST_DATABASE_URL it runs itself
 * again under that script, and skips (77) where there is no PostgreSQL. */
#include "tests/cmocka_fp.h"

#include <pthread.h>
#include <unistd.h>

#include "base/clock.h"
#include "storage/lease.h"
#include "storage/plans_store.h"
#include "storage/sessions_store.h"
#include "storage/simulations_store.h"
#include "storage/tx.h"
#include "storage/users_store.h"

#define MS UINT64_C(1000000)
#define S (1000 * MS)
#define RESULT_ID "0123456789abcdef0123456789abcdef"

static const char document[] =
    "{ \"start_year\":2026,  \"note\": \"\\u00e9 \xc3\xa9\" }";

struct fixture {
    struct fp_storage_pool *pool;
    struct fp_arena *arena;
    struct fp_storage_call call;  /* of no user */
    struct fp_storage_call alice;
    struct fp_storage_call bob;
    pthread_mutex_t lock;         /* events come from any thread */
    char sqlstate[6];             /* of the last logged failure */
};

static void
keep_event(void *data, const struct fp_storage_event *event)
{
    struct fixture *fx = data;

    pthread_mutex_lock(&fx->lock);
    snprintf(fx->sqlstate, sizeof(fx->sqlstate), "%s", event->sqlstate);
    pthread_mutex_unlock(&fx->lock);
}

/* A call with its own deadline. */
static const struct fp_storage_call *
within(struct fp_storage_call *call, uint64_t ns)
{
    call->deadline_ns = fp_clock_monotonic_ns() + ns;
    return call;
}

static const struct fp_storage_call *
soon(struct fp_storage_call *call)
{
    return within(call, 20 * S);
}

static struct fp_storage_pool *
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

static int
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

static int
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

static struct fp_stored_plan
add_plan(struct fp_storage_call *call, const char *name)
{
    const struct fp_plan_input input = { name, document,
                                         sizeof(document) - 1 };
    struct fp_stored_plan plan = { .id = NULL };
    struct fp_error error = { .code = FP_OK };
    enum fp_err err = fp_storage_plan_create(soon(call), &input, NULL, NULL,
                                             &plan, NULL, &error);

    if (err != FP_OK)
        fail_msg("plan_create: %s", error.detail);
    return plan;
}

/* --- users ------------------------------------------------------------ */

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
    assert_int_equal(fp_storage_user_by_email(soon(&fx->call),
                                              "ANN.LEE@example.org", &again,
                                              &error), FP_OK);
    assert_string_equal(again.id, user.id);
    assert_string_equal(again.email, "Ann.Lee@Example.org");
    assert_string_equal(again.password_hash, "h1");
    assert_int_equal(fp_storage_user_by_email(soon(&fx->call), "no@body",
                                              &again, &error), FP_ENOTFOUND);
    assert_int_equal(fp_storage_user_by_email(soon(&fx->call), "\xff@body",
                                              &again, &error), FP_ENOTFOUND);
    assert_int_equal(fp_storage_user_by_email(soon(&fx->call),
                                              "' OR true --@x", &again,
                                              &error), FP_ENOTFOUND);
    fx->call.user_id = user.id;
    assert_int_equal(fp_storage_user_self(soon(&fx->call), &again, &error),
                     FP_OK);
    assert_string_equal(again.email, "Ann.Lee@Example.org");
    assert_int_equal(fp_storage_user_set_password(soon(&fx->call), "h3",
                                                  &error), FP_OK);
    assert_int_equal(fp_storage_user_by_email(soon(&fx->call),
                                              "ann.lee@example.org", &again,
                                              &error), FP_OK);
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
                                               &first, &error), FP_OK);
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
                                               later - 2 * 86400000, &first,
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
                                               &session, NULL), FP_OK);
    usleep(90 * 1000);
    assert_int_equal(fp_storage_session_rotate(soon(&fx->call), h1, h2, later,
                                               &session, NULL), FP_EAUTH);
    assert_int_equal(fp_storage_session_create(soon(&fx->alice), h2, later,
                                               &session, NULL), FP_OK);
    assert_int_equal(fp_storage_session_revoke(soon(&fx->call), h2, NULL),
                     FP_OK);
    assert_int_equal(fp_storage_session_revoke(soon(&fx->call), h2, NULL),
                     FP_OK);
    assert_int_equal(fp_storage_session_rotate(soon(&fx->call), h2, h3, later,
                                               &session, NULL), FP_EAUTH);
    /* All of one user's, and only theirs. */
    assert_int_equal(fp_storage_session_create(soon(&fx->alice), h3, later,
                                               &session, NULL), FP_OK);
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
                                               &session, NULL), FP_OK);
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
    const struct fp_plan_input input = { "Second", other, sizeof(other) - 1 };
    struct fp_stored_plan made = add_plan(&fx->alice, "First");
    struct fp_stored_plan got, replaced;
    struct fp_error error = { .code = FP_OK };
    int64_t current = 0;

    assert_int_equal(made.version, 1);
    assert_int_equal(made.created_ms, made.updated_ms);
    assert_int_equal(fp_storage_plan_get(soon(&fx->alice), made.id, &got,
                                         &error), FP_OK);
    assert_string_equal(got.name, "First");
    assert_int_equal(got.document_len, sizeof(document) - 1);
    assert_memory_equal(got.document, document, sizeof(document));
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
                                         sizeof(document) - 1 };
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
    struct fp_plan_input input = { "x", "[1]", 3 };
    struct fp_stored_plan got;
    struct fp_error error = { .code = FP_OK };

    /* The schema is the last guard against what the gate let through. */
    assert_int_equal(fp_storage_plan_create(soon(&fx->alice), &input, NULL,
                                            NULL, &got, NULL, &error),
                     FP_EINVAL);
    assert_null(strstr(error.detail, "plans_document_object"));
    assert_string_equal(fx->sqlstate, "23514");
    input = (struct fp_plan_input){ "x", "{\"a\":", 5 };
    assert_int_equal(fp_storage_plan_create(soon(&fx->alice), &input, NULL,
                                            NULL, &got, NULL, NULL),
                     FP_EINVAL);
    input = (struct fp_plan_input){ "x", "{\"a\0b\":1}", 9 };
    assert_int_equal(fp_storage_plan_create(soon(&fx->alice), &input, NULL,
                                            NULL, &got, NULL, NULL),
                     FP_EINVAL);
    input = (struct fp_plan_input){ "x", "", 0 };
    assert_int_equal(fp_storage_plan_create(soon(&fx->alice), &input, NULL,
                                            NULL, &got, NULL, NULL),
                     FP_EINVAL);
    /* 200 characters of two bytes are good, 201 are not. */
    for (size_t i = 0; i <= FP_PLAN_NAME_LIMIT; i++)
        memcpy(name + 2 * i, "\xc3\xa9", 3);
    input = (struct fp_plan_input){ name, "{}", 2 };
    assert_int_equal(fp_storage_plan_create(soon(&fx->alice), &input, NULL,
                                            NULL, &got, NULL, NULL),
                     FP_EINVAL);
    input.name = name + 2;
    assert_int_equal(fp_storage_plan_create(soon(&fx->alice), &input, NULL,
                                            NULL, &got, NULL, NULL), FP_OK);
    assert_string_equal(got.name, name + 2);
    assert_int_equal(fp_storage_plan_create(soon(&fx->alice), &input, "key",
                                            NULL, &got, NULL, NULL),
                     FP_EINVAL);
    assert_int_equal(fp_storage_plan_create(soon(&fx->alice), &input, "",
                                            "hash", &got, NULL, NULL),
                     FP_EINVAL);
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
    struct fp_plan_input input = { "large", large, size };
    struct fp_stored_plan made, got;
    struct fp_error error = { .code = FP_OK };

    assert_non_null(large);
    memset(large, 'x', size);
    memcpy(large, "{\"a\":\"", 6);
    memcpy(large + size - 2, "\"}", 2);
    assert_int_equal(fp_storage_plan_create(soon(&fx->alice), &input, NULL,
                                            NULL, &made, NULL, &error), FP_OK);
    assert_int_equal(fp_storage_plan_get(soon(&fx->alice), made.id, &got,
                                         &error), FP_OK);
    assert_int_equal(got.document_len, size);
    assert_memory_equal(got.document, large, size);
    input.document_len = FP_PLAN_DOCUMENT_LIMIT + 1;
    assert_int_equal(fp_storage_plan_create(soon(&fx->alice), &input, NULL,
                                            NULL, &made, NULL, &error),
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

static void
test_plan_idempotency(void **state)
{
    struct fixture *fx = *state;
    const struct fp_plan_input input = { "once", document,
                                         sizeof(document) - 1 };
    struct fp_stored_plan first, again;
    struct fp_stored_plan_page page;
    struct fp_error error = { .code = FP_OK };
    int replayed = -1;

    assert_int_equal(fp_storage_plan_create(soon(&fx->alice), &input, "k1",
                                            "hash-a", &first, &replayed,
                                            &error), FP_OK);
    assert_int_equal(replayed, 0);
    assert_string_equal(first.document, document);
    assert_int_equal(fp_storage_plan_create(soon(&fx->alice), &input, "k1",
                                            "hash-a", &again, &replayed,
                                            &error), FP_OK);
    assert_int_equal(replayed, 1);
    assert_string_equal(again.id, first.id);
    assert_string_equal(again.document, document);
    assert_int_equal(fp_storage_plan_create(soon(&fx->alice), &input, "k1",
                                            "hash-b", &again, &replayed,
                                            &error), FP_ECONFLICT);
    /* Keys belong to their user. */
    assert_int_equal(fp_storage_plan_create(soon(&fx->bob), &input, "k1",
                                            "hash-a", &again, &replayed,
                                            &error), FP_OK);
    assert_int_equal(replayed, 0);
    assert_string_not_equal(again.id, first.id);
    assert_int_equal(fp_storage_plan_list(soon(&fx->alice), NULL, 10, &page,
                                          NULL), FP_OK);
    assert_int_equal(page.count, 1);
    /* A late repetition does not make a deleted plan again. */
    assert_int_equal(fp_storage_plan_delete(soon(&fx->alice), first.id, 0,
                                            NULL, NULL), FP_OK);
    assert_int_equal(fp_storage_plan_create(soon(&fx->alice), &input, "k1",
                                            "hash-a", &again, &replayed,
                                            &error), FP_ECONFLICT);
    assert_non_null(strstr(error.detail, "deleted"));
}

struct creator {
    struct fp_storage_call call;
    char id[40];
    int replayed;
    enum fp_err err;
};

static void *
race_create(void *data)
{
    struct creator *creator = data;
    const struct fp_plan_input input = { "once", document,
                                         sizeof(document) - 1 };
    struct fp_stored_plan plan = { .id = NULL };

    creator->call.arena = fp_arena_new(0);
    creator->err = fp_storage_plan_create(soon(&creator->call), &input, "race",
                                          "hash", &plan, &creator->replayed,
                                          NULL);
    if (creator->err == FP_OK)
        snprintf(creator->id, sizeof(creator->id), "%s", plan.id);
    fp_arena_free(creator->call.arena);
    return NULL;
}

static void
test_plan_idempotency_race(void **state)
{
    struct fixture *fx = *state;
    struct creator creators[4];
    pthread_t threads[4];
    int made = 0;

    for (size_t i = 0; i < 4; i++) {
        creators[i] = (struct creator){ .call = fx->alice };
        assert_int_equal(pthread_create(&threads[i], NULL, race_create,
                                        &creators[i]), 0);
    }
    for (size_t i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(creators[i].err, FP_OK);
        assert_string_equal(creators[i].id, creators[0].id);
        made += !creators[i].replayed;
    }
    assert_int_equal(made, 1);
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

/* --- transactions and the pool ------------------------------------------ */

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

struct blocker {
    struct fp_storage_pool *pool;
    const char *user_id;
    const char *plan_id;
    PGconn *conn;
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
    result = PQexec(blocker->conn, sql);
    assert_int_equal(PQresultStatus(result), PGRES_TUPLES_OK);
    assert_int_equal(PQntuples(result), 1);
    PQclear(result);
}

static void
unblock(struct blocker *blocker)
{
    PQclear(PQexec(blocker->conn, "ROLLBACK"));
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
    PGconn *held = NULL;
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

static void
server(const char *action)
{
    char command[1024];

    snprintf(command, sizeof(command),
             "/usr/bin/env python3 '%s/tests/storage/postgres.py' %s '%s'",
             getenv("FP_SRCDIR"), action, getenv("FP_TEST_PG_DIR"));
    assert_int_equal(system(command), 0);
}

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
    assert_memory_equal(got.document, document, sizeof(document));
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
#define WITH_DB(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
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
        WITH_DB(test_plan_idempotency),
        WITH_DB(test_plan_idempotency_race),
        WITH_DB(test_simulations),
        WITH_DB(test_ready),
        WITH_DB(test_one_round_trip),
        WITH_DB(test_timeouts),
        WITH_DB(test_pool_exhaustion),
        WITH_DB(test_pool_under_threads),
        WITH_DB(test_only_reads_are_run_again),
        WITH_DB(test_server_killed),
        WITH_DB(test_server_restarted),
        WITH_DB(test_server_hangs),
    };

    if (getenv("FP_TEST_DATABASE_URL") == NULL) {
        char script[1024];

        snprintf(script, sizeof(script), "%s/tests/storage/postgres.py",
                 getenv("FP_SRCDIR") != NULL ? getenv("FP_SRCDIR") : ".");
        execlp("python3", "python3", script, "run", "--", argv[0],
               (char *)NULL);
        fprintf(stderr, "python3 was not found: skipped\n");
        return 77;
    }
    if (argc > 1)
        cmocka_set_test_filter(argv[1]);
    return cmocka_run_group_tests_name("stores", tests, NULL, NULL);
}
