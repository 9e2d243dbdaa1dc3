/* Lanes of single precision numbers, of 32-bit words, and of 64-bit words, in
 * the style of lanes.h and with its promise: the same bits at every level.
 *   lanef  FP_FLOATS floats: 1 at level 1, else twice as many as a lane holds
 *   laneu, lanei  as many 32-bit words, unsigned and signed
 *   lanew  as many 64-bit words as a lane has doubles
 * + - * on floats, + - & | ^ << >> on words work as on plain ones, with a
 * plain number on either side too. Private to planning/. */
#ifndef FP_PLANNING_LANES_FLOAT_H
#define FP_PLANNING_LANES_FLOAT_H

#include <stdint.h>
#include <string.h>

#include "planning/kernel/lanes.h"

#if FP_LEVEL > 1

enum { FP_FLOATS = 2 * FP_LANES };
typedef float lanef __attribute__((vector_size(4 * FP_FLOATS)));
typedef uint32_t laneu __attribute__((vector_size(4 * FP_FLOATS)));
typedef int32_t lanei __attribute__((vector_size(4 * FP_FLOATS)));
typedef uint64_t lanew __attribute__((vector_size(4 * FP_FLOATS)));

static inline lanef lanef_of(float x) { return x - (lanef){ 0.0f }; }
static inline laneu laneu_of(uint32_t x) { return x - (laneu){ 0 }; }
static inline lanew lanew_of(uint64_t x) { return x - (lanew){ 0 }; }
static inline laneu lanef_bits(lanef x) { return (laneu)x; }
static inline lanef lanef_from_bits(laneu x) { return (lanef)x; }
static inline lanei lanei_from(laneu x) { return (lanei)x; }
static inline lanew lane_bits(lane x) { return (lanew)x; }
static inline lane lane_from_bits(lanew x) { return (lane)x; }
static inline lanef lanei_float(lanei x) { return __builtin_convertvector(x, lanef); }

#else

enum { FP_FLOATS = 1 };
typedef float lanef;
typedef uint32_t laneu;
typedef int32_t lanei;
typedef uint64_t lanew;

static inline lanef lanef_of(float x) { return x; }
static inline laneu laneu_of(uint32_t x) { return x; }
static inline lanew lanew_of(uint64_t x) { return x; }
static inline laneu
lanef_bits(lanef x)
{
    laneu bits;

    memcpy(&bits, &x, sizeof(bits));
    return bits;
}
static inline lanef
lanef_from_bits(laneu x)
{
    lanef out;

    memcpy(&out, &x, sizeof(out));
    return out;
}
/* The same bits, as a signed word (two's complement, as gcc has it). */
static inline lanei lanei_from(laneu x) { return (lanei)x; }
static inline lanew
lane_bits(lane x)
{
    lanew bits;

    memcpy(&bits, &x, sizeof(bits));
    return bits;
}
static inline lane
lane_from_bits(lanew x)
{
    lane out;

    memcpy(&out, &x, sizeof(out));
    return out;
}
/* The nearest float. */
static inline lanef lanei_float(lanei x) { return (float)x; }

#endif

#if FP_LEVEL == 4

static inline lanef lanef_load(const float *x) { return _mm512_loadu_ps(x); }
static inline void lanef_store(float *to, lanef x) { _mm512_storeu_ps(to, x); }
static inline lanef lanef_sqrt(lanef x) { return _mm512_sqrt_ps(x); }
static inline lanef lanef_min(lanef a, lanef b) { return _mm512_min_ps(a, b); }
static inline lanef lanef_max(lanef a, lanef b) { return _mm512_max_ps(a, b); }
static inline lanef
laneu_float(laneu x)
{
    return _mm512_cvtepu32_ps((__m512i)x);
}
static inline laneu
laneu_bytes(laneu x, laneu from)
{
    return (laneu)_mm512_shuffle_epi8((__m512i)x, (__m512i)from);
}
static inline laneu
laneu_each(const uint32_t *x)
{
    return (laneu)_mm512_broadcast_i32x4(_mm_loadu_si128((const void *)x));
}
static inline lanew
lanew_multiply(lanew a, lanew b)
{
    return (lanew)_mm512_mul_epu32((__m512i)a, (__m512i)b);
}
static inline lanew
lanew_high(lanew x)
{
    return (lanew)_mm512_shuffle_epi32((__m512i)x, _MM_PERM_DDBB);
}
static inline laneu
laneu_merge(lanew even, lanew odd)
{
    return (laneu)_mm512_mask_shuffle_epi32((__m512i)even, 0xaaaa,
                                            (__m512i)odd, 0xa0);
}
static inline lane
lanef_double(lanef x, int half)
{
    return _mm512_cvtps_pd(half ? _mm512_extractf32x8_ps(x, 1)
                                : _mm512_castps512_ps256(x));
}
static inline lane
lane_load_float(const float *x)
{
    return _mm512_cvtps_pd(_mm256_loadu_ps(x));
}

#elif FP_LEVEL == 3

static inline lanef lanef_load(const float *x) { return _mm256_loadu_ps(x); }
static inline void lanef_store(float *to, lanef x) { _mm256_storeu_ps(to, x); }
static inline lanef lanef_sqrt(lanef x) { return _mm256_sqrt_ps(x); }
static inline lanef lanef_min(lanef a, lanef b) { return _mm256_min_ps(a, b); }
static inline lanef lanef_max(lanef a, lanef b) { return _mm256_max_ps(a, b); }
static inline laneu
laneu_bytes(laneu x, laneu from)
{
    return (laneu)_mm256_shuffle_epi8((__m256i)x, (__m256i)from);
}
static inline laneu
laneu_each(const uint32_t *x)
{
    return (laneu)_mm256_broadcastsi128_si256(_mm_loadu_si128((const void *)x));
}
static inline lanew
lanew_multiply(lanew a, lanew b)
{
    return (lanew)_mm256_mul_epu32((__m256i)a, (__m256i)b);
}
static inline lanew
lanew_high(lanew x)
{
    return (lanew)_mm256_shuffle_epi32((__m256i)x, 0xf5);
}
static inline laneu
laneu_merge(lanew even, lanew odd)
{
    return (laneu)_mm256_blend_epi32((__m256i)even, (__m256i)(odd << 32),
                                     0xaa);
}
static inline lane
lanef_double(lanef x, int half)
{
    return _mm256_cvtps_pd(half ? _mm256_extractf128_ps(x, 1)
                                : _mm256_castps256_ps128(x));
}
static inline lane
lane_load_float(const float *x)
{
    return _mm256_cvtps_pd(_mm_loadu_ps(x));
}

#elif FP_LEVEL == 2

static inline lanef lanef_load(const float *x) { return _mm_loadu_ps(x); }
static inline void lanef_store(float *to, lanef x) { _mm_storeu_ps(to, x); }
static inline lanef lanef_sqrt(lanef x) { return _mm_sqrt_ps(x); }
static inline lanef lanef_min(lanef a, lanef b) { return _mm_min_ps(a, b); }
static inline lanef lanef_max(lanef a, lanef b) { return _mm_max_ps(a, b); }
static inline laneu
laneu_bytes(laneu x, laneu from)
{
    return (laneu)_mm_shuffle_epi8((__m128i)x, (__m128i)from);
}
static inline laneu
laneu_each(const uint32_t *x)
{
    return (laneu)_mm_loadu_si128((const void *)x);
}
static inline lanew
lanew_multiply(lanew a, lanew b)
{
    return (lanew)_mm_mul_epu32((__m128i)a, (__m128i)b);
}
static inline lanew
lanew_high(lanew x)
{
    return (lanew)_mm_shuffle_epi32((__m128i)x, 0xf5);
}
static inline laneu
laneu_merge(lanew even, lanew odd)
{
    return (laneu)_mm_blend_epi16((__m128i)even, (__m128i)(odd << 32), 0xcc);
}
static inline lane
lanef_double(lanef x, int half)
{
    return _mm_cvtps_pd(half ? _mm_movehl_ps(x, x) : (__m128)x);
}
static inline lane
lane_load_float(const float *x)
{
    return _mm_cvtps_pd(_mm_castsi128_ps(_mm_loadl_epi64((const void *)x)));
}

#else

static inline lanef lanef_load(const float *x) { return *x; }
static inline void lanef_store(float *to, lanef x) { *to = x; }
static inline lanef lanef_sqrt(lanef x) { return sqrtf(x); }
/* Both give b when the two are equal or either is not a number. */
static inline lanef lanef_min(lanef a, lanef b) { return a < b ? a : b; }
static inline lanef lanef_max(lanef a, lanef b) { return a > b ? a : b; }
/* The nearest float. */
static inline lanef laneu_float(laneu x) { return (float)x; }
/* Product of the low halves, which are 32-bit words; what stands above them
 * is not looked at. */
static inline lanew
lanew_multiply(lanew a, lanew b)
{
    return (a & 0xffffffffu) * (b & 0xffffffffu);
}
/* The high halves, in the low ones; above them stands what may. */
static inline lanew lanew_high(lanew x) { return x >> 32; }
/* The low halves of both, one after the other: lanes 0, 2, … of the result are
 * of even. At level 1 there is no odd. */
static inline laneu
laneu_merge(lanew even, lanew odd)
{
    (void)odd;
    return (laneu)even;
}
/* The first or second half of the floats, as doubles; at level 1 the half is
 * the whole. */
static inline lane
lanef_double(lanef x, int half)
{
    (void)half;
    return (double)x;
}
/* FP_LANES floats in a row, as doubles. */
static inline lane lane_load_float(const float *x) { return (double)*x; }

#endif

/* At the levels with lanes only:
 *   laneu_bytes(x, from)  byte i of each 128 bits is x's byte from[i] of them;
 *                         the indices are below 16
 *   laneu_each(x)         x[4] in each 128 bits */

#if FP_LEVEL == 2 || FP_LEVEL == 3
/* Halves of 16 bits are exact floats (the upper one times 2^16), and their sum
 * rounds once. */
static inline lanef
laneu_float(laneu x)
{
    lanef high = lanef_from_bits((x >> 16) | 0x53000000u); /* 2^39 + … */
    lanef low = lanef_from_bits((x & 0xffffu) | 0x4b000000u); /* 2^23 + … */

    return (high - 0x1.0001p39f) + low;
}
#endif

/* The bits of each word from last to first: those of each half byte by a
 * table, and the bytes' order. */
static inline laneu
laneu_reverse(laneu x)
{
#if FP_LEVEL > 1
    const uint32_t high[4] = { 0xc0408000u, 0xe060a020u, 0xd0509010u,
                               0xf070b030u };
    const uint32_t order[4] = { 0x00010203u, 0x04050607u, 0x08090a0bu,
                                0x0c0d0e0fu };
    laneu table = laneu_each(high), bytes = laneu_each(order);
    laneu low = laneu_bytes(table, x & 0x0f0f0f0fu);
    laneu up = laneu_bytes(table >> 4 & 0x0f0f0f0fu,
                           x >> 4 & 0x0f0f0f0fu);

    return laneu_bytes(low | up, bytes);
#else
    x = (x >> 16) | (x << 16);
    x = ((x & 0x00ff00ffu) << 8) | ((x >> 8) & 0x00ff00ffu);
    x = ((x & 0x0f0f0f0fu) << 4) | ((x >> 4) & 0x0f0f0f0fu);
    x = ((x & 0x33333333u) << 2) | ((x >> 2) & 0x33333333u);
    return ((x & 0x55555555u) << 1) | ((x >> 1) & 0x55555555u);
#endif
}

/* Halves of a lanef, and of a block of counters. */
enum { FP_HALVES = FP_FLOATS / FP_LANES };

#endif
