/* Users and sessions in a real PostgreSQL: what is kept, for whom, and what is
 * refused. */
#include "tests/storage/fixture.h"

#include <unistd.h>

#include "base/clock.h"
#include "storage/identity/logins_store.h"
#include "storage/identity/sessions_store.h"
#include "storage/identity/users_store.h"

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

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        WITH_DB(test_users),
        WITH_DB(test_users_bad_input),
        WITH_DB(test_session_rotation),
        WITH_DB(test_session_expiry_and_logout),
        WITH_DB(test_session_rotation_race),
    };

    need_server(argc, argv);
    return cmocka_run_group_tests_name("identity", tests, NULL, NULL);
}
