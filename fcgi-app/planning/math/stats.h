/* Statistics of samples: exact percentiles, intervals, standard errors.
 * Pure; thread-safe. */
#ifndef FP_PLANNING_STATS_H
#define FP_PLANNING_STATS_H

#include <stddef.h>

#include "base/attr.h"
#include "planning/math/select.h"
#include "base/err.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FP_STATS_LEVELS_MAX = 16 };

/* The q-quantiles (0..1, ascending; at most FP_STATS_LEVELS_MAX) of values[n],
 * n >= 1, by exact selection with linear interpolation between order
 * statistics (type 7, Hyndman & Fan 1996). values is used up. No NaN. */
void fp_stats_percentiles(double *values, size_t n, const double *q,
                          size_t n_q, double *out) FP_NONNULL(1, 3, 5);
/* The same as fp_select_within has it: values stays, scratch[n] is used up. */
void fp_stats_percentiles_within(const double *values, size_t n, double least,
                                 double most, fp_select_steps *steps_of,
                                 const double *q, size_t n_q, double *scratch,
                                 double *out) FP_NONNULL(1, 5, 6, 8, 9);

/* Wilson score interval of k successes in n trials, two-sided, for the normal
 * quantile z (1.959963984540054 for 95 %). n >= 1.
 * SOURCE: Wilson (1927), JASA 22, 209-212. */
void fp_stats_wilson(double k, double n, double z, double *low, double *high)
    FP_NONNULL(4, 5);

/* Mean of values[n], compensated summation; 0 for n = 0. */
double fp_stats_average(const double *values, size_t n) FP_NONNULL(1);

/* Mean and standard error of the mean of values[n], compensated
 * summation; the error is 0 for n < 2, both are 0 for n = 0. */
void fp_stats_mean(const double *values, size_t n, double *mean,
                   double *standard_error) FP_NONNULL(1, 3, 4);

#ifdef __cplusplus
}
#endif

#endif
