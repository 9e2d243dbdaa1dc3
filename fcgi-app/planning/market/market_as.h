/* The same plan under another return model, to see how far its answer depends
 * on the model. Pure; thread-safe. */
#ifndef FP_PLANNING_MARKET_AS_H
#define FP_PLANNING_MARKET_AS_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "planning/market/history.h"
#include "planning/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

/* out = plan with its market under `model`, everything else shared:
 *   sampled models   the plan's moments and correlations (log parameters made
 *                    arithmetic, a plan's own regimes replaced by what they
 *                    come to in the long run); a plan whose market is of
 *                    history takes the table us_cma's, and the mean inflation
 *                    of its years
 *   of history       history, or the plan's series; blocks as in the plan or
 *                    of five years (set out->market.bootstrap for the
 *                    stationary scheme); inflation of the same years
 * Conditioning stays where a model can have it, an opening always. What
 * changes is in arena; plan must outlive out.
 * FP_EINVAL: the table or the history lacks an asset (error says which);
 * FP_ENOMEM. */
enum fp_err fp_market_as(const struct fp_plan *plan,
                         const struct fp_history *history,
                         enum fp_market_model model, struct fp_arena *arena,
                         struct fp_plan *out, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 4, 5);

#ifdef __cplusplus
}
#endif

#endif
