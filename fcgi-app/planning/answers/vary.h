/* Plans that differ from a plan in one respect, for sensitivities. */
#ifndef FP_PLANNING_VARY_H
#define FP_PLANNING_VARY_H

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "planning/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What is varied, and in which unit. */
enum fp_vary {
    FP_VARY_RETURNS,        /* every asset's mean: added, 0.01 is a point */
    FP_VARY_VOLATILITY,     /* every asset's deviation: multiplied by 1 + x */
    FP_VARY_INFLATION,      /* added */
    FP_VARY_SPENDING,       /* expenses: multiplied by 1 + x */
    FP_VARY_SAVINGS,        /* contributions: multiplied by 1 + x */
    FP_VARY_WEALTH,         /* balances and bases: multiplied by 1 + x */
    FP_VARY_SOCIAL_SECURITY, /* benefits: multiplied by 1 + x */
    FP_VARY_RETIREMENT_AGE, /* of every person: added, whole years */
    FP_VARY_LIFESPAN,       /* plan_to_age of every person: added, years */
    FP_VARY_FEES,           /* of every account: added */
    FP_VARY_COUNT
};

/* "returns", "volatility", … */
extern const char *const fp_vary_names[FP_VARY_COUNT];
/* The usual step of a tornado diagram, up and down: 0.01, 0.2, … */
extern const double fp_vary_steps[FP_VARY_COUNT];

/* out = plan with `by` applied; what changes is copied into arena, the rest is
 * shared with plan, which must outlive it. FP_EINVAL (the plan would be
 * impossible: error says why) or FP_ENOMEM. */
enum fp_err fp_vary_apply(const struct fp_plan *plan, enum fp_vary what,
                          double by, struct fp_arena *arena,
                          struct fp_plan *out, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 4, 5);

#ifdef __cplusplus
}
#endif

#endif
