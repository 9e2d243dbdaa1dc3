/* What spending policies need to know of a plan's years in advance. */
#include <math.h>

#include "planning/engine/compile.h"
#include "planning/math/elementary.h"
#include "planning/market/market_cma.h"
#include "planning/spending/spending.h"

/* Real value of a flow in year t when prices rise at the plan's mean. */
static double
real_value(const struct fp_plan *plan, struct fp_flow flow, int t)
{
    double price = 1.0;

    for (int i = 0; i < t; i++)
        price *= 1.0 + plan->market.inflation_mean;
    return flow.real + flow.nominal / price;
}

static double
income_of(const struct fp_plan *plan, const struct fp_compiled_year *row,
          int t)
{
    struct fp_flow sum = row->rental;

    fp_flow_add(&sum, row->other);
    fp_flow_add(&sum, row->tax_free);
    for (int p = 0; p < FP_PLAN_PEOPLE_MAX; p++) {
        fp_flow_add(&sum, row->wages[p]);
        fp_flow_add(&sum, row->self_employment[p]);
        fp_flow_add(&sum, row->retirement[p]);
        fp_flow_add(&sum, row->benefits[p]);
    }
    return real_value(plan, sum, t);
}

/* Arithmetic mean and standard deviation of an asset's real return: what the
 * plan states, or where the market does not draw from that, the table's. */
static void
asset_moments(const struct fp_market *market, size_t asset, double *mean,
              double *sd)
{
    const struct fp_asset *own = &market->assets[asset];
    const struct fp_row_cma *row = fp_cma_find(own->id);
    double prices = 1.0 + market->inflation_mean;

    *mean = own->mean;
    *sd = own->sd;
    if (row != NULL && market->model != FP_MARKET_LOGNORMAL &&
        market->model != FP_MARKET_FIXED &&
        market->model != FP_MARKET_STUDENT_T) {
        *mean = row->real_mean;
        *sd = row->real_sd;
        return;
    }
    if (market->parameters == FP_PARAMETERS_LOG) {
        *mean = fp_exp(own->mean) - 1.0;
        *sd = (1.0 + *mean) * sqrt(fp_exp(own->sd * own->sd) - 1.0);
    }
    if (market->basis == FP_GROWTH_NOMINAL) {
        *mean = (1.0 + *mean) / prices - 1.0;
        *sd /= prices;
    }
}

static void
compile_moments(struct fp_compiled *c)
{
    const struct fp_market *market = &c->plan->market;
    double sds[FP_PLAN_ASSETS_MAX];

    for (size_t a = 0; a < c->n_assets; a++) {
        asset_moments(market, a, &c->real_mean[a], &sds[a]);
        c->is_stock[a] = fp_cma_kind(market, a) == FP_ASSET_STOCK;
    }
    for (size_t a = 0; a < c->n_assets; a++)
        for (size_t b = 0; b < c->n_assets; b++)
            c->real_covariance[a][b] =
                sds[a] * sds[b] *
                (a == b ? 1.0 : market->correlations[a][b]);
}

void
fp_compile_spending(struct fp_build *build,
                    struct fp_compiled_year *rows[FP_ALIVE_SETS])
{
    static const struct fp_when never = { FP_WHEN_NONE, 0, 0 };
    const struct fp_plan *plan = build->plan;
    const struct fp_spending_rule *rule = &plan->strategy.spending;

    compile_moments(build->compiled);
    for (unsigned alive = 1; alive < FP_ALIVE_SETS; alive++) {
        double later = 0.0;

        if (rows[alive] == NULL)
            continue;
        for (int t = build->compiled->years - 1; t >= 0; t--) {
            struct fp_compiled_year *row = &rows[alive][t];

            /* Rows of sets that cannot be are empty. */
            row->later_income = later / (1.0 + rule->bond_return);
            row->policy_started =
                rule->start.kind == FP_WHEN_NONE ||
                fp_compile_active(plan, &rule->start, &never,
                                  plan->start_year + t, alive);
            later = row->later_income + income_of(plan, row, t);
        }
    }
}
