/* Renting against buying. */
#include "planning/calculators/rent_or_buy.h"

#include <math.h>

#include "planning/math/tvm.h"

enum { MONTHS = 12, TERM_MOST = 600, HALVINGS = 100 };

static int
is_share(double x, double most)
{
    return x >= 0.0 && x <= most;
}

static int
is_question(const struct fp_rent_or_buy *q)
{
    return q->price > 0.0 && isfinite(q->price) && q->down_payment >= 0.0 &&
           q->down_payment <= q->price && is_share(q->rate, 1.0) &&
           q->months >= 1 && q->months <= TERM_MOST &&
           is_share(q->closing_rate, 0.5) && is_share(q->selling_rate, 0.5) &&
           is_share(q->tax_rate, 0.5) && is_share(q->upkeep_rate, 0.5) &&
           is_share(q->dues, 1e9) && fabs(q->appreciation) <= 0.5 &&
           is_share(q->saving_rate, 1.0) && is_share(q->rent, 1e9) &&
           is_share(q->renter_insurance, 1e9) &&
           fabs(q->rent_growth) <= 0.5 && fabs(q->return_rate) <= 0.5 &&
           q->years >= 1 && q->years <= FP_RENT_YEARS_MAX;
}

/* Both households as they go. */
struct run {
    struct fp_loan loan;
    double value, rents;       /* rents: of the first month's */
    double owner, renter;      /* put by */
};

/* What the owner pays in a month, after the tax saving. */
static double
owner_month(const struct fp_rent_or_buy *q, struct run *run)
{
    struct fp_loan_month month = { 0 };
    double tax = q->tax_rate * run->value / MONTHS;

    if (run->loan.balance > 0.0)
        month = fp_loan_next(&run->loan);
    return month.payment + tax + q->upkeep_rate * run->value / MONTHS +
           q->dues * run->rents - q->saving_rate * (month.interest + tax);
}

static void
next_year(const struct fp_rent_or_buy *q, double rent, struct run *run,
          struct fp_rent_year *y)
{
    double growth = fp_tvm_growth(q->return_rate, 1.0 / MONTHS);
    double rise = fp_tvm_growth(q->appreciation, 1.0 / MONTHS);

    *y = (struct fp_rent_year){ 0 };
    for (int m = 0; m < MONTHS; m++) {
        double owns = owner_month(q, run);
        double rents = (rent + q->renter_insurance) * run->rents;

        run->owner = run->owner * growth + fmax(rents - owns, 0.0);
        run->renter = run->renter * growth + fmax(owns - rents, 0.0);
        run->value *= rise;
        y->owner_paid += owns;
        y->renter_paid += rents;
    }
    run->rents *= 1.0 + q->rent_growth;
    y->value = run->value;
    y->balance = run->loan.balance;
    y->owner_worth = run->value * (1.0 - q->selling_rate) -
                     run->loan.balance + run->owner;
    y->renter_worth = run->renter;
}

/* Runs all years at a rent; returns what the owner is ahead at their end. */
static double
run_years(const struct fp_rent_or_buy *q, double rent,
          struct fp_rent_result *r)
{
    double loan = q->price - q->down_payment;
    struct run run = { .value = q->price, .rents = 1.0 };

    run.renter = q->down_payment + q->closing_rate * q->price;
    run.loan = (struct fp_loan){ loan, q->rate, 0.0, 1, q->months };
    if (loan > 0.0)
        run.loan.payment_monthly = fp_loan_payment(loan, q->rate, q->months,
                                                   1);
    r->payment = run.loan.payment_monthly;
    r->years = (size_t)q->years;
    for (int y = 0; y < q->years; y++)
        next_year(q, rent, &run, &r->year[y]);
    return r->year[q->years - 1].owner_worth -
           r->year[q->years - 1].renter_worth;
}

/* The rent at which both are even; the owner is the better off the higher it
 * is. */
static double
even_rent(const struct fp_rent_or_buy *q)
{
    struct fp_rent_result r;
    double low = 0.0, high = 1.0;

    if (run_years(q, low, &r) > 0.0)
        return NAN;
    while (run_years(q, high, &r) < 0.0) {
        low = high;
        high *= 2.0;
        if (high > 1e9)
            return NAN;
    }
    for (int k = 0; k < HALVINGS && high - low > 1e-4; k++) {
        double middle = low + (high - low) / 2.0;

        if (run_years(q, middle, &r) < 0.0)
            low = middle;
        else
            high = middle;
    }
    return low + (high - low) / 2.0;
}

enum fp_err
fp_rent_or_buy(const struct fp_rent_or_buy *q, struct fp_rent_result *out)
{
    if (!is_question(q))
        return FP_EINVAL;
    (void)run_years(q, q->rent, out);
    out->break_even_year = -1;
    for (int y = q->years; y > 0 && out->year[y - 1].owner_worth >=
                                        out->year[y - 1].renter_worth;
         y--)
        out->break_even_year = y;
    out->break_even_rent = even_rent(q);
    return FP_OK;
}
