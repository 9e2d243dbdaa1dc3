/* Deterministic projection: one path at expected returns, with the whole
 * ledger and the tax return of every year. */
#ifndef FP_PLANNING_PROJECT_H
#define FP_PLANNING_PROJECT_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "planning/plan.h"
#include "planning/law/state_tax.h"
#include "planning/law/tax.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One account in one year, nominal dollars. It balances to the cent:
 * opening + contributions + deposits + converted - withdrawals + growth - fees
 * = closing. Yields are part of growth. */
struct fp_ledger_account {
    double opening, contributions, deposits, withdrawals, growth, fees;
    double closing;
    double converted;         /* into a Roth account; negative: out of this */
    double basis;             /* cost basis at year end (taxable, cash) */
    double rmd;               /* part of withdrawals that was required */
    double realised_gain;     /* of the withdrawals and rebalancing */
};

/* One year of one path, nominal dollars. It balances to the cent:
 * opening + inflows + growth - outflows - taxes - fees = closing, where
 *   inflows  = incomes + match + rolled_in + sale
 *   outflows = spending_paid + health + premiums;
 * contributions, deposits and conversions move money inside the household. */
struct fp_ledger_year {
    int year;
    int ages[FP_PLAN_PEOPLE_MAX]; /* -1 once the person is gone */
    double price_level;           /* I: 1 in the first year */
    double opening, inflows, growth, outflows, taxes, fees, closing;
    double incomes;               /* all, before tax */
    double match;                 /* employer's */
    double rolled_in;             /* lump sums into accounts */
    double sale;                  /* of property, less costs and its loans */
    double spending;              /* wanted for living, by the policy */
    double debt_service;
    double goals;                 /* wanted for goals */
    uint32_t goals_due, goals_missed; /* bit g: goal g of the plan */
    double spending_wanted, spending_paid; /* all three together */
    double health;                /* medicare + marketplace - credit */
    double medicare;              /* premiums and surcharges */
    double marketplace;           /* premiums before the credit */
    double premium_credit;
    double premiums;              /* annuities bought */
    double shortfall;             /* wanted - paid */
    double withdrawals, deposits, rmd, converted;
    double property;              /* worth of unsold property at year end */
    double debts;                 /* owed at year end */
    enum fp_filing_status status;
    struct fp_tax_input tax_input;
    struct fp_tax_result tax;     /* zero but total for other tax models */
    double state_tax;             /* part of taxes */
    struct fp_state_result state; /* its lines; zero without */
    double inflation;             /* of the year */
    double returns[FP_PLAN_ASSETS_MAX]; /* nominal, per plan asset */
    double *income_amounts;       /* [n_incomes] nominal */
    struct fp_ledger_account *accounts; /* [n_accounts] of the projection:
                                   * the plan's, and more where the plan has
                                   * none that takes the surplus or what is
                                   * converted */
};

struct fp_projection {
    size_t years;
    size_t n_accounts;            /* of every row */
    const char *added[3];         /* names of those that the plan has not:
                                   * "(surplus)", "(Roth of ID)" */
    struct fp_ledger_year *rows;  /* [years] */
    int failed_year;              /* first year with a shortfall, 0: none */
    double ending_real;           /* dollars of the first year */
    double legacy_after_tax;      /* what heirs keep, the same dollars */
};

/* Runs plan (validated) once with every asset at its mean and inflation at
 * its mean (the history's means for bootstrap and historical markets; then
 * history must not be NULL). Errors as fp_simulate. */
struct fp_history;
enum fp_err fp_project(const struct fp_plan *plan,
                       const struct fp_history *history,
                       struct fp_arena *arena, struct fp_projection *result,
                       struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 3, 4);

/* The ledger of one path of a simulation: `seed` is the run's, `path` its
 * number (fp_sim_result.percentile_paths), the window's where the market is
 * historical. Errors as fp_simulate; FP_EINVAL for a window that the history
 * does not have. */
enum fp_err fp_project_path(const struct fp_plan *plan,
                            const struct fp_history *history, uint64_t seed,
                            uint64_t path, struct fp_arena *arena,
                            struct fp_projection *result,
                            struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 5, 6);

/* The path at a percentile of the real ending wealth of a simulation, level
 * an index into fp_percentile_levels; *path takes its number. Errors as
 * fp_simulate. */
struct fp_sim_options;
enum fp_err fp_project_percentile(const struct fp_plan *plan,
                                  const struct fp_history *history,
                                  const struct fp_sim_options *options,
                                  int level, struct fp_arena *arena,
                                  uint64_t *path,
                                  struct fp_projection *result,
                                  struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 3, 5, 6, 7);

#ifdef __cplusplus
}
#endif

#endif
