/* Plans under stress. */
#include "planning/answers/stress.h"

#include <math.h>
#include <string.h>

#include "planning/market/market.h"
#include "planning/market/market_cma.h"
#include "planning/answers/vary.h"

const struct fp_row_stress *
fp_stress_list(size_t *n)
{
    *n = fp_table_stress_scenarios_count;
    return fp_table_stress_scenarios;
}

const struct fp_row_stress *
fp_stress_find(const char *name)
{
    for (size_t i = 0; i < fp_table_stress_scenarios_count; i++)
        if (strcmp(fp_table_stress_scenarios[i].name, name) == 0)
            return &fp_table_stress_scenarios[i];
    return NULL;
}

/* Rows for `years` years and every asset of the plan, to be filled. */
static struct fp_history *
new_rows(const struct fp_row_stress *row, const struct fp_plan *plan,
         size_t years, struct fp_arena *arena, double **returns,
         double **inflation)
{
    struct fp_history *out = fp_arena_alloc(arena, sizeof(*out));
    size_t n = plan->market.n_assets;

    *returns = fp_arena_array(arena, years * n + 1, sizeof(**returns));
    *inflation = fp_arena_array(arena, years + 1, sizeof(**inflation));
    if (out == NULL || *returns == NULL || *inflation == NULL)
        return NULL;
    *out = (struct fp_history){ .name = row->name, .source = row->source,
                                .first_year = plan->start_year,
                                .n_years = years, .n_columns = n,
                                .returns = *returns,
                                .inflation = *inflation };
    for (size_t a = 0; a < n; a++)
        out->columns[a] = plan->market.assets[a].id;
    return out;
}

/* The market's expected year in the long run. */
static enum fp_err
expect(const struct fp_plan *plan, const struct fp_history *history,
       struct fp_arena *arena, double *returns, double *inflation,
       struct fp_error *error)
{
    struct fp_plan bare = *plan;
    struct fp_market_source source;
    enum fp_err err;

    bare.market.opening = NULL;
    err = fp_market_open(&bare, history, bare.market.model, 1, arena, &source,
                         error);
    if (err == FP_OK)
        fp_market_expected(&source, returns, inflation);
    return err;
}

/* Value of a series in a row; NaN when there is none. */
static double
value_of(const struct fp_history *history, const char *id, size_t row)
{
    int column = fp_history_column(history, id);

    return column < 0 ? NAN
                      : history->returns[row * history->n_columns +
                                         (size_t)column];
}

static enum fp_err
apply_sequence(const struct fp_row_stress *row,
               const struct fp_history *history, struct fp_arena *arena,
               struct fp_plan *plan, struct fp_error *error)
{
    static const char *const of_class[FP_ASSET_CLASS_COUNT] = {
        [FP_ASSET_STOCK] = "us_stock",
        [FP_ASSET_BOND] = "us_bond",
        [FP_ASSET_BILL] = "us_bill"
    };
    size_t n = plan->market.n_assets, years, from;
    double expected[FP_PLAN_ASSETS_MAX], prices, *returns, *inflation;
    struct fp_history *rows;
    enum fp_err err;

    if (history == NULL || row->year < history->first_year ||
        row->year >= history->first_year + (int)history->n_years)
        return fp_error_set(error, FP_EINVAL,
                            "the scenario %s needs a history of %d",
                            row->name, row->year);
    err = expect(plan, history, arena, expected, &prices, error);
    if (err != FP_OK)
        return err;
    from = (size_t)(row->year - history->first_year);
    years = history->n_years - from;
    if (years > (size_t)fp_plan_years(plan))
        years = (size_t)fp_plan_years(plan);
    rows = new_rows(row, plan, years, arena, &returns, &inflation);
    if (rows == NULL)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    for (size_t t = 0; t < years; t++) {
        inflation[t] = history->inflation[from + t];
        for (size_t a = 0; a < n; a++) {
            enum fp_asset_class kind = fp_cma_kind(&plan->market, a);
            double r = value_of(history, plan->market.assets[a].id, from + t);

            if (isnan(r) && of_class[kind] != NULL)
                r = value_of(history, of_class[kind], from + t);
            else if (isnan(r))
                r = (1.0 + expected[a]) / (1.0 + prices) *
                        (1.0 + inflation[t]) - 1.0;
            if (isnan(r))
                return fp_error_set(error, FP_EINVAL,
                                    "the history has no series for %s in %d",
                                    plan->market.assets[a].id,
                                    row->year + (int)t);
            returns[t * n + a] = r;
        }
    }
    plan->market.opening = rows;
    return FP_OK;
}

static enum fp_stress_return
return_of(const struct fp_row_stress *row, enum fp_asset_class kind)
{
    switch (kind) {
    case FP_ASSET_STOCK: return row->stock;
    case FP_ASSET_BOND: return row->bond;
    case FP_ASSET_BILL: return row->bill;
    case FP_ASSET_UNSTATED:
    case FP_ASSET_OTHER:
    case FP_ASSET_CLASS_COUNT: break;
    }
    return row->other;
}

/* The factors that turn the expected returns into the scenario's. */
static enum fp_err
apply_tilt(const struct fp_row_stress *row, const struct fp_history *history,
           struct fp_arena *arena, struct fp_plan *plan,
           struct fp_error *error)
{
    struct fp_tilt *by = &plan->market.tilt;
    double expected[FP_PLAN_ASSETS_MAX], prices, level;
    enum fp_err err = expect(plan, history, arena, expected, &prices, error);

    if (err != FP_OK)
        return err;
    level = 1.0 + (row->inflation > -1.0 ? row->inflation : prices);
    *by = (struct fp_tilt){ .years = row->years,
                            .inflation = level / (1.0 + prices) - 1.0 };
    for (size_t a = 0; a < plan->market.n_assets; a++) {
        switch (return_of(row, fp_cma_kind(&plan->market, a))) {
        case FP_STRESS_REAL: by->returns[a] = by->inflation; break;
        case FP_STRESS_NOTHING:
            by->returns[a] = level / (1.0 + expected[a]) - 1.0;
            break;
        case FP_STRESS_NOMINAL: break;
        }
    }
    return FP_OK;
}

/* Everyone lives to the end of the longer plan. */
static enum fp_err
apply_long_life(const struct fp_row_stress *row, struct fp_arena *arena,
                struct fp_plan *plan, struct fp_error *error)
{
    struct fp_person *people;
    enum fp_err err = fp_vary_apply(plan, FP_VARY_LIFESPAN, row->value, arena,
                                    plan, error);

    if (err != FP_OK)
        return err;
    people = fp_arena_array(arena, plan->n_people, sizeof(*people));
    if (people == NULL)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    for (size_t p = 0; p < plan->n_people; p++) {
        people[p] = plan->people[p];
        people[p].mortality = FP_MORTALITY_NONE;
    }
    plan->people = people;
    return FP_OK;
}

/* A cut that the plan already has stays where it is the larger one. */
static void
apply_benefit_cut(const struct fp_row_stress *row, struct fp_plan *plan)
{
    struct fp_taxes *taxes = &plan->taxes;

    if (taxes->benefit_cut_year != 0 && taxes->benefit_cut >= row->value &&
        taxes->benefit_cut_year <= row->year)
        return;
    taxes->benefit_cut = fmax(taxes->benefit_cut, row->value);
    if (taxes->benefit_cut_year == 0 || taxes->benefit_cut_year > row->year)
        taxes->benefit_cut_year = row->year;
}

enum fp_err
fp_stress_apply(const char *name, const struct fp_plan *plan,
                const struct fp_history *history, struct fp_arena *arena,
                struct fp_plan *out, struct fp_error *error)
{
    const struct fp_row_stress *row = fp_stress_find(name);
    struct fp_plan stressed = *plan;
    enum fp_err err = FP_OK;

    if (row == NULL)
        return fp_error_set(error, FP_ENOTFOUND,
                            "there is no stress scenario %.64s", name);
    if (fp_plan_years(plan) < 1)
        return fp_error_set(error, FP_EINVAL, "the plan covers no year");
    switch (row->kind) {
    case FP_STRESS_SEQUENCE:
        err = apply_sequence(row, history, arena, &stressed, error);
        break;
    case FP_STRESS_TILT:
        err = apply_tilt(row, history, arena, &stressed, error);
        break;
    case FP_STRESS_LONG_LIFE:
        err = apply_long_life(row, arena, &stressed, error);
        break;
    case FP_STRESS_BENEFIT_CUT: apply_benefit_cut(row, &stressed); break;
    }
    if (err == FP_OK)
        *out = stressed;
    return err;
}
