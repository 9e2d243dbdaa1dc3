/* Paying several debts off with one monthly amount: the minimum payments
 * first, then all that is left to one debt at a time. What a debt that is gone
 * leaves free goes on to the next ("rolled over").
 *
 * Interest of a month is balance * rate / 12, rounded half up to the cent.
 * Dollars; rates nominal, a year. Pure; thread-safe. */
#ifndef FP_PLANNING_DEBTS_H
#define FP_PLANNING_DEBTS_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FP_DEBTS_MAX = 50, FP_DEBTS_MONTHS_MAX = 1200 };

enum fp_debt_order {
    FP_DEBTS_AVALANCHE, /* the highest rate first: the least interest */
    FP_DEBTS_SNOWBALL,  /* the smallest balance first */
    FP_DEBTS_FIXED,     /* in the order of the list */
    FP_DEBTS_MINIMUM,   /* the minimum payments alone, nothing rolled over */
    FP_DEBTS_ORDERS
};

struct fp_debt {
    double balance;     /* whole cents, > 0 */
    double rate;        /* 0..10 */
    double minimum;     /* a month, > 0 */
};

struct fp_debt_end {
    int month;          /* in which the debt is paid off, from 1 */
    double interest;
};

struct fp_debts_result {
    int months;         /* until nothing is owed */
    double interest, paid;
    size_t first[FP_DEBTS_MAX];           /* indices in the order in which they
                                           * are paid off */
    struct fp_debt_end debts[FP_DEBTS_MAX]; /* by index */
    double owed[FP_DEBTS_MONTHS_MAX];     /* after each month, all debts */
};

/* budget: a month, for all debts; not less than the minimum payments
 * (ignored by FP_DEBTS_MINIMUM). Debts of equal rate or balance go in the
 * order of the list. FP_EINVAL: a member outside its range; FP_ELIMIT: the
 * budget is below the minimum payments; FP_EDOM: not paid off in
 * FP_DEBTS_MONTHS_MAX months. */
enum fp_err fp_debts_pay(const struct fp_debt *debts, size_t n,
                         enum fp_debt_order order, double budget,
                         struct fp_debts_result *out)
    FP_MUST_CHECK FP_NONNULL(1, 5);

#ifdef __cplusplus
}
#endif

#endif
