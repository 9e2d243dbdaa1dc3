/* Comparison on common random numbers. */
#include "planning/answers/compare.h"

#include <math.h>
#include <stdlib.h>

#include "planning/math/stats.h"
#include "planning/simulation/errors.h"
#include "planning/simulation/simulate_collect.h"

const char *const fp_compare_names[FP_COMPARE_MEASURE_COUNT] = {
    "success", "lifetime_spending", "lifetime_taxes",
    "ending",  "legacy_after_tax",  "unpaid"
};

static double
lifetime_spending(const struct fp_sim_cells *cells, uint64_t path)
{
    double sum = 0.0;

    for (size_t t = 0; t < cells->years; t++) {
        double paid = cells->spending[t * cells->paths + path];

        if (!isnan(paid))
            sum += paid;
    }
    return sum;
}

static double
measure(const struct fp_sim_cells *cells, uint64_t path,
        enum fp_compare_measure what)
{
    const struct fp_path_summary *sum = &cells->summaries[path];

    switch (what) {
    case FP_COMPARE_SUCCESS: return sum->failed_year_index < 0;
    case FP_COMPARE_SPENDING: return lifetime_spending(cells, path);
    case FP_COMPARE_TAXES: return sum->taxes;
    case FP_COMPARE_ENDING:
        return cells->wealth[(cells->years - 1) * cells->paths + path];
    case FP_COMPARE_LEGACY: return sum->legacy;
    case FP_COMPARE_UNPAID: return sum->unpaid;
    case FP_COMPARE_MEASURE_COUNT: break;
    }
    return 0.0;
}

/* What every path of one plan came to: [measure][path]. */
struct column {
    uint64_t paths;
    enum fp_sampler sampler;
    double *values[FP_COMPARE_MEASURE_COUNT];
};

static void
free_column(struct column *column)
{
    free(column->values[0]);
    column->values[0] = NULL;
}

/* Runs a plan and keeps no more of it than its measures. */
static enum fp_err
run(const struct fp_plan *plan, const struct fp_history *history,
    const struct fp_sim_options *options, struct column *column,
    struct fp_error *error)
{
    struct fp_arena *own = fp_arena_new(0);
    struct fp_sim_cells cells;
    enum fp_err err;
    double *room;

    if (own == NULL)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    err = fp_sim_run(plan, history, options, own, &cells, error);
    if (err != FP_OK)
        goto out;
    room = calloc((size_t)cells.paths,
                  FP_COMPARE_MEASURE_COUNT * sizeof(*room));
    if (room == NULL) {
        err = fp_error_set(error, FP_ENOMEM, "out of memory");
    } else {
        column->paths = cells.paths;
        column->sampler = cells.sampler;
        for (int m = 0; m < FP_COMPARE_MEASURE_COUNT; m++) {
            column->values[m] = room + (size_t)m * (size_t)cells.paths;
            for (uint64_t i = 0; i < cells.paths; i++)
                column->values[m][i] =
                    measure(&cells, i, (enum fp_compare_measure)m);
        }
    }
    fp_sim_cells_free(&cells);
out:
    fp_arena_free(own);
    return err;
}

static void
describe(enum fp_sampler sampler, const double *values, size_t n,
         struct fp_compared *out)
{
    double unused;

    fp_stats_mean(values, n, &out->value, &unused);
    out->standard_error = fp_error_of_mean(sampler, values, n);
}

/* Fills out; b's values become differences. */
static void
compare(const struct column *a, struct column *b,
        struct fp_compared_plan *out)
{
    enum fp_sampler paired =
        a->sampler == b->sampler ? a->sampler : FP_SAMPLER_PLAIN;
    size_t n = (size_t)a->paths, better = 0, worse = 0;

    for (int m = 0; m < FP_COMPARE_MEASURE_COUNT; m++) {
        describe(b->sampler, b->values[m], n, &out->measures[m]);
        if (a != b)
            for (size_t i = 0; i < n; i++)
                b->values[m][i] -= a->values[m][i];
    }
    if (a == b)
        return;
    for (int m = 0; m < FP_COMPARE_MEASURE_COUNT; m++)
        describe(paired, b->values[m], n, &out->differences[m]);
    for (size_t i = 0; i < n; i++) {
        double worth = b->values[FP_COMPARE_ENDING][i] -
                       b->values[FP_COMPARE_UNPAID][i];

        better += worth > 0.0;
        worse += worth < 0.0;
    }
    out->better = (double)better / (double)n;
    out->worse = (double)worse / (double)n;
}

static enum fp_err
run_all(const struct fp_plan *const *plans, size_t n,
        const struct fp_history *history,
        const struct fp_sim_options *options, struct fp_compare_result *r,
        struct fp_error *error)
{
    struct column first = { 0 };
    enum fp_err err = run(plans[0], history, options, &first, error);

    if (err != FP_OK)
        return err;
    r->paths = first.paths;
    compare(&first, &first, &r->plans[0]);
    for (size_t i = 1; i < n && err == FP_OK; i++) {
        struct column other = { 0 };

        err = run(plans[i], history, options, &other, error);
        if (err == FP_OK && other.paths != first.paths)
            err = fp_error_set(error, FP_EINVAL,
                               "the plans have %llu and %llu paths; only equal "
                               "numbers can be compared path by path",
                               (unsigned long long)first.paths,
                               (unsigned long long)other.paths);
        if (err == FP_OK)
            compare(&first, &other, &r->plans[i]);
        free_column(&other);
    }
    free_column(&first);
    return err;
}

enum fp_err
fp_compare(const struct fp_plan *const *plans, size_t n,
           const struct fp_history *history,
           const struct fp_sim_options *options,
           struct fp_compare_result *result, struct fp_error *error)
{
    struct fp_compare_result r = { .seed = options->seed, .n = n };
    struct fp_sim_options shared = *options;
    enum fp_err err;

    if (n < 2 || n > FP_COMPARE_PLANS_MAX)
        return fp_error_set(error, FP_EINVAL,
                            "2 to %d plans can be compared",
                            (int)FP_COMPARE_PLANS_MAX);
    shared.markets = fp_market_paths_borrow(options->markets);
    err = run_all(plans, n, history, &shared, &r, error);
    fp_market_paths_return(shared.markets, options->markets);
    if (err == FP_OK)
        *result = r;
    return err;
}
