/* The same plan under another return model. */
#include "planning/market/market_as.h"

#include <math.h>

#include "planning/math/elementary.h"
#include "planning/market/market.h"
#include "planning/market/market_cma.h"

static int
is_of_history(enum fp_market_model model)
{
    return model == FP_MARKET_BOOTSTRAP || model == FP_MARKET_HISTORICAL;
}

/* Moments of the simple return in place of log parameters. */
static void
make_arithmetic(struct fp_market *market, struct fp_asset *assets)
{
    for (size_t a = 0; a < market->n_assets; a++) {
        double gross = fp_exp(assets[a].mean);

        assets[a].mean = gross - 1.0;
        assets[a].sd =
            gross * sqrt(fp_exp(assets[a].sd * assets[a].sd) - 1.0);
    }
    market->parameters = FP_PARAMETERS_ARITHMETIC;
}

/* Moments and correlations out of the table, for a plan that needed none. */
static enum fp_err
take_table(struct fp_market *market, struct fp_asset *assets,
           struct fp_error *error)
{
    const char *source;

    for (size_t a = 0; a < market->n_assets; a++) {
        const struct fp_row_cma *row = fp_cma_find(assets[a].id);
        int real = market->basis == FP_GROWTH_REAL;

        if (row == NULL)
            return fp_error_set(error, FP_EINVAL,
                                "the table us_cma has no asset %s",
                                assets[a].id);
        assets[a].mean = real ? row->real_mean : row->nominal_mean;
        assets[a].sd = real ? row->real_sd : row->nominal_sd;
        for (size_t b = 0; b < market->n_assets; b++) {
            double c = 0.0;

            (void)fp_cma_correlation(assets[a].id, assets[b].id, &c, &source);
            market->correlations[a][b] = a == b ? 1.0 : c;
        }
    }
    return FP_OK;
}

/* From a market of history to a sampled one, or between sampled ones. */
static enum fp_err
to_sampled(const struct fp_plan *plan, const struct fp_history *history,
           enum fp_market_model model, struct fp_arena *arena,
           struct fp_market *market, struct fp_error *error)
{
    struct fp_asset *assets =
        fp_arena_array(arena, market->n_assets + 1, sizeof(*assets));
    double expected[FP_PLAN_ASSETS_MAX], inflation;
    struct fp_market_source source;
    enum fp_err err = FP_OK;

    if (assets == NULL)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    for (size_t a = 0; a < market->n_assets; a++)
        assets[a] = plan->market.assets[a];
    if (is_of_history(plan->market.model)) {
        err = take_table(market, assets, error);
        if (err == FP_OK)
            err = fp_market_open(plan, history, plan->market.model, 1, arena,
                                 &source, error);
        if (err != FP_OK)
            return err;
        fp_market_expected(&source, expected, &inflation);
        if (market->inflation != FP_INFLATION_AR1) {
            market->inflation = FP_INFLATION_FIXED;
            market->inflation_mean = inflation;
        }
        market->series = NULL;
    }
    if (market->parameters == FP_PARAMETERS_LOG &&
        model != FP_MARKET_LOGNORMAL)
        make_arithmetic(market, assets);
    if (model == FP_MARKET_REGIME)
        market->conditioning = (struct fp_conditioning){ .years = 0 };
    if (plan->market.model == FP_MARKET_REGIME && market->n_regimes > 0) {
        /* Regimes of the plan's own have no moments beside them. */
        err = fp_market_open(plan, history, FP_MARKET_REGIME, 1, arena,
                             &source, error);
        for (size_t a = 0; err == FP_OK && a < market->n_assets; a++) {
            assets[a].mean = source.mean[a];
            assets[a].sd = fp_market_chain_sd(&source, a);
        }
    }
    if (market->degrees_of_freedom <= 2.0)
        market->degrees_of_freedom = FP_CMA_DEGREES;
    market->assets = assets;
    return err;
}

enum fp_err
fp_market_as(const struct fp_plan *plan, const struct fp_history *history,
             enum fp_market_model model, struct fp_arena *arena,
             struct fp_plan *out, struct fp_error *error)
{
    struct fp_plan changed = *plan;
    struct fp_market *market = &changed.market;
    enum fp_err err = FP_OK;

    if (model != plan->market.model && is_of_history(model)) {
        market->conditioning = (struct fp_conditioning){ .years = 0 };
        market->parameters = FP_PARAMETERS_ARITHMETIC;
        market->inflation = FP_INFLATION_HISTORICAL;
        if (market->block_years < 1)
            market->block_years = FP_CMA_BLOCK_YEARS;
    } else if (model != plan->market.model) {
        err = to_sampled(plan, history, model, arena, market, error);
    }
    market->model = model;
    if (err == FP_OK)
        *out = changed;
    return err;
}
