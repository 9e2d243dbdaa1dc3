/* A pension against a lump sum. */
#include "planning/calculators/pension.h"

#include <math.h>

#include "planning/math/mortality.h"

enum { MONTHS = 12, STEPS = 100 };

#define RATE_MOST 1.0
#define RATE_LEAST (-0.5)
#define CLOSE 1e-12

static enum fp_err
worth(const struct fp_pension_form *form, double rate, double *value)
{
    struct fp_annuity terms = form->terms;
    double price;
    enum fp_err err;

    terms.rate = rate;
    err = fp_annuity_price(&terms, &price);
    if (err == FP_OK)
        *value = form->monthly * MONTHS * price;
    return err;
}

static double
excess(double value, double lump_sum)
{
    return fp_tvm_log1p(value / lump_sum - 1.0);
}

/* The rate at which the payments are worth the lump sum: the value falls with
 * the rate, its logarithm almost in a straight line, so the root lies between
 * two rates; false position on the logarithm, halving the weight of an end
 * that stays (the Illinois rule; SOURCE: Dowell and Jarratt, BIT 11, 1971,
 * 168-174). */
static double
rate_of(const struct fp_pension_form *form, double lump_sum)
{
    double low = RATE_LEAST, high = RATE_MOST, below = 0.0, above = 0.0;
    int side = 0;

    if (lump_sum <= 0.0 || worth(form, low, &below) != FP_OK ||
        below < lump_sum || worth(form, high, &above) != FP_OK ||
        above > lump_sum)
        return NAN;
    below = excess(below, lump_sum);
    above = excess(above, lump_sum);
    for (int k = 0; k < STEPS && high - low > CLOSE; k++) {
        double rate = high - above * (high - low) / (above - below), value;

        if (worth(form, rate, &value) != FP_OK)
            return NAN;
        value = excess(value, lump_sum);
        if (fabs(value) <= CLOSE)
            return rate;
        if (value > 0.0) {
            low = rate;
            below = value;
            above *= side > 0 ? 0.5 : 1.0;
            side = 1;
        } else {
            high = rate;
            above = value;
            below *= side < 0 ? 0.5 : 1.0;
            side = -1;
        }
    }
    return low + (high - low) / 2.0;
}

/* Years until undiscounted payments add up to the lump sum. */
static double
break_even(const struct fp_pension_form *form, double lump_sum)
{
    double monthly = form->monthly, sum = 0.0;
    int most = (FP_MORTALITY_AGES - form->terms.lives[0].age) * MONTHS;

    if (lump_sum <= 0.0 || monthly <= 0.0)
        return NAN;
    for (int m = form->terms.defer_years * MONTHS, paid = 0; m < most; m++) {
        sum += monthly;
        if (sum >= lump_sum)
            return (m + 1) / (double)MONTHS;
        if (++paid % MONTHS == 0)
            monthly *= 1.0 + form->terms.cola;
    }
    return NAN;
}

enum fp_err
fp_pension(const struct fp_pension_form *form, double lump_sum,
           struct fp_pension_value *out)
{
    struct fp_pension_value v;
    double price;
    enum fp_err err;

    if (!(form->monthly >= 0.0) || !isfinite(form->monthly) ||
        !(lump_sum >= 0.0) || !isfinite(lump_sum))
        return FP_EDOM;
    err = fp_annuity_price(&form->terms, &price);
    if (err != FP_OK)
        return err;
    v.value = form->monthly * MONTHS * price;
    v.difference = v.value - lump_sum;
    v.rate = rate_of(form, lump_sum);
    v.break_even_years = break_even(form, lump_sum);
    v.equal_monthly = price > 0.0 ? lump_sum / price / MONTHS : NAN;
    *out = v;
    return FP_OK;
}
