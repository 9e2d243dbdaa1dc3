/* Months of a year. */
#include "planning/math/elementary.h"
#include "planning/market/market.h"

#include <math.h>

#define ROOT_OF_TWELVE 3.4641016151377544

void
fp_market_months_even(size_t n_assets, const double *year,
                      double returns[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX])
{
    for (size_t a = 0; a < n_assets; a++) {
        double gross = 1.0 + year[a];
        double month = gross > 0.0 ? fp_exp(fp_log(gross) / FP_MARKET_MONTHS)
                                   : 0.0;

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

/* With e_1 … e_12 independent N(0, S / 12) and the year's log return y,
 * y / 12 + e_m - mean(e) are independent N(y's mean / 12, S / 12) given
 * nothing, and add up to y: the Brownian bridge. Student t: the same with the
 * deviation of its log return; the year's own factor moves their sum. */
void
fp_market_months_sampled(const struct fp_market_path *path, const double *year,
                         double returns[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX])
{
    const struct fp_market_source *source = path->source;
    double z[FP_CORRELATION_MAX + 1];

    for (uint32_t m = 0; m < FP_MARKET_MONTHS; m++) {
        fp_market_normals(source, path->seed, path->path, path->t,
                          FP_VARIABLE_MONTH + 16 * m, z);
        for (size_t a = 0; a < source->n_assets; a++) {
            returns[m][a] =
                fp_market_shock(&source->chol, a, z) / ROOT_OF_TWELVE;
            if (source->model == FP_MARKET_STUDENT_T)
                returns[m][a] /= 1.0 + source->mean[a];
        }
    }
    settle(source->n_assets, year, returns);
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
    double z[FP_CORRELATION_MAX + 1];
    size_t a;

    for (uint32_t m = 0; m < FP_MARKET_MONTHS; m++) {
        unsigned k = regimes->month[m];

        fp_market_normals(source, path->seed, path->path, path->t,
                          FP_VARIABLE_MONTH + 16 * m, z);
        for (a = 0; a < source->n_assets; a++) {
            returns[m][a] = fp_market_shock(&chain->chol[k], a, z);
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
