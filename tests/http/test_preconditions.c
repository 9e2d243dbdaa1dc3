/* Entity tags and content negotiation. */
#include "base/arena.h"
#include "http/etag.h"
#include "http/idempotency.h"
#include "http/negotiate.h"
#include "http/prefer.h"
#include "tests/cmocka_fp.h"
#include "tests/http/test_http.h"

static void
if_match_is_strong(void **state)
{
    (void)state;
    assert_int_equal(fp_etag_if_match(NULL, "\"v1\""), FP_ETAG_ABSENT);
    assert_int_equal(fp_etag_if_match("\"v1\"", "\"v1\""), FP_ETAG_MATCH);
    assert_int_equal(fp_etag_if_match("\"v2\"", "\"v1\""), FP_ETAG_NO_MATCH);
    assert_int_equal(fp_etag_if_match("\"a,b\" , \"v1\"", "\"v1\""),
                     FP_ETAG_MATCH);
    assert_int_equal(fp_etag_if_match("W/\"v1\"", "\"v1\""),
                     FP_ETAG_NO_MATCH);
    assert_int_equal(fp_etag_if_match(" * ", "\"v1\""), FP_ETAG_MATCH);
    assert_int_equal(fp_etag_if_match("*", NULL), FP_ETAG_NO_MATCH);
    assert_int_equal(fp_etag_if_none_match("W/\"v1\"", "\"v1\""),
                     FP_ETAG_MATCH);
}

static void
refuses_what_is_no_tag(void **state)
{
    static const char *const wrong[] = { "", "v1", "\"v1", "*, \"v1\"",
        "\"v1\" \"v2\"", "w/\"v1\"", "\"v 1\"", ",", "\"v1\"x" };
    size_t i;

    (void)state;
    for (i = 0; i < FP_COUNT(wrong); i++)
        assert_int_equal(fp_etag_if_match(wrong[i], "\"v1\""),
                         FP_ETAG_MALFORMED);
}

static void
versions_are_tags(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);

    (void)state;
    assert_string_equal(fp_etag_version(arena, 12), "\"v12\"");
    assert_int_equal(fp_etag_single_version("\"v12\""), 12);
    assert_int_equal(fp_etag_single_version(" \"v12\" "), 12);
    assert_int_equal(fp_etag_single_version("\"v1\", \"v2\""), -1);
    assert_int_equal(fp_etag_single_version("W/\"v12\""), -1);
    assert_int_equal(fp_etag_single_version("\"12\""), -1);
    assert_int_equal(fp_etag_single_version("\"v\""), -1);
    assert_int_equal(fp_etag_single_version("\"v99999999999999999999\""),
                     -1);
    assert_int_equal(fp_etag_single_version("*"), -1);
    assert_int_equal(fp_etag_single_version(NULL), -1);
    fp_arena_free(arena);
}

static void
accept_decides(void **state)
{
    static const struct {
        const char *header;
        int allowed;
    } rows[] = {
        { NULL, 1 }, { "", 1 }, { "*/*", 1 }, { "application/*", 1 },
        { "application/json", 1 }, { "APPLICATION/JSON", 1 },
        { "text/html", 0 }, { "text/html, */*;q=0.1", 1 },
        { "application/json;q=0", 0 }, { "application/json; q=0.0, */*", 0 },
        { "application/json;q=0.5", 1 }, { "*/*;q=0", 0 },
        { "application/jsonx", 0 }, { "garbage", 1 },
        { "text/plain;a=\"x,application/json\"", 0 },
        { "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
          1 },
    };
    size_t i;

    (void)state;
    for (i = 0; i < FP_COUNT(rows); i++)
        if (fp_accept_allows(rows[i].header, "application/json") !=
            rows[i].allowed)
            fail_msg("Accept: %s", rows[i].header);
}

static void
content_type_decides(void **state)
{
    static const struct {
        const char *header;
        int json, patch;
    } rows[] = {
        { NULL, 0, 0 }, { "", 0, 0 }, { "application/json", 1, 1 },
        { "application/json; charset=utf-8", 1, 1 },
        { "Application/JSON;charset=\"UTF-8\"", 1, 1 },
        { "application/json; charset=latin1", 0, 0 },
        { "application/json;v=1", 1, 1 }, { "text/json", 0, 0 },
        { "application/json2", 0, 0 },
        { "application/merge-patch+json", 0, 1 },
        { "Application/Merge-Patch+JSON; charset=utf-8", 0, 1 },
        { "application/json-patch+json", 0, 0 },
        { "application/x-www-form-urlencoded", 0, 0 },
        { "text/plain; application/json", 0, 0 },
    };
    size_t i;

    (void)state;
    for (i = 0; i < FP_COUNT(rows); i++)
        if (fp_content_type_json(rows[i].header) != rows[i].json ||
            fp_content_type_patch(rows[i].header) != rows[i].patch)
            fail_msg("Content-Type: %s", rows[i].header);
}

static void
idempotency_keys_have_two_forms(void **state)
{
    static const struct {
        const char *header, *key;
    } rows[] = {
        /* SOURCE: the draft's example, section 2.1. */
        { "\"8e03978e-40d5-43dd-bc93-6894a57f9324\"",
          "8e03978e-40d5-43dd-bc93-6894a57f9324" },
        { "8e03978e-40d5-43dd-bc93-6894a57f9324",
          "8e03978e-40d5-43dd-bc93-6894a57f9324" },
        { "  \"a b\" ", "a b" }, { "\"a\\\"b\\\\c\"", "a\"b\\c" },
        { "\"k\";v=1", "k" }, { "a;b", "a;b" },
        { "", NULL }, { "\"\"", NULL }, { "\"open", NULL },
        { "\"a\" \"b\"", NULL }, { "\"a\\b\"", NULL }, { "a b", NULL },
        { "a\"b", NULL }, { "a,b", NULL }, { "\"\xc3\xa9\"", NULL },
        { "\xc3\xa9", NULL }, { "\"a\tb\"", NULL },
    };
    struct fp_arena *arena = fp_arena_new(0);
    char text[260] = "\"";
    size_t i;

    (void)state;
    assert_non_null(arena);
    for (i = 0; i < FP_COUNT(rows); i++) {
        const char *key = fp_http_idempotency_key(arena, rows[i].header);

        if ((key == NULL) != (rows[i].key == NULL) ||
            (key != NULL && strcmp(key, rows[i].key) != 0))
            fail_msg("%s gives %s", rows[i].header,
                     key != NULL ? key : "nothing");
    }
    memset(text + 1, 'x', 255);
    memcpy(text + 256, "\"", 2);
    assert_int_equal(strlen(fp_http_idempotency_key(arena, text)), 255);
    memcpy(text + 256, "x\"", 3);
    assert_null(fp_http_idempotency_key(arena, text));
    text[0] = 'x';
    text[256] = '\0';
    assert_null(fp_http_idempotency_key(arena, text));
    fp_arena_free(arena);
}

static void
preferences_are_read(void **state)
{
    static const struct {
        const char *header;
        struct fp_prefer want;
    } rows[] = {
        { NULL, { 0, 0, -1 } }, { "", { 0, 0, -1 } },
        { "return=minimal", { 1, 0, -1 } },
        { "return=representation", { 0, 0, -1 } },
        /* SOURCE: RFC 7240, section 2: of two the first counts. */
        { "return=representation, return=minimal", { 0, 0, -1 } },
        { "respond-async, wait=10", { 0, 1, 10 } },
        { "Respond-Async;x=1 , Wait=100", { 0, 1, 100 } },
        { "handling=lenient, wait=100, respond-async", { 0, 1, 100 } },
        { "foo=\"a, return=minimal\", wait=5", { 0, 0, 5 } },
        { "wait=ten, wait=-1, return", { 0, 0, -1 } },
        { ",, return=minimal ;a", { 1, 0, -1 } },
        { "wait=99999999", { 0, 0, -1 } },
    };
    struct fp_prefer got;
    size_t i;

    (void)state;
    for (i = 0; i < FP_COUNT(rows); i++) {
        fp_prefer_parse(rows[i].header, &got);
        if (got.minimal != rows[i].want.minimal ||
            got.respond_async != rows[i].want.respond_async ||
            got.wait_s != rows[i].want.wait_s)
            fail_msg("Prefer: %s", rows[i].header);
    }
}

int
test_preconditions(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(if_match_is_strong),
        cmocka_unit_test(refuses_what_is_no_tag),
        cmocka_unit_test(versions_are_tags),
        cmocka_unit_test(accept_decides),
        cmocka_unit_test(content_type_decides),
        cmocka_unit_test(idempotency_keys_have_two_forms),
        cmocka_unit_test(preferences_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
