/* How surely a plan pays for one of its goals, in full and in part. */
#ifndef FP_PLANNING_GOAL_H
#define FP_PLANNING_GOAL_H

#include "planning/simulation/simulate.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FP_GOAL_SHARES = 4 };

/* The parts of a goal's amount that are tried: 1, 0.75, 0.5, 0.25. */
extern const double fp_goal_shares[FP_GOAL_SHARES];

/* A goal is funded to a share in a path in which a goal of that part of its
 * amount is paid in every year it falls due in (legacy: in which at least that
 * part is left). All else of the plan stays, so that goals of higher priority
 * are paid before it. */
struct fp_goal_funding {
    double share;
    double probability, standard_error;
};

struct fp_goal_result {
    uint64_t paths, seed;
    enum fp_sampler sampler;
    struct fp_goal_funding shares[FP_GOAL_SHARES];
    double expected_share;       /* the largest share tried that a path funds,
                                  * mean over the paths: at least so much of
                                  * the goal is paid for on average */
    double expected_share_se;
};

/* Runs the plan once for each share on the same random numbers. FP_EINVAL: the
 * plan has no goal of that index; others as fp_simulate. */
enum fp_err fp_goal_funding(const struct fp_plan *plan, size_t goal,
                            const struct fp_history *history,
                            const struct fp_sim_options *options,
                            struct fp_goal_result *result,
                            struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 4, 5);

#ifdef __cplusplus
}
#endif

#endif
