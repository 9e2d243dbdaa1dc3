/* app: configuration, processors, pauses, and the man page of the settings. */
#include "tests/cmocka_fp.h"

#include <unistd.h>

#include "app/config.h"
#include "app/restarts.h"
#include "base/cpus.h"

static struct fp_config_errors errors;

static struct fp_config *
read_environment(char *const *environment)
{
    struct fp_config_sources sources = { .environment = environment };

    return fp_config_read(&sources, &errors);
}

static void
test_defaults(void **state)
{
    char *none[] = { NULL };
    struct fp_config *config = read_environment(none);

    (void)state;
    assert_non_null(config);
    /* The deployment contract's. */
    assert_string_equal(fp_config_text(config, FP_KEY_ENVIRONMENT),
                        "production");
    assert_int_equal(fp_config_number(config, FP_KEY_DEBUG), 0);
    assert_int_equal(fp_config_number(config, FP_KEY_WORKERS), 4);
    assert_int_equal(fp_config_number(config, FP_KEY_DATABASE_POOL_SIZE), 20);
    assert_int_equal(fp_config_number(config, FP_KEY_CACHE_TTL_SECONDS), 3600);
    assert_int_equal(
        fp_config_number(config, FP_KEY_RATE_LIMIT_REQUESTS_PER_MINUTE), 100);
    assert_int_equal(
        fp_config_number(config, FP_KEY_JWT_ACCESS_TOKEN_EXPIRE_MINUTES), 30);
    assert_int_equal(
        fp_config_number(config, FP_KEY_JWT_REFRESH_TOKEN_EXPIRE_DAYS), 7);
    assert_int_equal(
        fp_config_number(config, FP_KEY_MONTE_CARLO_DEFAULT_SIMULATIONS),
        10000);
    assert_int_equal(fp_config_number(config, FP_KEY_MAX_REQUEST_SIZE_MB), 10);
    assert_int_equal(fp_config_number(config, FP_KEY_REQUEST_TIMEOUT_SECONDS),
                     30);
    assert_non_null(strstr(fp_config_text(config, FP_KEY_LISTEN),
                           "/api.sock"));
    fp_config_free(config);
}

static void
test_values(void **state)
{
    char *environment[] = { "WORKERS=7", "DEBUG=Yes", "ROLE=sim",
                            "RUNTIME_DIR=/r", "ENVIRONMENT=", NULL };
    struct fp_config *config = read_environment(environment);

    (void)state;
    assert_non_null(config);
    assert_int_equal(fp_config_number(config, FP_KEY_WORKERS), 7);
    assert_int_equal(fp_config_number(config, FP_KEY_DEBUG), 1);
    assert_string_equal(fp_config_text(config, FP_KEY_LISTEN),
                        "unix:/r/sim.sock");
    assert_true(fp_config_is_set(config, FP_KEY_WORKERS));
    assert_false(fp_config_is_set(config, FP_KEY_ENVIRONMENT));
    fp_config_free(config);
}

static void
test_every_error_is_listed(void **state)
{
    char *environment[] = { "WORKERS=0x4", "DEBUG=2", "ROLE=other",
                            "LOG_LEVEL=loud", "DATABASE_POOL_SIZE=1001",
                            "JWT_PRIVATE_KEY=x", NULL };

    (void)state;
    assert_null(read_environment(environment));
    assert_int_equal(errors.count, 6);
}

static void
test_reload_keeps_what_needs_a_restart(void **state)
{
    char *before[] = { "LISTEN=unix:/a", "WORKERS=2", NULL };
    char *after[] = { "LISTEN=unix:/b", "WORKERS=3", NULL };
    struct fp_config *old = read_environment(before);
    struct fp_config *new = read_environment(after);

    (void)state;
    assert_non_null(old);
    assert_non_null(new);
    assert_int_equal(fp_config_keep(new, old), 1);
    assert_string_equal(fp_config_text(new, FP_KEY_LISTEN), "unix:/a");
    assert_int_equal(fp_config_number(new, FP_KEY_WORKERS), 3);
    fp_config_free(new);
    fp_config_free(old);
}

static void
test_quota(void **state)
{
    (void)state;
    assert_int_equal(fp_cpus_quota("max 100000\n"), 0);
    assert_int_equal(fp_cpus_quota("200000 100000\n"), 2);
    assert_int_equal(fp_cpus_quota("150000 100000\n"), 2);
    assert_int_equal(fp_cpus_quota("50000 100000\n"), 1);
    assert_int_equal(fp_cpus_quota(""), 0);
    assert_true(fp_cpus() >= 1);
}

static void
test_pauses(void **state)
{
    (void)state;
    assert_int_equal(fp_restarts_pause_ms(0), 0);
    assert_int_equal(fp_restarts_pause_ms(1), 100);
    assert_int_equal(fp_restarts_pause_ms(2), 200);
    assert_int_equal(fp_restarts_pause_ms(7), 6400);
    assert_int_equal(fp_restarts_pause_ms(8), 10000);
    assert_int_equal(fp_restarts_pause_ms(4000000000u), 10000);
}

static void
test_restarts(void **state)
{
    const uint64_t ms = 1000000, born = 5 * ms;
    struct fp_restarts restarts = { 0 };

    (void)state;
    assert_int_equal(fp_restarts_take(&restarts, UINT64_MAX), -1);
    assert_true(fp_restarts_next_ns(&restarts) == UINT64_MAX);

    /* Two that die young: each waits for itself, and is given out once. */
    assert_int_equal(fp_restarts_died(&restarts, 3, born, 10 * ms), 100);
    assert_int_equal(fp_restarts_died(&restarts, 0, born, 20 * ms), 100);
    assert_true(fp_restarts_next_ns(&restarts) == 110 * ms);
    assert_int_equal(fp_restarts_take(&restarts, 110 * ms - 1), -1);
    assert_int_equal(fp_restarts_take(&restarts, 110 * ms), 3);
    assert_int_equal(fp_restarts_take(&restarts, 110 * ms), -1);
    assert_true(fp_restarts_next_ns(&restarts) == 120 * ms);

    /* Again young: twice as long. It could not be started: longest. */
    assert_int_equal(fp_restarts_died(&restarts, 3, 110 * ms, 111 * ms), 200);
    assert_int_equal(fp_restarts_take(&restarts, 311 * ms), 0);
    assert_int_equal(fp_restarts_take(&restarts, 311 * ms), 3);
    fp_restarts_put_off(&restarts, 3, 311 * ms);
    assert_true(fp_restarts_next_ns(&restarts) == 10311 * ms);

    /* A long life is forgiven at once. */
    assert_int_equal(fp_restarts_died(&restarts, 3, 1, 10000 * ms + 1), 0);
    assert_int_equal(fp_restarts_take(&restarts, 10000 * ms + 1), 3);
}

/* Each key has its entry in the man page, with its range and default, and
 * the page has no others. */
static void
test_man_page(void **state)
{
    const char *top = getenv("FP_SRCDIR");
    char path[4096], want[256];
    char *page = calloc(1, 1 << 17), *at;
    size_t entries = 0;
    FILE *in;
    int key;

    (void)state;
    snprintf(path, sizeof(path), "%s/fcgi-app/man/finplan-api.conf.5.in",
             top != NULL ? top : ".");
    in = fopen(path, "r");
    assert_non_null(in);
    assert_non_null(page);
    assert_true(fread(page, 1, (1 << 17) - 1, in) > 0);
    fclose(in);
    for (key = 0; key < FP_KEYS; key++) {
        const struct fp_config_key *entry = &fp_config_keys[key];

        snprintf(want, sizeof(want), ".TP\n.B %s\n(", entry->name);
        at = strstr(page, want);
        if (at == NULL)
            fail_msg("%s is not in finplan-api.conf(5)", entry->name);
        if (entry->type != FP_KEY_INT)
            continue;
        snprintf(want, sizeof(want),
                 "a whole number from %lld to %lld; default %s)",
                 (long long)entry->min, (long long)entry->max,
                 entry->fallback);
        at = strchr(at, '(') + 1;
        if (strncmp(at, want, strlen(want)) != 0)
            fail_msg("%s: the page should say %s", entry->name, want);
    }
    for (at = page; (at = strstr(at, "\n.TP\n.B ")) != NULL; at++)
        entries++;
    assert_int_equal(entries, FP_KEYS);
    free(page);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_every_error_is_listed),
        cmocka_unit_test(test_reload_keeps_what_needs_a_restart),
        cmocka_unit_test(test_quota),
        cmocka_unit_test(test_pauses),
        cmocka_unit_test(test_restarts),
        cmocka_unit_test(test_man_page),
    };

    return cmocka_run_group_tests_name("app", tests, NULL, NULL);
}
