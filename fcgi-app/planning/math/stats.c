/* Percentiles, intervals, means with their standard errors. */
#include "planning/math/stats.h"

#include <math.h>

#include "planning/kernel/kernel_steps.h"
#include "planning/math/select.h"
#include "planning/math/sums.h"

void
fp_stats_percentiles(double *values, size_t n, const double *q, size_t n_q,
                     double *out)
{
    double least, most;

    fp_select_bounds(values, n, &least, &most);
    fp_stats_percentiles_within(values, n, least, most, fp_kernel_steps, q, n_q,
                                values, out);
}

void
fp_stats_percentiles_within(const double *values, size_t n, double least,
                            double most, fp_select_steps *steps_of,
                            const double *q, size_t n_q, double *scratch,
                            double *out)
{
    size_t ranks[2 * FP_STATS_LEVELS_MAX] = { 0 };
    double found[2 * FP_STATS_LEVELS_MAX];

    if (n_q == 0 || n_q > FP_STATS_LEVELS_MAX)
        return;
    for (size_t i = 0; i < n_q; i++) {
        size_t k = (size_t)floor(q[i] * (double)(n - 1));

        ranks[2 * i] = k;
        ranks[2 * i + 1] = k + 1 < n ? k + 1 : k;
    }
    fp_select_within(values, n, least, most, steps_of, ranks, 2 * n_q, scratch,
                     found);
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

double
fp_stats_average(const double *values, size_t n)
{
    struct fp_sums sums = { { 0.0 }, { 0.0 } };
    size_t i;

    for (i = 0; i + FP_SUMS <= n; i += FP_SUMS)
        for (size_t lane = 0; lane < FP_SUMS; lane++)
            fp_sums_add(&sums, lane, values[i + lane]);
    for (; i < n; i++)
        fp_sums_add(&sums, 0, values[i]);
    return n > 0 ? fp_sums_total(&sums) / (double)n : 0.0;
}

void
fp_stats_mean(const double *values, size_t n, double *mean,
              double *standard_error)
{
    struct fp_sums sums = { { 0.0 }, { 0.0 } };
    double average = fp_stats_average(values, n);
    size_t i;

    for (i = 0; i + FP_SUMS <= n; i += FP_SUMS)
        for (size_t lane = 0; lane < FP_SUMS; lane++) {
            double off = values[i + lane] - average;

            fp_sums_add(&sums, lane, off * off);
        }
    for (; i < n; i++)
        fp_sums_add(&sums, 0, (values[i] - average) * (values[i] - average));
    *mean = average;
    *standard_error =
        n < 2 ? 0.0 : sqrt(fp_sums_total(&sums) / (double)(n - 1) / (double)n);
}
