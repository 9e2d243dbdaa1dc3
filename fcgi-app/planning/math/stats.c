/* Percentiles, intervals, means with their standard errors. */
#include "planning/math/stats.h"

#include <math.h>

#include "planning/math/select.h"

void
fp_stats_percentiles(double *values, size_t n, const double *q, size_t n_q,
                     double *out)
{
    size_t ranks[2 * FP_STATS_LEVELS_MAX];
    double found[2 * FP_STATS_LEVELS_MAX];

    if (n_q == 0 || n_q > FP_STATS_LEVELS_MAX)
        return;
    for (size_t i = 0; i < n_q; i++) {
        size_t k = (size_t)floor(q[i] * (double)(n - 1));

        ranks[2 * i] = k;
        ranks[2 * i + 1] = k + 1 < n ? k + 1 : k;
    }
    fp_select(values, n, ranks, 2 * n_q, found);
    for (size_t i = 0; i < n_q; i++) {
        double part = q[i] * (double)(n - 1) - (double)ranks[2 * i];

        out[i] = found[2 * i];
        if (part > 0.0)
            out[i] += part * (found[2 * i + 1] - found[2 * i]);
    }
}

void
fp_stats_wilson(double k, double n, double z, double *low, double *high)
{
    double p = k / n, z2 = z * z;
    double middle = p + z2 / (2.0 * n);
    double half = z * sqrt(p * (1.0 - p) / n + z2 / (4.0 * n * n));
    double scale = 1.0 + z2 / n;

    /* At the ends the bound is exact, and rounding must not pass it. */
    *low = k <= 0.0 ? 0.0 : (middle - half) / scale;
    *high = k >= n ? 1.0 : (middle + half) / scale;
}

/* Neumaier's running sum: the part lost by each addition is kept beside.
 * SOURCE: Neumaier (1974), ZAMM 54, 39-51. */
static void
add(double *sum, double *lost, double value)
{
    double next = *sum + value;

    *lost += fabs(*sum) >= fabs(value) ? (*sum - next) + value
                                       : (value - next) + *sum;
    *sum = next;
}

void
fp_stats_mean(const double *values, size_t n, double *mean,
              double *standard_error)
{
    double sum = 0.0, lost = 0.0, average;

    if (n == 0) {
        *mean = 0.0;
        *standard_error = 0.0;
        return;
    }
    for (size_t i = 0; i < n; i++)
        add(&sum, &lost, values[i]);
    average = (sum + lost) / (double)n;
    sum = lost = 0.0;
    for (size_t i = 0; i < n; i++) {
        double off = values[i] - average;

        add(&sum, &lost, off * off);
    }
    *mean = average;
    *standard_error =
        n < 2 ? 0.0 : sqrt((sum + lost) / (double)(n - 1) / (double)n);
}
