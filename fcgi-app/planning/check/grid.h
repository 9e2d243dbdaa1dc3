/* The second engine: how likely a portfolio lasts, by dynamic programming
 * over wealth instead of by sampling. One portfolio with independent
 * lognormal real returns, known real flows, no tax. It shares no code with
 * the simulation and answers the same question, so each checks the other.
 *
 * Method. After the year's first flow let x be the wealth; U_t(x) is the
 * chance that every later flow is paid in full. x goes to x R - e with R the
 * year's gross return, so U_t is an integral of U_{t+1} over the log of the
 * wealth that follows, whose integrand is analytic and falls off at both
 * ends: the trapezoidal rule on an even grid of log wealth converges
 * exponentially in the step (SOURCE: Trefethen & Weideman (2014), SIAM Review
 * 56, 385-458). Income shifts wealth, where U is smooth and read by
 * interpolation of order 8. Pure; thread-safe. */
#ifndef FP_PLANNING_GRID_H
#define FP_PLANNING_GRID_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "planning/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FP_GRID_YEARS_MAX = FP_PLAN_YEARS_MAX };

struct fp_grid_problem {
    double mean, sd;         /* of the yearly simple real return: arithmetic;
                              * mean > -1, log deviation 0.005 .. 2 */
    double fee;              /* of the balance after growth, 0 .. below 1 */
    double wealth;           /* real dollars at the start */
    const double *spending;  /* [years] real dollars, below 0: income */
    size_t years;            /* 1 .. FP_GRID_YEARS_MAX */
    enum fp_timing timing;   /* of every flow: before the year's growth,
                              * after it, or half and half */
};

struct fp_grid_answer {
    double success;          /* chance that every year's spending is paid */
    double error;            /* bound on the numerical error: the difference
                              * from a grid of half the points, plus what is
                              * cut off */
    size_t points;           /* of the grid */
};

/* FP_EDOM when a number is outside its range above; error says which. */
enum fp_err fp_grid_survival(const struct fp_grid_problem *problem,
                             struct fp_arena *arena,
                             struct fp_grid_answer *answer,
                             struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4);

/* The problem of a plan. FP_EDOM when the plan is more than this engine
 * answers; error says the first thing that is. spending lives in arena. */
enum fp_err fp_grid_plan(const struct fp_plan *plan, struct fp_arena *arena,
                         struct fp_grid_problem *problem,
                         struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4);

#ifdef __cplusplus
}
#endif

#endif
