/* Standard errors of what a sample of paths says, by how it was sampled.
 * Private to planning/.
 *
 * Plain paths are independent: the usual formulas. Antithetic paths come in
 * pairs, and pairs are independent. Sobol paths are FP_REPLICATES independent
 * randomisations, path p being of replicate p mod FP_REPLICATES; what the
 * replicates differ by says how far off their mean is.
 * SOURCE: Owen (2013), Monte Carlo theory, methods and examples, ch. 17;
 * order statistics: David & Nagaraja (2003), Order Statistics, ch. 7. */
#ifndef FP_PLANNING_ERRORS_H
#define FP_PLANNING_ERRORS_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "planning/market/sampler.h"

/* Standard error of the mean of values[n], one for each path in order; NaN is
 * left out. 0 where there are not two to compare. */
double fp_error_of_mean(enum fp_sampler sampler, const double *values,
                        size_t n) FP_NONNULL(2);

/* The same from the sums of the groups, where it is judged by them and no
 * value is NaN. */
double fp_error_of_totals(const double totals[FP_REPLICATES], size_t n)
    FP_NONNULL(1);

/* Standard errors of the percentiles levels[n_levels] of values[n], one for
 * each path in order, no NaN; scratch[n]. */
void fp_errors_of_percentiles(enum fp_sampler sampler, const double *values,
                              size_t n, const double *levels, size_t n_levels,
                              double *scratch, double *errors)
    FP_NONNULL(2, 4, 6, 7);

/* --- what they are made of ------------------------------------------------ */

enum { FP_ERROR_LEAST_IN_GROUP = 8 }; /* fewer say nothing of a percentile */

/* Neighbouring paths that belong together: 1, or an antithetic pair. */
size_t fp_error_unit(enum fp_sampler sampler);

/* The one of FP_REPLICATES independent groups that a path is in. */
size_t fp_error_group(enum fp_sampler sampler, size_t path);

/* 1 when the mean of n values is judged by what the groups differ by. */
int fp_error_is_grouped(enum fp_sampler sampler, uint64_t n);

/* Standard error of the mean of n independent estimates. */
double fp_error_of_estimates(const double *estimates, size_t n) FP_NONNULL(1);

/* The ranks of n independent values a standard deviation of the binomial to
 * either side of a percentile. */
void fp_error_ranks(size_t n, double level, size_t ranks[2]) FP_NONNULL(3);

#endif
