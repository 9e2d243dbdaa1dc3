/* The Sobol sequence and its scrambling: points that fill the unit cube more
 * evenly than random ones do.
 *
 * A point's coordinate is 32 bits. They are kept here in reversed order, the
 * highest of the coordinate in the lowest place, because the scrambling works
 * from there upwards. Private to planning/; pure; thread-safe.
 * SOURCE: Sobol (1967), USSR Computational Mathematics and Mathematical
 * Physics 7(4), 86-112; Joe & Kuo (2008), SIAM Journal on Scientific
 * Computing 30, 2635-2654, for the direction numbers. */
#ifndef FP_PLANNING_SOBOL_H
#define FP_PLANNING_SOBOL_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum { FP_SOBOL_DIMENSIONS = 64, FP_SOBOL_BITS = 32 };

struct fp_row_sobol {
    int dimension, polynomial;
    int m1, m2, m3, m4, m5, m6, m7, m8, m9; /* as many as its degree */
    const char *source;
};
extern const struct fp_row_sobol fp_table_sobol_directions[];
extern const size_t fp_table_sobol_directions_count;

/* Direction numbers of the first n dimensions, reversed:
 * out[d * FP_SOBOL_BITS + b] is what bit b of an index adds to dimension d. */
void fp_sobol_directions(size_t n, uint32_t *out) FP_NONNULL(2);

/* The coordinate of point `index` in the dimension whose directions these
 * are, reversed. */
static inline uint32_t
fp_sobol_coordinate(const uint32_t directions[FP_SOBOL_BITS], uint32_t index)
{
    uint32_t x = 0;

    for (; index != 0; index &= index - 1)
        x ^= directions[__builtin_ctz(index)];
    return x;
}

/* The bits of a word in the other order. */
uint32_t fp_sobol_reverse(uint32_t x);

#endif
