/* Withdrawals of one year: how a total is split over the accounts, which
 * total pays for the spending and for the tax that it causes itself, and what
 * moves to Roth accounts. Private to planning/. Pure; thread-safe. */
#ifndef FP_PLANNING_WITHDRAW_H
#define FP_PLANNING_WITHDRAW_H

#include "base/attr.h"
#include "planning/engine/compile.h"

/* A part of an account, in the order in which parts are drawn. An account
 * has two where its first dollars cost less than its last. */
struct fp_draw {
    int account;
    double room;
};

/* The money side of one year, nominal dollars. */
struct fp_withdrawal {
    const struct fp_compiled *compiled;
    const struct fp_compiled_year *row;
    const struct fp_tax_law *law;   /* of the year, indexed */
    const struct fp_state_law *state_law; /* the same; NULL: no state tax */
    double price_level;
    double share;                   /* of flows before the market's return */
    struct fp_tax_input fixed;      /* the return without withdrawals */
    double pensions[FP_PLAN_PEOPLE_MAX]; /* parts of fixed, by the place on
                                     * the return: taxable pensions, … */
    double benefits[FP_PLAN_PEOPLE_MAX]; /* … Social Security received, … */
    double deferrals[FP_PLAN_PEOPLE_MAX]; /* … put aside before tax */
    double cash;                    /* incomes less what is put aside */
    double costs;                   /* health insurance before the credit */
    double benchmark, premium;      /* of marketplace insurance, the year's */
    struct fp_medicare_law medicare; /* of the year; n 0: none */
    double wanted;                  /* spending, debt service and goals */
    double capacity[FP_COMPILED_ACCOUNTS_MAX]; /* most that an account gives */
    double direct[FP_COMPILED_ACCOUNTS_MAX];   /* paid straight to a purpose;
                                     * not income */
    double required[FP_COMPILED_ACCOUNTS_MAX]; /* distributions by law, after
                                     * direct */
    double gain[FP_COMPILED_ACCOUNTS_MAX]; /* realised by each dollar that is
                                     * withdrawn; may be negative */
    double yield_base[FP_COMPILED_ACCOUNTS_MAX]; /* taxable: balance that pays
                                     * the year's yields, before withdrawals */
    double free[FP_COMPILED_ACCOUNTS_MAX]; /* Roth that is not qualified:
                                     * dollars out before earnings are */
    double seasoned[FP_COMPILED_ACCOUNTS_MAX]; /* part of free without any
                                     * additional tax: not conversions of the
                                     * last five years */
    struct fp_draw draws[3 * FP_COMPILED_ACCOUNTS_MAX];
    size_t n_draws;
    /* The answer. */
    double amount[FP_COMPILED_ACCOUNTS_MAX];    /* direct included */
    double converted[FP_COMPILED_ACCOUNTS_MAX]; /* to the Roth account */
    double tax;                     /* federal, payroll and state */
    double state_tax;               /* part of it */
    struct fp_tax_result federal;   /* lines of the federal return */
    double health;                  /* costs less the premium credit */
    double paid;                    /* of wanted */
    double surplus;                 /* to be deposited */
};

/* Fills the answer. Required distributions come first; then the least further
 * total, split by the plan's order, for which
 *   cash + withdrawals - tax - health = wanted.
 * What cannot be paid is a shortfall: paid < wanted, every account empty that
 * may be drawn, nothing converted, tax and health insurance paid first. The
 * equation holds within 1e-6 dollars. */
void fp_withdraw_solve(struct fp_withdrawal *w) FP_NONNULL(1);

/* --- settle.c: what the amounts cost ------------------------------------- */

/* The tax return for w->amount and w->converted. */
void fp_settle_return(const struct fp_withdrawal *w,
                      struct fp_tax_input *input) FP_NONNULL(1, 2);

/* The state's return for the amounts, with the federal lines of r. */
void fp_settle_state(const struct fp_withdrawal *w,
                     const struct fp_tax_input *input,
                     const struct fp_tax_result *r,
                     struct fp_state_input *state) FP_NONNULL(1, 2, 3, 4);

/* Fills converted (when `converts`), tax and health for w->amount. */
void fp_settle(struct fp_withdrawal *w, int converts) FP_NONNULL(1);

/* Dollars of further ordinary income, at most `most`, that bring the return's
 * ordinary taxable income to the top of the bracket of `rate`. */
double fp_settle_bracket_room(const struct fp_withdrawal *w, double rate,
                              double most) FP_NONNULL(1);

#endif
