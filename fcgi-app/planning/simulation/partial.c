/* Partial results: a column for each quantity, and counts. */
#include "planning/simulation/partial.h"

#include <math.h>
#include <stdlib.h>

#include "planning/kernel/kernel.h"
#include "planning/math/elementary.h"
#include "planning/simulation/column.h"
#include "planning/simulation/partial_layout.h"
#include "planning/simulation/simulate_collect.h"

enum { SERIES = 3 };

/* Quantities that a path has once. */
enum once {
    SUCCESS, LEGACY, WORTH, TAXES, HEALTH, VOLATILITY, WORST_CUT, UTILITY,
    DEPTH, FAILED_YEARS, ONCE
};

static const enum fp_column_kind kinds[ONCE] = {
    [LEGACY] = FP_COLUMN_ERRORS,
    [WORTH] = FP_COLUMN_RANKS,
    [WORST_CUT] = FP_COLUMN_PERCENTILES
};

static size_t
n_columns(const struct fp_partial *partial)
{
    return SERIES * partial->years + ONCE;
}

static struct fp_column *
series_of(const struct fp_partial *partial, size_t kind, size_t t)
{
    return &partial->columns[kind * partial->years + t];
}

static struct fp_column *
once_of(const struct fp_partial *partial, enum once which)
{
    return &partial->columns[SERIES * partial->years + which];
}

void
fp_partial_free(struct fp_partial *partial)
{
    if (partial == NULL)
        return;
    while (partial->opened > 0)
        fp_column_close(&partial->columns[--partial->opened]);
    free(partial->columns);
    free(partial);
}

/* Wealth at the end has errors of percentiles, the other years have none. */
static enum fp_column_kind
kind_of(const struct fp_partial *partial, size_t column)
{
    if (column >= SERIES * partial->years)
        return kinds[column - SERIES * partial->years];
    return column == partial->years - 1 ? FP_COLUMN_ERRORS
                                        : FP_COLUMN_PERCENTILES;
}

enum fp_err
fp_partial_new(const struct fp_path_context *context, struct fp_partial **out)
{
    struct fp_partial *partial = calloc(1, sizeof(*partial));

    if (partial == NULL)
        return FP_ENOMEM;
    partial->context = context;
    partial->years = (size_t)context->compiled->years;
    partial->columns = calloc(n_columns(partial), sizeof(*partial->columns));
    for (size_t c = 0; partial->columns != NULL && c < n_columns(partial);
         c++) {
        if (fp_column_open(&partial->columns[c], kind_of(partial, c),
                           context->market->sampling.sampler) != FP_OK)
            break;
        partial->opened++;
    }
    if (partial->opened < n_columns(partial)) {
        fp_partial_free(partial);
        return FP_ENOMEM;
    }
    *out = partial;
    return FP_OK;
}

static void
count(uint64_t *counter, uint64_t n)
{
    __atomic_fetch_add(counter, n, __ATOMIC_RELAXED);
}

static void
count_path(struct fp_partial *partial, const struct fp_path_summary *sum)
{
    count(&partial->years_lived, (uint64_t)sum->years_lived);
    for (size_t g = 0; g < FP_PLAN_GOALS_MAX && sum->goals_missed >> g != 0; g++)
        if (sum->goals_missed >> g & 1u)
            count(&partial->missed[g], 1);
    if (sum->failed_year_index < 0)
        return;
    count(&partial->failed_in[sum->failed_year_index], 1);
    count(&partial->causes[sum->cause], 1);
}

/* A path's value of what it has once; wealth is at its end, real. */
static double
value_of(enum once which, const struct fp_path_summary *sum, double wealth)
{
    int failed = sum->failed_year_index >= 0;

    switch (which) {
    case SUCCESS: return !failed;
    case LEGACY: return sum->legacy;
    case WORTH: return wealth - sum->unpaid;
    case TAXES: return sum->taxes;
    case HEALTH: return sum->health;
    case VOLATILITY: return sum->volatility;
    case WORST_CUT: return sum->worst_cut;
    case UTILITY: return sum->utility;
    case DEPTH: return failed ? sum->unpaid / sum->wanted_failed : NAN;
    case FAILED_YEARS: return failed ? sum->failed_years : NAN;
    case ONCE: break;
    }
    return NAN;
}

enum fp_err
fp_partial_add(struct fp_partial *partial, uint64_t first, size_t n,
               const struct fp_path_cells *cells,
               const struct fp_path_summary *summaries)
{
    const double *series[SERIES] = { cells->wealth, cells->spending,
                                     cells->taxes };
    const double *last = cells->wealth + (partial->years - 1) * cells->stride;
    double values[FP_KERNEL_BLOCK];
    enum fp_err err = FP_OK;

    for (size_t k = 0; k < SERIES; k++)
        for (size_t t = 0; t < partial->years && err == FP_OK; t++)
            err = fp_column_add(series_of(partial, k, t), first,
                                series[k] + t * cells->stride, n);
    for (int which = 0; which < ONCE && err == FP_OK; which++) {
        for (size_t i = 0; i < n; i++)
            values[i] = value_of((enum once)which, &summaries[i], last[i]);
        err = fp_column_add(once_of(partial, (enum once)which), first, values,
                            n);
    }
    for (size_t i = 0; i < n && err == FP_OK; i++)
        count_path(partial, &summaries[i]);
    count(&partial->paths, n);
    return err;
}

enum fp_err
fp_partial_merge(struct fp_partial *into, const struct fp_partial *from)
{
    for (size_t c = 0; c < n_columns(into); c++)
        if (fp_column_merge(&into->columns[c], &from->columns[c]) != FP_OK)
            return FP_ENOMEM;
    into->paths += from->paths;
    into->years_lived += from->years_lived;
    for (size_t t = 0; t < into->years; t++)
        into->failed_in[t] += from->failed_in[t];
    for (size_t c = 0; c < FP_FAILURE_CAUSE_COUNT; c++)
        into->causes[c] += from->causes[c];
    for (size_t g = 0; g < FP_PLAN_GOALS_MAX; g++)
        into->missed[g] += from->missed[g];
    return FP_OK;
}

uint64_t
fp_partial_paths(const struct fp_partial *partial)
{
    return partial->paths;
}

const struct fp_column *
fp_partial_successes(const struct fp_partial *partial)
{
    return once_of(partial, SUCCESS);
}

double
fp_partial_success_of(const struct fp_column *success, double *error)
{
    double p = fp_column_mean(success);

    *error = success->sampler == FP_SAMPLER_PLAIN
                 ? sqrt(p * (1.0 - p) / (double)fp_column_count(success))
                 : fp_column_error(success);
    return p;
}

double
fp_partial_success(const struct fp_partial *partial, double *error)
{
    return fp_partial_success_of(fp_partial_successes(partial), error);
}

int
fp_partial_is_exact(const struct fp_partial *partial, double until_se)
{
    double error, p = fp_partial_success(partial, &error);

    if (p == 0.0 || p == 1.0)
        error = 1.0 / (double)partial->paths;
    return error <= until_se;
}

static enum fp_err
describe_series(const struct fp_partial *partial, struct fp_arena *arena,
                struct fp_sim_result *r)
{
    struct fp_sim_series *series[SERIES] = { &r->wealth, &r->spending,
                                             &r->taxes };

    for (size_t k = 0; k < SERIES; k++) {
        if (fp_sim_series_open(partial->years, arena, series[k]) != FP_OK)
            return FP_ENOMEM;
        for (size_t t = 0; t < partial->years; t++) {
            struct fp_sim_ending year;

            fp_column_describe(series_of(partial, k, t), &year);
            fp_sim_series_set(series[k], t, &year);
        }
    }
    return FP_OK;
}

static enum fp_err
describe_counts(const struct fp_partial *partial, struct fp_arena *arena,
                struct fp_sim_result *r)
{
    double n = (double)partial->paths;

    r->n_goals = partial->context->compiled->plan->n_goals;
    r->goal_probability = fp_arena_array(arena, r->n_goals + 1, sizeof(double));
    if (r->goal_probability == NULL)
        return FP_ENOMEM;
    for (size_t g = 0; g < r->n_goals; g++)
        r->goal_probability[g] = 1.0 - (double)partial->missed[g] / n;
    for (size_t c = 0; c < FP_FAILURE_CAUSE_COUNT; c++)
        r->failure_causes[c] = partial->causes[c];
    return fp_sim_failures(partial->context->compiled->plan,
                           partial->failed_in, arena, r);
}

static void
describe_ranks(const struct fp_column *worth, struct fp_sim_result *r)
{
    uint64_t n = worth->all.n;

    for (size_t q = 0; q < FP_PERCENTILES; q++) {
        uint64_t rank = (uint64_t)ceil(fp_percentile_levels[q] * (double)n);

        r->percentile_paths[q] =
            fp_histogram_label(&worth->all, rank > 0 ? rank - 1 : 0);
    }
    r->shortfall_cvar_5 =
        fp_histogram_mean_of_least(&worth->all, (n + 19) / 20);
}

enum fp_err
fp_partial_result(const struct fp_partial *partial, struct fp_arena *arena,
                  struct fp_sim_result *result)
{
    const struct fp_path_context *context = partial->context;
    struct fp_sim_result r = {
        .paths = partial->paths,
        .seed = context->seed,
        .sampler = context->market->sampling.sampler,
        .percentile_bound = FP_HISTOGRAM_BOUND,
        .start_year = context->compiled->plan->start_year,
        .years = partial->years,
        .risk_aversion = context->risk_aversion
    };

    if (describe_series(partial, arena, &r) != FP_OK ||
        describe_counts(partial, arena, &r) != FP_OK)
        return FP_ENOMEM;
    (void)fp_partial_success(partial, &r.success_se);
    fp_sim_interval(&r);
    fp_column_describe(series_of(partial, 0, partial->years - 1), &r.ending);
    fp_column_describe(once_of(partial, LEGACY), &r.legacy);
    describe_ranks(once_of(partial, WORTH), &r);
    r.shortfall_mean_depth = fp_column_mean(once_of(partial, DEPTH));
    r.shortfall_mean_years = fp_column_mean(once_of(partial, FAILED_YEARS));
    r.taxes_lifetime_mean = fp_column_mean(once_of(partial, TAXES));
    r.taxes_lifetime_se = fp_column_error(once_of(partial, TAXES));
    r.health_lifetime_mean = fp_column_mean(once_of(partial, HEALTH));
    r.spending_volatility = fp_column_mean(once_of(partial, VOLATILITY));
    r.worst_cut_mean = fp_column_mean(once_of(partial, WORST_CUT));
    r.worst_cut_p95 =
        fp_histogram_percentile(&once_of(partial, WORST_CUT)->all, 0.95);
    r.certainty_equivalent = fp_sim_certainty_equivalent(
        fp_column_sum(once_of(partial, UTILITY)),
        (double)partial->years_lived, context->risk_aversion);
    *result = r;
    return FP_OK;
}
