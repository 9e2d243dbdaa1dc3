/* Validation of conversions, rebalancing bands and the switches of the law. */
#include "planning/plan/validate.h"

enum { FIRST_YEAR = 1900, LAST_YEAR = 2300 };

/* A fault at pointer unless low <= value <= high (NaN is outside). */
static void
within(struct fp_validation *v, const char *pointer, double value, double low,
       double high)
{
    if (!(value >= low && value <= high))
        fp_faults_add(v->faults, pointer, "range",
                      "%.10g is outside %.10g to %.10g", value, low, high);
}

static void
check_conversion(struct fp_validation *v)
{
    const struct fp_conversion *conversion = &v->plan->strategy.conversion;

    fp_validate_when_at(v, "/strategy/roth_conversion/start",
                        &conversion->start);
    fp_validate_when_at(v, "/strategy/roth_conversion/end", &conversion->end);
    if (conversion->policy == FP_CONVERSION_NONE)
        return;
    within(v, "/strategy/roth_conversion/amount", conversion->amount, 0.0,
           FP_AMOUNT_MAX);
    within(v, "/strategy/roth_conversion/rate", conversion->rate, 0.0, 1.0);
    within(v, "/strategy/roth_conversion/tier", conversion->tier, 0, 5);
    if (v->plan->taxes.model != FP_TAX_US &&
        conversion->policy != FP_CONVERSION_FIXED)
        fp_faults_add(v->faults, "/strategy/roth_conversion/policy",
                      "combination",
                      "brackets and surcharges are those of the tax model "
                      "\"us\"");
    for (size_t i = 0; i < v->plan->n_accounts; i++)
        if (v->plan->accounts[i].type == FP_ACCOUNT_TRADITIONAL)
            return;
    fp_faults_add(v->warnings, "/strategy/roth_conversion", "unusual",
                  "there is no traditional account to convert");
}

void
fp_validate_taxes(struct fp_validation *v)
{
    const struct fp_strategy *strategy = &v->plan->strategy;
    const struct fp_taxes *taxes = &v->plan->taxes;

    check_conversion(v);
    if (strategy->order_kind == FP_ORDER_BRACKET_FILL) {
        within(v, "/strategy/withdrawal_order/rate", strategy->fill_rate, 0.0,
               1.0);
        if (taxes->model != FP_TAX_US)
            fp_faults_add(v->faults, "/strategy/withdrawal_order",
                          "combination",
                          "bracket_fill needs the brackets of the tax model "
                          "\"us\"");
    }
    if (strategy->rebalance == FP_REBALANCE_BAND)
        within(v, "/strategy/rebalance/band", strategy->band, 0.0, 1.0);
    within(v, "/taxes/heir_rate", taxes->heir_rate, 0.0, 1.0);
    within(v, "/taxes/benefit_cut/share", taxes->benefit_cut, 0.0, 1.0);
    if (taxes->benefit_cut_year != 0)
        within(v, "/taxes/benefit_cut/year", taxes->benefit_cut_year,
               FIRST_YEAR, LAST_YEAR);
    within(v, "/taxes/prior_magi/0", taxes->prior_magi[0], 0.0,
           FP_AMOUNT_MAX);
    within(v, "/taxes/prior_magi/1", taxes->prior_magi[1], 0.0,
           FP_AMOUNT_MAX);
}
