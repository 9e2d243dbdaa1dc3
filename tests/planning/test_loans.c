/* planning/calculators: loans to their end, the annual percentage rate,
 * refinancing, and several debts paid off with one amount. */
#include "tests/cmocka_fp.h"

#include "planning/calculators/amortize.h"
#include "planning/calculators/apr.h"
#include "planning/calculators/debts.h"
#include "planning/calculators/refinance.h"
#include "planning/math/rng.h"
#include "planning/math/tvm.h"

/* Four uniforms of case i. */
static void
draw(uint64_t seed, uint64_t i, uint32_t k, double u[4])
{
    fp_rng_uniform2(seed, i, k, 0, u);
    fp_rng_uniform2(seed, i, k, 1, u + 2);
}

/* Regulation Z, 12 CFR part 1026, appendix J, examples (c)(1)(i) to (v): the
 * rates that it prints, to the hundredth of a per cent. */
static void
appendix_j(void **state)
{
    static const struct {
        struct fp_apr_loan loan;
        double percent;
    } cases[] = {
        { { 5000, 230, 24, 0, 1, 0, 12 }, 9.69 },
        { { 6000, 200, 36, 0, 1, 19.0 / 30, 12 }, 11.82 },
        { { 5000, 219.17, 24, 0, 0, 6.0 / 15, 24 }, 10.34 },
        { { 10000, 385, 40, 0, 1, 39.0 / 90, 4 }, 8.97 },
        { { 500, 17.60, 30, 0, 4, 4.0 / 7, 52 }, 14.96 },
    };

    (void)state;
    for (size_t i = 0; i < FP_COUNT(cases); i++) {
        double rate = 0;

        assert_int_equal(fp_apr(&cases[i].loan, &rate), FP_OK);
        assert_near(100 * rate, cases[i].percent, 0.005);
    }
}

/* Without charges the rate is the loan's own; charges raise it. */
static void
apr_of_a_loan_is_its_rate(void **state)
{
    (void)state;
    for (int i = 0; i <= 20; i++) {
        double rate = i * 0.01, apr, dearer;
        struct fp_apr_loan loan = {
            .advance = 100000,
            .payment = fp_loan_payment(100000, rate, 360, 0),
            .payments = 360, .first_periods = 1, .per_year = 12
        };

        assert_int_equal(fp_apr(&loan, &apr), FP_OK);
        assert_near(apr, rate, 1e-10);
        loan.advance = 98000;
        assert_int_equal(fp_apr(&loan, &dearer), FP_OK);
        assert_true(dearer > apr);
    }
}

static void
apr_refuses(void **state)
{
    struct fp_apr_loan loan = { 1000, 10, 10, 0, 1, 0, 12 };
    double rate = 7;

    (void)state;
    assert_int_equal(fp_apr(&loan, &rate), FP_EDOM);
    loan.payments = 0;
    assert_int_equal(fp_apr(&loan, &rate), FP_EINVAL);
    assert_near(rate, 7, 0);
}

/* 300,000 at 5 % over 30 years: 1,610.46 a month, of which 1,250.00 is
 * interest in the first (published tables of mortgage payments). */
static void
a_mortgage(void **state)
{
    static struct fp_loan_row rows[FP_LOAN_MONTHS_MAX];
    struct fp_loan_terms terms = { .balance = 300000, .rate = 0.05,
                                   .months = 360, .cents = 1 };
    struct fp_loan_summary sum;

    (void)state;
    assert_int_equal(fp_amortize(&terms, rows, &sum), FP_OK);
    assert_near(sum.payment, 1610.46, 1e-9);
    assert_int_equal(sum.months, 360);
    assert_near(rows[0].interest, 1250.00, 0);
    assert_near(rows[359].balance, 0, 0);
    assert_near(sum.paid, 300000 + sum.interest, 1e-6);
    assert_near(sum.interest, 279767, 5);
}

/* Every month balances to the cent, and the principal adds up to the loan,
 * with extra payments of all kinds. */
static void
every_month_balances(void **state)
{
    static struct fp_loan_row rows[FP_LOAN_MONTHS_MAX];

    (void)state;
    for (uint64_t i = 0; i < 300; i++) {
        struct fp_loan_summary sum;
        struct fp_loan_extra once;
        double u[4], left, principal = 0;

        draw(5, i, 0, u);
        once = (struct fp_loan_extra){ 1 + (int)(u[3] * 50), 1000 };
        struct fp_loan_terms terms = {
            .balance = 1000 + floor(u[0] * 500000), .rate = u[1] * 0.12,
            .months = 13 + (int)(u[2] * 400), .cents = 1,
            .extra_monthly = floor(u[3] * 100), .extra_yearly = 500,
            .extra_from = 12, .extras = &once, .n_extras = 1,
            .interest_only = (int)(u[1] * 12)
        };
        left = terms.balance;
        assert_int_equal(fp_amortize(&terms, rows, &sum), FP_OK);
        for (int m = 0; m < sum.months; m++) {
            assert_near(rows[m].payment,
                        rows[m].interest + rows[m].principal, 1e-6);
            left -= rows[m].principal + rows[m].extra;
            principal += rows[m].principal + rows[m].extra;
            assert_near(rows[m].balance, left, 1e-5);
            left = rows[m].balance;
        }
        assert_near(principal, terms.balance, 1e-4);
        assert_near(rows[sum.months - 1].balance, 0, 0);
    }
}

static void
extra_payments_save(void **state)
{
    struct fp_loan_terms terms = { .balance = 200000, .rate = 0.06,
                                   .months = 360, .cents = 1,
                                   .extra_from = 1 };
    struct fp_loan_summary before, after;

    (void)state;
    assert_int_equal(fp_amortize(&terms, NULL, &before), FP_OK);
    for (int i = 1; i < 20; i++) {
        terms.extra_monthly = 50 * i;
        assert_int_equal(fp_amortize(&terms, NULL, &after), FP_OK);
        assert_true(after.months < before.months);
        assert_true(after.interest < before.interest);
        before = after;
    }
    terms.payment = 900; /* the first month's interest is 1,000 */
    terms.months = 0;
    terms.extra_monthly = 0;
    assert_int_equal(fp_amortize(&terms, NULL, &after), FP_EDOM);
    terms.months = 12;
    assert_int_equal(fp_amortize(&terms, NULL, &after), FP_EINVAL);
}

/* By hand at a rate of nothing: 12,000 owed, 100 a month; the new loan asks 90
 * and costs 300 once. Nothing but the costs tells them apart. */
static void
refinancing(void **state)
{
    struct fp_refinance q = {
        .old_loan = { .balance = 12000, .payment = 100, .cents = 1 },
        .new_loan = { .balance = 12000, .payment = 90, .cents = 1 },
        .costs_paid = 300, .keep_months = 60
    };
    struct fp_refinance_result r;

    (void)state;
    assert_int_equal(fp_refinance(&q, &r), FP_OK);
    assert_near(r.saving, -300, 1e-9);
    assert_int_equal(r.break_even_months, -1);
    assert_int_equal(r.simple_months, 30);
    /* the same loan at half the interest, without costs, is better at once */
    q.old_loan.rate = 0.06;
    q.new_loan = (struct fp_loan_terms){ .balance = 12000, .payment = 100,
                                         .cents = 1, .rate = 0.03 };
    q.costs_paid = 0;
    assert_int_equal(fp_refinance(&q, &r), FP_OK);
    assert_int_equal(r.break_even_months, 1);
    assert_int_equal(r.cheaper_until, 60);
    assert_int_equal(r.simple_months, 0);
    assert_true(r.saving > 0);
    /* costs that are as high as what is saved in ten months */
    q.costs_paid = 295;
    assert_int_equal(fp_refinance(&q, &r), FP_OK);
    assert_in_range(r.break_even_months, 10, 11);
}

/* One debt under any order is the loan of fp_amortize. */
static void
one_debt_is_a_loan(void **state)
{
    static struct fp_debts_result r;
    struct fp_debt debt = { 7431.17, 0.1999, 250 };
    struct fp_loan_terms terms = { .balance = 7431.17, .rate = 0.1999,
                                   .payment = 250, .cents = 1 };
    struct fp_loan_summary sum;

    (void)state;
    assert_int_equal(fp_amortize(&terms, NULL, &sum), FP_OK);
    for (int order = 0; order < FP_DEBTS_ORDERS; order++) {
        assert_int_equal(fp_debts_pay(&debt, 1, (enum fp_debt_order)order,
                                      250, &r), FP_OK);
        assert_int_equal(r.months, sum.months);
        assert_near(r.interest, sum.interest, 0.005);
        assert_near(r.paid, sum.paid, 0.005);
    }
}

/* Avalanche has the least interest of all orders, over every permutation of
 * four debts; snowball ends its first debt no later than any. */
static void
avalanche_is_cheapest(void **state)
{
    static struct fp_debts_result best, r;
    static const int perms[24][4] = {
        { 0, 1, 2, 3 }, { 0, 1, 3, 2 }, { 0, 2, 1, 3 }, { 0, 2, 3, 1 },
        { 0, 3, 1, 2 }, { 0, 3, 2, 1 }, { 1, 0, 2, 3 }, { 1, 0, 3, 2 },
        { 1, 2, 0, 3 }, { 1, 2, 3, 0 }, { 1, 3, 0, 2 }, { 1, 3, 2, 0 },
        { 2, 0, 1, 3 }, { 2, 0, 3, 1 }, { 2, 1, 0, 3 }, { 2, 1, 3, 0 },
        { 2, 3, 0, 1 }, { 2, 3, 1, 0 }, { 3, 0, 1, 2 }, { 3, 0, 2, 1 },
        { 3, 1, 0, 2 }, { 3, 1, 2, 0 }, { 3, 2, 0, 1 }, { 3, 2, 1, 0 },
    };

    (void)state;
    for (uint64_t k = 0; k < 40; k++) {
        struct fp_debt debts[4], other[4];
        double minimum = 0;

        for (int i = 0; i < 4; i++) {
            double u[4];

            draw(9, k, (uint32_t)i, u);
            debts[i] = (struct fp_debt){ 500 + floor(u[0] * 9000),
                                         0.02 + 0.28 * u[1], 0 };
            debts[i].minimum = ceil(debts[i].balance * 0.03);
            minimum += debts[i].minimum;
        }
        assert_int_equal(fp_debts_pay(debts, 4, FP_DEBTS_AVALANCHE,
                                      minimum + 150, &best), FP_OK);
        for (int p = 0; p < 24; p++) {
            for (int i = 0; i < 4; i++)
                other[i] = debts[perms[p][i]];
            assert_int_equal(fp_debts_pay(other, 4, FP_DEBTS_FIXED,
                                          minimum + 150, &r), FP_OK);
            /* a cent of rounding a month on each debt */
            assert_true(best.interest <= r.interest + 0.02 * r.months);
            assert_near(r.paid - r.interest, debts[0].balance +
                        debts[1].balance + debts[2].balance +
                        debts[3].balance, 0.005);
        }
        assert_int_equal(fp_debts_pay(debts, 4, FP_DEBTS_MINIMUM, 0, &r),
                         FP_OK);
        assert_true(r.months > best.months);
    }
}

static void
debts_refused(void **state)
{
    static struct fp_debts_result r;
    struct fp_debt debts[2] = { { 1000, 0.2, 20 }, { 500, 0.1, 10 } };

    (void)state;
    assert_int_equal(fp_debts_pay(debts, 2, FP_DEBTS_AVALANCHE, 29, &r),
                     FP_ELIMIT);
    debts[0].minimum = 10; /* less than the interest */
    assert_int_equal(fp_debts_pay(debts, 2, FP_DEBTS_MINIMUM, 0, &r),
                     FP_EDOM);
    /* what grows without end is refused before it cannot be held */
    debts[0] = (struct fp_debt){ 1e12, 10, 0.01 };
    assert_int_equal(fp_debts_pay(debts, 2, FP_DEBTS_AVALANCHE, 50, &r),
                     FP_EDOM);
    debts[0].rate = -1;
    assert_int_equal(fp_debts_pay(debts, 2, FP_DEBTS_AVALANCHE, 50, &r),
                     FP_EINVAL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(appendix_j),
        cmocka_unit_test(apr_of_a_loan_is_its_rate),
        cmocka_unit_test(apr_refuses),
        cmocka_unit_test(a_mortgage),
        cmocka_unit_test(every_month_balances),
        cmocka_unit_test(extra_payments_save),
        cmocka_unit_test(refinancing),
        cmocka_unit_test(one_debt_is_a_loan),
        cmocka_unit_test(avalanche_is_cheapest),
        cmocka_unit_test(debts_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
