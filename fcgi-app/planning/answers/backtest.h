/* Historical backtest: the plan through every window of the past. */
#ifndef FP_PLANNING_BACKTEST_H
#define FP_PLANNING_BACKTEST_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "planning/market/history.h"
#include "planning/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fp_backtest_options {
    int from_year, to_year; /* start years considered; 0: all with a window */
    int years;              /* length of a window; 0: the plan's */
    double rate;            /* >= 0: spend this part of the starting wealth
                             * each year, in real terms, in place of the
                             * plan's expenses; < 0: the plan as it stands */
};

struct fp_backtest_window {
    int start_year;
    int survived;
    double ending_real;     /* dollars of the window's first year */
    int failed_year;        /* calendar year of the history, 0: none */
    int worst_year;         /* calendar year of the lowest portfolio return */
    double worst_return;    /* real return of the portfolio in that year */
    double safe_rate;       /* highest constant real rate that survives here */
};

struct fp_backtest_result {
    size_t windows, successes;
    double success_rate;
    size_t years;
    struct fp_backtest_window *list; /* [windows], by start year */
    double safe_withdrawal_rate;     /* lowest of the windows' safe rates: a
                                      * part of the starting wealth */
    int safe_withdrawal_start_year;
};

/* FP_EINVAL when the history holds no full window or lacks an asset of the
 * plan (error says which years or asset); others as fp_simulate.
 * The safe rate keeps everything of the plan but its expenses (and a spending
 * policy), which it replaces by a constant real amount; 0 when the starting
 * wealth is 0. */
enum fp_err fp_backtest(const struct fp_plan *plan,
                        const struct fp_history *history,
                        const struct fp_backtest_options *options,
                        struct fp_arena *arena,
                        struct fp_backtest_result *result,
                        struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4, 5);

#ifdef __cplusplus
}
#endif

#endif
