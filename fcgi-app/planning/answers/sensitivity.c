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
        outcome->paths = result.paths;
        outcome->success = result.success;
        outcome->success_se = result.success_se;
        outcome->ending_p50 = result.ending.percentiles[3];
        outcome->ending_p50_se = result.ending.percentile_errors[3];
        outcome->legacy_mean = result.legacy.mean;
        outcome->legacy_se = result.legacy.standard_error;
        outcome->taxes_mean = result.taxes_lifetime_mean;
        outcome->taxes_se = result.taxes_lifetime_se;
    }
    fp_arena_free(own);
    return err;
}

static double
width(const struct fp_tornado_bar *bar)
{
    return fabs(bar->up.success - bar->down.success);
}

/* Widest first; what is known and possible before what is not; then by
 * name. */
static int
compare_bars(const void *a, const void *b)
{
    const struct fp_tornado_bar *x = a, *y = b;

    if (x->known != y->known)
        return y->known - x->known;
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
        size_t *runs, struct fp_error *error)
{
    struct fp_plan varied;
    enum fp_err err;

    if (fp_vary_apply(plan, bar->what, by, arena, &varied, error) != FP_OK) {
        bar->possible = 0;
        return FP_OK;
    }
    err = fp_outcome_of(&varied, history, options, outcome, error);
    *runs += err == FP_OK;
    return err;
}

static enum fp_err
run_tornado(const struct fp_plan *plan, const struct fp_history *history,
            const struct fp_sim_options *options, struct fp_arena *arena,
            struct fp_tornado *result, struct fp_error *error)
{
    struct fp_tornado r = { 0 };
    enum fp_err err =
        fp_outcome_of(plan, history, options, &r.base, error);

    for (int k = 0; k < FP_VARY_COUNT; k++) {
        r.bars[k].what = (enum fp_vary)k;
        r.bars[k].step = fp_vary_steps[k];
        r.bars[k].possible = 1;
    }
    if (err != FP_OK)
        return err;
    r.runs = 1;
    for (int k = 0; k < FP_VARY_COUNT && err == FP_OK; k++) {
        struct fp_tornado_bar *bar = &r.bars[k];

        err = one_end(plan, history, options, arena, bar, -bar->step,
                      &bar->down, &r.runs, error);
        if (err == FP_OK && bar->possible)
            err = one_end(plan, history, options, arena, bar, bar->step,
                          &bar->up, &r.runs, error);
        bar->known = err == FP_OK;
    }
    r.stopped = err == FP_ECANCELED;
    if (err != FP_OK && !r.stopped)
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
         struct fp_grid *r, struct fp_error *error)
{
    enum fp_err err = fp_outcome_of(plan, history, options, &r->base, error);

    if (err != FP_OK)
        return err;
    for (size_t i = 0; i < x->n && err == FP_OK; i++) {
        struct fp_plan column;

        err = fp_vary_apply(plan, x->what, x->steps[i], arena, &column,
                            error);
        for (size_t j = 0; j < y->n && err == FP_OK; j++) {
            struct fp_plan cell;

            err = fp_vary_apply(&column, y->what, y->steps[j], arena, &cell,
                                error);
            if (err == FP_OK)
                err = fp_outcome_of(&cell, history, options,
                                    &r->outcomes[r->done], error);
            r->done += err == FP_OK;
        }
    }
    r->stopped = err == FP_ECANCELED;
    return r->stopped ? FP_OK : err;
}

enum fp_err
fp_sensitivity_grid(const struct fp_plan *plan,
                    const struct fp_history *history,
                    const struct fp_sim_options *options,
                    const struct fp_grid_axis *x,
                    const struct fp_grid_axis *y, struct fp_arena *arena,
                    struct fp_grid *result, struct fp_error *error)
{
    static const struct fp_grid_axis nothing = { FP_VARY_SPENDING, 1, { 0 } };
    struct fp_sim_options shared = *options;
    struct fp_grid r = { .n = 0 };
    enum fp_err err;

    if (y == NULL)
        y = &nothing;
    if (x->n < 1 || x->n > FP_GRID_MAX || y->n < 1 || y->n > FP_GRID_MAX)
        return fp_error_set(error, FP_EINVAL, "an axis has 1 to %d steps",
                            (int)FP_GRID_MAX);
    r.n = x->n * y->n;
    r.outcomes = fp_arena_array(arena, r.n, sizeof(*r.outcomes));
    if (r.outcomes == NULL)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    shared.markets = fp_market_paths_borrow(options->markets);
    err = run_grid(plan, history, &shared, x, y, arena, &r, error);
    fp_market_paths_return(shared.markets, options->markets);
    if (err == FP_OK)
        *result = r;
    return err;
}
