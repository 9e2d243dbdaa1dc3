/* Sums that do not depend on the order of their terms, so that parts of a run
 * can be added up in any order, by any number of threads or processes, to the
 * same bits. Pure; thread-safe on separate sums.
 *
 * A sum is a whole number of 2^-64 in 256 bits; what of a term lies below that
 * is cut off. SOURCE of the idea: Kulisch & Miranker (1981), Computer
 * Arithmetic in Theory and Practice. */
#ifndef FP_PLANNING_EXACT_SUM_H
#define FP_PLANNING_EXACT_SUM_H

#include <stdint.h>

#include "base/attr.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FP_EXACT_WORDS = 4 };

/* All zeros is a sum of nothing. */
struct fp_exact_sum {
    uint64_t word[FP_EXACT_WORDS]; /* lowest first, two's complement */
    uint64_t beyond;               /* terms that were not below 2^150 */
};

/* Adds a number. One that is infinite, NaN or not below 2^150 in size spoils
 * the sum for good. Room for 2^41 terms. */
void fp_exact_add(struct fp_exact_sum *sum, double term) FP_NONNULL(1);

void fp_exact_merge(struct fp_exact_sum *into, const struct fp_exact_sum *from)
    FP_NONNULL(1, 2);

/* The sum to within two units in the last place; NaN when spoilt. */
double fp_exact_value(const struct fp_exact_sum *sum) FP_NONNULL(1);

#ifdef __cplusplus
}
#endif

#endif
