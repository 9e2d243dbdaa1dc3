/* Very large runs: no path is kept. Private to planning/; fp_simulate calls
 * it. */
#ifndef FP_PLANNING_STREAM_H
#define FP_PLANNING_STREAM_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "planning/engine/path.h"
#include "planning/kernel/kernel.h"
#include "planning/simulation/simulate.h"

/* Runs `paths` of the context, or as many as options->until_se takes, and
 * fills result but for its funded ratio. FP_ECANCELED, FP_ENOMEM. */
enum fp_err fp_stream_run(const struct fp_path_context *context,
                          const struct fp_sim_options *options,
                          fp_kernel_run *kernel, uint64_t paths,
                          struct fp_arena *arena,
                          struct fp_sim_result *result)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 5, 6);

#endif
