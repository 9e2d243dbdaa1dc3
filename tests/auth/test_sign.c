/* HTTP message signatures against the published example, and what is refused.
 */
#include "tests/cmocka_fp.h"

#include <string.h>

#include "auth/sign.h"
#include "tests/auth/groups.h"

/* SOURCE: RFC 9421, appendix B.1.4 (test-key-ed25519) and B.2.6. */
#define SEED "n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU"
#define INPUT                                                               \
    "sig-b26=(\"date\" \"@method\" \"@path\" \"@authority\" "               \
    "\"content-type\" \"content-length\");created=1618884473"               \
    ";keyid=\"test-key-ed25519\""
#define SIGNATURE                                                           \
    "sig-b26=:wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9"     \
    "EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==:"

static const char *
published(void *context, const char *name)
{
    static const char *const values[][2] = {
        { "date", "Tue, 20 Apr 2021 02:07:55 GMT" },
        { "@method", "POST" },
        { "@path", "/foo" },
        { "@authority", "example.com" },
        { "content-type", "application/json" },
        { "content-length", "18" },
    };

    (void)context;
    for (size_t i = 0; i < FP_COUNT(values); i++)
        if (strcmp(values[i][0], name) == 0)
            return values[i][1];
    return NULL;
}

static struct fp_keys *
open_keys(void)
{
    const struct fp_keys_config config = { .algorithm = "EdDSA",
                                           .private_key = SEED };
    struct fp_keys *keys = NULL;

    assert_int_equal(fp_keys_new(&config, &keys, NULL), FP_OK);
    return keys;
}

static void
the_published_signature(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_keys *keys = open_keys();
    struct fp_sign_input input;
    struct fp_error error;
    const char *field;
    struct fp_buf base;

    (void)state;
    assert_int_equal(fp_sign_parse(INPUT, arena, &input, &error), FP_OK);
    assert_string_equal(input.label, "sig-b26");
    assert_int_equal(input.n, 6);
    assert_int_equal(input.created, 1618884473);
    assert_string_equal(input.keyid, "test-key-ed25519");
    fp_buf_init(&base, 0);
    assert_int_equal(fp_sign_base(&input, published, NULL, &base, &error),
                     FP_OK);
    assert_string_equal(
        fp_buf_text(&base),
        "\"date\": Tue, 20 Apr 2021 02:07:55 GMT\n"
        "\"@method\": POST\n"
        "\"@path\": /foo\n"
        "\"@authority\": example.com\n"
        "\"content-type\": application/json\n"
        "\"content-length\": 18\n"
        "\"@signature-params\": (\"date\" \"@method\" \"@path\" "
        "\"@authority\" \"content-type\" \"content-length\")"
        ";created=1618884473;keyid=\"test-key-ed25519\"");
    fp_buf_fini(&base);
    assert_int_equal(fp_sign_field(keys, &input, published, NULL, arena,
                                   &field), FP_OK);
    assert_string_equal(field, SIGNATURE);
    /* Their name for the key is not ours. */
    assert_int_equal(fp_sign_check(keys, &input, SIGNATURE, published, NULL,
                                   &error), FP_EAUTH);
    input.keyid = NULL;
    assert_int_equal(fp_sign_check(keys, &input, SIGNATURE, published, NULL,
                                   &error), FP_OK);
    fp_keys_free(keys);
    fp_arena_free(arena);
}

/* SOURCE: RFC 9530, appendix D: {"hello": "world"} and a line end. */
static void
the_published_digest(void **state)
{
    static const char body[] = "{\"hello\": \"world\"}\n";
    unsigned char digest[FP_SHA256_BYTES];
    char text[FP_SIGN_DIGEST];

    (void)state;
    assert_int_equal(fp_auth_sha256(body, sizeof(body) - 1, digest), FP_OK);
    fp_sign_digest_text(digest, text);
    assert_string_equal(
        text, "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:");
}

static void
what_is_written_is_read(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_keys *keys = open_keys();
    struct fp_sign_input made = { .label = "a1",
                                  .components = { "@method", "date" },
                                  .n = 2, .created = 7, .nonce = "x\"\\y" };
    struct fp_sign_input read;
    struct fp_error error;
    const char *signature, *field;

    (void)state;
    made.keyid = fp_keys_kid(keys);
    assert_int_equal(fp_sign_params(&made, arena), FP_OK);
    assert_int_equal(fp_sign_field(keys, &made, published, NULL, arena,
                                   &signature), FP_OK);
    field = fp_arena_printf(arena, "a1=%s, b=(\"date\")", made.params);
    assert_int_equal(fp_sign_parse(field, arena, &read, &error), FP_OK);
    assert_string_equal(read.params, made.params);
    assert_string_equal(read.nonce, "x\"\\y");
    assert_string_equal(read.alg, "ed25519");
    field = fp_arena_printf(arena, "b=:AAAA:, %s", signature);
    assert_int_equal(fp_sign_check(keys, &read, field, published, NULL,
                                   &error), FP_OK);
    made.nonce = "\n";
    assert_int_equal(fp_sign_params(&made, arena), FP_EINVAL);
    fp_keys_free(keys);
    fp_arena_free(arena);
}

static void
what_is_no_input(void **state)
{
    static const char *const wrong[] = {
        "", "a", "a=", "a=1", "A=()", "a=(", "a=(date)", "a=(\"date\"",
        "a=(\"date\"\"@path\")", "a=(\"da\\te\")", "a=(\"date\");",
        "a=(\"date\");=1", "a=(\"date\");created=", "a=(\"date\");created=x",
        "a=(\"date\") x", "a=(\"date\";req)", "a=(\"date)",
        "a=(\"1\" \"2\" \"3\" \"4\" \"5\" \"6\" \"7\" \"8\" \"9\" \"10\" "
        "\"11\" \"12\" \"13\" \"14\" \"15\" \"16\" \"17\")",
        "an-overlong-label-of-thirty-two-x=()",
    };
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_sign_input input;
    struct fp_error error;

    (void)state;
    for (size_t i = 0; i < FP_COUNT(wrong); i++)
        if (fp_sign_parse(wrong[i], arena, &input, &error) != FP_EINVAL)
            fail_msg("%s was taken", wrong[i]);
    assert_int_equal(fp_sign_parse("a=( \"date\" );x=?1;y", arena, &input,
                                   &error), FP_OK);
    fp_arena_free(arena);
}

static void
what_cannot_be_signed(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_keys *keys = open_keys();
    struct fp_sign_input input;
    struct fp_error error;
    const char *field;

    (void)state;
    assert_int_equal(fp_sign_parse("a=(\"@query\")", arena, &input, &error),
                     FP_OK);
    assert_int_equal(fp_sign_field(keys, &input, published, NULL, arena,
                                   &field), FP_EINVAL);
    assert_int_equal(fp_sign_parse("a=(\"date\" \"date\")", arena, &input,
                                   &error), FP_OK);
    assert_int_equal(fp_sign_field(keys, &input, published, NULL, arena,
                                   &field), FP_EINVAL);
    assert_int_equal(fp_sign_parse("a=(\"date\");alg=\"hmac-sha256\"", arena,
                                   &input, &error), FP_OK);
    assert_int_equal(fp_sign_check(keys, &input, "a=:AA:", published, NULL,
                                   &error), FP_EINVAL);
    fp_keys_free(keys);
    fp_arena_free(arena);
}

int
test_sign_run(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_published_signature),
        cmocka_unit_test(the_published_digest),
        cmocka_unit_test(what_is_written_is_read),
        cmocka_unit_test(what_is_no_input),
        cmocka_unit_test(what_cannot_be_signed),
    };

    return cmocka_run_group_tests_name("sign", tests, NULL, NULL);
}
