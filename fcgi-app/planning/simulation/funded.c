/* The funded ratio. */
#include "planning/simulation/funded.h"

/* The real mean of the asset with the least deviation. */
static double
safe_rate(const struct fp_path_context *x)
{
    const struct fp_market *market = &x->compiled->plan->market;
    double returns[FP_PLAN_ASSETS_MAX], inflation;
    size_t least = 0;

    fp_market_expected(x->market, returns, &inflation);
    for (size_t a = 1; a < market->n_assets; a++)
        if (market->assets[a].sd < market->assets[least].sd)
            least = a;
    if (market->n_assets == 0)
        return 0.0;
    return (1.0 + returns[least]) / (1.0 + inflation) - 1.0;
}

enum fp_err
fp_funded_ratio(const struct fp_path_context *x, struct fp_arena *arena,
                double *ratio)
{
    const struct fp_compiled *c = x->compiled;
    double have = c->initial_wealth, owe = 0.0, discount = 1.0;
    double rate = safe_rate(x);
    struct fp_path_summary summary;
    struct fp_ledger_year *rows;
    enum fp_err err = fp_ledger_rows(c, arena, &rows);

    if (err != FP_OK)
        return err;
    fp_path_run_expected(x, rows, &summary);
    for (int t = 0; t < c->years; t++) {
        const struct fp_ledger_year *row = &rows[t];
        double value = discount / row->price_level;

        have += value * row->inflows;
        owe += value * (row->spending_wanted + row->taxes + row->health +
                        row->premiums);
        discount /= 1.0 + rate;
    }
    *ratio = owe > 0.0 ? have / owe : 0.0;
    return FP_OK;
}
