/* The plan compiled once into flat tables by year, so that a path's inner
 * loop looks nothing up and allocates nothing. Private to planning/.
 *
 * Every flow is kept in two parts: `real` dollars of the first year, which
 * the path multiplies by its price level, and `nominal` dollars, which it
 * takes as they are. Immutable once built; shared by all threads. */
#ifndef FP_PLANNING_COMPILE_H
#define FP_PLANNING_COMPILE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "planning/plan.h"
#include "planning/tax.h"

/* One more than a plan may have: the account that takes a surplus when the
 * plan names none. */
enum { FP_COMPILED_ACCOUNTS_MAX = FP_PLAN_ACCOUNTS_MAX + 1 };

struct fp_flow {
    double real;
    double nominal;
};

/* What the calendar decides about one year, whatever the market does. */
struct fp_compiled_year {
    int year;
    int ages[FP_PLAN_PEOPLE_MAX];   /* -1 once the person is gone */
    enum fp_filing_status status;
    int n_taxpayers;
    int tax_ages[2];
    struct fp_tax_law law;          /* amounts of the law year, not indexed */
    struct fp_flow wages[FP_PLAN_PEOPLE_MAX];
    struct fp_flow self_employment[FP_PLAN_PEOPLE_MAX]; /* net profit */
    struct fp_flow retirement;      /* pensions and annuities */
    struct fp_flow rental;
    struct fp_flow other;
    struct fp_flow social_security;
    struct fp_flow tax_free;
    struct fp_flow expenses;
    const struct fp_flow *incomes;  /* [n_incomes] of the plan */
    const struct fp_flow *contributions; /* [n_contributions] of the plan */
    const double *rmd_divisor;      /* [n_accounts], 0: nothing is required */
    const double *weights;          /* [n_accounts][n_assets] */
};

struct fp_compiled_account {
    enum fp_account_type type;
    double balance, basis;
    double fee, yield_qualified, yield_ordinary;
};

struct fp_compiled {
    const struct fp_plan *plan;
    int years;
    size_t n_assets;
    size_t n_accounts;              /* the plan's, and perhaps one more */
    struct fp_compiled_account accounts[FP_COMPILED_ACCOUNTS_MAX];
    int order[FP_COMPILED_ACCOUNTS_MAX]; /* withdrawal order; all accounts */
    int surplus_account;
    int drifts;                     /* weights drift: rebalancing is off */
    double initial_wealth;
    const struct fp_compiled_year *list; /* [years] */
};

/* Compiles a validated plan; everything lives in arena.
 * FP_EINVAL (the plan covers no year), FP_ERANGE (no tax law for a year) or
 * FP_ENOMEM. */
enum fp_err fp_compile(const struct fp_plan *plan, struct fp_arena *arena,
                       const struct fp_compiled **out, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

#endif
