/* planning: one plan under several return models. */
#include "tests/cmocka_fp.h"

#include "planning/market.h"
#include "planning/market_cma.h"
#include "planning/model_range.h"
#include "planning/vary.h"
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

static struct fp_model_range
range_of(const struct kit *kit, int threads)
{
    const struct fp_sim_options options = { .paths = 1000, .seed = 11,
                                            .threads = threads };
    struct fp_error error = { .detail = "" };
    struct fp_model_range range;

    if (fp_model_range(&kit->plan, kit_us_history(), &options, arena, &range,
                       &error) != FP_OK)
        fail_msg("%s", error.detail);
    return range;
}

/* Every model runs, the plan's own as fp_simulate has it; threads do not
 * matter to any of them. */
static void
all_models_run(void **state)
{
    const struct fp_sim_options options = { .paths = 1000, .seed = 11,
                                            .threads = 1 };
    struct fp_model_range one, three;
    struct fp_sim_result own;
    struct fp_error error;
    struct kit kit;

    (void)state;
    kit_history(&kit, 30, 1e6, 45000.0, 0.6);
    one = range_of(&kit, 1);
    three = range_of(&kit, 3);
    assert_int_equal(one.possible, FP_MODEL_RANGE);
    assert_int_equal(fp_simulate(&kit.plan, kit_us_history(), &options, arena,
                                 &own, &error),
                     FP_OK);
    for (int i = 0; i < FP_MODEL_RANGE; i++) {
        print_message("    %-10s %5.1f %% +- %.1f, ending p50 %.0f\n",
                      one.runs[i].name, 100 * one.runs[i].success,
                      100 * one.runs[i].success_se, one.runs[i].ending[3]);
        assert_true(one.runs[i].success == three.runs[i].success);
        assert_memory_equal(one.runs[i].ending, three.runs[i].ending,
                            sizeof(one.runs[i].ending));
        assert_true(one.runs[i].success >= one.success_low &&
                    one.runs[i].success <= one.success_high);
        if (one.runs[i].model == kit.plan.market.model)
            assert_true(one.runs[i].success == own.success);
    }
    assert_true(one.success_low < one.success_high);
    /* Windows of 30 years between 1928 and 2025. */
    assert_int_equal(one.runs[4].paths, 69);
}

/* A plan of history takes the table's moments, a plan by log parameters keeps
 * its law, and what an asset has not is told. */
static void
markets_are_translated(void **state)
{
    const struct fp_row_cma *stock = fp_cma_find("us_stock");
    struct fp_error error = { .detail = "" };
    struct fp_model_range range;
    struct fp_plan out;
    struct kit kit;

    (void)state;
    kit_history(&kit, 30, 1e6, 45000.0, 0.6);
    kit.plan.market.model = FP_MARKET_HISTORICAL;
    assert_int_equal(fp_model_apply(&kit.plan, kit_us_history(),
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
    assert_int_equal(fp_model_apply(&kit.plan, NULL, FP_MARKET_REGIME, arena,
                                    &out, &error),
                     FP_OK);
    assert_near(out.market.assets[0].mean, exp(0.05) - 1.0, 1e-14);
    assert_near(out.market.assets[0].sd,
                exp(0.05) * sqrt(exp(0.0225) - 1.0), 1e-14);
    assert_int_equal(out.market.parameters, FP_PARAMETERS_ARITHMETIC);

    kit.assets[0].id = "my_fund";
    range = range_of(&kit, 1);
    assert_int_equal(range.possible, 3);
    assert_int_equal(range.runs[3].possible, 0);
    assert_non_null(strstr(range.runs[3].why, "my_fund"));
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
    assert_int_equal(fp_model_apply(&kit.plan, NULL, FP_MARKET_LOGNORMAL,
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
