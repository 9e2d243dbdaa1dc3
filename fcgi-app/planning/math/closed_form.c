/* Answers without sampling. */
#include "planning/math/closed_form.h"

#include <math.h>

#include "base/text.h"
#include "planning/math/elementary.h"
#include "planning/math/tvm.h"

double
fp_log_gamma(double a)
{
    static const double series[] = { /* B(2k) / (2k (2k-1)) */
        1.0 / 12, -1.0 / 360, 1.0 / 1260, -1.0 / 1680, 1.0 / 1188,
        -691.0 / 360360, 1.0 / 156, -3617.0 / 122400
    };
    static const double half_log_2pi = 0.91893853320467274178;
    double product = 1, sum = 0, square;

    while (a < 12)
        product *= a++;
    square = 1 / (a * a);
    for (size_t k = FP_COUNT(series); k-- > 0;)
        sum = sum * square + series[k];
    return (a - 0.5) * fp_log(a) - a + half_log_2pi + sum / a -
           fp_log(product);
}

/* x^a e^-x / Gamma(a) */
static double
kernel(double a, double x)
{
    return fp_exp(a * fp_log(x) - x - fp_log_gamma(a));
}

static double
series_p(double a, double x)
{
    double term = 1 / a, sum = term;

    for (int n = 1; n < 10000 && term > sum * 1e-17; n++) {
        term *= x / (a + n);
        sum += term;
    }
    return sum * kernel(a, x);
}

/* The continued fraction by Lentz's method. */
static double
fraction_q(double a, double x)
{
    const double tiny = 1e-300;
    double b = x + 1 - a, c = 1 / tiny, d = 1 / b, value = d;

    for (int n = 1; n < 10000; n++) {
        double numerator = -n * (n - a), factor;

        b += 2;
        d = numerator * d + b;
        d = 1 / (fabs(d) < tiny ? tiny : d);
        c = b + numerator / c;
        if (fabs(c) < tiny)
            c = tiny;
        factor = c * d;
        value *= factor;
        if (fabs(factor - 1) < 1e-16)
            break;
    }
    return value * kernel(a, x);
}

double
fp_gamma_p(double a, double x)
{
    if (!(x > 0))
        return 0;
    return x < a + 1 ? series_p(a, x) : 1 - fraction_q(a, x);
}

double
fp_gamma_q(double a, double x)
{
    if (!(x > 0))
        return 1;
    return x < a + 1 ? 1 - series_p(a, x) : fraction_q(a, x);
}

/* In log x, where every quantile has its digits: outwards until the chance is
 * between, then by halves. */
double
fp_gamma_quantile(double a, double p)
{
    double low = fp_log(a), high = low;

    while (low > -700 && fp_gamma_p(a, fp_exp(low)) > p)
        low = low * 2 - high - 1;
    while (high < 700 && fp_gamma_q(a, fp_exp(high)) > 1 - p)
        high += 1 + (high - low) / 2;
    for (int i = 0; i < 200; i++) {
        double middle = low + (high - low) / 2, x = fp_exp(middle);
        int below = p < 0.5 ? fp_gamma_p(a, x) < p
                            : fp_gamma_q(a, x) > 1 - p;

        if (middle == low || middle == high)
            break;
        if (below)
            low = middle;
        else
            high = middle;
    }
    return fp_exp(low + (high - low) / 2);
}

double
fp_normal_cdf(double z)
{
    double tail = fp_gamma_q(0.5, z * z / 2) / 2;

    return z < 0 ? tail : 1 - tail;
}

double
fp_normal_quantile(double p)
{
    double low = -40, high = 0;
    int upper = p > 0.5;
    double q = upper ? 1 - p : p; /* exact: p is at least one half */

    for (int i = 0; i < 200; i++) {
        double middle = low + (high - low) / 2;

        if (middle == low || middle == high)
            break;
        if (fp_normal_cdf(middle) < q)
            low = middle;
        else
            high = middle;
    }
    if (q == 0.5)
        return 0;
    return upper ? -low : low;
}

double
fp_lognormal_percentile(double wealth, double drift, double sd, double years,
                        double p)
{
    return wealth * fp_exp((drift - sd * sd / 2) * years +
                           fp_normal_quantile(p) * sd * sqrt(years));
}

void
fp_lognormal_drift(double mean, double sd, double *drift, double *log_sd)
{
    double ratio = sd / (1 + mean);

    *drift = fp_tvm_log1p(mean);
    *log_sd = sqrt(fp_tvm_log1p(ratio * ratio));
}

double
fp_merton_share(double drift, double safe, double sd, double aversion)
{
    return (drift - safe) / (aversion * sd * sd);
}

enum fp_err
fp_spv_gamma(const struct fp_spv *spv, double *shape, double *scale)
{
    double variance = spv->sd * spv->sd;
    double hazard = fp_log(2) / spv->median_life; /* 0 for ever */
    double a = (2 * spv->drift + 4 * hazard) / (variance + hazard) - 1;

    if (!(spv->sd > 0) || !(spv->median_life > 0) || !(a > 0))
        return FP_EDOM;
    *shape = a;
    *scale = (variance + hazard) / 2;
    return FP_OK;
}

enum fp_err
fp_spv_ruin(const struct fp_spv *spv, double wealth, double *chance)
{
    double shape, scale;
    enum fp_err err = fp_spv_gamma(spv, &shape, &scale);

    if (err != FP_OK)
        return err;
    *chance = wealth > 0 ? fp_gamma_p(shape, 1 / (wealth * scale)) : 1;
    return FP_OK;
}

enum fp_err
fp_spv_wealth(const struct fp_spv *spv, double chance, double *wealth)
{
    double shape, scale;
    enum fp_err err;

    if (!(chance > 0) || !(chance < 1))
        return FP_EDOM;
    err = fp_spv_gamma(spv, &shape, &scale);
    if (err != FP_OK)
        return err;
    *wealth = 1 / (scale * fp_gamma_quantile(shape, 1 - chance));
    return FP_OK;
}

enum fp_err
fp_spv_mean(const struct fp_spv *spv, double *mean)
{
    double shape, scale;
    enum fp_err err = fp_spv_gamma(spv, &shape, &scale);

    if (err != FP_OK)
        return err;
    if (!(shape > 1))
        return FP_EDOM;
    *mean = 1 / (scale * (shape - 1));
    return FP_OK;
}
