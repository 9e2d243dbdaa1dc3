/* auth/password.c: hashes, policy, permits. Each hash takes 64 MiB, so there
 * are few of them. */
#include "tests/cmocka_fp.h"

#include <pthread.h>

#include "auth/password.h"
#include "base/clock.h"
#include "tests/auth/groups.h"

static struct fp_passwords *passwords;

static int
setup(void **state)
{
    (void)state;
    passwords = fp_passwords_new(1, 0, NULL);
    return passwords == NULL;
}

static int
teardown(void **state)
{
    (void)state;
    fp_passwords_free(passwords);
    return 0;
}

static void
right_and_wrong(void **state)
{
    const char *good = "correct horse battery";
    char hash[FP_PASSWORD_HASH], again[FP_PASSWORD_HASH];
    struct fp_passwords_stats stats;
    int stale = 7;

    (void)state;
    assert_int_equal(fp_password_hash(passwords, good, strlen(good), 0, hash),
                     FP_OK);
    assert_int_equal(strncmp(hash, "$argon2id$v=19$m=65536,t=2,p=1$", 31), 0);
    assert_int_equal(fp_password_hash(passwords, good, strlen(good), 0, again),
                     FP_OK);
    assert_string_not_equal(hash, again); /* salted */
    assert_int_equal(fp_password_verify(passwords, hash, good, strlen(good),
                                        0, &stale), FP_OK);
    assert_int_equal(stale, 0);
    assert_int_equal(fp_password_verify(passwords, hash, good,
                                        strlen(good) - 1, 0, NULL), FP_EAUTH);
    assert_int_equal(fp_password_verify(passwords, NULL, good, strlen(good),
                                        0, NULL), FP_EAUTH);
    assert_int_equal(fp_password_verify(passwords, "not a hash", good,
                                        strlen(good), 0, NULL), FP_EAUTH);
    fp_passwords_stats(passwords, &stats);
    assert_int_equal(stats.hashed, 6);
    assert_int_equal(stats.in_use, 0);
    assert_int_equal(stats.permits, 1);
}

static void
other_cost_is_stale(void **state)
{
    /* SOURCE: phc-winner-argon2, src/test.c, version 0x13, Argon2id,
     * t = 2, m = 2^16, p = 1 as a control, and m = 2^8 as the other cost. */
    const char *same =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ"
        "$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    const char *cheap =
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ"
        "$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    int stale = 7;

    (void)state;
    assert_int_equal(fp_password_verify(passwords, same, "password", 8, 0,
                                        &stale), FP_OK);
    assert_int_equal(stale, 0);
    assert_int_equal(fp_password_verify(passwords, cheap, "password", 8, 0,
                                        &stale), FP_OK);
    assert_int_equal(stale, 1);
}

static void
too_long(void **state)
{
    char text[FP_PASSWORD_MAX + 1], hash[FP_PASSWORD_HASH];

    (void)state;
    memset(text, 'p', sizeof(text));
    assert_int_equal(fp_password_hash(passwords, text, sizeof(text), 0, hash),
                     FP_EINVAL);
    assert_int_equal(fp_password_hash(passwords, text, FP_PASSWORD_MAX, 0,
                                      hash), FP_OK);
    /* Cutting the text would let this one in. */
    assert_int_equal(fp_password_verify(passwords, hash, text, sizeof(text),
                                        0, NULL), FP_EAUTH);
}

static void
policy(void **state)
{
    const char *email = "Long.Enough.Name@example.org";
    struct fp_error error;
    char text[FP_PASSWORD_MAX + 1];

    (void)state;
    memset(text, 'x', sizeof(text));
    assert_int_equal(fp_password_policy(text, 11, email, &error), FP_EINVAL);
    assert_non_null(strstr(error.detail, "12 to 256"));
    assert_int_equal(fp_password_policy(text, 12, email, &error), FP_OK);
    assert_int_equal(fp_password_policy(text, 256, email, &error), FP_OK);
    assert_int_equal(fp_password_policy(text, 257, email, &error), FP_EINVAL);
    assert_int_equal(fp_password_policy("long.enough.NAME@example.org", 28,
                                        email, &error), FP_EINVAL);
    assert_int_equal(fp_password_policy("long.enough.name", 16, email,
                                        &error), FP_EINVAL);
    assert_int_equal(fp_password_policy("long.enough.names", 17, email,
                                        &error), FP_OK);
    assert_int_equal(fp_password_policy("twelve\xff" "bytes", 12, email,
                                        &error), FP_EINVAL);
    assert_int_equal(fp_password_policy("twelve\0bytes", 12, email, &error),
                     FP_EINVAL);
    assert_int_equal(fp_password_policy("z\xc3\xbcrich \xe2\x82\xac 12", 14,
                                        email, &error), FP_OK);
}

static void *
hash_one(void *data)
{
    char hash[FP_PASSWORD_HASH];
    enum fp_err *err = data;

    *err = fp_password_hash(passwords, "some long password", 18, 0, hash);
    return NULL;
}

/* One permit and no wait: of eight callers at once some are turned away at
 * once, and the permit comes back. */
static void
permits_bound(void **state)
{
    struct fp_passwords_stats before, after;
    enum fp_err err[8];
    pthread_t threads[8];
    char hash[FP_PASSWORD_HASH];
    int ok = 0, busy = 0, i;

    (void)state;
    fp_passwords_stats(passwords, &before);
    for (i = 0; i < 8; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, hash_one, &err[i]),
                         0);
    for (i = 0; i < 8; i++) {
        pthread_join(threads[i], NULL);
        ok += err[i] == FP_OK;
        busy += err[i] == FP_EUNAVAIL;
    }
    assert_int_equal(ok + busy, 8);
    assert_true(ok >= 1);
    assert_true(busy >= 1);
    fp_passwords_stats(passwords, &after);
    assert_int_equal(after.busy - before.busy, busy);
    assert_int_equal(after.in_use, 0);
    assert_int_equal(fp_password_hash(passwords, "some long password", 18, 0,
                                      hash), FP_OK);
}

/* With time to wait all of them get their turn; a deadline in the past ends
 * the wait. */
static void
permits_wait(void **state)
{
    struct fp_passwords *only = passwords;
    struct fp_passwords *patient = fp_passwords_new(2, 10000, NULL);
    char hash[FP_PASSWORD_HASH];
    enum fp_err err[4];
    pthread_t threads[4];
    int i;

    (void)state;
    assert_non_null(patient);
    passwords = patient;
    for (i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, hash_one, &err[i]),
                         0);
    for (i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(err[i], FP_OK);
    }
    /* A free permit is taken whatever the deadline. */
    assert_int_equal(fp_password_hash(patient, "some long password", 18,
                                      fp_clock_monotonic_ns(), hash), FP_OK);
    passwords = only;
    fp_passwords_free(patient);
}

static void
wrong_settings(void **state)
{
    struct fp_error error;

    (void)state;
    assert_null(fp_passwords_new(0, 0, &error));
    assert_int_equal(error.code, FP_EINVAL);
    assert_null(fp_passwords_new(65, 0, &error));
    assert_null(fp_passwords_new(1, -1, &error));
    assert_null(fp_passwords_new(1, 60001, &error));
}

int
test_password_run(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(right_and_wrong, setup, teardown),
        cmocka_unit_test_setup_teardown(other_cost_is_stale, setup, teardown),
        cmocka_unit_test_setup_teardown(too_long, setup, teardown),
        cmocka_unit_test(policy),
        cmocka_unit_test_setup_teardown(permits_bound, setup, teardown),
        cmocka_unit_test_setup_teardown(permits_wait, setup, teardown),
        cmocka_unit_test(wrong_settings),
    };

    return cmocka_run_group_tests_name("password", tests, NULL, NULL);
}
