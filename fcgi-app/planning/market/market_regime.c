/* Regimes: a Markov chain decides which lognormal law a month (or a year) has.
 *
 * A year's log return is the sum of its months', N(S_k m_k, S_k C_k) for the
 * S_k months in regime k, independent between regimes; so a year needs one set
 * of normals a regime, not one a month.
 *
 * Built in: Hardy's two regimes of monthly stock returns. For each stock the
 * monthly log return is moved and scaled, b x + c, so that the yearly simple
 * return has the plan's mean and deviation in the long run; other assets have
 * the plan's lognormal law in both regimes.
 * SOURCE: Hardy (2001), A Regime-Switching Model of Long-Term Stock Returns,
 * North American Actuarial Journal 5(2), 41-53: maximum likelihood, S&P 500
 * total return, months of 1956-1999. */
#include "planning/market/market.h"

#include <math.h>

#include "planning/math/elementary.h"
#include "planning/market/market_cma.h"
#include "planning/math/rng.h"

static const struct {
    double mean, sd, leave;
} hardy[2] = { { 0.0126, 0.0350, 0.0398 }, { -0.0185, 0.0748, 0.3798 } };

enum { SQUARINGS = 60, HALVINGS = 200 };

/* (I + P) / 2 has the stationary shares of P and no periods, so its powers
 * converge for every chain; squaring reaches the power 2^60. */
void
fp_market_stationary(const double to[FP_REGIMES_MAX][FP_REGIMES_MAX], size_t n,
                     double shares[FP_REGIMES_MAX])
{
    double power[FP_REGIMES_MAX][FP_REGIMES_MAX];

    for (size_t k = 0; k < n; k++)
        for (size_t j = 0; j < n; j++)
            power[k][j] = (to[k][j] + (k == j ? 1.0 : 0.0)) / 2.0;
    for (int i = 0; i < SQUARINGS; i++) {
        double next[FP_REGIMES_MAX][FP_REGIMES_MAX] = { { 0.0 } };

        for (size_t k = 0; k < n; k++)
            for (size_t j = 0; j < n; j++)
                for (size_t l = 0; l < n; l++)
                    next[k][j] += power[k][l] * power[l][j];
        for (size_t k = 0; k < n; k++) {
            double sum = 0.0;

            for (size_t j = 0; j < n; j++)
                sum += next[k][j];
            for (size_t j = 0; j < n; j++)
                power[k][j] = next[k][j] / sum;
        }
    }
    for (size_t j = 0; j < n; j++) {
        shares[j] = 0.0;
        for (size_t k = 0; k < n; k++)
            shares[j] += power[k][j] / (double)n;
    }
}

/* E(exp(u Y)) for the log return Y of a year that starts with the shares:
 * months of N(mean[k], variance[k]) along the chain. */
static double
year_moment(const struct fp_market_chain *chain, const double *shares,
            const double *mean, const double *variance, double u)
{
    double now[FP_REGIMES_MAX], sum = 0.0;
    int steps = chain->monthly ? FP_MARKET_MONTHS : 1;
    double months = FP_MARKET_MONTHS / steps;

    for (size_t k = 0; k < chain->n; k++)
        now[k] = shares[k];
    for (int i = 0; i < steps; i++) {
        double next[FP_REGIMES_MAX] = { 0.0 };

        for (size_t k = 0; k < chain->n; k++)
            for (size_t j = 0; j < chain->n; j++)
                next[j] += now[k] * chain->to[k][j] *
                           fp_exp(months * (u * mean[k] +
                                            u * u * variance[k] / 2.0));
        for (size_t k = 0; k < chain->n; k++)
            now[k] = next[k];
    }
    for (size_t k = 0; k < chain->n; k++)
        sum += now[k];
    return sum;
}

/* Lognormal moments of a month from those of a year. */
static void
month_of_year(double mean, double sd, double *log_mean, double *log_sd)
{
    double ratio = sd / (1.0 + mean);
    double variance = fp_log(1.0 + ratio * ratio);

    *log_mean = (fp_log(1.0 + mean) - variance / 2.0) / FP_MARKET_MONTHS;
    *log_sd = sqrt(variance / FP_MARKET_MONTHS);
}

/* b and c of a stock with this yearly mean and deviation. The relative
 * variance of exp(b Y) rises with b from 0. */
static void
fit_hardy(struct fp_market_chain *chain, const double *shares, size_t asset,
          const struct fp_asset *stated, double sd[FP_REGIMES_MAX])
{
    double mean[2] = { hardy[0].mean, hardy[1].mean };
    double variance[2] = { hardy[0].sd * hardy[0].sd,
                           hardy[1].sd * hardy[1].sd };
    double ratio = stated->sd / (1.0 + stated->mean);
    double wanted = 1.0 + ratio * ratio, low = 0.0, high = 64.0, b = 0.0, c;

    for (int i = 0; i < HALVINGS && high - low > 1e-13; i++) {
        double once, twice;

        b = (low + high) / 2.0;
        once = year_moment(chain, shares, mean, variance, b);
        twice = year_moment(chain, shares, mean, variance, 2.0 * b);
        /* Beyond what a double holds is too much. */
        if (!isfinite(twice) || twice / once / once > wanted)
            high = b;
        else
            low = b;
    }
    b = low;
    c = fp_log((1.0 + stated->mean) /
               year_moment(chain, shares, mean, variance, b)) /
        FP_MARKET_MONTHS;
    for (int k = 0; k < 2; k++) {
        chain->log_mean[k][asset] = b * hardy[k].mean + c;
        sd[k] = b * hardy[k].sd;
    }
}

static void
take_transitions(const struct fp_market *market, struct fp_market_chain *chain)
{
    chain->n = market->n_regimes;
    chain->monthly = market->regime_monthly;
    for (size_t k = 0; k < chain->n; k++)
        for (size_t j = 0; j < chain->n; j++)
            chain->to[k][j] = market->transition[k][j];
    if (chain->n > 0)
        return;
    chain->n = 2;
    chain->monthly = 1;
    for (int k = 0; k < 2; k++) {
        chain->to[k][1 - k] = hardy[k].leave;
        chain->to[k][k] = 1.0 - hardy[k].leave;
    }
}

/* Cholesky factor of regime k's monthly covariance; inflation's shock keeps
 * its correlations with the assets and has a variance of one a year, which it
 * is drawn with in the regime that the year starts in. */
static enum fp_err
factor(const struct fp_market *market, size_t k,
       double sd[FP_PLAN_ASSETS_MAX][FP_REGIMES_MAX],
       struct fp_market_chain *chain)
{
    struct fp_matrix given, used;
    size_t n, i, j;

    (void)fp_market_correlations(market, market->n_regimes > 0 ? (int)k : -1,
                                 &given, &used, &n);
    for (i = 0; i < n; i++)
        for (j = 0; j < n; j++)
            used.at[i][j] *= (i < market->n_assets ? sd[i][k] : 1.0) *
                             (j < market->n_assets ? sd[j][k] : 1.0);
    return fp_correlation_cholesky(&used, n, &chain->chol[k]);
}

enum fp_err
fp_market_open_chain(struct fp_market_source *source, struct fp_arena *arena,
                     struct fp_error *error)
{
    const struct fp_market *market = &source->plan->market;
    struct fp_market_chain *chain = fp_arena_alloc(arena, sizeof(*chain));
    double sd[FP_PLAN_ASSETS_MAX][FP_REGIMES_MAX], shares[FP_REGIMES_MAX];
    size_t a, k;

    if (chain == NULL)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    *chain = (struct fp_market_chain){ 0 };
    take_transitions(market, chain);
    fp_market_stationary(chain->to, chain->n, shares);
    for (a = 0; a < source->n_assets; a++) {
        const struct fp_asset *asset = &market->assets[a];

        if (market->n_regimes == 0 && asset->sd > 0.0 &&
            fp_cma_kind(market, a) == FP_ASSET_STOCK) {
            fit_hardy(chain, shares, a, asset, sd[a]);
            continue;
        }
        for (k = 0; k < chain->n; k++)
            month_of_year(
                market->n_regimes == 0 ? asset->mean
                                       : market->regimes[k].means[a],
                market->n_regimes == 0 ? asset->sd : market->regimes[k].sds[a],
                &chain->log_mean[k][a], &sd[a][k]);
    }
    for (k = 0; k < chain->n; k++) {
        chain->start[k] = shares[k];
        if (market->start_regime > 0)
            chain->start[k] = (size_t)market->start_regime == k + 1;
        if (factor(market, k, sd, chain) != FP_OK)
            return fp_error_set(error, FP_EINVAL,
                                "the correlations of a regime are not "
                                "positive semidefinite");
    }
    source->chain = chain;
    for (a = 0; a < source->n_assets; a++) {
        double mean[FP_REGIMES_MAX], variance[FP_REGIMES_MAX];

        for (k = 0; k < chain->n; k++) {
            mean[k] = chain->log_mean[k][a];
            variance[k] = sd[a][k] * sd[a][k];
        }
        source->mean[a] =
            year_moment(chain, shares, mean, variance, 1.0) - 1.0;
    }
    return FP_OK;
}

double
fp_market_chain_sd(const struct fp_market_source *source, size_t asset)
{
    const struct fp_market_chain *chain = source->chain;
    double mean[FP_REGIMES_MAX], variance[FP_REGIMES_MAX];
    double shares[FP_REGIMES_MAX], once, twice;

    fp_market_stationary(chain->to, chain->n, shares);
    for (size_t k = 0; k < chain->n; k++) {
        mean[k] = chain->log_mean[k][asset];
        variance[k] = 0.0;
        for (size_t j = 0; j <= asset; j++)
            variance[k] +=
                chain->chol[k].at[asset][j] * chain->chol[k].at[asset][j];
    }
    once = year_moment(chain, shares, mean, variance, 1.0);
    twice = year_moment(chain, shares, mean, variance, 2.0) - once * once;
    return twice > 0.0 ? sqrt(twice) : 0.0;
}

/* The regime that a uniform draws from these probabilities. */
static int
pick(const double *probabilities, size_t n, double u)
{
    size_t k = 0;

    while (k + 1 < n && u >= probabilities[k])
        u -= probabilities[k++];
    return (int)k;
}

/* The regimes of the year's months, and that of the next year. */
static void
walk(const struct fp_market_path *path, struct fp_market_regimes *out)
{
    const struct fp_market_chain *chain = path->source->chain;
    int now = path->regime;
    double u[2];

    if (now < 0) {
        fp_rng_uniform2(path->seed, path->path, 0, FP_VARIABLE_CHAIN + 16, u);
        now = pick(chain->start, chain->n, u[0]);
    }
    for (size_t k = 0; k < FP_REGIMES_MAX; k++)
        out->months[k] = 0;
    for (int m = 0; m < FP_MARKET_MONTHS; m++) {
        out->month[m] = (unsigned char)now;
        out->months[now]++;
        if (!chain->monthly && m + 1 < FP_MARKET_MONTHS)
            continue;
        if (m % 2 == 0 || !chain->monthly)
            fp_rng_uniform2(path->seed, path->path, (uint32_t)path->t,
                            FP_VARIABLE_CHAIN + (uint32_t)m / 2, u);
        now = pick(chain->to[now], chain->n, u[m % 2]);
    }
    out->next = now;
}

void
fp_market_year_chain(const struct fp_market_path *path, double *returns,
                     double *shock, struct fp_market_regimes *regimes)
{
    const struct fp_market_source *source = path->source;
    const struct fp_market_chain *chain = source->chain;
    float z[FP_NORMALS_MAX];
    size_t n = source->n_assets, a, k;

    walk(path, regimes);
    for (a = 0; a < n; a++)
        returns[a] = 0.0;
    for (k = 0; k < chain->n; k++) {
        double root = sqrt((double)regimes->months[k]);

        if (regimes->months[k] == 0)
            continue;
        fp_market_normals(path, FP_VARIABLE_REGIME + 16 * (uint32_t)k,
                          n + (source->ar1 ? 1 : 0), z);
        for (a = 0; a < n; a++) {
            regimes->part[k][a] =
                root * fp_market_shock(&chain->chol[k], a, z);
            returns[a] += regimes->months[k] * chain->log_mean[k][a] +
                          regimes->part[k][a];
        }
        if (source->ar1 && k == regimes->month[0])
            *shock = fp_market_shock(&chain->chol[k], n, z);
    }
    for (a = 0; a < n; a++)
        returns[a] = fp_exp(returns[a]) - 1.0;
}
