/* The policies one by one. Private to planning/.
 *
 * Each gives its own amount of the year in nominal dollars, before floor and
 * ceiling and before other income is added; state->year is 0 in its first
 * year. */
#ifndef FP_PLANNING_SPENDING_RULES_H
#define FP_PLANNING_SPENDING_RULES_H

#include "base/attr.h"
#include "planning/spending/spending.h"

struct fp_spending_year {
    const struct fp_spending_rule *rule;
    const struct fp_spending_view *view;
    const struct fp_spending_state *state;
    int years_left;      /* under rule->to_age, at least 1 */
    int age;             /* of the first person alive; 0: nobody */
    int whole;           /* 1: the amount is all that the household spends */
    double last;         /* last year's amount, in its prices */
    double last_indexed; /* the same in this year's */
};

/* What the portfolio pays of an amount, given the household's other income;
 * both of the same year's prices. */
double fp_spending_draw(const struct fp_spending_year *y, double amount,
                        double other_income) FP_NONNULL(1);

/* The amount that amount, initial_rate or the expenses give the first year. */
double fp_spending_first(const struct fp_spending_year *y) FP_NONNULL(1);

typedef double fp_spending_fn(const struct fp_spending_year *y);

/* spending_paths.c: an amount that goes on from the first year's. */
fp_spending_fn fp_spending_constant_real;
fp_spending_fn fp_spending_constant_nominal;
fp_spending_fn fp_spending_guyton_klinger;
fp_spending_fn fp_spending_risk_guardrails;
fp_spending_fn fp_spending_smile;
fp_spending_fn fp_spending_phases;

/* spending_portfolio.c: an amount that the portfolio gives. */
fp_spending_fn fp_spending_percent_of_portfolio;
fp_spending_fn fp_spending_floor_ceiling;
fp_spending_fn fp_spending_vpw;
fp_spending_fn fp_spending_rmd_divisor;
fp_spending_fn fp_spending_one_over_n;
fp_spending_fn fp_spending_cape;
fp_spending_fn fp_spending_endowment;
fp_spending_fn fp_spending_hebeler_autopilot;
fp_spending_fn fp_spending_ninety_five_rule;
fp_spending_fn fp_spending_vanguard_dynamic;
fp_spending_fn fp_spending_lifecycle_merton;

#endif
