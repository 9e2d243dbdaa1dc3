/* exp, log and pow of lanes of doubles; fp_exp, fp_log and fp_pow are these
 * at level 1, so that the bits are the same at every level.
 *
 * Argument reduction, then a Taylor polynomial short enough for the reduced
 * range. Errors and ends of the range: planning/math/elementary.h. Private to
 * planning/. */
#ifndef FP_PLANNING_LANE_MATH_H
#define FP_PLANNING_LANE_MATH_H

#include <float.h>
#include <math.h>

#include "planning/kernel/lanes.h"
#include "planning/kernel/lanes_float.h"

/* ln 2 in two parts; the first has 21 trailing zero bits, so that its product
 * with a binary exponent is exact. */
#define FP_LN2_HIGH 0x1.62e42fee00000p-1
#define FP_LN2_LOW 0x1.a39ef35793c76p-33

/* The whole number nearest to x, |x| < 2^51. */
static inline lane
lane_nearest(lane x)
{
    return (x + 0x1.8p52) - 0x1.8p52;
}

/* 2^k for whole k, |k| <= 1022: in 2^52 + 1023 + k the last bits are those of
 * the exponent. */
static inline lane
lane_power_of_two(lane k)
{
    return lane_from_bits(lane_bits(k + (0x1p52 + 1023.0)) << 52);
}

static inline lane
lane_exp(lane x)
{
    lane inside = lane_min(lane_max(x, lane_of(-746.0)), lane_of(710.0));
    lane k = lane_nearest(inside * 0x1.71547652b82fep+0);
    lane high = inside - k * FP_LN2_HIGH;
    lane low = k * FP_LN2_LOW;
    lane r = high - low;
    lane half = lane_nearest(k * 0.5);
    lane p = lane_of(1.0 / 6227020800.0); /* 1/13!, 1/12!, … 1/3! */

    p = p * r + 1.0 / 479001600;
    p = p * r + 1.0 / 39916800;
    p = p * r + 1.0 / 3628800;
    p = p * r + 1.0 / 362880;
    p = p * r + 1.0 / 40320;
    p = p * r + 1.0 / 5040;
    p = p * r + 1.0 / 720;
    p = p * r + 1.0 / 120;
    p = p * r + 1.0 / 24;
    p = p * r + 1.0 / 6;
    /* The rounding error of r itself is (high - r) - low. */
    p = 1.0 + (r + (((high - r) - low) + r * r * (0.5 + r * p)));
    /* Two steps, because 2^k alone may not be a normal number. */
    p = p * lane_power_of_two(half) * lane_power_of_two(k - half);
    p = lane_pick(lane_gt(x, lane_of(-745.2)), p, lane_of(0.0));
    p = lane_pick(lane_gt(x, lane_of(709.79)), lane_of(HUGE_VAL), p);
    return lane_pick(lane_ne(x, x), x, p);
}

static inline lane
lane_log(lane x)
{
    mask tiny = lane_lt(x, lane_of(DBL_MIN));
    lane scaled = lane_pick(tiny, x * 0x1p54, x);
    lanew bits = lane_bits(scaled);
    /* The exponent as the last bits of 2^52 + …; x in [1/2, 1). */
    lane k = lane_from_bits((bits >> 52) | 0x4330000000000000u) -
             (0x1p52 + 1022.0);
    lane m = lane_from_bits((bits & 0x000fffffffffffffu) |
                            0x3fe0000000000000u);
    mask low = lane_lt(m, lane_of(0x1.6a09e667f3bcdp-1));
    lane p = lane_of(2.0 / 23); /* 2/23, 2/21, … 2/3 */
    lane f, s, s2, out;

    k = lane_pick(tiny, k - 54.0, k);
    k = lane_pick(low, k - 1.0, k);
    m = lane_pick(low, m * 2.0, m);
    /* m = 1 + f is in [sqrt(1/2), sqrt(2)) and f is exact;
     * log(1 + f) = 2 atanh(s) with s = f / (2 + f), and 2 s = f - s f;
     * atanh(s) = s + s^3/3 + s^5/5 + … */
    f = m - 1.0;
    s = f / (2.0 + f);
    s2 = s * s;
    p = p * s2 + 2.0 / 21;
    p = p * s2 + 2.0 / 19;
    p = p * s2 + 2.0 / 17;
    p = p * s2 + 2.0 / 15;
    p = p * s2 + 2.0 / 13;
    p = p * s2 + 2.0 / 11;
    p = p * s2 + 2.0 / 9;
    p = p * s2 + 2.0 / 7;
    p = p * s2 + 2.0 / 5;
    p = p * s2 + 2.0 / 3;
    out = k * FP_LN2_HIGH + (f - (s * (f - s2 * p) - k * FP_LN2_LOW));
    out = lane_pick(lane_gt(x, lane_of(0.0)), out,
                    lane_pick(lane_eq(x, lane_of(0.0)), lane_of(-HUGE_VAL),
                              lane_of((double)NAN)));
    return lane_pick(lane_gt(x, lane_of(DBL_MAX)), x, out);
}

static inline lane
lane_pow(lane x, lane y)
{
    return lane_pick(lane_eq(y, lane_of(0.0)), lane_of(1.0),
                     lane_exp(y * lane_log(x)));
}

#endif
