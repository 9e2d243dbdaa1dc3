/* Market paths that are kept from one run for the next: a run of nearly the
 * same plan (a slider, a sensitivity, a search, the next household of a batch)
 * meets the same markets, and what was drawn once need not be drawn again.
 *
 * A draw is a function of (market, seed, path, year) alone, so a run has the
 * same bits with kept paths and without. What is kept is bound to all inputs of
 * the market (compared whole, not by a hash), the number of years (over which
 * points of a sequence are spread), the seed and the time step; a run with fewer
 * paths reads the first ones.
 * Accounts, weights, spending, people and law have no part in it.
 *
 * The owner makes one, hands it to runs (fp_sim_options.markets) and frees it
 * after the last. Any number of runs may use it at once, in any threads. */
#ifndef FP_PLANNING_MARKET_PATHS_H
#define FP_PLANNING_MARKET_PATHS_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fp_market_paths;

/* Room that an answer of several runs takes for itself when its caller keeps
 * no paths: 10,000 paths of 30 years over three assets are 9 MiB by the year
 * and 92 MiB by the month. */
#define FP_MARKET_PATHS_BYTES ((size_t)128 << 20)

/* When a market is kept. Writing the values down costs a run a little, by the
 * month more than a little, which is lost where no other run reads them. */
enum fp_market_keep {
    FP_MARKET_KEEP_ALWAYS,  /* of its first run: when more are known to come */
    FP_MARKET_KEEP_REPEATED /* of its second run: when nobody knows */
};

/* What keeping has brought so far. */
struct fp_market_paths_counts {
    uint64_t hits;      /* runs whose market was there */
    uint64_t misses;    /* runs that brought theirs */
    uint64_t passed;    /* first runs of markets kept when repeated */
    uint64_t refused;   /* runs for which there was no room */
    size_t bytes;       /* held now */
};

/* An empty one that holds at most `bytes` of drawn values. Markets of which
 * no run is under way give way, the one used longest ago first; a run whose
 * market does not fit draws as it would without. NULL: out of memory. */
struct fp_market_paths *fp_market_paths_new(size_t bytes,
                                            enum fp_market_keep keep)
    FP_MUST_CHECK;

/* No run may use it any more. markets may be NULL. */
void fp_market_paths_free(struct fp_market_paths *markets);

void fp_market_paths_count(struct fp_market_paths *markets,
                           struct fp_market_paths_counts *counts)
    FP_NONNULL(1, 2);

/* Paths to be kept over the several runs of one answer: the caller's, or new
 * ones of FP_MARKET_PATHS_BYTES; NULL (nothing is kept) when out of memory. */
struct fp_market_paths *
fp_market_paths_borrow(struct fp_market_paths *callers) FP_MUST_CHECK;

/* Frees what borrowing made. */
void fp_market_paths_return(struct fp_market_paths *borrowed,
                            struct fp_market_paths *callers);

#ifdef __cplusplus
}
#endif

#endif
