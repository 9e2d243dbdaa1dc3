/* Monte Carlo driver: paths in blocks over threads, then exact statistics.
 *
 * A path depends on (plan, seed, path number) alone and writes its own cells
 * of [years][paths] arrays; every sum is taken afterwards in path order. So
 * the result has the same bits whatever the number of threads. */
#include "planning/simulate.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "planning/compile.h"
#include "planning/market.h"
#include "planning/stats.h"
#include "planning/year.h"

enum { BLOCK = 128, THREADS_MAX = 64 };

/* Cells of one quantity: 1 GiB of doubles. */
#define CELLS_MAX ((uint64_t)1 << 27)
#define FAIL_TOLERANCE 0.01 /* real dollars */

const double fp_percentile_levels[FP_PERCENTILES] = { 0.05, 0.10, 0.25, 0.50,
                                                      0.75, 0.90, 0.95 };
const char *const fp_percentile_names[FP_PERCENTILES] = {
    "p5", "p10", "p25", "p50", "p75", "p90", "p95"
};

/* What a path leaves behind apart from its yearly cells. */
struct path_summary {
    int failed_year_index; /* -1: survived */
    int failed_years;
    double unpaid;         /* real, all years */
    double wanted_failed;  /* real, wanted in the failed years */
    double taxes;          /* real, lifetime */
};

struct run {
    const struct fp_compiled *compiled;
    const struct fp_market_source *market;
    const struct fp_sim_options *options;
    struct fp_year_options year_options;
    uint64_t paths;
    size_t years;
    double *wealth, *spending, *taxes; /* [years][paths], real */
    struct path_summary *summaries;    /* [paths] */
    /* Shared between the threads, atomics only. */
    uint64_t next_block;
    uint64_t done;
    int stop;
};

static void
run_path(struct run *run, uint64_t path)
{
    const struct fp_compiled *c = run->compiled;
    struct path_summary *sum = &run->summaries[path];
    struct fp_path_state state;
    struct fp_year_result year;
    double returns[FP_PLAN_ASSETS_MAX], inflation;
    size_t t;

    memset(sum, 0, sizeof(*sum));
    sum->failed_year_index = -1;
    fp_year_start(c, &state);
    for (t = 0; t < run->years; t++) {
        size_t cell = t * run->paths + path;
        double unpaid;

        fp_market_draw(run->market, run->options->seed, path, (int)t, returns,
                       &inflation);
        fp_year_run(c, (int)t, &run->year_options, returns, inflation, &state,
                    &year, NULL);
        run->wealth[cell] = year.closing / state.price_level;
        run->spending[cell] = year.paid / year.price_level;
        run->taxes[cell] = year.taxes / year.price_level;
        sum->taxes += run->taxes[cell];
        unpaid = (year.wanted - year.paid) / year.price_level;
        if (unpaid > FAIL_TOLERANCE) {
            if (sum->failed_year_index < 0)
                sum->failed_year_index = (int)t;
            sum->failed_years++;
            sum->unpaid += unpaid;
            sum->wanted_failed += year.wanted / year.price_level;
        }
    }
}

static void *
work_blocks(void *argument)
{
    struct run *run = argument;

    while (!__atomic_load_n(&run->stop, __ATOMIC_RELAXED)) {
        uint64_t from = BLOCK * __atomic_fetch_add(&run->next_block, 1,
                                                   __ATOMIC_RELAXED);
        uint64_t to = from + BLOCK < run->paths ? from + BLOCK : run->paths;
        uint64_t path;

        if (from >= run->paths)
            break;
        for (path = from; path < to; path++)
            run_path(run, path);
        __atomic_fetch_add(&run->done, to - from, __ATOMIC_RELEASE);
    }
    return NULL;
}

/* The calling thread works too and asks the progress callback between its
 * blocks, so the callback never runs on another thread. */
static void
work_and_report(struct run *run)
{
    const struct fp_sim_options *options = run->options;

    while (!run->stop) {
        uint64_t from = BLOCK * __atomic_fetch_add(&run->next_block, 1,
                                                   __ATOMIC_RELAXED);
        uint64_t to = from + BLOCK < run->paths ? from + BLOCK : run->paths;
        uint64_t path, done;

        if (from >= run->paths)
            break;
        for (path = from; path < to; path++)
            run_path(run, path);
        done = __atomic_add_fetch(&run->done, to - from, __ATOMIC_ACQ_REL);
        if (options->progress != NULL &&
            options->progress(options->context, done, run->paths) != 0)
            __atomic_store_n(&run->stop, 1, __ATOMIC_RELAXED);
    }
}

static void
run_paths(struct run *run)
{
    pthread_t threads[THREADS_MAX];
    int wanted = run->options->threads, started = 0, i;
    uint64_t blocks = (run->paths + BLOCK - 1) / BLOCK;

    if (wanted > THREADS_MAX)
        wanted = THREADS_MAX;
    if (wanted > 1 && (uint64_t)wanted > blocks)
        wanted = (int)blocks;
    /* A thread that cannot be started is one worker less, not a failure. */
    for (i = 1; i < wanted; i++) {
        if (pthread_create(&threads[started], NULL, work_blocks, run) != 0)
            break;
        started++;
    }
    work_and_report(run);
    for (i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    /* The others may have finished after the last call. A whole run is kept
     * whatever the callback says now. */
    if (!run->stop && run->options->progress != NULL)
        (void)run->options->progress(run->options->context, run->done,
                                     run->paths);
}

static enum fp_err
series_from(const double *cells, uint64_t paths, size_t years, double *scratch,
            struct fp_arena *arena, struct fp_sim_series *series)
{
    size_t t, q;

    series->mean = fp_arena_array(arena, years, sizeof(double));
    series->standard_error = fp_arena_array(arena, years, sizeof(double));
    for (q = 0; q < FP_PERCENTILES; q++) {
        series->percentiles[q] = fp_arena_array(arena, years, sizeof(double));
        if (series->percentiles[q] == NULL)
            return FP_ENOMEM;
    }
    if (series->mean == NULL || series->standard_error == NULL)
        return FP_ENOMEM;
    for (t = 0; t < years; t++) {
        double levels[FP_PERCENTILES];

        memcpy(scratch, cells + t * paths, (size_t)paths * sizeof(double));
        fp_stats_mean(scratch, (size_t)paths, &series->mean[t],
                      &series->standard_error[t]);
        fp_stats_percentiles(scratch, (size_t)paths, fp_percentile_levels,
                             FP_PERCENTILES, levels);
        for (q = 0; q < FP_PERCENTILES; q++)
            series->percentiles[q][t] = levels[q];
    }
    return FP_OK;
}

static int
compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Median age of the first person over the failed paths: the age by which half
 * of them had failed. */
static int
median_failure_age(const struct run *run, const uint64_t *failed_in,
                   uint64_t failed)
{
    const struct fp_plan *plan = run->compiled->plan;
    uint64_t seen = 0;
    size_t t;

    for (t = 0; t < run->years; t++) {
        seen += failed_in[t];
        if (failed > 0 && 2 * seen >= failed)
            return plan->start_year + (int)t - plan->people[0].birth_year;
    }
    return 0;
}

static enum fp_err
summarise(const struct run *run, double *scratch, struct fp_arena *arena,
          struct fp_sim_result *result)
{
    uint64_t *failed_in = fp_arena_array(arena, run->years, sizeof(uint64_t));
    double *depletion = fp_arena_array(arena, run->years, sizeof(double));
    double n = (double)run->paths, depth = 0.0, years = 0.0, worst = 0.0;
    uint64_t failed = 0, seen = 0, path, tail;
    size_t last = run->years - 1, t;

    if (failed_in == NULL || depletion == NULL)
        return FP_ENOMEM;
    for (path = 0; path < run->paths; path++) {
        const struct path_summary *sum = &run->summaries[path];

        if (sum->failed_year_index < 0)
            continue;
        failed++;
        failed_in[sum->failed_year_index]++;
        depth += sum->unpaid / sum->wanted_failed;
        years += sum->failed_years;
    }
    for (t = 0; t < run->years; t++) {
        seen += failed_in[t];
        depletion[t] = (double)seen / n;
    }
    result->successes = run->paths - failed;
    result->success = (double)result->successes / n;
    result->success_se = sqrt(result->success * (1.0 - result->success) / n);
    fp_stats_wilson((double)result->successes, n, 1.959963984540054,
                    &result->success_low, &result->success_high);
    result->depletion_by_year = depletion;
    result->depletion_median_age = median_failure_age(run, failed_in, failed);
    result->shortfall_mean_depth = failed > 0 ? depth / (double)failed : 0.0;
    result->shortfall_mean_years = failed > 0 ? years / (double)failed : 0.0;

    for (path = 0; path < run->paths; path++)
        scratch[path] = run->wealth[last * run->paths + path] -
                        run->summaries[path].unpaid;
    qsort(scratch, (size_t)run->paths, sizeof(double), compare_doubles);
    tail = (run->paths + 19) / 20;
    for (path = 0; path < tail; path++)
        worst += scratch[path];
    result->shortfall_cvar_5 = worst / (double)tail;

    for (path = 0; path < run->paths; path++)
        scratch[path] = run->summaries[path].taxes;
    fp_stats_mean(scratch, (size_t)run->paths, &result->taxes_lifetime_mean,
                  &result->taxes_lifetime_se);
    return FP_OK;
}

static enum fp_err
collect(const struct run *run, struct fp_arena *arena,
        struct fp_sim_result *result)
{
    struct fp_sim_result r = { .paths = run->paths,
                               .seed = run->options->seed,
                               .start_year = run->compiled->plan->start_year,
                               .years = run->years };
    double *scratch = malloc((size_t)run->paths * sizeof(*scratch));
    size_t last = run->years - 1, q;
    enum fp_err err = FP_ENOMEM;

    if (scratch == NULL)
        return FP_ENOMEM;
    err = series_from(run->wealth, run->paths, run->years, scratch, arena,
                      &r.wealth);
    if (err == FP_OK)
        err = series_from(run->spending, run->paths, run->years, scratch,
                          arena, &r.spending);
    if (err == FP_OK)
        err = series_from(run->taxes, run->paths, run->years, scratch, arena,
                          &r.taxes);
    if (err == FP_OK)
        err = summarise(run, scratch, arena, &r);
    if (err == FP_OK) {
        for (q = 0; q < FP_PERCENTILES; q++)
            r.ending.percentiles[q] = r.wealth.percentiles[q][last];
        r.ending.mean = r.wealth.mean[last];
        r.ending.standard_error = r.wealth.standard_error[last];
        *result = r;
    }
    free(scratch);
    return err;
}

static enum fp_err
check_options(const struct fp_plan *plan, const struct fp_sim_options *options,
              struct fp_error *error)
{
    uint64_t years = (uint64_t)fp_plan_years(plan);

    if (options->threads < 1)
        return fp_error_set(error, FP_EINVAL, "threads must be at least 1");
    if (plan->market.model == FP_MARKET_HISTORICAL)
        return FP_OK;
    if (options->paths < 1 || options->paths > FP_SIM_PATHS_MAX)
        return fp_error_set(error, FP_ELIMIT, "paths must be 1 to %d",
                            (int)FP_SIM_PATHS_MAX);
    if (options->paths * years > CELLS_MAX)
        return fp_error_set(error, FP_ELIMIT,
                            "%llu paths of %llu years are more than one run "
                            "holds; at most %llu paths",
                            (unsigned long long)options->paths,
                            (unsigned long long)years,
                            (unsigned long long)(CELLS_MAX / years));
    return FP_OK;
}

enum fp_err
fp_simulate(const struct fp_plan *plan, const struct fp_history *history,
            const struct fp_sim_options *options, struct fp_arena *arena,
            struct fp_sim_result *result, struct fp_error *error)
{
    struct fp_market_source market;
    struct run run = { .options = options, .market = &market };
    size_t cells;
    enum fp_err err;

    err = fp_compile(plan, arena, &run.compiled, error);
    if (err == FP_OK)
        err = check_options(plan, options, error);
    if (err == FP_OK)
        err = fp_market_open(plan, history, plan->market.model,
                             run.compiled->years, arena, &market, error);
    if (err != FP_OK)
        return err;
    run.years = (size_t)run.compiled->years;
    run.paths = plan->market.model == FP_MARKET_HISTORICAL ? market.windows
                                                           : options->paths;
    cells = (size_t)run.paths * run.years;
    run.wealth = malloc(cells * sizeof(double));
    run.spending = malloc(cells * sizeof(double));
    run.taxes = malloc(cells * sizeof(double));
    run.summaries = malloc((size_t)run.paths * sizeof(*run.summaries));
    if (run.wealth == NULL || run.spending == NULL || run.taxes == NULL ||
        run.summaries == NULL) {
        err = fp_error_set(error, FP_ENOMEM, "out of memory");
        goto out;
    }
    run_paths(&run);
    if (run.stop) {
        err = fp_error_set(error, FP_ECANCELED, "the run was stopped");
        goto out;
    }
    err = collect(&run, arena, result);
    if (err != FP_OK)
        fp_error_set(error, err, "out of memory");
out:
    free(run.summaries);
    free(run.taxes);
    free(run.spending);
    free(run.wealth);
    return err;
}
