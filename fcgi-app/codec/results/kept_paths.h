/* Which paths a kept simulation has, read out of its result. */
#ifndef FP_CODEC_KEPT_PATHS_H
#define FP_CODEC_KEPT_PATHS_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "planning/simulation/simulate.h"

struct fp_kept_paths {
    uint64_t paths;                       /* that were run */
    uint64_t percentiles[FP_PERCENTILES]; /* the path at each, by
                                           * fp_percentile_levels */
};

/* FP_EINVAL: this is no result of a simulation; FP_ENOMEM. */
enum fp_err fp_kept_paths_read(const char *result, size_t len,
                               struct fp_arena *arena,
                               struct fp_kept_paths *out)
    FP_MUST_CHECK FP_NONNULL(1, 3, 4);

#endif
