/* Several plans on the same random numbers: path by path they meet the same
 * markets and the same lives, so that what they differ by is known far better
 * than any of them. The numbers of an asset go by its place in the plan; plans
 * whose assets stand in different orders meet different markets. */
#ifndef FP_PLANNING_COMPARE_H
#define FP_PLANNING_COMPARE_H

#include "planning/simulation/simulate.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FP_COMPARE_PLANS_MAX = 8 };

enum fp_compare_measure {
    FP_COMPARE_SUCCESS,       /* probability */
    FP_COMPARE_SPENDING,      /* real dollars paid in a lifetime */
    FP_COMPARE_TAXES,         /* real, lifetime */
    FP_COMPARE_ENDING,        /* real wealth at the end */
    FP_COMPARE_LEGACY,        /* real, what heirs keep */
    FP_COMPARE_UNPAID,        /* real, what was wanted and not paid */
    FP_COMPARE_MEASURE_COUNT
};

/* "success", "lifetime_spending", … */
extern const char *const fp_compare_names[FP_COMPARE_MEASURE_COUNT];

/* A mean over the paths. */
struct fp_compared {
    double value, standard_error;
};

struct fp_compared_plan {
    struct fp_compared measures[FP_COMPARE_MEASURE_COUNT];
    /* Less those of the first plan; the error is of the paired paths, so that
     * a plan and itself differ by exactly 0. */
    struct fp_compared differences[FP_COMPARE_MEASURE_COUNT];
    double better, worse;     /* part of the paths in which the plan leaves
                               * more, less than the first at the end, unpaid
                               * spending counted against it */
};

struct fp_compare_result {
    uint64_t paths, seed;
    size_t n;
    struct fp_compared_plan plans[FP_COMPARE_PLANS_MAX];
};

/* Runs plans[n] (validated; 2 .. FP_COMPARE_PLANS_MAX) with the same options.
 * FP_EINVAL when their numbers of paths differ (historical markets of
 * different length); others as fp_simulate. */
enum fp_err fp_compare(const struct fp_plan *const *plans, size_t n,
                       const struct fp_history *history,
                       const struct fp_sim_options *options,
                       struct fp_compare_result *result,
                       struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 4, 5);

#ifdef __cplusplus
}
#endif

#endif
