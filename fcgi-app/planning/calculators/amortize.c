/* Paying a loan off. */
#include "planning/calculators/amortize.h"

#include <math.h>

#include "planning/math/tvm.h"

/* A balance within rounding of nothing, where cents are not kept. */
#define REST 1e-9

static int
is_amount(double x)
{
    return isfinite(x) && x >= 0.0;
}

static int
are_terms(const struct fp_loan_terms *t)
{
    for (size_t i = 0; i < t->n_extras; i++)
        if (t->extras[i].month < 1 || !is_amount(t->extras[i].amount))
            return 0;
    return is_amount(t->balance) && t->balance > 0.0 && is_amount(t->rate) &&
           t->rate <= 10.0 && t->months >= 0 &&
           t->months <= FP_LOAN_MONTHS_MAX && is_amount(t->payment) &&
           (t->months > 0) != (t->payment > 0.0) && t->interest_only >= 0 &&
           (t->months == 0 || t->interest_only < t->months) &&
           is_amount(t->extra_monthly) && is_amount(t->extra_yearly);
}

/* Extra principal in a month, at most what is left. */
static double
extra_in(const struct fp_loan_terms *t, int month, double left)
{
    double extra = 0.0;

    if (month >= t->extra_from) {
        extra += t->extra_monthly;
        if (month % 12 == 0)
            extra += t->extra_yearly;
    }
    for (size_t i = 0; i < t->n_extras; i++)
        if (t->extras[i].month == month)
            extra += t->extras[i].amount;
    return extra < left ? extra : left;
}

enum fp_err
fp_amortize(const struct fp_loan_terms *t, struct fp_loan_row *rows,
            struct fp_loan_summary *out)
{
    struct fp_loan_summary sum = { 0 };
    struct fp_loan left;

    if (!are_terms(t))
        return FP_EINVAL;
    sum.payment = t->months > 0
                      ? fp_loan_payment(t->balance, t->rate,
                                        t->months - t->interest_only,
                                        t->cents)
                      : t->payment;
    left = (struct fp_loan){ t->balance, t->rate, sum.payment, t->cents,
                             t->months > 0 ? t->months - t->interest_only
                                           : 0 };
    while (left.balance > REST * t->balance) {
        struct fp_loan_month month;
        double extra;

        if (sum.months == FP_LOAN_MONTHS_MAX)
            return FP_EDOM;
        if (++sum.months <= t->interest_only) {
            struct fp_loan only = left;

            only.payment_monthly = 0.0;
            month = fp_loan_next(&only);
            month.payment = month.interest;
            month.principal = 0.0;
        } else {
            month = fp_loan_next(&left);
        }
        extra = extra_in(t, sum.months, left.balance);
        left.balance -= extra;
        /* Whole cents stay whole: sums of them drift by less than a half. */
        if (t->cents)
            left.balance = floor(left.balance * 100.0 + 0.5) / 100.0;
        sum.interest += month.interest;
        sum.extra += extra;
        sum.last_payment = month.payment + extra;
        sum.paid += sum.last_payment;
        if (rows != NULL)
            rows[sum.months - 1] = (struct fp_loan_row){
                month.payment, month.interest, month.principal, extra,
                left.balance
            };
    }
    *out = sum;
    return FP_OK;
}
