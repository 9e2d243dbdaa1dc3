/* What a spending policy says to spend in the coming year, from a few facts and
 * without a plan. */
#ifndef FP_PLANNING_NEXT_YEAR_H
#define FP_PLANNING_NEXT_YEAR_H

#include "base/attr.h"
#include "base/err.h"
#include "base/faults.h"
#include "planning/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Dollars are those of the coming year unless said otherwise. */
struct fp_next_year_facts {
    double balance;            /* of the portfolio at the year's start */
    double last_spending;      /* of the household last year, last year's
                                * dollars; not looked at in a first year */
    double other_income;       /* that the household has beside the portfolio */
    double last_other_income;  /* last year's, last year's dollars */
    double planned;            /* expenses that a plan foresees */
    double essential;          /* part of them that must be paid */
    int year;                  /* years that the policy has been in force; 0:
                                * the coming one is its first */
    int ages[FP_PLAN_PEOPLE_MAX]; /* in the coming year; -1: nobody */
    int years_left;            /* the coming one counted, 1.. */
    double inflation;          /* of last year */
    double portfolio_return;   /* of last year, nominal */
    double first_spending;     /* of the policy's first year */
    double first_balance;      /* then */
    double first_rate;         /* what the portfolio paid then, as part of it */
    double stock_share;        /* of the portfolio, 0..1 */
    double cape;               /* price over ten years' real earnings; 0: the
                                * policy's own */
    double expected_return, volatility; /* of the portfolio, real, a year */
};

struct fp_next_year {
    double spending;           /* of the household, dollars of the coming year */
    double from_portfolio;     /* part that the portfolio pays */
    double rate;               /* that as part of the balance; 0 without one */
    double least;              /* part of the spending that the policy
                                * promises */
    double change, change_real; /* against last year; 0 in a first year */
};

/* What is wrong with the parameters of a rule, at pointers below its own.
 * FP_EINVAL when something is. */
enum fp_err fp_next_year_check(const struct fp_spending_rule *rule,
                               struct fp_faults *faults)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* The rule in the coming year. Pure. */
struct fp_next_year fp_next_year_of(const struct fp_spending_rule *rule,
                                    const struct fp_next_year_facts *facts)
    FP_NONNULL(1, 2);

#ifdef __cplusplus
}
#endif

#endif
