/* The markets of a tile of paths, year by year, in lanes. Private to
 * planning/; kernel_market.c is compiled once for each level, and every level
 * gives the bits of fp_market_walk_year for each path.
 *
 *     struct fp_kernel_market tile;
 *     FP_LEVEL_NAME(fp_kernel_market_start)(&draws, first, n, &tile);
 *     for (t = 0; t < years; t++)
 *         FP_LEVEL_NAME(fp_kernel_market_year)(&tile, slots);
 *
 * slots holds the year as kept markets do (market/market_kept.h): value s of
 * path first + i at [s * FP_MARKET_TILE + i], returns, inflation and, where
 * draws->monthly, the returns of the months; fp_market_slots of them. It may
 * be the year's place in a kept tile. */
#ifndef FP_PLANNING_KERNEL_MARKET_H
#define FP_PLANNING_KERNEL_MARKET_H

#include "planning/market/market_kept.h"

struct fp_kernel_market {
    const struct fp_market_draws *draws; /* the caller's; outlives the tile */
    uint64_t first;
    size_t n;                            /* paths that are drawn */
    int t;                               /* the year that comes next */
    int in_lanes;                        /* a lognormal market */
    int years_wanted;                    /* 0: the months' returns will do, and
                                          * a sampled year's are left out */
    /* Fixed inflation that no tilt moves: what a month multiplies prices by,
     * and what the months make of a year. */
    double month_level, year_prices;
    double inflation[FP_MARKET_TILE];    /* of the year before, not tilted */
    float lead[FP_SAMPLING_DIRECTIONS * FP_SAMPLING_YEARS * FP_MARKET_TILE];
                                         /* fp_sampling_lead, one group of
                                          * lanes after the other */
    struct fp_market_walk walk[FP_MARKET_TILE]; /* the first: years in which
                                          * all paths are alike; all: markets
                                          * without lanes */
};

/* The paths first .. first + n - 1, before their first year; first is a
 * tile's. The rest of the
 * tile's paths are drawn too, or where there are none (windows of a history)
 * like the last. */
typedef void fp_kernel_market_begin(const struct fp_market_draws *draws,
                                    uint64_t first, size_t n,
                                    struct fp_kernel_market *tile);
/* The tile's next year. */
typedef void fp_kernel_market_next(struct fp_kernel_market *tile,
                                   double *slots);

/* Level 1 is for machines without kernels and for tests. */
fp_kernel_market_begin fp_kernel_market_start, fp_kernel_market_start_v2,
    fp_kernel_market_start_v3, fp_kernel_market_start_v4;
fp_kernel_market_next fp_kernel_market_year, fp_kernel_market_year_v2,
    fp_kernel_market_year_v3, fp_kernel_market_year_v4;

#endif
