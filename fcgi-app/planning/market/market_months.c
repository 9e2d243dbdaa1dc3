/* Months of a year. */
#include "planning/math/elementary.h"
#include "planning/market/market.h"

#include <math.h>
#include <string.h>

#define ROOT_OF_TWELVE 3.4641016151377544

double
fp_market_twelfth(double gross)
{
    return gross > 0.0 ? fp_exp(fp_log(gross) / FP_MARKET_MONTHS) : 0.0;
}

void
fp_market_months_even(size_t n_assets, const double *year,
                      double returns[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX])
{
    for (size_t a = 0; a < n_assets; a++) {
        double month = fp_market_twelfth(1.0 + year[a]);

        for (int m = 0; m < FP_MARKET_MONTHS; m++)
            returns[m][a] = month - 1.0;
    }
}

/* Turns log returns above the year's average into returns that compound to the
 * year's. */
static void
settle(size_t n_assets, const double *year,
       double returns[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX])
{
    for (size_t a = 0; a < n_assets; a++) {
        double gross = 1.0 + year[a], sum = 0.0, log_month;

        for (int m = 0; m < FP_MARKET_MONTHS; m++)
            sum += returns[m][a];
        log_month = (fp_log(gross > 1e-12 ? gross : 1e-12) - sum) /
                    FP_MARKET_MONTHS;
        for (int m = 0; m < FP_MARKET_MONTHS; m++)
            returns[m][a] = fp_exp(log_month + returns[m][a]) - 1.0;
    }
}

/* The months' normals: those of an asset lie n_assets apart. Where years come
 * from Sobol points four paths take the same ones in turns. */
static void
month_normals(const struct fp_market_path *path, float *z)
{
    size_t n = FP_MARKET_MONTHS * path->source->n_assets;
    struct fp_market_path drawn = *path;
    float exchanged[FP_MARKET_MONTHS * FP_PLAN_ASSETS_MAX];
    int turn = 0;

    if (path->source->sampling.directions > 0)
        drawn.path = fp_sampling_months_of(path->path, &turn);
    fp_market_normals(&drawn, FP_VARIABLE_MONTH, n, z);
    if (turn >= 2) {
        fp_sampling_exchange(z, n, exchanged);
        memcpy(z, exchanged, n * sizeof(*z));
    }
    for (size_t k = 0; turn % 2 == 1 && k < n; k++)
        z[k] = -z[k];
}

/* With e_1 … e_12 independent N(0, S / 12) and the year's log return y,
 * y / 12 + e_m - mean(e) are independent N(y's mean / 12, S / 12) given
 * nothing, and add up to y: the Brownian bridge. */
void
fp_market_months_lognormal(
    const struct fp_market_path *path, const float *logs, double inflation,
    double returns[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX])
{
    const struct fp_market_source *source = path->source;
    size_t n = source->n_assets;
    const double *growth =
        source->growth_month + fp_market_growth_row(source, path->t);
    double level = source->real ? fp_market_twelfth(1.0 + inflation) : 1.0;
    float z[FP_MARKET_MONTHS * FP_PLAN_ASSETS_MAX];

    month_normals(path, z);
    for (size_t a = 0; a < n; a++) {
        double always = growth[a] * level;
        float e[FP_MARKET_MONTHS], sum = 0.0f;

        for (size_t m = 0; m < FP_MARKET_MONTHS; m++) {
            e[m] = source->factor_month[a][0] * z[m * n];
            for (size_t k = 1; k <= a; k++)
                e[m] = e[m] + source->factor_month[a][k] * z[m * n + k];
            sum = sum + e[m];
        }
        always *= fp_exp2_double((logs[a] - sum) * (1.0f / FP_MARKET_MONTHS));
        if (fp_market_is_tilted(source, path->t))
            always *= source->tilt_month[a];
        for (size_t m = 0; m < FP_MARKET_MONTHS; m++)
            returns[m][a] = always * (double)fp_exp2_float(e[m]) - 1.0;
    }
}

/* The same bridge with the deviation of the log return; the year's own factor
 * moves their sum. */
void
fp_market_months_student(const struct fp_market_path *path, const double *year,
                         double returns[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX])
{
    const struct fp_market_source *source = path->source;
    size_t n = source->n_assets;
    float z[FP_MARKET_MONTHS * FP_PLAN_ASSETS_MAX];

    month_normals(path, z);
    for (size_t m = 0; m < FP_MARKET_MONTHS; m++)
        for (size_t a = 0; a < n; a++)
            returns[m][a] = fp_market_shock(&source->chol, a, z + m * n) /
                            ROOT_OF_TWELVE / (1.0 + source->mean[a]);
    settle(n, year, returns);
}

/* The bridge within each regime: its months add up to what the regime gave. */
void
fp_market_months_chain(const struct fp_market_path *path,
                       const struct fp_market_regimes *regimes,
                       const double *year,
                       double returns[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX])
{
    const struct fp_market_source *source = path->source;
    const struct fp_market_chain *chain = source->chain;
    double sums[FP_REGIMES_MAX][FP_PLAN_ASSETS_MAX] = { { 0.0 } };
    float z[FP_MARKET_MONTHS * FP_PLAN_ASSETS_MAX];
    size_t a;

    month_normals(path, z);
    for (size_t m = 0; m < FP_MARKET_MONTHS; m++) {
        unsigned k = regimes->month[m];

        for (a = 0; a < source->n_assets; a++) {
            returns[m][a] = fp_market_shock(&chain->chol[k], a,
                                            z + m * source->n_assets);
            sums[k][a] += returns[m][a];
        }
    }
    for (int m = 0; m < FP_MARKET_MONTHS; m++) {
        unsigned k = regimes->month[m];

        for (a = 0; a < source->n_assets; a++)
            returns[m][a] += chain->log_mean[k][a] +
                             (regimes->part[k][a] - sums[k][a]) /
                                 regimes->months[k];
    }
    settle(source->n_assets, year, returns);
}
