/* Deterministic projection with the whole ledger. */
#include "planning/project.h"

#include "planning/compile.h"
#include "planning/market.h"
#include "planning/year.h"

#define FAIL_TOLERANCE 0.01 /* real dollars */

static enum fp_err
room_for_rows(const struct fp_compiled *compiled, struct fp_arena *arena,
              struct fp_ledger_year **out)
{
    size_t years = (size_t)compiled->years, t;
    struct fp_ledger_year *rows = fp_arena_array(arena, years, sizeof(*rows));

    if (rows == NULL)
        return FP_ENOMEM;
    for (t = 0; t < years; t++) {
        rows[t].income_amounts = fp_arena_array(
            arena, compiled->plan->n_incomes + 1, sizeof(double));
        rows[t].accounts = fp_arena_array(arena, compiled->n_accounts,
                                          sizeof(*rows[t].accounts));
        if (rows[t].income_amounts == NULL || rows[t].accounts == NULL)
            return FP_ENOMEM;
    }
    *out = rows;
    return FP_OK;
}

enum fp_err
fp_project(const struct fp_plan *plan, const struct fp_history *history,
           struct fp_arena *arena, struct fp_projection *result,
           struct fp_error *error)
{
    const struct fp_compiled *compiled;
    struct fp_market_source market;
    struct fp_year_options options = { 0, 0.0 };
    struct fp_path_state state;
    struct fp_projection r = { 0 };
    double returns[FP_PLAN_ASSETS_MAX], inflation;
    enum fp_err err;
    int t;

    err = fp_compile(plan, arena, &compiled, error);
    if (err == FP_OK)
        err = fp_market_open(plan, history, plan->market.model,
                             compiled->years, arena, &market, error);
    if (err != FP_OK)
        return err;
    err = room_for_rows(compiled, arena, &r.rows);
    if (err != FP_OK)
        return fp_error_set(error, err, "out of memory");
    r.years = (size_t)compiled->years;
    r.n_accounts = compiled->n_accounts;
    fp_market_expected(&market, returns, &inflation);
    fp_year_start(compiled, &state);
    for (t = 0; t < compiled->years; t++) {
        struct fp_year_result year;

        fp_year_run(compiled, t, &options, returns, inflation, &state, &year,
                    &r.rows[t]);
        if (r.failed_year == 0 &&
            (year.wanted - year.paid) / year.price_level > FAIL_TOLERANCE)
            r.failed_year = plan->start_year + t;
        r.ending_real = year.closing / state.price_level;
    }
    *result = r;
    return FP_OK;
}
