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

static enum fp_err
compare_cells(const struct fp_sim_cells *a, const struct fp_sim_cells *b,
              struct fp_compare_result *result)
{
    size_t n = (size_t)a->paths;
    double *x = malloc(n * sizeof(*x)), *d = malloc(n * sizeof(*d));
    double unused;

    if (x == NULL || d == NULL) {
        free(x);
        free(d);
        return FP_ENOMEM;
    }
    for (int m = 0; m < FP_COMPARE_MEASURE_COUNT; m++) {
        struct fp_compared *out = &result->measures[m];

        for (size_t i = 0; i < n; i++) {
            x[i] = measure(a, i, (enum fp_compare_measure)m);
            d[i] = measure(b, i, (enum fp_compare_measure)m) - x[i];
        }
        fp_stats_mean(x, n, &out->a, &unused);
        fp_stats_mean(d, n, &out->difference, &unused);
        out->standard_error = fp_error_of_mean(
            a->sampler == b->sampler ? a->sampler : FP_SAMPLER_PLAIN, d, n);
        out->b = out->a + out->difference;
    }
    for (size_t i = 0; i < n; i++) {
        double worth = measure(b, i, FP_COMPARE_ENDING) -
                       measure(b, i, FP_COMPARE_UNPAID) -
                       measure(a, i, FP_COMPARE_ENDING) +
                       measure(a, i, FP_COMPARE_UNPAID);

        result->better_a += worth < 0.0 ? 1.0 / (double)n : 0.0;
        result->better_b += worth > 0.0 ? 1.0 / (double)n : 0.0;
    }
    free(x);
    free(d);
    return FP_OK;
}

/* Both plans' paths; on FP_OK both cells are the caller's. */
static enum fp_err
run_both(const struct fp_plan *a, const struct fp_plan *b,
         const struct fp_history *history, const struct fp_sim_options *options,
         struct fp_arena *arena, struct fp_sim_cells *left,
         struct fp_sim_cells *right, struct fp_error *error)
{
    struct fp_sim_options shared = *options;
    enum fp_err err;

    shared.markets = fp_market_paths_borrow(options->markets);
    err = fp_sim_run(a, history, &shared, arena, left, error);
    if (err == FP_OK) {
        err = fp_sim_run(b, history, &shared, arena, right, error);
        if (err != FP_OK)
            fp_sim_cells_free(left);
    }
    fp_market_paths_return(shared.markets, options->markets);
    return err;
}

enum fp_err
fp_compare(const struct fp_plan *a, const struct fp_plan *b,
           const struct fp_history *history,
           const struct fp_sim_options *options, struct fp_arena *arena,
           struct fp_compare_result *result, struct fp_error *error)
{
    struct fp_compare_result r = { .seed = options->seed };
    struct fp_sim_cells left, right;
    enum fp_err err =
        run_both(a, b, history, options, arena, &left, &right, error);

    if (err != FP_OK)
        return err;
    r.paths = left.paths;
    if (left.paths != right.paths)
        err = fp_error_set(error, FP_EINVAL,
                           "the plans have %llu and %llu paths; only equal "
                           "numbers can be compared path by path",
                           (unsigned long long)left.paths,
                           (unsigned long long)right.paths);
    else if (compare_cells(&left, &right, &r) != FP_OK)
        err = fp_error_set(error, FP_ENOMEM, "out of memory");
    fp_sim_cells_free(&left);
    fp_sim_cells_free(&right);
    if (err == FP_OK)
        *result = r;
    return err;
}
