/* Exact statistics over the paths of a run. */
#include "planning/simulation/simulate_collect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "planning/kernel/kernel_column.h"
#include "planning/math/elementary.h"
#include "planning/math/select.h"
#include "planning/math/stats.h"
#include "planning/simulation/control.h"
#include "planning/simulation/crew.h"
#include "planning/simulation/errors.h"

enum { FEW_PATHS = 2000 }; /* below it one thread is enough to describe them */

const double fp_percentile_levels[FP_PERCENTILES] = { 0.05, 0.10, 0.25, 0.50,
                                                      0.75, 0.90, 0.95 };
const char *const fp_percentile_names[FP_PERCENTILES] = {
    "p5", "p10", "p25", "p50", "p75", "p90", "p95"
};

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

/* Mean, the mean's error and percentiles of one year's cells. */
static void
describe_year(const struct fp_sim_cells *all, const double *cells,
              double *scratch, struct fp_sim_ending *out)
{
    size_t n = (size_t)all->paths;
    struct fp_kernel_column column;

    fp_kernel_column_for(all->level)(cells, n, scratch, &column);
    if (column.has_gaps) {
        describe(scratch, numbers_of(cells, n, scratch), out);
        out->standard_error = fp_error_of_mean(all->sampler, cells, n);
        return;
    }
    out->mean = column.average;
    out->standard_error = fp_error_is_grouped(all->sampler, n)
                              ? fp_error_of_totals(column.totals, n)
                              : fp_error_of_mean(all->sampler, cells, n);
    fp_stats_percentiles_within(scratch, n, column.least, column.most,
                                fp_percentile_levels, FP_PERCENTILES,
                                out->percentiles);
}

/* One quantity of every path, with the errors of its mean and percentiles. */
static void
describe_once(const struct fp_sim_cells *all, double *values, double *scratch,
              struct fp_sim_ending *out)
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

enum fp_err
fp_sim_series_open(size_t years, struct fp_arena *arena,
                   struct fp_sim_series *series)
{
    series->mean = fp_arena_array(arena, years, sizeof(double));
    series->standard_error = fp_arena_array(arena, years, sizeof(double));
    for (size_t q = 0; q < FP_PERCENTILES; q++) {
        series->percentiles[q] = fp_arena_array(arena, years, sizeof(double));
        if (series->percentiles[q] == NULL)
            return FP_ENOMEM;
    }
    return series->mean == NULL || series->standard_error == NULL ? FP_ENOMEM
                                                                  : FP_OK;
}

void
fp_sim_series_set(struct fp_sim_series *series, size_t t,
                  const struct fp_sim_ending *year)
{
    series->mean[t] = year->mean;
    series->standard_error[t] = year->standard_error;
    for (size_t q = 0; q < FP_PERCENTILES; q++)
        series->percentiles[q][t] = year->percentiles[q];
}

enum { SERIES = 3 };

/* The series as columns, one for each year, that threads describe. */
struct columns {
    const struct fp_sim_cells *all;
    const double *cells[SERIES];
    struct fp_sim_series *series[SERIES];
    double *scratch;  /* the calling thread's */
    size_t next;      /* column, shared */
};

static void
describe_columns(struct columns *columns, double *scratch)
{
    const struct fp_sim_cells *all = columns->all;

    for (;;) {
        size_t column =
            __atomic_fetch_add(&columns->next, 1, __ATOMIC_RELAXED);
        size_t kind = column / all->years, t = column % all->years;
        struct fp_sim_ending year;

        if (kind >= SERIES)
            return;
        describe_year(all, columns->cells[kind] + t * all->paths, scratch,
                      &year);
        fp_sim_series_set(columns->series[kind], t, &year);
    }
}

static void
describe_first(void *argument)
{
    struct columns *columns = argument;

    describe_columns(columns, columns->scratch);
}

/* Another thread's part; without memory it leaves it to the others. */
static void
describe_beside(void *argument)
{
    struct columns *columns = argument;
    double *scratch = malloc((size_t)columns->all->paths * sizeof(*scratch));

    if (scratch != NULL)
        describe_columns(columns, scratch);
    free(scratch);
}

static enum fp_err
describe_series(const struct fp_sim_cells *all, int threads, double *scratch,
                struct fp_arena *arena, struct fp_sim_result *r)
{
    struct columns columns = {
        all, { all->wealth, all->spending, all->taxes },
        { &r->wealth, &r->spending, &r->taxes }, scratch, 0
    };

    for (size_t k = 0; k < SERIES; k++)
        if (fp_sim_series_open(all->years, arena, columns.series[k]) != FP_OK)
            return FP_ENOMEM;
    fp_crew_run(all->paths < FEW_PATHS ? 1 : threads, describe_first,
                describe_beside, &columns);
    return FP_OK;
}

/* Median age of the first person over the failed paths: the age by which half
 * of them had failed. */
static int
median_failure_age(const struct fp_plan *plan, const uint64_t *failed_in,
                   size_t years, uint64_t failed)
{
    uint64_t seen = 0;

    for (size_t t = 0; t < years; t++) {
        seen += failed_in[t];
        if (failed > 0 && 2 * seen >= failed)
            return plan->start_year + (int)t - plan->people[0].birth_year;
    }
    return 0;
}

enum fp_err
fp_sim_failures(const struct fp_plan *plan, const uint64_t *failed_in,
                struct fp_arena *arena, struct fp_sim_result *result)
{
    double *depletion = fp_arena_array(arena, result->years, sizeof(double));
    double n = (double)result->paths;
    uint64_t failed = 0;

    if (depletion == NULL)
        return FP_ENOMEM;
    for (size_t t = 0; t < result->years; t++) {
        failed += failed_in[t];
        depletion[t] = (double)failed / n;
    }
    result->successes = result->paths - failed;
    result->success = (double)result->successes / n;
    result->depletion_by_year = depletion;
    result->depletion_median_age =
        median_failure_age(plan, failed_in, result->years, failed);
    return FP_OK;
}

static enum fp_err
judge_success(const struct fp_sim_cells *all, struct fp_arena *arena,
              struct fp_sim_result *result)
{
    uint64_t failed_in[FP_PLAN_YEARS_MAX] = { 0 }, failed = 0;
    double depth = 0.0, years = 0.0;

    for (uint64_t path = 0; path < all->paths; path++) {
        const struct fp_path_summary *sum = &all->summaries[path];

        if (sum->failed_year_index < 0)
            continue;
        failed++;
        failed_in[sum->failed_year_index]++;
        result->failure_causes[sum->cause]++;
        depth += sum->unpaid / sum->wanted_failed;
        years += sum->failed_years;
    }
    result->shortfall_mean_depth = failed > 0 ? depth / (double)failed : 0.0;
    result->shortfall_mean_years = failed > 0 ? years / (double)failed : 0.0;
    return fp_sim_failures(all->context->compiled->plan, failed_in, arena,
                           result);
}

void
fp_sim_interval(struct fp_sim_result *result)
{
    double n = (double)result->paths, p = result->success;
    double plain = p * (1.0 - p) / n;
    double variance = result->success_se * result->success_se;

    if (variance > 0.0 && plain > 0.0)
        n *= plain / variance;
    fp_stats_wilson(p * n, n, 1.959963984540054, &result->success_low,
                    &result->success_high);
}

static void
judge_error(const struct fp_sim_cells *all, double *scratch,
            struct fp_sim_result *result)
{
    double p = result->success;

    for (uint64_t path = 0; path < all->paths; path++)
        scratch[path] = all->summaries[path].failed_year_index < 0;
    result->success_se =
        all->sampler == FP_SAMPLER_PLAIN
            ? sqrt(p * (1.0 - p) / (double)all->paths)
            : fp_error_of_mean(all->sampler, scratch, (size_t)all->paths);
    fp_sim_interval(result);
}

/* What a path is ranked by: real ending wealth, less what it left unpaid. */
static double
worth(const struct fp_sim_cells *all, uint64_t path)
{
    return all->wealth[(all->years - 1) * all->paths + path] -
           all->summaries[path].unpaid;
}

/* The mean of the worst twentieth, summed in the order of the paths. */
static void
judge_tail(const struct fp_sim_cells *all, double *scratch,
           struct fp_sim_result *result)
{
    size_t n = (size_t)all->paths, tail = (n + 19) / 20, last = tail - 1;
    double most, sum = 0.0;
    size_t below = 0;

    for (size_t path = 0; path < n; path++)
        scratch[path] = worth(all, path);
    fp_select(scratch, n, &last, 1, &most);
    for (size_t path = 0; path < n; path++) {
        double own = worth(all, path);

        if (own < most) {
            sum += own;
            below++;
        }
    }
    result->shortfall_cvar_5 =
        (sum + (double)(tail - below) * most) / (double)tail;
}

double
fp_sim_certainty_equivalent(double utility, double lived, double gamma)
{
    double each = utility / lived;

    if (lived <= 0.0)
        return 0.0;
    return gamma == 1.0 ? fp_exp(each) : fp_pow(each, 1.0 / (1.0 - gamma));
}

static void
judge_spending(const struct fp_sim_cells *all, double *scratch,
               struct fp_sim_result *result)
{
    double n = (double)all->paths, utility = 0.0, lived = 0.0, level = 0.95;
    double gamma = all->context->risk_aversion;

    for (uint64_t path = 0; path < all->paths; path++) {
        const struct fp_path_summary *sum = &all->summaries[path];

        result->spending_volatility += sum->volatility / n;
        result->health_lifetime_mean += sum->health / n;
        utility += sum->utility;
        lived += sum->years_lived;
        scratch[path] = sum->worst_cut;
        result->worst_cut_mean += sum->worst_cut / n;
    }
    fp_stats_percentiles(scratch, (size_t)all->paths, &level, 1,
                         &result->worst_cut_p95);
    result->risk_aversion = gamma;
    result->certainty_equivalent =
        fp_sim_certainty_equivalent(utility, lived, gamma);
}

static enum fp_err
judge_goals(const struct fp_sim_cells *all, struct fp_arena *arena,
            struct fp_sim_result *result)
{
    size_t n = all->context->compiled->plan->n_goals;
    double *probability = fp_arena_array(arena, n + 1, sizeof(*probability));

    if (probability == NULL)
        return FP_ENOMEM;
    for (size_t g = 0; g < n; g++) {
        uint64_t missed = 0;

        for (uint64_t path = 0; path < all->paths; path++)
            missed += all->summaries[path].goals_missed >> g & 1u;
        probability[g] = 1.0 - (double)missed / (double)all->paths;
    }
    result->n_goals = n;
    result->goal_probability = probability;
    return FP_OK;
}

/* The path of a rank among equals of a worth, in the order of the paths. */
static uint64_t
path_of(const struct fp_sim_cells *all, size_t rank, double value)
{
    uint64_t found = 0;
    size_t below = 0;

    for (uint64_t path = 0; path < all->paths; path++)
        below += worth(all, path) < value;
    for (uint64_t path = 0; path < all->paths; path++) {
        if (worth(all, path) != value)
            continue;
        found = path;
        if (below++ == rank)
            break;
    }
    return found;
}

/* The path at each percentile: the one of rank ceil(level n), counted from
 * one. */
static void
find_percentile_paths(const struct fp_sim_cells *all, double *scratch,
                      struct fp_sim_result *result)
{
    size_t n = (size_t)all->paths, ranks[FP_PERCENTILES];
    double values[FP_PERCENTILES];

    for (size_t i = 0; i < n; i++)
        scratch[i] = worth(all, i);
    for (size_t q = 0; q < FP_PERCENTILES; q++) {
        size_t rank = (size_t)ceil(fp_percentile_levels[q] * (double)n);

        ranks[q] = rank > 0 ? rank - 1 : 0;
    }
    fp_select(scratch, n, ranks, FP_PERCENTILES, values);
    for (size_t q = 0; q < FP_PERCENTILES; q++)
        result->percentile_paths[q] = path_of(all, ranks[q], values[q]);
}

static enum fp_err
collect(const struct fp_sim_cells *all, int threads, double *scratch,
        struct fp_arena *arena, struct fp_sim_result *r)
{
    size_t paths = (size_t)all->paths;
    enum fp_err err = describe_series(all, threads, scratch, arena, r);

    if (err == FP_OK)
        err = judge_success(all, arena, r);
    if (err == FP_OK)
        err = judge_goals(all, arena, r);
    if (err != FP_OK)
        return err;
    judge_error(all, scratch, r);
    find_percentile_paths(all, scratch, r);
    judge_tail(all, scratch, r);
    judge_spending(all, scratch, r);
    for (size_t path = 0; path < paths; path++)
        scratch[path] = all->summaries[path].taxes;
    fp_stats_mean(scratch, paths, &r->taxes_lifetime_mean,
                  &r->taxes_lifetime_se);
    r->taxes_lifetime_se = fp_error_of_mean(all->sampler, scratch, paths);
    for (size_t path = 0; path < paths; path++)
        scratch[path] = all->summaries[path].legacy;
    describe_once(all, scratch, scratch + paths, &r->legacy);
    memcpy(scratch, all->wealth + (all->years - 1) * paths,
           paths * sizeof(double));
    describe_once(all, scratch, scratch + paths, &r->ending);
    return all->context->compiled->plan->market.control_variate
               ? fp_control_correct(all, r)
               : FP_OK;
}

enum fp_err
fp_sim_collect(const struct fp_sim_cells *all, int threads,
               struct fp_arena *arena, struct fp_sim_result *result)
{
    const struct fp_plan *plan = all->context->compiled->plan;
    struct fp_sim_result r = { .paths = all->paths,
                               .seed = all->context->seed,
                               .sampler = all->sampler,
                               .start_year = plan->start_year,
                               .years = all->years };
    double *scratch = malloc(2 * (size_t)all->paths * sizeof(*scratch));
    enum fp_err err;

    if (scratch == NULL)
        return FP_ENOMEM;
    err = collect(all, threads, scratch, arena, &r);
    if (err == FP_OK)
        *result = r;
    free(scratch);
    return err;
}
