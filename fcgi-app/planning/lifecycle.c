/* Optimal spending and the chance that it lasts, in closed form. */
#include "planning/lifecycle.h"

#include <math.h>

#include "planning/elementary.h"

#define HALF_LOG_TWO_PI 0.91893853320467274178
#define TAIL 8.0     /* standard deviations beyond which the tail is 0 here */

enum { HALVINGS = 40 };

double
fp_merton_share(double mean, double riskless, double sd, double risk_aversion)
{
    return (mean - riskless) / (risk_aversion * sd * sd);
}

double
fp_merton_rate(double log_mean, double log_sd, double risk_aversion,
               double time_preference)
{
    double certain = log_mean - risk_aversion * log_sd * log_sd / 2.0;

    return (time_preference - (1.0 - risk_aversion) * certain) /
           risk_aversion;
}

double
fp_merton_part(double nu, int n)
{
    double part;

    if (n <= 1)
        return 1.0;
    /* Below this the quotient has lost its digits; the limit is as good. */
    if (fabs(nu) < 1e-9)
        return 1.0 / n;
    part = (1.0 - fp_exp(-nu)) / (1.0 - fp_exp(-nu * n));
    return part > 1.0 ? 1.0 : part;
}

struct fp_spv
fp_spv_of(int n, double mean, double sd)
{
    double ratio = sd / (1.0 + mean);
    double variance = fp_log(1.0 + ratio * ratio);
    double m = fp_log(1.0 + mean) - variance / 2.0;
    double d1 = fp_exp(-m + variance / 2.0);
    double d2 = fp_exp(-2.0 * m + 2.0 * variance);
    double first = 1.0, second = 1.0, rest, square;
    struct fp_spv spv = { 0.0, 0.0, n };

    for (int i = 1; i < n; i++) {
        second = 1.0 + 2.0 * d1 * first + d2 * second;
        first = 1.0 + d1 * first;
    }
    if (n <= 1)
        return spv;
    rest = first - 1.0;
    square = second - 2.0 * first + 1.0;
    /* The variance is a difference of like numbers: not below zero. */
    variance = fp_log(fmax(1.0, square / (rest * rest)));
    spv.log_mean = fp_log(rest) - variance / 2.0;
    spv.log_sd = sqrt(variance);
    return spv;
}

double
fp_spv_success(const struct fp_spv *spv, double wealth, double spending)
{
    double rest, distance;

    if (spending <= 0.0)
        return 1.0;
    rest = wealth / spending - 1.0;
    if (spv->n <= 1)
        return rest >= 0.0 ? 1.0 : 0.0;
    if (rest <= 0.0)
        return 0.0;
    distance = fp_log(rest) - spv->log_mean;
    if (spv->log_sd <= 0.0)
        return distance >= 0.0 ? 1.0 : 0.0;
    return fp_normal_cdf(distance / spv->log_sd);
}

double
fp_spv_spending(const struct fp_spv *spv, double wealth, double chance)
{
    if (wealth <= 0.0)
        return 0.0;
    if (spv->n <= 1)
        return wealth;
    return wealth / (1.0 + fp_exp(spv->log_mean +
                                  spv->log_sd * fp_normal_quantile(chance)));
}

/* Series in odd powers (Marsaglia 2004, Journal of Statistical Software
 * 11(4)): Phi(x) = 1/2 + phi(x) (x + x^3/3 + x^5/(3 5) + ...). The lower tail
 * is the complement of the upper one. */
double
fp_normal_cdf(double x)
{
    double size = fabs(x), sum = size, term = size, upper;

    if (!(size < TAIL))
        return x > 0.0 ? 1.0 : 0.0;
    for (int k = 3; term > sum * 1e-17; k += 2) {
        term *= size * size / k;
        sum += term;
    }
    upper = 0.5 - sum * fp_exp(-size * size / 2.0 - HALF_LOG_TWO_PI);
    if (upper < 0.0)
        upper = 0.0;
    return x > 0.0 ? 1.0 - upper : upper;
}

double
fp_normal_quantile(double p)
{
    double low = -TAIL, high = TAIL;

    for (int i = 0; i < HALVINGS; i++) {
        double middle = (low + high) / 2.0;

        if (fp_normal_cdf(middle) < p)
            low = middle;
        else
            high = middle;
    }
    return (low + high) / 2.0;
}
