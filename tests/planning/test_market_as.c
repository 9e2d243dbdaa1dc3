/* planning: the same plan under other return models. */
#include "tests/cmocka_fp.h"

#include "planning/answers/vary.h"
#include "planning/market/market.h"
#include "planning/market/market_as.h"
#include "planning/market/market_cma.h"
#include "planning/simulation/simulate.h"
#include "tests/planning/plan_kit.h"

static struct fp_arena *arena;

static int
open_arena(void **state)
{
    (void)state;
    arena = fp_arena_new(0);
    return arena == NULL;
}

static int
close_arena(void **state)
{
    (void)state;
    fp_arena_free(arena);
    return 0;
}

/* What a run has to say, by value. */
struct answer {
    uint64_t paths;
    double success, ending_mean;
};

static struct answer
run(const struct fp_plan *plan, int threads)
{
    const struct fp_sim_options options = { .paths = 1000, .seed = 11,
                                            .threads = threads };
    struct fp_error error = { .detail = "" };
    struct fp_sim_result result;
    struct answer answer;

    if (fp_simulate(plan, kit_us_history(), &options, arena, &result,
                    &error) != FP_OK)
        fail_msg("%s", error.detail);
    answer.paths = result.paths;
    answer.success = result.success;
    answer.ending_mean = result.ending.mean;
    return answer;
}

/* Every model runs, and threads do not matter to any of them, whatever they
 * remember from year to year. */
static void
all_models_run(void **state)
{
    static const struct {
        const char *name;
        enum fp_market_model model;
        enum fp_bootstrap bootstrap;
    } models[] = {
        { "lognormal", FP_MARKET_LOGNORMAL, FP_BOOTSTRAP_BLOCK },
        { "student_t", FP_MARKET_STUDENT_T, FP_BOOTSTRAP_BLOCK },
        { "regime", FP_MARKET_REGIME, FP_BOOTSTRAP_BLOCK },
        { "bootstrap", FP_MARKET_BOOTSTRAP, FP_BOOTSTRAP_BLOCK },
        { "stationary", FP_MARKET_BOOTSTRAP, FP_BOOTSTRAP_STATIONARY },
        { "historical", FP_MARKET_HISTORICAL, FP_BOOTSTRAP_BLOCK },
        { "fixed", FP_MARKET_FIXED, FP_BOOTSTRAP_BLOCK },
    };
    struct kit kit;

    (void)state;
    kit_history(&kit, 30, 1e6, 45000.0, 0.6);
    for (size_t i = 0; i < FP_COUNT(models); i++)
        for (int reverting = 0; reverting < 2; reverting++) {
            struct fp_error error = { .detail = "" };
            struct answer one, three;
            struct fp_plan out;

            if (fp_market_as(&kit.plan, kit_us_history(), models[i].model,
                             arena, &out, &error) != FP_OK)
                fail_msg("%s", error.detail);
            out.market.bootstrap = models[i].bootstrap;
            if (reverting) {
                out.market.inflation = FP_INFLATION_AR1;
                out.market.inflation_mean = 0.03;
                out.market.inflation_sd = 0.03;
                out.market.inflation_persistence = 0.7;
            }
            one = run(&out, 1);
            three = run(&out, 3);
            print_message("    %-10s %s %5.1f %%\n", models[i].name,
                          reverting ? "ar1" : "   ", 100 * one.success);
            assert_true(one.success == three.success);
            assert_true(one.ending_mean == three.ending_mean);
            /* Windows of 30 years between 1928 and 2025. */
            assert_int_equal(
                one.paths,
                models[i].model == FP_MARKET_HISTORICAL ? 69 : 1000);
            /* All of them have about the same means. */
            if (models[i].model != FP_MARKET_FIXED)
                assert_true(one.success > 0.75 && one.success < 0.95);
        }
}

/* A plan of history takes the table's moments, a plan by log parameters keeps
 * its law, and what an asset has not is told. */
static void
markets_are_translated(void **state)
{
    const struct fp_row_cma *stock = fp_cma_find("us_stock");
    struct fp_error error = { .detail = "" };
    struct fp_plan out;
    struct kit kit;

    (void)state;
    kit_history(&kit, 30, 1e6, 45000.0, 0.6);
    kit.plan.market.model = FP_MARKET_HISTORICAL;
    assert_int_equal(fp_market_as(&kit.plan, kit_us_history(),
                                  FP_MARKET_STUDENT_T, arena, &out, &error),
                     FP_OK);
    for (size_t a = 0; a < out.market.n_assets; a++)
        if (strcmp(out.market.assets[a].id, "us_stock") == 0) {
            int real = kit.plan.market.basis == FP_GROWTH_REAL;

            assert_true(out.market.assets[a].mean ==
                        (real ? stock->real_mean : stock->nominal_mean));
        }
    assert_near(out.market.degrees_of_freedom, FP_CMA_DEGREES, 0.0);

    kit_simple(&kit, 30, 1e6, 4e4, 0.05, 0.15);
    kit.plan.market.parameters = FP_PARAMETERS_LOG;
    assert_int_equal(fp_market_as(&kit.plan, NULL, FP_MARKET_REGIME, arena,
                                    &out, &error),
                     FP_OK);
    assert_near(out.market.assets[0].mean, exp(0.05) - 1.0, 1e-14);
    assert_near(out.market.assets[0].sd,
                exp(0.05) * sqrt(exp(0.0225) - 1.0), 1e-14);
    assert_int_equal(out.market.parameters, FP_PARAMETERS_ARITHMETIC);

    kit.assets[0].id = "my_fund";
    kit.plan.market.parameters = FP_PARAMETERS_ARITHMETIC;
    kit.plan.market.model = FP_MARKET_HISTORICAL;
    assert_int_equal(fp_market_as(&kit.plan, kit_us_history(),
                                  FP_MARKET_LOGNORMAL, arena, &out, &error),
                     FP_EINVAL);
    assert_non_null(strstr(error.detail, "my_fund"));
}

/* Own regimes have long-run moments, and a sensitivity moves them. */
static void
regimes_have_moments(void **state)
{
    static struct fp_regime regimes[2];
    struct fp_error error = { .detail = "" };
    struct fp_market_source source;
    struct fp_plan out, varied;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 30, 1e6, 4e4, 0.0, 0.0);
    for (int k = 0; k < 2; k++) {
        regimes[k].id = k == 0 ? "good" : "bad";
        regimes[k].means[0] = k == 0 ? 0.1 : -0.1;
        regimes[k].sds[0] = 0.1;
        regimes[k].correlations[0][0] = 1.0;
        kit.plan.market.transition[k][k] = 0.7;
        kit.plan.market.transition[k][1 - k] = 0.3;
    }
    kit.plan.market.model = FP_MARKET_REGIME;
    kit.plan.market.regimes = regimes;
    kit.plan.market.n_regimes = 2;
    assert_int_equal(fp_market_as(&kit.plan, NULL, FP_MARKET_LOGNORMAL,
                                    arena, &out, &error),
                     FP_OK);
    /* Half the time in each: variance 0.1^2 within and 0.1^2 between. */
    assert_near(out.market.assets[0].mean, 0.0, 1e-13);
    assert_near(out.market.assets[0].sd, sqrt(0.02), 1e-12);
    assert_int_equal(fp_vary_apply(&kit.plan, FP_VARY_RETURNS, 0.01, arena,
                                   &varied, &error),
                     FP_OK);
    assert_int_equal(fp_market_open(&varied, NULL, FP_MARKET_REGIME, 30, arena,
                                    &source, &error),
                     FP_OK);
    assert_near(source.mean[0], 0.01, 1e-13);
    assert_true(regimes[0].means[0] == 0.1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_models_run),
        cmocka_unit_test(markets_are_translated),
        cmocka_unit_test(regimes_have_moments),
    };

    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
