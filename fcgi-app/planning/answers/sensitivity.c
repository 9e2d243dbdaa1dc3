/* Tornado and grid. */
#include "planning/answers/sensitivity.h"

#include <math.h>
#include <stdlib.h>

enum fp_err
fp_outcome_of(const struct fp_plan *plan, const struct fp_history *history,
              const struct fp_sim_options *options, struct fp_outcome *outcome,
              struct fp_error *error)
{
    struct fp_arena *own = fp_arena_new(0);
    struct fp_sim_result result;
    enum fp_err err;

    if (own == NULL)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    err = fp_simulate(plan, history, options, own, &result, error);
    if (err == FP_OK) {
        outcome->success = result.success;
        outcome->ending_p50 = result.ending.percentiles[3];
        outcome->legacy_mean = result.legacy.mean;
        outcome->taxes_mean = result.taxes_lifetime_mean;
    }
    fp_arena_free(own);
    return err;
}

static double
width(const struct fp_tornado_bar *bar)
{
    return fabs(bar->up.success - bar->down.success);
}

/* Widest first; what is possible before what is not; then by name. */
static int
compare_bars(const void *a, const void *b)
{
    const struct fp_tornado_bar *x = a, *y = b;

    if (x->possible != y->possible)
        return y->possible - x->possible;
    if (width(x) != width(y))
        return width(x) > width(y) ? -1 : 1;
    return (int)x->what - (int)y->what;
}

/* One end of a bar. A variation that the plan does not allow is no error. */
static enum fp_err
one_end(const struct fp_plan *plan, const struct fp_history *history,
        const struct fp_sim_options *options, struct fp_arena *arena,
        struct fp_tornado_bar *bar, double by, struct fp_outcome *outcome,
        struct fp_error *error)
{
    struct fp_plan varied;

    if (fp_vary_apply(plan, bar->what, by, arena, &varied, error) != FP_OK) {
        bar->possible = 0;
        return FP_OK;
    }
    return fp_outcome_of(&varied, history, options, outcome, error);
}

static enum fp_err
run_tornado(const struct fp_plan *plan, const struct fp_history *history,
            const struct fp_sim_options *options, struct fp_arena *arena,
            struct fp_tornado *result, struct fp_error *error)
{
    struct fp_tornado r = { 0 };
    enum fp_err err =
        fp_outcome_of(plan, history, options, &r.base, error);

    for (int k = 0; k < FP_VARY_COUNT && err == FP_OK; k++) {
        struct fp_tornado_bar *bar = &r.bars[k];

        bar->what = (enum fp_vary)k;
        bar->step = fp_vary_steps[k];
        bar->possible = 1;
        err = one_end(plan, history, options, arena, bar, -bar->step,
                      &bar->down, error);
        if (err == FP_OK && bar->possible)
            err = one_end(plan, history, options, arena, bar, bar->step,
                          &bar->up, error);
    }
    if (err != FP_OK)
        return err;
    qsort(r.bars, FP_VARY_COUNT, sizeof(r.bars[0]), compare_bars);
    *result = r;
    return FP_OK;
}

enum fp_err
fp_tornado(const struct fp_plan *plan, const struct fp_history *history,
           const struct fp_sim_options *options, struct fp_arena *arena,
           struct fp_tornado *result, struct fp_error *error)
{
    struct fp_sim_options shared = *options;
    enum fp_err err;

    shared.markets = fp_market_paths_borrow(options->markets);
    err = run_tornado(plan, history, &shared, arena, result, error);
    fp_market_paths_return(shared.markets, options->markets);
    return err;
}

static enum fp_err
run_grid(const struct fp_plan *plan, const struct fp_history *history,
         const struct fp_sim_options *options, const struct fp_grid_axis *x,
         const struct fp_grid_axis *y, struct fp_arena *arena,
         struct fp_outcome *outcomes, struct fp_error *error)
{
    for (size_t i = 0; i < x->n; i++) {
        struct fp_plan column;
        enum fp_err err = fp_vary_apply(plan, x->what, x->steps[i], arena,
                                        &column, error);

        for (size_t j = 0; j < y->n && err == FP_OK; j++) {
            struct fp_plan cell;

            err = fp_vary_apply(&column, y->what, y->steps[j], arena, &cell,
                                error);
            if (err == FP_OK)
                err = fp_outcome_of(&cell, history, options,
                                    &outcomes[i * y->n + j], error);
        }
        if (err != FP_OK)
            return err;
    }
    return FP_OK;
}

enum fp_err
fp_sensitivity_grid(const struct fp_plan *plan,
                    const struct fp_history *history,
                    const struct fp_sim_options *options,
                    const struct fp_grid_axis *x,
                    const struct fp_grid_axis *y, struct fp_arena *arena,
                    struct fp_outcome *outcomes, struct fp_error *error)
{
    struct fp_sim_options shared = *options;
    enum fp_err err;

    if (x->n < 1 || x->n > FP_GRID_MAX || y->n < 1 || y->n > FP_GRID_MAX)
        return fp_error_set(error, FP_EINVAL, "an axis has 1 to %d steps",
                            (int)FP_GRID_MAX);
    shared.markets = fp_market_paths_borrow(options->markets);
    err = run_grid(plan, history, &shared, x, y, arena, outcomes, error);
    fp_market_paths_return(shared.markets, options->markets);
    return err;
}
