/* The account routes as far as they go without a database: bodies, addresses,
 * passwords, and what is missing. The rest is tests/blackbox/test_auth.py. */
#include "auth/token.h"
#include "base/clock.h"
#include "handlers/identity/account.h"
#include "handlers/state.h"
#include "tests/cmocka_fp.h"
#include "tests/handlers/drive.h"

static struct drive drive;

#define REGISTER "/api/v1/auth/register"
#define LOGIN "/api/v1/auth/login"
#define REFRESH "/api/v1/auth/refresh"
#define LOGOUT "/api/v1/auth/logout"
#define WHOSE "/internal/user"

static int
setup(void **state)
{
    (void)state;
    drive_config(&drive);
    drive.config.keys.algorithm = "HS256";
    drive.config.keys.secret = "a secret of at least thirty-two bytes";
    drive_open(&drive);
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    drive_close(&drive);
    return 0;
}

static void
says(const char *part)
{
    if (strstr(drive_body(&drive), part) == NULL)
        fail_msg("no %s in %s", part, drive_body(&drive));
}

static void
without_keys_there_are_no_accounts(void **state)
{
    struct drive bare;

    (void)state;
    drive_config(&bare);
    drive_open(&bare);
    assert_int_equal(drive_call(&bare, "POST", LOGIN,
                                "{\"email\":\"a@example.org\","
                                "\"password\":\"x\"}"), 503);
    assert_non_null(strstr(drive_body(&bare), "accounts_unavailable"));
    assert_non_null(drive_header(&bare, "Retry-After"));
    drive_close(&bare);
}

static void
every_fault_is_named(void **state)
{
    (void)state;
    assert_int_equal(drive_call(&drive, "POST", REGISTER,
                                "{\"email\":\"nobody\",\"password\":"
                                "\"short\"}"), 422);
    says("\"pointer\":\"/email\"");
    says("\"pointer\":\"/password\"");
    says("12 to 256");
    assert_int_equal(drive_call(&drive, "POST", REGISTER, "{}"), 422);
    says("\"pointer\":\"/email\",\"code\":\"required\"");
    says("\"pointer\":\"/password\",\"code\":\"required\"");
    assert_int_equal(drive_call(&drive, "POST", LOGIN,
                                "{\"email\":7,\"password\":null,"
                                "\"a/b~c\":\"x\"}"), 422);
    says("\"pointer\":\"/email\",\"code\":\"type\"");
    says("\"pointer\":\"/password\",\"code\":\"type\"");
    says("\"pointer\":\"/a~1b~0c\",\"code\":\"unknown_field\"");
    assert_int_equal(drive_call(&drive, "POST", LOGIN, "[]"), 422);
    assert_int_equal(drive_call(&drive, "POST", LOGIN, "null"), 422);
    assert_int_equal(drive_call(&drive, "POST", REFRESH,
                                "{\"refresh_token\":\"\"}"), 422);
    says("\"pointer\":\"/refresh_token\",\"code\":\"length\"");
}

static void
bodies_that_are_no_json(void **state)
{
    static const char *const bad[] = {
        "{", "{\"email\":}", "{\"email\":\"a\",\"email\":\"b\"}",
        "{\"email\":\"a\\u0000b\"}", "{\"email\":\"\xff\"}",
        "{\"email\":{\"a\":{\"b\":1}}}",
    };
    size_t i;

    (void)state;
    for (i = 0; i < FP_COUNT(bad); i++) {
        if (drive_call(&drive, "POST", LOGIN, bad[i]) != 400)
            fail_msg("%s: %d %s", bad[i], drive.response.status,
                     drive_body(&drive));
        says("\"code\":\"malformed\"");
    }
}

static void
a_password_is_not_the_address(void **state)
{
    (void)state;
    assert_int_equal(drive_call(&drive, "POST", REGISTER,
                                "{\"email\":\"someone@example.org\","
                                "\"password\":\"Someone@example.org\"}"),
                     422);
    says("\"code\":\"password\"");
    assert_null(strstr(drive_body(&drive), "omeone@"));
}

static void
without_a_database(void **state)
{
    static const char both[] = "{\"email\":\"someone@example.org\","
                               "\"password\":\"correct horse battery\"}";
    /* Of the right form: 32 bytes as base64url. */
    static const char token[] =
        "{\"refresh_token\":"
        "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}";

    (void)state;
    assert_int_equal(drive_call(&drive, "POST", REGISTER, both), 503);
    says("database_unavailable");
    assert_int_equal(drive_call(&drive, "POST", LOGIN, both), 503);
    assert_int_equal(drive_call(&drive, "POST", REFRESH, token), 503);
    assert_int_equal(drive_call(&drive, "POST", LOGOUT, token), 503);
    /* What cannot be a token needs no database to be refused. */
    assert_int_equal(drive_call(&drive, "POST", REFRESH,
                                "{\"refresh_token\":\"x\"}"), 401);
    says("invalid_refresh_token");
    assert_non_null(drive_header(&drive, "WWW-Authenticate"));
    assert_int_equal(drive_call(&drive, "POST", LOGOUT,
                                "{\"refresh_token\":\"x\"}"), 204);
    assert_int_equal(drive_call(&drive, "GET", LOGIN, NULL), 405);
}

/* What nginx counts users by: never answered to anybody else. */
static void
whose_credentials_these_are(void **state)
{
    static const struct fp_principal who = {
        .user_id = "0190f3c2-0000-7000-8000-000000000001",
        .session_id = "0190f3c2-0000-7000-8000-000000000002",
        .role = FP_ROLE_USER,
        .grants = FP_GRANT_PLANS_READ,
    };
    char token[FP_TOKEN_MAX], header[FP_TOKEN_MAX + 8];

    (void)state;
    assert_int_equal(fp_token_issue(drive.service->tokens, &who,
                                    fp_clock_unix_ms() / 1000, token), FP_OK);
    snprintf(header, sizeof(header), "Bearer %s", token);
    drive.headers[0] = "Authorization";
    drive.headers[1] = header;
    assert_int_equal(drive_call(&drive, "GET", WHOSE, NULL), 404);
    assert_null(drive_header(&drive, "X-User"));

    drive.internal = 1;
    drive.headers[0] = "Authorization";
    drive.headers[1] = header;
    assert_int_equal(drive_call(&drive, "GET", WHOSE, NULL), 204);
    assert_string_equal(drive_header(&drive, "X-User"), who.user_id);

    header[strlen(header) - 1] ^= 1;
    header[strlen(header) - 10] ^= 1;
    drive.internal = 1;
    drive.headers[0] = "Authorization";
    drive.headers[1] = header;
    assert_int_equal(drive_call(&drive, "GET", WHOSE, NULL), 401);
    assert_null(drive_header(&drive, "X-User"));

    drive.internal = 1;
    assert_int_equal(drive_call(&drive, "GET", WHOSE, NULL), 204);
    assert_null(drive_header(&drive, "X-User"));
}

static void
addresses(void **state)
{
    static const char *const good[] = {
        "a@b.c", "first.last+tag@Example.ORG", "o'brien@mail-1.example.co",
        "j\xc3\xbcrgen@example.org", "x@xn--bcher-kva.example",
    };
    static const char *const bad[] = {
        "", "a", "@b.c", "a@", "a@b", "a@b.", "a@.b", "a@b..c", "a@-b.c",
        "a@b-.c", "a@b.c-", ".a@b.c", "a.@b.c", "a..b@c.d", "a b@c.d",
        "a@b c.d", "a@b@c.d", "a\n@b.c", "a@b.c\n", "<a@b.c>", "a@[1.2.3.4]",
        "a@b\xc3\xbc.c", "\"a b\"@c.d", "a,b@c.d",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        "@b.c",
        "a@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        ".c",
    };
    char text[256];
    size_t i;

    (void)state;
    for (i = 0; i < FP_COUNT(good); i++) {
        strcpy(text, good[i]);
        if (!fp_account_email(text))
            fail_msg("refused %s", good[i]);
    }
    strcpy(text, "First.Last@Example.ORG");
    assert_true(fp_account_email(text));
    assert_string_equal(text, "First.Last@example.org");
    for (i = 0; i < FP_COUNT(bad); i++) {
        strcpy(text, bad[i]);
        if (fp_account_email(text))
            fail_msg("accepted \"%s\"", bad[i]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_keys_there_are_no_accounts),
        cmocka_unit_test(every_fault_is_named),
        cmocka_unit_test(bodies_that_are_no_json),
        cmocka_unit_test(a_password_is_not_the_address),
        cmocka_unit_test(without_a_database),
        cmocka_unit_test(whose_credentials_these_are),
        cmocka_unit_test(addresses),
    };

    return cmocka_run_group_tests_name("auth routes", tests, setup, teardown);
}
