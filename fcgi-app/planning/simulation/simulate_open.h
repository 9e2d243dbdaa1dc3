/* A simulation made ready, before any path was run. Private to planning/. */
#ifndef FP_PLANNING_SIMULATE_OPEN_H
#define FP_PLANNING_SIMULATE_OPEN_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "planning/simulation/simulate_collect.h"

/* Checks the options, compiles the plan and opens its market: cells without
 * their arrays. The context lives in arena. Errors as fp_simulate. */
enum fp_err fp_sim_open(const struct fp_plan *plan,
                        const struct fp_history *history,
                        const struct fp_sim_options *options,
                        struct fp_arena *arena, struct fp_sim_cells *cells,
                        struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 3, 4, 5);

#endif
