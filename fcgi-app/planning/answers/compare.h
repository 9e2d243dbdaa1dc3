/* Two plans on the same random numbers: path by path they meet the same
 * markets and the same lives, so that the difference is known far better than
 * either plan. The numbers of an asset go by its place in the plan; plans
 * whose assets stand in different orders meet different markets. */
#ifndef FP_PLANNING_COMPARE_H
#define FP_PLANNING_COMPARE_H

#include "planning/simulation/simulate.h"

#ifdef __cplusplus
extern "C" {
#endif

enum fp_compare_measure {
    FP_COMPARE_SUCCESS,       /* probability */
    FP_COMPARE_SPENDING,      /* real dollars paid in a lifetime */
    FP_COMPARE_TAXES,         /* real, lifetime */
    FP_COMPARE_ENDING,        /* real wealth at the end */
    FP_COMPARE_LEGACY,        /* real, what heirs keep */
    FP_COMPARE_UNPAID,        /* real, what was wanted and not paid */
    FP_COMPARE_MEASURE_COUNT
};

/* "success", "spending", … */
extern const char *const fp_compare_names[FP_COMPARE_MEASURE_COUNT];

struct fp_compared {
    double a, b;              /* means over the paths */
    double difference;        /* b - a */
    double standard_error;    /* of the difference, from the paired paths */
};

struct fp_compare_result {
    uint64_t paths, seed;
    struct fp_compared measures[FP_COMPARE_MEASURE_COUNT];
    double better_a, better_b; /* part of the paths in which the plan leaves
                                * more at the end, unpaid spending counted
                                * against it */
};

/* Runs both plans (validated) with the same options. FP_EINVAL when their
 * numbers of paths differ (historical markets of different length); others as
 * fp_simulate. */
enum fp_err fp_compare(const struct fp_plan *a, const struct fp_plan *b,
                       const struct fp_history *history,
                       const struct fp_sim_options *options,
                       struct fp_arena *arena,
                       struct fp_compare_result *result,
                       struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4, 5, 6);

#ifdef __cplusplus
}
#endif

#endif
