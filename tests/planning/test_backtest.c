/* Backtests against published figures of the 1928-2025 series. */
#include "tests/cmocka_fp.h"

#include "planning/answers/backtest.h"
#include "planning/simulation/simulate.h"
#include "tests/planning/plan_kit.h"

static struct fp_backtest_result
backtest(struct kit *kit, struct fp_arena *arena,
         struct fp_backtest_options options)
{
    struct fp_backtest_result result;
    struct fp_error error = { 0 };
    enum fp_err err = fp_backtest(&kit->plan, kit_us_history(), &options,
                                  arena, &result, &error);

    if (err != FP_OK)
        fail_msg("%s: %s", fp_err_name(err), error.detail);
    return result;
}

/* SOURCE: computed from A. Damodaran's histretSP (NYU Stern, January 2026),
 * start-of-year withdrawals, yearly rebalancing, no tax, no fee. */
static void
published_windows_and_safe_rates(void **state)
{
    static const struct {
        double stock;
        size_t successes;
        double safe_rate;
        int start_year;
    } cases[] = { { 0.60, 65, 0.03731, 1966 },
                  { 0.50, 64, 0.03667, 1966 },
                  { 1.00, 64, 0.03493, 1929 },
                  { 0.75, 65, 0.03804, 1966 } };
    struct fp_arena *arena = fp_arena_new(0);
    struct kit kit;
    size_t i;

    (void)state;
    for (i = 0; i < FP_COUNT(cases); i++) {
        struct fp_backtest_result r;

        kit_history(&kit, 30, 1e6, 40000, cases[i].stock);
        r = backtest(&kit, arena, (struct fp_backtest_options){ .rate = -1 });
        assert_int_equal(r.windows, 69);
        assert_int_equal(r.successes, cases[i].successes);
        assert_near(r.safe_withdrawal_rate, cases[i].safe_rate, 5e-6);
        assert_int_equal(r.safe_withdrawal_start_year, cases[i].start_year);
        /* The rate as an option is the plan with that spending. */
        kit.expenses[0].amount = 1;
        r = backtest(&kit, arena, (struct fp_backtest_options){ .rate = .04 });
        assert_int_equal(r.successes, cases[i].successes);
    }
    fp_arena_free(arena);
}

static void
published_amounts_of_1966(void **state)
{
    static const double amounts[] = { 36665.93, 39869.39 };
    static const enum fp_timing timings[] = { FP_TIMING_START, FP_TIMING_END };
    struct fp_arena *arena = fp_arena_new(0);
    struct kit kit;
    size_t i;

    (void)state;
    for (i = 0; i < 2; i++) {
        struct fp_backtest_result r;

        kit_history(&kit, 30, 1e6, 40000, 0.5);
        kit.plan.strategy.timing = timings[i];
        r = backtest(&kit, arena,
                     (struct fp_backtest_options){ 1966, 1966, 30, -1 });
        assert_int_equal(r.windows, 1);
        assert_near(r.list[0].safe_rate * 1e6, amounts[i], 0.005);
    }
    fp_arena_free(arena);
}

static void
historical_simulation_is_the_backtest(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_sim_options options = { .paths = 1, .seed = 1, .threads = 2 };
    struct fp_sim_result sim;
    struct fp_backtest_result back;
    struct kit kit;

    (void)state;
    kit_history(&kit, 30, 1e6, 40000, 0.6);
    back = backtest(&kit, arena, (struct fp_backtest_options){ .rate = -1 });
    assert_int_equal(fp_simulate(&kit.plan, kit_us_history(), &options, arena,
                                 &sim, NULL), FP_OK);
    assert_int_equal(sim.paths, back.windows);
    assert_int_equal(sim.successes, back.successes);
    fp_arena_free(arena);
}

static void
what_the_history_lacks_is_named(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_backtest_options options = { .rate = -1 };
    struct fp_backtest_result r;
    struct fp_error error;
    struct kit kit;

    (void)state;
    kit_history(&kit, 30, 1e6, 40000, 0.6);
    kit.assets[1].id = "gold_mines";
    assert_int_equal(fp_backtest(&kit.plan, kit_us_history(), &options, arena,
                                 &r, &error), FP_EINVAL);
    assert_non_null(strstr(error.detail, "gold_mines"));
    kit_history(&kit, 30, 1e6, 40000, 0.6);
    options.from_year = 2010;
    assert_int_equal(fp_backtest(&kit.plan, kit_us_history(), &options, arena,
                                 &r, &error), FP_EINVAL);
    assert_non_null(strstr(error.detail, "1996"));
    kit_history(&kit, 99, 1e6, 40000, 0.6);
    options.from_year = 0;
    assert_int_equal(fp_backtest(&kit.plan, kit_us_history(), &options, arena,
                                 &r, &error), FP_EINVAL);
    assert_non_null(strstr(error.detail, "99"));
    fp_arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_windows_and_safe_rates),
        cmocka_unit_test(published_amounts_of_1966),
        cmocka_unit_test(historical_simulation_is_the_backtest),
        cmocka_unit_test(what_the_history_lacks_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
