/* planning: how amounts of the federal return are carried forward, and the
 * corners of the return where one line reaches into another. */
#include "tests/cmocka_fp.h"

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
    return result;
}

/* The chained index rose by this from the amounts of 2025 to those of 2026:
 * of all factors of six digits between 1.02270 and 1.02280, one that gives
 * every published amount below from the one before. */
#define RISE_2026 1.022765

/* Published amounts of 2026 from those of 2025, every status: the fourth to
 * seventh rates (the lower ones had a rise of their own, Pub. L. 119-21 sec.
 * 70101), rates of gains, business income, the second minimum rate. Each
 * status has its own rounding. SOURCE: Rev. Proc. 2024-40 and 2025-32. */
static void
next_years_published_amounts(void **state)
{
    (void)state;
    for (int status = 0; status < FP_FILING_COUNT; status++) {
        struct fp_tax_law law = law_of(2025, status), out;
        struct fp_tax_law next = law_of(2026, status);

        fp_tax_law_index(&law, RISE_2026, &out);
        for (size_t i = 3; i < law.ordinary.n; i++)
            assert_near(out.ordinary.floor[i], next.ordinary.floor[i], 1e-9);
        assert_near(out.gains.floor[1], next.gains.floor[1], 1e-9);
        /* A separate return's starts from a base that rounding hides. */
        if (status != FP_FILING_MARRIED_SEPARATE)
            assert_near(out.gains.floor[2], next.gains.floor[2], 1e-9);
        assert_near(out.qbi_threshold, next.qbi_threshold, 1e-9);
        assert_near(out.amt_rate_2_start, next.amt_rate_2_start, 1e-9);
    }
}

/* One status's amounts are halves or doubles of another's, in every year. */
static void
statuses_keep_their_proportions(void **state)
{
    (void)state;
    for (double factor = 1.001; factor < 4.0; factor *= 1.0137) {
        struct fp_tax_law law = law_of(2026, FP_FILING_SINGLE), single;
        struct fp_tax_law joint, separate, head, survivor;

        fp_tax_law_index(&law, factor, &single);
        law = law_of(2026, FP_FILING_MARRIED_JOINT);
        fp_tax_law_index(&law, factor, &joint);
        law = law_of(2026, FP_FILING_MARRIED_SEPARATE);
        fp_tax_law_index(&law, factor, &separate);
        law = law_of(2026, FP_FILING_HEAD_OF_HOUSEHOLD);
        fp_tax_law_index(&law, factor, &head);
        law = law_of(2026, FP_FILING_SURVIVING_SPOUSE);
        fp_tax_law_index(&law, factor, &survivor);
        /* The two lowest rates end alike; the others follow. */
        for (size_t i = 1; i < 6; i++) {
            assert_near(2 * single.ordinary.floor[i],
                        joint.ordinary.floor[i], 1e-9);
            assert_near(2 * separate.ordinary.floor[i],
                        joint.ordinary.floor[i], 1e-9);
            assert_near(survivor.ordinary.floor[i], joint.ordinary.floor[i],
                        1e-9);
        }
        assert_near(2 * single.gains.floor[1], joint.gains.floor[1], 1e-9);
        assert_near(2 * separate.gains.floor[1], joint.gains.floor[1], 1e-9);
        assert_near(2 * single.qbi_threshold, joint.qbi_threshold, 1e-9);
        assert_near(2 * separate.amt_exemption, joint.amt_exemption, 1e-9);
        assert_near(2 * single.amt_phaseout_start, joint.amt_phaseout_start,
                    1e-9);
        assert_near(2 * separate.amt_rate_2_start, joint.amt_rate_2_start,
                    1e-9);
        assert_near(2 * single.savers_50, joint.savers_50, 1e-9);
        assert_near(0.75 * joint.savers_10, head.savers_10, 1e-9);
    }
}

/* 26 U.S.C. 56(b)(1)(A): the minimum tax adds back the state taxes that were
 * deducted, and not those that the cap kept out. */
static void
minimum_tax_adds_back_what_was_deducted(void **state)
{
    struct fp_tax_law law = law_of(2025, FP_FILING_SINGLE);
    struct fp_tax_input in = { .n_taxpayers = 1, .ages = { 50, 0 },
                               .long_term_gains = 1100000,
                               .salt_paid = 60000,
                               .mortgage_interest = 30000 };
    struct fp_tax_result r = tax_of(&law, &in);

    (void)state;
    /* 40,000 less 30 % of 600,000 would be below nothing: 10,000 stays. */
    assert_near(r.salt_deducted, 10000, 1e-9);
    assert_near(r.itemized_deduction, 40000, 1e-9);
    assert_near(r.regular_tax,
                0.15 * (533400 - 48350) + 0.20 * (1060000 - 533400), 0.005);
    /* No exemption is left at 1,070,000, all of it gains at 20 %. */
    assert_near(r.amt, 0.20 * 10000, 0.005);
    /* In 2026 gifts beside the standard deduction count for both taxes:
     * what differs is the standard deduction alone. */
    law = law_of(2026, FP_FILING_SINGLE);
    in = (struct fp_tax_input){ .n_taxpayers = 1, .ages = { 50, 0 },
                                .long_term_gains = 1100000,
                                .charity_cash = 1000 };
    r = tax_of(&law, &in);
    assert_near(r.deduction, 17100, 1e-9);
    assert_near(r.amt, 0.20 * 16100, 0.005);
}

/* 26 U.S.C. 199A(i), from 2026 on. */
static void
business_deduction_has_a_least(void **state)
{
    struct fp_tax_law law = law_of(2026, FP_FILING_SINGLE), next;
    struct fp_tax_input in = { .n_taxpayers = 1, .ages = { 50, 0 },
                               .wages = { 500000, 0 },
                               .self_employment = { 100000, 0 } };

    (void)state;
    assert_near(tax_of(&law, &in).qbid, 400, 0);
    in.self_employment[0] = 1000; /* 985.77 after half of the tax */
    assert_near(tax_of(&law, &in).qbid, 0, 0);
    in.wages[0] = 60000;
    in.self_employment[0] = 1500;
    assert_near(tax_of(&law, &in).qbid, 400, 0);
    in.wages[0] = 0; /* no income is left to lower */
    assert_near(tax_of(&law, &in).qbid, 400, 0);
    assert_near(tax_of(&law, &in).taxable_income, 0, 0);
    law = law_of(2025, FP_FILING_SINGLE);
    in.wages[0] = 500000;
    assert_near(tax_of(&law, &in).qbid, 0, 0);
    law = law_of(2026, FP_FILING_SINGLE);
    fp_tax_law_index(&law, 1.03, &next);
    assert_near(next.qbi_minimum, 410, 1e-9);
    assert_near(next.qbi_minimum_income, 1030, 1e-9);
}

/* 26 U.S.C. 32(i): a loss on shares leaves the interest as it is. */
static void
losses_hide_no_investment_income(void **state)
{
    struct fp_tax_law law = law_of(2025, FP_FILING_SINGLE);
    struct fp_tax_input in = { .n_taxpayers = 1, .ages = { 35, 0 },
                               .eitc_children = 1, .wages = { 15000, 0 },
                               .interest = 11950 };

    (void)state;
    assert_near(tax_of(&law, &in).eitc, 4328 - 0.1598 * (26950 - 23350), 0.5);
    in.interest = 11951;
    assert_near(tax_of(&law, &in).eitc, 0, 0);
    in.long_term_gains = -3000;
    assert_near(tax_of(&law, &in).eitc, 0, 0);
    in.long_term_gains = 0;
    in.rental_income = -2000;
    assert_near(tax_of(&law, &in).eitc, 0, 0);
}

/* 26 U.S.C. 32(d)(2): spouses who live apart. */
static void
separate_return_with_a_child(void **state)
{
    struct fp_tax_law law = law_of(2025, FP_FILING_MARRIED_SEPARATE);
    struct fp_tax_input in = { .n_taxpayers = 1, .ages = { 35, 0 },
                               .wages = { 8490, 0 } };

    (void)state;
    assert_near(tax_of(&law, &in).eitc, 0, 0);
    in.eitc_children = 1;
    assert_near(tax_of(&law, &in).eitc, 0.34 * 8490, 0.005);
}

/* SECURE 2.0, sec. 103: no credit for savings after 2026. */
static void
savers_credit_ends(void **state)
{
    struct fp_tax_law law;
    struct fp_tax_input in = { .n_taxpayers = 1, .ages = { 30, 0 },
                               .wages = { 24000, 0 },
                               .savers_contributions = { 1000, 0 } };

    (void)state;
    for (int year = 2025; year <= 2028; year++) {
        assert_int_equal(fp_tax_law_plan_year(2026, year, FP_FILING_SINGLE,
                                              0, &law),
                         FP_OK);
        assert_near(tax_of(&law, &in).savers_credit, year < 2027 ? 500 : 0,
                    0);
    }
}

/* 26 U.S.C. 1212(b)(2)(B)(ii): the deduction for seniors, one of section 151,
 * does not keep a loss from being used. */
static void
seniors_use_their_losses(void **state)
{
    struct fp_tax_law law = law_of(2025, FP_FILING_SINGLE);
    struct fp_tax_input in = { .n_taxpayers = 1, .ages = { 70, 0 },
                               .retirement_income = 20000,
                               .long_term_gains = -10000 };
    struct fp_tax_result r = tax_of(&law, &in);

    (void)state;
    /* 17,000 less 17,750 leaves -750, and 2,250 of the 3,000 is used. */
    assert_near(r.agi, 17000, 1e-9);
    assert_near(r.loss_carried_long, 7750, 1e-9);
    assert_near(r.loss_carried_short, 0, 1e-9);
}

/* --- properties over random returns -------------------------------------------- */

enum { RETURNS = 20000, SEED = 1986 };

/* The n-th of the numbers of return i, between 0 and 1. */
static double
draw(uint64_t i, uint32_t n)
{
    double u[2];

    fp_rng_uniform2(SEED, i, 0, n / 2, u);
    return u[n % 2];
}

/* most, or nothing in half of the returns; small amounts are frequent. */
static double
amount(uint64_t i, uint32_t n, double most)
{
    double u = draw(i, n);

    return u < 0.5 ? 0.0 : most * (2 * u - 1) * (2 * u - 1);
}

static struct fp_tax_input
random_return(uint64_t i, enum fp_filing_status status)
{
    struct fp_tax_input in = {
        .n_taxpayers = status == FP_FILING_MARRIED_JOINT ? 2 : 1,
        .ages = { 20 + (int)(65 * draw(i, 0)), 20 + (int)(65 * draw(i, 1)) },
        .blind = { draw(i, 2) < 0.05, draw(i, 3) < 0.05 },
        .children_under_17 = (int)amount(i, 4, 6),
        .other_dependents = (int)amount(i, 5, 4),
        .wages = { amount(i, 6, 400000), amount(i, 7, 300000) },
        .self_employment = { amount(i, 8, 300000) - amount(i, 9, 50000),
                             amount(i, 10, 100000) },
        .savers_contributions = { amount(i, 11, 4000), 0 },
        .interest = amount(i, 12, 60000),
        .tax_exempt_interest = amount(i, 13, 40000),
        .ordinary_dividends = amount(i, 14, 90000),
        .short_term_gains = amount(i, 15, 80000) - amount(i, 16, 80000),
        .long_term_gains = amount(i, 17, 900000) - amount(i, 18, 90000),
        .retirement_income = amount(i, 19, 300000),
        .rental_income = amount(i, 20, 60000) - amount(i, 21, 20000),
        .social_security = amount(i, 22, 90000),
        .medical_expenses = amount(i, 23, 60000),
        .salt_paid = amount(i, 24, 90000),
        .mortgage_interest = amount(i, 25, 60000),
        .mortgage_balance = amount(i, 26, 1500000),
        .charity_cash = amount(i, 27, 200000),
        .early_distribution = amount(i, 28, 20000),
    };

    in.eitc_children = in.children_under_17;
    in.qualified_dividends = in.ordinary_dividends * draw(i, 29);
    if (in.n_taxpayers == 1)
        in.wages[1] = in.self_employment[1] = 0.0;
    return in;
}

/* A cent more of a pension takes no tax away and no more than the cent, but
 * for the steps that the law has: 50 dollars of the child credit at each
 * thousand, and the rates of the saver's credit. */
static void
tax_rises_evenly(void **state)
{
    uint64_t with_amt = 0, with_credit = 0, itemised = 0;

    (void)state;
    for (uint64_t i = 0; i < RETURNS; i++) {
        enum fp_filing_status status = i % FP_FILING_COUNT;
        struct fp_tax_law law = law_of(2023 + (int)(i / 5 % 4), status);
        struct fp_tax_input in = random_return(i, status);
        struct fp_tax_result before = tax_of(&law, &in), after, run;
        double step = 0.01, jump;

        fp_tax_run(&law, &in, &run);
        assert_true(run.total == before.total);
        assert_true(fp_tax_total(&law, &in) == before.total);
        in.retirement_income += step;
        after = tax_of(&law, &in);
        jump = after.savers_credit < before.savers_credit
                   ? before.savers_credit - after.savers_credit
                   : 0.0;
        if (ceil((after.agi - law.ctc_phaseout_start) / 1000) >
            ceil((before.agi - law.ctc_phaseout_start) / 1000))
            jump += 50;
        if (after.total < before.total - 1e-8 ||
            after.total > before.total + 1.2 * step + jump)
            fail_msg("seed %d, return %d: %.6f, then %.6f", SEED, (int)i,
                     before.total, after.total);
        with_amt += before.amt > 0;
        with_credit += before.eitc > 0 || before.ctc_refundable > 0;
        itemised += before.itemized_deduction == before.deduction;
    }
    /* The draws reach the corners that this is about. */
    assert_true(with_amt > 200);
    assert_true(with_credit > 200);
    assert_true(itemised > 2000);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(next_years_published_amounts),
        cmocka_unit_test(statuses_keep_their_proportions),
        cmocka_unit_test(minimum_tax_adds_back_what_was_deducted),
        cmocka_unit_test(business_deduction_has_a_least),
        cmocka_unit_test(losses_hide_no_investment_income),
        cmocka_unit_test(separate_return_with_a_child),
        cmocka_unit_test(savers_credit_ends),
        cmocka_unit_test(seniors_use_their_losses),
        cmocka_unit_test(tax_rises_evenly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
