/* Safe rates for a part of the past, the funding of a goal, next year's
 * spending. */
#include "tests/cmocka_fp.h"

#include "planning/answers/goal.h"
#include "planning/answers/next_year.h"
#include "planning/answers/safe_rate.h"
#include "planning/math/closed_form.h"
#include "planning/spending/spending.h"
#include "tests/planning/plan_kit.h"

/* --- safe rates ---------------------------------------------------------------- */

/* Each rate against the windows one by one: so many of them allow it, and a
 * hair more is too much for one of those. */
static void
rates_are_order_statistics(void **state)
{
    const struct fp_backtest_options options = { .rate = -1.0 };
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_backtest_result past;
    struct fp_safe_rates r;
    struct kit kit;

    (void)state;
    kit_history(&kit, 30, 1e6, 40000, 0.5);
    assert_int_equal(fp_backtest(&kit.plan, kit_us_history(), &options, arena,
                                 &past, NULL), FP_OK);
    assert_int_equal(fp_safe_rates(&kit.plan, kit_us_history(), &options, 0.9,
                                   arena, &r, NULL), FP_OK);
    assert_int_equal(r.windows, 69);
    assert_int_equal(r.first_year, 1928);
    assert_true(r.levels[0].rate == past.safe_withdrawal_rate);
    assert_int_equal(r.levels[0].start_year, 1966);
    for (int i = 0; i < FP_SAFE_RATE_LEVELS; i++) {
        const struct fp_safe_rate *level = &r.levels[i];
        size_t allow = 0;

        for (size_t w = 0; w < past.windows; w++)
            allow += past.list[w].safe_rate >= level->rate;
        assert_int_equal(allow, level->survived);
        assert_true((double)allow >= level->success * 69.0 - 1e-9);
        assert_near(level->amount, level->rate * 1e6, 1e-6);
        if (i > 0)
            assert_true(level->rate >= r.levels[i - 1].rate);
    }
    /* 63 of 69 is 0.913, 62 would be 0.8986. */
    assert_int_equal(r.asked.survived, 63);
    fp_arena_free(arena);
}

static void
parts_of_windows_are_checked(void **state)
{
    const struct fp_backtest_options options = { .rate = -1.0 };
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_safe_rates r;
    struct fp_error error;
    struct kit kit;

    (void)state;
    kit_history(&kit, 30, 1e6, 40000, 0.5);
    assert_int_equal(fp_safe_rates(&kit.plan, kit_us_history(), &options, 0.0,
                                   arena, &r, &error), FP_EINVAL);
    assert_int_equal(fp_safe_rates(&kit.plan, kit_us_history(), &options, 1.01,
                                   arena, &r, &error), FP_EINVAL);
    fp_arena_free(arena);
}

/* --- goals ------------------------------------------------------------------------ */

/* Nothing but one goal, after ten years of one lognormal asset: it is paid
 * where the product of ten gross returns reaches its part of the wealth. */
static void
a_goal_alone_has_its_closed_form(void **state)
{
    const struct fp_sim_options options = { .paths = 40000, .seed = 3,
                                            .threads = 2 };
    struct fp_goal goal = { .id = "boat", .kind = FP_GOAL_OTHER,
                            .amount = 1.6e6, .from_year = 2036,
                            .to_year = 2036, .priority = 1 };
    struct fp_goal_result r;
    double drift, sd, expected = 0.0;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 15, 1e6, 0.0, 0.05, 0.15);
    kit.plan.n_expenses = 0;
    kit.plan.goals = &goal;
    kit.plan.n_goals = 1;
    assert_int_equal(fp_goal_funding(&kit.plan, 0, NULL, &options, &r, NULL),
                     FP_OK);
    fp_lognormal_drift(0.05, 0.15, &drift, &sd);
    for (int i = 0; i < FP_GOAL_SHARES; i++) {
        double need = log(1.6 * fp_goal_shares[i]);
        double p = fp_normal_cdf((10.0 * (drift - sd * sd / 2.0) - need) /
                                 (sd * sqrt(10.0)));

        assert_near(r.shares[i].probability, p,
                    4.0 * r.shares[i].standard_error + 1e-4);
        expected += p / FP_GOAL_SHARES;
    }
    assert_near(r.expected_share, expected, 4.0 * r.expected_share_se + 1e-4);
    assert_int_equal(fp_goal_funding(&kit.plan, 1, NULL, &options, &r, NULL),
                     FP_EINVAL);
}

/* --- next year --------------------------------------------------------------------- */

static void
rules_meet_their_facts(void **state)
{
    struct fp_next_year_facts facts = {
        .balance = 1e6, .last_spending = 40000, .planned = 40800, .year = 3,
        .ages = { 70, -1 }, .years_left = 25, .inflation = 0.02,
        .first_spending = 40800, .first_balance = 1e6, .first_rate = 0.0408,
    };
    struct fp_spending_rule rule;
    struct fp_next_year year;

    (void)state;
    fp_spending_defaults(FP_SPENDING_ONE_OVER_N, &rule);
    year = fp_next_year_of(&rule, &facts);
    assert_near(year.spending, 40000, 1e-9);
    assert_near(year.rate, 0.04, 1e-12);
    assert_near(year.change_real, 1 / 1.02 - 1, 1e-12);
    assert_near(year.least, 0.0, 1e-12); /* it promises nothing */
    facts.other_income = 10000;
    year = fp_next_year_of(&rule, &facts);
    assert_near(year.spending, 50000, 1e-9);
    assert_near(year.from_portfolio, 40000, 1e-9);
    rule.add_income = 0;
    year = fp_next_year_of(&rule, &facts);
    assert_near(year.from_portfolio, 30000, 1e-9);
    facts.balance = 0;
    year = fp_next_year_of(&rule, &facts);
    assert_true(year.spending == 0.0 && year.rate == 0.0);
    fp_spending_defaults(FP_SPENDING_CONSTANT_REAL, &rule);
    year = fp_next_year_of(&rule, &facts);
    assert_near(year.spending, 40800, 1e-9);
    assert_near(year.least, 40800, 1e-9);
}

static void
rules_are_checked(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_spending_rule rule;
    struct fp_faults faults;

    (void)state;
    for (int p = 0; p < FP_SPENDING_COUNT; p++) {
        fp_faults_init(&faults, arena);
        fp_spending_defaults((enum fp_spending_policy)p, &rule);
        assert_int_equal(fp_next_year_check(&rule, &faults),
                         p == FP_SPENDING_PHASES ? FP_EINVAL : FP_OK);
    }
    fp_faults_init(&faults, arena);
    fp_spending_defaults(FP_SPENDING_PERCENT_OF_PORTFOLIO, &rule);
    rule.percent = 1.5;
    assert_int_equal(fp_next_year_check(&rule, &faults), FP_EINVAL);
    assert_string_equal(faults.list[0].pointer, "/percent");
    fp_arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates_are_order_statistics),
        cmocka_unit_test(parts_of_windows_are_checked),
        cmocka_unit_test(a_goal_alone_has_its_closed_form),
        cmocka_unit_test(rules_meet_their_facts),
        cmocka_unit_test(rules_are_checked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
