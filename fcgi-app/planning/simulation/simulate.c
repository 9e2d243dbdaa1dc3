/* Monte Carlo driver: paths in blocks over threads, then exact statistics.
 *
 * A path depends on (plan, seed, path number) alone and writes its own cells
 * of [years][paths] arrays; every sum is taken afterwards in path order. So
 * the result has the same bits whatever the number of threads. */
#include "planning/simulation/simulate.h"

#include <stdlib.h>

#include "base/pages.h"
#include "planning/engine/compile.h"
#include "planning/engine/path.h"
#include "planning/kernel/kernel.h"
#include "planning/market/market.h"
#include "planning/simulation/blocks.h"
#include "planning/simulation/funded.h"
#include "planning/simulation/simulate_collect.h"
#include "planning/simulation/simulate_open.h"
#include "planning/simulation/stream.h"

/* Cells of one quantity: 1 GiB of doubles. */
#define CELLS_MAX ((uint64_t)1 << 27)
#define RISK_AVERSION 3.0

enum { QUANTITIES = 3 }; /* wealth, spending and taxes, in one room */

struct run {
    const struct fp_sim_options *options;
    struct fp_sim_cells cells;
    fp_kernel_run *kernel;
    struct fp_crew *crew;
};

static enum fp_err
run_block(void *context, void *own, uint64_t from, size_t n)
{
    const struct run *run = context;
    const struct fp_path_cells cells = { run->cells.wealth + from,
                                         run->cells.spending + from,
                                         run->cells.taxes + from,
                                         (size_t)run->cells.paths };

    (void)own;
    run->kernel(run->cells.context, from, n, &cells,
                &run->cells.summaries[from]);
    return FP_OK;
}

static enum fp_err
run_paths(struct run *run)
{
    struct fp_blocks blocks = { .options = run->options,
                                .crew = run->crew,
                                .end = run->cells.paths,
                                .total = run->cells.paths,
                                .run = run_block,
                                .apart = 1,
                                .context = run };
    enum fp_err err = fp_blocks_run(&blocks);

    return err == FP_OK && blocks.done < blocks.end ? FP_ECANCELED : err;
}

/* Runs all paths, over the markets that the options keep. */
static enum fp_err
run_over_kept(struct run *run)
{
    const struct fp_path_context *bare = run->cells.context;
    struct fp_market_paths *markets = run->options->markets;
    const struct fp_market_draws draws = {
        bare->market, bare->seed,
        bare->compiled->plan->time_step == FP_STEP_MONTH
    };
    struct fp_path_context context = *bare;
    enum fp_err err;

    context.kept = fp_market_kept_take(markets, &draws, run->cells.paths,
                                       run->cells.level);
    run->cells.context = &context;
    run->kernel = fp_kernel_for(run->cells.level, &context);
    err = run_paths(run);
    run->cells.context = bare;
    fp_market_kept_give(markets, context.kept);
    return err;
}

/* How many paths a run may have; FP_ELIMIT says why not more. */
static enum fp_err
check_paths(const struct fp_sim_options *options, uint64_t years,
            struct fp_error *error)
{
    uint64_t most = fp_sim_streams(options) ? FP_SIM_STREAM_MAX
                                            : FP_SIM_PATHS_MAX;

    if (options->paths < 1 || options->paths > most)
        return fp_error_set(error, FP_ELIMIT, "paths must be 1 to %llu%s",
                            (unsigned long long)most,
                            fp_sim_streams(options)
                                ? ""
                                : "; a streamed run may have more");
    if (!fp_sim_streams(options) && options->paths * years > CELLS_MAX)
        return fp_error_set(error, FP_ELIMIT,
                            "%llu paths of %llu years are more than a run "
                            "keeps; at most %llu paths, or a streamed run",
                            (unsigned long long)options->paths,
                            (unsigned long long)years,
                            (unsigned long long)(CELLS_MAX / years));
    return FP_OK;
}

static enum fp_err
check_options(const struct fp_plan *plan, const struct fp_sim_options *options,
              enum fp_level *level, struct fp_error *error)
{
    if (fp_level_choose(options->level, level) != FP_OK)
        return fp_error_set(error, FP_EINVAL,
                            "this machine or build has no kernels of level %s",
                            fp_level_names[options->level]);
    if (options->threads < 1)
        return fp_error_set(error, FP_EINVAL, "threads must be at least 1");
    if (options->shards < 0 || options->shards > FP_SIM_SHARDS_MAX)
        return fp_error_set(error, FP_EINVAL, "shards must be 1 to %d",
                            (int)FP_SIM_SHARDS_MAX);
    if (!(options->until_se >= 0.0 && options->until_se < 1.0))
        return fp_error_set(error, FP_EINVAL,
                            "the standard error is a probability below 1");
    if (plan->market.control_variate && fp_sim_streams(options))
        return fp_error_set(error, FP_EINVAL,
                            "a streamed run keeps no paths that a control "
                            "variate could correct");
    if (plan->market.model == FP_MARKET_HISTORICAL)
        return FP_OK;
    return check_paths(options, (uint64_t)fp_plan_years(plan), error);
}

/* Bytes of one quantity of every path and year. */
static size_t
bytes_of(const struct fp_sim_cells *cells)
{
    return (size_t)cells->paths * cells->years * sizeof(double);
}

void
fp_sim_cells_free(struct fp_sim_cells *cells)
{
    free(cells->summaries);
    fp_pages_give(cells->wealth, QUANTITIES * bytes_of(cells));
    cells->summaries = NULL;
    cells->taxes = cells->spending = cells->wealth = NULL;
}

static enum fp_err
say_why(enum fp_err err, struct fp_error *error)
{
    return fp_error_set(error, err, err == FP_ECANCELED
                                        ? "the run was stopped"
                                        : "out of memory");
}

enum fp_err
fp_sim_open(const struct fp_plan *plan, const struct fp_history *history,
            const struct fp_sim_options *options, struct fp_arena *arena,
            struct fp_sim_cells *cells, struct fp_error *error)
{
    struct fp_path_context *context = fp_arena_alloc(arena, sizeof(*context));
    struct fp_market_source *market = fp_arena_alloc(arena, sizeof(*market));
    enum fp_err err;

    *cells = (struct fp_sim_cells){ .context = context };
    if (context == NULL || market == NULL)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    err = fp_compile(plan, arena, &context->compiled, error);
    if (err == FP_OK)
        err = check_options(plan, options, &cells->level, error);
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
    cells->context = context;
    cells->sampler = market->sampling.sampler;
    cells->years = (size_t)context->compiled->years;
    cells->paths = plan->market.model == FP_MARKET_HISTORICAL
                           ? market->windows
                           : options->paths;
    return FP_OK;
}

enum fp_err
fp_sim_measure(const struct fp_plan *plan, const struct fp_history *history,
               const struct fp_sim_options *options, struct fp_arena *arena,
               struct fp_sim_extent *out, struct fp_error *error)
{
    struct fp_sim_cells cells;
    enum fp_err err =
        fp_sim_open(plan, history, options, arena, &cells, error);

    if (err == FP_OK)
        *out = (struct fp_sim_extent){ cells.paths, cells.years,
                                       cells.sampler };
    return err;
}

/* As many threads as have work. */
static struct fp_crew *
crew_for(const struct run *run)
{
    return fp_crew_take(
        fp_blocks_threads(run->cells.paths, run->options->threads));
}

/* Runs every path and keeps them. */
static enum fp_err
run_cells(struct run *run, struct fp_sim_cells *out, struct fp_error *error)
{
    struct fp_sim_cells *cells = &run->cells;
    size_t count = (size_t)cells->paths * cells->years;
    enum fp_err err = FP_ENOMEM;

    cells->wealth = fp_pages_take(QUANTITIES * bytes_of(cells));
    cells->summaries =
        malloc((size_t)cells->paths * sizeof(*cells->summaries));
    if (cells->wealth != NULL && cells->summaries != NULL) {
        cells->spending = cells->wealth + count;
        cells->taxes = cells->spending + count;
        err = run_over_kept(run);
    }
    if (err != FP_OK) {
        fp_sim_cells_free(cells);
        return say_why(err, error);
    }
    *out = *cells;
    return FP_OK;
}

enum fp_err
fp_sim_run(const struct fp_plan *plan, const struct fp_history *history,
           const struct fp_sim_options *options, struct fp_arena *arena,
           struct fp_sim_cells *out, struct fp_error *error)
{
    struct run run = { .options = options };
    enum fp_err err =
        fp_sim_open(plan, history, options, arena, &run.cells, error);

    if (err != FP_OK)
        return err;
    run.crew = crew_for(&run);
    err = run_cells(&run, out, error);
    fp_crew_give(run.crew);
    return err;
}

int
fp_sim_streams(const struct fp_sim_options *options)
{
    return options->stream || options->shards > 1 || options->until_se > 0.0;
}

/* The whole answer, by a crew that is there. */
static enum fp_err
answer(struct run *run, struct fp_arena *arena, struct fp_sim_result *result,
       struct fp_error *error)
{
    const struct fp_path_context *context = run->cells.context;
    struct fp_sim_cells cells = { 0 };
    enum fp_err err;

    if (fp_sim_streams(run->options)) {
        err = fp_stream_run(context, run->options, run->crew,
                            fp_kernel_for(run->cells.level, context),
                            run->cells.paths, arena, result);
    } else {
        err = run_cells(run, &cells, error);
        if (err != FP_OK)
            return err;
        err = fp_sim_collect(&cells, run->crew, arena, result);
    }
    if (err == FP_OK)
        err = fp_funded_ratio(context, arena, &result->funded_ratio);
    fp_sim_cells_free(&cells);
    return err == FP_OK ? err : say_why(err, error);
}

enum fp_err
fp_simulate(const struct fp_plan *plan, const struct fp_history *history,
            const struct fp_sim_options *options, struct fp_arena *arena,
            struct fp_sim_result *result, struct fp_error *error)
{
    struct run run = { .options = options };
    enum fp_err err;

    if (options->runs_left != NULL) {
        if (*options->runs_left == 0)
            return say_why(FP_ECANCELED, error);
        --*options->runs_left;
    }
    err = fp_sim_open(plan, history, options, arena, &run.cells, error);
    if (err != FP_OK)
        return err;
    run.crew = crew_for(&run);
    err = answer(&run, arena, result, error);
    fp_crew_give(run.crew);
    return err;
}
