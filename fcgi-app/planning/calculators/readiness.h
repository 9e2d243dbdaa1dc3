/* Are savings on their way: what retirement needs against what will be there,
 * at fixed real returns. A first look without luck; simulations say how sure
 * it is.
 *
 * Dollars of now, at the start of each year. Pure; thread-safe. */
#ifndef FP_PLANNING_READINESS_H
#define FP_PLANNING_READINESS_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FP_READINESS_INCOMES_MAX = 20 };

struct fp_readiness_income {
    double amount;          /* a year */
    int from_age, until_age; /* first and last age at which it is paid */
    double growth;          /* real, a year, from now on; negative for one
                             * that does not keep its value */
};

struct fp_readiness_plan {
    int age, retirement_age, end_age; /* age <= retirement_age <= end_age;
                             * spending is from retirement_age through
                             * end_age */
    double savings;         /* now */
    double contribution;    /* each year before retirement */
    double contribution_growth; /* real */
    double return_before, return_after; /* real, a year */
    double spending;        /* a year in retirement */
    double withdrawal_tax;  /* part of each withdrawal that goes to tax, 0..
                             * below 1 */
    const struct fp_readiness_income *incomes; /* [n_incomes] */
    size_t n_incomes;
};

struct fp_readiness {
    /* at the start of retirement: */
    double spending_value;  /* of all spending */
    double income_value;    /* of incomes, in years as far as they are spent */
    double need;            /* of the withdrawals that are left, tax
                             * included */
    double savings;         /* there */
    double gap;             /* need less savings; negative: a surplus */
    double funded;          /* savings over need; NaN: nothing is needed */
    /* now: */
    double gap_now;         /* discounted at return_before */
    double contribution_needed; /* a year, growing alike, from now on, for a
                             * gap of nothing; NaN: retired already */
    double spending_possible; /* a year, for a gap of nothing */
    int lasts_until;        /* age through which savings pay everything;
                             * end_age when they do */
    double first_year_rate; /* withdrawal of the first year of retirement over
                             * savings there; NaN without savings */
};

/* FP_EINVAL: a member outside its range. */
enum fp_err fp_readiness(const struct fp_readiness_plan *plan,
                         struct fp_readiness *out)
    FP_MUST_CHECK FP_NONNULL(1, 2);

#ifdef __cplusplus
}
#endif

#endif
