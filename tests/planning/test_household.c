/* What a household has beyond accounts: debts, property, goals, conversions,
 * and deaths. Closed forms first, then the ledger's balance. */
#include "tests/cmocka_fp.h"

#include <string.h>

#include "planning/answers/project.h"
#include "planning/simulation/simulate.h"
#include "tests/planning/plan_kit.h"

static struct fp_projection
project(struct kit *kit, struct fp_arena *arena)
{
    struct fp_projection result;
    struct fp_error error = { 0 };
    enum fp_err err = fp_project(&kit->plan, NULL, arena, &result, &error);

    if (err != FP_OK)
        fail_msg("%s: %s", fp_err_name(err), error.detail);
    return result;
}

/* 220,000 at 5.5 %, 1,700 a month: the balance after n months is
 * B (1 + i)^n - P ((1 + i)^n - 1) / i. */
static void
a_loan_is_amortised_by_the_month(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_liability loan = { .id = "loan", .balance = 220000,
                                 .rate = 0.055, .payment_monthly = 1700,
                                 .property = -1 };
    double i = 0.055 / 12, total = 0.0;
    struct fp_projection p;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 25, 1e6, 10000, 0.0, 0.0);
    kit.plan.liabilities = &loan;
    kit.plan.n_liabilities = 1;
    p = project(&kit, arena);
    for (int t = 0; t < 16; t++) {
        double g = pow(1 + i, 12 * (t + 1));

        assert_near(p.rows[t].debt_service, 20400, 1e-9);
        assert_near(p.rows[t].debts, 220000 * g - 1700 * (g - 1) / i, 1e-6);
    }
    for (size_t t = 0; t < p.years; t++)
        total += p.rows[t].debt_service;
    /* The last payment is what is left: 196.07 payments in all. */
    assert_near(total, 1700 * -log(1 - 220000 * i / 1700) / log(1 + i), 5.0);
    assert_near(p.rows[24].debts, 0.0, 1e-9);
    assert_near(p.rows[24].debt_service, 0.0, 1e-9);
    fp_arena_free(arena);
}

/* 26 U.S.C. 121: a joint return excludes 500,000 of the gain on the home. */
static void
a_home_is_sold_with_its_exclusion(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_liability loan = { .id = "mortgage", .balance = 100000,
                                 .rate = 0.0, .payment_monthly = 1000,
                                 .property = 0 };
    struct fp_property home = { .id = "home", .value = 1000000,
                                .sell = { FP_WHEN_YEAR, 2028, 0 },
                                .sale_cost = 0.06, .primary_residence = 1,
                                .cost_basis = 300000 };
    struct fp_projection p;
    struct kit kit;

    (void)state;
    kit_couple(&kit);
    kit.plan.market.inflation_mean = 0.0;
    kit.plan.liabilities = &loan;
    kit.plan.n_liabilities = 1;
    kit.plan.properties = &home;
    kit.plan.n_properties = 1;
    p = project(&kit, arena);
    assert_near(p.rows[0].property, 1000000, 1e-6);
    assert_near(p.rows[1].debts, 76000, 1e-6);
    assert_near(p.rows[2].sale, 940000 - 76000, 1e-6);
    assert_near(p.rows[2].debts, 0, 1e-9);
    assert_near(p.rows[2].property, 0, 1e-9);
    /* 640,000 of gain, 140,000 of it taxed, beside what is withdrawn. */
    assert_near(p.rows[2].tax_input.long_term_gains, 140000, 1e-6);
    home.primary_residence = 0;
    p = project(&kit, arena);
    assert_near(p.rows[2].tax_input.long_term_gains, 640000, 1e-6);
    fp_arena_free(arena);
}

/* 100,000 in two years, three goals of 30,000 and spending of 20,000 in the
 * first: the goal with the highest priority number is given up. */
static void
goals_are_given_up_by_priority(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_sim_options options = { .paths = 50, .seed = 3, .threads = 1 };
    struct fp_goal goals[] = {
        { .id = "car", .amount = 30000, .from_year = 2026, .to_year = 2026,
          .priority = 2 },
        { .id = "trip", .amount = 30000, .from_year = 2026, .to_year = 2026,
          .priority = 3 },
        { .id = "roof", .amount = 30000, .from_year = 2026, .to_year = 2026,
          .priority = 1 },
        { .id = "heirs", .kind = FP_GOAL_LEGACY, .amount = 5, .priority = 4 },
    };
    struct fp_sim_result result;
    struct fp_projection p;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 1, 100000, 20000, 0.0, 0.0);
    kit.plan.goals = goals;
    kit.plan.n_goals = 4;
    p = project(&kit, arena);
    assert_near(p.rows[0].goals, 90000, 1e-9);
    assert_near(p.rows[0].shortfall, 10000, 1e-9);
    assert_int_equal(p.rows[0].goals_due, 7);
    assert_int_equal(p.rows[0].goals_missed, 2);
    assert_int_equal(fp_simulate(&kit.plan, NULL, &options, arena, &result,
                                 NULL), FP_OK);
    assert_near(result.goal_probability[0], 1.0, 0.0);
    assert_near(result.goal_probability[1], 0.0, 0.0);
    assert_near(result.goal_probability[2], 1.0, 0.0);
    assert_near(result.goal_probability[3], 0.0, 0.0);
    assert_int_equal(result.failure_causes[FP_FAILURE_GOALS], 50);
    fp_arena_free(arena);
}

/* Ordinary taxable income ends exactly at the top of the bracket, and the
 * Roth account receives what leaves the traditional one. */
static void
conversions_fill_the_bracket(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_projection p;
    struct kit kit;
    struct fp_tax_law law;

    (void)state;
    kit_couple(&kit);
    kit.plan.market.inflation_mean = 0.0;
    kit.plan.strategy.conversion.policy = FP_CONVERSION_FILL_BRACKET;
    kit.plan.strategy.conversion.rate = 0.12;
    kit.plan.strategy.conversion.start = (struct fp_when){ FP_WHEN_YEAR, 2029,
                                                           0 };
    kit.plan.strategy.conversion.end = (struct fp_when){ FP_WHEN_YEAR, 2032,
                                                         0 };
    p = project(&kit, arena);
    assert_int_equal(fp_tax_law_get(2026, FP_FILING_MARRIED_JOINT, &law),
                     FP_OK);
    assert_near(p.rows[2].converted, 0.0, 0.0);
    for (int t = 3; t < 6; t++) {
        const struct fp_ledger_year *row = &p.rows[t];

        assert_true(row->converted > 1000);
        assert_near(row->tax.taxable_income - row->tax.preferential_income,
                    law.ordinary.floor[2], 1e-3);
        assert_near(row->shortfall, 0.0, 1e-6);
    }
    assert_near(p.rows[6].converted, 0.0, 0.0);
    /* A fixed amount follows prices. */
    kit.plan.market.inflation_mean = 0.05;
    kit.plan.strategy.conversion.policy = FP_CONVERSION_FIXED;
    kit.plan.strategy.conversion.amount = 20000;
    p = project(&kit, arena);
    assert_near(p.rows[3].converted, 20000 * pow(1.05, 3), 1e-6);
    fp_arena_free(arena);
}

/* The ledger of a household that has everything balances to the cent. */
static void
everything_balances(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_liability loans[] = {
        { .id = "mortgage", .balance = 250000, .rate = 0.06,
          .payment_monthly = 1900, .property = 0 },
        { .id = "car", .balance = 20000, .rate = 0.08,
          .payment_monthly = 500, .property = -1 },
    };
    struct fp_property home = { .id = "home", .value = 700000,
                                .growth = 0.01,
                                .sell = { FP_WHEN_AGE, 80, 0 },
                                .sale_cost = 0.06, .primary_residence = 1,
                                .cost_basis = 200000 };
    struct fp_goal goal = { .id = "trip", .amount = 20000, .from_year = 2030,
                            .to_year = 2035, .priority = 2 };
    struct kit kit;

    (void)state;
    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct fp_projection p;

        kit_random(&kit, seed);
        kit.plan.liabilities = loans;
        kit.plan.n_liabilities = 2;
        kit.plan.properties = &home;
        kit.plan.n_properties = 1;
        kit.plan.goals = &goal;
        kit.plan.n_goals = 1;
        if (seed % 2) {
            kit.plan.strategy.conversion.policy = FP_CONVERSION_FIXED;
            kit.plan.strategy.conversion.amount = 25000;
        }
        if (seed % 5 == 0)
            kit.plan.time_step = FP_STEP_MONTH;
        if (seed % 3 == 0)
            kit.plan.strategy.order_kind = FP_ORDER_BRACKET_FILL;
        kit.plan.strategy.fill_rate = 0.12;
        assert_int_equal(fp_project_path(&kit.plan, NULL, seed, 0, arena, &p,
                                         NULL), FP_OK);
        for (size_t t = 0; t < p.years; t++) {
            const struct fp_ledger_year *r = &p.rows[t];
            double sum = r->opening + r->inflows + r->growth - r->outflows -
                         r->taxes - r->fees;

            if (fabs(sum - r->closing) > 0.01)
                fail_msg("seed %d year %d: %f is not %f", (int)seed, r->year,
                         sum, r->closing);
            for (size_t i = 0; i < p.n_accounts; i++) {
                const struct fp_ledger_account *a = &r->accounts[i];

                assert_true(a->closing >= 0.0);
                assert_near(a->opening + a->contributions + a->deposits +
                                a->converted - a->withdrawals + a->growth -
                                a->fees,
                            a->closing, 0.01);
            }
        }
        fp_arena_reset(arena);
    }
    fp_arena_free(arena);
}

/* A path opened again shows the ending that its rank was given for. */
static void
a_percentile_path_opens(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_sim_options options = { .paths = 1000, .seed = 9, .threads = 2 };
    struct fp_sim_result result;
    struct fp_projection p;
    struct kit kit;

    (void)state;
    kit_couple(&kit);
    kit.expenses[0].amount = 50000;
    kit.plan.taxes.heir_rate = 0.22;
    assert_int_equal(fp_simulate(&kit.plan, NULL, &options, arena, &result,
                                 NULL), FP_OK);
    for (size_t q = 2; q < FP_PERCENTILES; q++) {
        assert_int_equal(fp_project_path(&kit.plan, NULL, 9,
                                         result.percentile_paths[q], arena,
                                         &p, NULL), FP_OK);
        assert_near(p.ending_real, result.ending.percentiles[q],
                    0.02 * result.ending.percentiles[q]);
    }
    assert_true(result.certainty_equivalent > 0.0);
    assert_true(result.certainty_equivalent <= 50000.01);
    assert_true(result.funded_ratio > 0.5 && result.funded_ratio < 5.0);
    assert_true(result.legacy.mean < result.ending.mean);
    fp_arena_free(arena);
}

/* The state's tax is a part of the taxes, and spending is paid beside it. */
static void
the_state_takes_its_part(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_projection none, ny;
    struct kit kit;

    (void)state;
    kit_couple(&kit);
    none = project(&kit, arena);
    strcpy(kit.plan.state, "NY"); /* fits: state[8] */
    ny = project(&kit, arena);
    for (size_t t = 0; t < 3; t++) {
        assert_near(none.rows[t].state_tax, 0, 0);
        assert_true(ny.rows[t].state_tax > 1000);
        assert_near(ny.rows[t].taxes,
                    ny.rows[t].tax.total + ny.rows[t].state_tax, 0.01);
        assert_near(ny.rows[t].state.tax, ny.rows[t].state_tax, 0.01);
        assert_near(ny.rows[t].shortfall, 0, 1e-6);
    }
    kit.plan.taxes.no_state = 1;
    ny = project(&kit, arena);
    assert_near(ny.rows[0].taxes, none.rows[0].taxes, 1e-9);
    fp_arena_free(arena);
}

/* Profit bears self-employment tax as a business does. */
static void
a_business_pays_its_taxes(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_projection p;
    struct kit kit;

    (void)state;
    kit_couple(&kit);
    kit.incomes[0].kind = FP_INCOME_SELF_EMPLOYMENT;
    p = project(&kit, arena);
    /* 90,000 x 0.9235 x 15.3 % */
    assert_near(p.rows[0].tax.se_tax, 12716.60, 0.01);
    assert_near(p.rows[0].tax.fica, 0, 0);
    assert_true(p.rows[0].tax.qbid > 0);
    fp_arena_free(arena);
}

static struct fp_tax_law
law_of_2026(void)
{
    struct fp_tax_law law;

    assert_int_equal(fp_tax_law_get(2026, FP_FILING_SINGLE, &law), FP_OK);
    return law;
}

/* 10 % on what comes out early, nothing on periodic payments. */
static void
early_money_costs_more(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_tax_law law = law_of_2026();
    struct fp_projection p;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 8, 847000, 30000, 0.0, 0.0);
    kit.accounts[0].type = FP_ACCOUNT_TRADITIONAL;
    kit.people[0].birth_year = 1981; /* 45 */
    kit.people[0].plan_to_age = 53;
    kit.plan.taxes.model = FP_TAX_US;
    p = project(&kit, arena);
    assert_near(p.rows[0].tax.early_penalty,
                law.early_rate * p.rows[0].withdrawals, 0.01);
    /* Notice 2022-6: 48,975.48 a year from 847,000 at 45 and 5 %. */
    kit.accounts[0].sepp_start_year = 2026;
    kit.accounts[0].sepp_rate = 0.05;
    p = project(&kit, arena);
    for (size_t t = 0; t < 8; t++) {
        assert_near(p.rows[t].rmd, 48975.48, 0.01);
        assert_near(p.rows[t].tax.early_penalty, 0, 1e-9);
    }
    /* Separated in the year of 55 or later: the employer's plan is free. */
    kit.accounts[0].sepp_start_year = 0;
    kit.people[0].birth_year = 1971;
    kit.people[0].plan_to_age = 58;
    kit.people[0].retirement_age = 55;
    kit.accounts[0].employer_plan = 1;
    p = project(&kit, arena);
    assert_near(p.rows[0].tax.early_penalty, 0, 1e-9);
    kit.people[0].retirement_age = 54;
    p = project(&kit, arena);
    assert_true(p.rows[0].tax.early_penalty > 1000);
    fp_arena_free(arena);
}

/* Beyond the limit nothing goes in: 24,500 of deferrals in 2026 and 8,000
 * more from 50 on; the rest stays in the household. */
static void
contributions_stop_at_the_limit(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_faults faults, warnings;
    struct fp_projection p;
    struct kit kit;
    int said = 0;

    (void)state;
    kit_couple(&kit);
    kit.incomes[0].amount = 150000;
    kit.accounts[2].employer_plan = 1;
    kit.contributions[0].amount = 40000;
    p = project(&kit, arena);
    assert_near(p.rows[0].match, 0.5 * 0.06 * 150000, 1e-6);
    assert_near(p.rows[0].accounts[2].contributions - p.rows[0].match,
                24500 + 11250, 1e-6); /* 62 in 2026 */
    assert_near(p.rows[0].tax_input.pretax_deferrals, 35750, 1e-6);
    assert_true(p.rows[0].shortfall < 1e-6);
    fp_faults_init(&faults, arena);
    fp_faults_init(&warnings, arena);
    assert_int_equal(fp_plan_validate(&kit.plan, &faults, &warnings), FP_OK);
    for (size_t i = 0; i < warnings.count; i++)
        said |= strcmp(warnings.list[i].pointer, "/contributions/0/amount") ==
                    0 &&
                strstr(warnings.list[i].detail, "35750.00 of 40000.00") != NULL;
    assert_true(said);
    fp_arena_free(arena);
}

/* A conversion may be spent before its five years are over, at 10 %. */
static void
conversions_have_a_clock(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_projection p;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 8, 400000, 30000, 0.0, 0.0);
    kit.people[0].birth_year = 1980;
    kit.people[0].plan_to_age = 54;
    kit.accounts[1] = kit.accounts[0];
    kit.accounts[1].id = "ira";
    kit.accounts[1].type = FP_ACCOUNT_TRADITIONAL;
    kit.accounts[1].balance = 60000;
    kit.accounts[0].balance = kit.accounts[0].cost_basis = 40000;
    kit.accounts[2] = kit.accounts[1];
    kit.accounts[2].id = "roth";
    kit.accounts[2].type = FP_ACCOUNT_ROTH;
    kit.accounts[2].balance = 0.0;
    kit.plan.n_accounts = 3;
    kit.plan.taxes.model = FP_TAX_US;
    kit.plan.strategy.conversion =
        (struct fp_conversion){ .policy = FP_CONVERSION_FIXED,
                                .amount = 60000,
                                .end = { FP_WHEN_YEAR, 2027, 0 } };
    p = project(&kit, arena);
    assert_true(p.rows[0].converted > 50000);
    assert_near(p.rows[0].tax.early_penalty, 0, 1e-9);
    /* Out of the Roth account in its second year: penalised, not taxed. */
    assert_true(p.rows[1].accounts[2].withdrawals > 15000);
    assert_near(p.rows[1].tax.early_penalty,
                0.1 * p.rows[1].accounts[2].withdrawals, 0.01);
    assert_near(p.rows[1].tax.agi, 0, 1e-6);
    fp_arena_free(arena);
}

/* Ten years after the death the account is empty. */
static void
an_inheritance_is_paid_out(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_projection p;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 12, 500000, 0, 0.0, 0.0);
    kit.accounts[0].type = FP_ACCOUNT_INHERITED;
    kit.accounts[0].inherited_year = 2024;
    kit.accounts[0].decedent_birth_year = 1940;
    kit.people[0].birth_year = 1970;
    kit.people[0].plan_to_age = 68;
    kit.plan.taxes.model = FP_TAX_US;
    p = project(&kit, arena);
    for (size_t t = 0; t < 8; t++)
        assert_true(p.rows[t].rmd > 5000);
    assert_true(p.rows[7].accounts[0].closing > 100000);
    assert_int_equal(p.rows[8].year, 2034);
    assert_near(p.rows[8].accounts[0].closing, 0, 0);
    assert_near(p.rows[0].tax.early_penalty, 0, 0);
    fp_arena_free(arena);
}

/* Gifts out of an individual account lower what is taxed. */
static void
gifts_go_straight_out(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_projection with, without;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 3, 1e6, 30000, 0.0, 0.0);
    kit.accounts[0].type = FP_ACCOUNT_TRADITIONAL;
    kit.people[0].birth_year = 1950;
    kit.people[0].plan_to_age = 79;
    kit.expenses[0].kind = FP_EXPENSE_CHARITY;
    kit.plan.taxes.model = FP_TAX_US;
    without = project(&kit, arena);
    kit.plan.strategy.charity_from_ira = 1;
    with = project(&kit, arena);
    /* 76 in 2026: 1,000,000 / 23.7, of which 30,000 were given. */
    assert_near(without.rows[0].rmd, 1e6 / 23.7, 0.01);
    assert_near(with.rows[0].rmd, 1e6 / 23.7 - 30000, 0.01);
    assert_true(with.rows[0].taxes < without.rows[0].taxes - 1000);
    assert_near(with.rows[0].tax.agi, 1e6 / 23.7 - 30000, 0.01);
    fp_arena_free(arena);
}

/* Deaths that are drawn: the share of paths without a survivor follows the
 * life table, and the couple's plan goes on as the single one's. */
static void
deaths_are_drawn_from_the_table(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_sim_options options = { .paths = 4000, .seed = 11,
                                      .threads = 2 };
    struct fp_sim_result fixed, drawn;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 35, 1e6, 45000, 0.03, 0.10);
    kit.people[0].birth_year = 1961;
    kit.people[0].plan_to_age = 100;
    kit.people[0].sex = FP_SEX_MALE;
    assert_int_equal(fp_simulate(&kit.plan, NULL, &options, arena, &fixed,
                                 NULL), FP_OK);
    kit.people[0].mortality = FP_MORTALITY_SSA_PERIOD;
    assert_int_equal(fp_simulate(&kit.plan, NULL, &options, arena, &drawn,
                                 NULL), FP_OK);
    assert_true(drawn.success > fixed.success + 0.1);
    assert_true(drawn.failure_causes[FP_FAILURE_LATE_RETURNS] +
                    drawn.failure_causes[FP_FAILURE_EARLY_RETURNS] > 0);
    fp_arena_free(arena);
}

/* One person's death at once leaves the single person's plan. */
static void
a_survivor_is_a_single_person(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_projection couple, single;
    struct kit kit;

    (void)state;
    kit_couple(&kit);
    kit.expenses[0].survivor_share = 1.0;
    kit.incomes[0].owner = 1;
    kit.incomes[0].end.person = 1;
    kit.plan.n_contributions = 0;
    for (size_t i = 0; i < kit.plan.n_accounts; i++)
        kit.accounts[i].owner = kit.accounts[i].owner < 0 ? -1 : 1;
    kit.incomes[2] = kit.incomes[3];
    kit.plan.n_incomes = 3;
    kit.people[0].plan_to_age = 2026 - kit.people[0].birth_year;
    couple = project(&kit, arena);
    kit.people[0] = kit.people[1];
    for (size_t i = 0; i < kit.plan.n_accounts; i++)
        kit.accounts[i].owner = 0;
    for (size_t i = 0; i < kit.plan.n_incomes; i++) {
        kit.incomes[i].owner = 0;
        kit.incomes[i].start.person = 0;
        kit.incomes[i].end.person = 0;
    }
    kit.plan.n_people = 1;
    kit.plan.filing_status = FP_FILING_SINGLE;
    single = project(&kit, arena);
    assert_int_equal(couple.years, single.years);
    for (size_t t = 0; t < single.years; t++) {
        assert_int_equal(couple.rows[t].status, FP_FILING_SINGLE);
        assert_near(couple.rows[t].taxes, single.rows[t].taxes, 0.005);
        assert_near(couple.rows[t].closing, single.rows[t].closing, 0.01);
    }
    fp_arena_free(arena);
}

/* 2026: half of what is earned beyond 24,480 before full retirement age, and
 * the months come back. 60,000 of pay withhold 17,760 a year. */
static void
early_benefits_are_withheld(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_income incomes[2] = {
        { .id = "ss", .kind = FP_INCOME_SOCIAL_SECURITY,
          .pia_monthly = 3000, .claim_age = 63 },
        { .id = "job", .kind = FP_INCOME_SALARY, .amount = 60000,
          .end = { FP_WHEN_YEAR, 2029, 0 } },
    };
    struct fp_projection p;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 12, 1e6, 30000, 0.0, 0.0);
    kit.people[0].birth_year = 1963;
    kit.people[0].birth_month = 7;
    kit.people[0].birth_day = 15;
    kit.people[0].plan_to_age = 75;
    kit.plan.incomes = incomes;
    kit.plan.n_incomes = 2;
    p = project(&kit, arena);
    /* 63 is 48 months early: 25 % off 3,000, 2,250 a month. */
    assert_near(p.rows[0].income_amounts[0], 27000 - 17760, 1e-6);
    assert_near(p.rows[2].income_amounts[0], 27000 - 17760, 1e-6);
    assert_near(p.rows[3].income_amounts[0], 27000, 1e-6);
    /* 3 x 17,760 are 24 months of 2,250: as if claimed at 65, 13 1/3 % off
     * from the year of 67 (2030) on. */
    assert_near(p.rows[4].income_amounts[0], 12 * 2600, 1e-6);
    fp_arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_loan_is_amortised_by_the_month),
        cmocka_unit_test(a_home_is_sold_with_its_exclusion),
        cmocka_unit_test(goals_are_given_up_by_priority),
        cmocka_unit_test(conversions_fill_the_bracket),
        cmocka_unit_test(everything_balances),
        cmocka_unit_test(a_percentile_path_opens),
        cmocka_unit_test(the_state_takes_its_part),
        cmocka_unit_test(a_business_pays_its_taxes),
        cmocka_unit_test(early_money_costs_more),
        cmocka_unit_test(contributions_stop_at_the_limit),
        cmocka_unit_test(conversions_have_a_clock),
        cmocka_unit_test(an_inheritance_is_paid_out),
        cmocka_unit_test(gifts_go_straight_out),
        cmocka_unit_test(deaths_are_drawn_from_the_table),
        cmocka_unit_test(a_survivor_is_a_single_person),
        cmocka_unit_test(early_benefits_are_withheld),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
