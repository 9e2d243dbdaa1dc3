/* Very large runs: no path is kept. Private to planning/; fp_simulate calls
 * it. */
#ifndef FP_PLANNING_STREAM_H
#define FP_PLANNING_STREAM_H

#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "planning/engine/path.h"
#include "planning/kernel/kernel.h"
#include "planning/simulation/crew.h"
#include "planning/simulation/partial.h"
#include "planning/simulation/simulate.h"

/* Up to which path a run of `paths` goes on from `from` before it looks at its
 * error: 2048, 4096, … where until_se asks for one, else all. */
uint64_t fp_stream_stage(uint64_t from, uint64_t paths, double until_se);

/* Runs the paths from `first`, a multiple of FP_KERNEL_BLOCK, up to `end` into
 * a partial; the progress callback may find fewer enough. FP_ECANCELED,
 * FP_ENOMEM. */
enum fp_err fp_stream_range(const struct fp_path_context *context,
                            const struct fp_sim_options *options,
                            fp_kernel_run *kernel, uint64_t first,
                            uint64_t end, struct fp_partial *into)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 6);

/* Runs `paths` of the context, or as many as options->until_se takes or its
 * progress callback finds enough, and fills result but for its funded ratio.
 * FP_ECANCELED, FP_ENOMEM. */
enum fp_err fp_stream_run(const struct fp_path_context *context,
                          const struct fp_sim_options *options,
                          struct fp_crew *crew, fp_kernel_run *kernel,
                          uint64_t paths, struct fp_arena *arena,
                          struct fp_sim_result *result)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4, 6, 7);

#endif
