/* The functions of the lanes over arrays. */
#include "tests/planning/lane_probe.h"

#include "planning/kernel/lane_math.h"
#include "planning/kernel/lane_random.h"

static void
store_words(uint32_t *to, laneu x)
{
    memcpy(to, &x, sizeof(x));
}

static void
probe_words(uint64_t seed, uint64_t first, uint32_t year, uint32_t variable,
            size_t n, uint32_t *out)
{
    const struct lane_key key = lane_key_of(seed);

    for (size_t i = 0; i < n; i += FP_FLOATS) {
        struct lane_counters paths = lane_counters_from(first + i);
        laneu words[4];

        lane_words(&paths, &key, year, variable, words);
        for (size_t k = 0; k < 4; k++)
            store_words(out + k * n + i, words[k]);
    }
}

static void
probe_normals(uint64_t seed, uint64_t first, uint32_t year, uint32_t variable,
              size_t n, float *out)
{
    const struct lane_key key = lane_key_of(seed);

    for (size_t i = 0; i < n; i += FP_FLOATS) {
        struct lane_counters paths = lane_counters_from(first + i);
        lanef z[4];

        lane_normals(&paths, &key, year, variable, 1, z);
        for (size_t k = 0; k < 4; k++)
            lanef_store(out + k * n + i, z[k]);
    }
}

static void
probe_normals_of(const uint32_t *words, size_t n, float *out)
{
    for (size_t i = 0; i < n; i += FP_FLOATS)
        for (size_t k = 0; k < 4; k += 2) {
            laneu w[2];
            lanef z[2];

            memcpy(&w[0], words + k * n + i, sizeof(w[0]));
            memcpy(&w[1], words + (k + 1) * n + i, sizeof(w[1]));
            lane_normal_pairs(w, 1, z);
            lanef_store(out + k * n + i, z[0]);
            lanef_store(out + (k + 1) * n + i, z[1]);
        }
}

static void
probe_exp2(const float *x, size_t n, float *out)
{
    for (size_t i = 0; i < n; i += FP_FLOATS)
        lanef_store(out + i, lane_exp2f(lanef_load(x + i)));
}

static void
probe_exp(const double *x, size_t n, double *out)
{
    for (size_t i = 0; i < n; i += FP_LANES)
        lane_store(out + i, lane_exp(lane_load(x + i)));
}

static void
probe_log(const double *x, size_t n, double *out)
{
    for (size_t i = 0; i < n; i += FP_LANES)
        lane_store(out + i, lane_log(lane_load(x + i)));
}

static void
probe_pow(const double *x, const double *y, size_t n, double *out)
{
    for (size_t i = 0; i < n; i += FP_LANES)
        lane_store(out + i, lane_pow(lane_load(x + i), lane_load(y + i)));
}

extern const struct lane_probe FP_LEVEL_NAME(lane_probe);

const struct lane_probe FP_LEVEL_NAME(lane_probe) = {
    probe_words, probe_normals, probe_normals_of, probe_exp2,
    probe_exp,   probe_log,     probe_pow
};

#if FP_LEVEL == 1

extern const struct lane_probe lane_probe_v2, lane_probe_v3, lane_probe_v4;

const struct lane_probe *
lane_probe_of(enum fp_level level)
{
    if (level == FP_LEVEL_REFERENCE)
        return &lane_probe;
#ifdef FP_KERNELS
    if (level > FP_LEVEL_REFERENCE && level <= fp_level_best())
        return level == FP_LEVEL_V2   ? &lane_probe_v2
               : level == FP_LEVEL_V3 ? &lane_probe_v3
                                      : &lane_probe_v4;
#endif
    return NULL;
}

#endif
