/* Elementary functions from basic operations alone: exp, log and pow are those
 * of the lanes, at level 1. */
#include "planning/math/elementary.h"

#include <math.h>

#include "planning/kernel/lane_math.h"
#include "planning/kernel/lane_random.h"

#define TWO_PI 0x1.921fb54442d18p+2

/* Nearest whole number, |x| < 2^31; exact and without the rounding mode. */
static int
nearest(double x)
{
    return (int)(x < 0 ? x - 0.5 : x + 0.5);
}

double
fp_exp(double x)
{
    return lane_exp(x);
}

double
fp_log(double x)
{
    return lane_log(x);
}

double
fp_pow(double x, double y)
{
    return lane_pow(x, y);
}

float
fp_exp2_float(float x)
{
    return lane_exp2f(x);
}

double
fp_exp2_double(float x)
{
    struct lane_power p = lane_power_of(lane_exp2f_clamp(x));

    return lane_power_double(&p, 0);
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
