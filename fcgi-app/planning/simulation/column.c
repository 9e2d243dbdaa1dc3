/* One quantity of every path, in parts. */
#include "planning/simulation/column.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "planning/simulation/errors.h"

/* Histograms of groups that the column has. */
static size_t
n_groups(const struct fp_column *column)
{
    return column->groups == NULL ? 0 : FP_REPLICATES;
}

enum fp_err
fp_column_open(struct fp_column *column, enum fp_column_kind kind,
               enum fp_sampler sampler)
{
    memset(column, 0, sizeof(*column));
    if (pthread_mutex_init(&column->lock, NULL) != 0)
        return FP_ENOMEM;
    column->kind = kind;
    column->sampler = sampler;
    fp_histogram_open(&column->all, kind == FP_COLUMN_RANKS);
    if (kind != FP_COLUMN_ERRORS || sampler == FP_SAMPLER_PLAIN)
        return FP_OK;
    column->groups = malloc(FP_REPLICATES * sizeof(*column->groups));
    if (column->groups == NULL) {
        pthread_mutex_destroy(&column->lock);
        return FP_ENOMEM;
    }
    for (size_t g = 0; g < FP_REPLICATES; g++)
        fp_histogram_open(&column->groups[g], 0);
    return FP_OK;
}

void
fp_column_close(struct fp_column *column)
{
    for (size_t g = 0; g < n_groups(column); g++)
        fp_histogram_free(&column->groups[g]);
    free(column->groups);
    fp_histogram_free(&column->all);
    pthread_mutex_destroy(&column->lock);
}

static void
add_units(struct fp_column *column, const double *values, size_t n)
{
    size_t each = fp_error_unit(column->sampler);
    double total = 0.0, squares = 0.0;

    for (size_t path = 0; path + each <= n; path += each) {
        double sum = 0.0;
        int count = 0;

        for (size_t i = path; i < path + each; i++)
            if (!isnan(values[i])) {
                sum += values[i];
                count++;
            }
        if (count == 0)
            continue;
        sum /= count;
        total += sum;
        squares += sum * sum;
        column->n_units++;
    }
    fp_exact_add(&column->units, total);
    fp_exact_add(&column->squares, squares);
}

static void
add_sums(struct fp_column *column, const double *values, size_t n)
{
    double sums[FP_REPLICATES] = { 0.0 };

    for (size_t path = 0; path < n; path++) {
        size_t g = fp_error_group(column->sampler, path);

        if (isnan(values[path]))
            continue;
        sums[g] += values[path];
        column->n[g]++;
    }
    for (size_t g = 0; g < FP_REPLICATES; g++)
        fp_exact_add(&column->sums[g], sums[g]);
}

static enum fp_err
count_values(struct fp_column *column, uint64_t first, const double *values,
             size_t n)
{
    enum fp_err err = FP_OK;

    if (column->kind != FP_COLUMN_MEAN)
        err = fp_histogram_add(&column->all, values, n, (uint32_t)first);
    for (size_t path = 0; path < n && err == FP_OK && column->groups != NULL;
         path++)
        err = fp_histogram_add(
            &column->groups[fp_error_group(column->sampler, path)],
            values + path, 1, 0);
    return err;
}

enum fp_err
fp_column_add(struct fp_column *column, uint64_t first, const double *values,
              size_t n)
{
    enum fp_err err;

    pthread_mutex_lock(&column->lock);
    add_units(column, values, n);
    add_sums(column, values, n);
    err = count_values(column, first, values, n);
    pthread_mutex_unlock(&column->lock);
    return err;
}

enum fp_err
fp_column_merge(struct fp_column *into, const struct fp_column *from)
{
    enum fp_err err = fp_histogram_merge(&into->all, &from->all);

    for (size_t g = 0; g < FP_REPLICATES; g++) {
        fp_exact_merge(&into->sums[g], &from->sums[g]);
        into->n[g] += from->n[g];
    }
    for (size_t g = 0; g < n_groups(into) && err == FP_OK; g++)
        err = fp_histogram_merge(&into->groups[g], &from->groups[g]);
    fp_exact_merge(&into->units, &from->units);
    fp_exact_merge(&into->squares, &from->squares);
    into->n_units += from->n_units;
    return err;
}

uint64_t
fp_column_count(const struct fp_column *column)
{
    uint64_t n = 0;

    for (size_t g = 0; g < FP_REPLICATES; g++)
        n += column->n[g];
    return n;
}

double
fp_column_sum(const struct fp_column *column)
{
    struct fp_exact_sum sum = { { 0 }, 0 };

    for (size_t g = 0; g < FP_REPLICATES; g++)
        fp_exact_merge(&sum, &column->sums[g]);
    return fp_exact_value(&sum);
}

double
fp_column_mean(const struct fp_column *column)
{
    uint64_t n = fp_column_count(column);

    return n > 0 ? fp_column_sum(column) / (double)n : 0.0;
}

/* As fp_error_of_mean, but for rounding. */
double
fp_column_error(const struct fp_column *column)
{
    double n = (double)column->n_units, mean, variance, means[FP_REPLICATES];
    size_t groups = 0;

    if (fp_error_is_grouped(column->sampler, fp_column_count(column))) {
        for (size_t g = 0; g < FP_REPLICATES; g++)
            if (column->n[g] > 0)
                means[groups++] = fp_exact_value(&column->sums[g]) /
                                  (double)column->n[g];
        return fp_error_of_estimates(means, groups);
    }
    if (n < 2.0)
        return 0.0;
    mean = fp_exact_value(&column->units) / n;
    variance = fp_exact_value(&column->squares) / n - mean * mean;
    return variance > 0.0 ? sqrt(variance / (n - 1.0)) : 0.0;
}

/* As fp_errors_of_percentiles, to the bound of the histograms. */
static void
errors_of_percentiles(const struct fp_column *column,
                      double errors[FP_PERCENTILES])
{
    const struct fp_histogram *h = &column->all;
    int grouped = column->groups != NULL;

    for (size_t g = 0; g < n_groups(column); g++)
        grouped = grouped && column->groups[g].n >= FP_ERROR_LEAST_IN_GROUP;
    for (size_t q = 0; q < FP_PERCENTILES; q++) {
        double level = fp_percentile_levels[q], own[FP_REPLICATES];
        size_t ranks[2];

        if (grouped) {
            for (size_t g = 0; g < FP_REPLICATES; g++)
                own[g] = fp_histogram_percentile(&column->groups[g], level);
            errors[q] = fp_error_of_estimates(own, FP_REPLICATES);
            continue;
        }
        fp_error_ranks((size_t)h->n, level, ranks);
        errors[q] = 0.5 * (fp_histogram_at(h, ranks[1]) -
                           fp_histogram_at(h, ranks[0]));
    }
}

void
fp_column_describe(const struct fp_column *column, struct fp_sim_ending *out)
{
    memset(out, 0, sizeof(*out));
    out->mean = fp_column_mean(column);
    out->standard_error = fp_column_error(column);
    if (column->all.n == 0)
        return;
    for (size_t q = 0; q < FP_PERCENTILES; q++)
        out->percentiles[q] =
            fp_histogram_percentile(&column->all, fp_percentile_levels[q]);
    if (column->kind == FP_COLUMN_ERRORS && column->all.n > 1)
        errors_of_percentiles(column, out->percentile_errors);
}
