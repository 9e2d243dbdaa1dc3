/* One quantity of every path, taken in as the paths come: its mean, its
 * percentiles and the errors of both, in memory that does not grow with the
 * paths. Private to planning/.
 *
 * Blocks of paths may be added by several threads, in any order, and columns
 * over different paths merged: the figures have the same bits. */
#ifndef FP_PLANNING_COLUMN_H
#define FP_PLANNING_COLUMN_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "planning/market/sampler.h"
#include "planning/math/exact_sum.h"
#include "planning/math/histogram.h"
#include "planning/simulation/simulate.h"

/* What is asked of a column besides its mean and that one's error. */
enum fp_column_kind {
    FP_COLUMN_MEAN,        /* nothing */
    FP_COLUMN_PERCENTILES, /* percentiles … */
    FP_COLUMN_ERRORS,      /* … and their standard errors */
    FP_COLUMN_RANKS        /* … and paths by rank */
};

struct fp_column {
    pthread_mutex_t lock;
    enum fp_column_kind kind;
    enum fp_sampler sampler;
    struct fp_histogram all;
    struct fp_histogram *groups; /* [FP_REPLICATES]; FP_COLUMN_ERRORS */
    struct fp_exact_sum sums[FP_REPLICATES]; /* by independent group */
    uint64_t n[FP_REPLICATES];
    /* Means of the least independent units: paths, or antithetic pairs. */
    struct fp_exact_sum units, squares;
    uint64_t n_units;
};

/* FP_ENOMEM. A column that was opened is to be closed. */
enum fp_err fp_column_open(struct fp_column *column, enum fp_column_kind kind,
                           enum fp_sampler sampler)
    FP_MUST_CHECK FP_NONNULL(1);
void fp_column_close(struct fp_column *column) FP_NONNULL(1);

/* Adds values[n] of the paths from `first` on, a multiple of 2 FP_REPLICATES;
 * NaN: the path has none. Thread-safe. FP_ENOMEM. */
enum fp_err fp_column_add(struct fp_column *column, uint64_t first,
                          const double *values, size_t n)
    FP_MUST_CHECK FP_NONNULL(1, 3);

/* Adds what another column of the same kind and sampler took in. FP_ENOMEM. */
enum fp_err fp_column_merge(struct fp_column *into,
                            const struct fp_column *from)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* How many numbers there are, and their sum. */
uint64_t fp_column_count(const struct fp_column *column) FP_NONNULL(1);
double fp_column_sum(const struct fp_column *column) FP_NONNULL(1);

/* Mean and standard error of the mean; 0 where there is nothing. */
double fp_column_mean(const struct fp_column *column) FP_NONNULL(1);
double fp_column_error(const struct fp_column *column) FP_NONNULL(1);

/* All that the column's kind gives; zeros for the rest. */
void fp_column_describe(const struct fp_column *column,
                        struct fp_sim_ending *out) FP_NONNULL(1, 2);

#endif
