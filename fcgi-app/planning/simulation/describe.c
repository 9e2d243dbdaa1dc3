/* Describing one quantity of every path. */
#include "planning/simulation/describe.h"

#include <math.h>
#include <string.h>

#include "planning/kernel/kernel_column.h"
#include "planning/kernel/kernel_steps.h"
#include "planning/math/select.h"
#include "planning/math/stats.h"
#include "planning/simulation/errors.h"

/* The numbers among n cells, in their order; NaN is left out. */
static size_t
numbers_of(const double *cells, size_t n, double *out)
{
    size_t count = 0;

    for (size_t i = 0; i < n; i++) {
        out[count] = cells[i];
        count += !isnan(cells[i]);
    }
    return count;
}

/* Mean and percentiles of values, which are used up; zeros when there are
 * none. */
static void
describe(double *values, size_t n, struct fp_sim_ending *out)
{
    memset(out, 0, sizeof(*out));
    if (n == 0)
        return;
    out->mean = fp_stats_average(values, n);
    fp_stats_percentiles(values, n, fp_percentile_levels, FP_PERCENTILES,
                         out->percentiles);
}

void
fp_describe_year(const struct fp_sim_cells *all, const double *cells,
                 double *scratch, struct fp_sim_ending *out)
{
    size_t n = (size_t)all->paths;
    struct fp_kernel_column column;

    fp_kernel_column_for(all->level)(cells, n, &column);
    if (column.has_gaps) {
        describe(scratch, numbers_of(cells, n, scratch), out);
        out->standard_error = fp_error_of_mean(all->sampler, cells, n);
        return;
    }
    out->mean = column.average;
    out->standard_error = fp_error_is_grouped(all->sampler, n)
                              ? fp_error_of_totals(column.totals, n)
                              : fp_error_of_mean(all->sampler, cells, n);
    fp_stats_percentiles_within(cells, n, column.least, column.most,
                                fp_kernel_steps_for(all->level),
                                fp_percentile_levels, FP_PERCENTILES, scratch,
                                out->percentiles);
}

void
fp_describe_once(const struct fp_sim_cells *all, double *values,
                 double *scratch, struct fp_sim_ending *out)
{
    size_t n = (size_t)all->paths;
    double errors[FP_PERCENTILES];
    double error = fp_error_of_mean(all->sampler, values, n);

    fp_errors_of_percentiles(all->sampler, values, n, fp_percentile_levels,
                             FP_PERCENTILES, scratch, errors);
    describe(values, n, out);
    out->standard_error = error;
    memcpy(out->percentile_errors, errors, sizeof(errors));
}

/* What a path is ranked by: real ending wealth, less what it left unpaid. */
static void
worth_of(const struct fp_sim_cells *all, double *worth)
{
    size_t n = (size_t)all->paths;
    const double *ending = all->wealth + (all->years - 1) * n;

    for (size_t path = 0; path < n; path++)
        worth[path] = ending[path] - all->summaries[path].unpaid;
}

/* The mean of the worst twentieth, of which `most` is the last, summed in the
 * order of the paths. */
static double
mean_of_tail(const double *worth, size_t n, size_t tail, double most)
{
    double sum = 0.0;
    size_t below = 0;

    for (size_t path = 0; path < n; path++)
        if (worth[path] < most) {
            sum += worth[path];
            below++;
        }
    return (sum + (double)(tail - below) * most) / (double)tail;
}

/* The paths of ranks among all, where values are the worths of these ranks;
 * among equals in the order of the paths. */
static void
find_paths(const double *worth, size_t n, const size_t *ranks,
           const double *values, uint64_t *paths)
{
    size_t below[FP_PERCENTILES] = { 0 };

    for (size_t path = 0; path < n; path++)
        for (size_t q = 0; q < FP_PERCENTILES; q++)
            below[q] += worth[path] < values[q];
    for (size_t q = 0; q < FP_PERCENTILES; q++) {
        paths[q] = 0;
        for (size_t path = 0; path < n; path++) {
            if (worth[path] != values[q])
                continue;
            paths[q] = path;
            if (below[q]++ == ranks[q])
                break;
        }
    }
}

void
fp_judge_worth(const struct fp_sim_cells *all, double *scratch,
               struct fp_sim_result *result)
{
    size_t n = (size_t)all->paths, tail = (n + 19) / 20, last = tail - 1;
    size_t ranks[FP_PERCENTILES];
    double *worth = scratch + n, values[FP_PERCENTILES], most;

    for (size_t q = 0; q < FP_PERCENTILES; q++) {
        size_t rank = (size_t)ceil(fp_percentile_levels[q] * (double)n);

        ranks[q] = rank > 0 ? rank - 1 : 0;
    }
    worth_of(all, worth);
    memcpy(scratch, worth, n * sizeof(*worth));
    fp_select(scratch, n, &last, 1, &most);
    result->shortfall_cvar_5 = mean_of_tail(worth, n, tail, most);
    memcpy(scratch, worth, n * sizeof(*worth));
    fp_select(scratch, n, ranks, FP_PERCENTILES, values);
    find_paths(worth, n, ranks, values, result->percentile_paths);
}
