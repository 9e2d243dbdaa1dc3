/* Years without memory: lognormal and Student t.
 *
 * Lognormal: `mean` and `sd` are the arithmetic mean and standard deviation of
 * the yearly simple return, so the gross return is exp(m + s z) with
 *   s^2 = ln(1 + sd^2 / (1 + mean)^2),  m = ln(1 + mean) - s^2 / 2.
 * With FP_PARAMETERS_LOG they are mu and s themselves, and m = mu - s^2 / 2.
 * SOURCE: Aitchison & Brown, The Lognormal Distribution (1957), ch. 2.
 *
 * Student t: the simple returns are multivariate t with n degrees of freedom,
 *   r = mean + L z sqrt((n - 2) / w),  w chi-square with n degrees,
 * L the Cholesky factor of their covariance. One w for all assets: bad years
 * are bad for all. Mean and deviation are the stated ones. A loss of more than
 * 99 % counts as 99 %.
 * SOURCE: Kotz & Nadarajah, Multivariate t Distributions and Their
 * Applications (2004), ch. 1. */
#include <math.h>

#include "planning/math/elementary.h"
#include "planning/market/market.h"
#include "planning/market/market_cma.h"
#include "planning/math/rng.h"

#define LEAST_RETURN (-0.99)

enum { CHI_TRIES = 100 };

/* What the valuation says of an asset's mean, on the plan's basis; 0 when it
 * says nothing. Stocks: the real mean is the earnings yield 1 / CAPE. Bonds:
 * the nominal mean is the yield.
 * SOURCE: Campbell & Shiller (1998), Valuation Ratios and the Long-Run Stock
 * Market Outlook, Journal of Portfolio Management 24(2), 11-26, for the yield
 * as a forecast; the arithmetic mean is taken to be that yield. */
static int
conditioned_mean(const struct fp_market *market, size_t asset, double *mean)
{
    const struct fp_conditioning *now = &market->conditioning;
    enum fp_asset_class kind = fp_cma_kind(market, asset);
    int real = market->basis == FP_GROWTH_REAL;

    if (kind == FP_ASSET_STOCK && now->cape > 0.0) {
        *mean = 1.0 / now->cape;
        if (!real)
            *mean = (1.0 + *mean) * (1.0 + market->inflation_mean) - 1.0;
        return 1;
    }
    if (kind == FP_ASSET_BOND && now->has_bond_yield) {
        *mean = now->bond_yield;
        if (real)
            *mean = (1.0 + *mean) / (1.0 + market->inflation_mean) - 1.0;
        return 1;
    }
    return 0;
}

/* Means by year: as the valuations have them in year 0, the long run's from
 * year `years` on, in equal steps between. */
static enum fp_err
fade(struct fp_market_source *source, const double *log_variance,
     struct fp_arena *arena)
{
    const struct fp_market *market = &source->plan->market;
    size_t n = source->n_assets, t, a;
    double *means, *logs;

    if (market->conditioning.years > 0 &&
        (source->model == FP_MARKET_LOGNORMAL ||
         source->model == FP_MARKET_STUDENT_T ||
         source->model == FP_MARKET_FIXED) &&
        (market->conditioning.cape > 0.0 ||
         market->conditioning.has_bond_yield))
        source->n_faded = (size_t)market->conditioning.years;
    means = fp_arena_array(arena, source->n_faded * n + 1, sizeof(*means));
    logs = fp_arena_array(arena, (source->n_faded + 1) * n, sizeof(*logs));
    if (means == NULL || logs == NULL)
        return FP_ENOMEM;
    for (a = 0; a < n; a++) {
        double start = source->mean[a];

        (void)conditioned_mean(market, a, &start);
        for (t = 0; t <= source->n_faded; t++) {
            double mean = source->mean[a];

            if (t < source->n_faded) {
                mean = start + (mean - start) * (double)t /
                                   (double)source->n_faded;
                means[t * n + a] = mean;
            }
            logs[t * n + a] = fp_log(1.0 + mean) - log_variance[a] / 2.0;
        }
    }
    source->faded_mean = means;
    source->faded_log = logs;
    return FP_OK;
}

enum fp_err
fp_market_open_sampled(struct fp_market_source *source, struct fp_arena *arena,
                       struct fp_error *error)
{
    const struct fp_market *market = &source->plan->market;
    double log_variance[FP_PLAN_ASSETS_MAX], sd[FP_CORRELATION_MAX];
    struct fp_matrix given, used = { { { 0.0 } } };
    size_t size, a, i, j;

    for (a = 0; a < source->n_assets; a++) {
        const struct fp_asset *asset = &market->assets[a];
        double ratio = asset->sd / (1.0 + asset->mean);

        source->mean[a] = asset->mean;
        log_variance[a] = fp_log(1.0 + ratio * ratio);
        if (market->parameters == FP_PARAMETERS_LOG) {
            source->mean[a] = fp_exp(asset->mean) - 1.0;
            log_variance[a] = asset->sd * asset->sd;
        }
        source->log_sd[a] = sqrt(log_variance[a]);
        sd[a] = source->model == FP_MARKET_STUDENT_T ? asset->sd
                                                     : source->log_sd[a];
    }
    sd[source->n_assets] = 1.0;
    (void)fp_market_correlations(market, -1, &given, &used, &size);
    for (i = 0; i < size; i++)
        for (j = 0; j < size; j++)
            used.at[i][j] = used.at[i][j] * sd[i] * sd[j];
    if (fp_correlation_cholesky(&used, size, &source->chol) != FP_OK)
        return fp_error_set(error, FP_EINVAL,
                            "the correlations are not positive semidefinite");
    if (fade(source, log_variance, arena) != FP_OK)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    return FP_OK;
}

void
fp_market_normals(const struct fp_market_source *source, uint64_t seed,
                  uint64_t path, int t, uint32_t variable, double *z)
{
    size_t n = source->n_assets + (source->ar1 ? 1 : 0);

    for (size_t a = 0; a < n; a += 2)
        fp_rng_normal2(seed, path, (uint32_t)t, variable + (uint32_t)(a / 2),
                       z + a);
}

double
fp_market_shock(const struct fp_matrix *lower, size_t row, const double *z)
{
    double sum = 0.0;

    for (size_t k = 0; k <= row; k++)
        sum += lower->at[row][k] * z[k];
    return sum;
}

/* Chi-square with `degrees` above 2, twice a gamma variate of shape d + 1/3.
 * SOURCE: Marsaglia & Tsang (2000), A Simple Method for Generating Gamma
 * Variables, ACM Transactions on Mathematical Software 26, 363-372. A try
 * succeeds in more than 95 of 100 cases. */
static double
chi_square(const struct fp_market_path *path, double degrees)
{
    double d = degrees / 2.0 - 1.0 / 3.0, c = 1.0 / sqrt(9.0 * d);

    for (uint32_t i = 0; i < CHI_TRIES; i++) {
        double x[2], u[2], v;

        fp_rng_normal2(path->seed, path->path, (uint32_t)path->t,
                       FP_VARIABLE_CHI + 2 * i, x);
        fp_rng_uniform2(path->seed, path->path, (uint32_t)path->t,
                        FP_VARIABLE_CHI + 2 * i + 1, u);
        v = 1.0 + c * x[0];
        if (v <= 0.0)
            continue;
        v = v * v * v;
        if (fp_log(u[0]) < 0.5 * x[0] * x[0] + d - d * v + d * fp_log(v))
            return 2.0 * d * v;
    }
    return degrees;
}

void
fp_market_year_sampled(const struct fp_market_path *path, double *returns,
                       double *shock)
{
    const struct fp_market_source *source = path->source;
    size_t n = source->n_assets, a, k;
    size_t row = (size_t)path->t < source->n_faded ? (size_t)path->t
                                                   : source->n_faded;
    double z[FP_CORRELATION_MAX + 1], degrees, scale;

    fp_market_normals(source, path->seed, path->path, path->t,
                      FP_VARIABLE_ASSETS, z);
    if (source->ar1)
        *shock = fp_market_shock(&source->chol, n, z);
    if (source->model == FP_MARKET_LOGNORMAL) {
        for (a = 0; a < n; a++) {
            double x = source->faded_log[row * n + a];

            for (k = 0; k <= a; k++)
                x += source->chol.at[a][k] * z[k];
            returns[a] = fp_exp(x) - 1.0;
        }
        return;
    }
    degrees = source->plan->market.degrees_of_freedom;
    scale = sqrt((degrees - 2.0) / chi_square(path, degrees));
    for (a = 0; a < n; a++) {
        double mean = row < source->n_faded ? source->faded_mean[row * n + a]
                                            : source->mean[a];

        returns[a] = mean + scale * fp_market_shock(&source->chol, a, z);
        if (returns[a] < LEAST_RETURN)
            returns[a] = LEAST_RETURN;
    }
}
