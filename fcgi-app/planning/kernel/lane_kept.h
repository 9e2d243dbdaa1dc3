/* Kept market paths for the paths of one block, in lanes: tiles that earlier
 * runs drew are read, tiles that nobody has drawn are drawn where they will be
 * kept, a year after the other as the block goes. Private to planning/, compiled once
 * for each level. See market/market_kept.h for the layout. */
#ifndef FP_PLANNING_LANE_KEPT_H
#define FP_PLANNING_LANE_KEPT_H

#include "planning/engine/path.h"
#include "planning/kernel/kernel.h"
#include "planning/kernel/lane_year.h"

enum { FP_KEPT_TILES = FP_KERNEL_BLOCK / FP_MARKET_TILE };

_Static_assert(FP_MARKET_TILE % FP_LANES == 0 &&
                   FP_KERNEL_BLOCK % FP_MARKET_TILE == 0,
               "a group of lanes lies within one tile of one block");

struct fp_lane_kept {
    struct fp_market_kept *kept;         /* NULL: nothing is kept */
    uint64_t tile;                       /* the block's first */
    size_t tiles, n_assets, slots;       /* slots of a year */
    int monthly, years;
    const double *ready[FP_KEPT_TILES];  /* values to read; NULL: none */
    double *fresh[FP_KEPT_TILES];        /* room to write; NULL: none */
};

/* The tiles of the paths first .. first + n - 1; first is a block's. */
static inline void
lane_kept_open(struct fp_lane_kept *k, const struct fp_path_context *x,
               uint64_t first, size_t n)
{
    k->kept = x->kept;
    k->tile = first / FP_MARKET_TILE;
    k->tiles = (n + FP_MARKET_TILE - 1) / FP_MARKET_TILE;
    k->n_assets = x->compiled->n_assets;
    k->monthly = x->compiled->plan->time_step == FP_STEP_MONTH;
    k->years = x->compiled->years;
    k->slots = fp_market_slots(k->n_assets, k->monthly);
    if (k->kept == NULL)
        return;
    for (size_t i = 0; i < k->tiles; i++) {
        k->ready[i] = fp_market_kept_ready(k->kept, k->tile + i);
        k->fresh[i] = k->ready[i] != NULL
                          ? NULL
                          : fp_market_kept_claim(k->kept, k->tile + i,
                                                 x->compiled->years);
    }
}

/* What was written may be read by others from now on. */
static inline void
lane_kept_close(const struct fp_lane_kept *k)
{
    if (k->kept == NULL)
        return;
    for (size_t i = 0; i < k->tiles; i++)
        if (k->fresh[i] != NULL)
            fp_market_kept_done(k->kept, k->tile + i);
}

/* The slots of year t of the block's tile: kept ones, or NULL. The year after is
 * asked for early: there is more of what is kept than the caches hold. */
static inline const double *
lane_kept_ready(const struct fp_lane_kept *k, size_t tile, int t)
{
    size_t year = k->slots * FP_MARKET_TILE, line = 64 / sizeof(double);
    const double *slots;

    if (k->kept == NULL || k->ready[tile] == NULL)
        return NULL;
    slots = k->ready[tile] + (size_t)t * year;
    if (t + 1 < k->years)
        for (size_t i = year; i < 2 * year; i += line)
            __builtin_prefetch(slots + i);
    return slots;
}

/* Where year t of a tile that is not ready is to be drawn: where it is kept,
 * or in `own`. */
static inline double *
lane_kept_room(const struct fp_lane_kept *k, size_t tile, int t, double *own)
{
    if (k->kept == NULL || k->fresh[tile] == NULL)
        return own;
    return k->fresh[tile] + (size_t)t * k->slots * FP_MARKET_TILE;
}

/* The market of the lanes that begin at path `lane_at` of a tile; the slots
 * stay where they are while it is used. */
static inline void
lane_kept_read(const struct fp_lane_kept *k, const double *slots,
               size_t lane_at, struct fp_lane_market *market)
{
    const double *at = slots + lane_at;

    for (size_t a = 0; a < k->n_assets; a++, at += FP_MARKET_TILE)
        market->returns[a] = lane_load(at);
    market->inflation = lane_load(at);
    market->months = k->monthly ? at + FP_MARKET_TILE : NULL;
}

#endif
