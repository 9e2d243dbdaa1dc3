/* What a path leaves behind, gathered in lanes while it runs: the summary of
 * engine/path.c. Private to planning/, compiled once for each level. */
#ifndef FP_PLANNING_KERNEL_TALLY_H
#define FP_PLANNING_KERNEL_TALLY_H

#include "planning/engine/path.h"
#include "planning/kernel/lane_year.h"
#include "planning/kernel/lanes.h"

struct fp_lane_tally {
    lane last_spending, change_sum, change_squares, changes;
    lane growth_early, growth, inflation; /* struct fp_path_growth */
    lane failed_years, unpaid, wanted_failed, taxes, health, worst_cut;
    lane utility, years_lived;
    int failed_year_index[FP_LANES];
    uint32_t goals_missed[FP_LANES];
    enum fp_failure_cause cause[FP_LANES];
};

/* What of a year is both told and gathered, dollars of the first year. */
struct fp_lane_real {
    lane per_dollar;   /* 1 / the year's price level */
    lane spending, taxes;
};

void FP_LEVEL_NAME(fp_lane_tally_start)(struct fp_lane_tally *tally);

/* Adds year t of the lanes in which somebody was alive. */
void FP_LEVEL_NAME(fp_lane_tally_year)(const struct fp_path_context *x, int t,
                                       mask lanes,
                                       const struct fp_lane_result *year,
                                       const struct fp_lane_real *dollars,
                                       lane inflation,
                                       struct fp_lane_tally *tally);

/* Writes the summaries of the lanes, [FP_LANES], after the last year. */
void FP_LEVEL_NAME(fp_lane_tally_finish)(const struct fp_path_context *x,
                                         mask lanes,
                                         const struct fp_lane_path *path,
                                         const struct fp_lane_tally *tally,
                                         struct fp_path_summary *summaries);

#endif
