/* The return of one household: checks, the marginal rate, and the lines from
 * tax_return.c. */
#include <math.h>

#include "planning/law/law_lanes.h"

static int
is_amount(double x)
{
    return isfinite(x) && x >= 0.0;
}

static int
all_amounts(const struct fp_tax_input *in)
{
    const double amounts[] = {
        in->wages[0], in->wages[1], in->pretax_deferrals, in->adjustments,
        in->savers_contributions[0], in->savers_contributions[1],
        in->interest, in->tax_exempt_interest, in->ordinary_dividends,
        in->qualified_dividends, in->retirement_income,
        in->early_distribution, in->early_distribution_hsa, in->other_income,
        in->social_security, in->medical_expenses, in->salt_paid,
        in->mortgage_interest, in->mortgage_balance, in->charity_cash
    };

    for (size_t i = 0; i < sizeof(amounts) / sizeof(amounts[0]); i++)
        if (!is_amount(amounts[i]))
            return 0;
    return 1;
}

static int
input_is_valid(const struct fp_tax_input *in)
{
    return (in->n_taxpayers == 1 || in->n_taxpayers == 2) &&
           in->children_under_17 >= 0 && in->other_dependents >= 0 &&
           in->eitc_children >= 0 && all_amounts(in) &&
           in->qualified_dividends <= in->ordinary_dividends &&
           isfinite(in->self_employment[0]) &&
           isfinite(in->self_employment[1]) &&
           isfinite(in->short_term_gains) && isfinite(in->long_term_gains) &&
           isfinite(in->rental_income);
}

enum fp_err
fp_tax_compute(const struct fp_tax_law *law, const struct fp_tax_input *input,
               struct fp_tax_result *result)
{
    struct fp_tax_result r;
    struct fp_tax_input more = *input;

    if (!input_is_valid(input))
        return FP_EINVAL;
    fp_tax_run(law, input, &r);
    if (!isfinite(r.total) || !isfinite(r.agi))
        return FP_ERANGE;
    more.other_income += 1.0;
    r.marginal_rate = fp_tax_total(law, &more) - r.total;
    *result = r;
    return FP_OK;
}

void
fp_tax_run(const struct fp_tax_law *law, const struct fp_tax_input *input,
           struct fp_tax_result *result)
{
    struct fp_tax_fixed_lanes fixed;

    fp_lane_tax_prepare(law, input, &fixed);
    fp_lane_tax_run(law, &fixed, input, result);
}

double
fp_tax_total(const struct fp_tax_law *law, const struct fp_tax_input *input)
{
    struct fp_tax_result r;

    fp_tax_run(law, input, &r);
    return r.total;
}
