/* One year of one path: incomes, contributions, required distributions,
 * spending, withdrawals that pay for themselves and the tax, the market, fees
 * and rebalancing. Private to planning/. No allocation; thread-safe on
 * separate states. */
#ifndef FP_PLANNING_YEAR_H
#define FP_PLANNING_YEAR_H

#include "base/attr.h"
#include "planning/compile.h"
#include "planning/project.h"

/* Where a path stands between two years. */
struct fp_path_state {
    double balance[FP_COMPILED_ACCOUNTS_MAX]; /* nominal dollars */
    double basis[FP_COMPILED_ACCOUNTS_MAX];   /* cost basis, taxable only */
    double weights[FP_COMPILED_ACCOUNTS_MAX][FP_PLAN_ASSETS_MAX]; /* only when
                                               * rebalancing is off */
    double price_level;                       /* I, 1 at the plan's start */
    double loss_carried;                      /* capital loss, >= 0 */
};

/* What differs between runs of one compiled plan. */
struct fp_year_options {
    int replace_spending;  /* 1: want spend_real × I, in place of expenses */
    double spend_real;
};

/* What a path keeps of a year, nominal dollars. */
struct fp_year_result {
    double wanted, paid;   /* spending */
    double taxes;
    double closing;        /* wealth at year end */
    double price_level;    /* at the year's start */
};

/* The state at the plan's start. */
void fp_year_start(const struct fp_compiled *compiled,
                   struct fp_path_state *state) FP_NONNULL(1, 2);

/* Runs year t of a path through returns[n_assets] (nominal) and inflation.
 * row, when not NULL, takes the ledger; its income_amounts and accounts must
 * point to room for the plan's incomes and for compiled->n_accounts. */
void fp_year_run(const struct fp_compiled *compiled, int t,
                 const struct fp_year_options *options, const double *returns,
                 double inflation, struct fp_path_state *state,
                 struct fp_year_result *result, struct fp_ledger_year *row)
    FP_NONNULL(1, 3, 4, 6, 7);

#endif
