/* The ledger: closed forms, balance to the cent, tax that is the return's. */
#include "tests/cmocka_fp.h"

#include "planning/answers/project.h"
#include "planning/law/social_security.h"
#include "tests/planning/plan_kit.h"

enum { RANDOM_PLANS = 400 };

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

/* Annuity-due: the level real payment that uses up W in n years at r is
 * W r / (1 + r) / (1 - (1 + r)^-n). */
static void
annuity_uses_up_the_portfolio(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_projection p;
    struct kit kit;
    double r = 0.04, pay = 1e6 * r / (1 + r) / (1 - pow(1 + r, -25));

    (void)state;
    kit_simple(&kit, 25, 1e6, pay, r, 0.0);
    kit.plan.market.inflation_mean = 0.03;
    p = project(&kit, arena);
    assert_int_equal(p.failed_year, 0);
    assert_near(p.ending_real, 0.0, 0.01);
    kit.expenses[0].amount = pay + 1.0;
    p = project(&kit, arena);
    assert_int_equal(p.failed_year, 2026 + 24);
    fp_arena_free(arena);
}

static void
timing_and_fees_are_as_stated(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_projection p;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 1, 1000, 100, 0.10, 0.0);
    kit.accounts[0].fee = 0.01;
    p = project(&kit, arena);
    assert_near(p.rows[0].closing, 900 * 1.1 * 0.99, 1e-9);
    kit.plan.strategy.timing = FP_TIMING_END;
    p = project(&kit, arena);
    assert_near(p.rows[0].closing, 1000 * 1.1 * 0.99 - 100, 1e-9);
    kit.plan.strategy.timing = FP_TIMING_MID;
    p = project(&kit, arena);
    assert_near(p.rows[0].closing, 950 * 1.1 * 0.99 - 50, 1e-9);
    /* At year end the growth pays too; a start withdrawal has no growth. */
    kit.expenses[0].amount = 1080;
    kit.plan.strategy.timing = FP_TIMING_END;
    p = project(&kit, arena);
    assert_int_equal(p.failed_year, 0);
    kit.plan.strategy.timing = FP_TIMING_START;
    p = project(&kit, arena);
    assert_int_equal(p.failed_year, 2026);
    assert_near(p.rows[0].spending_paid, 1000, 1e-9);
    assert_near(p.rows[0].shortfall, 80, 1e-9);
    fp_arena_free(arena);
}

/* Twelve payments of 1,000 at the start of each month: an annuity-due at the
 * month's rate; the fee is taken by the month, too. */
static void
months_are_an_annuity(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_projection p;
    struct kit kit;
    double k = pow(1.06, 1 / 12.0), due = 0.0, ordinary = 0.0;

    (void)state;
    for (int m = 1; m <= 12; m++) {
        due += pow(k, m);
        ordinary += pow(k, m - 1);
    }
    kit_simple(&kit, 2, 100000, 12000, 0.06, 0.0);
    kit.plan.time_step = FP_STEP_MONTH;
    p = project(&kit, arena);
    assert_near(p.rows[0].closing, 106000 - 1000 * due, 1e-6);
    assert_near(p.rows[1].closing, p.rows[0].closing * 1.06 - 1000 * due,
                1e-6);
    kit.plan.strategy.timing = FP_TIMING_END;
    p = project(&kit, arena);
    assert_near(p.rows[0].closing, 106000 - 1000 * ordinary, 1e-6);
    assert_near(p.rows[0].opening + p.rows[0].growth - p.rows[0].outflows -
                    p.rows[0].fees, p.rows[0].closing, 1e-6);
    /* What monthly withdrawals can use up in a year, and not a cent more. */
    kit_simple(&kit, 1, 100000, 12 * 106000 / due, 0.06, 0.0);
    kit.plan.time_step = FP_STEP_MONTH;
    p = project(&kit, arena);
    assert_int_equal(p.failed_year, 0);
    assert_near(p.ending_real, 0.0, 0.01);
    kit.expenses[0].amount += 1.0;
    p = project(&kit, arena);
    assert_int_equal(p.failed_year, 2026);
    /* The year's tax leaves at its end: 10,000 by the month, 2,500 then. */
    kit_simple(&kit, 2, 100000, 10000, 0.06, 0.0);
    kit.accounts[0].type = FP_ACCOUNT_TRADITIONAL;
    kit.people[0].birth_year = 1965;
    kit.people[0].plan_to_age = 63;
    kit.plan.taxes.model = FP_TAX_FLAT;
    kit.plan.taxes.flat_rate = 0.2;
    kit.plan.time_step = FP_STEP_MONTH;
    p = project(&kit, arena);
    assert_near(p.rows[0].taxes, 2500, 1e-4);
    assert_near(p.rows[0].closing, 106000 - 10000 / 12.0 * due - 2500, 1e-3);
    fp_arena_free(arena);
}

/* A flat rate on a traditional withdrawal: spending / (1 - rate). */
static void
flat_tax_is_grossed_up(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_projection p;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 1, 1e6, 40000, 0.0, 0.0);
    kit.accounts[0].type = FP_ACCOUNT_TRADITIONAL;
    kit.people[0].birth_year = 1970;
    kit.people[0].plan_to_age = 57;
    kit.plan.taxes.model = FP_TAX_FLAT;
    kit.plan.taxes.flat_rate = 0.2;
    p = project(&kit, arena);
    assert_near(p.rows[0].withdrawals, 50000, 1e-5);
    assert_near(p.rows[0].taxes, 10000, 1e-5);
    /* Half of a taxable account is gain: the tax is on half. */
    kit.accounts[0].type = FP_ACCOUNT_TAXABLE;
    kit.accounts[0].cost_basis = 5e5;
    p = project(&kit, arena);
    assert_near(p.rows[0].withdrawals, 40000 / 0.9, 1e-5);
    assert_near(p.rows[0].accounts[0].basis,
                5e5 * (1 - 40000 / 0.9 / 1e6), 1e-4);
    /* Contributions come out of a Roth account free of tax, earnings before
     * 59 1/2 do not. */
    kit.accounts[0].type = FP_ACCOUNT_ROTH;
    p = project(&kit, arena);
    assert_near(p.rows[0].withdrawals, 50000, 1e-5);
    kit.accounts[0].roth_basis = 40000;
    p = project(&kit, arena);
    assert_near(p.rows[0].withdrawals, 40000, 1e-6);
    fp_arena_free(arena);
}

/* 2026, single, 50,000 of wages pays 3,820 of income tax and 3,825 of payroll
 * tax; a deferral lowers the first and not the second. */
static void
wages_are_taxed_by_the_law(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_projection p;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 1, 0, 10000, 0.0, 0.0);
    kit.people[0].birth_year = 1980;
    kit.people[0].plan_to_age = 47;
    kit.plan.taxes.model = FP_TAX_US;
    kit.incomes[0] = (struct fp_income){ .id = "job",
                                         .kind = FP_INCOME_SALARY,
                                         .amount = 50000 };
    kit.plan.n_incomes = 1;
    p = project(&kit, arena);
    assert_near(p.rows[0].tax.income_tax, 3820, 0.005);
    assert_near(p.rows[0].tax.fica, 3825, 0.005);
    assert_near(p.rows[0].deposits, 50000 - 10000 - 7645, 0.005);
    kit.accounts[1] = kit.accounts[0];
    kit.accounts[1].type = FP_ACCOUNT_TRADITIONAL;
    kit.plan.n_accounts = 2;
    kit.contributions[0] =
        (struct fp_contribution){ .id = "k", .account = 1, .amount = 5000,
                                  .match_rate = 0.5, .match_up_to_pay = 0.06 };
    kit.plan.n_contributions = 1;
    p = project(&kit, arena);
    assert_near(p.rows[0].tax.income_tax, 3820 - 0.12 * 5000, 0.005);
    assert_near(p.rows[0].tax.fica, 3825, 0.005);
    assert_near(p.rows[0].match, 1500, 0.005);
    assert_near(p.rows[0].accounts[1].closing, 6500, 0.005);
    fp_arena_free(arena);
}

static void
required_distributions_are_taken(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_projection p;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 3, 1e6, 10000, 0.0, 0.0);
    kit.people[0].birth_year = 1954;
    kit.people[0].plan_to_age = 75;
    kit.accounts[0].type = FP_ACCOUNT_TRADITIONAL;
    p = project(&kit, arena);
    assert_near(p.rows[0].rmd, 0.0, 0.0);
    assert_near(p.rows[1].rmd, 990000 / 26.5, 1e-6);
    /* What is not spent goes to a taxable account that the plan lacks. */
    assert_int_equal(p.n_accounts, 2);
    assert_near(p.rows[1].accounts[1].closing, 990000 / 26.5 - 10000, 1e-6);
    assert_near(p.rows[2].rmd, p.rows[1].accounts[0].closing / 25.5, 1e-6);
    fp_arena_free(arena);
}

static void
a_survivor_keeps_the_larger_benefit(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_projection p;
    struct kit kit;
    double large = 2600 * 12, small = 1500 * 12, factor;
    size_t last;

    (void)state;
    assert_int_equal(fp_ss_claim_factor(1966, 65 * 12, &factor), FP_OK);
    small *= factor;
    kit_couple(&kit);
    kit.plan.market.inflation_mean = 0.0;
    p = project(&kit, arena);
    last = p.years - 1; /* alex, born 1964, is planned to 90: gone in 2054 */
    assert_int_equal(p.years, 35);
    assert_near(p.rows[27].income_amounts[2] + p.rows[27].income_amounts[3],
                large + small, 0.01);
    assert_int_equal(p.rows[27].status, FP_FILING_MARRIED_JOINT);
    assert_near(p.rows[28].income_amounts[2] + p.rows[28].income_amounts[3],
                large, 0.01);
    assert_int_equal(p.rows[28].status, FP_FILING_SINGLE);
    assert_int_equal(p.rows[28].ages[0], -1);
    assert_near(p.rows[last].spending_wanted, 60000, 0.01);
    fp_arena_free(arena);
}

/* Every row of random plans balances to the cent, account by account and for
 * the household, and its tax is the return's own. */
static void
random_ledgers_balance(void **state)
{
    uint64_t seed;

    (void)state;
    for (seed = 1; seed <= RANDOM_PLANS; seed++) {
        struct fp_arena *arena = fp_arena_new(0);
        struct fp_projection p;
        struct kit kit;
        size_t t, i;

        kit_random(&kit, seed);
        p = project(&kit, arena);
        for (t = 0; t < p.years; t++) {
            const struct fp_ledger_year *y = &p.rows[t];
            double opening = 0.0, closing = 0.0;

            for (i = 0; i < p.n_accounts; i++) {
                const struct fp_ledger_account *a = &y->accounts[i];
                double sum = a->opening + a->contributions + a->deposits -
                             a->withdrawals + a->growth - a->fees;

                opening += a->opening;
                closing += a->closing;
                if (!(fabs(sum - a->closing) < 0.005) || a->closing < 0.0)
                    fail_msg("seed %llu year %d account %zu: %.6f is not %.6f",
                             (unsigned long long)seed, y->year, i, sum,
                             a->closing);
            }
            if (!(fabs(opening - y->opening) < 0.005) ||
                !(fabs(closing - y->closing) < 0.005) ||
                !(fabs(y->opening + y->inflows + y->growth - y->outflows -
                       y->taxes - y->fees - y->closing) < 0.005))
                fail_msg("seed %llu year %d: the household does not balance",
                         (unsigned long long)seed, y->year);
            if (!(fabs(y->tax.total - y->taxes) < 0.005) &&
                y->spending_paid > 0.0)
                fail_msg("seed %llu year %d: tax %.6f, return %.6f",
                         (unsigned long long)seed, y->year, y->taxes,
                         y->tax.total);
            if (y->shortfall > 0.01 && y->withdrawals + 0.01 < y->opening &&
                kit.plan.strategy.timing == FP_TIMING_START)
                fail_msg("seed %llu year %d: a shortfall with money left",
                         (unsigned long long)seed, y->year);
        }
        fp_arena_free(arena);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(annuity_uses_up_the_portfolio),
        cmocka_unit_test(timing_and_fees_are_as_stated),
        cmocka_unit_test(months_are_an_annuity),
        cmocka_unit_test(flat_tax_is_grossed_up),
        cmocka_unit_test(wages_are_taxed_by_the_law),
        cmocka_unit_test(required_distributions_are_taken),
        cmocka_unit_test(a_survivor_keeps_the_larger_benefit),
        cmocka_unit_test(random_ledgers_balance),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
