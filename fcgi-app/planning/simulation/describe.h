/* Describing one quantity of every path of a run. Private to planning/. */
#ifndef FP_PLANNING_DESCRIBE_H
#define FP_PLANNING_DESCRIBE_H

#include "base/attr.h"
#include "planning/simulation/simulate_collect.h"

/* Mean, the mean's error and percentiles of one year's cells[paths]. scratch
 * has room for as many. */
void fp_describe_year(const struct fp_sim_cells *all, const double *cells,
                      double *scratch, struct fp_sim_ending *out)
    FP_NONNULL(1, 2, 3, 4);

/* values[paths], which are used up, with the errors of their mean and
 * percentiles. scratch has room for as many. */
void fp_describe_once(const struct fp_sim_cells *all, double *values,
                      double *scratch, struct fp_sim_ending *out)
    FP_NONNULL(1, 2, 3, 4);

/* The paths at the percentiles (the one of rank ceil(level n), counted from
 * one) and the mean of the worst twentieth, by real ending wealth less what was
 * left unpaid. scratch has room for twice the paths. */
void fp_judge_worth(const struct fp_sim_cells *all, double *scratch,
                    struct fp_sim_result *result) FP_NONNULL(1, 2, 3);

#endif
