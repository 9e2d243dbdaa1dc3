/* Parts of plan validation that several files share. Private to planning/. */
#ifndef FP_PLANNING_VALIDATE_H
#define FP_PLANNING_VALIDATE_H

#include <stddef.h>

#include "base/attr.h"
#include "base/faults.h"
#include "planning/plan.h"

struct fp_validation {
    const struct fp_plan *plan;
    struct fp_faults *faults;
    struct fp_faults *warnings;
};

/* Largest amount of money that a plan may name: beyond it a double cannot
 * hold cents. */
#define FP_AMOUNT_MAX 1e13

/* A fault at the pointer made of list, index and field ("/accounts/2/fee")
 * unless low <= value <= high (NaN is outside). */
void fp_validate_range(struct fp_validation *v, const char *list, size_t index,
                       const char *field, double value, double low,
                       double high) FP_NONNULL(1, 2, 4);

/* Weights are not negative and sum to 1. */
void fp_validate_weights(struct fp_validation *v, const char *pointer,
                         const double *weights) FP_NONNULL(1, 2, 3);

/* A point in time names a person of the plan and a possible year. */
void fp_validate_when_at(struct fp_validation *v, const char *pointer,
                         const struct fp_when *when) FP_NONNULL(1, 2, 3);
void fp_validate_when(struct fp_validation *v, const char *list, size_t index,
                      const char *field, const struct fp_when *when)
    FP_NONNULL(1, 2, 4, 5);

/* The flows and the accounts; the strategy, taxes and market. */
void fp_validate_flows(struct fp_validation *v) FP_NONNULL(1);
/* Dependents, property, debts, goals, marketplace, special accounts. */
void fp_validate_estate(struct fp_validation *v) FP_NONNULL(1);
/* Conversions, bands, and the switches of the law. */
void fp_validate_taxes(struct fp_validation *v) FP_NONNULL(1);
/* Contributions beyond what the law allows: warnings with the amount that is.
 * Only for a plan without faults. */
void fp_validate_limits(struct fp_validation *v) FP_NONNULL(1);
void fp_validate_market(struct fp_validation *v) FP_NONNULL(1);
void fp_validate_spending(struct fp_validation *v) FP_NONNULL(1);
void fp_validate_strategy(struct fp_validation *v) FP_NONNULL(1);

#endif
