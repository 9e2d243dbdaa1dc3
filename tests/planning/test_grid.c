/* planning: two engines for one question. The grid against closed forms,
 * against itself, and against the simulation over random plans. */
#include "tests/cmocka_fp.h"
#include "tests/planning/plan_kit.h"

#include <stdlib.h>

#include "base/arena.h"
#include "planning/check/grid.h"
#include "planning/math/closed_form.h"
#include "planning/math/rng.h"
#include "planning/simulation/simulate.h"

enum { PLANS = 240, PATHS = 4000, YEARS = 40 };

static struct fp_grid_answer
solve(const struct fp_grid_problem *problem)
{
    struct fp_arena *arena = fp_arena_new((size_t)64 << 20);
    struct fp_grid_answer answer = { 0 };
    struct fp_error error;

    assert_non_null(arena);
    assert_int_equal(fp_grid_survival(problem, arena, &answer, &error),
                     FP_OK);
    fp_arena_free(arena);
    return answer;
}

/* One year, spending after growth: a normal distribution function. Two years:
 * its integral over the first return, by Simpson's rule here. */
static void
short_plans_in_closed_form(void **state)
{
    double spending[2] = { 1, 0.7 }, drift, sd, m, sum = 0, z, left;
    struct fp_grid_problem p = { .mean = 0.05, .sd = 0.12, .fee = 0.01,
                                 .wealth = 1.05, .spending = spending,
                                 .years = 1, .timing = FP_TIMING_END };
    struct fp_grid_answer a;

    (void)state;
    fp_lognormal_drift(0.05, 0.12, &drift, &sd);
    m = drift - sd * sd / 2 + log(0.99);
    a = solve(&p);
    assert_near(a.success, fp_normal_cdf((log(1.05) + m) / sd), 1e-11);
    assert_true(a.error < 1e-9);
    p.years = 2;
    p.wealth = 1.75;
    a = solve(&p);
    {
        enum { N = 20000 };
        double low = -(log(1.75) + m) / sd, step = (12 - low) / N;

        for (int i = 0; i <= N; i++) {
            double weight = i == 0 || i == N ? 1 : i % 2 ? 4 : 2;

            z = low + i * step;
            left = 1.75 * exp(m + sd * z) - 1;
            if (left > 0)
                sum += weight * step / 3 * exp(-z * z / 2) / sqrt(2 * M_PI) *
                       fp_normal_cdf((log(left / 0.7) + m) / sd);
        }
    }
    assert_near(a.success, sum, 1e-9);
    /* start timing: the last year's return does not matter */
    p.timing = FP_TIMING_START;
    a = solve(&p);
    assert_near(a.success, fp_normal_cdf((log(0.75 / 0.7) + m) / sd), 1e-10);
}

static void
edges(void **state)
{
    double spending[YEARS] = { 0 };
    struct fp_grid_problem p = { .mean = 0.03, .sd = 0.2, .wealth = 10,
                                 .spending = spending, .years = YEARS };
    struct fp_grid_answer a;

    (void)state;
    assert_near(solve(&p).success, 1, 1e-10); /* nothing to pay */
    p.wealth = 0;
    assert_near(solve(&p).success, 1, 1e-10);
    spending[YEARS - 1] = 1;
    a = solve(&p);
    assert_near(a.success, 0, 1e-9);
    spending[0] = 1;
    p.wealth = 0.99;
    assert_near(solve(&p).success, 0, 0); /* fails at once */
    /* one amount saved and one spent twenty years on: a distribution
     * function again, through the steps of income and of no flow */
    spending[0] = -1;
    spending[YEARS - 1] = 0;
    spending[20] = 2;
    p.wealth = 0;
    for (int timing = 0; timing < 2; timing++) {
        double drift, sd;

        p.timing = timing == 0 ? FP_TIMING_START : FP_TIMING_END;
        fp_lognormal_drift(0.03, 0.2, &drift, &sd);
        a = solve(&p);
        assert_near(a.success,
                    fp_normal_cdf((20 * (drift - sd * sd / 2) - log(2)) /
                                  (sd * sqrt(20))), 1e-7);
        assert_true(a.error < 1e-6);
    }
}

static void
wrong_numbers_are_refused(void **state)
{
    double spending[2] = { 1, NAN };
    const struct fp_grid_problem good = { .mean = 0.05, .sd = 0.12,
                                          .wealth = 3, .spending = spending,
                                          .years = 1 };
    struct fp_grid_problem p;
    struct fp_arena *arena = fp_arena_new((size_t)64 << 20);
    struct fp_grid_answer a = { .success = 42 };
    struct fp_error error;

    (void)state;
    assert_non_null(arena);
    for (int i = 0; i < 8; i++) {
        p = good;
        switch (i) {
        case 0: p.years = 0; break;
        case 1: p.years = FP_GRID_YEARS_MAX + 1; break;
        case 2: p.sd = 0; break;
        case 3: p.sd = 30; break;
        case 4: p.mean = -1; break;
        case 5: p.fee = 1; break;
        case 6: p.wealth = -1; break;
        default: p.years = 2; break;
        }
        assert_int_equal(fp_grid_survival(&p, arena, &a, &error), FP_EDOM);
        assert_true(strlen(error.detail) > 10);
    }
    assert_near(a.success, 42, 0);
    fp_arena_free(arena);
}

/* A plan that both engines answer, a function of seed alone: spending in
 * three parts that start and end in different years. */
static void
random_plan(struct kit *kit, uint64_t seed)
{
    double u[16];

    for (uint32_t i = 0; i < 16; i += 2)
        fp_rng_uniform2(seed, 11, i, 0, u + i);
    kit_simple(kit, 5 + (int)((YEARS - 4) * u[0]), 1e6, 0,
               -0.01 + 0.09 * u[1], 0.03 + 0.27 * u[2]);
    /* around what lasts, so that neither all nor no paths succeed */
    kit->expenses[0].amount =
        1e6 / (8 + 22 * u[0]) * (0.6 + 0.8 * u[3]);
    kit->plan.strategy.timing = u[4] < 0.4   ? FP_TIMING_START
                                : u[4] < 0.7 ? FP_TIMING_END
                                             : FP_TIMING_MID;
    kit->accounts[0].fee = u[5] < 0.5 ? 0 : 0.02 * u[6];
    if (u[7] < 0.6) {
        kit->expenses[1] = kit->expenses[0];
        kit->expenses[1].id = "later";
        kit->expenses[1].amount *= 0.7 * u[8];
        kit->expenses[1].growth = 0.03 * u[9];
        kit->expenses[1].start =
            (struct fp_when){ FP_WHEN_YEAR, 2026 + (int)(12 * u[10]), 0 };
        kit->plan.n_expenses = 2;
    }
    if (u[11] < 0.4) {
        kit->expenses[0].end = (struct fp_when){
            FP_WHEN_YEAR, 2026 + 3 + (int)(20 * u[12]), 0 };
    }
    if (u[13] < 0.3)
        kit->expenses[0].growth = -0.02 + 0.04 * u[14];
}

/* Every disagreement beyond four standard errors is a failure; and as the
 * plans are fixed by the seed, the standardised deviations must look like a
 * normal sample too. */
static void
simulation_agrees(void **state)
{
    const char *set = getenv("FP_GRID_SEED");
    uint64_t seed = set != NULL ? strtoull(set, NULL, 10) : 20261123;
    double worst = 0, sum = 0, squares = 0, own = 0, gain = 0;
    size_t informative = 0;

    (void)state;
    print_message("seed %llu\n", (unsigned long long)seed);
    for (uint64_t i = 0; i < PLANS; i++) {
        struct fp_arena *arena = fp_arena_new((size_t)256 << 20);
        const struct fp_sim_options options = { .paths = PATHS,
                                                .seed = seed + i,
                                                .threads = 1 };
        struct fp_sim_result sampled;
        struct fp_grid_problem problem;
        struct fp_grid_answer a;
        struct fp_error error = { 0 };
        struct kit kit;
        double se, z;

        assert_non_null(arena);
        random_plan(&kit, seed + i);
        if (fp_grid_plan(&kit.plan, arena, &problem, &error) != FP_OK)
            fail_msg("plan %d: %s", (int)i, error.detail);
        a = solve(&problem);
        assert_true(a.error < 1e-6);
        kit.plan.market.sampler = FP_SAMPLER_SOBOL;
        assert_int_equal(fp_simulate(&kit.plan, NULL, &options, arena,
                                     &sampled, &error), FP_OK);
        z = sampled.success - a.success;
        if (a.success > 0.01 && a.success < 0.99) {
            own += z * z / (sampled.success_se * sampled.success_se);
            gain += log(a.success * (1 - a.success) / PATHS /
                        (sampled.success_se * sampled.success_se));
        }
        kit.plan.market.sampler = FP_SAMPLER_PLAIN;
        assert_int_equal(fp_simulate(&kit.plan, NULL, &options, arena,
                                     &sampled, &error), FP_OK);
        se = sqrt(a.success * (1 - a.success) / PATHS);
        z = (sampled.success - a.success) / (se > 1e-4 ? se : 1e-4);
        if (fabs(z) > 4)
            fail_msg("plan %d of seed %llu: grid %.6f, sampled %.6f, "
                     "%.2f standard errors", (int)i,
                     (unsigned long long)seed, a.success, sampled.success,
                     z);
        if (fabs(z) > worst)
            worst = fabs(z);
        if (a.success > 0.01 && a.success < 0.99) {
            informative++;
            sum += z;
            squares += z * z;
        }
        fp_arena_free(arena);
    }
    print_message("%d plans, %zu of them between 1 %% and 99 %%; largest "
                  "deviation %.2f standard errors, mean %.3f, mean square "
                  "%.3f\n", PLANS, informative, worst,
                  sum / (double)informative, squares / (double)informative);
    print_message("Sobol points: mean square %.3f of their own errors, worth "
                  "%.1f times the paths\n", own / (double)informative,
                  exp(gain / (double)informative));
    assert_true(informative > PLANS / 2);
    /* Student's t with 15 degrees: 15 / 13. */
    assert_true(own / (double)informative > 0.7 &&
                own / (double)informative < 1.7);
    assert_true(gain / (double)informative > log(4.0));
    assert_true(fabs(sum / (double)informative) <
                4 / sqrt((double)informative));
    assert_true(fabs(squares / (double)informative - 1) <
                4 * sqrt(2 / (double)informative));
}

/* What the grid does not answer is refused, with the reason. */
static void
other_plans_are_refused(void **state)
{
    static const char *const reasons[] = {
        "tax", "asset", "lognormal", "income", "debt", "property", "goal",
        "contribution", "spending", "death", "Medicare", "years", "depend", "account"
    };
    struct fp_arena *arena = fp_arena_new((size_t)64 << 20);
    struct fp_grid_problem problem;
    struct fp_error error;

    (void)state;
    assert_non_null(arena);
    for (size_t i = 0; i < FP_COUNT(reasons); i++) {
        static const struct fp_liability loan = { .id = "loan" };
        static const struct fp_property home = { .id = "home" };
        static const struct fp_goal goal = { .id = "car" };
        static const struct fp_history opening;
        struct kit kit;

        kit_simple(&kit, 20, 1e6, 40000, 0.05, 0.12);
        kit.plan.taxes.medicare = FP_MEDICARE_NONE;
        switch (i) {
        case 0: kit.plan.taxes.model = FP_TAX_US; break;
        case 1:
            kit.plan.market.n_assets = 2;
            kit.assets[1] = kit.assets[0];
            kit.accounts[0].weights[0] = 0.5;
            kit.accounts[0].weights[1] = 0.5;
            break;
        case 2: kit.plan.market.model = FP_MARKET_FIXED; break;
        case 3:
            kit.incomes[0] = (struct fp_income){ .id = "pension" };
            kit.plan.n_incomes = 1;
            break;
        case 4:
            kit.plan.liabilities = &loan;
            kit.plan.n_liabilities = 1;
            break;
        case 5:
            kit.plan.properties = &home;
            kit.plan.n_properties = 1;
            break;
        case 6: kit.plan.goals = &goal; kit.plan.n_goals = 1; break;
        case 7: kit.plan.n_contributions = 1; break;
        case 8:
            kit.plan.strategy.spending.policy =
                FP_SPENDING_PERCENT_OF_PORTFOLIO;
            break;
        case 9: kit.people[0].mortality = FP_MORTALITY_SSA_PERIOD; break;
        case 10: kit.plan.taxes.medicare = FP_MEDICARE_FULL; break;
        case 11: kit.plan.market.opening = &opening; break;
        case 12: kit.plan.market.conditioning.cape = 30; break;
        default:
            kit.accounts[1] = kit.accounts[0];
            kit.accounts[0].fee = 0.01;
            kit.plan.n_accounts = 2;
            break;
        }
        error.detail[0] = '\0';
        assert_int_equal(fp_grid_plan(&kit.plan, arena, &problem, &error),
                         FP_EDOM);
        if (strstr(error.detail, reasons[i]) == NULL)
            fail_msg("no \"%s\" in: %s", reasons[i], error.detail);
    }
    fp_arena_free(arena);
}

/* The same returns said in two ways, and the same in nominal terms. */
static void
other_words_for_a_return(void **state)
{
    struct fp_arena *arena = fp_arena_new((size_t)64 << 20);
    struct fp_grid_problem real, log_real, nominal;
    struct fp_error error;
    struct kit kit;

    (void)state;
    assert_non_null(arena);
    kit_simple(&kit, 20, 1e6, 40000, 0.05, 0.12);
    assert_int_equal(fp_grid_plan(&kit.plan, arena, &real, &error), FP_OK);
    fp_lognormal_drift(0.05, 0.12, &kit.assets[0].mean, &kit.assets[0].sd);
    kit.plan.market.parameters = FP_PARAMETERS_LOG;
    assert_int_equal(fp_grid_plan(&kit.plan, arena, &log_real, &error),
                     FP_OK);
    assert_near(log_real.mean, real.mean, 1e-14);
    assert_near(log_real.sd, real.sd, 1e-14);
    kit_simple(&kit, 20, 1e6, 40000, 1.05 * 1.03 - 1, 0.12 * 1.03);
    kit.plan.market.basis = FP_GROWTH_NOMINAL;
    kit.plan.market.inflation_mean = 0.03;
    assert_int_equal(fp_grid_plan(&kit.plan, arena, &nominal, &error),
                     FP_OK);
    assert_near(nominal.mean, real.mean, 1e-14);
    assert_near(nominal.sd, real.sd, 1e-14);
    fp_arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_plans_in_closed_form),
        cmocka_unit_test(edges),
        cmocka_unit_test(wrong_numbers_are_refused),
        cmocka_unit_test(simulation_agrees),
        cmocka_unit_test(other_plans_are_refused),
        cmocka_unit_test(other_words_for_a_return),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
