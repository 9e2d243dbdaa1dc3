/* The time value of money: five quantities of a level stream of payments, any
 * one from the other four; and loans paid by the month.
 *
 * The signs are those of a financial calculator: money received is positive,
 * money paid is negative, and
 *
 *   present (1+i)^n + payment (1 + i [start]) ((1+i)^n - 1)/i + future = 0.
 *
 * Whoever borrows 100,000 has present = 100000 and a negative payment; whoever
 * draws down 100,000 has present = -100000 and a positive one. rate is per
 * period and above -1; at a rate of 0 the limit is taken, and rates near 0
 * lose no digits. periods may be fractional.
 * Amounts in any one currency. Pure; thread-safe. */
#ifndef FP_PLANNING_TVM_H
#define FP_PLANNING_TVM_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Payments at each period's end or start (annuity due). */
enum fp_tvm_due { FP_TVM_END, FP_TVM_START };

struct fp_tvm {
    double rate, periods, present, payment, future;
    enum fp_tvm_due due;
};

/* (1+rate)^periods; log(1+x) and e^x - 1 to full relative precision, also
 * near 0. */
double fp_tvm_growth(double rate, double periods);
double fp_tvm_log1p(double x);
double fp_tvm_expm1(double x);

/* Value now of 1 a period for so many periods; and their value at the end. */
double fp_tvm_annuity(double rate, double periods, enum fp_tvm_due due);
double fp_tvm_sum(double rate, double periods, enum fp_tvm_due due);

/* The quantity of that name from the other four members of t. The payment
 * over no periods is not a number. */
double fp_tvm_present(const struct fp_tvm *t) FP_NONNULL(1);
double fp_tvm_future(const struct fp_tvm *t) FP_NONNULL(1);
double fp_tvm_payment(const struct fp_tvm *t) FP_NONNULL(1);

/* FP_EDOM when no number of periods from 0 on does it: the payments never
 * catch up with the interest. */
enum fp_err fp_tvm_periods(const struct fp_tvm *t, double *periods)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* The rate nearest to 0 of those above -1 and up to 1,000,000 a period, to a
 * relative precision of 1e-13 of 1 + rate. FP_EDOM when there is none. */
enum fp_err fp_tvm_rate(const struct fp_tvm *t, double *rate)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* One month of a loan. */
struct fp_loan_month {
    double interest, principal, payment; /* payment = interest + principal */
    double balance;                      /* after the payment */
};

/* How lenders count: interest of a month is balance * rate / 12, rounded half
 * up to the cent when cents is 1; the last payment is what is still owed.
 * A payment that does not cover the interest lets the balance grow. */
struct fp_loan {
    double balance;
    double rate;            /* nominal, a year */
    double payment_monthly;
    int cents;
    int months_left;        /* the payment of the last of so many is all that
                             * is owed, be it above the level one; 0: however
                             * many it takes */
};

/* The next month of the loan; loan->balance goes on to what is left. */
struct fp_loan_month fp_loan_next(struct fp_loan *loan) FP_NONNULL(1);

/* Writes months until the loan is gone or out[n] is full; returns how many.
 * total_interest may be NULL. */
size_t fp_loan_schedule(const struct fp_loan *loan, struct fp_loan_month *out,
                        size_t n, double *total_interest)
    FP_NONNULL(1, 2);

/* The level payment that ends a loan in so many months; with cents rounded half
 * up to the cent, as published tables have it, so that the last payment is a
 * little more or less (months_left). */
double fp_loan_payment(double balance, double rate, int months, int cents);

#ifdef __cplusplus
}
#endif

#endif
