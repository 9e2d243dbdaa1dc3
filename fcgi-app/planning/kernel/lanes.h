/* Lanes: one number of several paths at once. Private to planning/.
 *
 * Code written with these types is compiled once for each level of the
 * instruction set (FP_LEVEL, set by the build) and gives the same bits on all
 * of them, because every operation here is the IEEE 754 operation of the plain
 * C expression in its comment, lane by lane, and contraction is off:
 *   1  plain C: a lane is a double, a mask an int (any machine)
 *   2  x86-64-v2, 2 lanes    3  x86-64-v3, 4 lanes    4  x86-64-v4, 8 lanes
 * + - * / work on lanes, and on a lane and a double, as on doubles.
 *
 * Branches become masks. `if (mask_any(m))` around work that few paths need
 * is exact as long as the results go through lane_pick. */
#ifndef FP_PLANNING_LANES_H
#define FP_PLANNING_LANES_H

#include <math.h>
#include <stdint.h>

#ifndef FP_LEVEL
#define FP_LEVEL 1
#endif

#if FP_LEVEL > 1
#include <immintrin.h>
#endif

/* Names of functions that exist once for each level: plain at level 1, with
 * _v2, _v3, _v4 behind it elsewhere. */
#define FP_LEVEL_JOIN(name, suffix) name##suffix
#if FP_LEVEL == 4
#define FP_LEVEL_NAME(name) FP_LEVEL_JOIN(name, _v4)
#elif FP_LEVEL == 3
#define FP_LEVEL_NAME(name) FP_LEVEL_JOIN(name, _v3)
#elif FP_LEVEL == 2
#define FP_LEVEL_NAME(name) FP_LEVEL_JOIN(name, _v2)
#else
#define FP_LEVEL_NAME(name) name
#endif

#if FP_LEVEL == 4

enum { FP_LANES = 8 };
typedef __m512d lane;
typedef __mmask8 mask;

#define LANE_COMPARE(name, how)                                               \
    static inline mask name(lane a, lane b)                                   \
    {                                                                         \
        return _mm512_cmp_pd_mask(a, b, how);                                 \
    }

static inline lane lane_of(double x) { return _mm512_set1_pd(x); }
static inline lane lane_load(const double *x) { return _mm512_loadu_pd(x); }
static inline void lane_store(double *to, lane x) { _mm512_storeu_pd(to, x); }
static inline void
lane_store_whole(uint16_t *to, lane x)
{
    _mm_storeu_si128((void *)to,
                     _mm256_cvtepi32_epi16(_mm512_cvttpd_epi32(x)));
}
static inline lane lane_min(lane a, lane b) { return _mm512_min_pd(a, b); }
static inline lane lane_max(lane a, lane b) { return _mm512_max_pd(a, b); }
static inline lane lane_sqrt(lane x) { return _mm512_sqrt_pd(x); }
static inline lane lane_abs(lane x) { return _mm512_abs_pd(x); }
static inline lane
lane_floor(lane x)
{
    return _mm512_roundscale_pd(x, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
}
static inline lane
lane_ceil(lane x)
{
    return _mm512_roundscale_pd(x, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC);
}
static inline lane
lane_pick(mask m, lane yes, lane no)
{
    return _mm512_mask_blend_pd(m, no, yes);
}
static inline mask mask_of(int yes) { return yes ? 0xff : 0; }
static inline mask mask_and(mask a, mask b) { return (mask)(a & b); }
static inline mask mask_or(mask a, mask b) { return (mask)(a | b); }
static inline mask mask_not(mask a) { return (mask)~a; }
/* One bit a lane, the first lane's lowest. */
static inline unsigned mask_bits(mask a) { return a; }
static inline mask mask_from_bits(unsigned bits) { return (mask)bits; }

#elif FP_LEVEL == 3

enum { FP_LANES = 4 };
typedef __m256d lane;
typedef __m256d mask; /* all bits of a lane set, or none */

#define LANE_COMPARE(name, how)                                               \
    static inline mask name(lane a, lane b) { return _mm256_cmp_pd(a, b, how); }

static inline lane lane_of(double x) { return _mm256_set1_pd(x); }
static inline lane lane_load(const double *x) { return _mm256_loadu_pd(x); }
static inline void lane_store(double *to, lane x) { _mm256_storeu_pd(to, x); }
static inline void
lane_store_whole(uint16_t *to, lane x)
{
    __m128i whole = _mm256_cvttpd_epi32(x);

    _mm_storel_epi64((void *)to, _mm_packus_epi32(whole, whole));
}
static inline lane lane_min(lane a, lane b) { return _mm256_min_pd(a, b); }
static inline lane lane_max(lane a, lane b) { return _mm256_max_pd(a, b); }
static inline lane lane_sqrt(lane x) { return _mm256_sqrt_pd(x); }
static inline lane
lane_abs(lane x)
{
    return _mm256_andnot_pd(_mm256_set1_pd(-0.0), x);
}
static inline lane lane_floor(lane x) { return _mm256_floor_pd(x); }
static inline lane lane_ceil(lane x) { return _mm256_ceil_pd(x); }
static inline lane
lane_pick(mask m, lane yes, lane no)
{
    return _mm256_blendv_pd(no, yes, m);
}
static inline mask
mask_of(int yes)
{
    return _mm256_castsi256_pd(_mm256_set1_epi64x(yes ? -1 : 0));
}
static inline mask mask_and(mask a, mask b) { return _mm256_and_pd(a, b); }
static inline mask mask_or(mask a, mask b) { return _mm256_or_pd(a, b); }
static inline mask mask_not(mask a) { return _mm256_xor_pd(a, mask_of(1)); }
static inline unsigned
mask_bits(mask a)
{
    return (unsigned)_mm256_movemask_pd(a);
}
static inline mask
mask_from_bits(unsigned bits)
{
    const __m256i bit = _mm256_set_epi64x(8, 4, 2, 1);
    __m256i all = _mm256_and_si256(_mm256_set1_epi64x((long long)bits), bit);

    return _mm256_castsi256_pd(_mm256_cmpeq_epi64(all, bit));
}

#elif FP_LEVEL == 2

enum { FP_LANES = 2 };
typedef __m128d lane;
typedef __m128d mask;

static inline lane lane_of(double x) { return _mm_set1_pd(x); }
static inline lane lane_load(const double *x) { return _mm_loadu_pd(x); }
static inline void lane_store(double *to, lane x) { _mm_storeu_pd(to, x); }
static inline void
lane_store_whole(uint16_t *to, lane x)
{
    __m128i whole = _mm_cvttpd_epi32(x);

    _mm_storeu_si32((void *)to, _mm_packus_epi32(whole, whole));
}
static inline lane lane_min(lane a, lane b) { return _mm_min_pd(a, b); }
static inline lane lane_max(lane a, lane b) { return _mm_max_pd(a, b); }
static inline lane lane_sqrt(lane x) { return _mm_sqrt_pd(x); }
static inline lane
lane_abs(lane x)
{
    return _mm_andnot_pd(_mm_set1_pd(-0.0), x);
}
static inline lane lane_floor(lane x) { return _mm_floor_pd(x); }
static inline lane lane_ceil(lane x) { return _mm_ceil_pd(x); }
static inline lane
lane_pick(mask m, lane yes, lane no)
{
    return _mm_blendv_pd(no, yes, m);
}
static inline mask
mask_of(int yes)
{
    return _mm_castsi128_pd(_mm_set1_epi64x(yes ? -1 : 0));
}
static inline mask mask_and(mask a, mask b) { return _mm_and_pd(a, b); }
static inline mask mask_or(mask a, mask b) { return _mm_or_pd(a, b); }
static inline mask mask_not(mask a) { return _mm_xor_pd(a, mask_of(1)); }
static inline unsigned
mask_bits(mask a)
{
    return (unsigned)_mm_movemask_pd(a);
}
static inline mask
mask_from_bits(unsigned bits)
{
    const __m128i bit = _mm_set_epi64x(2, 1);
    __m128i all = _mm_and_si128(_mm_set1_epi64x((long long)bits), bit);

    return _mm_castsi128_pd(_mm_cmpeq_epi64(all, bit));
}
static inline mask lane_lt(lane a, lane b) { return _mm_cmplt_pd(a, b); }
static inline mask lane_le(lane a, lane b) { return _mm_cmple_pd(a, b); }
static inline mask lane_gt(lane a, lane b) { return _mm_cmpgt_pd(a, b); }
static inline mask lane_ge(lane a, lane b) { return _mm_cmpge_pd(a, b); }
static inline mask lane_eq(lane a, lane b) { return _mm_cmpeq_pd(a, b); }
static inline mask lane_ne(lane a, lane b) { return _mm_cmpneq_pd(a, b); }

#else

enum { FP_LANES = 1 };
typedef double lane;
typedef int mask;

static inline lane lane_of(double x) { return x; }
static inline lane lane_load(const double *x) { return *x; }
static inline void lane_store(double *to, lane x) { *to = x; }
/* Without the fraction; 0 to 65535. */
static inline void
lane_store_whole(uint16_t *to, lane x)
{
    *to = (uint16_t)x;
}
/* Both give b when the two are equal or either is not a number. */
static inline lane lane_min(lane a, lane b) { return a < b ? a : b; }
static inline lane lane_max(lane a, lane b) { return a > b ? a : b; }
static inline lane lane_sqrt(lane x) { return sqrt(x); }
static inline lane lane_abs(lane x) { return fabs(x); }
static inline lane lane_floor(lane x) { return floor(x); }
static inline lane lane_ceil(lane x) { return ceil(x); }
static inline lane lane_pick(mask m, lane yes, lane no) { return m ? yes : no; }
static inline mask mask_of(int yes) { return yes != 0; }
static inline mask mask_and(mask a, mask b) { return a & b; }
static inline mask mask_or(mask a, mask b) { return a | b; }
static inline mask mask_not(mask a) { return !a; }
static inline unsigned mask_bits(mask a) { return (unsigned)a; }
static inline mask mask_from_bits(unsigned bits) { return bits & 1u; }
static inline mask lane_lt(lane a, lane b) { return a < b; }
static inline mask lane_le(lane a, lane b) { return a <= b; }
static inline mask lane_gt(lane a, lane b) { return a > b; }
static inline mask lane_ge(lane a, lane b) { return a >= b; }
static inline mask lane_eq(lane a, lane b) { return a == b; }
static inline mask lane_ne(lane a, lane b) { return a != b; }

#endif

#if FP_LEVEL >= 3
LANE_COMPARE(lane_lt, _CMP_LT_OQ)
LANE_COMPARE(lane_le, _CMP_LE_OQ)
LANE_COMPARE(lane_gt, _CMP_GT_OQ)
LANE_COMPARE(lane_ge, _CMP_GE_OQ)
LANE_COMPARE(lane_eq, _CMP_EQ_OQ)
LANE_COMPARE(lane_ne, _CMP_NEQ_UQ)
#undef LANE_COMPARE
#endif

/* --- the same at every level ----------------------------------------------- */

#define FP_LANES_ALL ((1u << FP_LANES) - 1u)

static inline int mask_any(mask m) { return mask_bits(m) != 0; }
static inline int mask_all(mask m) { return mask_bits(m) == FP_LANES_ALL; }
static inline int mask_get(mask m, int i) { return (int)(mask_bits(m) >> i & 1u); }

/* x where m, 0 elsewhere. */
static inline lane lane_where(mask m, lane x) { return lane_pick(m, x, lane_of(0.0)); }
/* x > 0 ? x : 0 */
static inline lane lane_positive(lane x) { return lane_max(x, lane_of(0.0)); }
/* x > floor ? x - floor : 0 */
static inline lane lane_above(lane x, lane floor_) { return lane_positive(x - floor_); }

/* Single lanes, for what is done path by path. */
static inline double
lane_get(lane x, int i)
{
    double all[FP_LANES];

    lane_store(all, x);
    return all[i];
}

#endif
