/* Philox 4x32-10, and uniforms and normals from it. Nothing here keeps state:
 * a number is a pure function of where it stands in the simulation. */
#include "planning/math/rng.h"

#include <math.h>

#include "planning/kernel/lane_random.h"
#include "planning/math/elementary.h"

void
fp_rng_philox(const uint32_t counter[4], const uint32_t key[2],
              uint32_t out[4])
{
    const struct lane_key keys = lane_key_of((uint64_t)key[1] << 32 | key[0]);
    lanew c[4];

    for (int i = 0; i < 4; i++)
        c[i] = counter[i];
    lane_philox(c, &keys, 0);
    for (int i = 0; i < 4; i++)
        out[i] = (uint32_t)c[i];
}

/* The middle of one of 2^52 equal cells of (0, 1). With 53 random bits the
 * last cell's middle would round to 1. */
static double
unit_from_bits(uint32_t high, uint32_t low)
{
    uint64_t bits = ((uint64_t)high << 32 | low) >> 12;

    return ((double)bits + 0.5) * 0x1p-52;
}

void
fp_rng_uniform2(uint64_t seed, uint64_t path, uint32_t year,
                uint32_t variable, double out[2])
{
    const uint32_t counter[4] = { (uint32_t)path, (uint32_t)(path >> 32),
                                  year, variable };
    const uint32_t key[2] = { (uint32_t)seed, (uint32_t)(seed >> 32) };
    uint32_t block[4];

    fp_rng_philox(counter, key, block);
    out[0] = unit_from_bits(block[0], block[1]);
    out[1] = unit_from_bits(block[2], block[3]);
}

/* SOURCE: Box & Muller (1958), Annals of Mathematical Statistics 29, 610. */
void
fp_rng_normal2(uint64_t seed, uint64_t path, uint32_t year, uint32_t variable,
               double out[2])
{
    double u[2], radius, sine, cosine;

    fp_rng_uniform2(seed, path, year, variable, u);
    radius = sqrt(-2.0 * fp_log(u[0]));
    fp_sincos_turns(u[1], &sine, &cosine);
    out[0] = radius * cosine;
    out[1] = radius * sine;
}

void
fp_rng_normal4_of(const uint32_t words[4], float out[4])
{
    lane_normal_pairs(words, 2, out);
}

void
fp_rng_normal4(uint64_t seed, uint64_t path, uint32_t year, uint32_t variable,
               float out[4])
{
    const struct lane_counters counters = lane_counters_from(path);
    const struct lane_key key = lane_key_of(seed);

    lane_normals(&counters, &key, year, variable, 1, out);
}
