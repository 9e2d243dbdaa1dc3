/* One whole path of a plan through its market, and what is kept of it.
 * Private to planning/. No allocation; thread-safe on separate outputs. */
#ifndef FP_PLANNING_PATH_H
#define FP_PLANNING_PATH_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "planning/engine/compile.h"
#include "planning/engine/failure.h"
#include "planning/engine/year.h"
#include "planning/market/market.h"
#include "planning/market/market_kept.h"

/* A plan, its market, and the plan at expected returns to judge paths by. */
struct fp_path_context {
    const struct fp_compiled *compiled;
    const struct fp_market_source *market;
    struct fp_market_kept *kept; /* paths drawn for other runs; NULL: none */
    struct fp_year_options options;
    uint64_t seed;
    double risk_aversion;        /* of the certainty equivalent */
    /* The plan at expected returns. */
    int reference_failed;        /* index of its first failed year; -1 */
    double reference_growth;     /* log of its real portfolio return a year */
    double reference_inflation;  /* log of its inflation a year */
};

/* What a path leaves behind apart from its yearly cells. Real dollars. */
struct fp_path_summary {
    int failed_year_index;       /* -1: survived */
    int failed_years;
    double unpaid;               /* all years */
    double wanted_failed;        /* wanted in the failed years */
    double taxes, health;        /* lifetime */
    double legacy;               /* what heirs keep at the end */
    double volatility;           /* standard deviation of the yearly relative
                                  * changes of spending */
    double worst_cut;            /* largest fall of spending from one year to
                                  * the next, as a part of it */
    double utility;              /* sum of c^(1 - risk aversion) (of log c
                                  * when that is 1) … */
    int years_lived;             /* … over these years */
    uint32_t goals_missed;       /* bit g: goal g of the plan */
    enum fp_failure_cause cause; /* where failed_year_index >= 0 */
};

/* Where a path's yearly figures go: cell t is at [t * stride], real dollars.
 * After everyone's death spending and taxes are NaN. */
struct fp_path_cells {
    double *wealth, *spending, *taxes;
    size_t stride;
};

/* Runs the plan at expected returns and fills the reference. */
void fp_path_refer(struct fp_path_context *context) FP_NONNULL(1);

/* Runs one path. cells and rows (the ledger, [years], see fp_year_run) may be
 * NULL. */
void fp_path_run(const struct fp_path_context *context, uint64_t path,
                 const struct fp_path_cells *cells,
                 struct fp_ledger_year *rows, struct fp_path_summary *summary)
    FP_NONNULL(1, 5);

/* The same at expected returns, everyone living as the calendar has it. */
void fp_path_run_expected(const struct fp_path_context *context,
                          struct fp_ledger_year *rows,
                          struct fp_path_summary *summary) FP_NONNULL(1, 3);

/* --- what the kernels share -------------------------------------------------- */

#define FP_PATH_TOLERANCE 0.01     /* unpaid real dollars that are no failure */
#define FP_PATH_CENT 0.01          /* spending below it counts as a cent of
                                    * utility */
#define FP_PATH_LEAST_GROWTH 1e-12 /* of the portfolio in a year, real */

enum { FP_PATH_EARLY = 10 };       /* years in which returns are early ones */

/* Products of yearly growth factors. */
struct fp_path_growth {
    double early, all;  /* of the portfolio, real: the first years, all */
    double inflation;
};

/* Years lived by each person, by the calendar on entry, where they are drawn. */
void fp_path_draw_lives(const struct fp_path_context *context, uint64_t path,
                        int years_alive[FP_PLAN_PEOPLE_MAX])
    FP_NONNULL(1, 3);

/* Why the path failed in year t. */
enum fp_failure_cause fp_path_cause(const struct fp_path_context *context,
                                    const struct fp_path_growth *growth, int t,
                                    const struct fp_year_result *year)
    FP_NONNULL(1, 2, 4);

/* What a year's real spending adds to the path's utility: 1 / c^power where
 * risk aversion less 1 is a small whole number, and 0 is not that. */
double fp_path_utility(double spending, double risk_aversion);
int fp_path_utility_power(double risk_aversion);

#endif
