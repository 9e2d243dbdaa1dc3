/* Shards of nearly equal length. */
#include "jobs/cut.h"

#include "planning/simulation/parts.h"

size_t
fp_jobs_cut(const struct fp_jobs_cut *cut, uint64_t first, uint64_t end,
            size_t years, uint64_t ends[FP_JOBS_CUT_MAX])
{
    uint64_t blocks = (end - first + FP_PARTS_BLOCK - 1) / FP_PARTS_BLOCK;
    uint64_t wanted =
        ((end - first) * years + cut->path_years - 1) / cut->path_years;
    size_t n = cut->most < FP_JOBS_CUT_MAX ? cut->most : FP_JOBS_CUT_MAX;

    if (wanted < n)
        n = (size_t)wanted;
    if (blocks < n)
        n = (size_t)blocks;
    if (n < 1)
        n = 1;
    for (size_t i = 0; i < n; i++)
        ends[i] = first + blocks * (i + 1) / n * FP_PARTS_BLOCK;
    ends[n - 1] = end;
    return n;
}
