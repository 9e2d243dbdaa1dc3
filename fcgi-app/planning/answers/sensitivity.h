/* How the answer moves when an assumption does: a tornado (each assumption up
 * and down by a step) and a grid of two. All runs share their random numbers.
 * Pure; thread-safe. */
#ifndef FP_PLANNING_SENSITIVITY_H
#define FP_PLANNING_SENSITIVITY_H

#include "planning/answers/vary.h"
#include "planning/simulation/simulate.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FP_GRID_MAX = 21 };

/* What one run answers, each with its standard error. */
struct fp_outcome {
    uint64_t paths;                   /* that were run: of a historical market
                                       * its windows */
    double success, success_se;       /* probability */
    double ending_p50, ending_p50_se; /* real */
    double legacy_mean, legacy_se;    /* real, after tax */
    double taxes_mean, taxes_se;      /* real, lifetime */
};

struct fp_tornado_bar {
    enum fp_vary what;
    double step;
    struct fp_outcome down, up; /* with -step, +step */
    int possible;         /* 0: the plan does not allow it; outcomes are 0 */
    int known;            /* 0: it was not come to; outcomes are 0 */
};

struct fp_tornado {
    struct fp_outcome base;
    struct fp_tornado_bar bars[FP_VARY_COUNT]; /* widest in success first */
    size_t runs;          /* that were made, the plan's own one included */
    int stopped;          /* 1: options->progress ended it before the last */
};

/* Every variation by fp_vary_steps. A stop after the plan's own run leaves the
 * bars that were done. Errors as fp_simulate. */
enum fp_err fp_tornado(const struct fp_plan *plan,
                       const struct fp_history *history,
                       const struct fp_sim_options *options,
                       struct fp_arena *arena, struct fp_tornado *result,
                       struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 3, 4, 5);

struct fp_grid_axis {
    enum fp_vary what;
    size_t n;             /* 1 .. FP_GRID_MAX */
    double steps[FP_GRID_MAX];
};

struct fp_grid {
    struct fp_outcome base;   /* the plan as it stands */
    size_t n, done;           /* places, and how many of the first are known */
    int stopped;              /* 1: options->progress ended it before the last */
    struct fp_outcome *outcomes; /* [x->n * y->n] in arena: i * y->n + j is the
                               * plan with step i of x and step j of y */
};

/* y NULL: one axis, as if y had one step of nothing. A stop after the plan's
 * own run leaves the places that were done.
 * FP_EINVAL (a step makes the plan impossible), others as fp_simulate. */
enum fp_err fp_sensitivity_grid(const struct fp_plan *plan,
                                const struct fp_history *history,
                                const struct fp_sim_options *options,
                                const struct fp_grid_axis *x,
                                const struct fp_grid_axis *y,
                                struct fp_arena *arena,
                                struct fp_grid *result,
                                struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 3, 4, 6, 7);

/* One run's outcome, its memory given back; errors as fp_simulate. */
enum fp_err fp_outcome_of(const struct fp_plan *plan,
                          const struct fp_history *history,
                          const struct fp_sim_options *options,
                          struct fp_outcome *outcome, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 3, 4);

#ifdef __cplusplus
}
#endif

#endif
