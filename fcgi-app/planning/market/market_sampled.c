/* Years without memory: lognormal and Student t.
 *
 * Lognormal: `mean` and `sd` are the arithmetic mean and standard deviation of
 * the yearly simple return, so the gross return is exp(m + s z) with
 *   s^2 = ln(1 + sd^2 / (1 + mean)^2),  m = ln(1 + mean) - s^2 / 2.
 * With FP_PARAMETERS_LOG they are mu and s themselves, and m = mu - s^2 / 2.
 * exp(m) is in double precision, s z and its power in single: in powers of two,
 * so that the reduction of the power's argument is exact. An asset that does
 * not vary is exact.
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
#define PER_LN2 1.4426950408889634          /* 1 / ln 2 */
#define ROOT_OF_TWELFTH 0.28867513459481288 /* sqrt(1 / 12) */

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
 * year `years` on, in equal steps between; and what the log returns' means
 * multiply money by in a year and in a month. */
static enum fp_err
fade(struct fp_market_source *source, const double *log_variance,
     struct fp_arena *arena)
{
    const struct fp_market *market = &source->plan->market;
    size_t n = source->n_assets, t, a;
    double *means, *growth, *growth_month;

    if (market->conditioning.years > 0 &&
        (source->model == FP_MARKET_LOGNORMAL ||
         source->model == FP_MARKET_STUDENT_T ||
         source->model == FP_MARKET_FIXED) &&
        (market->conditioning.cape > 0.0 ||
         market->conditioning.has_bond_yield))
        source->n_faded = (size_t)market->conditioning.years;
    means = fp_arena_array(arena, source->n_faded * n + 1, sizeof(*means));
    growth = fp_arena_array(arena, (source->n_faded + 1) * n, sizeof(*growth));
    growth_month = fp_arena_array(arena, (source->n_faded + 1) * n,
                                  sizeof(*growth_month));
    if (means == NULL || growth == NULL || growth_month == NULL)
        return FP_ENOMEM;
    for (a = 0; a < n; a++) {
        double start = source->mean[a];

        (void)conditioned_mean(market, a, &start);
        for (t = 0; t <= source->n_faded; t++) {
            double mean = source->mean[a], log_mean;

            if (t < source->n_faded) {
                mean = start + (mean - start) * (double)t /
                                   (double)source->n_faded;
                means[t * n + a] = mean;
            }
            log_mean = fp_log(1.0 + mean) - log_variance[a] / 2.0;
            growth[t * n + a] = fp_exp(log_mean);
            growth_month[t * n + a] = fp_exp(log_mean / FP_MARKET_MONTHS);
        }
    }
    source->faded_mean = means;
    source->growth = growth;
    source->growth_month = growth_month;
    return FP_OK;
}

#define NORMAL_MOST 7.0  /* rng.h, sampling.h */
#define YEAR_MOST 60.0   /* then a month's part of the year is 60 / 12, … */
#define MONTH_MOST 50.0  /* … less the mean of the months, and a month: 105 */

/* Whether the largest powers of two can come near those of the largest
 * floats: the walks of sampling.h add at most a normal for each year. */
static int
is_bounded(const struct fp_market_source *source)
{
    double normals = sqrt((double)source->n_assets + 1.0) +
                     sqrt((double)source->years);

    for (size_t a = 0; a < source->n_assets; a++) {
        double year = 0.0, month = 0.0;

        for (size_t k = 0; k <= a; k++) {
            year += fabs((double)source->factor[a][k]);
            month += fabs((double)source->factor_month[a][k]);
        }
        if (!(year * NORMAL_MOST * normals <= YEAR_MOST &&
              month * NORMAL_MOST <= MONTH_MOST))
            return 0;
    }
    return 1;
}

/* The factor in single precision and powers of two, and a twelfth of the
 * variance for months. */
static void
round_factor(struct fp_market_source *source)
{
    for (size_t a = 0; a < source->n_assets; a++)
        for (size_t k = 0; k <= a; k++) {
            double log2_sd = source->chol.at[a][k] * PER_LN2;

            source->factor[a][k] = (float)log2_sd;
            source->factor_month[a][k] = (float)(log2_sd * ROOT_OF_TWELFTH);
        }
    source->bounded = is_bounded(source);
}

/* Prepares the sampling that the plan asks for, where years are made of
 * normals without memory. */
static enum fp_err
spread(struct fp_market_source *source, struct fp_arena *arena)
{
    enum fp_sampler asked = source->plan->market.sampler;

    if (source->model != FP_MARKET_LOGNORMAL &&
        source->model != FP_MARKET_STUDENT_T)
        asked = FP_SAMPLER_PLAIN;
    return fp_sampling_open(asked, (size_t)source->years, source->n_assets,
                            source->n_assets + (source->ar1 ? 1 : 0),
                            &source->chol, arena, &source->sampling);
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
    round_factor(source);
    if (fade(source, log_variance, arena) != FP_OK ||
        spread(source, arena) != FP_OK)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    return FP_OK;
}

void
fp_market_normals(const struct fp_market_path *path, uint32_t variable,
                  size_t n, float *z)
{
    for (size_t k = 0; k < n; k += 4)
        fp_rng_normal4(path->seed, path->path, (uint32_t)path->t,
                       variable + (uint32_t)(k / 4), z + k);
    for (size_t k = 0; path->mirrored && k < n; k++)
        z[k] = -z[k];
}

void
fp_market_year_normals(const struct fp_market_path *path, float *z)
{
    const struct fp_market_source *source = path->source;

    fp_market_normals(path, FP_VARIABLE_ASSETS,
                      source->n_assets + (source->ar1 ? 1 : 0), z);
    fp_sampling_apply(&source->sampling, (size_t)path->t, path->lead, z);
}

double
fp_market_shock(const struct fp_matrix *lower, size_t row, const float *z)
{
    double sum = 0.0;

    for (size_t k = 0; k <= row; k++)
        sum += lower->at[row][k] * (double)z[k];
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
fp_market_year_lognormal(const struct fp_market_path *path, float *logs,
                         double *shock)
{
    const struct fp_market_source *source = path->source;
    float z[FP_NORMALS_MAX];

    fp_market_year_normals(path, z);
    if (source->ar1)
        *shock = fp_market_shock(&source->chol, source->n_assets, z);
    for (size_t a = 0; a < source->n_assets; a++) {
        logs[a] = source->factor[a][0] * z[0];
        for (size_t k = 1; k <= a; k++)
            logs[a] = logs[a] + source->factor[a][k] * z[k];
    }
}

size_t
fp_market_growth_row(const struct fp_market_source *source, int t)
{
    size_t row = (size_t)t < source->n_faded ? (size_t)t : source->n_faded;

    return row * source->n_assets;
}

void
fp_market_year_student(const struct fp_market_path *path, double *returns,
                       double *shock)
{
    const struct fp_market_source *source = path->source;
    size_t n = source->n_assets, row = (size_t)path->t;
    double degrees = source->plan->market.degrees_of_freedom;
    double scale = sqrt((degrees - 2.0) / chi_square(path, degrees));
    float z[FP_NORMALS_MAX];

    fp_market_year_normals(path, z);
    if (source->ar1)
        *shock = fp_market_shock(&source->chol, n, z);
    for (size_t a = 0; a < n; a++) {
        double mean = row < source->n_faded ? source->faded_mean[row * n + a]
                                            : source->mean[a];

        returns[a] = mean + scale * fp_market_shock(&source->chol, a, z);
        if (returns[a] < LEAST_RETURN)
            returns[a] = LEAST_RETURN;
    }
}
