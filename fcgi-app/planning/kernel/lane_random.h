/* Philox, standard normals and powers of two on lanes of paths, in single
 * precision. fp_rng_words, fp_rng_normal4 and fp_exp2_float are these at
 * level 1, so that the bits are the same at every level: IEEE single
 * operations in a fixed order, no contraction. Private to planning/.
 *
 * What single precision costs the answers is measured in docs/accuracy.md. */
#ifndef FP_PLANNING_LANE_RANDOM_H
#define FP_PLANNING_LANE_RANDOM_H

#include "base/attr.h"
#include "planning/kernel/lanes_float.h"

/* Constants of the generator.
 * SOURCE: Salmon et al. (2011), section 3.3 and table 2. */
#define FP_PHILOX_M0 0xD2511F53u
#define FP_PHILOX_M1 0xCD9E8D57u
#define FP_PHILOX_W0 0x9E3779B9u
#define FP_PHILOX_W1 0xBB67AE85u
enum { FP_PHILOX_ROUNDS = 10 };

/* The key of each round, for all paths the same. */
struct lane_key {
    uint64_t k0[FP_PHILOX_ROUNDS], k1[FP_PHILOX_ROUNDS];
};

static inline struct lane_key
lane_key_of(uint64_t seed)
{
    struct lane_key key;
    uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);

    for (int round = 0; round < FP_PHILOX_ROUNDS; round++) {
        key.k0[round] = k0;
        key.k1[round] = k1;
        k0 += FP_PHILOX_W0;
        k1 += FP_PHILOX_W1;
    }
    return key;
}

/* The paths of the lanes, as the generator counts them: the high words of
 * their numbers, each in the low half of a lanew, and what the first round
 * makes of the low ones. Half h holds the lanes h, h + FP_HALVES, … */
struct lane_counters {
    lanew product[FP_HALVES], high[FP_HALVES];
};

/* The paths first, first + 1, … */
static inline struct lane_counters
lane_counters_from(uint64_t first)
{
    static const uint64_t index[2][8] = { { 0, 2, 4, 6, 8, 10, 12, 14 },
                                          { 1, 3, 5, 7, 9, 11, 13, 15 } };
    struct lane_counters out;

    for (int h = 0; h < FP_HALVES; h++) {
        lanew number;

        memcpy(&number, index[h], sizeof(number));
        number = number + first;
        out.product[h] = lanew_multiply(lanew_of(FP_PHILOX_M0), number);
        out.high[h] = lanew_high(number);
    }
    return out;
}

/* The rounds from `round` on. Above the low halves of c stands what may:
 * neither product nor result looks at it. */
static inline void
lane_philox(lanew c[4], const struct lane_key *key, int round)
{
#pragma GCC unroll 10
    for (; round < FP_PHILOX_ROUNDS; round++) {
        lanew a = lanew_multiply(lanew_of(FP_PHILOX_M0), c[0]);
        lanew b = lanew_multiply(lanew_of(FP_PHILOX_M1), c[2]);

        c[0] = (c[1] ^ lanew_of(key->k0[round])) ^ lanew_high(b);
        c[2] = (c[3] ^ lanew_of(key->k1[round])) ^ lanew_high(a);
        c[1] = b;
        c[3] = a;
    }
}

/* The four words of (path, year, variable) for each path of the lanes. Year
 * and variable are the same for all, so that the first round has one product
 * for all and the other one is in paths. */
static inline void
lane_words(const struct lane_counters *paths, const struct lane_key *key,
           uint32_t year, uint32_t variable, laneu out[4])
{
    uint64_t b = (uint64_t)FP_PHILOX_M1 * year;
    lanew c[FP_HALVES][4];

#pragma GCC unroll 2
    for (int h = 0; h < FP_HALVES; h++) {
        c[h][0] = paths->high[h] ^ lanew_of((b >> 32) ^ key->k0[0]);
        c[h][1] = lanew_of(b);
        c[h][2] = lanew_high(paths->product[h]) ^
                  lanew_of(variable ^ key->k1[0]);
        c[h][3] = paths->product[h];
        lane_philox(c[h], key, 1);
    }
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++)
        out[i] = laneu_merge(c[0][i], c[FP_HALVES - 1][i]);
}

/* What follows is done for n words or pairs beside each other, n a constant
 * where it is called: one alone is a chain of operations that wait for each
 * other. */
enum { FP_PAIRS_MAX = 6 };
#define FP_EACH _Pragma("GCC unroll 6") for (int i = 0; i < n; i++)
#define FP_POWERS(k, from, to) \
    _Pragma("GCC unroll 8") for (int k = (from); k < (to); k++)

/* out[n]: -2 ln of (w + 1/2) / 2^32, to 2e-7 of itself: 0 to 45.8. The word w
 * counts in full where the logarithm is large; where it is near 0 it moves in
 * steps of 2^-23. */
static inline FP_INLINE void
lane_minus_two_logs(const laneu *const w[], int n, lanef out[])
{
    /* -2 ln(1 + f) / f, the highest power first */
    static const float c[] = { 0x1.3aac96p-2f,  -0x1.5e71bcp-2f,
                               0x1.504932p-2f,  -0x1.9566c0p-2f,
                               0x1.0013f6p-1f,  -0x1.55618ap-1f,
                               0x1.ffffd6p-1f,  -0x1.fffffap+0f };
    lanef e[FP_PAIRS_MAX], f[FP_PAIRS_MAX], p[FP_PAIRS_MAX];

    FP_EACH {
        /* 2^32 u = 2^e (1 + f) with 1 + f from 2/3 to 4/3, f exact. */
        laneu a = lanef_bits(laneu_float(*w[i]) + 0.5f) - 0x3f2aaaabu;

        f[i] = lanef_from_bits((a & 0x007fffffu) + 0x3f2aaaabu) - 1.0f;
        e[i] = lanei_float(lanei_from(a) >> 23);
        p[i] = f[i] * c[0] + c[1];
    }
    FP_POWERS(k, 2, 8)
        FP_EACH p[i] = p[i] * f[i] + c[k];
    FP_EACH out[i] = (32.0f - e[i]) * 0x1.62e43p+0f + p[i] * f[i];
}

/* n times two independent standard normals z[2 n] from two words w[2 n]: a
 * radius, and a point on the circle, of which the sine's half is drawn with 31
 * bits and the side with the last. The largest are 6.76 from 0.
 * SOURCE: Box & Muller (1958), Annals of Mathematical Statistics 29, 610. */
static inline FP_INLINE void
lane_normal_pairs(const laneu w[], int n, lanef z[])
{
    /* sin(pi t) / t and (cos(pi t) - 1) / t2, the highest power of t2 first */
    static const float sine[] = { 0x1.3daff6p-4f, -0x1.324ccap-1f,
                                  0x1.4668b0p+1f, -0x1.4abbc2p+2f,
                                  0x1.921fb6p+1f };
    static const float cosine[] = { 0x1.c2b9a0p-3f, -0x1.55041ap+0f,
                                    0x1.03bdaap+2f, -0x1.3bd3b0p+2f };
    const laneu *first[FP_PAIRS_MAX];
    lanef radius[FP_PAIRS_MAX], t[FP_PAIRS_MAX], t2[FP_PAIRS_MAX];
    lanef s[FP_PAIRS_MAX], c[FP_PAIRS_MAX];

    FP_EACH first[i] = &w[2 * i];
    lane_minus_two_logs(first, n, radius);
    FP_EACH {
        radius[i] = lanef_sqrt(radius[i]);
        /* Half turns, -1/2 to 1/2; the odd words lie evenly about 0. */
        t[i] = lanei_float(lanei_from(w[2 * i + 1] | 1u)) * 0x1p-32f;
        t2[i] = t[i] * t[i];
        s[i] = t2[i] * sine[0] + sine[1];
        c[i] = t2[i] * cosine[0] + cosine[1];
    }
    FP_POWERS(k, 2, 5)
        FP_EACH s[i] = s[i] * t2[i] + sine[k];
    FP_POWERS(k, 2, 4)
        FP_EACH c[i] = c[i] * t2[i] + cosine[k];
    FP_EACH {
        c[i] = 1.0f + t2[i] * c[i];
        z[2 * i] = radius[i] *
                   lanef_from_bits(lanef_bits(c[i]) ^ (w[2 * i + 1] << 31));
        z[2 * i + 1] = radius[i] * (s[i] * t[i]);
    }
}

/* Four independent standard normals for each path of the lanes out of each of
 * `blocks` blocks of words, that of `variable` and those behind it; blocks is
 * a constant, at most 3. */
static inline FP_INLINE void
lane_normals(const struct lane_counters *paths, const struct lane_key *key,
             uint32_t year, uint32_t variable, int blocks, lanef z[])
{
    laneu words[2 * FP_PAIRS_MAX];

    for (int b = 0; b < blocks; b++)
        lane_words(paths, key, year, variable + (uint32_t)b, words + 4 * b);
    lane_normal_pairs(words, 2 * blocks, z);
}

/* A power of two in parts: y = k + f with k whole and f from -1/2 to 1/2, k as
 * an exponent, and 2^f - 1 = even + odd, the even powers of f and the odd ones. */
struct lane_power {
    laneu exponent;
    lanef even, odd;
};

/* For y from -125 to 126. */
static inline struct lane_power
lane_power_of(lanef y)
{
    lanef shifted = y + 0x1.8p23f; /* its last bits: the whole number */
    lanef f = y - (shifted - 0x1.8p23f); /* exact */
    lanef f2 = f * f;
    struct lane_power p;

    p.exponent = lanef_bits(shifted) << 23;
    p.even = ((f2 * 0x1.41fbbep-13f + 0x1.3b2d4cp-7f) * f2 +
              0x1.ebfbdcp-3f) * f2;
    p.odd = ((f2 * 0x1.5f3e52p-10f + 0x1.c6aee8p-5f) * f2 +
             0x1.62e430p-1f) * f;
    return p;
}

/* 2^y to 1.5 units in the last place, for y from -125 to 126. */
static inline lanef
lane_exp2f_within(lanef y)
{
    struct lane_power p = lane_power_of(y);

    return lanef_from_bits(lanef_bits(1.0f + (p.even + p.odd)) + p.exponent);
}

static inline lanef
lane_exp2f_clamp(lanef y)
{
    return lanef_min(lanef_max(y, lanef_of(-125.0f)), lanef_of(125.0f));
}

/* The same for any y; beyond -125 and 125 as at them. */
static inline lanef
lane_exp2f(lanef y)
{
    return lane_exp2f_within(lane_exp2f_clamp(y));
}

/* 2^y and 2^-y for y from -125 to 125, the bits of lane_exp2f_within. */
static inline void
lane_exp2f_both(lanef y, lanef *up, lanef *down)
{
    struct lane_power p = lane_power_of(y);

    *up = lanef_from_bits(lanef_bits(1.0f + (p.even + p.odd)) + p.exponent);
    *down = lanef_from_bits(lanef_bits(1.0f + (p.even - p.odd)) - p.exponent);
}

/* 2^y of half of the lanes of p, as a double: to 1e-7 of 2^f - 1, so to 1e-9
 * where y is no more than a hundredth. */
static inline lane
lane_power_double(const struct lane_power *p, int half)
{
    lanef scale = lanef_from_bits(p->exponent + 0x3f800000u);

    return (1.0 + lanef_double(p->even + p->odd, half)) *
           lanef_double(scale, half);
}

#endif
