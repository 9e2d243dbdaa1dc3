/* Spending policies against the examples that their authors published. */
#include "tests/cmocka_fp.h"

#include "planning/spending/spending.h"

/* A policy in use: the year that it sees, to be changed between years. */
struct run {
    struct fp_spending_rule rule;
    struct fp_spending_view view;
    struct fp_spending_state state;
};

static void
begin(struct run *run, enum fp_spending_policy policy, int years,
      double wealth)
{
    memset(run, 0, sizeof(*run));
    fp_spending_defaults(policy, &run->rule);
    fp_spending_start(&run->rule, &run->state);
    run->view.started = 1;
    run->view.year = 2026;
    run->view.years_left = years;
    run->view.ages[0] = 65;
    run->view.ages[1] = -1;
    run->view.wealth = wealth;
    run->view.price_level = 1.0;
    run->view.stock_share = 0.6;
    run->view.expected_return = 0.04;
    run->view.volatility = 0.11;
}

/* Wants this year's spending. */
static double
spend(struct run *run)
{
    return fp_spending_wanted(&run->rule, &run->view, &run->state);
}

/* A year later, after inflation, with this portfolio. */
static double
spend_next(struct run *run, double inflation, double wealth)
{
    run->view.t++;
    run->view.year++;
    run->view.years_left--;
    for (int p = 0; p < FP_PLAN_PEOPLE_MAX; p++)
        if (run->view.ages[p] >= 0)
            run->view.ages[p]++;
    run->view.price_level *= 1.0 + inflation;
    run->view.inflation_last = inflation;
    run->view.wealth = wealth;
    return spend(run);
}

/* 4 % of 1,000,000, then raised by 3 % inflation whatever the portfolio is. */
static void
bengen_raises_the_first_amount_by_inflation(void **state)
{
    struct run run;

    (void)state;
    begin(&run, FP_SPENDING_CONSTANT_REAL, 30, 1e6);
    run.rule.initial_rate = 0.04;
    assert_near(spend(&run), 40000, 1e-9);
    assert_near(spend_next(&run, 0.03, 700000), 41200, 1e-9);
    assert_near(spend_next(&run, 0.03, 2e6), 42436, 1e-9);

    begin(&run, FP_SPENDING_CONSTANT_NOMINAL, 30, 1e6);
    run.rule.amount = 40000;
    assert_near(spend(&run), 40000, 1e-9);
    assert_near(spend_next(&run, 0.10, 700000), 40000, 1e-9);

    /* Expenses as they stand: the policy has no say. */
    begin(&run, FP_SPENDING_CONSTANT_REAL, 30, 1e6);
    run.view.other_income = 9000;
    run.view.expenses_planned = 55000;
    assert_near(spend(&run), 55000, 1e-9);
    run.view.expenses_planned = 20000;
    assert_near(spend_next(&run, 0.03, 1e6), 20000, 1e-9);
}

/* Start 40,000 on 1,000,000, inflation 10 %. */
static void
guyton_klinger_steps(void **state)
{
    const struct {
        double wealth, spending;
    } second_year[] = {
        { 1000000, 44000 }, { 833334, 44000 },  /* just inside: 4.799996 % */
        { 833333, 39600 },  { 800000, 39600 },  /* 44,000 less a tenth */
        { 1250000, 44000 }, { 1250001, 48400 }, /* below 3.2 %: a tenth more */
    };
    struct run run;

    (void)state;
    for (size_t i = 0; i < sizeof(second_year) / sizeof(second_year[0]); i++) {
        begin(&run, FP_SPENDING_GUYTON_KLINGER, 30, 1e6);
        run.rule.initial_rate = 0.04;
        assert_near(spend(&run), 40000, 1e-9);
        run.view.return_last = -0.1;
        assert_near(spend_next(&run, 0.10, second_year[i].wealth),
                    second_year[i].spending, 1e-6);
    }
}

/* 40,000 x 1.05 x 0.9 = 37,800 is below a floor of 38,000 x 1.05 = 39,900. */
static void
guyton_klinger_floor_follows_prices(void **state)
{
    struct run run;

    (void)state;
    begin(&run, FP_SPENDING_GUYTON_KLINGER, 30, 1e6);
    run.rule.initial_rate = 0.04;
    run.rule.floor = 38000;
    assert_near(spend(&run), 40000, 1e-9);
    assert_near(spend_next(&run, 0.05, 600000), 39900, 1e-6);
    run.rule.floor = 0;
    begin(&run, FP_SPENDING_GUYTON_KLINGER, 30, 1e6);
    run.rule.initial_rate = 0.04;
    assert_near(spend(&run), 40000, 1e-9);
    assert_near(spend_next(&run, 0.05, 600000), 37800, 1e-6);
}

/* The rule of cuts ends 15 years before the plan does; raises do not. */
static void
guyton_klinger_does_not_cut_in_the_last_years(void **state)
{
    struct run run;

    (void)state;
    begin(&run, FP_SPENDING_GUYTON_KLINGER, 17, 1e6);
    run.rule.initial_rate = 0.04;
    assert_near(spend(&run), 40000, 1e-9);
    assert_near(spend_next(&run, 0.0, 500000), 36000,
                1e-9); /* 16 years left */
    assert_near(spend_next(&run, 0.10, 500000), 39600, 1e-9); /* 15 */
    assert_near(spend_next(&run, 0.0, 400000), 39600, 1e-9);
    assert_near(spend_next(&run, 0.0, 4e6), 43560, 1e-9);
}

/* The switches: 6 % at most, and none after a loss at a higher rate. */
static void
guyton_klinger_inflation_rules(void **state)
{
    struct run run;

    (void)state;
    begin(&run, FP_SPENDING_GUYTON_KLINGER, 30, 1e6);
    run.rule.initial_rate = 0.05;
    run.rule.inflation_cap = 0.06;
    assert_near(spend(&run), 50000, 1e-9);
    assert_near(spend_next(&run, 0.10, 1e6), 53000, 1e-9);

    begin(&run, FP_SPENDING_GUYTON_KLINGER, 30, 1e6);
    run.rule.initial_rate = 0.05;
    run.rule.skip_after_loss = 1;
    assert_near(spend(&run), 50000, 1e-9);
    run.view.return_last = -0.05;
    assert_near(spend_next(&run, 0.04, 900000), 50000, 1e-9);
    assert_near(spend_next(&run, 0.04, 1100000), 52000, 1e-9);
    run.view.return_last = 0.05;
    assert_near(spend_next(&run, 0.04, 950000), 54080, 1e-9);
}

/* With expenses as the start, what income pays is no withdrawal. */
static void
guyton_klinger_of_a_household_with_income(void **state)
{
    struct run run;

    (void)state;
    begin(&run, FP_SPENDING_GUYTON_KLINGER, 30, 1e6);
    run.view.expenses_planned = 60000;
    run.view.other_income = 20000;
    assert_near(spend(&run), 60000, 1e-9);
    assert_near(run.state.initial_rate, 0.04, 1e-15);
    /* 40,000 of 800,000 is 5 %: a cut. */
    assert_near(spend_next(&run, 0.0, 800000), 54000, 1e-9);
    /* Benefits begin: 10,000 of 800,000 is 1.25 %: a raise. */
    run.view.other_income = 44000;
    assert_near(spend_next(&run, 0.0, 800000), 59400, 1e-9);
}

/* A death takes 30 % of the planned expenses: the policy's amount goes along,
 * and so does the rate that is compared. */
static void
what_starts_from_expenses_goes_along_with_them(void **state)
{
    struct run run;

    (void)state;
    begin(&run, FP_SPENDING_GUYTON_KLINGER, 30, 1e6);
    run.view.expenses_planned = 40000;
    assert_near(spend(&run), 40000, 1e-9);
    run.view.expenses_planned = 40000 * 1.02 * 0.7;
    assert_near(spend_next(&run, 0.02, 800000), 28560, 1e-9);
    /* Now 28,560 of 900,000 is below 3.2 %: a raise. */
    assert_near(spend_next(&run, 0.0, 900000), 31416, 1e-9);

    begin(&run, FP_SPENDING_CONSTANT_NOMINAL, 30, 1e6);
    run.view.expenses_planned = 40000;
    assert_near(spend(&run), 40000, 1e-9);
    run.view.expenses_planned = 20000 * 1.1;
    assert_near(spend_next(&run, 0.1, 800000), 20000, 1e-9);
    /* None for a year, then some again. */
    run.view.expenses_planned = 0;
    assert_near(spend_next(&run, 0.0, 800000), 0, 0);
    run.view.expenses_planned = 33000;
    assert_near(spend_next(&run, 0.0, 800000), 33000, 1e-9);
}

/* What must be paid: a promise, or only the floors of what is a share. */
static void
shares_of_a_portfolio_promise_only_their_floors(void **state)
{
    struct run run;

    (void)state;
    begin(&run, FP_SPENDING_ONE_OVER_N, 1, 1e6);
    run.view.essential = 25000;
    run.view.price_level = 2.0;
    assert_near(fp_spending_least(&run.rule, &run.view, 1e6), 0, 0);
    run.rule.floor = 10000;
    assert_near(fp_spending_least(&run.rule, &run.view, 1e6), 20000, 1e-9);
    run.rule.floor_essential = 1;
    assert_near(fp_spending_least(&run.rule, &run.view, 1e6), 25000, 1e-9);
    assert_near(fp_spending_least(&run.rule, &run.view, 9000), 9000, 1e-9);
    run.view.started = 0;
    assert_near(fp_spending_least(&run.rule, &run.view, 1e6), 1e6, 0);
    begin(&run, FP_SPENDING_VANGUARD_DYNAMIC, 1, 1e6);
    assert_near(fp_spending_least(&run.rule, &run.view, 1e6), 1e6, 0);
}

/* 60/40 to the age of 100; the table shows one decimal of a percent. */
static void
vpw_gives_the_published_table(void **state)
{
    const struct {
        int years;
        double percent;
    } table[] = {
        { 35, 5.0 }, { 34, 5.1 }, { 5, 21.5 }, { 4, 26.4 }, { 1, 100.0 }
    };
    struct run run;

    (void)state;
    for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
        begin(&run, FP_SPENDING_VPW, table[i].years, 1e6);
        assert_near(floor(spend(&run) / 1000.0 + 0.5) / 10.0, table[i].percent,
                    1e-9);
    }
    /* By age, whatever the plan's own end. */
    begin(&run, FP_SPENDING_VPW, 20, 1e6);
    run.rule.to_age = 100;
    assert_near(spend(&run), 1e6 * 0.0376 / 1.0376 / (1 - pow(1.0376, -35)),
                1e-4);
    run.view.ages[1] = 60; /* the younger of two decides */
    assert_near(spend_next(&run, 0, 1e6),
                1e6 * 0.0376 / 1.0376 / (1 - pow(1.0376, -39)), 1e-4);
}

/* Balance over the divisor: 73 is 26.5, 90 is 12.2; 70 from below: 29.2. */
static void
rmd_divisor_uses_the_uniform_table(void **state)
{
    struct run run;

    (void)state;
    begin(&run, FP_SPENDING_RMD_DIVISOR, 30, 1e6);
    run.view.ages[0] = 73;
    assert_near(spend(&run), 1e6 / 26.5, 1e-6);
    run.view.ages[0] = 89;
    assert_near(spend_next(&run, 0, 1e6), 1e6 / 12.2, 1e-6);
    run.view.ages[0] = 69;
    assert_near(spend_next(&run, 0, 1e6), 1e6 / 29.2, 1e-6);
    run.view.ages[0] = 130;
    assert_near(spend_next(&run, 0, 1e6), 1e6 / 2.0, 1e-6);
    run.rule.multiplier = 0.5;
    run.view.ages[0] = 72;
    assert_near(spend_next(&run, 0, 1e6), 0.5e6 / 26.5, 1e-6);
}

static void
percentages_of_the_portfolio(void **state)
{
    struct run run;

    (void)state;
    begin(&run, FP_SPENDING_PERCENT_OF_PORTFOLIO, 30, 1e6);
    assert_near(spend(&run), 40000, 1e-9);
    assert_near(spend_next(&run, 0.05, 800000), 32000, 1e-9);

    begin(&run, FP_SPENDING_ONE_OVER_N, 25, 1e6);
    assert_near(spend(&run), 40000, 1e-9);
    assert_near(spend_next(&run, 0.02, 960000), 40000, 1e-9);
    run.view.years_left = 1;
    assert_near(spend(&run), 960000, 1e-9);

    /* Part 18 of the series: CAPE 20 makes 1.75 % + 0.5 x 5 % = 4.25 %. */
    begin(&run, FP_SPENDING_CAPE, 30, 1e6);
    assert_near(spend(&run), 42500, 1e-9);
    run.view.cape = 40;
    assert_near(spend_next(&run, 0, 1e6), 30000, 1e-9);
}

/* Real spending stays between 85 % and 120 % of the first year's. */
static void
floor_and_ceiling_hold_in_real_terms(void **state)
{
    struct run run;

    (void)state;
    begin(&run, FP_SPENDING_FLOOR_CEILING, 30, 1e6);
    assert_near(spend(&run), 40000, 1e-9);
    assert_near(spend_next(&run, 0.0, 1100000), 44000, 1e-9);
    assert_near(spend_next(&run, 0.0, 2000000), 48000, 1e-9);
    assert_near(spend_next(&run, 0.5, 600000), 51000, 1e-9);
    assert_near(spend_next(&run, 0.0, 1400000), 56000, 1e-9);
}

/* 0.7 x 40,000 x 1.03 + 0.3 x 5 % x 1,100,000. */
static void
endowment_smooths(void **state)
{
    struct run run;

    (void)state;
    begin(&run, FP_SPENDING_ENDOWMENT, 30, 800000);
    assert_near(spend(&run), 40000, 1e-9);
    assert_near(spend_next(&run, 0.03, 1100000), 45340, 1e-9);
}

/* Hebeler's own case: 21 years at 1.45 % are about 5.5 %. */
static void
hebeler_starts_with_the_annuity_and_smooths(void **state)
{
    struct run run;
    double first;

    (void)state;
    begin(&run, FP_SPENDING_HEBELER_AUTOPILOT, 21, 1e6);
    first = spend(&run);
    assert_near(floor(first / 1000.0 + 0.5) / 10.0, 5.5, 1e-9);
    assert_near(spend_next(&run, 0.035, 900000),
                0.75 * first * 1.035 +
                    0.25 * 900000 * 0.0145 / 1.0145 / (1 - pow(1.0145, -20)),
                1e-8);
}

static void
clyatt_keeps_ninety_five_percent(void **state)
{
    struct run run;

    (void)state;
    begin(&run, FP_SPENDING_NINETY_FIVE_RULE, 30, 1e6);
    assert_near(spend(&run), 40000, 1e-9);
    assert_near(spend_next(&run, 0.03, 700000), 38000, 1e-9); /* not 28,000 */
    assert_near(spend_next(&run, 0.03, 960000), 38400, 1e-9); /* not 36,100 */
}

/* 50,000, then no more than 52,500 and no less than 48,750 before inflation.
 */
static void
vanguard_bounds_the_yearly_step(void **state)
{
    struct run run;

    (void)state;
    begin(&run, FP_SPENDING_VANGUARD_DYNAMIC, 30, 1e6);
    run.rule.percent = 0.05;
    assert_near(spend(&run), 50000, 1e-9);
    assert_near(spend_next(&run, 0.0, 1200000), 52500, 1e-9);
    begin(&run, FP_SPENDING_VANGUARD_DYNAMIC, 30, 1e6);
    run.rule.percent = 0.05;
    assert_near(spend(&run), 50000, 1e-9);
    assert_near(spend_next(&run, 0.0, 700000), 48750, 1e-9);
    assert_near(spend_next(&run, 0.02, 1000000), 50000, 1e-9);
}

/* The first change for 100,000 at 66, and the smile's shape: faster and then
 * slower decline, and a rise at the end. */
static void
smile_follows_the_published_equation(void **state)
{
    struct run run;
    double before, change, least = 1.0;
    int turn = 0;

    (void)state;
    begin(&run, FP_SPENDING_SMILE, 40, 2e6);
    run.rule.amount = 100000;
    before = spend(&run);
    assert_near(before, 100000, 1e-9);
    assert_near(spend_next(&run, 0.0, 2e6),
                1e5 * (1 + 0.00008 * 66 * 66 - 0.0125 * 66 -
                       0.0066 * log(1e5) + 0.546),
                1e-6);
    before = run.state.last;
    for (int age = 67; age <= 95; age++) {
        change = spend_next(&run, 0.0, 2e6) / before - 1.0;
        before = run.state.last;
        if (change < least) {
            least = change;
            turn = age;
        }
    }
    assert_near(least, -0.0183, 0.0002);
    assert_int_equal(turn, 78);
    assert_true(change > 0.0);
}

static void
phases_take_the_last_that_has_begun(void **state)
{
    struct run run;

    (void)state;
    begin(&run, FP_SPENDING_PHASES, 30, 1e6);
    run.rule.phases[0] = (struct fp_spending_phase){ 66, 0.9 };
    run.rule.phases[1] = (struct fp_spending_phase){ 67, 0.7 };
    run.rule.n_phases = 2;
    run.view.expenses_planned = 50000;
    assert_near(spend(&run), 50000, 1e-9);
    assert_near(spend_next(&run, 0.02, 1e6), 45000, 1e-9);
    run.rule.amount = 60000; /* in today's dollars */
    assert_near(spend_next(&run, 0.02, 1e6), 0.7 * 60000 * 1.02 * 1.02, 1e-9);
    run.rule.amount = 0.0;
    run.rule.initial_rate = 0.06;
    assert_near(spend_next(&run, 0.0, 5e6), 0.7 * 60000 * 1.02 * 1.02, 1e-9);
}

/* What all policies share. */
static void
income_floors_and_starts(void **state)
{
    struct run run;

    (void)state;
    begin(&run, FP_SPENDING_PERCENT_OF_PORTFOLIO, 30, 1e6);
    run.view.other_income = 30000;
    run.view.essential = 90000;
    assert_near(spend(&run), 70000, 1e-9);
    run.rule.add_income = 0;
    assert_near(spend(&run), 40000, 1e-9);
    run.rule.floor_essential = 1;
    assert_near(spend(&run), 90000, 1e-9);
    run.view.started = 0;
    run.view.expenses_planned = 12345;
    assert_near(spend(&run), 12345, 1e-9);
    run.view.started = 1;
    run.rule.floor_essential = 0;
    run.rule.ceiling = 30000;
    assert_near(spend_next(&run, 0.1, 1e6), 33000, 1e-9);
    run.rule.ceiling = 0;
    assert_near(spend_next(&run, 0.1, 0.0), 0.0, 0.0);
}

/* No policy gives anything but a finite amount, whatever it sees. */
static void
every_policy_stands_odd_years(void **state)
{
    const double wealths[] = { 0.0, 1e-9, 1.0, 1e6, 1e13 };
    const double inflations[] = { -0.5, 0.0, 1.5 };

    (void)state;
    for (int policy = 0; policy < FP_SPENDING_COUNT; policy++)
        for (int w = 0; w < 25; w++)
            for (int i = 0; i < 3; i++) {
                struct run run;

                begin(&run, (enum fp_spending_policy)policy, 3,
                      wealths[w % 5]);
                run.rule.initial_rate = w % 2 ? 0.04 : 0.0;
                run.view.volatility = w % 3 ? 0.2 : 0.0;
                if (w % 7 == 0)
                    run.view.ages[0] = -1;
                for (int t = 0; t < 5; t++) {
                    double amount =
                        spend_next(&run, inflations[i], wealths[w / 5]);

                    assert_true(isfinite(amount) && amount >= 0.0);
                }
            }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bengen_raises_the_first_amount_by_inflation),
        cmocka_unit_test(guyton_klinger_steps),
        cmocka_unit_test(guyton_klinger_floor_follows_prices),
        cmocka_unit_test(guyton_klinger_does_not_cut_in_the_last_years),
        cmocka_unit_test(guyton_klinger_inflation_rules),
        cmocka_unit_test(guyton_klinger_of_a_household_with_income),
        cmocka_unit_test(what_starts_from_expenses_goes_along_with_them),
        cmocka_unit_test(shares_of_a_portfolio_promise_only_their_floors),
        cmocka_unit_test(vpw_gives_the_published_table),
        cmocka_unit_test(rmd_divisor_uses_the_uniform_table),
        cmocka_unit_test(percentages_of_the_portfolio),
        cmocka_unit_test(floor_and_ceiling_hold_in_real_terms),
        cmocka_unit_test(endowment_smooths),
        cmocka_unit_test(hebeler_starts_with_the_annuity_and_smooths),
        cmocka_unit_test(clyatt_keeps_ninety_five_percent),
        cmocka_unit_test(vanguard_bounds_the_yearly_step),
        cmocka_unit_test(smile_follows_the_published_equation),
        cmocka_unit_test(phases_take_the_last_that_has_begun),
        cmocka_unit_test(income_floors_and_starts),
        cmocka_unit_test(every_policy_stands_odd_years),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
