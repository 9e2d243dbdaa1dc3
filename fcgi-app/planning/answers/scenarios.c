/* Stress scenarios and the range over models. */
#include "planning/answers/scenarios.h"

#include "planning/market/market_as.h"
#include "planning/answers/stress.h"

static const struct model {
    const char *name, *title;
    enum fp_market_model model;
    enum fp_bootstrap bootstrap;
} models[] = {
    { "lognormal", "independent lognormal years", FP_MARKET_LOGNORMAL,
      FP_BOOTSTRAP_BLOCK },
    { "student_t", "the same moments with fat tails", FP_MARKET_STUDENT_T,
      FP_BOOTSTRAP_BLOCK },
    { "regime", "calm and turbulent times that last", FP_MARKET_REGIME,
      FP_BOOTSTRAP_BLOCK },
    { "bootstrap", "blocks of the past", FP_MARKET_BOOTSTRAP,
      FP_BOOTSTRAP_BLOCK },
    { "stationary_bootstrap", "blocks of the past of random length",
      FP_MARKET_BOOTSTRAP, FP_BOOTSTRAP_STATIONARY },
    { "historical", "every window of the past", FP_MARKET_HISTORICAL,
      FP_BOOTSTRAP_BLOCK },
};

/* Runs one world and notes what became of it. Only a stopped run and a lack
 * of memory end the whole. */
static enum fp_err
run_one(const struct fp_plan *plan, enum fp_err applied,
        const struct fp_history *history, const struct fp_sim_options *options,
        struct fp_arena *arena, struct fp_scenario *one,
        struct fp_error *error)
{
    enum fp_err err = applied;

    if (err == FP_OK)
        err = fp_outcome_of(plan, history, options, &one->outcome, error);
    if (err == FP_ENOMEM || err == FP_ECANCELED)
        return err;
    one->possible = err == FP_OK;
    one->reason = "";
    if (err != FP_OK) {
        one->reason = fp_arena_printf(arena, "%s", error->detail);
        if (one->reason == NULL)
            return FP_ENOMEM;
    }
    return FP_OK;
}

static enum fp_err
begin(const struct fp_plan *plan, const struct fp_history *history,
      const struct fp_sim_options *options, size_t n, struct fp_arena *arena,
      struct fp_scenarios *r, struct fp_error *error)
{
    r->n = n;
    r->list = fp_arena_array(arena, n + 1, sizeof(*r->list));
    if (r->list == NULL)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    return fp_outcome_of(plan, history, options, &r->base, error);
}

static void
span(struct fp_scenarios *r)
{
    r->lowest = r->highest = r->base.success;
    for (size_t i = 0; i < r->n; i++) {
        double success = r->list[i].outcome.success;

        if (!r->list[i].possible)
            continue;
        r->lowest = success < r->lowest ? success : r->lowest;
        r->highest = success > r->highest ? success : r->highest;
    }
}

static enum fp_err
run_stress(const struct fp_plan *plan, const struct fp_history *history,
           const struct fp_sim_options *options, struct fp_arena *arena,
           struct fp_scenarios *result, struct fp_error *error)
{
    struct fp_error own = { .code = FP_OK };
    struct fp_scenarios r = { .n = 0 };
    size_t n;
    const struct fp_row_stress *rows = fp_stress_list(&n);
    enum fp_err err = begin(plan, history, options, n, arena, &r, error);

    for (size_t i = 0; i < n && err == FP_OK; i++) {
        struct fp_plan stressed;
        enum fp_err applied = fp_stress_apply(rows[i].name, plan, history,
                                              arena, &stressed, &own);

        r.list[i].name = rows[i].name;
        r.list[i].title = rows[i].title;
        err = run_one(&stressed, applied, history, options, arena, &r.list[i],
                      &own);
        if (err != FP_OK)
            fp_error_set(error, err, "%s", own.detail);
    }
    if (err != FP_OK)
        return err;
    span(&r);
    *result = r;
    return FP_OK;
}

enum fp_err
fp_stress_run(const struct fp_plan *plan, const struct fp_history *history,
              const struct fp_sim_options *options, struct fp_arena *arena,
              struct fp_scenarios *result, struct fp_error *error)
{
    struct fp_sim_options shared = *options;
    enum fp_err err;

    shared.markets = fp_market_paths_borrow(options->markets);
    err = run_stress(plan, history, &shared, arena, result, error);
    fp_market_paths_return(shared.markets, options->markets);
    return err;
}

enum fp_err
fp_range_run(const struct fp_plan *plan, const struct fp_history *history,
             const struct fp_sim_options *options, struct fp_arena *arena,
             struct fp_scenarios *result, struct fp_error *error)
{
    struct fp_error own = { .code = FP_OK };
    struct fp_scenarios r = { .n = 0 };
    enum fp_err err = begin(plan, history, options, FP_COUNT(models), arena,
                            &r, error);

    for (size_t i = 0; i < FP_COUNT(models) && err == FP_OK; i++) {
        struct fp_plan changed = *plan;
        enum fp_err applied = fp_market_as(plan, history, models[i].model,
                                           arena, &changed, &own);

        changed.market.bootstrap = models[i].bootstrap;
        r.list[i].name = models[i].name;
        r.list[i].title = models[i].title;
        err = run_one(&changed, applied, history, options, arena, &r.list[i],
                      &own);
        if (err != FP_OK)
            fp_error_set(error, err, "%s", own.detail);
    }
    if (err != FP_OK)
        return err;
    span(&r);
    *result = r;
    return FP_OK;
}
