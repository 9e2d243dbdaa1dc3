/* planning: the conformance cases pass here, and a wrong figure is seen. */
#include "tests/cmocka_fp.h"

#include "base/arena.h"
#include "planning/check/conformance_rows.h"

struct seen {
    size_t n, failed, law, other;
    struct fp_conformance_case last;
};

static void
look(void *context, const struct fp_conformance_case *one)
{
    struct seen *seen = context;

    seen->n++;
    seen->last = *one;
    assert_true(one->compared > 0);
    assert_non_null(strstr(one->source, "effective "));
    assert_true(strlen(one->name) > 0 && strlen(one->quantity) > 0);
    if (strcmp(one->kind, "federal_tax") == 0 ||
        strcmp(one->kind, "state_tax") == 0 ||
        strncmp(one->kind, "ss_", 3) == 0)
        seen->law++;
    else
        seen->other++;
    if (!one->passed) {
        seen->failed++;
        print_error("%s %s: %s is %.10g, expected %.10g\n", one->kind,
                    one->name, one->quantity, one->got, one->expected);
    }
}

static void
every_case_passes(void **state)
{
    struct fp_arena *arena = fp_arena_new((size_t)16 << 20);
    struct fp_conformance_summary summary;
    struct seen seen = { 0 };

    (void)state;
    assert_non_null(arena);
    assert_int_equal(fp_conformance_run(arena, look, &seen, &summary),
                     FP_OK);
    assert_int_equal(seen.failed, 0);
    assert_int_equal(summary.failed, 0);
    assert_int_equal(summary.cases, seen.n);
    assert_true(seen.law > 1000 && seen.other > 40);
    assert_true(summary.compared > 6 * 1000);
    /* without a listener the same */
    {
        struct fp_conformance_summary again;

        assert_int_equal(fp_conformance_run(arena, NULL, NULL, &again),
                         FP_OK);
        assert_int_equal(again.cases, summary.cases);
        assert_int_equal(again.compared, summary.compared);
    }
    fp_arena_free(arena);
}

static void
wrong_figures_are_seen(void **state)
{
    static const struct {
        double got[3], tolerance;
        int passed;
        double worst;
    } cases[] = {
        { { 10, 10, 10 }, 0, 1, 10 },
        { { 10, 10.5, 9.1 }, 1, 1, 9.1 },
        { { 10, 12, 10 }, 1, 0, 12 },
        { { 10, 10, 10.0000001 }, 0, 0, 10.0000001 },
        { { 10, (double)NAN, 10 }, 1, 0, (double)NAN },
        { { 10, (double)INFINITY, 10 }, 1, 0, (double)INFINITY },
    };
    size_t failed = 0;

    (void)state;
    for (size_t i = 0; i < FP_COUNT(cases); i++) {
        struct fp_conformance_summary summary = { 0 };
        struct seen seen = { 0 };
        struct fp_conformance run = { .each = look, .context = &seen,
                                      .summary = &summary };

        fp_conformance_open(&run, "kind", "name", "test, effective today");
        for (size_t k = 0; k < 3; k++)
            fp_conformance_compare(&run, "q", cases[i].got[k], 10,
                                   cases[i].tolerance);
        fp_conformance_close(&run);
        assert_int_equal(seen.last.passed, cases[i].passed);
        assert_int_equal(seen.last.compared, 3);
        assert_int_equal(summary.failed, !cases[i].passed);
        if (isfinite(cases[i].worst))
            assert_near(seen.last.got, cases[i].worst, 0);
        else
            assert_true(!isfinite(seen.last.got));
        failed += summary.failed;
    }
    assert_int_equal(failed, 4);
}

static void
no_memory_is_said(void **state)
{
    struct fp_arena *arena = fp_arena_new(1);
    struct fp_conformance_summary summary;

    (void)state;
    assert_non_null(arena);
    assert_int_equal(fp_conformance_run(arena, NULL, NULL, &summary),
                     FP_ENOMEM);
    fp_arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_passes),
        cmocka_unit_test(wrong_figures_are_seen),
        cmocka_unit_test(no_memory_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
