/* Solving for one quantity of a plan: how much may be spent, how early a
 * person may retire, how much must be saved, when to claim or to sell, so that
 * the plan succeeds with a given probability. All runs share their random
 * numbers, so that the answer moves with the quantity and not with luck.
 * Pure; thread-safe. */
#ifndef FP_PLANNING_SOLVE_H
#define FP_PLANNING_SOLVE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "planning/market/history.h"
#include "planning/plan.h"
#include "planning/simulation/simulate.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The quantity, its unit, and which end of what succeeds is the answer. */
enum fp_solve_for {
    FP_SOLVE_SPENDING,       /* times the plan's expenses and its spending
                              * rule: the most */
    FP_SOLVE_SAVINGS,        /* times the plan's contributions: the least */
    FP_SOLVE_WEALTH,         /* times the accounts' balances: the least */
    FP_SOLVE_RETIREMENT_AGE, /* of a person, whole years: the earliest */
    FP_SOLVE_CLAIM_AGE,      /* of a person's Social Security, whole years from
                              * 62 to 70: the earliest */
    FP_SOLVE_SALE_YEAR,      /* of a property, a calendar year of the plan: the
                              * earliest */
    FP_SOLVE_COUNT
};

/* "spending", "savings", "wealth", "retirement_age", "claim_age",
 * "sale_year" */
extern const char *const fp_solve_names[FP_SOLVE_COUNT];

struct fp_solve_options {
    enum fp_solve_for what;
    size_t which;      /* the person, or the property: an index of the plan */
    double success;    /* the probability to be reached, above 0, at most 1 */
    int has_range;     /* 1: only values from low to high, … */
    double low, high;  /* … otherwise factors from 0 to 10, retirement from the
                        * person's age at the start to the plan's end */
    double tolerance;  /* of factors: how wide the bracket may stay; 0: 0.001 */
};

/* One value that was tried. */
struct fp_solve_point {
    double value;
    double success, success_se;
};

enum fp_solve_state {
    FP_SOLVE_FOUND,    /* the bracket is as narrow as was asked for */
    FP_SOLVE_ALL,      /* every value up to the range's end succeeds: best is
                        * that end, and beyond means nothing */
    FP_SOLVE_NONE,     /* no value of the range does: best means nothing,
                        * beyond is the end that comes nearest */
    FP_SOLVE_STOPPED   /* progress stopped it: best and beyond are where they
                        * had got to, with has_best and has_beyond */
};

/* "found", "all", "none", "stopped" */
extern const char *const fp_solve_state_names[4];

struct fp_solve_result {
    enum fp_solve_state state;
    double target;               /* the probability asked for */
    double base;                 /* the plan's own value; 1 for factors */
    int has_best, has_beyond;
    struct fp_solve_point best;  /* succeeds at least as often as asked for */
    struct fp_solve_point beyond; /* less often: the answer that no number of
                                  * further runs on these paths would leave is
                                  * between the two */
    double standard_error;       /* of best.value: success_se over the slope
                                  * of success; infinite when success hardly
                                  * depends on the value */
    double spending_mean;        /* real dollars a year at best.value, wanted
                                  * at expected returns, mean over the plan's
                                  * years; 0 without a best */
    size_t n;                    /* runs */
    struct fp_solve_point *points; /* [n] by value; in arena */
};

/* Success is taken to rise with every quantity but spending, with which it
 * falls; where law has cliffs it may do so only nearly, and the bracket
 * (success at best, none at beyond) holds all the same. Claim ages and sale
 * years, of which nothing of the kind is known, are tried one by one.
 *   options   of each run; progress is told of each run by itself, and a stop
 *             ends the search with the best bracket so far
 * FP_EINVAL: the plan has nothing of the kind (error says what), or a range or
 * target makes no sense; FP_ECANCELED: stopped before the first run was over;
 * others as fp_simulate. */
enum fp_err fp_solve(const struct fp_plan *plan,
                     const struct fp_history *history,
                     const struct fp_sim_options *options,
                     const struct fp_solve_options *solve,
                     struct fp_arena *arena, struct fp_solve_result *result,
                     struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 3, 4, 5, 6);

/* out = plan with the quantity at `value`; as fp_vary_apply. */
enum fp_err fp_solve_apply(const struct fp_plan *plan,
                           const struct fp_solve_options *solve, double value,
                           struct fp_arena *arena, struct fp_plan *out,
                           struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4, 5);

/* The values that make sense, the plan's own value, and 1 in *whole for whole
 * numbers. FP_EINVAL as fp_solve. */
enum fp_err fp_solve_range(const struct fp_plan *plan,
                           const struct fp_solve_options *solve, double *low,
                           double *high, double *base, int *whole,
                           struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4, 5, 6);

#ifdef __cplusplus
}
#endif

#endif
