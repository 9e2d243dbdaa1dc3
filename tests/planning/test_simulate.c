/* Monte Carlo against published probabilities, and its determinism. */
#include "tests/cmocka_fp.h"

#include "planning/simulation/simulate.h"
#include "planning/spending/spending.h"
#include "tests/planning/plan_kit.h"

static struct fp_sim_result
simulate(struct kit *kit, struct fp_arena *arena, uint64_t paths, int threads)
{
    struct fp_sim_options options = { .paths = paths, .seed = 42,
                                      .threads = threads };
    struct fp_sim_result result;
    struct fp_error error = { 0 };
    enum fp_err err = fp_simulate(&kit->plan, kit_us_history(), &options,
                                  arena, &result, &error);

    if (err != FP_OK)
        fail_msg("%s: %s", fp_err_name(err), error.detail);
    return result;
}

/* One lognormal real asset, constant withdrawal at the start of each year, no
 * tax: probabilities from independent computations of 10^7 paths. */
static void
published_lognormal_probabilities(void **state)
{
    static const struct {
        double mean, sd;
        int years;
        double rate, probability;
    } cases[] = { { 0.05, 0.12, 30, 0.04, 0.8688 },
                  { 0.05, 0.12, 30, 0.05, 0.6601 },
                  { 0.07, 0.18, 30, 0.04, 0.8479 },
                  { 0.05, 0.10, 40, 0.04, 0.8163 } };
    size_t i;

    (void)state;
    for (i = 0; i < FP_COUNT(cases); i++) {
        struct fp_arena *arena = fp_arena_new(0);
        struct fp_sim_result r;
        struct kit kit;
        double plain;

        kit_simple(&kit, cases[i].years, 1e6, 1e6 * cases[i].rate,
                   cases[i].mean, cases[i].sd);
        kit.plan.market.sampler = FP_SAMPLER_PLAIN;
        r = simulate(&kit, arena, 400000, 2);
        assert_near(r.success, cases[i].probability, 3.0 * r.success_se);
        plain = sqrt(r.success * (1 - r.success) / 400000);
        assert_near(r.success_se, plain, 1e-12);
        /* Four decimals are published. */
        kit.plan.market.sampler = FP_SAMPLER_AUTO;
        r = simulate(&kit, arena, 400000, 2);
        assert_int_equal(r.sampler, FP_SAMPLER_SOBOL);
        assert_near(r.success, cases[i].probability,
                    4.0 * r.success_se + 5e-5);
        assert_true(r.success_se < plain / 2.0);
        fp_arena_free(arena);
    }
}

/* Without flows, ending wealth is lognormal in closed form: each year's log
 * return has the variance s2 = ln(1 + (sd / (1 + mean))^2) and the mean
 * ln(1 + mean) - s2 / 2. Quantiles of the normal at 5 and 95 % are 1.644854. */
static void
percentiles_are_the_closed_form(void **state)
{
    static const double normal[] = { -1.6448536, 0.0, 1.6448536 };
    static const size_t at[] = { 0, 3, 6 };
    double s2 = log(1 + pow(0.15 / 1.07, 2)), m = log(1.07) - s2 / 2;
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_sim_result r;
    struct kit kit;
    size_t i;

    (void)state;
    kit_simple(&kit, 30, 1e6, 0.0, 0.07, 0.15);
    r = simulate(&kit, arena, 200000, 2);
    for (i = 0; i < 3; i++)
        assert_near(log(r.ending.percentiles[at[i]] / 1e6),
                    30 * m + normal[i] * sqrt(30 * s2), 0.01);
    assert_near(r.ending.mean, 1e6 * pow(1.07, 30),
                4.0 * r.ending.standard_error);
    assert_true(r.success == 1.0);
    fp_arena_free(arena);
}

static void
same_series(const struct fp_sim_series *a, const struct fp_sim_series *b,
            size_t years)
{
    size_t q;

    for (q = 0; q < FP_PERCENTILES; q++)
        assert_memory_equal(a->percentiles[q], b->percentiles[q],
                            years * sizeof(double));
    assert_memory_equal(a->mean, b->mean, years * sizeof(double));
    assert_memory_equal(a->standard_error, b->standard_error,
                        years * sizeof(double));
}

static void
threads_change_no_bit(void **state)
{
    static const int threads[] = { 2, 3, 7 };
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_sim_result one, many;
    struct kit kit;
    size_t i;

    (void)state;
    kit_couple(&kit);
    one = simulate(&kit, arena, 1500, 1);
    for (i = 0; i < FP_COUNT(threads); i++) {
        many = simulate(&kit, arena, 1500, threads[i]);
        assert_int_equal(one.successes, many.successes);
        same_series(&one.wealth, &many.wealth, one.years);
        same_series(&one.spending, &many.spending, one.years);
        same_series(&one.taxes, &many.taxes, one.years);
        assert_true(one.shortfall_cvar_5 == many.shortfall_cvar_5);
        assert_true(one.taxes_lifetime_mean == many.taxes_lifetime_mean);
    }
    fp_arena_free(arena);
}

static void
the_seed_matters(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_sim_result few, other;
    struct fp_sim_options options = { .paths = 500, .seed = 43, .threads = 1 };
    struct kit kit;

    (void)state;
    kit_simple(&kit, 30, 1e6, 45000, 0.05, 0.12);
    few = simulate(&kit, arena, 500, 1);
    assert_int_equal(fp_simulate(&kit.plan, NULL, &options, arena, &other,
                                 NULL), FP_OK);
    assert_true(few.ending.mean != other.ending.mean);
    fp_arena_free(arena);
}

/* More wealth never lowers success when no tax is counted: the paths are the
 * same, and each is better off. */
static void
more_wealth_is_never_worse(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    double wealth, before = -1.0;

    (void)state;
    for (wealth = 4e5; wealth < 2e6; wealth *= 1.3) {
        struct kit kit;
        struct fp_sim_result r;

        kit_simple(&kit, 30, wealth, 40000, 0.05, 0.12);
        r = simulate(&kit, arena, 2000, 1);
        assert_true(r.success >= before);
        before = r.success;
    }
    fp_arena_free(arena);
}

static void
percent_of_portfolio_never_fails(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_sim_result r;
    struct kit kit;

    (void)state;
    kit_history(&kit, 30, 1e6, 40000, 0.6);
    kit.plan.market.model = FP_MARKET_BOOTSTRAP;
    fp_spending_defaults(FP_SPENDING_PERCENT_OF_PORTFOLIO,
                         &kit.plan.strategy.spending);
    kit.plan.strategy.spending.percent = 0.06;
    r = simulate(&kit, arena, 2000, 2);
    assert_true(r.success == 1.0);
    assert_near(r.spending.mean[0], 60000, 1e-6);
    assert_int_equal(r.depletion_median_age, 0);
    fp_arena_free(arena);
}

/* Blocks of one year of a wrapped series: every year is drawn equally often,
 * so the mean real return is the history's. */
static void
bootstrap_draws_the_history(void **state)
{
    const struct fp_history *history = kit_us_history();
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_sim_result r;
    struct kit kit;
    double mean = 0.0;
    size_t y;

    (void)state;
    for (y = 0; y < history->n_years; y++)
        mean += (1.0 + history->returns[y * 3]) /
                (1.0 + history->inflation[y]) / (double)history->n_years;
    kit_history(&kit, 10, 1e6, 0.0, 1.0);
    kit.plan.market.model = FP_MARKET_BOOTSTRAP;
    kit.plan.market.block_years = 1;
    r = simulate(&kit, arena, 100000, 2);
    assert_near(r.wealth.mean[0], 1e6 * mean,
                4.0 * r.wealth.standard_error[0]);
    assert_near(r.ending.mean, 1e6 * pow(mean, 10),
                4.0 * r.ending.standard_error);
    fp_arena_free(arena);
}

/* Two assets with correlation rho: the portfolio's log variance shows it. */
static void
correlation_is_that_of_log_returns(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    double means[2];
    int i;

    (void)state;
    for (i = 0; i < 2; i++) {
        struct kit kit;
        struct fp_sim_result r;

        kit_history(&kit, 1, 1e6, 0.0, 0.5);
        kit.plan.market.model = FP_MARKET_LOGNORMAL;
        kit.plan.market.inflation = FP_INFLATION_FIXED;
        kit.plan.market.sampler = FP_SAMPLER_PLAIN;
        kit.assets[0].sd = kit.assets[1].sd = 0.2;
        kit.plan.market.correlations[0][1] = i ? 0.999999 : -0.999999;
        kit.plan.market.correlations[1][0] =
            kit.plan.market.correlations[0][1];
        r = simulate(&kit, arena, 20000, 1);
        means[i] = r.ending.standard_error * sqrt(20000.0) / 1e6;
    }
    /* Fully correlated: the asset's own 20 %; opposed: next to nothing. */
    assert_near(means[1], 0.2, 0.005);
    assert_true(means[0] < 0.05);
    fp_arena_free(arena);
}

static int
stop_at_once(void *context, uint64_t done, uint64_t total)
{
    (void)total;
    *(uint64_t *)context = done;
    return 1;
}

static int
note_progress(void *context, uint64_t done, uint64_t total)
{
    uint64_t *last = context;

    assert_true(done >= *last && done <= total);
    *last = done;
    return 0;
}

static void
progress_reaches_the_end(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    uint64_t last = 0;
    struct fp_sim_options options = { .paths = 2000, .seed = 1, .threads = 7,
                                      .progress = note_progress,
                                      .context = &last };
    struct fp_sim_result r;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 30, 1e6, 40000, 0.05, 0.12);
    assert_int_equal(fp_simulate(&kit.plan, NULL, &options, arena, &r, NULL),
                     FP_OK);
    assert_int_equal(last, 2000);
    fp_arena_free(arena);
}

static void
limits_and_cancelling(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    uint64_t seen = 0;
    struct fp_sim_options options = { .paths = 0, .seed = 1, .threads = 1 };
    struct fp_sim_result r;
    struct fp_error error;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 30, 1e6, 40000, 0.05, 0.12);
    assert_int_equal(fp_simulate(&kit.plan, NULL, &options, arena, &r, &error),
                     FP_ELIMIT);
    options.paths = FP_SIM_PATHS_MAX + 1;
    assert_int_equal(fp_simulate(&kit.plan, NULL, &options, arena, &r, &error),
                     FP_ELIMIT);
    options.paths = 100000;
    options.progress = stop_at_once;
    options.context = &seen;
    assert_int_equal(fp_simulate(&kit.plan, NULL, &options, arena, &r, &error),
                     FP_ECANCELED);
    assert_true(seen > 0 && seen < 100000);
    kit.plan.market.model = FP_MARKET_BOOTSTRAP;
    assert_int_equal(fp_simulate(&kit.plan, NULL, &options, arena, &r, &error),
                     FP_EINVAL);
    fp_arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_lognormal_probabilities),
        cmocka_unit_test(percentiles_are_the_closed_form),
        cmocka_unit_test(threads_change_no_bit),
        cmocka_unit_test(the_seed_matters),
        cmocka_unit_test(more_wealth_is_never_worse),
        cmocka_unit_test(percent_of_portfolio_never_fails),
        cmocka_unit_test(bootstrap_draws_the_history),
        cmocka_unit_test(correlation_is_that_of_log_returns),
        cmocka_unit_test(progress_reaches_the_end),
        cmocka_unit_test(limits_and_cancelling),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
