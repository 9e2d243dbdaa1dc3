/* Safe withdrawal rates of the past: the highest constant real rate that a
 * plan's wealth survives in every window, or in a part of them. */
#ifndef FP_PLANNING_SAFE_RATE_H
#define FP_PLANNING_SAFE_RATE_H

#include "planning/answers/backtest.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FP_SAFE_RATE_LEVELS = 7 };

/* The parts of the windows that are always told: 1, 0.99, 0.95, 0.9, … */
extern const double fp_safe_rate_levels[FP_SAFE_RATE_LEVELS];

/* The highest rate that at least a part of the windows survives. */
struct fp_safe_rate {
    double success;      /* the part asked for */
    double rate;         /* of the starting wealth, a year, real */
    double amount;       /* the same in dollars of the window's first year */
    size_t survived;     /* windows that survive it */
    int start_year;      /* of the window that allows no more */
};

struct fp_safe_rates {
    size_t years, windows;
    int first_year, last_year;  /* start years of the windows */
    double wealth;              /* that the rates are parts of */
    struct fp_safe_rate asked;
    struct fp_safe_rate levels[FP_SAFE_RATE_LEVELS];
};

/* As fp_backtest, whose safe rates these are: everything of the plan counts
 * but its expenses and spending policy, which a constant real amount replaces;
 * options->rate is not looked at. success: above 0, at most 1. */
enum fp_err fp_safe_rates(const struct fp_plan *plan,
                          const struct fp_history *history,
                          const struct fp_backtest_options *options,
                          double success, struct fp_arena *arena,
                          struct fp_safe_rates *result, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 5, 6);

#ifdef __cplusplus
}
#endif

#endif
