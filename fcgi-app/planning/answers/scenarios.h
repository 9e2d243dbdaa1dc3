/* One plan under several worlds: every stress scenario, or every model of
 * returns. All runs share their random numbers. Pure; thread-safe. */
#ifndef FP_PLANNING_SCENARIOS_H
#define FP_PLANNING_SCENARIOS_H

#include "planning/answers/sensitivity.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fp_scenario {
    const char *name;      /* "1966", "student_t", … */
    const char *title;     /* a sentence for a person */
    int possible;          /* 0: this plan or history does not allow it … */
    const char *reason;    /* … because of this; otherwise "" */
    struct fp_outcome outcome;
};

struct fp_scenarios {
    struct fp_outcome base; /* the plan as it stands */
    size_t n;
    struct fp_scenario *list; /* [n], in arena */
    double lowest, highest; /* success over those that are possible */
};

/* Every scenario of fp_stress_list. history as for fp_stress_apply; may be
 * NULL (sequences are then not possible). Errors as fp_simulate, of the plan
 * as it stands. */
enum fp_err fp_stress_run(const struct fp_plan *plan,
                          const struct fp_history *history,
                          const struct fp_sim_options *options,
                          struct fp_arena *arena, struct fp_scenarios *result,
                          struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 3, 4, 5);

/* The plan under lognormal, Student t, regime, block and stationary bootstrap
 * and historical markets: how far the answer depends on the model. Each
 * market is the plan's as fp_market_as has it. */
enum fp_err fp_range_run(const struct fp_plan *plan,
                         const struct fp_history *history,
                         const struct fp_sim_options *options,
                         struct fp_arena *arena, struct fp_scenarios *result,
                         struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 3, 4, 5);

#ifdef __cplusplus
}
#endif

#endif
