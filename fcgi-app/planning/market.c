/* Market models: lognormal, bootstrap of blocks, historical windows, fixed.
 *
 * Lognormal: `mean` and `sd` are the arithmetic mean and standard deviation of
 * the yearly simple return, so the gross return is exp(m + s z) with
 *   s^2 = ln(1 + sd^2 / (1 + mean)^2),  m = ln(1 + mean) - s^2 / 2.
 * SOURCE: Aitchison & Brown, The Lognormal Distribution (1957), ch. 2. */
#include "planning/market.h"

#include <math.h>

#include "planning/elementary.h"
#include "planning/rng.h"

enum { VARIABLE_BLOCK = 64 }; /* far from the pairs of the assets */

enum fp_err
fp_market_cholesky(
    const double matrix[FP_PLAN_ASSETS_MAX][FP_PLAN_ASSETS_MAX], size_t n,
    double lower[FP_PLAN_ASSETS_MAX][FP_PLAN_ASSETS_MAX])
{
    double out[FP_PLAN_ASSETS_MAX][FP_PLAN_ASSETS_MAX] = { { 0.0 } };
    size_t i, j, k;

    for (i = 0; i < n; i++) {
        for (j = 0; j <= i; j++) {
            double sum = matrix[i][j];

            for (k = 0; k < j; k++)
                sum -= out[i][k] * out[j][k];
            if (i == j) {
                if (sum < -1e-9 * fabs(matrix[i][i]))
                    return FP_EDOM;
                out[i][i] = sum > 1e-12 * fabs(matrix[i][i]) ? sqrt(sum) : 0.0;
            } else if (out[j][j] > 0.0) {
                out[i][j] = sum / out[j][j];
            } else if (fabs(sum) > 1e-6 * sqrt(fabs(matrix[i][i] *
                                                    matrix[j][j]))) {
                return FP_EDOM;
            }
        }
    }
    for (i = 0; i < n; i++)
        for (j = 0; j < n; j++)
            lower[i][j] = out[i][j];
    return FP_OK;
}

static enum fp_err
open_parametric(struct fp_market_source *source, struct fp_error *error)
{
    const struct fp_market *market = &source->plan->market;
    double covariance[FP_PLAN_ASSETS_MAX][FP_PLAN_ASSETS_MAX] = { { 0.0 } };
    double sd[FP_PLAN_ASSETS_MAX];
    size_t i, j;

    for (i = 0; i < source->n_assets; i++) {
        double ratio = market->assets[i].sd / (1.0 + market->assets[i].mean);
        double variance = fp_log(1.0 + ratio * ratio);

        sd[i] = sqrt(variance);
        source->mean[i] = market->assets[i].mean;
        source->log_mean[i] =
            fp_log(1.0 + market->assets[i].mean) - variance / 2.0;
    }
    for (i = 0; i < source->n_assets; i++)
        for (j = 0; j < source->n_assets; j++)
            covariance[i][j] = market->correlations[i][j] * sd[i] * sd[j];
    if (fp_market_cholesky(covariance, source->n_assets, source->chol) !=
        FP_OK)
        return fp_error_set(error, FP_EINVAL,
                            "the correlations are not positive semidefinite");
    return FP_OK;
}

/* Copies the used years and columns of the history into flat arrays. */
static enum fp_err
open_history(struct fp_market_source *source,
             const struct fp_history *history, struct fp_arena *arena,
             struct fp_error *error)
{
    const struct fp_market *market = &source->plan->market;
    int first = history->first_year;
    int last = history->first_year + (int)history->n_years - 1;
    double *returns, *inflation;
    int columns[FP_PLAN_ASSETS_MAX];
    size_t a, n;
    int y;

    if (market->from_year != 0 && market->from_year > first)
        first = market->from_year;
    if (market->to_year != 0 && market->to_year < last)
        last = market->to_year;
    if (first > last)
        return fp_error_set(
            error, FP_EINVAL,
            "the history (%d to %d) holds no year from %d to %d",
            history->first_year,
            history->first_year + (int)history->n_years - 1,
            market->from_year, market->to_year);
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
    for (y = first; y <= last; y++) {
        size_t row = (size_t)(y - first);
        size_t from = (size_t)(y - history->first_year);

        inflation[row] = history->inflation[from];
        for (a = 0; a < source->n_assets; a++) {
            double r = history->returns[from * history->n_columns +
                                        (size_t)columns[a]];

            if (!isfinite(r) || !isfinite(inflation[row]))
                return fp_error_set(
                    error, FP_EINVAL,
                    "the history has no value for %s in %d",
                    market->assets[a].id, y);
            returns[row * source->n_assets + a] = r;
        }
    }
    source->n_history = n;
    source->history_first = first;
    source->returns = returns;
    source->inflation = inflation;
    /* A backtest of a plan with another market takes the past as it was. */
    source->joint_inflation = market->inflation == FP_INFLATION_HISTORICAL ||
                              source->model != market->model;
    source->windows = n >= (size_t)source->years
                          ? n - (size_t)source->years + 1
                          : 0;
    if (source->model == FP_MARKET_HISTORICAL && source->windows == 0)
        return fp_error_set(error, FP_EINVAL,
                            "the history from %d to %d has no full window of "
                            "%d years", first, last, source->years);
    return FP_OK;
}

enum fp_err
fp_market_open(const struct fp_plan *plan, const struct fp_history *history,
               enum fp_market_model model, int years, struct fp_arena *arena,
               struct fp_market_source *source, struct fp_error *error)
{
    struct fp_market_source built = { .plan = plan, .model = model };
    enum fp_err err;

    built.n_assets = plan->market.n_assets;
    built.years = years;
    built.real = plan->market.basis == FP_GROWTH_REAL;
    built.inflation_mean = plan->market.inflation_mean;
    if (model == FP_MARKET_BOOTSTRAP || model == FP_MARKET_HISTORICAL) {
        if (history == NULL)
            return fp_error_set(error, FP_EINVAL,
                                "this market model needs a history");
        err = open_history(&built, history, arena, error);
    } else {
        err = open_parametric(&built, error);
    }
    if (err == FP_OK)
        *source = built;
    return err;
}

/* Nominal returns and inflation of one year of the history. With fixed
 * inflation the year's real returns are kept and put on the fixed rate. */
static void
take_history(const struct fp_market_source *source, size_t row,
             double *returns, double *inflation)
{
    const double *from = source->returns + row * source->n_assets;
    size_t a;

    if (source->joint_inflation) {
        for (a = 0; a < source->n_assets; a++)
            returns[a] = from[a];
        *inflation = source->inflation[row];
        return;
    }
    for (a = 0; a < source->n_assets; a++)
        returns[a] = (1.0 + from[a]) / (1.0 + source->inflation[row]) *
                         (1.0 + source->inflation_mean) - 1.0;
    *inflation = source->inflation_mean;
}

static void
draw_lognormal(const struct fp_market_source *source, uint64_t seed,
               uint64_t path, int t, double *returns)
{
    double z[FP_PLAN_ASSETS_MAX + 1];
    double level = source->real ? 1.0 + source->inflation_mean : 1.0;
    size_t a, k;

    for (a = 0; a < source->n_assets; a += 2)
        fp_rng_normal2(seed, path, (uint32_t)t, (uint32_t)(a / 2), z + a);
    for (a = 0; a < source->n_assets; a++) {
        double x = source->log_mean[a];

        for (k = 0; k <= a; k++)
            x += source->chol[a][k] * z[k];
        returns[a] = fp_exp(x) * level - 1.0;
    }
}

void
fp_market_draw(const struct fp_market_source *source, uint64_t seed,
               uint64_t path, int t, double *returns, double *inflation)
{
    int block = source->plan->market.block_years;
    double u[2];
    size_t start;

    switch (source->model) {
    case FP_MARKET_LOGNORMAL:
        draw_lognormal(source, seed, path, t, returns);
        *inflation = source->inflation_mean;
        return;
    case FP_MARKET_BOOTSTRAP:
        /* A block starts in any year and wraps round, so that every year is
         * drawn as often as every other: the circular block bootstrap.
         * SOURCE: Politis & Romano (1992), Exploring the Limits of
         * Bootstrap, 263-270. */
        fp_rng_uniform2(seed, path, (uint32_t)(t / block), VARIABLE_BLOCK, u);
        start = (size_t)(u[0] * (double)source->n_history);
        take_history(source,
                     (start + (size_t)(t % block)) % source->n_history,
                     returns, inflation);
        return;
    case FP_MARKET_HISTORICAL:
        take_history(source, (size_t)path + (size_t)t, returns, inflation);
        return;
    case FP_MARKET_FIXED: fp_market_expected(source, returns, inflation);
    }
}

void
fp_market_expected(const struct fp_market_source *source, double *returns,
                   double *inflation)
{
    double one[FP_PLAN_ASSETS_MAX], price;
    size_t a, row;

    if (source->n_history == 0) {
        double level = source->real ? 1.0 + source->inflation_mean : 1.0;

        for (a = 0; a < source->n_assets; a++)
            returns[a] = (1.0 + source->mean[a]) * level - 1.0;
        *inflation = source->inflation_mean;
        return;
    }
    for (a = 0; a < source->n_assets; a++)
        returns[a] = 0.0;
    *inflation = 0.0;
    for (row = 0; row < source->n_history; row++) {
        take_history(source, row, one, &price);
        for (a = 0; a < source->n_assets; a++)
            returns[a] += one[a] / (double)source->n_history;
        *inflation += price / (double)source->n_history;
    }
}
