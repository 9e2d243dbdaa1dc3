/* The ledger: every dollar of a year, and the year's tax returns. */
#ifndef FP_PLANNING_LEDGER_H
#define FP_PLANNING_LEDGER_H

#include <stdint.h>

#include "planning/law/state_tax.h"
#include "planning/law/tax.h"
#include "planning/plan.h"

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

#ifdef __cplusplus
}
#endif

#endif
