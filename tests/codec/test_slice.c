/* Places in the bytes of a document. */
#include "tests/cmocka_fp.h"

#include <string.h>

#include "codec/json/slice.h"

static void
members_have_their_bytes(void **state)
{
    static const char text[] =
        " { \"a\" : [1, {\"b\":2}] , \"b\":\"x\\\"}\\\\\" ,\"c\\u0064\": -1.5e3"
        " , \"e\":null, \"f\" : { \"b\" : 7 } } ";
    static const struct {
        const char *name, *slice;
    } cases[] = { { "a", "[1, {\"b\":2}]" }, { "b", "\"x\\\"}\\\\\"" },
                  { "cd", "-1.5e3" }, { "e", "null" },
                  { "f", "{ \"b\" : 7 }" } };
    const char *slice;
    size_t n;

    (void)state;
    for (size_t i = 0; i < FP_COUNT(cases); i++) {
        assert_int_equal(fp_json_slice(text, strlen(text), cases[i].name,
                                       &slice, &n), 1);
        assert_int_equal(n, strlen(cases[i].slice));
        assert_memory_equal(slice, cases[i].slice, n);
    }
    assert_int_equal(fp_json_slice(text, strlen(text), "c", &slice, &n), 0);
    assert_int_equal(fp_json_slice("[]", 2, "a", &slice, &n), 0);
    assert_int_equal(fp_json_slice("{}", 2, "a", &slice, &n), 0);
}

static void
blanks_between_tokens_go(void **state)
{
    static const char text[] =
        "{ \"a b\" :\t[ 1.50 ,\n\"  \\\" \" , true ] }\r\n";
    struct fp_buf buf;

    (void)state;
    fp_buf_init(&buf, 0);
    fp_json_compact(&buf, text, strlen(text));
    assert_string_equal(fp_buf_text(&buf),
                        "{\"a b\":[1.50,\"  \\\" \",true]}");
    fp_buf_fini(&buf);
}

static void
offsets_have_pointers(void **state)
{
    static const char text[] =
        "{\"a\":1,\"b\":[true,{\"c/d\":[10,20],\"e~\":\"x,y\"}],\"f\":2}";
    static const struct {
        const char *at, *pointer;
    } cases[] = { { "1,", "/a" },       { "true", "/b/0" },
                  { "10", "/b/1/c~1d/0" }, { "20", "/b/1/c~1d/1" },
                  { "y\"", "/b/1/e~0" }, { "2}", "/f" } };
    struct fp_arena *arena = fp_arena_new(0);

    (void)state;
    for (size_t i = 0; i < FP_COUNT(cases); i++)
        assert_string_equal(
            fp_json_pointer_at(arena, text, strlen(text),
                               (size_t)(strstr(text, cases[i].at) - text)),
            cases[i].pointer);
    assert_string_equal(fp_json_pointer_at(arena, text, strlen(text), 1000),
                        "");
    assert_string_equal(fp_json_pointer_at(arena, "", 0, 0), "");
    fp_arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_have_their_bytes),
        cmocka_unit_test(blanks_between_tokens_go),
        cmocka_unit_test(offsets_have_pointers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
