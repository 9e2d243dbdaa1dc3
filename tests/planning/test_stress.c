/* planning: stress scenarios do to a plan what their table says. */
#include "tests/cmocka_fp.h"

#include "planning/answers/project.h"
#include "planning/answers/stress.h"
#include "planning/market/market.h"
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

static struct fp_plan
stress(const char *name, const struct fp_plan *plan)
{
    struct fp_plan out = { .name = NULL };
    struct fp_error error = { .detail = "" };

    if (fp_stress_apply(name, plan, kit_us_history(), arena, &out, &error) !=
        FP_OK)
        fail_msg("%s: %s", name, error.detail);
    return out;
}

static double
ending(const struct fp_plan *plan)
{
    struct fp_projection p;
    struct fp_error error = { .detail = "" };

    if (fp_project(plan, kit_us_history(), arena, &p, &error) != FP_OK)
        fail_msg("%s", error.detail);
    return p.ending_real;
}

static void
library_is_whole(void **state)
{
    static const char *const names[] = {
        "1929", "1966", "1973", "2000", "2008", "lost_decade",
        "high_inflation", "long_life", "benefit_cut"
    };
    struct fp_faults faults, warnings;
    struct fp_plan out;
    struct fp_error error;
    struct kit kit;
    size_t n;

    (void)state;
    (void)fp_stress_list(&n);
    assert_int_equal(n, FP_COUNT(names));
    kit_couple(&kit);
    for (size_t i = 0; i < FP_COUNT(names); i++) {
        assert_non_null(fp_stress_find(names[i]));
        out = stress(names[i], &kit.plan);
        fp_faults_init(&faults, arena);
        fp_faults_init(&warnings, arena);
        assert_int_equal(fp_plan_validate(&out, &faults, &warnings), FP_OK);
    }
    assert_int_equal(fp_stress_apply("1987", &kit.plan, kit_us_history(),
                                     arena, &out, &error),
                     FP_ENOTFOUND);
    assert_int_equal(fp_stress_apply("1929", &kit.plan, NULL, arena, &out,
                                     &error),
                     FP_EINVAL);
}

/* The first years are the history's own figures; the plan's market follows. */
static void
sequences_come_again(void **state)
{
    const struct fp_history *history = kit_us_history();
    double returns[FP_PLAN_ASSETS_MAX], inflation;
    int stock = fp_history_column(history, "us_stock");
    struct fp_market_source source;
    struct fp_error error;
    struct fp_plan plan;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 30, 1e6, 40000.0, 0.05, 0.15);
    plan = stress("2008", &kit.plan);
    assert_int_equal(plan.market.opening->n_years, 18);
    assert_null(kit.plan.market.opening);
    assert_int_equal(fp_market_open(&plan, history, plan.market.model, 30,
                                    arena, &source, &error),
                     FP_OK);
    for (int t = 0; t < 18; t++) {
        size_t row = (size_t)(2008 - history->first_year + t);

        fp_market_draw(&source, 7, 7, t, returns, &inflation);
        assert_true(returns[0] ==
                    history->returns[row * history->n_columns +
                                     (size_t)stock]);
        assert_true(inflation == history->inflation[row]);
    }
    fp_market_draw(&source, 7, 7, 18, returns, &inflation);
    assert_true(inflation == 0.0);
    plan = stress("1929", &kit.plan);
    assert_int_equal(plan.market.opening->n_years, 30);
    assert_true(ending(&plan) < ending(&kit.plan));
}

/* Assets without a series go with their class; others keep their real mean. */
static void
classes_stand_in(void **state)
{
    const struct fp_history *history = kit_us_history();
    size_t row = (size_t)(1973 - kit_us_history()->first_year);
    const double *values = history->returns + row * history->n_columns;
    struct fp_plan plan;
    struct kit kit;

    (void)state;
    kit_couple(&kit);
    kit.assets[0].id = "emerging_eq";
    kit.assets[1].id = "my_bonds";
    kit.plan.market.kinds[1] = FP_ASSET_BOND;
    kit.assets[2].id = "my_farm";
    plan = stress("1973", &kit.plan);
    assert_true(plan.market.opening->returns[0] ==
                values[fp_history_column(history, "us_stock")]);
    assert_true(plan.market.opening->returns[1] ==
                values[fp_history_column(history, "us_bond")]);
    assert_near((1.0 + plan.market.opening->returns[2]) /
                    (1.0 + history->inflation[row]),
                1.0 + kit.assets[2].mean, 1e-12);
}

/* Expected returns of the first year (t = 0) and behind the tilt. */
static void
expect(const struct fp_plan *plan, int t, double *returns, double *inflation)
{
    struct fp_market_source source;
    struct fp_error error;

    assert_int_equal(fp_market_open(plan, kit_us_history(),
                                    plan->market.model, 30, arena, &source,
                                    &error),
                     FP_OK);
    fp_market_expected_year(&source, t, returns, inflation);
}

static void
means_are_those_stated(void **state)
{
    double returns[3], inflation;
    struct fp_plan plan;
    struct kit kit;

    (void)state;
    kit_couple(&kit);
    kit.assets[0].id = "us_stock";
    kit.assets[1].id = "us_bond";
    kit.assets[2].id = "us_bill";
    kit.plan.market.inflation_mean = 0.025;
    plan = stress("lost_decade", &kit.plan);
    expect(&plan, 9, returns, &inflation);
    assert_near(inflation, 0.025, 1e-15);
    assert_near(returns[0], 0.025, 1e-14);
    assert_near(returns[1], (1.0 + kit.assets[1].mean) * 1.025 - 1.0, 1e-14);
    plan = stress("high_inflation", &kit.plan);
    expect(&plan, 0, returns, &inflation);
    assert_near(inflation, 0.0867, 1e-14);
    assert_near(returns[0], (1.0 + kit.assets[0].mean) * 1.0867 - 1.0, 1e-14);
    assert_near(returns[1], (1.0 + kit.assets[1].mean) * 1.025 - 1.0, 1e-14);
    assert_near(returns[2], 0.0867, 1e-14);
    expect(&plan, 10, returns, &inflation);
    assert_near(inflation, 0.025, 1e-14);
    assert_near(returns[2], (1.0 + kit.assets[2].mean) * 1.025 - 1.0, 1e-14);
}

/* A tilt multiplies what the same path draws without it, in every model. */
static void
tilts_keep_the_draws(void **state)
{
    static const enum fp_market_model models[] = {
        FP_MARKET_LOGNORMAL, FP_MARKET_STUDENT_T, FP_MARKET_REGIME,
        FP_MARKET_BOOTSTRAP, FP_MARKET_HISTORICAL
    };
    struct fp_market_source with, without;
    struct fp_error error;
    struct fp_plan plan;
    struct kit kit;

    (void)state;
    for (size_t k = 0; k < FP_COUNT(models); k++) {
        kit_history(&kit, 30, 1e6, 4e4, 0.6);
        kit.plan.market.model = models[k];
        kit.plan.market.degrees_of_freedom = 5.0;
        kit.plan.market.block_years = 5;
        plan = kit.plan;
        plan.market.tilt.years = 3;
        plan.market.tilt.inflation = 0.04;
        plan.market.tilt.returns[0] = -0.1;
        assert_int_equal(fp_market_open(&plan, kit_us_history(), models[k],
                                        30, arena, &with, &error),
                         FP_OK);
        assert_int_equal(fp_market_open(&kit.plan, kit_us_history(),
                                        models[k], 30, arena, &without,
                                        &error),
                         FP_OK);
        for (int t = 0; t < 6; t++) {
            double a[FP_PLAN_ASSETS_MAX], b[FP_PLAN_ASSETS_MAX], pa, pb;

            fp_market_draw(&with, 5, 2, t, a, &pa);
            fp_market_draw(&without, 5, 2, t, b, &pb);
            assert_near(1.0 + a[0], (1.0 + b[0]) * (t < 3 ? 0.9 : 1.0),
                        1e-14);
            assert_near(a[1], b[1], 1e-15);
            assert_near(1.0 + pa, (1.0 + pb) * (t < 3 ? 1.04 : 1.0), 1e-14);
        }
    }
}

static void
lives_and_benefits(void **state)
{
    struct fp_plan plan;
    struct kit kit;

    (void)state;
    kit_couple(&kit);
    plan = stress("long_life", &kit.plan);
    for (size_t p = 0; p < 2; p++) {
        assert_int_equal(plan.people[p].plan_to_age,
                         kit.people[p].plan_to_age + 5);
        assert_int_equal(plan.people[p].mortality, FP_MORTALITY_NONE);
    }
    plan = stress("benefit_cut", &kit.plan);
    assert_near(plan.taxes.benefit_cut, 0.23, 0.0);
    assert_int_equal(plan.taxes.benefit_cut_year, 2033);
    assert_true(ending(&plan) < ending(&kit.plan));
    kit.plan.taxes.benefit_cut = 0.5;
    kit.plan.taxes.benefit_cut_year = 2030;
    plan = stress("benefit_cut", &kit.plan);
    assert_near(plan.taxes.benefit_cut, 0.5, 0.0);
    assert_int_equal(plan.taxes.benefit_cut_year, 2030);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(library_is_whole),
        cmocka_unit_test(sequences_come_again),
        cmocka_unit_test(classes_stand_in),
        cmocka_unit_test(means_are_those_stated),
        cmocka_unit_test(tilts_keep_the_draws),
        cmocka_unit_test(lives_and_benefits),
    };

    return cmocka_run_group_tests(tests, open_arena, close_arena);
}
