/* Years out of a history: bootstrap and historical windows. */
#include <math.h>

#include "planning/market/market.h"
#include "planning/math/rng.h"

/* The years of the history that the plan asks for. */
static enum fp_err
choose_years(const struct fp_market *market, const struct fp_history *history,
             int *first, int *last, struct fp_error *error)
{
    int end = history->first_year + (int)history->n_years - 1;

    *first = history->first_year;
    *last = end;
    if (market->from_year != 0 && market->from_year > *first)
        *first = market->from_year;
    if (market->to_year != 0 && market->to_year < *last)
        *last = market->to_year;
    if (*first > *last)
        return fp_error_set(
            error, FP_EINVAL,
            "the history (%d to %d) holds no year from %d to %d",
            history->first_year, end, market->from_year, market->to_year);
    return FP_OK;
}

/* Copies the used years and columns of the history into flat arrays. */
enum fp_err
fp_market_open_history(struct fp_market_source *source,
                       const struct fp_history *history,
                       struct fp_arena *arena, struct fp_error *error)
{
    const struct fp_market *market = &source->plan->market;
    int columns[FP_PLAN_ASSETS_MAX], first, last;
    double *returns, *inflation;
    size_t a, n, row;
    enum fp_err err = choose_years(market, history, &first, &last, error);

    if (err != FP_OK)
        return err;
    for (a = 0; a < source->n_assets; a++) {
        columns[a] = fp_history_column(history, market->assets[a].id);
        if (columns[a] < 0)
            return fp_error_set(error, FP_EINVAL,
                                "the history %s has no series for asset %s",
                                history->name, market->assets[a].id);
    }
    n = (size_t)(last - first + 1);
    returns = fp_arena_array(arena, n * source->n_assets + 1,
                             sizeof(*returns));
    inflation = fp_arena_array(arena, n, sizeof(*inflation));
    if (returns == NULL || inflation == NULL)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    for (row = 0; row < n; row++) {
        size_t from = row + (size_t)(first - history->first_year);

        inflation[row] = history->inflation[from];
        for (a = 0; a < source->n_assets; a++) {
            double r = history->returns[from * history->n_columns +
                                        (size_t)columns[a]];

            if (!isfinite(r) || !isfinite(inflation[row]))
                return fp_error_set(
                    error, FP_EINVAL,
                    "the history has no value for %s in %d",
                    market->assets[a].id, first + (int)row);
            returns[row * source->n_assets + a] = r;
        }
    }
    source->n_history = n;
    source->history_first = first;
    source->returns = returns;
    source->inflation = inflation;
    source->windows = n >= (size_t)source->years
                          ? n - (size_t)source->years + 1
                          : 0;
    if (source->model == FP_MARKET_HISTORICAL && source->windows == 0)
        return fp_error_set(error, FP_EINVAL,
                            "the history from %d to %d has no full window of "
                            "%d years", first, last, source->years);
    return FP_OK;
}

/* Blocks of geometric length that start in any year and wrap round: a year
 * starts one with probability 1 / length. Looks back for the start, so that
 * no state is carried from year to year.
 * SOURCE: Politis & Romano (1994), The Stationary Bootstrap, JASA 89,
 * 1303-1313. */
static size_t
stationary_row(const struct fp_market_path *path, int length)
{
    double u[2] = { 0.0, 0.0 };
    int t = path->t;

    for (;; t--) {
        fp_rng_uniform2(path->seed, path->path, (uint32_t)t,
                        FP_VARIABLE_BLOCK, u);
        if (t == 0 || u[1] * length < 1.0)
            break;
    }
    return (size_t)(u[0] * (double)path->source->n_history) +
           (size_t)(path->t - t);
}

size_t
fp_market_history_row(const struct fp_market_path *path)
{
    const struct fp_market_source *source = path->source;
    const struct fp_market *market = &source->plan->market;
    int block = market->block_years;
    double u[2];
    size_t row;

    if (source->model == FP_MARKET_HISTORICAL)
        return (size_t)path->path + (size_t)path->t;
    if (market->bootstrap == FP_BOOTSTRAP_STATIONARY) {
        row = stationary_row(path, block);
    } else {
        /* A block starts in any year and wraps round, so that every year is
         * drawn as often as every other: the circular block bootstrap.
         * SOURCE: Politis & Romano (1992), Exploring the Limits of
         * Bootstrap, 263-270. */
        fp_rng_uniform2(path->seed, path->path, (uint32_t)(path->t / block),
                        FP_VARIABLE_BLOCK, u);
        row = (size_t)(u[0] * (double)source->n_history) +
              (size_t)(path->t % block);
    }
    return row % source->n_history;
}
