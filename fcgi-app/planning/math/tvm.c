/* The time value of money, and loans by the month. */
#include "planning/math/tvm.h"

#include <math.h>

#include "planning/math/elementary.h"

/* The rounding error of 1 + x shows in both numerator and denominator and
 * cancels (Kahan). */
double
fp_tvm_log1p(double x)
{
    double u = 1 + x;

    if (u == 1)
        return x;
    return fp_log(u) * (x / (u - 1));
}

double
fp_tvm_expm1(double x)
{
    double u;

    if (fabs(x) < 1e-5)
        return x * (1 + x / 2 * (1 + x / 3));
    u = fp_exp(x);
    if (u - 1 == -1 || isinf(u))
        return u - 1;
    return (u - 1) * (x / fp_log(u));
}

double
fp_tvm_growth(double rate, double periods)
{
    return fp_exp(periods * fp_tvm_log1p(rate));
}

double
fp_tvm_annuity(double rate, double periods, enum fp_tvm_due due)
{
    double first = due == FP_TVM_START ? 1 + rate : 1;

    if (rate == 0)
        return periods;
    return -fp_tvm_expm1(-periods * fp_tvm_log1p(rate)) / rate * first;
}

double
fp_tvm_sum(double rate, double periods, enum fp_tvm_due due)
{
    double first = due == FP_TVM_START ? 1 + rate : 1;

    if (rate == 0)
        return periods;
    return fp_tvm_expm1(periods * fp_tvm_log1p(rate)) / rate * first;
}

double
fp_tvm_present(const struct fp_tvm *t)
{
    return -(t->payment * fp_tvm_annuity(t->rate, t->periods, t->due) +
             t->future * fp_tvm_growth(t->rate, -t->periods));
}

double
fp_tvm_future(const struct fp_tvm *t)
{
    return -(t->present * fp_tvm_growth(t->rate, t->periods) +
             t->payment * fp_tvm_sum(t->rate, t->periods, t->due));
}

double
fp_tvm_payment(const struct fp_tvm *t)
{
    return -(t->present + t->future * fp_tvm_growth(t->rate, -t->periods)) /
           fp_tvm_annuity(t->rate, t->periods, t->due);
}

/* With p = payment (1 + i [start]) / i the equation of the header is
 * (present + p) (1+i)^n = p - future. */
enum fp_err
fp_tvm_periods(const struct fp_tvm *t, double *periods)
{
    double n, p, step;

    if (!(t->rate > -1))
        return FP_EDOM;
    if (t->rate == 0) {
        n = -(t->present + t->future) / t->payment;
    } else {
        p = t->payment * (t->due == FP_TVM_START ? 1 + t->rate : 1) / t->rate;
        step = -(t->present + t->future) / (t->present + p);
        if (!(step > -1))
            return FP_EDOM;
        n = fp_tvm_log1p(step) / fp_tvm_log1p(t->rate);
    }
    if (!(n >= 0) || isinf(n))
        return FP_EDOM;
    *periods = n;
    return FP_OK;
}

/* The equation's left side over (1+i)^n for positive rates: bounded both
 * ways. x is log(1 + rate). */
static double
imbalance(const struct fp_tvm *t, double x)
{
    double rate = fp_tvm_expm1(x);

    if (x >= 0)
        return t->present +
               t->payment * fp_tvm_annuity(rate, t->periods, t->due) +
               t->future * fp_exp(-t->periods * x);
    return t->present * fp_exp(t->periods * x) +
           t->payment * fp_tvm_sum(rate, t->periods, t->due) + t->future;
}

/* Halves [a, b], at whose ends the imbalance has different signs. */
static double
bisect(const struct fp_tvm *t, double a, double b)
{
    double at_a = imbalance(t, a);

    for (int i = 0; i < 200 && fabs(b - a) > 1e-15; i++) {
        double middle = a + (b - a) / 2, at = imbalance(t, middle);

        if (middle == a || middle == b)
            break;
        if ((at < 0) == (at_a < 0)) {
            a = middle;
            at_a = at;
        } else {
            b = middle;
        }
    }
    return a + (b - a) / 2;
}

/* Two rates may lie so close together that the steps pass over both: around
 * the least imbalance seen, at x, a search by golden sections for a place of
 * the other sign. 1 when there is one, in *other. */
static int
cross_near(const struct fp_tvm *t, double x, double width, double *other)
{
    const double golden = 0.61803398874989484820;
    double sign = imbalance(t, 0) < 0 ? -1 : 1;
    double a = x - width, b = x + width;

    for (int i = 0; i < 80; i++) {
        double c = b - golden * (b - a), d = a + golden * (b - a);
        double at_c = sign * imbalance(t, c), at_d = sign * imbalance(t, d);

        if (at_c <= 0 || at_d <= 0) {
            *other = at_c <= 0 ? c : d;
            return 1;
        }
        if (at_c < at_d)
            b = d;
        else
            a = c;
    }
    return 0;
}

/* Steps from 0 outwards on both sides, growing from 1e-4: the flows change
 * sign twice at most, so there are at most two rates. */
enum fp_err
fp_tvm_rate(const struct fp_tvm *t, double *rate)
{
    double out = 0, step = 1e-4, start, least, least_at = 0, width = step;

    if (!(t->periods > 0))
        return FP_EDOM;
    start = imbalance(t, 0);
    if (start == 0) {
        *rate = 0;
        return FP_OK;
    }
    for (least = fabs(start); out < 13.9; step *= 1.05) {
        double crossing = INFINITY; /* log(1 + 1,000,000) = 13.8 */

        for (int side = 1; side >= -1; side -= 2) {
            double x = side * (out + step), at = imbalance(t, x);

            if ((at < 0) != (start < 0)) {
                double root = bisect(t, side * out, x);

                if (fabs(root) < fabs(crossing))
                    crossing = root;
            } else if (fabs(at) < least) {
                least = fabs(at);
                least_at = x;
                width = 1.05 * step;
            }
        }
        if (!isinf(crossing)) {
            *rate = fp_tvm_expm1(crossing);
            return FP_OK;
        }
        out += step;
    }
    if (!cross_near(t, least_at, width, &out))
        return FP_EDOM;
    /* from the other side towards 0, where the sign is start's */
    *rate = fp_tvm_expm1(bisect(
        t, least_at > 0 ? least_at - width : least_at + width, out));
    return FP_OK;
}

/* Half up to the cent. Products such as 1.005 * 100 fall short of the half by
 * a rounding error: a hundred-thousandth of a cent is forgiven. */
static double
to_cents(double amount)
{
    return floor(amount * 100 + 0.5 + 1e-5) / 100;
}

struct fp_loan_month
fp_loan_next(struct fp_loan *loan)
{
    struct fp_loan_month month;
    double owed;

    month.interest = loan->balance * loan->rate / 12;
    if (loan->cents)
        month.interest = to_cents(month.interest);
    owed = loan->balance + month.interest;
    month.payment = loan->payment_monthly < owed && loan->months_left != 1
                        ? loan->payment_monthly
                        : owed;
    month.principal = month.payment - month.interest;
    month.balance = owed - month.payment;
    if (loan->cents)
        month.balance = to_cents(month.balance);
    loan->balance = month.balance;
    if (loan->months_left > 0)
        loan->months_left--;
    return month;
}

size_t
fp_loan_schedule(const struct fp_loan *loan, struct fp_loan_month *out,
                 size_t n, double *total_interest)
{
    struct fp_loan left = *loan;
    double interest = 0;
    size_t i;

    for (i = 0; i < n && left.balance > 0; i++) {
        out[i] = fp_loan_next(&left);
        interest += out[i].interest;
    }
    if (total_interest != NULL)
        *total_interest = interest;
    return i;
}

double
fp_loan_payment(double balance, double rate, int months, int cents)
{
    struct fp_tvm t = { .rate = rate / 12, .periods = months,
                        .present = balance, .due = FP_TVM_END };
    double payment = -fp_tvm_payment(&t);

    return cents ? to_cents(payment) : payment;
}
