/* Opening a market and walking a path through it. What the models draw is in
 * market_sampled.c, market_regime.c and market_history.c. */
#include "planning/market/market.h"

#include <math.h>

#include "planning/math/elementary.h"
#include "planning/market/market_cma.h"
#include "planning/math/rng.h"

double
fp_market_correlations(const struct fp_market *market, int regime,
                       struct fp_matrix *given, struct fp_matrix *used,
                       size_t *n)
{
    int with_inflation = market->inflation == FP_INFLATION_AR1;
    struct fp_matrix lower;
    size_t i, j;

    for (i = 0; i < market->n_assets; i++)
        for (j = 0; j < market->n_assets; j++)
            given->at[i][j] = regime < 0
                                  ? market->correlations[i][j]
                                  : market->regimes[regime].correlations[i][j];
    *n = market->n_assets;
    if (with_inflation) {
        for (i = 0; i < *n; i++)
            given->at[i][*n] = given->at[*n][i] =
                market->inflation_correlations[i];
        given->at[*n][*n] = 1.0;
        (*n)++;
    }
    *used = *given;
    if (fp_correlation_cholesky(given, *n, &lower) == FP_OK)
        return 0.0;
    return fp_correlation_nearest(given, *n, used);
}

enum fp_err
fp_market_open_opening(struct fp_market_source *source, struct fp_arena *arena,
                       struct fp_error *error)
{
    const struct fp_history *opening = source->plan->market.opening;
    size_t years = opening->n_years, n = source->n_assets;
    double *returns = fp_arena_array(arena, years * n + 1, sizeof(*returns));

    if (returns == NULL)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    for (size_t a = 0; a < n; a++) {
        const char *id = source->plan->market.assets[a].id;
        int column = fp_history_column(opening, id);

        for (size_t t = 0; t < years; t++) {
            double r = column < 0 ? NAN
                                  : opening->returns[t * opening->n_columns +
                                                     (size_t)column];

            if (!isfinite(r) || !isfinite(opening->inflation[t]))
                return fp_error_set(error, FP_EINVAL,
                                    "the opening %s has no value for %s in "
                                    "its year %zu", opening->name, id, t + 1);
            returns[t * n + a] = r;
        }
    }
    source->n_opening = years;
    source->opening = returns;
    source->opening_inflation = opening->inflation;
    return FP_OK;
}

enum fp_err
fp_market_open(const struct fp_plan *plan, const struct fp_history *history,
               enum fp_market_model model, int years, struct fp_arena *arena,
               struct fp_market_source *source, struct fp_error *error)
{
    const struct fp_market *market = &plan->market;
    struct fp_market_source built = { .plan = plan, .model = model };
    int own = model == market->model;
    enum fp_err err;

    built.sampling.sampler = FP_SAMPLER_PLAIN;
    built.n_assets = market->n_assets;
    built.years = years;
    built.real = market->basis == FP_GROWTH_REAL;
    built.inflation_mean = market->inflation_mean;
    built.tilted = own && market->tilt.years > 0;
    for (size_t a = 0; built.tilted && a < built.n_assets; a++)
        built.tilt_month[a] = fp_market_twelfth(1.0 + market->tilt.returns[a]);
    built.ar1 = own && market->inflation == FP_INFLATION_AR1;
    if (model == FP_MARKET_BOOTSTRAP || model == FP_MARKET_HISTORICAL) {
        if (market->series != NULL)
            history = market->series;
        if (history == NULL)
            return fp_error_set(error, FP_EINVAL,
                                "this market model needs a history");
        /* A backtest of a plan with another market takes the past as it
         * was. */
        built.joint_inflation = !own ||
                                market->inflation == FP_INFLATION_HISTORICAL ||
                                market->inflation == FP_INFLATION_BOOTSTRAP;
        err = fp_market_open_history(&built, history, arena, error);
    } else {
        err = fp_market_open_sampled(&built, arena, error);
    }
    if (err == FP_OK && model == FP_MARKET_REGIME)
        err = fp_market_open_chain(&built, arena, error);
    if (err == FP_OK && own && market->opening != NULL)
        err = fp_market_open_opening(&built, arena, error);
    if (err == FP_OK)
        *source = built;
    return err;
}

void
fp_market_path_start(const struct fp_market_source *source, uint64_t seed,
                     uint64_t path, struct fp_market_path *out)
{
    const struct fp_market *market = &source->plan->market;

    out->source = source;
    out->seed = seed;
    out->mirrored = source->sampling.sampler == FP_SAMPLER_ANTITHETIC &&
                    path % 2 != 0;
    out->path = source->sampling.sampler == FP_SAMPLER_ANTITHETIC ? path / 2
                                                                  : path;
    out->led = 0;
    out->t = 0;
    out->regime = -1;
    out->inflation = market->has_inflation_start ? market->inflation_start
                                                 : market->inflation_mean;
}

/* The arithmetic mean of an asset in year t. */
static double
mean_of(const struct fp_market_source *source, int t, size_t asset)
{
    if ((size_t)t < source->n_faded)
        return source->faded_mean[(size_t)t * source->n_assets + asset];
    return source->mean[asset];
}

/* Mean-reverting inflation after `before`, with a standard normal shock:
 *   pi = m + phi (before - m) + sd sqrt(1 - phi^2) shock,
 * whose deviation in the long run is sd. */
static double
next_inflation(const struct fp_market_source *source, double before,
               double shock)
{
    const struct fp_market *market = &source->plan->market;
    double phi = market->inflation_persistence;
    double pi = market->inflation_mean +
                phi * (before - market->inflation_mean) +
                market->inflation_sd * sqrt(1.0 - phi * phi) * shock;

    return pi > FP_DEFLATION_MAX ? pi : FP_DEFLATION_MAX;
}

/* Inflation that is not of the history's rows. */
static double
own_inflation(const struct fp_market_path *path, double shock)
{
    const struct fp_market_source *source = path->source;

    return source->ar1 ? next_inflation(source, path->inflation, shock)
                       : source->inflation_mean;
}

/* The years of a history: with inflation of its own the row's real returns are
 * kept and put on it. */
static void
take_row(const struct fp_market_path *path, double *returns, double *inflation)
{
    const struct fp_market_source *source = path->source;
    size_t row = fp_market_history_row(path);
    const double *from = source->returns + row * source->n_assets;
    double shock[2] = { 0.0, 0.0 };

    if (source->joint_inflation) {
        for (size_t a = 0; a < source->n_assets; a++)
            returns[a] = from[a];
        *inflation = source->inflation[row];
        return;
    }
    if (source->ar1)
        fp_rng_normal2(path->seed, path->path, (uint32_t)path->t,
                       FP_VARIABLE_INFLATION, shock);
    *inflation = own_inflation(path, shock[0]);
    for (size_t a = 0; a < source->n_assets; a++)
        returns[a] = (1.0 + from[a]) / (1.0 + source->inflation[row]) *
                         (1.0 + *inflation) - 1.0;
}

/* Sampled and fixed years: the model's returns, and inflation beside them. */
static void
take_sample(const struct fp_market_path *path, double *returns,
            double *inflation, struct fp_market_parts *parts)
{
    const struct fp_market_source *source = path->source;
    int lognormal = source->model == FP_MARKET_LOGNORMAL;
    double shock = 0.0, level;

    if (lognormal)
        fp_market_year_lognormal(path, parts->logs, &shock);
    else if (source->model == FP_MARKET_REGIME)
        fp_market_year_chain(path, returns, &shock, &parts->regimes);
    else if (source->model == FP_MARKET_FIXED)
        for (size_t a = 0; a < source->n_assets; a++)
            returns[a] = mean_of(source, path->t, a);
    else
        fp_market_year_student(path, returns, &shock);
    *inflation = own_inflation(path, shock);
    level = source->real ? 1.0 + *inflation : 1.0;
    if (lognormal) {
        const double *growth =
            source->growth + fp_market_growth_row(source, path->t);

        for (size_t a = 0; a < source->n_assets; a++)
            returns[a] = growth[a] * level *
                             (double)fp_exp2_float(parts->logs[a]) - 1.0;
        return;
    }
    for (size_t a = 0; a < source->n_assets; a++)
        returns[a] = (1.0 + returns[a]) * level - 1.0;
}

int
fp_market_is_tilted(const struct fp_market_source *source, int t)
{
    return source->tilted && t < source->plan->market.tilt.years;
}

/* The plan's tilt of year t. */
static void
tilt(const struct fp_market_source *source, int t, double *returns,
     double *inflation)
{
    const struct fp_tilt *by = &source->plan->market.tilt;

    if (!fp_market_is_tilted(source, t))
        return;
    for (size_t a = 0; a < source->n_assets; a++)
        returns[a] = (1.0 + returns[a]) * (1.0 + by->returns[a]) - 1.0;
    *inflation = (1.0 + *inflation) * (1.0 + by->inflation) - 1.0;
}

/* One year; 1 in *drawn when it came from the model and not from the opening.
 */
static void
step(struct fp_market_path *path, double *returns, double *inflation,
     struct fp_market_parts *parts, int *drawn)
{
    const struct fp_market_source *source = path->source;
    size_t t = (size_t)path->t;

    parts->regimes.next = path->regime;
    if (source->sampling.directions > 0 && !path->led) {
        fp_sampling_lead(&source->sampling, path->seed, path->path, 1,
                         path->lead);
        path->led = 1;
    }
    if (source->n_history > 0)
        take_row(path, returns, inflation);
    else
        take_sample(path, returns, inflation, parts);
    path->inflation = *inflation;
    tilt(source, path->t, returns, inflation);
    *drawn = t >= source->n_opening;
    if (!*drawn) {
        for (size_t a = 0; a < source->n_assets; a++)
            returns[a] = source->opening[t * source->n_assets + a];
        *inflation = path->inflation = source->opening_inflation[t];
    }
    path->regime = parts->regimes.next;
    path->t++;
}

void
fp_market_path_year(struct fp_market_path *path, double *returns,
                    double *inflation)
{
    struct fp_market_parts parts;
    int drawn;

    step(path, returns, inflation, &parts, &drawn);
}

/* Brings a new path to year t: by walking where the years before matter. */
static void
bring(const struct fp_market_source *source, uint64_t seed, uint64_t number,
      int t, struct fp_market_path *path)
{
    double returns[FP_PLAN_ASSETS_MAX], inflation;

    fp_market_path_start(source, seed, number, path);
    if (!source->ar1 && source->model != FP_MARKET_REGIME)
        path->t = t;
    while (path->t < t)
        fp_market_path_year(path, returns, &inflation);
}

void
fp_market_draw(const struct fp_market_source *source, uint64_t seed,
               uint64_t number, int t, double *returns, double *inflation)
{
    struct fp_market_path path;

    bring(source, seed, number, t, &path);
    fp_market_path_year(&path, returns, inflation);
}

void
fp_market_draw_months(
    const struct fp_market_source *source, uint64_t seed, uint64_t number,
    int t, double returns[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX],
    double inflation[FP_MARKET_MONTHS])
{
    struct fp_market_path path;

    bring(source, seed, number, t, &path);
    fp_market_path_months(&path, returns, inflation);
}

void
fp_market_path_months(
    struct fp_market_path *path,
    double returns[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX],
    double inflation[FP_MARKET_MONTHS])
{
    const struct fp_market_source *source = path->source;
    struct fp_market_path before = *path;
    struct fp_market_parts parts;
    double year[FP_PLAN_ASSETS_MAX], prices, monthly;
    int drawn;

    step(path, year, &prices, &parts, &drawn);
    monthly = fp_market_twelfth(1.0 + prices) - 1.0;
    for (int m = 0; m < FP_MARKET_MONTHS; m++)
        inflation[m] = monthly;
    if (!drawn || source->n_history > 0 || source->model == FP_MARKET_FIXED)
        fp_market_months_even(source->n_assets, year, returns);
    else if (source->model == FP_MARKET_REGIME)
        fp_market_months_chain(&before, &parts.regimes, year, returns);
    else if (source->model == FP_MARKET_LOGNORMAL)
        fp_market_months_lognormal(&before, parts.logs, path->inflation,
                                   returns);
    else
        fp_market_months_student(&before, year, returns);
}

/* --- expectations --------------------------------------------------------- */

static void
expected_history(const struct fp_market_source *source, double *returns,
                 double *inflation)
{
    double n = (double)source->n_history;

    for (size_t a = 0; a < source->n_assets; a++)
        returns[a] = 0.0;
    *inflation = 0.0;
    for (size_t row = 0; row < source->n_history; row++) {
        const double *from = source->returns + row * source->n_assets;
        double price = source->joint_inflation ? source->inflation[row]
                                               : source->inflation_mean;

        for (size_t a = 0; a < source->n_assets; a++) {
            double one = source->joint_inflation
                             ? from[a]
                             : (1.0 + from[a]) /
                                       (1.0 + source->inflation[row]) *
                                       (1.0 + price) - 1.0;

            returns[a] += one / n;
        }
        *inflation += price / n;
    }
}

void
fp_market_expected(const struct fp_market_source *source, double *returns,
                   double *inflation)
{
    double level = source->real ? 1.0 + source->inflation_mean : 1.0;

    if (source->n_history > 0) {
        expected_history(source, returns, inflation);
        return;
    }
    for (size_t a = 0; a < source->n_assets; a++)
        returns[a] = (1.0 + source->mean[a]) * level - 1.0;
    *inflation = source->inflation_mean;
}

/* Mean-reverting inflation without shocks, in year t. */
static double
expected_inflation(const struct fp_market_source *source, int t)
{
    struct fp_market_path path;
    double pi;

    fp_market_path_start(source, 0, 0, &path);
    pi = path.inflation;
    for (int k = 0; k <= t; k++)
        pi = (size_t)k < source->n_opening ? source->opening_inflation[k]
                                           : next_inflation(source, pi, 0.0);
    return pi;
}

void
fp_market_expected_year(const struct fp_market_source *source, int t,
                        double *returns, double *inflation)
{
    double level, mean_level;

    fp_market_expected(source, returns, inflation);
    if ((size_t)t < source->n_opening) {
        for (size_t a = 0; a < source->n_assets; a++)
            returns[a] = source->opening[(size_t)t * source->n_assets + a];
        *inflation = source->opening_inflation[t];
        return;
    }
    if (source->n_history > 0 && !source->ar1) {
        tilt(source, t, returns, inflation);
        return;
    }
    mean_level = 1.0 + *inflation;
    if (source->ar1)
        *inflation = expected_inflation(source, t);
    level = 1.0 + *inflation;
    for (size_t a = 0; a < source->n_assets; a++) {
        if (source->n_history > 0)
            returns[a] = (1.0 + returns[a]) / mean_level * level - 1.0;
        else
            returns[a] = (1.0 + mean_of(source, t, a)) *
                             (source->real ? level : 1.0) - 1.0;
    }
    tilt(source, t, returns, inflation);
}

double
fp_market_cape(const struct fp_market_source *source, int t)
{
    double mean;

    if (source->n_faded == 0 ||
        !(source->plan->market.conditioning.cape > 0.0))
        return 0.0;
    for (size_t a = 0; a < source->n_assets; a++) {
        if (fp_cma_kind(&source->plan->market, a) != FP_ASSET_STOCK)
            continue;
        mean = 1.0 + mean_of(source, t, a);
        if (!source->real)
            mean /= 1.0 + source->inflation_mean;
        return mean > 1.0 ? 1.0 / (mean - 1.0) : 0.0;
    }
    return 0.0;
}
