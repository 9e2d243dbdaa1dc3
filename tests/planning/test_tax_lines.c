/* planning/calculators: how single lines of a return come about, held against
 * published examples and against the return itself. */
#include "tests/cmocka_fp.h"

#include "planning/calculators/tax_lines.h"
#include "planning/math/rng.h"

static struct fp_tax_law
law_of(int year, enum fp_filing_status status)
{
    struct fp_tax_law law;

    assert_int_equal(fp_tax_law_get(year, status, &law), FP_OK);
    return law;
}

/* IRS Publication 915, the filled-in worksheet 1 of a single person: 2,990 of
 * 5,980 are taxable. Two couples by the same worksheet, by hand: nothing, and
 * 6,275. */
static void
publication_915(void **state)
{
    struct fp_tax_law single = law_of(2024, FP_FILING_SINGLE);
    struct fp_tax_law joint = law_of(2024, FP_FILING_MARRIED_JOINT);
    struct fp_tax_input alone = { .n_taxpayers = 1, .wages = { 9400 },
                                  .retirement_income = 18600,
                                  .interest = 990, .social_security = 5980 };
    struct fp_tax_input low = { .n_taxpayers = 2, .interest = 250,
                                .retirement_income = 15500,
                                .tax_exempt_interest = 200,
                                .social_security = 5600 };
    struct fp_tax_input high = { .n_taxpayers = 2,
                                 .retirement_income = 40500,
                                 .social_security = 10000 };
    struct fp_tax_result r;

    (void)state;
    fp_tax_run(&single, &alone, &r);
    assert_near(fp_benefits_lines(&single, &alone, &r).taxable, 2990, 1e-9);
    fp_tax_run(&joint, &low, &r);
    assert_near(fp_benefits_lines(&joint, &low, &r).taxable, 0, 0);
    fp_tax_run(&joint, &high, &r);
    assert_near(fp_benefits_lines(&joint, &high, &r).taxable, 6275, 1e-9);
    assert_near(fp_benefits_lines(&joint, &high, &r).second, 1500, 1e-9);
}

/* IRS, "Questions and answers on the net investment income tax": 180,000 of
 * wages and 90,000 of investment income of a single filer: 2,660; with 15,000
 * none. */
static void
niit_questions(void **state)
{
    struct fp_tax_law law = law_of(2024, FP_FILING_SINGLE);
    struct fp_tax_input in = { .n_taxpayers = 1, .wages = { 180000 },
                               .rental_income = 90000 };
    struct fp_tax_result r;

    (void)state;
    fp_tax_run(&law, &in, &r);
    assert_near(fp_niit_lines(&law, &in, &r).tax, 2660, 1e-9);
    assert_near(fp_niit_lines(&law, &in, &r).excess, 70000, 1e-9);
    in.rental_income = 15000;
    fp_tax_run(&law, &in, &r);
    assert_near(fp_niit_lines(&law, &in, &r).tax, 0, 0);
}

/* SSA: 176,100 is the most that counts in 2025, so 10,918.20 the most that an
 * employee pays for Social Security. */
static void
most_of_a_worker(void **state)
{
    struct fp_tax_law law = law_of(2025, FP_FILING_SINGLE);

    (void)state;
    assert_near(fp_payroll_lines(&law, 1e6).social_security, 10918.20, 1e-6);
    assert_near(fp_payroll_lines(&law, 100000).social_security, 6200, 1e-9);
    assert_near(fp_payroll_lines(&law, 100000).medicare, 1450, 1e-9);
    /* 92.35 % of 50,000 at 15.3 % */
    assert_near(fp_self_employment_lines(&law, 50000, 0).tax, 7064.775,
                1e-9);
    assert_near(fp_self_employment_lines(&law, 433, 0).tax, 0, 0);
    assert_near(fp_self_employment_lines(&law, 50000, 2e5).social_security,
                0, 0);
}

static double
amount(const double u[2], double scale)
{
    return u[0] < 0.35 ? 0.0 : floor(u[1] * u[1] * scale);
}

/* A return of any kind. */
static struct fp_tax_input
any_return(uint64_t i, enum fp_filing_status status)
{
    double u[24][2];
    struct fp_tax_input in = {
        .n_taxpayers = status == FP_FILING_MARRIED_JOINT ? 2 : 1
    };

    for (uint32_t k = 0; k < 24; k++)
        fp_rng_uniform2(77, i, k, 0, u[k]);
    in.ages[0] = 25 + (int)(u[0][0] * 60);
    in.ages[1] = 25 + (int)(u[0][1] * 60);
    in.wages[0] = amount(u[1], 600000);
    in.wages[1] = in.n_taxpayers == 2 ? amount(u[2], 300000) : 0;
    in.self_employment[0] = amount(u[3], 500000);
    in.self_employment[1] = in.n_taxpayers == 2 ? amount(u[4], 1000) : 0;
    in.interest = amount(u[5], 60000);
    in.tax_exempt_interest = amount(u[6], 20000);
    in.qualified_dividends = amount(u[7], 50000);
    in.ordinary_dividends = in.qualified_dividends + amount(u[8], 9000);
    in.short_term_gains = amount(u[9], 60000) - amount(u[10], 60000);
    in.long_term_gains = amount(u[11], 900000) - amount(u[12], 90000);
    in.retirement_income = amount(u[13], 200000);
    in.rental_income = amount(u[14], 40000) - amount(u[15], 20000);
    in.social_security = amount(u[16], 60000);
    in.salt_paid = amount(u[17], 80000);
    in.mortgage_interest = amount(u[18], 40000);
    in.mortgage_balance = 500000;
    in.charity_cash = amount(u[19], 30000);
    in.children_under_17 = (int)(u[20][0] * 3);
    in.eitc_children = in.children_under_17;
    return in;
}

/* Each working ends at the line of the return, over 20,000 returns. */
static void
workings_end_at_the_return(void **state)
{
    size_t with_amt = 0, with_niit = 0, with_gains = 0, with_benefits = 0;

    (void)state;
    for (uint64_t i = 0; i < 20000; i++) {
        enum fp_filing_status status = (enum fp_filing_status)(i % 5);
        struct fp_tax_law law = law_of(2023 + (int)(i / 5 % 4), status);
        struct fp_tax_input in = any_return(i, status);
        struct fp_self_employment_lines se[2];
        struct fp_payroll_lines pay[2];
        struct fp_gains_lines gains;
        struct fp_tax_result r;
        double spread = 0;

        fp_tax_run(&law, &in, &r);
        for (int k = 0; k < 2; k++) {
            se[k] = fp_self_employment_lines(&law, in.self_employment[k],
                                             in.wages[k]);
            pay[k] = fp_payroll_lines(&law, in.wages[k]);
        }
        assert_near(se[0].tax + se[1].tax, r.se_tax, 1e-6);
        assert_near(se[0].deduction + se[1].deduction, r.se_deduction, 1e-6);
        assert_near(pay[0].social_security + pay[0].medicare +
                        pay[1].social_security + pay[1].medicare,
                    r.fica, 1e-6);
        assert_near(fp_additional_medicare_lines(&law, &in).tax,
                    r.additional_medicare, 1e-6);
        gains = fp_gains_lines(&law, &in, &r);
        assert_near(gains.tax, r.gains_tax, 1e-5);
        for (size_t k = 0; k < gains.n; k++)
            spread += gains.at_rate[k];
        assert_near(spread, r.preferential_income, 1e-6);
        assert_near(fp_niit_lines(&law, &in, &r).tax, r.niit, 1e-6);
        assert_near(fp_amt_lines(&law, &in, &r).tax, r.amt, 1e-5);
        assert_near(fp_benefits_lines(&law, &in, &r).taxable,
                    r.taxable_social_security, 1e-6);
        with_amt += r.amt > 0;
        with_niit += r.niit > 0;
        with_gains += r.gains_tax > 0;
        with_benefits += r.taxable_social_security > 0;
    }
    assert_true(with_amt > 20 && with_niit > 2000 && with_gains > 2000 &&
                with_benefits > 2000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(publication_915),
        cmocka_unit_test(niit_questions),
        cmocka_unit_test(most_of_a_worker),
        cmocka_unit_test(workings_end_at_the_return),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
