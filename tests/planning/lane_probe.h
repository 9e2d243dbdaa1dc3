/* The functions of the lanes as functions of arrays, once for each level, for
 * tests and benchmarks. */
#ifndef FP_TESTS_LANE_PROBE_H
#define FP_TESTS_LANE_PROBE_H

#include <stddef.h>
#include <stdint.h>

#include "planning/kernel/level.h"

/* n is a multiple of 16 everywhere. */
struct lane_probe {
    /* Value k of path first + i is at [k * n + i]. */
    void (*words)(uint64_t seed, uint64_t first, uint32_t year,
                  uint32_t variable, size_t n, uint32_t *out);
    void (*normals)(uint64_t seed, uint64_t first, uint32_t year,
                    uint32_t variable, size_t n, float *out);
    /* words[4][n] to normals out[4][n]. */
    void (*normals_of)(const uint32_t *words, size_t n, float *out);
    void (*exp2)(const float *x, size_t n, float *out);
    void (*exp)(const double *x, size_t n, double *out);
    void (*log)(const double *x, size_t n, double *out);
    void (*pow)(const double *x, const double *y, size_t n, double *out);
};

/* NULL where the build or the machine does not have the level. */
const struct lane_probe *lane_probe_of(enum fp_level level);

#endif
