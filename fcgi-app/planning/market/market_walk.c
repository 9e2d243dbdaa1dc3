/* Drawing the markets of paths, one after the other, and walking over what
 * was drawn before. */
#include "planning/market/market_kept.h"

/* The next year by months, and what they compound to. */
static void
walk_months(struct fp_market_path *path, size_t n_assets,
            double months[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX],
            double *returns, double *inflation)
{
    double monthly_inflation[FP_MARKET_MONTHS], prices = 1.0;

    fp_market_path_months(path, months, monthly_inflation);
    for (int m = 0; m < FP_MARKET_MONTHS; m++)
        prices *= 1.0 + monthly_inflation[m];
    *inflation = prices - 1.0;
    for (size_t a = 0; a < n_assets; a++) {
        double growth = 1.0;

        for (int m = 0; m < FP_MARKET_MONTHS; m++)
            growth *= 1.0 + months[m][a];
        returns[a] = growth - 1.0;
    }
}

/* Reads a year that was kept. */
static void
read_year(const struct fp_market_walk *walk, double *returns,
          double *inflation,
          double months[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX])
{
    size_t n = walk->draws->source->n_assets;
    size_t slots = fp_market_slots(n, walk->draws->monthly);
    const double *at = walk->lane + (size_t)walk->t * slots * FP_MARKET_TILE;

    for (size_t a = 0; a < n; a++)
        returns[a] = at[a * FP_MARKET_TILE];
    *inflation = at[n * FP_MARKET_TILE];
    at += (n + 1) * FP_MARKET_TILE;
    for (size_t m = 0; walk->draws->monthly && m < FP_MARKET_MONTHS; m++)
        for (size_t a = 0; a < n; a++, at += FP_MARKET_TILE)
            months[m][a] = *at;
}

void
fp_market_walk_start(struct fp_market_kept *kept,
                     const struct fp_market_draws *draws, uint64_t path,
                     struct fp_market_walk *out)
{
    const double *tile =
        fp_market_kept_tile(kept, draws, path / FP_MARKET_TILE,
                            fp_market_tile_reference);

    out->draws = draws;
    out->lane = tile != NULL ? tile + path % FP_MARKET_TILE : NULL;
    out->t = 0;
    fp_market_path_start(draws->source, draws->seed, path, &out->path);
}

void
fp_market_walk_year(struct fp_market_walk *walk, double *returns,
                    double *inflation,
                    double months[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX])
{
    if (walk->lane != NULL)
        read_year(walk, returns, inflation, months);
    else if (walk->draws->monthly)
        walk_months(&walk->path, walk->draws->source->n_assets, months,
                    returns, inflation);
    else
        fp_market_path_year(&walk->path, returns, inflation);
    walk->t++;
}

void
fp_market_tile_reference(const struct fp_market_draws *draws, uint64_t first,
                         int years, double *tile)
{
    size_t n = draws->source->n_assets;
    size_t slots = fp_market_slots(n, draws->monthly);

    for (size_t column = 0; column < FP_MARKET_TILE; column++) {
        double months[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX];
        double returns[FP_PLAN_ASSETS_MAX], inflation;
        double *at = tile + column;
        struct fp_market_walk walk;

        fp_market_walk_start(NULL, draws, first + column, &walk);
        for (int t = 0; t < years; t++) {
            double *months_at = at + (n + 1) * FP_MARKET_TILE;

            fp_market_walk_year(&walk, returns, &inflation, months);
            for (size_t a = 0; a < n; a++)
                at[a * FP_MARKET_TILE] = returns[a];
            at[n * FP_MARKET_TILE] = inflation;
            for (size_t m = 0; draws->monthly && m < FP_MARKET_MONTHS; m++)
                for (size_t a = 0; a < n; a++, months_at += FP_MARKET_TILE)
                    *months_at = months[m][a];
            at += slots * FP_MARKET_TILE;
        }
    }
}
