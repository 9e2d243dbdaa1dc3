/* What the curve and the edges of marginal.h share. Private to planning/. */
#ifndef FP_PLANNING_MARGINAL_PARTS_H
#define FP_PLANNING_MARGINAL_PARTS_H

#include "planning/calculators/marginal.h"

/* The household to whose income something of one kind is added. */
struct fp_marginal_case {
    const struct fp_household_law *law;
    const struct fp_household *household;
    enum fp_income_added kind;
};

/* The year with so many dollars more. */
void fp_marginal_at(const struct fp_marginal_case *c, double added,
                    struct fp_household_costs *out) FP_NONNULL(1, 3);

#endif
