/* Exact statistics over the paths of a run. */
#include "planning/simulation/simulate_collect.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "planning/math/elementary.h"
#include "planning/math/stats.h"
#include "planning/simulation/control.h"
#include "planning/simulation/describe.h"
#include "planning/simulation/errors.h"

enum { FEW_PATHS = 2000 }; /* below it one thread is enough to describe them */

const double fp_percentile_levels[FP_PERCENTILES] = { 0.05, 0.10, 0.25, 0.50,
                                                      0.75, 0.90, 0.95 };
const char *const fp_percentile_names[FP_PERCENTILES] = {
    "p5", "p10", "p25", "p50", "p75", "p90", "p95"
};

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

static void
judge_taxes(const struct fp_sim_cells *all, double *scratch,
            struct fp_sim_result *r)
{
    size_t paths = (size_t)all->paths;

    for (size_t path = 0; path < paths; path++)
        scratch[path] = all->summaries[path].taxes;
    fp_stats_mean(scratch, paths, &r->taxes_lifetime_mean,
                  &r->taxes_lifetime_se);
    r->taxes_lifetime_se = fp_error_of_mean(all->sampler, scratch, paths);
}

static void
describe_legacy(const struct fp_sim_cells *all, double *scratch,
                struct fp_sim_result *r)
{
    size_t paths = (size_t)all->paths;

    for (size_t path = 0; path < paths; path++)
        scratch[path] = all->summaries[path].legacy;
    fp_describe_once(all, scratch, scratch + paths, &r->legacy);
}

static void
describe_ending(const struct fp_sim_cells *all, double *scratch,
                struct fp_sim_result *r)
{
    size_t paths = (size_t)all->paths;

    memcpy(scratch, all->wealth + (all->years - 1) * paths,
           paths * sizeof(double));
    fp_describe_once(all, scratch, scratch + paths, &r->ending);
}

/* What is said of a run, in parts that threads take one after the other: those
 * of one quantity of every path, the longest first, then the years. Each
 * fills members of the result of its own. */
static void (*const parts[])(const struct fp_sim_cells *all, double *scratch,
                             struct fp_sim_result *r) = {
    fp_judge_worth, describe_legacy, describe_ending, judge_spending,
    judge_taxes, judge_error
};

enum { SERIES = 3 };

struct description {
    const struct fp_sim_cells *all;
    struct fp_sim_result *result;
    const double *cells[SERIES];
    struct fp_sim_series *series[SERIES];
    double *scratch;  /* [2][paths], the calling thread's */
    size_t next;      /* part, shared */
};

static void
describe_year(const struct description *d, size_t column, double *scratch)
{
    const struct fp_sim_cells *all = d->all;
    size_t kind = column / all->years, t = column % all->years;
    struct fp_sim_ending year;

    fp_describe_year(all, d->cells[kind] + t * all->paths, scratch, &year);
    fp_sim_series_set(d->series[kind], t, &year);
}

static void
describe_parts(struct description *d, double *scratch)
{
    size_t columns = SERIES * d->all->years;

    for (;;) {
        size_t part = __atomic_fetch_add(&d->next, 1, __ATOMIC_RELAXED);

        if (part < FP_COUNT(parts))
            parts[part](d->all, scratch, d->result);
        else if (part - FP_COUNT(parts) < columns)
            describe_year(d, part - FP_COUNT(parts), scratch);
        else
            return;
    }
}

/* A thread's share; one without memory leaves it to the others. */
static void
describe_some(void *context, int place)
{
    struct description *d = context;
    double *scratch = d->scratch;

    if (place > 0)
        scratch = malloc(2 * (size_t)d->all->paths * sizeof(*scratch));
    if (scratch != NULL)
        describe_parts(d, scratch);
    if (place > 0)
        free(scratch);
}

static enum fp_err
collect(const struct fp_sim_cells *all, struct fp_crew *crew,
        double *scratch, struct fp_arena *arena, struct fp_sim_result *r)
{
    struct description d = {
        all, r, { all->wealth, all->spending, all->taxes },
        { &r->wealth, &r->spending, &r->taxes }, scratch, 0
    };
    enum fp_err err = judge_success(all, arena, r);

    if (err == FP_OK)
        err = judge_goals(all, arena, r);
    for (size_t k = 0; k < SERIES && err == FP_OK; k++)
        err = fp_sim_series_open(all->years, arena, d.series[k]);
    if (err != FP_OK)
        return err;
    if (all->paths < FEW_PATHS)
        describe_some(&d, 0);
    else
        fp_crew_run(crew, describe_some, &d);
    return all->context->compiled->plan->market.control_variate
               ? fp_control_correct(all, r)
               : FP_OK;
}

enum fp_err
fp_sim_collect(const struct fp_sim_cells *all, struct fp_crew *crew,
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
    err = collect(all, crew, scratch, arena, &r);
    if (err == FP_OK)
        *result = r;
    free(scratch);
    return err;
}
