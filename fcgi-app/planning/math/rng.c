/* Philox 4x32-10, and uniforms and normals from it. Nothing here keeps state:
 * a number is a pure function of where it stands in the simulation. */
#include "planning/math/rng.h"

#include <math.h>

#include "planning/math/elementary.h"

enum { ROUNDS = 10 };

/* Constants of the published generator.
 * SOURCE: Salmon et al. (2011), section 3.3 and table 2. */
static const uint32_t multiplier[2] = { 0xD2511F53u, 0xCD9E8D57u };
static const uint32_t weyl[2] = { 0x9E3779B9u, 0xBB67AE85u };

void
fp_rng_philox(const uint32_t counter[4], const uint32_t key[2],
              uint32_t out[4])
{
    uint32_t c0 = counter[0], c1 = counter[1], c2 = counter[2],
             c3 = counter[3];
    uint32_t k0 = key[0], k1 = key[1];

    for (int round = 0; round < ROUNDS; round++) {
        uint64_t a = (uint64_t)multiplier[0] * c0;
        uint64_t b = (uint64_t)multiplier[1] * c2;

        c0 = (uint32_t)(b >> 32) ^ c1 ^ k0;
        c2 = (uint32_t)(a >> 32) ^ c3 ^ k1;
        c1 = (uint32_t)b;
        c3 = (uint32_t)a;
        k0 += weyl[0];
        k1 += weyl[1];
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
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
