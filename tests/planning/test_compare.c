/* Comparisons on common random numbers, variations, tornado and grid. */
#include "tests/cmocka_fp.h"

#include "planning/answers/compare.h"
#include "planning/answers/sensitivity.h"
#include "tests/planning/plan_kit.h"

static const struct fp_sim_options options = { .paths = 2000, .seed = 5,
                                               .threads = 2 };

static void
a_plan_equals_itself(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_compare_result result;
    struct kit kit;

    (void)state;
    kit_couple(&kit);
    assert_int_equal(fp_compare(&kit.plan, &kit.plan, NULL, &options, arena,
                                &result, NULL), FP_OK);
    for (int m = 0; m < FP_COMPARE_MEASURE_COUNT; m++) {
        assert_true(result.measures[m].difference == 0.0);
        assert_true(result.measures[m].standard_error == 0.0);
    }
    assert_true(result.better_a == 0.0 && result.better_b == 0.0);
    fp_arena_free(arena);
}

/* Every path that ends with money loses what the difference of spending would
 * have grown to, so the paired error is far below the plain. */
static void
the_difference_is_known_better_than_the_plans(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_compare_result result;
    struct fp_sim_result alone;
    struct kit a, b;
    const struct fp_compared *ending;

    (void)state;
    kit_simple(&a, 30, 1e6, 30000, 0.05, 0.12);
    kit_simple(&b, 30, 1e6, 31000, 0.05, 0.12);
    assert_int_equal(fp_compare(&a.plan, &b.plan, NULL, &options, arena,
                                &result, NULL), FP_OK);
    assert_int_equal(fp_simulate(&a.plan, NULL, &options, arena, &alone,
                                 NULL), FP_OK);
    ending = &result.measures[FP_COMPARE_ENDING];
    assert_near(ending->a, alone.ending.mean, 1e-6);
    assert_true(ending->difference < 0.0);
    assert_true(ending->standard_error < 0.1 * alone.ending.standard_error);
    assert_true(result.measures[FP_COMPARE_SUCCESS].difference <= 0.0);
    assert_true(result.better_a > 0.95);
    fp_arena_free(arena);
}

static void
variations_do_what_they_say(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_plan varied;
    struct fp_error error;
    struct kit kit;

    (void)state;
    kit_couple(&kit);
    assert_int_equal(fp_vary_apply(&kit.plan, FP_VARY_RETURNS, 0.01, arena,
                                   &varied, NULL), FP_OK);
    assert_near(varied.market.assets[0].mean, 0.08, 1e-12);
    assert_near(kit.assets[0].mean, 0.07, 1e-12);
    assert_int_equal(fp_vary_apply(&kit.plan, FP_VARY_SPENDING, -0.5, arena,
                                   &varied, NULL), FP_OK);
    assert_near(varied.expenses[0].amount, 40000, 1e-9);
    assert_int_equal(fp_vary_apply(&kit.plan, FP_VARY_LIFESPAN, 5, arena,
                                   &varied, NULL), FP_OK);
    assert_int_equal(fp_plan_years(&varied), fp_plan_years(&kit.plan) + 5);
    assert_int_equal(fp_vary_apply(&kit.plan, FP_VARY_LIFESPAN, -80, arena,
                                   &varied, &error), FP_EINVAL);
    assert_int_equal(fp_vary_apply(&kit.plan, FP_VARY_VOLATILITY, -2, arena,
                                   &varied, &error), FP_EINVAL);
    fp_arena_free(arena);
}

static void
the_tornado_is_sorted_and_signed(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_tornado t;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 30, 1e6, 45000, 0.05, 0.12);
    kit.plan.market.inflation_mean = 0.02;
    assert_int_equal(fp_tornado(&kit.plan, NULL, &options, arena, &t, NULL),
                     FP_OK);
    for (int k = 0; k < FP_VARY_COUNT; k++) {
        const struct fp_tornado_bar *bar = &t.bars[k];
        double move = bar->up.success - bar->down.success;

        if (k > 0)
            assert_true(fabs(move) <= fabs(t.bars[k - 1].up.success -
                                           t.bars[k - 1].down.success));
        if (bar->what == FP_VARY_RETURNS || bar->what == FP_VARY_WEALTH)
            assert_true(move > 0.05);
        if (bar->what == FP_VARY_SPENDING || bar->what == FP_VARY_LIFESPAN)
            assert_true(move < -0.05);
        /* Everything is real here: prices do not matter. */
        if (bar->what == FP_VARY_INFLATION)
            assert_near(move, 0.0, 1e-12);
    }
    fp_arena_free(arena);
}

static void
the_grid_holds_the_base_at_its_middle(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_grid_axis x = { FP_VARY_SPENDING, 3, { -0.1, 0.0, 0.1 } };
    struct fp_grid_axis y = { FP_VARY_RETURNS, 3, { -0.01, 0.0, 0.01 } };
    struct fp_outcome cells[9], base;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 30, 1e6, 45000, 0.05, 0.12);
    assert_int_equal(fp_sensitivity_grid(&kit.plan, NULL, &options, &x, &y,
                                         arena, cells, NULL), FP_OK);
    assert_int_equal(fp_outcome_of(&kit.plan, NULL, &options, &base, NULL),
                     FP_OK);
    assert_true(cells[4].success == base.success);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 2; j++) {
            assert_true(cells[3 * i + j].success <=
                        cells[3 * i + j + 1].success);
            assert_true(cells[3 * j + i].success >=
                        cells[3 * (j + 1) + i].success);
        }
    fp_arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plan_equals_itself),
        cmocka_unit_test(the_difference_is_known_better_than_the_plans),
        cmocka_unit_test(variations_do_what_they_say),
        cmocka_unit_test(the_tornado_is_sorted_and_signed),
        cmocka_unit_test(the_grid_holds_the_base_at_its_middle),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
