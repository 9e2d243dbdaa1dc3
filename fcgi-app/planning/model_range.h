/* One plan under several return models: how far the answer depends on the
 * model. Pure; thread-safe. */
#ifndef FP_PLANNING_MODEL_RANGE_H
#define FP_PLANNING_MODEL_RANGE_H

#include "planning/simulate.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FP_MODEL_RANGE = 5 };

/* lognormal, student_t, regime, bootstrap, historical. */
extern const enum fp_market_model fp_model_range_models[FP_MODEL_RANGE];
/* Their names, as in a plan document. */
extern const char *const fp_model_range_names[FP_MODEL_RANGE];

struct fp_model_run {
    enum fp_market_model model;
    const char *name;
    int possible;              /* 0: the plan's assets do not allow it … */
    const char *why;           /* … for this reason; "" when possible */
    uint64_t paths;
    double success, success_se;
    double ending[FP_PERCENTILES]; /* real wealth at the plan's end */
    double spending_mean;      /* real, over all years */
};

struct fp_model_range {
    struct fp_model_run runs[FP_MODEL_RANGE];
    size_t possible;           /* how many of them */
    double success_low, success_high;       /* over the possible ones */
    double ending_p50_low, ending_p50_high;
};

/* out = plan with its market under another model, everything else shared:
 *   sampled models   the plan's moments and correlations (log parameters made
 *                    arithmetic); a plan whose market is of history takes the
 *                    table us_cma's, and the mean inflation of its years
 *   of history       history, or the plan's series; blocks as in the plan or
 *                    five years; inflation of the same years
 * Conditioning stays where a model can have it, an opening always.
 * FP_EINVAL: the table or the history lacks an asset (error says which);
 * FP_ENOMEM. */
enum fp_err fp_model_apply(const struct fp_plan *plan,
                           const struct fp_history *history,
                           enum fp_market_model model, struct fp_arena *arena,
                           struct fp_plan *out, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 4, 5);

/* Runs every model with the same options; errors as fp_simulate. */
enum fp_err fp_model_range(const struct fp_plan *plan,
                           const struct fp_history *history,
                           const struct fp_sim_options *options,
                           struct fp_arena *arena, struct fp_model_range *out,
                           struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 3, 4, 5);

#ifdef __cplusplus
}
#endif

#endif
