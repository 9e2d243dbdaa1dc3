/* The plan's contributions under the limits of the law. Private to planning/.
 * Pure; thread-safe. */
#ifndef FP_PLANNING_CONTRIBUTE_H
#define FP_PLANNING_CONTRIBUTE_H

#include "base/attr.h"
#include "planning/law/limits.h"
#include "planning/plan.h"

/* Fills items[plan->n_contributions] for what the plan wants to put aside in a
 * year, wanted[] dollars each (the match is computed from pay), and applies
 * the limits. household's pay, ages and income are the year's; whether people
 * are covered by an employer's plan is filled in here. */
void fp_contribute(const struct fp_plan *plan, const struct fp_limits *limits,
                   struct fp_limit_household *household, const double *wanted,
                   const double wages[FP_PLAN_PEOPLE_MAX],
                   struct fp_limit_item *items) FP_NONNULL(1, 2, 3, 4, 5, 6);

/* Which limit a contribution falls under: where an employer adds to it, it is
 * an employer's plan. */
enum fp_limit_kind fp_contribute_kind(const struct fp_account *account,
                                      const struct fp_contribution *part)
    FP_NONNULL(1, 2);

#endif
