/* One quantity of every path of a year, described in one walk over it, in
 * lanes. Private to planning/, compiled once for each level. */
#ifndef FP_PLANNING_KERNEL_COLUMN_H
#define FP_PLANNING_KERNEL_COLUMN_H

#include <stddef.h>

#include "base/attr.h"
#include "planning/kernel/level.h"
#include "planning/market/sampler.h"

struct fp_kernel_column {
    int has_gaps;                  /* 1: some are NaN, and the rest here means
                                    * nothing */
    double average;                /* fp_stats_average */
    double least, most;
    double totals[FP_REPLICATES];  /* of the paths p with the same p mod
                                    * FP_REPLICATES, in their order */
};

/* Describes values[n], n >= 1. */
typedef void fp_kernel_column_scan(const double *values, size_t n,
                                   struct fp_kernel_column *out);

/* The scan of a level (not AUTO); every one gives the same bits. */
fp_kernel_column_scan *fp_kernel_column_for(enum fp_level level);

fp_kernel_column_scan fp_kernel_column, fp_kernel_column_v2,
    fp_kernel_column_v3, fp_kernel_column_v4;

#endif
