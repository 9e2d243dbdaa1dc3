/* One market's kept paths as a run reads them, and the walk of one path over
 * them. Private to planning/; the owner's side is market_paths.h.
 *
 * Paths lie in tiles of FP_MARKET_TILE. The value of slot s of year t for lane
 * l of a tile is at [(t * slots + s) * FP_MARKET_TILE + l]:
 *   slots 0 .. n_assets - 1   nominal simple returns of the year
 *   slot  n_assets            inflation of the year
 *   slot  n_assets + 1 + m * n_assets + a
 *                             monthly plans: return of asset a in month m
 * A tile is drawn by the first run that comes to it: whole, one path after the
 * other (fp_market_kept_tile), or a year after the other as the run goes
 * (claim and done). Lanes beyond the run's last path hold nothing. */
#ifndef FP_PLANNING_MARKET_KEPT_H
#define FP_PLANNING_MARKET_KEPT_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "planning/kernel/level.h"
#include "planning/market/market.h"
#include "planning/market/market_paths.h"

enum { FP_MARKET_TILE = 64 };

/* Where a run's markets come from. */
struct fp_market_draws {
    const struct fp_market_source *source;
    uint64_t seed;
    int monthly;                /* 1: the plan goes by the month */
};

struct fp_market_kept;

static inline size_t
fp_market_slots(size_t n_assets, int monthly)
{
    return n_assets + 1 + (monthly ? FP_MARKET_MONTHS * n_assets : 0);
}

/* The kept paths of a run's market, with room for `paths` paths and the
 * source's years; NULL: none are kept (markets is NULL, there is no room, or
 * the run's kernels draw the market as quickly as memory gives it: fixed
 * returns, windows of a history, and lognormal months but by the reference). */
struct fp_market_kept *fp_market_kept_take(struct fp_market_paths *markets,
                                           const struct fp_market_draws *draws,
                                           uint64_t paths, enum fp_level level)
    FP_MUST_CHECK FP_NONNULL(2);

/* Ends the run's use of them. kept may be NULL. */
void fp_market_kept_give(struct fp_market_paths *markets,
                         struct fp_market_kept *kept);

/* Fills a tile with the paths first .. first + FP_MARKET_TILE - 1 over `years`
 * years. */
typedef void fp_market_tile_draw(const struct fp_market_draws *draws,
                                 uint64_t first, int years, double *tile);

/* One path after the other; the reference of all others. */
fp_market_tile_draw fp_market_tile_reference;

/* The values of tile number `tile`, drawn by `draw` when no run has done it;
 * they stay until the run gives the paths back. NULL: kept is NULL, or another
 * thread draws this tile just now, and the caller had better draw for itself
 * than wait. */
const double *fp_market_kept_tile(struct fp_market_kept *kept,
                                  const struct fp_market_draws *draws,
                                  uint64_t tile, fp_market_tile_draw *draw)
    FP_NONNULL(2, 4);

/* The values of a tile that was drawn; NULL: it was not, or not yet. */
const double *fp_market_kept_ready(const struct fp_market_kept *kept,
                                   uint64_t tile) FP_NONNULL(1);

/* Room for a tile that nobody draws, to be filled over `years` years by the
 * caller, who then says so; NULL: another thread is at it, or the room has
 * other years. */
double *fp_market_kept_claim(struct fp_market_kept *kept, uint64_t tile,
                             int years) FP_MUST_CHECK FP_NONNULL(1);
void fp_market_kept_done(struct fp_market_kept *kept, uint64_t tile)
    FP_NONNULL(1);

/* --- one path ------------------------------------------------------------- */

/* A path's walk through its market, over kept values or drawn on the way. */
struct fp_market_walk {
    const struct fp_market_draws *draws;
    const double *lane;         /* of the tile; NULL: drawn on the way */
    int t;                      /* the year that comes next */
    struct fp_market_path path;
};

void fp_market_walk_start(struct fp_market_kept *kept,
                          const struct fp_market_draws *draws, uint64_t path,
                          struct fp_market_walk *out) FP_NONNULL(2, 4);

/* The next year:
 *   returns[n_assets], *inflation   of the year, nominal
 *   months                          monthly plans: of its months, which
 *                                   compound to the year; otherwise unused */
void fp_market_walk_year(
    struct fp_market_walk *walk, double *returns, double *inflation,
    double months[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX]) FP_NONNULL(1, 2, 3);

#endif
