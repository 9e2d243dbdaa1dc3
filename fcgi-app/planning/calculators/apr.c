/* The annual percentage rate. */
#include "planning/calculators/apr.h"

#include <math.h>

#include "planning/math/tvm.h"

enum { HALVINGS = 200, PAYMENTS_MAX = 12000 };

#define RATE_MAX 1e6 /* of a unit period */

/* What the payments are worth at rate i of a unit period. */
static double
worth(const struct fp_apr_loan *loan, double i)
{
    double last = loan->last_payment > 0.0 ? loan->last_payment
                                           : loan->payment;
    double level = loan->payment * fp_tvm_annuity(i, loan->payments,
                                                  FP_TVM_START);
    double rest = (last - loan->payment) *
                  fp_tvm_growth(i, -(double)(loan->payments - 1));

    return (level + rest) * fp_tvm_growth(i, -(double)loan->first_periods) /
           (1.0 + loan->first_fraction * i);
}

enum fp_err
fp_apr(const struct fp_apr_loan *loan, double *rate)
{
    double low = 0.0, high = 1e-3;

    if (!(loan->advance > 0.0) || !isfinite(loan->advance) ||
        !(loan->payment > 0.0) || !isfinite(loan->payment) ||
        loan->payments < 1 || loan->payments > PAYMENTS_MAX ||
        !(loan->last_payment >= 0.0) || !isfinite(loan->last_payment) ||
        loan->first_periods < 0 || !(loan->first_fraction >= 0.0) ||
        !(loan->first_fraction < 1.0) || !(loan->per_year > 0.0))
        return FP_EINVAL;
    if (worth(loan, low) < loan->advance)
        return FP_EDOM;
    while (worth(loan, high) > loan->advance) {
        low = high;
        high *= 2.0;
        if (high > RATE_MAX)
            return FP_EDOM;
    }
    for (int k = 0; k < HALVINGS; k++) {
        double middle = low + (high - low) / 2.0;

        if (middle <= low || middle >= high)
            break;
        if (worth(loan, middle) > loan->advance)
            low = middle;
        else
            high = middle;
    }
    *rate = loan->per_year * (low + (high - low) / 2.0);
    return FP_OK;
}
