/* How a simulation is cut into shards: a function of its size alone, so that
 * it does not matter who runs them. Pure. */
#ifndef FP_JOBS_CUT_H
#define FP_JOBS_CUT_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum { FP_JOBS_CUT_MAX = 1024 };

struct fp_jobs_cut {
    uint64_t path_years; /* of one shard, about; >= 1 */
    size_t most;         /* shards of a stage, 1 .. FP_JOBS_CUT_MAX */
};

/* Cuts the paths from `first`, a multiple of FP_PARTS_BLOCK, up to `end` into
 * shards of whole blocks of nearly equal length; ends[i] is where shard i
 * ends, the last one at `end`. first < end, years >= 1. Returns how many. */
size_t fp_jobs_cut(const struct fp_jobs_cut *cut, uint64_t first, uint64_t end,
                   size_t years, uint64_t ends[FP_JOBS_CUT_MAX])
    FP_NONNULL(1, 5);

#endif
