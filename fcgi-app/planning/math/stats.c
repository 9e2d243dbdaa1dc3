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

enum { LANES = 8 }; /* running sums beside each other, for speed */

/* A running sum that keeps beside it what each addition lost.
 * SOURCE: Neumaier (1974), ZAMM 54, 39-51, for the sum; Knuth, TAOCP 2, 4.2.2,
 * for what is lost, without a branch. */
struct sums {
    double sum[LANES], lost[LANES];
};

static inline void
add(struct sums *sums, size_t lane, double value)
{
    double sum = sums->sum[lane], next = sum + value, part = next - sum;

    sums->lost[lane] += (sum - (next - part)) + (value - part);
    sums->sum[lane] = next;
}

static double
total_of(struct sums *sums)
{
    for (size_t lane = 1; lane < LANES; lane++) {
        add(sums, 0, sums->sum[lane]);
        sums->lost[0] += sums->lost[lane];
    }
    return sums->sum[0] + sums->lost[0];
}

double
fp_stats_average(const double *values, size_t n)
{
    struct sums sums = { { 0.0 }, { 0.0 } };
    size_t i;

    for (i = 0; i + LANES <= n; i += LANES)
        for (size_t lane = 0; lane < LANES; lane++)
            add(&sums, lane, values[i + lane]);
    for (; i < n; i++)
        add(&sums, 0, values[i]);
    return n > 0 ? total_of(&sums) / (double)n : 0.0;
}

void
fp_stats_mean(const double *values, size_t n, double *mean,
              double *standard_error)
{
    struct sums sums = { { 0.0 }, { 0.0 } };
    double average = fp_stats_average(values, n);
    size_t i;

    for (i = 0; i + LANES <= n; i += LANES)
        for (size_t lane = 0; lane < LANES; lane++) {
            double off = values[i + lane] - average;

            add(&sums, lane, off * off);
        }
    for (; i < n; i++)
        add(&sums, 0, (values[i] - average) * (values[i] - average));
    *mean = average;
    *standard_error =
        n < 2 ? 0.0 : sqrt(total_of(&sums) / (double)(n - 1) / (double)n);
}
