/* One year of one path: incomes, contributions, required distributions,
 * spending, withdrawals that pay for themselves and the tax, the market, fees
 * and rebalancing. Private to planning/. No allocation; thread-safe on
 * separate states. */
#ifndef FP_PLANNING_YEAR_H
#define FP_PLANNING_YEAR_H

#include <stdint.h>

#include "base/attr.h"
#include "planning/engine/compile.h"
#include "planning/engine/ledger.h"
#include "planning/engine/withdraw.h"
#include "planning/law/roth.h"
#include "planning/market/market.h"
#include "planning/spending/spending.h"

/* Where a path stands between two years. */
struct fp_path_state {
    double balance[FP_COMPILED_ACCOUNTS_MAX]; /* nominal dollars */
    double basis[FP_COMPILED_ACCOUNTS_MAX];   /* cost basis, taxable only */
    double weights[FP_COMPILED_ACCOUNTS_MAX][FP_PLAN_ASSETS_MAX]; /* only where
                                               * weights drift */
    struct fp_roth roth[FP_COMPILED_ACCOUNTS_MAX]; /* what comes out first */
    double sepp[FP_COMPILED_ACCOUNTS_MAX];    /* periodic payment a year */
    double state_tax;                         /* of the year before */
    double price_level;                       /* I, 1 at the plan's start */
    double loss_short, loss_long;             /* capital losses, >= 0 */
    double magi[2];           /* income of two years ago and of last year, as
                               * Medicare sees it; negative: not known */
    double annuity_exclusion; /* nominal dollars a year of annuity payments
                               * that return what they cost */
    int years_alive[FP_PLAN_PEOPLE_MAX];
    struct fp_spending_state spending;
    double inflation_last;    /* of the year before */
    double return_last;       /* of the portfolio in it, nominal */
};

/* What differs between runs of one compiled plan. */
struct fp_year_options {
    int replace_spending;  /* 1: want spend_real × I, in place of expenses */
    double spend_real;
    const struct fp_market_source *market; /* for valuations; NULL: none */
    const double (*months)[FP_PLAN_ASSETS_MAX]; /* [12] returns of the year's
                            * months, for plans that go by the month; NULL:
                            * the year's return is spread evenly */
};

/* What a path keeps of a year, nominal dollars. */
struct fp_year_result {
    double wanted, paid;   /* spending, debt service and goals */
    double goals;          /* part of wanted */
    double taxes, health;
    double portfolio_return; /* nominal, of what the accounts held */
    double closing;        /* wealth in accounts at year end */
    double price_level;    /* at the year's start */
    uint32_t goals_due;    /* bit g: the plan's goal g falls into the year … */
    uint32_t goals_missed; /* … and was not paid in full */
    int nobody;            /* 1: everyone has died; wealth stands still */
};

/* Scratch of one year. Between the parts of the year only. */
struct fp_year_work {
    const struct fp_compiled *compiled;
    const struct fp_compiled_year *row;
    double price;             /* I */
    double share;             /* of the flows, before the market's return */
    double r[FP_COMPILED_ACCOUNTS_MAX];  /* blended nominal return */
    int monthly;              /* 1: the four that follow hold */
    double month_opening[FP_COMPILED_ACCOUNTS_MAX]; /* what a dollar of the
                               * opening becomes in the year … */
    double month_flow[FP_COMPILED_ACCOUNTS_MAX]; /* … and one of the flows */
    double month_opening_fees[FP_COMPILED_ACCOUNTS_MAX]; /* fees on them */
    double month_flow_fees[FP_COMPILED_ACCOUNTS_MAX];
    double in[FP_COMPILED_ACCOUNTS_MAX]; /* contributions with the match, and
                                          * lump sums */
    double yields[FP_COMPILED_ACCOUNTS_MAX]; /* taxed and reinvested */
    double match, rolled_in, premiums;
    double benefits[FP_PLAN_PEOPLE_MAX]; /* Social Security received */
    double income;            /* of the year, before contributions */
    double spending;          /* wanted for living */
    double least;             /* part of it below which the year has failed */
    double debt_service;
    double goals;             /* wanted for goals */
    struct fp_tax_law law;
    struct fp_state_law state_law;
    struct fp_withdrawal w;
};

/* The state at the plan's start. */
void fp_year_start(const struct fp_compiled *compiled,
                   struct fp_path_state *state) FP_NONNULL(1, 2);

/* Runs year t of a path through returns[n_assets] (nominal) and inflation.
 * row, when not NULL, takes the ledger; its income_amounts, goals and
 * accounts must point to room for the plan's and for compiled->n_accounts. */
void fp_year_run(const struct fp_compiled *compiled, int t,
                 const struct fp_year_options *options, const double *returns,
                 double inflation, struct fp_path_state *state,
                 struct fp_year_result *result, struct fp_ledger_year *row)
    FP_NONNULL(1, 3, 4, 6, 7);

/* --- the parts of a year ------------------------------------------------- */

/* year_open.c: everything up to the withdrawals; fills work->w. */
void fp_year_open(struct fp_year_work *work, int t,
                  const struct fp_year_options *options, const double *returns,
                  struct fp_path_state *state) FP_NONNULL(1, 3, 4, 5);

/* year_contribute.c: contributions leave the cash, work->in takes them. */
void fp_year_contribute(struct fp_year_work *work,
                        const struct fp_path_state *state) FP_NONNULL(1, 2);
/* … and what is allowed of them: items[n_contributions]. Looks at work's
 * compiled, row, price and the incomes in w.fixed. limits: the row's, at the
 * year's prices (fp_year_limits); NULL where the row has none. magi_last:
 * income of the year before, negative when it is not known. */
void fp_year_limit(const struct fp_year_work *work,
                   const struct fp_limits *limits, double magi_last,
                   struct fp_limit_item *items) FP_NONNULL(1, 4);
/* 1 when something is to be contributed in the row's year. */
int fp_year_contributes(const struct fp_compiled *compiled,
                        const struct fp_compiled_year *row) FP_NONNULL(1, 2);
/* The row's limits at a price level into *room; returns room, or NULL where
 * the row has none or contributes nothing. */
const struct fp_limits *fp_year_limits(const struct fp_compiled *compiled,
                                       const struct fp_compiled_year *row,
                                       double price, struct fp_limits *room)
    FP_NONNULL(1, 2, 4);

/* The goals (bits, as in fp_year_result) that go unpaid when `missing` dollars
 * are; *due: those that fall into the year. */
uint32_t fp_year_goals_missed(const struct fp_plan *plan,
                              const struct fp_compiled_year *row, double price,
                              double missing, uint32_t *due)
    FP_NONNULL(1, 2, 5);

/* year_spending.c: work->spending and least by the plan's spending rule; after
 * incomes and contributions. market gives the CAPE; NULL: none. Moves
 * state->spending on. */
void fp_year_spending(struct fp_year_work *work, int t,
                      const struct fp_market_source *market,
                      struct fp_path_state *state) FP_NONNULL(1, 4);

/* year_months.c: the months of the year, by account; fills r and the four
 * factors. */
void fp_year_walk_months(struct fp_year_work *work, const double *returns,
                         const struct fp_year_options *options,
                         const struct fp_path_state *state)
    FP_NONNULL(1, 2, 3, 4);

/* year_ledger.c: writes the row of a year that is done. */
void fp_year_write(const struct fp_year_work *work, double opening,
                   double inflation, const double *returns,
                   const struct fp_year_result *result,
                   struct fp_ledger_year *row) FP_NONNULL(1, 4, 5, 6);

static inline int
fp_is_taxed_yearly(enum fp_account_type type)
{
    return type == FP_ACCOUNT_TAXABLE || type == FP_ACCOUNT_CASH;
}

/* Empty ledger rows, [compiled->years], with room for what they point to.
 * FP_ENOMEM. */
enum fp_err fp_ledger_rows(const struct fp_compiled *compiled,
                            struct fp_arena *arena,
                            struct fp_ledger_year **out)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

#endif
