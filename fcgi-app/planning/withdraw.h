/* Withdrawals of one year: how a total is split over the accounts, and which
 * total pays for the spending and for the tax that it causes itself. Private
 * to planning/. Pure; thread-safe. */
#ifndef FP_PLANNING_WITHDRAW_H
#define FP_PLANNING_WITHDRAW_H

#include "base/attr.h"
#include "planning/compile.h"

/* The money side of one year, nominal dollars. */
struct fp_withdrawal {
    const struct fp_compiled *compiled;
    const struct fp_compiled_year *row;
    const struct fp_tax_law *law;   /* of the year, indexed */
    struct fp_tax_input fixed;      /* the return without withdrawals */
    double cash;                    /* incomes less contributions */
    double wanted;                  /* spending */
    double capacity[FP_COMPILED_ACCOUNTS_MAX]; /* most that an account gives */
    double required[FP_COMPILED_ACCOUNTS_MAX]; /* distributions by law */
    double gain[FP_COMPILED_ACCOUNTS_MAX]; /* realised by each dollar that is
                                            * withdrawn; may be negative */
    /* The answer. */
    double amount[FP_COMPILED_ACCOUNTS_MAX];
    double tax;
    double paid;                    /* spending */
    double surplus;                 /* to be deposited */
};

/* Fills amount, tax, paid and surplus. Required distributions come first;
 * then the least further total, split by the plan's order, for which
 * cash + withdrawals - tax = wanted. What cannot be paid is a shortfall:
 * paid < wanted, every account empty, tax paid first. The equation holds
 * within 1e-6 dollars. */
void fp_withdraw_solve(struct fp_withdrawal *w) FP_NONNULL(1);

/* The tax return for the amounts in w->amount. */
void fp_withdraw_return(const struct fp_withdrawal *w,
                        struct fp_tax_input *input) FP_NONNULL(1, 2);

#endif
