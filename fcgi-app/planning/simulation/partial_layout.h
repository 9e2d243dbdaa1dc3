/* What a partial result consists of, for the files that fill and carry it.
 * Private to planning/simulation/. */
#ifndef FP_PLANNING_PARTIAL_LAYOUT_H
#define FP_PLANNING_PARTIAL_LAYOUT_H

#include <stddef.h>
#include <stdint.h>

#include "planning/engine/failure.h"
#include "planning/engine/path.h"
#include "planning/plan.h"
#include "planning/simulation/column.h"

struct fp_partial {
    const struct fp_path_context *context;
    size_t years, opened;      /* columns: all, once it was made */
    struct fp_column *columns; /* three of each year, then what a path has
                                * once */
    /* Counts; atomics only while blocks are added. */
    uint64_t paths, years_lived;
    uint64_t failed_in[FP_PLAN_YEARS_MAX];
    uint64_t causes[FP_FAILURE_CAUSE_COUNT];
    uint64_t missed[FP_PLAN_GOALS_MAX];
};

#endif
