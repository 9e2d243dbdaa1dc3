/* Order statistics by selection. */
#ifndef FP_PLANNING_SELECT_H
#define FP_PLANNING_SELECT_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FP_SELECT_RANKS_MAX = 32, FP_SELECT_STEPS = 1024 };

/* Equal steps between two values, by which values are counted. */
struct fp_select_scale {
    double least, steps_per_unit;
};

/* steps[n]: the step of each value, (value - least) * steps_per_unit without
 * its fraction, at most FP_SELECT_STEPS - 1. No value is below least. The step
 * of a value never falls as the value rises. */
typedef void fp_select_steps(const struct fp_select_scale *scale,
                             const double *values, size_t n, uint16_t *steps);

/* The values of given ranks among n > 0 numbers (no NaN), exactly.
 *   values[n]       reordered, and some overwritten
 *   ranks[n_ranks]  0 .. n - 1, not falling; at most FP_SELECT_RANKS_MAX
 *   out[n_ranks]
 * Time grows with n; memory does not. Pure; thread-safe. */
void fp_select(double *values, size_t n, const size_t *ranks, size_t n_ranks,
               double *out) FP_NONNULL(1, 3, 5);
/* The same where the least and the greatest value are known, with the steps of
 * a level. values stays as it is; scratch[n] is used up, and may be values. */
void fp_select_within(const double *values, size_t n, double least,
                      double most, fp_select_steps *steps_of,
                      const size_t *ranks, size_t n_ranks, double *scratch,
                      double *out) FP_NONNULL(1, 5, 6, 8, 9);

/* The least and the greatest of n > 0 numbers (no NaN). */
void fp_select_bounds(const double *values, size_t n, double *least,
                      double *most) FP_NONNULL(1, 3, 4);

#ifdef __cplusplus
}
#endif

#endif
