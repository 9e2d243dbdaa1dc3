/* Months of a year: flows come in twelfths, each month's return and fee work
 * on what is there, and the year's tax leaves at the year's end.
 *
 * With k_m = (1 + r_m)(1 - fee)^(1/12), an account closes at
 *   balance K + flow S,   K = k_1 ... k_12,
 *   S = the mean over the months of what follows the flow's place in its
 *       month: k_m ... k_12 at the start of it, k_m+1 ... k_12 at its end.
 * Weights are set back each month where the plan rebalances, and stay those
 * of the year's start where they drift. */
#include <math.h>

#include "planning/math/elementary.h"
#include "planning/engine/year.h"

/* Twelve equal parts of a year's return. */
static void
spread(const double *returns, size_t n,
       double months[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX])
{
    for (size_t a = 0; a < n; a++) {
        double growth = 1.0 + returns[a];
        double r = growth > 0.0
                       ? fp_pow(growth, 1.0 / FP_MARKET_MONTHS) - 1.0
                       : -1.0;

        for (int m = 0; m < FP_MARKET_MONTHS; m++)
            months[m][a] = r;
    }
}

static double
month_return(const struct fp_year_work *k, const double *weights,
             const double *returns)
{
    double r = 0.0;

    for (size_t a = 0; a < k->compiled->n_assets; a++)
        r += weights[a] * returns[a];
    return r;
}

/* Walks one account's months: what a dollar of the opening and a dollar of
 * the year's flow become, and the fees on the way. */
static void
walk(struct fp_year_work *k, size_t i, const double *weights,
     double months[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX])
{
    const struct fp_compiled *c = k->compiled;
    double before = c->plan->strategy.timing == FP_TIMING_START ? 1.0
                    : c->plan->strategy.timing == FP_TIMING_END ? 0.0
                                                                : 0.5;
    double fee = c->accounts[i].fee, part = 1.0 / FP_MARKET_MONTHS;
    double kept = c->accounts[i].kept_month;
    double opening = 1.0, flow = 0.0, opening_fees = 0.0, flow_fees = 0.0;

    for (int m = 0; m < FP_MARKET_MONTHS; m++) {
        double growth = 1.0 + month_return(k, weights, months[m]);

        opening *= growth;
        flow = (flow + before * part) * growth;
        opening_fees += opening * (1.0 - kept);
        flow_fees += flow * (1.0 - kept);
        opening *= kept;
        flow = flow * kept + (1.0 - before) * part;
    }
    k->month_opening[i] = opening;
    k->month_flow[i] = flow;
    k->month_opening_fees[i] = opening_fees;
    k->month_flow_fees[i] = flow_fees;
    /* The year's return before fees, for whoever asks what it was. */
    k->r[i] = fee < 1.0 ? opening / (1.0 - fee) - 1.0 : -1.0;
}

void
fp_year_walk_months(struct fp_year_work *k, const double *returns,
                    const struct fp_year_options *options,
                    const struct fp_path_state *state)
{
    const struct fp_compiled *c = k->compiled;
    double months[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX];

    if (options->months == NULL)
        spread(returns, c->n_assets, months);
    else
        for (int m = 0; m < FP_MARKET_MONTHS; m++)
            for (size_t a = 0; a < c->n_assets; a++)
                months[m][a] = options->months[m][a];
    for (size_t i = 0; i < c->n_accounts; i++)
        walk(k, i,
             c->drifts ? state->weights[i] : k->row->weights + i * c->n_assets,
             months);
}
