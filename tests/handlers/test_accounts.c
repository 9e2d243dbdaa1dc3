/* Routes of a user: tokens, grants, and a database that is away. */
#include "auth/digest.h"
#include "auth/token.h"
#include "base/clock.h"
#include "tests/cmocka_fp.h"
#include "tests/handlers/drive.h"

static const char secret[] =
    "6d1f0c2a9e8b7d6c5f4e3d2c1b0a99887766554433221100ffeeddccbbaa9988";

static struct drive drive;
static struct fp_keys *keys;
static struct fp_tokens *tokens;
static char bearer[FP_TOKEN_MAX + 16];

static int
setup(void **state)
{
    struct fp_keys_config key_config = { .algorithm = "HS256",
                                         .secret = secret };
    struct fp_tokens_config token_config = { .issuer = "finplan",
                                             .audience = "finplan-api",
                                             .access_ttl_s = 600 };
    struct fp_error error = { .code = FP_OK };

    (void)state;
    drive_config(&drive);
    drive.config.anonymous = 0;
    drive.config.keys = key_config;
    drive.config.argon2_permits = 1;
    /* Nothing listens on port 1: connecting is refused at once. */
    drive.config.storage.url = "postgresql://nobody@127.0.0.1:1/none";
    drive.config.storage.connections = 1;
    drive_open(&drive);
    if (fp_keys_new(&key_config, &keys, &error) != FP_OK)
        return 1;
    token_config.keys = keys;
    return fp_tokens_new(&token_config, &tokens, &error) != FP_OK;
}

static int
teardown(void **state)
{
    (void)state;
    fp_tokens_free(tokens);
    fp_keys_free(keys);
    drive_close(&drive);
    return 0;
}

/* The next call carries a token with these grants, issued at now + offset. */
static void
with_token(unsigned grants, int64_t offset_s)
{
    struct fp_principal principal = {
        .user_id = "0190b6d4-7e1a-7c3e-8b1e-2f0c5a6d7e8f",
        .role = FP_ROLE_USER,
        .grants = grants,
    };
    char token[FP_TOKEN_MAX];

    assert_int_equal(fp_token_issue(tokens, &principal,
                                    fp_clock_unix_ms() / 1000 + offset_s,
                                    token), FP_OK);
    snprintf(bearer, sizeof(bearer), "Bearer %s", token);
    drive.headers[0] = "Authorization";
    drive.headers[1] = bearer;
}

static void
a_database_that_is_away_is_503(void **state)
{
    uint64_t from_ns = fp_clock_monotonic_ns();

    (void)state;
    with_token(FP_GRANT_PLANS_READ, 0);
    assert_int_equal(drive_call(&drive, "GET", "/api/v1/plans", NULL), 503);
    assert_non_null(strstr(drive_body(&drive),
                           "\"code\":\"database_unavailable\""));
    assert_non_null(drive_header(&drive, "Retry-After"));
    assert_true(fp_clock_monotonic_ns() - from_ns < UINT64_C(5000000000));
    assert_int_equal(drive_call(&drive, "GET", "/ready", NULL), 503);
    assert_int_equal(drive_call(&drive, "GET", "/health", NULL), 200);
    assert_non_null(strstr(drive_body(&drive), "\"database\":\"down\""));
}

static void
grants_are_checked(void **state)
{
    (void)state;
    with_token(FP_GRANT_SIMULATIONS_RUN, 0);
    assert_int_equal(drive_call(&drive, "GET", "/api/v1/plans", NULL), 403);
    assert_non_null(strstr(drive_body(&drive), "\"code\":\"forbidden\""));
}

static void
bad_tokens_are_401(void **state)
{
    (void)state;
    with_token(FP_GRANT_PLANS_READ, -3600);
    assert_int_equal(drive_call(&drive, "GET", "/api/v1/plans", NULL), 401);
    assert_non_null(strstr(drive_header(&drive, "WWW-Authenticate"),
                           "error=\"invalid_token\""));
    with_token(FP_GRANT_PLANS_READ, 0);
    bearer[strlen(bearer) - 8] ^= 1;
    assert_int_equal(drive_call(&drive, "GET", "/api/v1/plans", NULL), 401);
    drive.headers[0] = "Authorization";
    drive.headers[1] = "Basic dXNlcjpwYXNz";
    assert_int_equal(drive_call(&drive, "GET", "/api/v1/plans", NULL), 401);
}

static void
calculators_can_be_closed(void **state)
{
    (void)state;
    assert_int_equal(drive_call(&drive, "POST", "/api/v1/simulations", "{}"),
                     401);
    with_token(FP_GRANT_SIMULATIONS_RUN, 0);
    assert_int_equal(drive_call(&drive, "POST", "/api/v1/simulations", "{}"),
                     422);
}

static void
preconditions_come_before_the_database(void **state)
{
    static const char path[] =
        "/api/v1/plans/0190b6d4-7e1a-7c3e-8b1e-2f0c5a6d7e8f";

    (void)state;
    with_token(FP_GRANT_PLANS_WRITE, 0);
    assert_int_equal(drive_call(&drive, "DELETE", path, NULL), 428);
    with_token(FP_GRANT_PLANS_WRITE, 0);
    drive.headers[2] = "If-Match";
    drive.headers[3] = "v1";
    assert_int_equal(drive_call(&drive, "DELETE", path, NULL), 400);
    with_token(FP_GRANT_PLANS_WRITE, 0);
    drive.headers[2] = "If-Match";
    drive.headers[3] = "\"v1\"";
    assert_int_equal(drive_call(&drive, "DELETE", path, NULL), 503);
    with_token(FP_GRANT_PLANS_READ, 0);
    drive.query = "limit=0&offset=1";
    assert_int_equal(drive_call(&drive, "GET", "/api/v1/plans", NULL), 400);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_database_that_is_away_is_503),
        cmocka_unit_test(grants_are_checked),
        cmocka_unit_test(bad_tokens_are_401),
        cmocka_unit_test(calculators_can_be_closed),
        cmocka_unit_test(preconditions_come_before_the_database),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
