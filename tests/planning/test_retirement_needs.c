/* planning/calculators: distributions, Roth conversions, health care and
 * whether savings are on their way. */
#include "tests/cmocka_fp.h"

#include "planning/calculators/conversion.h"
#include "planning/calculators/distributions.h"
#include "planning/calculators/health_costs.h"
#include "planning/calculators/readiness.h"
#include "planning/math/tvm.h"

/* IRS Pub. 590-B (2023), Uniform Lifetime Table: 26.5 at 73, 25.5 at 74; joint
 * and last survivor table: 28.3 at 75 with a spouse of 60. */
static void
distributions_of_an_owner(void **state)
{
    struct fp_distribution_case c = { .balance = 100000, .birth_year = 1953,
                                      .growth = 0.05 };
    struct fp_distribution d[5];

    (void)state;
    assert_int_equal(fp_distributions(&c, 2025, 5, d), FP_OK);
    assert_int_equal(d[0].age, 72);
    assert_int_equal(d[0].table, FP_RMD_NONE);
    assert_near(d[0].required, 0, 0);
    assert_near(d[0].closing, 105000, 1e-9);
    assert_int_equal(d[1].table, FP_RMD_UNIFORM);
    assert_near(d[1].divisor, 26.5, 0);
    assert_near(d[1].required, 105000 / 26.5, 1e-9);
    assert_near(d[2].divisor, 25.5, 0);
    assert_near(d[2].opening, (105000 - 105000 / 26.5) * 1.05, 1e-9);
    c.spouse_birth_year = 1968;
    assert_int_equal(fp_distributions(&c, 2028, 1, d), FP_OK);
    assert_int_equal(d[0].table, FP_RMD_JOINT);
    assert_near(d[0].divisor, 28.3, 0);
    c.retirement_year = 2030;
    assert_int_equal(fp_distributions(&c, 2029, 2, d), FP_OK);
    assert_near(d[0].required, 0, 0);
    assert_true(d[1].required > 0);
}

/* 26 U.S.C. 408(d)(8): a gift counts towards the year's distribution. */
static void
gifts_count(void **state)
{
    struct fp_distribution_case c = { .balance = 1000000, .birth_year = 1950,
                                      .gift = 20000, .gift_limit = 108000 };
    struct fp_distribution d;

    (void)state;
    assert_int_equal(fp_distributions(&c, 2025, 1, &d), FP_OK);
    assert_near(d.required, 1000000 / 24.6, 1e-6);
    assert_near(d.taxable, d.required - 20000, 1e-9);
    c.gift = 200000;
    assert_int_equal(fp_distributions(&c, 2025, 1, &d), FP_OK);
    assert_near(d.gift, 108000, 0);
    assert_near(d.taxable, 0, 0);
    assert_near(d.closing, 1000000 - 108000, 1e-9);
}

/* 26 U.S.C. 401(a)(9)(H): an heir empties the account in the tenth year. */
static void
heirs_empty_it(void **state)
{
    struct fp_distribution_case c = {
        .balance = 500000, .growth = 0.06, .inherited = 1,
        .from = { .death_year = 2024, .decedent_birth_year = 1945,
                  .beneficiary = FP_BENEFICIARY_TEN_YEAR,
                  .birth_year = 1975 }
    };
    struct fp_distribution d[11];

    (void)state;
    assert_int_equal(fp_distributions(&c, 2025, 11, d), FP_OK);
    assert_int_equal(d[0].table, FP_RMD_SINGLE);
    assert_int_equal(d[9].table, FP_RMD_EMPTY);
    assert_near(d[9].required, d[9].opening, 0);
    assert_near(d[10].opening, 0, 0);
    c.growth = -2;
    assert_int_equal(fp_distributions(&c, 2025, 1, d), FP_EINVAL);
}

/* At one rate now and later a conversion whose tax comes out of it changes
 * nothing, and one whose tax comes from money that grows alike neither
 * (the textbook equivalence; e.g. Reichenstein, "In the presence of taxes",
 * 2008). 37 % on both sides. */
static void
equal_rates_are_even(void **state)
{
    static struct fp_conversion_result r;
    const double conversions[] = { 50000, 50000, 100000 };
    struct fp_conversion_plan p = {
        .now = { .year = 2025, .status = FP_FILING_SINGLE,
                 .input = { .n_taxpayers = 1, .ages = { 60 },
                            .retirement_income = 2000000 } },
        .withdraw_from = 10, .withdraw_years = 20, .traditional = 900000,
        .growth = 0.04, .side_growth = 0.04, .conversions = conversions,
        .n = 3
    };

    (void)state;
    p.later = p.now;
    for (int from = 0; from < 2; from++) {
        p.tax_from_conversion = from;
        assert_int_equal(fp_conversion(&p, &r), FP_OK);
        assert_near(r.converted, 200000, 1e-9);
        assert_near(r.rate_now, 0.37, 1e-9);
        assert_near(r.rate_later, 0.37, 1e-9);
        assert_near(r.rate_break_even, 0.37, 1e-9);
        assert_near(r.advantage_pv, 0, 1e-4);
    }
    /* money outside that grows less makes paying from it better */
    p.tax_from_conversion = 0;
    p.side_growth = 0.03;
    assert_int_equal(fp_conversion(&p, &r), FP_OK);
    assert_true(r.advantage_pv > 1000);
    assert_true(r.rate_break_even < 0.37);
}

/* Filling a low bracket before a high one is ahead, the other way behind. */
static void
rates_decide(void **state)
{
    static struct fp_conversion_result r;
    const double conversions[] = { 30000, 30000, 30000 };
    struct fp_household low = { .year = 2025, .status = FP_FILING_SINGLE,
                                .input = { .n_taxpayers = 1,
                                           .ages = { 62 },
                                           .retirement_income = 20000 } };
    struct fp_household high = low;
    struct fp_conversion_plan p = {
        .withdraw_from = 5, .withdraw_years = 25, .traditional = 1000000,
        .growth = 0.03, .side_growth = 0.03, .conversions = conversions,
        .n = 3
    };
    double last = 0;

    (void)state;
    high.input.retirement_income = 300000;
    p.now = low;
    p.later = high;
    assert_int_equal(fp_conversion(&p, &r), FP_OK);
    assert_true(r.advantage_pv > 0 && r.break_even > 5);
    assert_true(r.rate_now < r.rate_break_even + 1e-9);
    assert_true(r.rate_break_even < r.rate_later);
    last = r.year[r.years - 1].advantage;
    assert_near(last, r.advantage_pv * fp_tvm_growth(0.03, 29), 1e-3);
    p.now = high;
    p.later = low;
    assert_int_equal(fp_conversion(&p, &r), FP_OK);
    assert_true(r.advantage_pv < 0 && r.break_even == -1);
    p.n = 0;
    assert_int_equal(fp_conversion(&p, &r), FP_OK);
    assert_near(r.advantage_pv, 0, 1e-9);
    assert_true(isnan(r.rate_later));
}

/* CMS, fact sheet of 2025-11-14: Part B costs 202.90 a month in 2026, 284.10
 * above 109,000; Part D 14.50 more. */
static void
health_by_year(void **state)
{
    static struct fp_health_result r;
    struct fp_health_plan p = {
        .year = 2026, .status = FP_FILING_SINGLE, .magi = 60000,
        .people = { { .age = 63, .until_age = 66, .premium = 9000,
                      .benchmark = 9600, .part_d = 500, .supplement = 1800,
                      .out_of_pocket = 1000,
                      .out_of_pocket_medicare = 700 } },
        .n_people = 1
    };
    double sum = 0;

    (void)state;
    assert_int_equal(fp_health_costs(&p, &r), FP_OK);
    assert_int_equal(r.years, 4);
    /* 9.96 % of 60,000 are asked of the household: Rev. Proc. 2025-25 */
    assert_near(r.year[0].credit, 9600 - 0.0996 * 60000, 1e-6);
    assert_near(r.year[0].total, 9000 - r.year[0].credit + 1000, 1e-6);
    assert_near(r.year[2].part_b, 12 * 202.90, 1e-9);
    assert_near(r.year[2].total, 12 * 202.90 + 500 + 1800 + 700, 1e-9);
    p.magi = 120000;
    assert_int_equal(fp_health_costs(&p, &r), FP_OK);
    assert_near(r.year[0].credit, 0, 0);
    assert_near(r.year[2].surcharges, 12 * (284.10 - 202.90 + 14.50), 1e-9);
    p.premium_growth = 0.02;
    p.rate = 0.03;
    assert_int_equal(fp_health_costs(&p, &r), FP_OK);
    assert_near(r.year[3].part_b, 12 * 202.90 * 1.02 * 1.02 * 1.02, 1e-6);
    for (size_t t = 0; t < r.years; t++)
        sum += r.year[t].total;
    assert_near(sum, r.total, 1e-6);
    assert_near(r.before_medicare + r.medicare, r.total, 1e-6);
    assert_true(r.present_value < r.total);
    p.people[0].until_age = 62;
    assert_int_equal(fp_health_costs(&p, &r), FP_EINVAL);
}

/* By hand without interest: 20 years of 50,000 less 20,000 from 70 on, taxed
 * at a fifth, against 300,000 and 10 contributions of 20,000. */
static void
ready_by_hand(void **state)
{
    const struct fp_readiness_income income = { 20000, 70, 200, 0 };
    struct fp_readiness_plan p = {
        .age = 55, .retirement_age = 65, .end_age = 84, .savings = 300000,
        .contribution = 20000, .spending = 50000, .withdrawal_tax = 0.2,
        .incomes = &income, .n_incomes = 1
    };
    struct fp_readiness r;

    (void)state;
    assert_int_equal(fp_readiness(&p, &r), FP_OK);
    assert_near(r.spending_value, 1000000, 1e-6);
    assert_near(r.income_value, 15 * 20000, 1e-6);
    assert_near(r.need, (5 * 50000 + 15 * 30000) / 0.8, 1e-6);
    assert_near(r.savings, 500000, 1e-6);
    assert_near(r.gap, 375000, 1e-6);
    assert_near(r.contribution_needed, (875000 - 300000) / 10.0, 1e-6);
    /* 5 years of 62,500, then 37,500 a year: 500,000 pay until 69 and five
     * more years */
    assert_int_equal(r.lasts_until, 74);
    assert_near(r.first_year_rate, 62500.0 / 500000, 1e-12);
}

/* The textbook's annuity due: 40,000 at 4 % for 30 years. */
static void
ready_properties(void **state)
{
    struct fp_readiness_plan p = {
        .age = 40, .retirement_age = 65, .end_age = 94, .savings = 100000,
        .contribution = 15000, .contribution_growth = 0.01,
        .return_before = 0.05, .return_after = 0.04, .spending = 40000
    };
    struct fp_readiness r, again;

    (void)state;
    assert_int_equal(fp_readiness(&p, &r), FP_OK);
    assert_near(r.need, 40000 * fp_tvm_annuity(0.04, 30, FP_TVM_START), 1e-6);
    assert_near(r.gap_now * fp_tvm_growth(0.05, 25), r.gap, 1e-6);
    p.contribution = r.contribution_needed;
    assert_int_equal(fp_readiness(&p, &again), FP_OK);
    assert_near(again.gap, 0, 1e-5);
    assert_int_equal(again.lasts_until, 94);
    p.contribution = 15000;
    p.spending = r.spending_possible;
    assert_int_equal(fp_readiness(&p, &again), FP_OK);
    assert_near(again.funded, 1, 1e-9);
    p.retirement_age = 40;
    assert_int_equal(fp_readiness(&p, &again), FP_OK);
    assert_true(isnan(again.contribution_needed));
    p.retirement_age = 30;
    assert_int_equal(fp_readiness(&p, &again), FP_EINVAL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distributions_of_an_owner),
        cmocka_unit_test(gifts_count),
        cmocka_unit_test(heirs_empty_it),
        cmocka_unit_test(equal_rates_are_even),
        cmocka_unit_test(rates_decide),
        cmocka_unit_test(health_by_year),
        cmocka_unit_test(ready_by_hand),
        cmocka_unit_test(ready_properties),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
