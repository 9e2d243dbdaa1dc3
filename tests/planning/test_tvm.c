/* planning: the time value of money, and loans by the month. */
#include "tests/cmocka_fp.h"

#include "planning/math/rng.h"
#include "planning/math/tvm.h"

/* 300,000 at 5 % over 30 years, by the month: 1,610.46 (published tables of
 * mortgage payments), and the balance after ten years by the textbook: the
 * balance grown less the payments grown. */
static void
known_answers(void **state)
{
    struct fp_tvm t = { .rate = 0.05 / 12, .periods = 360,
                        .present = 300000 };

    (void)state;
    assert_near(fp_tvm_payment(&t), -1610.46, 0.005);
    t.payment = fp_tvm_payment(&t);
    t.periods = 120;
    assert_near(fp_tvm_future(&t), -244026.19, 0.005);
    /* annuity due: three payments, discounted one by one */
    t = (struct fp_tvm){ .rate = 0.04, .periods = 3, .present = -100,
                         .due = FP_TVM_START };
    assert_near(fp_tvm_payment(&t),
                100 / (1 + 1 / 1.04 + 1 / (1.04 * 1.04)), 1e-12);
    assert_near(fp_tvm_annuity(0.04, 3, FP_TVM_START),
                1 + 1 / 1.04 + 1 / (1.04 * 1.04), 1e-14);
    assert_near(fp_tvm_sum(0.04, 3, FP_TVM_END), 1.04 * 1.04 + 1.04 + 1,
                1e-14);
    assert_near(fp_tvm_annuity(0, 17.5, FP_TVM_END), 17.5, 0);
    assert_near(fp_tvm_sum(0, 17.5, FP_TVM_START), 17.5, 0);
}

/* Rates so small that (1+i)^n - 1 as written would have no digits left. */
static void
tiny_rates_keep_their_digits(void **state)
{
    (void)state;
    for (double i = 1e-4; i > 1e-18; i /= 10) {
        /* n - n(n+1)/2 i + n(n+1)(n+2)/6 i^2 - … */
        double want = 30 - 465 * i + 4960 * i * i - 40920 * i * i * i;

        assert_near(fp_tvm_annuity(i, 30, FP_TVM_END), want,
                    1e-13 * want + 3e5 * i * i * i * i);
        assert_near(fp_tvm_log1p(i), log1p(i), 4e-16 * i);
        assert_near(fp_tvm_expm1(i), expm1(i), 4e-16 * i);
        assert_near(fp_tvm_log1p(-i), log1p(-i), 4e-16 * i);
        assert_near(fp_tvm_expm1(-i), expm1(-i), 4e-16 * i);
    }
    assert_near(fp_tvm_expm1(-800), -1, 0);
    assert_near(fp_tvm_growth(-0.5, 3), 0.125, 1e-16);
}

/* Each of the five comes back from the other four, over random streams. */
static void
five_from_four(void **state)
{
    size_t rates = 0, periods = 0;

    (void)state;
    for (uint64_t k = 0; k < 2000; k++) {
        double u[6], n, rate;
        struct fp_tvm t;

        fp_rng_uniform2(77, k, 0, 0, u);
        fp_rng_uniform2(77, k, 1, 0, u + 2);
        fp_rng_uniform2(77, k, 2, 0, u + 4);
        t = (struct fp_tvm){ .rate = -0.05 + 0.2 * u[0],
                             .periods = 1 + floor(59 * u[1]),
                             .present = -1000 * u[2],
                             .payment = 100 * (u[3] - 0.3),
                             .due = u[5] < 0.5 ? FP_TVM_END : FP_TVM_START };
        t.future = fp_tvm_future(&t);
        assert_near(fp_tvm_present(&t), t.present,
                    1e-11 * (1 + fabs(t.future) + fabs(t.present)) *
                        (1 + fp_tvm_growth(t.rate, -t.periods)));
        assert_near(fp_tvm_payment(&t), t.payment,
                    1e-11 * (1000 + fabs(t.future)));
        if (fp_tvm_periods(&t, &n) == FP_OK) {
            struct fp_tvm again = t;

            again.periods = n;
            assert_near(fp_tvm_future(&again), t.future,
                        1e-8 * (1000 + fabs(t.future)));
            periods++;
        }
        assert_int_equal(fp_tvm_rate(&t, &rate), FP_OK);
        /* there may be two: the one found solves it, nearer to 0 */
        {
            struct fp_tvm again = t;

            again.rate = rate;
            assert_near(fp_tvm_future(&again), t.future,
                        1e-7 * (1000 + fabs(t.future)));
            assert_true(fabs(rate) <= fabs(t.rate) * 1.06 + 1e-9);
            rates += fabs(rate - t.rate) < 1e-9;
        }
    }
    assert_true(rates > 1800);
    assert_true(periods > 1800);
}

static void
no_answer_is_said(void **state)
{
    double out = 42;
    /* the payment is less than the interest: never paid off */
    struct fp_tvm t = { .rate = 0.01, .present = 10000, .payment = -99 };

    (void)state;
    assert_int_equal(fp_tvm_periods(&t, &out), FP_EDOM);
    t.rate = -1;
    assert_int_equal(fp_tvm_periods(&t, &out), FP_EDOM);
    t = (struct fp_tvm){ .present = 100, .payment = 10 };
    assert_int_equal(fp_tvm_periods(&t, &out), FP_EDOM);
    /* money received all along has no rate */
    t = (struct fp_tvm){ .periods = 10, .present = 100, .payment = 10 };
    assert_int_equal(fp_tvm_rate(&t, &out), FP_EDOM);
    t = (struct fp_tvm){ .periods = 0, .present = 100, .future = -100 };
    assert_int_equal(fp_tvm_rate(&t, &out), FP_EDOM);
    assert_near(out, 42, 0);
    t = (struct fp_tvm){ .periods = 1, .present = -1, .future = 100000 };
    assert_int_equal(fp_tvm_rate(&t, &out), FP_OK);
    assert_near(out, 99999, 1e-5);
    t.future = 1e-6;
    assert_int_equal(fp_tvm_rate(&t, &out), FP_OK);
    assert_near(out, 1e-6 - 1, 1e-12);
}

static void
loans(void **state)
{
    struct fp_loan_month months[400];
    struct fp_loan loan = { .balance = 200000, .rate = 0.06, .cents = 1 };
    double interest, paid = 0;
    size_t n;

    (void)state;
    loan.payment_monthly = fp_loan_payment(200000, 0.06, 360, 1);
    assert_near(loan.payment_monthly, 1199.10, 1e-9); /* 1199.1010… */
    loan.months_left = 360;
    n = fp_loan_schedule(&loan, months, 400, &interest);
    assert_int_equal(n, 360);
    assert_near(months[0].interest, 1000, 0);
    assert_near(months[0].principal, 199.10, 1e-9);
    assert_near(months[1].interest, 999.00, 1e-9); /* 199,800.90 / 200 */
    assert_near(months[359].balance, 0, 0);
    for (size_t i = 0; i < n; i++) {
        double cents = months[i].balance * 100;

        assert_near(cents, floor(cents + 0.5), 1e-4);
        assert_near(months[i].payment,
                    months[i].interest + months[i].principal, 1e-9);
        if (i < n - 1)
            assert_near(months[i].payment, 1199.10, 0);
        paid += months[i].payment;
    }
    assert_near(paid - interest, 200000, 1e-5);
    /* the cents that the level payment is short by, with their interest */
    assert_near(months[359].payment, 1200.14, 1e-5);
    /* without rounding the closed form holds at every month */
    loan.cents = loan.months_left = 0;
    loan.payment_monthly = fp_loan_payment(200000, 0.06, 360, 0);
    n = fp_loan_schedule(&loan, months, 400, NULL);
    assert_true(n == 360 || n == 361); /* a rest of rounding */
    for (size_t i = 0; i < 359; i++) {
        struct fp_tvm t = { .rate = 0.005, .periods = (double)(i + 1),
                            .present = 200000,
                            .payment = -loan.payment_monthly };

        assert_near(months[i].balance, -fp_tvm_future(&t), 1e-6);
    }
    /* a payment below the interest: the debt grows */
    loan.payment_monthly = 500;
    assert_int_equal(fp_loan_schedule(&loan, months, 12, &interest), 12);
    assert_true(months[11].balance > 200000);
    loan.rate = 0;
    loan.payment_monthly = 100000;
    assert_int_equal(fp_loan_schedule(&loan, months, 12, &interest), 2);
    assert_near(interest, 0, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(tiny_rates_keep_their_digits),
        cmocka_unit_test(five_from_four),
        cmocka_unit_test(no_answer_is_said),
        cmocka_unit_test(loans),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
