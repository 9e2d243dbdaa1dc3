/* What browsers are told of other origins' pages. */
#include "base/arena.h"
#include "http/cors.h"
#include "tests/cmocka_fp.h"
#include "tests/http/test_http.h"

static void
reads_lists_of_origins(void **state)
{
    static const char *const good[] = {
        "", "*", "https://app.example.com", "http://localhost:5173",
        "  https://a.example   http://[::1]:8080 "
    };
    static const char *const wrong[] = {
        "app.example.com", "https://", "https://a.example/", "https://*",
        "https://A.example", "* https://a.example", "https://a.example,",
        "null", "ftp://a.example", "https://user@a.example"
    };

    (void)state;
    for (size_t i = 0; i < FP_COUNT(good); i++)
        assert_true(fp_cors_valid(good[i]));
    for (size_t i = 0; i < FP_COUNT(wrong); i++)
        assert_false(fp_cors_valid(wrong[i]));
}

static void
allows_whole_origins_only(void **state)
{
    const char *list = "https://a.example http://b.example:81";

    (void)state;
    assert_true(fp_cors_allows(list, "https://a.example"));
    assert_true(fp_cors_allows(list, "http://b.example:81"));
    assert_false(fp_cors_allows(list, "http://a.example"));
    assert_false(fp_cors_allows(list, "http://b.example:8"));
    assert_false(fp_cors_allows(list, "http://b.example:811"));
    assert_false(fp_cors_allows(list, "https://a.example.evil.example"));
    assert_false(fp_cors_allows(list, ""));
    assert_false(fp_cors_allows("", "https://a.example"));
    assert_true(fp_cors_allows("*", "null"));
}

int
test_cors(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_lists_of_origins),
        cmocka_unit_test(allows_whole_origins_only),
    };

    return cmocka_run_group_tests_name("cors", tests, NULL, NULL);
}
