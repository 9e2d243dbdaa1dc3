/* Yearly returns and inflation along one path, under each market model.
 * Private to planning/. A market is immutable once built; drawing from it is
 * pure and may be done by any number of threads. */
#ifndef FP_PLANNING_MARKET_H
#define FP_PLANNING_MARKET_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "planning/history.h"
#include "planning/plan.h"

struct fp_market_source {
    const struct fp_plan *plan;
    enum fp_market_model model;
    size_t n_assets;
    int years;                      /* of the plan (or window) */
    /* Sampled and fixed markets. */
    double log_mean[FP_PLAN_ASSETS_MAX];
    double chol[FP_PLAN_ASSETS_MAX][FP_PLAN_ASSETS_MAX]; /* lower triangle of
                                     * the covariance of log returns */
    double mean[FP_PLAN_ASSETS_MAX];
    int real;                       /* returns above are real */
    double inflation_mean;
    /* Markets from history. */
    size_t n_history;               /* years used */
    int history_first;              /* calendar year of row 0 */
    const double *returns;          /* [n_history][n_assets] nominal */
    const double *inflation;        /* [n_history] */
    int joint_inflation;            /* 0: real returns on fixed inflation */
    uint64_t windows;               /* full windows of `years` years */
};

/* Builds the source for plan over windows of `years` years. history may be
 * NULL when neither the model nor `model_override` needs it.
 *   model  the plan's, or FP_MARKET_HISTORICAL for a backtest
 * FP_EINVAL: an asset that the history lacks, missing values, too few years;
 * error names them. */
enum fp_err fp_market_open(const struct fp_plan *plan,
                           const struct fp_history *history,
                           enum fp_market_model model, int years,
                           struct fp_arena *arena,
                           struct fp_market_source *source,
                           struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 5, 6);

/* The market of year t (0..) on one path:
 *   returns[n_assets]  nominal simple returns
 *   *inflation         of the year
 * A historical market takes path as the number of its window. */
void fp_market_draw(const struct fp_market_source *source, uint64_t seed,
                    uint64_t path, int t, double *returns, double *inflation)
    FP_NONNULL(1, 5, 6);

/* The expected market of a year: every asset and inflation at its mean. */
void fp_market_expected(const struct fp_market_source *source, double *returns,
                        double *inflation) FP_NONNULL(1, 2, 3);

/* Lower Cholesky factor of a symmetric positive semidefinite matrix; rows
 * without remaining variance become zero. FP_EDOM when it is not positive
 * semidefinite (tolerance 1e-9 of the diagonal). */
enum fp_err fp_market_cholesky(
    const double matrix[FP_PLAN_ASSETS_MAX][FP_PLAN_ASSETS_MAX], size_t n,
    double lower[FP_PLAN_ASSETS_MAX][FP_PLAN_ASSETS_MAX]) FP_MUST_CHECK;

#endif
