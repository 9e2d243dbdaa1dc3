/* Deterministic projection with the whole ledger. */
#include "planning/answers/project.h"

#include "planning/engine/path.h"
#include "planning/market/market.h"
#include "planning/simulation/simulate.h"

/* Names for the accounts that the plan has not. */
static enum fp_err
name_added(const struct fp_compiled *c, struct fp_arena *arena,
           struct fp_projection *result)
{
    const struct fp_plan *plan = c->plan;

    for (size_t i = plan->n_accounts; i < c->n_accounts; i++) {
        const char **name = &result->added[i - plan->n_accounts];

        *name = "(surplus)";
        if (c->accounts[i].type == FP_ACCOUNT_ROTH)
            *name = fp_arena_printf(arena, "(Roth of %s)",
                                    plan->people[c->accounts[i].owner].id);
        if (*name == NULL)
            return FP_ENOMEM;
    }
    return FP_OK;
}

/* Opens plan and market and makes room for the ledger. */
static enum fp_err
open_path(const struct fp_plan *plan, const struct fp_history *history,
          struct fp_arena *arena, struct fp_market_source *market,
          struct fp_path_context *context, struct fp_projection *result,
          struct fp_error *error)
{
    enum fp_err err = fp_compile(plan, arena, &context->compiled, error);

    if (err == FP_OK)
        err = fp_market_open(plan, history, plan->market.model,
                             context->compiled->years, arena, market, error);
    if (err != FP_OK)
        return err;
    context->market = context->options.market = market;
    context->risk_aversion = 1.0;
    err = fp_ledger_rows(context->compiled, arena, &result->rows);
    if (err == FP_OK)
        err = name_added(context->compiled, arena, result);
    if (err != FP_OK)
        return fp_error_set(error, err, "out of memory");
    result->years = (size_t)context->compiled->years;
    result->n_accounts = context->compiled->n_accounts;
    return FP_OK;
}

static void
conclude(const struct fp_plan *plan, const struct fp_path_summary *summary,
         struct fp_projection *result)
{
    const struct fp_ledger_year *last = &result->rows[result->years - 1];

    if (summary->failed_year_index >= 0)
        result->failed_year = plan->start_year + summary->failed_year_index;
    result->ending_real =
        last->closing / (last->price_level * (1.0 + last->inflation));
    result->legacy_after_tax = summary->legacy;
}

enum fp_err
fp_project(const struct fp_plan *plan, const struct fp_history *history,
           struct fp_arena *arena, struct fp_projection *result,
           struct fp_error *error)
{
    struct fp_path_context context = { 0 };
    struct fp_path_summary summary;
    struct fp_market_source market;
    struct fp_projection r = { 0 };
    enum fp_err err =
        open_path(plan, history, arena, &market, &context, &r, error);

    if (err != FP_OK)
        return err;
    context.reference_failed = -1;
    fp_path_run_expected(&context, r.rows, &summary);
    conclude(plan, &summary, &r);
    *result = r;
    return FP_OK;
}

enum fp_err
fp_project_path(const struct fp_plan *plan, const struct fp_history *history,
                uint64_t seed, uint64_t path, struct fp_arena *arena,
                struct fp_projection *result, struct fp_error *error)
{
    struct fp_path_context context = { 0 };
    struct fp_path_summary summary;
    struct fp_market_source market;
    struct fp_projection r = { 0 };
    enum fp_err err =
        open_path(plan, history, arena, &market, &context, &r, error);

    if (err != FP_OK)
        return err;
    if (plan->market.model == FP_MARKET_HISTORICAL && path >= market.windows)
        return fp_error_set(error, FP_EINVAL,
                            "the history has %llu windows; there is no path "
                            "%llu", (unsigned long long)market.windows,
                            (unsigned long long)path);
    context.seed = seed;
    fp_path_refer(&context);
    fp_path_run(&context, path, NULL, r.rows, &summary);
    conclude(plan, &summary, &r);
    *result = r;
    return FP_OK;
}

enum fp_err
fp_project_percentile(const struct fp_plan *plan,
                      const struct fp_history *history,
                      const struct fp_sim_options *options, int level,
                      struct fp_arena *arena, uint64_t *path,
                      struct fp_projection *result, struct fp_error *error)
{
    struct fp_sim_result simulated;
    enum fp_err err =
        fp_simulate(plan, history, options, arena, &simulated, error);

    if (err != FP_OK)
        return err;
    *path = simulated.percentile_paths[level];
    return fp_project_path(plan, history, options->seed, *path, arena, result,
                           error);
}
