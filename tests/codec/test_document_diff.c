/* Documents compared, and merged three ways. */
#include "tests/cmocka_fp.h"

#include <string.h>

#include "base/arena.h"
#include "codec/json/diff.h"

static void
diff_is(const char *from, const char *to, const char *want)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_differences d;
    struct fp_buf text;

    assert_int_equal(fp_document_diff(from, to, arena, &d), FP_OK);
    fp_buf_init(&text, 0);
    fp_differences_encode(&text, &d);
    assert_string_equal(fp_buf_text(&text), want);
    fp_buf_fini(&text);
    fp_arena_free(arena);
}

static void
test_diff(void **state)
{
    (void)state;
    diff_is("{\"a\":1}", "{\"a\":1.0}", "[]");
    diff_is("{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", "[]");
    diff_is("{\"a\":1}", "{\"a\":2}",
            "[{\"path\":\"/a\",\"from\":1,\"to\":2}]");
    diff_is("{\"a\":null}", "{}", "[{\"path\":\"/a\",\"from\":null}]");
    diff_is("{}", "{\"a\":null}", "[{\"path\":\"/a\",\"to\":null}]");
    diff_is("{\"a\":{\"b/c\":1,\"d~\":2}}", "{\"a\":{\"b/c\":3}}",
            "[{\"path\":\"/a/b~1c\",\"from\":1,\"to\":3},"
            "{\"path\":\"/a/d~0\",\"from\":2}]");
    /* By id, whatever the order; without ids, whole. */
    diff_is("{\"l\":[{\"id\":\"x\",\"v\":1},{\"id\":\"y\"}]}",
            "{\"l\":[{\"id\":\"y\"},{\"id\":\"x\",\"v\":2},{\"id\":\"z\"}]}",
            "[{\"path\":\"/l/x/v\",\"from\":1,\"to\":2},"
            "{\"path\":\"/l/z\",\"to\":{\"id\":\"z\"}}]");
    diff_is("{\"l\":[1,2]}", "{\"l\":[1,3]}",
            "[{\"path\":\"/l\",\"from\":[1,2],\"to\":[1,3]}]");
    diff_is("{\"l\":[{\"id\":\"x\"},{\"id\":\"x\"}]}", "{\"l\":[]}",
            "[{\"path\":\"/l\",\"from\":[{\"id\":\"x\"},{\"id\":\"x\"}],"
            "\"to\":[]}]");
    diff_is("{\"a\":\"x\"}", "{\"a\":[\"x\"]}",
            "[{\"path\":\"/a\",\"from\":\"x\",\"to\":[\"x\"]}]");
}

static void
merge_is(const char *base, const char *ours, const char *theirs, int take_ours,
         const char *want, const char *conflicts)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_differences d;
    const char *merged = NULL;
    struct fp_buf text;

    assert_int_equal(fp_document_merge(base, ours, theirs, take_ours, arena,
                                       &merged, &d), FP_OK);
    assert_string_equal(merged, want);
    fp_buf_init(&text, 0);
    fp_differences_encode(&text, &d);
    assert_string_equal(fp_buf_text(&text), conflicts);
    fp_buf_fini(&text);
    fp_arena_free(arena);
}

static void
test_merge(void **state)
{
    (void)state;
    /* Each side's changes, in different places. */
    merge_is("{\"a\":1,\"b\":1}", "{\"a\":2,\"b\":1}", "{\"a\":1,\"b\":3}", 0,
             "{\"a\":2,\"b\":3}", "[]");
    merge_is("{\"a\":1,\"b\":1}", "{\"b\":1}", "{\"a\":1,\"b\":1,\"c\":1}", 0,
             "{\"b\":1,\"c\":1}", "[]");
    merge_is("{\"a\":1}", "{\"a\":1,\"b\":2}", "{\"a\":1,\"c\":3}", 0,
             "{\"a\":1,\"c\":3,\"b\":2}", "[]");
    /* The same change on both sides is one. */
    merge_is("{\"a\":1}", "{\"a\":2}", "{\"a\":2}", 0, "{\"a\":2}", "[]");
    /* Elements by id: changed, added and removed on either side. */
    merge_is("{\"l\":[{\"id\":\"x\",\"v\":1,\"w\":1},{\"id\":\"y\"}]}",
             "{\"l\":[{\"id\":\"x\",\"v\":2,\"w\":1},{\"id\":\"o\"}]}",
             "{\"l\":[{\"id\":\"t\"},{\"id\":\"x\",\"v\":1,\"w\":3},"
             "{\"id\":\"y\"}]}", 0,
             "{\"l\":[{\"id\":\"t\"},{\"id\":\"x\",\"v\":2,\"w\":3},"
             "{\"id\":\"o\"}]}", "[]");
    /* Conflicts: a value, a removal against a change, lists without ids. */
    merge_is("{\"a\":1}", "{\"a\":2}", "{\"a\":3}", 0, "{\"a\":3}",
             "[{\"path\":\"/a\",\"from\":3,\"to\":2}]");
    merge_is("{\"a\":1}", "{\"a\":2}", "{\"a\":3}", 1, "{\"a\":2}",
             "[{\"path\":\"/a\",\"from\":3,\"to\":2}]");
    merge_is("{\"a\":1}", "{}", "{\"a\":3}", 0, "{\"a\":3}",
             "[{\"path\":\"/a\",\"from\":3}]");
    merge_is("{\"a\":1}", "{}", "{\"a\":3}", 1, "{}",
             "[{\"path\":\"/a\",\"from\":3}]");
    merge_is("{\"l\":[1]}", "{\"l\":[1,2]}", "{\"l\":[1,3]}", 0,
             "{\"l\":[1,3]}",
             "[{\"path\":\"/l\",\"from\":[1,3],\"to\":[1,2]}]");
    /* Both added the same member, with parts in common. */
    merge_is("{}", "{\"o\":{\"a\":1,\"b\":1}}", "{\"o\":{\"a\":1,\"c\":1}}", 0,
             "{\"o\":{\"a\":1,\"c\":1,\"b\":1}}", "[]");
}

/* Of any documents: who changed nothing has nothing to say, merging is the same
 * from both sides when nothing is in conflict, and a merge with what was merged
 * changes nothing. */
static void
test_properties(void **state)
{
    static const char *const docs[] = {
        "{}", "{\"a\":1}", "{\"a\":2,\"b\":[1]}", "{\"a\":{\"b\":{}}}",
        "{\"l\":[{\"id\":\"x\",\"v\":1}]}",
        "{\"l\":[{\"id\":\"x\",\"v\":1},{\"id\":\"y\",\"w\":[{\"id\":\"q\"}]}]}",
        "{\"l\":[{\"id\":\"y\"}],\"a\":null}", "{\"l\":[]}", "{\"l\":7}",
    };
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_differences d, e;

    (void)state;
    for (size_t b = 0; b < FP_COUNT(docs); b++)
        for (size_t o = 0; o < FP_COUNT(docs); o++)
            for (size_t t = 0; t < FP_COUNT(docs); t++) {
                const char *one = NULL, *two = NULL, *again = NULL;

                assert_int_equal(fp_document_merge(docs[b], docs[o], docs[t],
                                                   1, arena, &one, &d),
                                 FP_OK);
                assert_int_equal(fp_document_merge(docs[b], docs[t], docs[o],
                                                   0, arena, &two, &e),
                                 FP_OK);
                assert_int_equal(d.count, e.count);
                assert_int_equal(fp_document_diff(one, two, arena, &e),
                                 FP_OK);
                if (d.count == 0 || b == o || b == t)
                    assert_int_equal(e.count, 0);
                assert_int_equal(fp_document_merge(docs[t], one, docs[t], 1,
                                                   arena, &again, &d), FP_OK);
                assert_int_equal(fp_document_diff(one, again, arena, &d),
                                 FP_OK);
                assert_int_equal(d.count, 0);
                if (b == o) {
                    assert_int_equal(fp_document_diff(one, docs[t], arena,
                                                      &d), FP_OK);
                    assert_int_equal(d.count, 0);
                }
                fp_arena_reset(arena);
            }
    fp_arena_free(arena);
}

static void
test_limits(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_differences d;
    const char *merged = NULL;
    struct fp_buf many;

    (void)state;
    fp_buf_init(&many, 0);
    fp_buf_str(&many, "{\"l\":[");
    for (int i = 0; i < FP_DIFF_MAX + 5; i++)
        fp_buf_printf(&many, "%s{\"id\":\"%d\"}", i > 0 ? "," : "", i);
    fp_buf_str(&many, "]}");
    assert_int_equal(fp_document_diff("{\"l\":[]}", fp_buf_text(&many), arena,
                                      &d), FP_OK);
    assert_int_equal(d.count, FP_DIFF_MAX);
    assert_int_equal(d.dropped, 5);
    fp_buf_fini(&many);
    assert_int_equal(fp_document_diff("{", "{}", arena, &d), FP_EINVAL);
    assert_int_equal(fp_document_merge("{}", "{}", "[", 0, arena, &merged,
                                       &d), FP_EINVAL);
    assert_null(merged);
    fp_arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_diff),
        cmocka_unit_test(test_merge),
        cmocka_unit_test(test_properties),
        cmocka_unit_test(test_limits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
