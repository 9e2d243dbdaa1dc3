/* Errors of a sample. */
#include "planning/simulation/errors.h"

#include <math.h>
#include <string.h>

#include "planning/math/select.h"
#include "planning/math/stats.h"

size_t
fp_error_unit(enum fp_sampler sampler)
{
    return sampler == FP_SAMPLER_ANTITHETIC ? 2 : 1;
}

size_t
fp_error_group(enum fp_sampler sampler, size_t path)
{
    return path / fp_error_unit(sampler) % FP_REPLICATES;
}

int
fp_error_is_grouped(enum fp_sampler sampler, uint64_t n)
{
    return sampler == FP_SAMPLER_SOBOL && n >= 2 * FP_REPLICATES;
}

/* Sum and number of what is not NaN. */
struct sum {
    double total;
    size_t n;
};

static void
add(struct sum *sum, double value)
{
    if (isnan(value))
        return;
    sum->total += value;
    sum->n++;
}

double
fp_error_of_estimates(const double *estimates, size_t n)
{
    double mean, error;

    fp_stats_mean(estimates, n, &mean, &error);
    return error;
}

/* Of Sobol paths: the means of the replicates. */
static double
error_of_groups(const double *values, size_t n)
{
    double totals[FP_REPLICATES] = { 0.0 }, counts[FP_REPLICATES] = { 0.0 };
    double means[FP_REPLICATES];
    size_t groups = 0, path;

    for (path = 0; path + FP_REPLICATES <= n; path += FP_REPLICATES)
        for (size_t g = 0; g < FP_REPLICATES; g++) {
            double value = values[path + g];
            int is_number = value == value;

            totals[g] += is_number ? value : 0.0;
            counts[g] += is_number ? 1.0 : 0.0;
        }
    for (; path < n; path++)
        if (!isnan(values[path])) {
            totals[path % FP_REPLICATES] += values[path];
            counts[path % FP_REPLICATES] += 1.0;
        }
    for (size_t g = 0; g < FP_REPLICATES; g++)
        if (counts[g] > 0.0)
            means[groups++] = totals[g] / counts[g];
    return fp_error_of_estimates(means, groups);
}

double
fp_error_of_totals(const double totals[FP_REPLICATES], size_t n)
{
    double means[FP_REPLICATES];

    for (size_t g = 0; g < FP_REPLICATES; g++)
        means[g] = totals[g] / (double)((n - g + FP_REPLICATES - 1) /
                                        FP_REPLICATES);
    return fp_error_of_estimates(means, FP_REPLICATES);
}

/* Every unit being `each` neighbouring paths. */
static double
error_of_units(const double *values, size_t n, size_t each)
{
    double sum = 0.0, squares = 0.0, mean;
    size_t units = 0;

    for (int pass = 0; pass < 2; pass++) {
        mean = units > 0 ? sum / (double)units : 0.0;
        units = 0;
        for (size_t path = 0; path + each <= n; path += each) {
            struct sum unit = { 0.0, 0 };
            double off;

            for (size_t i = 0; i < each; i++)
                add(&unit, values[path + i]);
            if (unit.n == 0)
                continue;
            off = unit.total / (double)unit.n;
            units++;
            if (pass == 0)
                sum += off;
            else
                squares += (off - mean) * (off - mean);
        }
    }
    return units < 2 ? 0.0
                     : sqrt(squares / (double)(units - 1) / (double)units);
}

double
fp_error_of_mean(enum fp_sampler sampler, const double *values, size_t n)
{
    if (fp_error_is_grouped(sampler, n))
        return error_of_groups(values, n);
    return error_of_units(values, n, fp_error_unit(sampler));
}

void
fp_error_ranks(size_t n, double level, size_t ranks[2])
{
    double middle = level * (double)(n - 1);
    double off = sqrt((double)n * level * (1.0 - level));
    double low = middle - off, high = middle + off;

    ranks[0] = low > 0.0 ? (size_t)(low + 0.5) : 0;
    ranks[1] = high < (double)(n - 1) ? (size_t)(high + 0.5) : n - 1;
}

/* Half the distance of the order statistics of fp_error_ranks. */
static void
errors_by_rank(const double *values, size_t n, const double *levels,
               size_t n_levels, double *scratch, double *errors)
{
    for (size_t q = 0; q < n_levels; q++) {
        size_t ranks[2];
        double found[2];

        fp_error_ranks(n, levels[q], ranks);
        memcpy(scratch, values, n * sizeof(*scratch));
        fp_select(scratch, n, ranks, 2, found);
        errors[q] = 0.5 * (found[1] - found[0]);
    }
}

static void
errors_by_group(enum fp_sampler sampler, const double *values, size_t n,
                const double *levels, size_t n_levels, double *scratch,
                double *errors)
{
    double found[FP_REPLICATES][FP_STATS_LEVELS_MAX];
    size_t unit = fp_error_unit(sampler);

    for (size_t g = 0; g < FP_REPLICATES; g++) {
        size_t count = 0;

        for (size_t path = g * unit; path < n; path += unit * FP_REPLICATES)
            for (size_t i = path; i < path + unit && i < n; i++)
                scratch[count++] = values[i];
        fp_stats_percentiles(scratch, count, levels, n_levels, found[g]);
    }
    for (size_t q = 0; q < n_levels; q++) {
        double own[FP_REPLICATES];

        for (size_t g = 0; g < FP_REPLICATES; g++)
            own[g] = found[g][q];
        errors[q] = fp_error_of_estimates(own, FP_REPLICATES);
    }
}

void
fp_errors_of_percentiles(enum fp_sampler sampler, const double *values,
                         size_t n, const double *levels, size_t n_levels,
                         double *scratch, double *errors)
{
    if (n < 2) {
        for (size_t q = 0; q < n_levels; q++)
            errors[q] = 0.0;
    } else if (sampler != FP_SAMPLER_PLAIN &&
               n / FP_REPLICATES >= FP_ERROR_LEAST_IN_GROUP) {
        errors_by_group(sampler, values, n, levels, n_levels, scratch, errors);
    } else {
        errors_by_rank(values, n, levels, n_levels, scratch, errors);
    }
}
