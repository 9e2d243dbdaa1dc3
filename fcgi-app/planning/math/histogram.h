/* Numbers counted in steps of a 1024th of an octave: percentiles of any
 * number of values, in memory that does not grow with it, to a stated bound.
 * Counts can be added up in any order to the same bits. Thread-safe on
 * separate histograms.
 *
 * From 2^-20 to 2^64 in size, either sign, each power of two is divided into
 * 1024 equal steps; smaller ones count as 0, greater ones as the last step. An
 * octave takes memory once a value falls into it. */
#ifndef FP_PLANNING_HISTOGRAM_H
#define FP_PLANNING_HISTOGRAM_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    FP_HISTOGRAM_STEPS = 1024, /* of an octave */
    FP_HISTOGRAM_LEAST = -20,  /* powers of two */
    FP_HISTOGRAM_MOST = 64,
    FP_HISTOGRAM_OCTAVES = FP_HISTOGRAM_MOST - FP_HISTOGRAM_LEAST,
    FP_HISTOGRAM_SPANS = 2 * FP_HISTOGRAM_OCTAVES + 1,
    FP_HISTOGRAM_KEPT = 4096 /* rooms of 4 KiB that a process keeps for the
                              * next histograms: 16 MiB */
};

/* No percentile is further from the exact one than this part of it, or
 * 2^-20 where that is more. */
#define FP_HISTOGRAM_BOUND (1.0 / FP_HISTOGRAM_STEPS)

/* Spans in rising order of their values: the negative octaves, the zeros (all
 * in the first step), the positive octaves. */
struct fp_histogram {
    uint32_t *counts[FP_HISTOGRAM_SPANS]; /* [STEPS] each; NULL: none */
    uint32_t *labels[FP_HISTOGRAM_SPANS]; /* the least of each step; where
                                           * labelled */
    uint64_t in_span[FP_HISTOGRAM_SPANS];
    uint64_t n;
    int labelled;
    double least, most; /* of all values, where n > 0 */
};

/* Starts an empty one. labelled: each step remembers the least label of its
 * values. */
void fp_histogram_open(struct fp_histogram *h, int labelled) FP_NONNULL(1);
void fp_histogram_free(struct fp_histogram *h) FP_NONNULL(1);

/* Gives a span its room, counts of 0 and labels of 2^32 - 1, if it has none.
 * 0: out of memory. */
int fp_histogram_have(struct fp_histogram *h, int span)
    FP_MUST_CHECK FP_NONNULL(1);

/* Counts values[n], NaN left out; values[i] has label first_label + i. At most
 * 2^32 - 1 in all. FP_ENOMEM: some were not counted. */
enum fp_err fp_histogram_add(struct fp_histogram *h, const double *values,
                             size_t n, uint32_t first_label)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Adds the counts of another that is labelled alike. FP_ENOMEM. */
enum fp_err fp_histogram_merge(struct fp_histogram *into,
                               const struct fp_histogram *from)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* The value of a rank (0 .. n - 1) in rising order, the values of a step being
 * spread evenly over it. n > 0. */
double fp_histogram_at(const struct fp_histogram *h, uint64_t rank)
    FP_NONNULL(1);

/* The q-quantile (0..1), linear between ranks, as fp_stats_percentiles has it.
 * n > 0. */
double fp_histogram_percentile(const struct fp_histogram *h, double q)
    FP_NONNULL(1);

/* The least label in the step of a rank. n > 0, labelled. */
uint32_t fp_histogram_label(const struct fp_histogram *h, uint64_t rank)
    FP_NONNULL(1);

/* The mean of the `count` least values, each taken for the middle of its
 * step: off by at most half of FP_HISTOGRAM_BOUND of the values' mean size.
 * 0 < count <= n. */
double fp_histogram_mean_of_least(const struct fp_histogram *h,
                                  uint64_t count) FP_NONNULL(1);

#ifdef __cplusplus
}
#endif

#endif
