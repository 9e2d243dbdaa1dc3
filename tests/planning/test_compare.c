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
    struct fp_compare_result result;
    struct kit kit;

    (void)state;
    kit_couple(&kit);
    assert_int_equal(fp_compare((const struct fp_plan *[]){ &kit.plan,
                                                            &kit.plan }, 2,
                                NULL, &options, &result, NULL), FP_OK);
    for (int m = 0; m < FP_COMPARE_MEASURE_COUNT; m++) {
        const struct fp_compared *less = &result.plans[1].differences[m];

        assert_true(less->value == 0.0 && less->standard_error == 0.0);
        assert_true(result.plans[1].measures[m].value ==
                    result.plans[0].measures[m].value);
    }
    assert_true(result.plans[1].better == 0.0 && result.plans[1].worse == 0.0);
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
    const struct fp_compared *ending, *less;

    (void)state;
    kit_simple(&a, 30, 1e6, 30000, 0.05, 0.12);
    kit_simple(&b, 30, 1e6, 31000, 0.05, 0.12);
    assert_int_equal(fp_compare((const struct fp_plan *[]){ &a.plan, &b.plan,
                                                            &a.plan }, 3,
                                NULL, &options, &result, NULL), FP_OK);
    assert_int_equal(fp_simulate(&a.plan, NULL, &options, arena, &alone,
                                 NULL), FP_OK);
    ending = &result.plans[0].measures[FP_COMPARE_ENDING];
    less = &result.plans[1].differences[FP_COMPARE_ENDING];
    assert_near(ending->value, alone.ending.mean, 1e-6);
    assert_near(ending->standard_error, alone.ending.standard_error, 1e-6);
    assert_true(less->value < 0.0);
    assert_true(less->standard_error < 0.1 * alone.ending.standard_error);
    assert_near(result.plans[1].measures[FP_COMPARE_ENDING].value,
                ending->value + less->value, 1e-6);
    assert_true(result.plans[1].differences[FP_COMPARE_SUCCESS].value <= 0.0);
    assert_true(result.plans[1].worse > 0.95);
    assert_true(result.plans[2].differences[FP_COMPARE_ENDING].value == 0.0);
    fp_arena_free(arena);
}

static void
one_plan_is_no_comparison(void **state)
{
    struct fp_compare_result result;
    struct fp_error error;
    struct kit kit;

    (void)state;
    kit_couple(&kit);
    assert_int_equal(fp_compare((const struct fp_plan *[]){ &kit.plan }, 1,
                                NULL, &options, &result, &error), FP_EINVAL);
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
    struct fp_outcome *cells, base;
    struct fp_grid grid;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 30, 1e6, 45000, 0.05, 0.12);
    assert_int_equal(fp_sensitivity_grid(&kit.plan, NULL, &options, &x, &y,
                                         arena, &grid, NULL), FP_OK);
    assert_int_equal(fp_outcome_of(&kit.plan, NULL, &options, &base, NULL),
                     FP_OK);
    cells = grid.outcomes;
    assert_true(!grid.stopped && grid.done == 9 && grid.n == 9);
    assert_memory_equal(&cells[4], &base, sizeof(base));
    assert_memory_equal(&grid.base, &base, sizeof(base));
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 2; j++) {
            assert_true(cells[3 * i + j].success <=
                        cells[3 * i + j + 1].success);
            assert_true(cells[3 * j + i].success >=
                        cells[3 * (j + 1) + i].success);
        }
    fp_arena_free(arena);
}

/* Which run the callback is told of, by the paths that begin again. */
struct stopper {
    uint64_t last;
    int runs;
};

static int
stop_the_fourth(void *context, uint64_t done, uint64_t total)
{
    struct stopper *stopper = context;

    (void)total;
    stopper->runs += done < stopper->last;
    stopper->last = done;
    return stopper->runs == 4 ? FP_SIM_STOP : FP_SIM_GO_ON;
}

static void
a_stopped_grid_keeps_what_is_known(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_grid_axis x = { FP_VARY_SPENDING, 4, { -0.1, 0.0, 0.1, 0.2 } };
    struct fp_sim_options stopping = options;
    struct fp_grid whole, part;
    struct kit kit;
    struct stopper stopper = { UINT64_MAX, 0 };

    (void)state;
    kit_simple(&kit, 30, 1e6, 45000, 0.05, 0.12);
    assert_int_equal(fp_sensitivity_grid(&kit.plan, NULL, &options, &x, NULL,
                                         arena, &whole, NULL), FP_OK);
    stopping.threads = 1;
    stopping.progress = stop_the_fourth;
    stopping.context = &stopper;
    assert_int_equal(fp_sensitivity_grid(&kit.plan, NULL, &stopping, &x, NULL,
                                         arena, &part, NULL), FP_OK);
    assert_true(part.stopped && part.done == 2 && part.n == 4);
    assert_memory_equal(part.outcomes, whole.outcomes,
                        2 * sizeof(*part.outcomes));
    fp_arena_free(arena);
}

/* A tornado that ends after a number of runs, between the two of a bar too. */
static void
a_tornado_ends_by_its_runs(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_sim_options counting = options;
    struct fp_tornado whole, part;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 30, 1e6, 45000, 0.05, 0.12);
    assert_int_equal(fp_tornado(&kit.plan, NULL, &options, arena, &whole,
                                NULL), FP_OK);
    assert_true(!whole.stopped && whole.runs > FP_VARY_COUNT);
    for (uint64_t runs = 1; runs <= whole.runs; runs++) {
        uint64_t left = runs;
        int known = 0;

        counting.runs_left = &left;
        assert_int_equal(fp_tornado(&kit.plan, NULL, &counting, arena, &part,
                                    NULL), FP_OK);
        assert_int_equal(part.runs, runs);
        assert_int_equal(part.stopped, runs < whole.runs);
        for (int k = 0; k < FP_VARY_COUNT; k++)
            known += part.bars[k].known && part.bars[k].possible;
        assert_int_equal(known, (int)(runs - 1) / 2);
    }
    counting.runs_left = &(uint64_t){ 0 };
    assert_int_equal(fp_tornado(&kit.plan, NULL, &counting, arena, &part,
                                NULL), FP_ECANCELED);
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
        cmocka_unit_test(a_stopped_grid_keeps_what_is_known),
        cmocka_unit_test(a_tornado_ends_by_its_runs),
        cmocka_unit_test(one_plan_is_no_comparison),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
