/* Monte Carlo driver: paths in blocks over threads, then exact statistics.
 *
 * A path depends on (plan, seed, path number) alone and writes its own cells
 * of [years][paths] arrays; every sum is taken afterwards in path order. So
 * the result has the same bits whatever the number of threads. */
#include "planning/engine/simulate.h"

#include <stdlib.h>

#include "planning/engine/compile.h"
#include "planning/engine/crew.h"
#include "planning/engine/funded.h"
#include "planning/market/market.h"
#include "planning/engine/path.h"
#include "planning/engine/simulate_collect.h"
#include "planning/kernel/kernel.h"

/* Cells of one quantity: 1 GiB of doubles. */
#define CELLS_MAX ((uint64_t)1 << 27)
#define RISK_AVERSION 3.0

struct run {
    const struct fp_sim_options *options;
    struct fp_sim_cells cells;
    enum fp_level level;
    fp_kernel_run *kernel;
    /* Shared between the threads, atomics only. */
    uint64_t next_block;
    uint64_t done;
    int stop;
};

/* Runs a block of paths; returns how many there were, 0 when none is left. */
static uint64_t
run_block(struct run *run)
{
    uint64_t from = FP_KERNEL_BLOCK * __atomic_fetch_add(&run->next_block, 1,
                                                         __ATOMIC_RELAXED);
    uint64_t n = run->cells.paths - from;
    const struct fp_path_cells cells = { run->cells.wealth + from,
                                         run->cells.spending + from,
                                         run->cells.taxes + from,
                                         (size_t)run->cells.paths };

    if (from >= run->cells.paths)
        return 0;
    if (n > FP_KERNEL_BLOCK)
        n = FP_KERNEL_BLOCK;
    run->kernel(run->cells.context, from, (size_t)n, &cells,
                &run->cells.summaries[from]);
    return n;
}

static void
work_blocks(void *argument)
{
    struct run *run = argument;

    while (!__atomic_load_n(&run->stop, __ATOMIC_RELAXED)) {
        uint64_t n = run_block(run);

        if (n == 0)
            break;
        __atomic_fetch_add(&run->done, n, __ATOMIC_RELEASE);
    }
}

/* The calling thread works too and asks the progress callback between its
 * blocks, so the callback never runs on another thread. */
static void
work_and_report(void *argument)
{
    struct run *run = argument;
    const struct fp_sim_options *options = run->options;

    while (!run->stop) {
        uint64_t n = run_block(run), done;

        if (n == 0)
            break;
        done = __atomic_add_fetch(&run->done, n, __ATOMIC_ACQ_REL);
        if (options->progress != NULL &&
            options->progress(options->context, done, run->cells.paths) != 0)
            __atomic_store_n(&run->stop, 1, __ATOMIC_RELAXED);
    }
}

static void
run_paths(struct run *run)
{
    int threads = run->options->threads;
    uint64_t blocks =
        (run->cells.paths + FP_KERNEL_BLOCK - 1) / FP_KERNEL_BLOCK;

    if ((uint64_t)threads > blocks)
        threads = (int)blocks;
    fp_crew_run(threads, work_and_report, work_blocks, run);
    /* The others may have finished after the last call. A whole run is kept
     * whatever the callback says now. */
    if (!run->stop && run->options->progress != NULL)
        (void)run->options->progress(run->options->context, run->done,
                                     run->cells.paths);
}

/* Runs all paths, over the markets that the options keep. */
static void
run_over_kept(struct run *run)
{
    const struct fp_path_context *bare = run->cells.context;
    struct fp_market_paths *markets = run->options->markets;
    const struct fp_market_draws draws = {
        bare->market, bare->seed,
        bare->compiled->plan->time_step == FP_STEP_MONTH
    };
    struct fp_path_context context = *bare;

    context.kept = fp_market_kept_take(markets, &draws, run->cells.paths,
                                       run->level);
    run->cells.context = &context;
    run->kernel = fp_kernel_for(run->level, &context);
    run_paths(run);
    run->cells.context = bare;
    fp_market_kept_give(markets, context.kept);
}

static enum fp_err
check_options(const struct fp_plan *plan, const struct fp_sim_options *options,
              enum fp_level *level, struct fp_error *error)
{
    uint64_t years = (uint64_t)fp_plan_years(plan);

    if (fp_level_choose(options->level, level) != FP_OK)
        return fp_error_set(error, FP_EINVAL,
                            "this machine or build has no kernels of level %s",
                            fp_level_names[options->level]);
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

void
fp_sim_cells_free(struct fp_sim_cells *cells)
{
    free(cells->summaries);
    free(cells->taxes);
    free(cells->spending);
    free(cells->wealth);
    cells->summaries = NULL;
    cells->taxes = cells->spending = cells->wealth = NULL;
}

static enum fp_err
open_run(const struct fp_plan *plan, const struct fp_history *history,
         const struct fp_sim_options *options, struct fp_arena *arena,
         struct run *run, struct fp_error *error)
{
    struct fp_path_context *context = fp_arena_alloc(arena, sizeof(*context));
    struct fp_market_source *market = fp_arena_alloc(arena, sizeof(*market));
    enum fp_err err;

    if (context == NULL || market == NULL)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    err = fp_compile(plan, arena, &context->compiled, error);
    if (err == FP_OK)
        err = check_options(plan, options, &run->level, error);
    if (err == FP_OK)
        err = fp_market_open(plan, history, plan->market.model,
                             context->compiled->years, arena, market, error);
    if (err != FP_OK)
        return err;
    context->market = context->options.market = market;
    context->seed = options->seed;
    context->risk_aversion =
        options->risk_aversion > 0.0 ? options->risk_aversion : RISK_AVERSION;
    fp_path_refer(context);
    run->options = options;
    run->cells.context = context;
    run->cells.sampler = market->sampling.sampler;
    run->cells.years = (size_t)context->compiled->years;
    run->cells.paths = plan->market.model == FP_MARKET_HISTORICAL
                           ? market->windows
                           : options->paths;
    return FP_OK;
}

enum fp_err
fp_sim_run(const struct fp_plan *plan, const struct fp_history *history,
           const struct fp_sim_options *options, struct fp_arena *arena,
           struct fp_sim_cells *out, struct fp_error *error)
{
    struct run run = { 0 };
    struct fp_sim_cells *cells = &run.cells;
    size_t count;
    enum fp_err err = open_run(plan, history, options, arena, &run, error);

    if (err != FP_OK)
        return err;
    count = (size_t)cells->paths * cells->years;
    cells->wealth = malloc(count * sizeof(double));
    cells->spending = malloc(count * sizeof(double));
    cells->taxes = malloc(count * sizeof(double));
    cells->summaries =
        malloc((size_t)cells->paths * sizeof(*cells->summaries));
    if (cells->wealth == NULL || cells->spending == NULL ||
        cells->taxes == NULL || cells->summaries == NULL) {
        fp_sim_cells_free(cells);
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    }
    run_over_kept(&run);
    if (run.stop) {
        fp_sim_cells_free(cells);
        return fp_error_set(error, FP_ECANCELED, "the run was stopped");
    }
    *out = *cells;
    return FP_OK;
}

enum fp_err
fp_simulate(const struct fp_plan *plan, const struct fp_history *history,
            const struct fp_sim_options *options, struct fp_arena *arena,
            struct fp_sim_result *result, struct fp_error *error)
{
    struct fp_sim_cells cells;
    enum fp_err err =
        fp_sim_run(plan, history, options, arena, &cells, error);

    if (err != FP_OK)
        return err;
    err = fp_sim_collect(&cells, options->threads, arena, result);
    if (err == FP_OK)
        err = fp_funded_ratio(cells.context, arena, &result->funded_ratio);
    fp_sim_cells_free(&cells);
    return err == FP_OK ? err : fp_error_set(error, err, "out of memory");
}
