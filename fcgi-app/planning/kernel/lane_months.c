/* The months of a year in lanes: engine/year_months.c. */
#include "planning/kernel/lane_year.h"

/* What an account holds of an asset, and where a month's returns have it. */
struct holding {
    lane weight;
    size_t at;
};

static size_t
holdings_of(const struct fp_lane_work *k, size_t i,
            const struct fp_lane_path *path, struct holding *held)
{
    const struct fp_compiled *c = k->compiled;
    const double *weights = k->row->weights + i * c->n_assets;
    size_t n = 0;

    for (size_t a = 0; a < c->n_assets; a++) {
        if (!c->drifts && weights[a] == 0.0)
            continue;
        held[n].weight =
            c->drifts ? path->weights[i][a] : lane_of(weights[a]);
        held[n++].at = a * FP_MARKET_TILE;
    }
    return n;
}

static inline lane
month_return(const struct holding *held, size_t n, const double *returns)
{
    lane r = lane_of(0.0);

    for (size_t j = 0; j < n; j++)
        r = r + held[j].weight * lane_load(returns + held[j].at);
    return r;
}

static void
walk(struct fp_lane_work *k, size_t i, const struct fp_lane_market *market,
     const struct fp_lane_path *path)
{
    const struct fp_compiled *c = k->compiled;
    double before = c->plan->strategy.timing == FP_TIMING_START ? 1.0
                    : c->plan->strategy.timing == FP_TIMING_END ? 0.0
                                                                : 0.5;
    double fee = c->accounts[i].fee, part = 1.0 / FP_MARKET_MONTHS;
    double kept = c->accounts[i].kept_month;
    double paid = 1.0 - kept, late = (1.0 - before) * part;
    lane opening = lane_of(1.0), flow = lane_of(0.0);
    lane opening_fees = flow, flow_fees = flow;
    struct holding held[FP_PLAN_ASSETS_MAX];
    size_t n = holdings_of(k, i, path, held);

    for (int m = 0; m < FP_MARKET_MONTHS; m++) {
        size_t at = (size_t)m * c->n_assets * FP_MARKET_TILE;
        lane growth = 1.0 + month_return(held, n, market->months + at);

        opening = opening * growth;
        flow = (flow + before * part) * growth;
        /* Where all is kept the steps between change nothing. */
        if (paid != 0.0) {
            opening_fees = opening_fees + opening * paid;
            flow_fees = flow_fees + flow * paid;
            opening = opening * kept;
            flow = flow * kept;
        }
        flow = flow + late;
    }
    k->month_opening[i] = opening;
    k->month_flow[i] = flow;
    k->month_opening_fees[i] = opening_fees;
    k->month_flow_fees[i] = flow_fees;
    if (fee == 0.0)
        k->r[i] = opening - 1.0;
    else if (fee < 1.0)
        k->r[i] = opening / (1.0 - fee) - 1.0;
    else
        k->r[i] = lane_of(-1.0);
}

void
FP_LEVEL_NAME(fp_lane_year_walk_months)(struct fp_lane_work *k,
                                        const struct fp_lane_market *market,
                                        const struct fp_lane_path *path)
{
    for (size_t i = 0; i < k->compiled->n_accounts; i++)
        walk(k, i, market, path);
}
