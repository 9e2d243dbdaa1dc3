/* planning: federal tax against published figures and its own laws, required
 * distributions, claiming factors. Independent models: test_models.c. */
#include "tests/cmocka_fp.h"

#include "planning/law/rmd.h"
#include "planning/law/social_security.h"
#include "planning/math/rng.h"
#include "planning/law/tax.h"

static struct fp_tax_law
law_of(int year, enum fp_filing_status status)
{
    struct fp_tax_law law;

    assert_int_equal(fp_tax_law_get(year, status, &law), FP_OK);
    return law;
}

static struct fp_tax_result
tax_of(const struct fp_tax_law *law, const struct fp_tax_input *input)
{
    struct fp_tax_result result;

    assert_int_equal(fp_tax_compute(law, input, &result), FP_OK);
    assert_true(fp_tax_total(law, input) == result.total);
    return result;
}

/* Figures of the brief and of the rate schedules by hand. */
static void
published_wage_earners(void **state)
{
    static const struct {
        enum fp_filing_status status;
        double wages, income_tax;
    } cases[] = {
        { FP_FILING_SINGLE, 50000, 3820 },
        { FP_FILING_SINGLE, 100000, 13170 },
        { FP_FILING_SINGLE, 250000, 51304 },
        { FP_FILING_SINGLE, 1000000, 320000.25 },
        { FP_FILING_MARRIED_JOINT, 100000, 7640 },
        { FP_FILING_MARRIED_JOINT, 250000, 37468 },
        { FP_FILING_SINGLE, 16100, 0 },
    };

    (void)state;
    for (size_t i = 0; i < FP_COUNT(cases); i++) {
        struct fp_tax_law law = law_of(2026, cases[i].status);
        struct fp_tax_input input = { .n_taxpayers = 1,
                                      .ages = { 40 },
                                      .wages = { cases[i].wages } };
        struct fp_tax_result r = tax_of(&law, &input);

        assert_near(r.income_tax, cases[i].income_tax, 0.005);
        assert_near(r.niit, 0, 0);
    }
}

static void
gains_stack_on_ordinary_income(void **state)
{
    struct fp_tax_law law = law_of(2024, FP_FILING_SINGLE);
    struct fp_tax_input input = { .n_taxpayers = 1,
                                  .ages = { 40 },
                                  .long_term_gains = 100000 };
    struct fp_tax_result r = tax_of(&law, &input);

    (void)state;
    assert_near(r.income_tax, 5756.25, 0.005);
    /* Between the 0 % gains threshold (47,025) and the 12 % ordinary one
     * (47,150) 15 % would be more than the ordinary rate, which caps it. */
    input.retirement_income = 14600 + 47025;
    input.long_term_gains = 125;
    r = tax_of(&law, &input);
    assert_near(r.gains_tax, 0.12 * 125, 0.005);
    assert_near(r.preferential_income, 125, 0.005);
    /* A long-term gain that a short-term loss eats is not preferential. */
    input = (struct fp_tax_input){ .n_taxpayers = 1,
                                   .long_term_gains = 10000,
                                   .short_term_gains = -4000,
                                   .retirement_income = 90000 };
    assert_near(tax_of(&law, &input).preferential_income, 6000, 0.005);
    input.short_term_gains = -15000;
    r = tax_of(&law, &input);
    assert_near(r.preferential_income, 0, 0);
    assert_near(r.agi, 87000, 0.005);
    assert_near(r.net_capital_loss_unused, 2000, 0.005);
}

/* SOURCE: IRS Publication 915, the worksheet's tiers, by hand: single with
 * 20,000 of benefits. */
static void
social_security_tiers(void **state)
{
    static const double cases[][2] = {
        { 15000, 0 },       { 15001, 0.5 },    { 24000, 4500 },
        { 25000, 5350 },    { 34000, 13000 },  { 38705.88, 16999.998 },
        { 38706, 17000 },   { 200000, 17000 },
    };
    struct fp_tax_law law = law_of(2026, FP_FILING_SINGLE);

    (void)state;
    for (size_t i = 0; i < FP_COUNT(cases); i++) {
        struct fp_tax_input input = { .n_taxpayers = 1,
                                      .ages = { 60 },
                                      .retirement_income = cases[i][0],
                                      .social_security = 20000 };

        assert_near(tax_of(&law, &input).taxable_social_security,
                    cases[i][1], 0.0005);
    }
}

static void
seniors_and_sunset(void **state)
{
    struct fp_tax_law joint = law_of(2026, FP_FILING_MARRIED_JOINT);
    struct fp_tax_law separate = law_of(2026, FP_FILING_MARRIED_SEPARATE);
    struct fp_tax_law last = law_of(2028, FP_FILING_MARRIED_JOINT);
    struct fp_tax_law later = law_of(2029, FP_FILING_MARRIED_JOINT);
    struct fp_tax_law before = law_of(2024, FP_FILING_MARRIED_JOINT);
    struct fp_tax_input input = { .n_taxpayers = 2,
                                  .ages = { 65, 64 },
                                  .retirement_income = 100000 };

    (void)state;
    assert_near(tax_of(&joint, &input).senior_deduction, 6000, 0);
    assert_near(tax_of(&joint, &input).standard_deduction, 33850, 0);
    input.ages[1] = 65;
    assert_near(tax_of(&joint, &input).senior_deduction, 12000, 0);
    assert_near(tax_of(&joint, &input).standard_deduction, 35500, 0);
    assert_near(tax_of(&last, &input).senior_deduction, 12000, 0);
    assert_near(tax_of(&later, &input).senior_deduction, 0, 0);
    assert_near(tax_of(&before, &input).senior_deduction, 0, 0);
    assert_near(tax_of(&separate, &input).senior_deduction, 0, 0);
    assert_near(tax_of(&separate, &input).standard_deduction, 17750, 0);
    /* 6 % of 50,000 off each person's 6,000. */
    input.retirement_income = 200000;
    assert_near(tax_of(&joint, &input).senior_deduction, 6000, 1e-9);
    input.retirement_income = 260000;
    assert_near(tax_of(&joint, &input).senior_deduction, 0, 0);
    assert_int_equal(later.year, 2029);
}

static void
payroll_has_a_base_for_each_worker(void **state)
{
    struct fp_tax_law law = law_of(2026, FP_FILING_MARRIED_JOINT);
    struct fp_tax_input input = { .n_taxpayers = 2,
                                  .ages = { 40, 40 },
                                  .wages = { 200000, 150000 } };
    struct fp_tax_result r = tax_of(&law, &input);

    (void)state;
    assert_near(r.fica,
                0.062 * (184500 + 150000) + 0.0145 * 350000, 0.005);
    assert_near(r.additional_medicare, 0.009 * 100000, 0.005);
}

/* 26 U.S.C. 1(f)(7): down to 50 dollars, 25 on a separate return. */
static void
indexing_moves_only_indexed_amounts(void **state)
{
    (void)state;
    for (int status = 0; status < FP_FILING_COUNT; status++) {
        struct fp_tax_law law = law_of(2026, status), out, same;
        double step = status == FP_FILING_MARRIED_SEPARATE ||
                              status == FP_FILING_SINGLE
                          ? 25
                          : 50;

        fp_tax_law_index(&law, 1.0, &same);
        assert_memory_equal(&same, &law, sizeof(law));
        fp_tax_law_index(&law, 1.0337, &out);
        for (size_t i = 0; i < law.ordinary.n; i++) {
            double exact = 1.0337 * law.ordinary.floor[i];

            assert_near(out.ordinary.floor[i], floor(exact / step) * step,
                        1e-9);
            assert_near(out.ordinary.rate[i], law.ordinary.rate[i], 0);
        }
        assert_near(out.gains.floor[1],
                    floor(1.0337 * law.gains.floor[1] / step) * step, 1e-9);
        assert_near(out.standard_deduction,
                    floor(1.0337 * law.standard_deduction / 50) * 50, 1e-9);
        /* 184,500 x 1.0337 = 190,717.65, and 190,800 is 636 x 300. */
        assert_near(out.wage_base, 190800, 1e-9);
        /* 2,200 x 1.0337 = 2,274.14 */
        assert_near(out.ctc_child, 2200, 1e-9);
        assert_near(out.ss_base_1, law.ss_base_1, 0);
        assert_near(out.ss_base_2, law.ss_base_2, 0);
        assert_near(out.niit_threshold, law.niit_threshold, 0);
        assert_near(out.senior_deduction, 6000, 0);
        assert_near(out.senior_phaseout_start, law.senior_phaseout_start, 0);
        assert_near(out.capital_loss_limit, law.capital_loss_limit, 0);
        assert_near(out.salt_cap, law.salt_cap, 0);
        assert_near(out.ctc_phaseout_start, law.ctc_phaseout_start, 0);
    }
}

/* Amounts of one year under the statute of another. */
static void
a_plan_year_has_the_statute_of_its_time(void **state)
{
    struct fp_tax_law law;
    const enum fp_filing_status s = FP_FILING_SINGLE;

    (void)state;
    assert_int_equal(fp_tax_law_plan_year(2024, 2026, s, 0, &law), FP_OK);
    assert_near(law.standard_deduction, 14600, 0);
    assert_near(law.senior_deduction, 6000, 0);
    assert_near(law.salt_cap, 40400, 0);
    assert_int_equal(fp_tax_law_plan_year(2026, 2027, s, 0, &law), FP_OK);
    assert_near(law.salt_cap, 40804, 0);
    assert_int_equal(fp_tax_law_plan_year(2026, 2029, s, 0, &law), FP_OK);
    assert_near(law.senior_deduction, 0, 0);
    assert_int_equal(fp_tax_law_plan_year(2026, 2030, s, 0, &law), FP_OK);
    assert_near(law.salt_cap, 10000, 0);
    assert_int_equal(fp_tax_law_plan_year(2026, 2035, s, 1, &law), FP_OK);
    assert_near(law.senior_deduction, 6000, 0);
    assert_near(law.salt_cap, 40400, 0);
    assert_int_equal(fp_tax_law_last_change(), 2030);
    assert_int_equal(fp_tax_law_plan_year(2022, 2026, s, 0, &law), FP_ERANGE);
}

/* Lines computed by hand from the forms: Schedule SE, 8812, EIC, A, 8880. */
static void
parts_of_the_return(void **state)
{
    struct fp_tax_law law = law_of(2025, FP_FILING_SINGLE);
    struct fp_tax_law joint = law_of(2025, FP_FILING_MARRIED_JOINT);
    struct fp_tax_input in = { .n_taxpayers = 1, .ages = { 40, 0 },
                               .self_employment = { 50000, 0 } };
    struct fp_tax_result r = tax_of(&law, &in);

    (void)state;
    /* 50,000 x 0.9235 x 15.3 % = 7,064.78 */
    assert_near(r.se_tax, 7064.775, 0.005);
    assert_near(r.agi, 50000 - 3532.39, 0.005);
    /* Two children, no income tax: 15 % of wages beyond 2,500, at most 1,700
     * each; the credit for two children at its highest. */
    in = (struct fp_tax_input){ .n_taxpayers = 2, .ages = { 35, 35 },
                                .children_under_17 = 2, .eitc_children = 2,
                                .wages = { 20000, 0 } };
    r = tax_of(&joint, &in);
    assert_near(r.ctc_refundable, 2625, 0.005);
    assert_near(r.eitc, 7152, 0.5);
    assert_near(r.federal_tax, -2625 - 7152, 0.5);
    /* 26 U.S.C. 24(b): 401 dollars over take away 50. */
    in.wages[0] = 400401;
    assert_near(tax_of(&joint, &in).ctc_odc_nonrefundable, 4350, 0.005);
    /* State taxes are capped, interest counts for 750,000 of a million. */
    in = (struct fp_tax_input){ .n_taxpayers = 2, .ages = { 50, 50 },
                                .wages = { 300000, 0 }, .salt_paid = 60000,
                                .mortgage_interest = 40000,
                                .mortgage_balance = 1e6,
                                .medical_expenses = 30000,
                                .charity_cash = 5000 };
    r = tax_of(&joint, &in);
    assert_near(r.itemized_deduction, 40000 + 30000 + 7500 + 5000, 0.005);
    assert_near(r.deduction, r.itemized_deduction, 0);
    in.early_distribution = in.retirement_income = 10000;
    in.early_distribution_hsa = 1000;
    assert_near(tax_of(&joint, &in).early_penalty, 1200, 0.005);
    in = (struct fp_tax_input){ .n_taxpayers = 1, .ages = { 30, 0 },
                                .wages = { 23000, 0 },
                                .savers_contributions = { 3000, 0 } };
    /* Half of 2,000 would be 1,000; the tax is less. */
    r = tax_of(&law, &in);
    assert_near(r.savers_credit, 0.10 * (23000 - 15750), 0.005);
}

/* 26 U.S.C. 1212(b): a year without income uses nothing of a loss. */
static void
losses_are_carried(void **state)
{
    struct fp_tax_law law = law_of(2025, FP_FILING_SINGLE);
    struct fp_tax_input in = { .n_taxpayers = 1, .ages = { 40, 0 },
                               .short_term_gains = -4000,
                               .long_term_gains = -6000 };
    struct fp_tax_result r = tax_of(&law, &in);

    (void)state;
    assert_near(r.loss_carried_short, 4000, 1e-9);
    assert_near(r.loss_carried_long, 6000, 1e-9);
    in.wages[0] = 60000;
    r = tax_of(&law, &in);
    assert_near(r.loss_carried_short, 1000, 1e-9);
    assert_near(r.loss_carried_long, 6000, 1e-9);
    in.short_term_gains = 2000;
    r = tax_of(&law, &in);
    assert_near(r.loss_carried_short, 0, 1e-9);
    assert_near(r.loss_carried_long, 1000, 1e-9);
}

static void
tables_are_whole(void **state)
{
    int first, last;

    (void)state;
    fp_tax_law_years(&first, &last);
    assert_int_equal(first, 2023);
    assert_int_equal(last, 2026);
    for (int year = first; year <= last + 5; year++)
        for (int status = 0; status < FP_FILING_COUNT; status++) {
            struct fp_tax_law law = law_of(year, status);
            struct fp_tax_source sources[128];
            size_t n = fp_tax_sources(year, status, sources, 128);

            assert_int_equal(law.ordinary.n, 7);
            assert_int_equal(law.gains.n, 3);
            assert_near(law.ordinary.floor[0], 0, 0);
            for (size_t i = 1; i < law.ordinary.n; i++) {
                assert_true(law.ordinary.floor[i] > law.ordinary.floor[i - 1]);
                assert_true(law.ordinary.rate[i] > law.ordinary.rate[i - 1]);
            }
            assert_true(law.standard_deduction > 10000);
            assert_true(law.aged_addition > 1000);
            assert_true(law.ss_base_2 > law.ss_base_1);
            assert_near(law.ss_share_1, 0.5, 0);
            assert_near(law.ss_share_2, 0.85, 0);
            assert_true(law.niit_threshold >= 125000);
            assert_true(law.wage_base > 160000);
            assert_near(law.oasdi_rate + law.medicare_rate, 0.0765, 1e-12);
            assert_true(law.capital_loss_limit >= 1500);
            assert_int_equal(law.senior_deduction > 0,
                             year >= 2025 && year <= 2028);
            assert_true(n >= 60 && n <= 128);
            for (size_t i = 0; i < n; i++) {
                assert_non_null(strstr(sources[i].source, "effective "));
                assert_true(strlen(sources[i].parameter) > 0);
                assert_true(strcmp(sources[i].unit, "USD") == 0 ||
                            strcmp(sources[i].unit, "rate") == 0);
            }
            assert_int_equal(fp_tax_sources(year, status, sources, 0), n);
        }
    assert_memory_equal(fp_tax_tables_id(), "us-2026.2:", 10);
    assert_true(strlen(fp_tax_tables_id()) > 16);
}

static void
wrong_input_is_refused(void **state)
{
    struct fp_tax_law law = law_of(2026, FP_FILING_SINGLE), untouched = law;
    struct fp_tax_result result = { .total = -7 };
    struct fp_tax_input good = { .n_taxpayers = 1, .wages = { 1000 } }, bad;

    (void)state;
    assert_int_equal(fp_tax_law_get(2022, FP_FILING_SINGLE, &law),
                     FP_ERANGE);
    assert_int_equal(fp_tax_law_get(2026, FP_FILING_COUNT, &law), FP_EINVAL);
    assert_memory_equal(&law, &untouched, sizeof(law));
    assert_int_equal(fp_tax_sources(2022, FP_FILING_SINGLE, NULL, 0), 0);
    bad = good;
    bad.n_taxpayers = 3;
    assert_int_equal(fp_tax_compute(&law, &bad, &result), FP_EINVAL);
    bad = good;
    bad.interest = -1;
    assert_int_equal(fp_tax_compute(&law, &bad, &result), FP_EINVAL);
    bad = good;
    bad.long_term_gains = NAN;
    assert_int_equal(fp_tax_compute(&law, &bad, &result), FP_EINVAL);
    bad = good;
    bad.qualified_dividends = 10;
    assert_int_equal(fp_tax_compute(&law, &bad, &result), FP_EINVAL);
    bad = good;
    bad.wages[0] = bad.other_income = 1e308;
    bad.interest = 1e308;
    assert_int_equal(fp_tax_compute(&law, &bad, &result), FP_ERANGE);
    assert_near(result.total, -7, 0);
}

/* Random households: a little more ordinary income never lowers the tax, and
 * raises it by at most the steepest slope that the law can give. */
static void
tax_is_monotone_and_continuous(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 20000; i++) {
        double u[2], v[2], w[2], before, after, step = 0.01;
        enum fp_filing_status status = i % FP_FILING_COUNT;
        struct fp_tax_law law = law_of(2023 + (int)(i / 5 % 6), status);
        struct fp_tax_input input = { .n_taxpayers = 1 };

        fp_rng_uniform2(11, i, 0, 0, u);
        fp_rng_uniform2(11, i, 0, 1, v);
        fp_rng_uniform2(11, i, 0, 2, w);
        input.n_taxpayers = status == FP_FILING_MARRIED_JOINT ? 2 : 1;
        input.ages[0] = 55 + (int)(20 * u[1]);
        input.ages[1] = 55 + (int)(20 * w[1]);
        input.retirement_income = u[0] * u[0] * 400000;
        input.social_security = i % 3 ? v[0] * 60000 : 0;
        input.long_term_gains = i % 2 ? (v[1] - 0.2) * 300000 : 0;
        input.ordinary_dividends = w[0] * 50000;
        input.qualified_dividends = input.ordinary_dividends * w[1];
        before = fp_tax_total(&law, &input);
        input.retirement_income += step;
        after = fp_tax_total(&law, &input);
        assert_true(after >= before - 1e-9);
        /* 37 % + 20 % pushed up + 85 % taxed benefits, senior phase-out of
         * two, net investment income: well below one dollar a dollar. */
        assert_true(after - before <= step);
        assert_near(tax_of(&law, &input).marginal_rate,
                    fp_tax_total(&law, &(struct fp_tax_input){
                                           .n_taxpayers = input.n_taxpayers,
                                           .ages = { input.ages[0],
                                                     input.ages[1] },
                                           .retirement_income =
                                               input.retirement_income + 1,
                                           .social_security =
                                               input.social_security,
                                           .long_term_gains =
                                               input.long_term_gains,
                                           .ordinary_dividends =
                                               input.ordinary_dividends,
                                           .qualified_dividends =
                                               input.qualified_dividends }) -
                        after,
                    1e-6);
    }
}

/* --- benefits --------------------------------------------------------------- */

static void
required_distributions(void **state)
{
    (void)state;
    assert_near(fp_rmd_amount(1953, 73, 1000000), 37735.85, 0.005);
    assert_near(fp_rmd_amount(1953, 72, 1000000), 0, 0);
    assert_near(fp_rmd_amount(1960, 74, 1000000), 0, 0);
    assert_near(fp_rmd_amount(1960, 75, 1000000), 1000000 / 24.6, 1e-6);
    assert_near(fp_rmd_amount(1950, 72, 274000), 10000, 1e-6);
    assert_int_equal(fp_rmd_start_age(1950), 72);
    assert_int_equal(fp_rmd_start_age(1951), 73);
    assert_int_equal(fp_rmd_start_age(1959), 73);
    assert_int_equal(fp_rmd_start_age(1960), 75);
    assert_near(fp_rmd_divisor(71), 0, 0);
    assert_near(fp_rmd_divisor(72), 27.4, 0);
    assert_near(fp_rmd_divisor(100), 6.4, 0);
    assert_near(fp_rmd_divisor(120), 2.0, 0);
    assert_near(fp_rmd_divisor(130), 2.0, 0);
    for (int age = 73; age <= 120; age++)
        assert_true(fp_rmd_divisor(age) < fp_rmd_divisor(age - 1));
}

/* SOURCE: SSA, "Benefits planner: retirement age and benefit reduction" and
 * "delayed retirement credits". */
static void
claiming_factors(void **state)
{
    static const struct {
        int born, months;
        double factor;
    } cases[] = {
        { 1960, 62 * 12, 0.70 },         { 1960, 67 * 12, 1.0 },
        { 1960, 70 * 12, 1.24 },         { 1960, 65 * 12, 0.8666667 },
        { 1960, 64 * 12, 0.80 },         { 1950, 62 * 12, 0.75 },
        { 1950, 66 * 12, 1.0 },          { 1950, 70 * 12, 1.32 },
        { 1955, 62 * 12, 0.7416667 },    { 1959, 62 * 12, 0.7083333 },
        { 1937, 62 * 12, 0.80 },         { 1937, 70 * 12, 1.325 },
        { 1980, 67 * 12 + 1, 1.0066667 },
    };
    double factor = -1;

    (void)state;
    for (size_t i = 0; i < FP_COUNT(cases); i++) {
        assert_int_equal(fp_ss_claim_factor(cases[i].born, cases[i].months,
                                            &factor),
                         FP_OK);
        assert_near(factor, cases[i].factor, 5e-8);
    }
    assert_int_equal(fp_ss_claim_factor(1960, 743, &factor), FP_EDOM);
    assert_int_equal(fp_ss_claim_factor(1960, 841, &factor), FP_EDOM);
    assert_near(factor, 1.0066667, 5e-8);
    assert_int_equal(fp_ss_full_retirement_months(1937), 65 * 12);
    assert_int_equal(fp_ss_full_retirement_months(1954), 66 * 12);
    assert_int_equal(fp_ss_full_retirement_months(1957), 66 * 12 + 6);
    assert_int_equal(fp_ss_full_retirement_months(1960), 67 * 12);
    assert_int_equal(fp_ss_full_retirement_months(2005), 67 * 12);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_wage_earners),
        cmocka_unit_test(gains_stack_on_ordinary_income),
        cmocka_unit_test(social_security_tiers),
        cmocka_unit_test(seniors_and_sunset),
        cmocka_unit_test(payroll_has_a_base_for_each_worker),
        cmocka_unit_test(indexing_moves_only_indexed_amounts),
        cmocka_unit_test(a_plan_year_has_the_statute_of_its_time),
        cmocka_unit_test(parts_of_the_return),
        cmocka_unit_test(losses_are_carried),
        cmocka_unit_test(tables_are_whole),
        cmocka_unit_test(wrong_input_is_refused),
        cmocka_unit_test(tax_is_monotone_and_continuous),
        cmocka_unit_test(required_distributions),
        cmocka_unit_test(claiming_factors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
