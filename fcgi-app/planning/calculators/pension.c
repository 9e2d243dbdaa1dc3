/* A pension against a lump sum. */
#include "planning/calculators/pension.h"

#include <math.h>

#include "planning/math/mortality.h"

enum { MONTHS = 12, HALVINGS = 100 };

#define RATE_MOST 1.0
#define RATE_LEAST (-0.5)

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

/* The rate at which the payments are worth the lump sum. */
static double
rate_of(const struct fp_pension_form *form, double lump_sum)
{
    double low = RATE_LEAST, high = RATE_MOST, value = 0.0;

    if (lump_sum <= 0.0 || worth(form, low, &value) != FP_OK ||
        value < lump_sum || worth(form, high, &value) != FP_OK ||
        value > lump_sum)
        return NAN;
    for (int k = 0; k < HALVINGS && high - low > 1e-12; k++) {
        double middle = low + (high - low) / 2.0;

        if (worth(form, middle, &value) != FP_OK)
            return NAN;
        if (value > lump_sum)
            low = middle;
        else
            high = middle;
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
