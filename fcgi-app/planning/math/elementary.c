/* Elementary functions from basic operations alone: argument reduction, then
 * a Taylor polynomial short enough for the reduced range. */
#include "planning/math/elementary.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

/* ln 2 in two parts; the first has 21 trailing zero bits, so that its product
 * with a binary exponent is exact. */
#define LN2_HIGH 0x1.62e42fee00000p-1
#define LN2_LOW 0x1.a39ef35793c76p-33
#define INV_LN2 0x1.71547652b82fep+0
#define SQRT_HALF 0x1.6a09e667f3bcdp-1
#define TWO_PI 0x1.921fb54442d18p+2

static double
from_bits(uint64_t bits)
{
    double x;

    memcpy(&x, &bits, sizeof(x));
    return x;
}

static uint64_t
to_bits(double x)
{
    uint64_t bits;

    memcpy(&bits, &x, sizeof(bits));
    return bits;
}

/* x * 2^k for |k| <= 1022. */
static double
scale(double x, int k)
{
    return x * from_bits((uint64_t)(k + 1023) << 52);
}

/* Nearest whole number, |x| < 2^31; exact and without the rounding mode. */
static int
nearest(double x)
{
    return (int)(x < 0 ? x - 0.5 : x + 0.5);
}

double
fp_exp(double x)
{
    /* 1/3!, 1/4!, … 1/13! */
    static const double c[] = {
        1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320,
        1.0 / 362880, 1.0 / 3628800, 1.0 / 39916800, 1.0 / 479001600,
        1.0 / 6227020800.0
    };
    double high, low, r, p;
    int k;

    if (!(x > -745.2))
        return isnan(x) ? x : 0.0;
    if (x > 709.79)
        return HUGE_VAL;
    k = nearest(x * INV_LN2);
    high = x - k * LN2_HIGH;
    low = k * LN2_LOW;
    r = high - low;
    p = c[FP_COUNT(c) - 1];
    for (int i = (int)FP_COUNT(c) - 2; i >= 0; i--)
        p = p * r + c[i];
    /* The rounding error of r itself is (high - r) - low. */
    p = 1.0 + (r + (((high - r) - low) + r * r * (0.5 + r * p)));
    /* Two steps, because 2^k alone may not be a normal number. */
    return scale(scale(p, k / 2), k - k / 2);
}

double
fp_log(double x)
{
    /* 2/3, 2/5, … 2/23: of atanh(s) = s + s^3/3 + s^5/5 + … */
    static const double c[] = {
        2.0 / 3, 2.0 / 5, 2.0 / 7, 2.0 / 9, 2.0 / 11, 2.0 / 13, 2.0 / 15,
        2.0 / 17, 2.0 / 19, 2.0 / 21, 2.0 / 23
    };
    uint64_t bits;
    double f, s, s2, p;
    int k = 0;

    if (!(x > 0.0))
        return x == 0.0 ? -HUGE_VAL : (double)NAN;
    if (x > DBL_MAX)
        return x;
    if (x < DBL_MIN) {
        x *= 0x1p54;
        k = -54;
    }
    bits = to_bits(x);
    k += (int)(bits >> 52) - 1022;
    x = from_bits((bits & 0x000fffffffffffffu) | 0x3fe0000000000000u);
    if (x < SQRT_HALF) {
        x *= 2.0;
        k--;
    }
    /* x = 1 + f is in [sqrt(1/2), sqrt(2)) and f is exact;
     * log(1 + f) = 2 atanh(s) with s = f / (2 + f), and 2 s = f - s f. */
    f = x - 1.0;
    s = f / (2.0 + f);
    s2 = s * s;
    p = c[FP_COUNT(c) - 1];
    for (int i = (int)FP_COUNT(c) - 2; i >= 0; i--)
        p = p * s2 + c[i];
    return k * LN2_HIGH + (f - (s * (f - s2 * p) - k * LN2_LOW));
}

double
fp_pow(double x, double y)
{
    if (y == 0.0)
        return 1.0;
    return fp_exp(y * fp_log(x));
}

void
fp_sincos_turns(double turns, double *sine, double *cosine)
{
    /* (-1)^n / (2n+1)! and (-1)^n / (2n)! */
    static const double cs[] = {
        -1.0 / 6, 1.0 / 120, -1.0 / 5040, 1.0 / 362880, -1.0 / 39916800,
        1.0 / 6227020800.0, -1.0 / 1307674368000.0
    };
    static const double cc[] = {
        -0.5, 1.0 / 24, -1.0 / 720, 1.0 / 40320, -1.0 / 3628800,
        1.0 / 479001600, -1.0 / 87178291200.0, 1.0 / 20922789888000.0
    };
    /* Quarter turns and the exact rest, at most an eighth of a turn. */
    double whole = floor(turns);
    int quarter = nearest((turns - whole) * 4.0);
    double y = ((turns - whole) - quarter * 0.25) * TWO_PI;
    double y2 = y * y;
    double s = cs[FP_COUNT(cs) - 1], c = cc[FP_COUNT(cc) - 1];

    for (int i = (int)FP_COUNT(cs) - 2; i >= 0; i--)
        s = s * y2 + cs[i];
    for (int i = (int)FP_COUNT(cc) - 2; i >= 0; i--)
        c = c * y2 + cc[i];
    s = y + y * y2 * s;
    c = 1.0 + y2 * c;
    switch (quarter & 3) {
    case 0:
        *sine = s;
        *cosine = c;
        break;
    case 1:
        *sine = c;
        *cosine = -s;
        break;
    case 2:
        *sine = -s;
        *cosine = -c;
        break;
    default:
        *sine = -c;
        *cosine = s;
        break;
    }
}
