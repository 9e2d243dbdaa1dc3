/* Counter-based random numbers: the number for (seed, path, year, variable)
 * is a pure function of these four, so any path can be recomputed alone and
 * no result depends on the number of threads.
 * SOURCE: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as
 * 1, 2, 3", SC11 (2011): Philox 4x32, 10 rounds. */
#ifndef FP_PLANNING_RNG_H
#define FP_PLANNING_RNG_H

#include <stdint.h>

#include "base/attr.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The raw block function: counter[4], key[2] to out[4]. */
void fp_rng_philox(const uint32_t counter[4], const uint32_t key[2],
                   uint32_t out[4]) FP_NONNULL(1, 2, 3);

/* Two independent uniforms strictly inside (0, 1): middles of 2^52 cells. */
void fp_rng_uniform2(uint64_t seed, uint64_t path, uint32_t year,
                     uint32_t variable, double out[2]) FP_NONNULL(5);

/* Two independent standard normals (Box-Muller) in double precision. */
void fp_rng_normal2(uint64_t seed, uint64_t path, uint32_t year,
                    uint32_t variable, double out[2]) FP_NONNULL(5);

/* Four independent standard normals in single precision, out of the one block
 * of (seed, path, year, variable); at most 6.76 from 0. What markets draw. */
void fp_rng_normal4(uint64_t seed, uint64_t path, uint32_t year,
                    uint32_t variable, float out[4]) FP_NONNULL(5);

/* The same out of a block's words: 0 and 1 make the first two. */
void fp_rng_normal4_of(const uint32_t words[4], float out[4])
    FP_NONNULL(1, 2);

#ifdef __cplusplus
}
#endif

#endif
