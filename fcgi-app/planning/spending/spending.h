/* Spending policies: how much a household wants to spend in a year of a path.
 *
 * A policy sees a view of the year (everything nominal unless said otherwise)
 * and keeps a small state a path. What it says is either what the portfolio
 * pays, with other income spent on top (rule.add_income 1, the default), or
 * what the household spends as a whole (add_income 0, and always when it
 * starts from the plan's expenses); the part that the portfolio pays is then
 * what is left after other income. Taxes are paid beside it. docs/methods.md
 * has every formula; each policy's source stands at its function.
 * No allocation; pure but for the state; thread-safe on separate states. */
#ifndef FP_PLANNING_SPENDING_H
#define FP_PLANNING_SPENDING_H

#include <stddef.h>

#include "base/attr.h"
#include "planning/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a policy carries from year to year. */
struct fp_spending_state {
    int year;              /* years that the policy has been in force */
    double last;           /* the policy's own amount of the year before,
                            * nominal dollars, within floor and ceiling */
    double start_real;     /* of its first year, dollars of the plan's first */
    double initial_rate;   /* what the portfolio paid in the first year that
                            * it paid anything, as part of it */
    double initial_wealth; /* nominal, at the policy's start … */
    double start_price;    /* … and the price level then */
    double planned_real;   /* the plan's expenses of the year before */
    double quantile;       /* risk_guardrails: standard normal, of the target */
};

/* One year, as a policy sees it. Dollars are nominal. */
struct fp_spending_view {
    int t;                 /* year of the plan, 0.. */
    int year;              /* calendar year */
    int years_left;        /* of the plan, this one counted */
    int started;           /* 1: the rule's start has come */
    int ages[FP_PLAN_PEOPLE_MAX]; /* -1: nobody, or gone */
    double wealth;         /* accounts at the year's start */
    double price_level;    /* 1 in the plan's first year */
    double inflation_last; /* of the year before; 0 in the first year */
    double return_last;    /* of the portfolio in the year before, nominal */
    double expenses_planned; /* the plan's expenses of the year */
    double essential;      /* the essential ones of them */
    double other_income;   /* salaries, Social Security, pensions, … */
    double future_income;  /* value today of other income after this year, for
                            * rules with add_income 0 that see all wealth
                            * (lifecycle_merton, risk_guardrails); 0: none */
    double stock_share;    /* of the portfolio, 0..1 */
    double cape;           /* price over ten years' real earnings; 0: unknown */
    double expected_return; /* of the portfolio, real: arithmetic mean … */
    double volatility;     /* … and standard deviation, a year */
};

/* A policy for people: what it is called, its rule as a sentence, and the
 * publication that states it. */
struct fp_spending_about {
    const char *title, *rule, *source;
};
extern const struct fp_spending_about fp_spending_about[FP_SPENDING_COUNT];

/* Fills every parameter with the default of the policy. */
void fp_spending_defaults(enum fp_spending_policy policy,
                          struct fp_spending_rule *rule) FP_NONNULL(2);

/* The state before the first year. */
void fp_spending_start(const struct fp_spending_rule *rule,
                       struct fp_spending_state *state) FP_NONNULL(1, 2);

/* Nominal dollars, never negative, that the household wants to spend in the
 * year; moves the state to the next year. To be called once a year, in order,
 * also before the rule has started. */
double fp_spending_wanted(const struct fp_spending_rule *rule,
                          const struct fp_spending_view *view,
                          struct fp_spending_state *state)
    FP_NONNULL(1, 2, 3);

/* The part of `wanted` that must be paid lest the year has failed: all of it
 * for policies that promise an amount; where the amount is what the portfolio
 * gives (percent_of_portfolio, vpw, rmd_divisor, one_over_n, cape,
 * lifecycle_merton, risk_guardrails) only the floors, for the tax on the
 * withdrawal may leave less. */
double fp_spending_least(const struct fp_spending_rule *rule,
                         const struct fp_spending_view *view, double wanted)
    FP_NONNULL(1, 2);

/* 1 when the rule's first year is taken from the plan's expenses. */
int fp_spending_from_expenses(const struct fp_spending_rule *rule)
    FP_NONNULL(1);

/* 1 when every year spends the plan's expenses as they stand. */
int fp_spending_is_plain(const struct fp_spending_rule *rule) FP_NONNULL(1);

/* 1 when the plan's expenses play no part once the rule has started. */
int fp_spending_replaces_expenses(const struct fp_spending_rule *rule)
    FP_NONNULL(1);

/* Multiplies every amount and part of the portfolio that the rule states;
 * parts stay at most 1. What a formula gives (vpw, one_over_n, cape,
 * hebeler_autopilot, lifecycle_merton) is not changed. */
void fp_spending_scale(struct fp_spending_rule *rule, double factor)
    FP_NONNULL(1);

/* --- parameters, for readers, writers and checks of documents ------------ */

enum fp_spending_kind {
    FP_SPENDING_NUMBER,    /* double */
    FP_SPENDING_INT,       /* int */
    FP_SPENDING_FLAG       /* int, 0 or 1 */
};

/* One numeric parameter of fp_spending_rule. */
struct fp_spending_param {
    const char *name;      /* in documents, and of the member */
    enum fp_spending_kind kind;
    size_t offset;         /* in struct fp_spending_rule */
    double low, high;      /* inclusive; FP_SPENDING_UNSET stands beside them
                            * when may_be_unset */
    int may_be_unset;
    unsigned policies;     /* bit per policy that has it */
    const char *text;      /* what its default assumes, for a person; NULL:
                            * nothing, its absence means what it says */
};

extern const struct fp_spending_param fp_spending_params[];
extern const size_t fp_spending_params_count;

/* Value of a parameter, whatever its kind. */
double fp_spending_param_get(const struct fp_spending_rule *rule,
                             const struct fp_spending_param *param)
    FP_NONNULL(1, 2);
void fp_spending_param_set(struct fp_spending_rule *rule,
                           const struct fp_spending_param *param, double value)
    FP_NONNULL(1, 2);

#ifdef __cplusplus
}
#endif

#endif
