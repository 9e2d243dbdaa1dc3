/* How long one or two people live: the chances by year, and the years that
 * are reached with a chance. Lives are independent. Pure; thread-safe. */
#ifndef FP_PLANNING_LONGEVITY_H
#define FP_PLANNING_LONGEVITY_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "planning/math/annuity.h"
#include "planning/math/mortality.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fp_longevity {
    size_t n;                             /* years that the curves have */
    double alive[2][FP_MORTALITY_CURVE];  /* each, k years from now */
    double both[FP_MORTALITY_CURVE];      /* for one person: as alive[0] */
    double either[FP_MORTALITY_CURVE];
    double expectancy[2];                 /* mean years left */
    double expectancy_both, expectancy_either;
};

/* The curves of lives[n_lives], 1 or 2. FP_EINVAL: another number, an age
 * outside 0..119, or FP_MORTALITY_NONE. */
enum fp_err fp_longevity(enum fp_mortality model,
                         const struct fp_annuity_life *lives, int n_lives,
                         struct fp_longevity *out)
    FP_MUST_CHECK FP_NONNULL(2, 4);

/* Years from now until which the chance of a curve is at least `chance`: the
 * last k with curve[k] >= chance. 0 < chance <= 1. */
size_t fp_longevity_years(const double *curve, size_t n, double chance)
    FP_NONNULL(1);

#ifdef __cplusplus
}
#endif

#endif
