/* Yearly and monthly returns and inflation along a path, under each market
 * model. Private to planning/. A market is immutable once built; drawing from
 * it is pure, allocates nothing and may be done by any number of threads: a
 * draw is a function of (seed, path, year) alone.
 *
 *     struct fp_market_source source;      once, with an arena
 *     fp_market_open(plan, history, plan->market.model, years, arena,
 *                    &source, &error);
 *     struct fp_market_path path;          for each path
 *     fp_market_path_start(&source, seed, number, &path);
 *     for (t = 0; t < years; t++)
 *         fp_market_path_year(&path, returns, &inflation); */
#ifndef FP_PLANNING_MARKET_H
#define FP_PLANNING_MARKET_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "planning/market/correlation.h"
#include "planning/market/history.h"
#include "planning/market/sampling.h"
#include "planning/plan.h"

enum { FP_MARKET_MONTHS = 12 };

#define FP_DEFLATION_MAX (-0.5) /* mean-reverting inflation stays above */

/* The chain over regimes. Moments are those of a month's log returns. */
struct fp_market_chain {
    size_t n;                       /* regimes */
    int monthly;                    /* 0: the chain moves once a year */
    double to[FP_REGIMES_MAX][FP_REGIMES_MAX]; /* probabilities */
    double start[FP_REGIMES_MAX];   /* of the first year */
    double log_mean[FP_REGIMES_MAX][FP_PLAN_ASSETS_MAX];
    struct fp_matrix chol[FP_REGIMES_MAX]; /* of the covariance; the row and
                                     * column n_assets are inflation's shock */
};

struct fp_market_source {
    const struct fp_plan *plan;
    enum fp_market_model model;
    size_t n_assets;
    int years;                      /* of the plan (or window) */
    /* Sampled and fixed markets. */
    int real;                       /* returns below are real */
    double mean[FP_PLAN_ASSETS_MAX]; /* arithmetic, in the long run */
    double log_sd[FP_PLAN_ASSETS_MAX];
    struct fp_matrix chol;          /* of the covariance of log returns (of
                                     * returns: Student t); row and column
                                     * n_assets are inflation's shock */
    size_t n_faded;                 /* years whose means are conditioned */
    const double *faded_mean;       /* [n_faded][n_assets] arithmetic */
    const double *growth;           /* [n_faded + 1][n_assets] exp(m), m the
                                     * mean of the year's log return; the last
                                     * row is for ever */
    const double *growth_month;     /* the same of a month */
    float factor[FP_PLAN_ASSETS_MAX][FP_PLAN_ASSETS_MAX]; /* chol / ln 2 */
    float factor_month[FP_PLAN_ASSETS_MAX][FP_PLAN_ASSETS_MAX];
    int bounded;                    /* no sample's power of two is beyond what
                                     * lane_exp2f_within takes */
    struct fp_sampling sampling;    /* how paths are spread */
    const struct fp_market_chain *chain; /* regime markets */
    /* Inflation. */
    double inflation_mean;
    int joint_inflation;            /* of the history's rows */
    int ar1;
    int tilted;                     /* by the plan's tilt */
    double tilt_month[FP_PLAN_ASSETS_MAX]; /* a month's part of its factor */
    /* Markets from history. */
    size_t n_history;               /* years used */
    int history_first;              /* calendar year of row 0 */
    const double *returns;          /* [n_history][n_assets] nominal */
    const double *inflation;        /* [n_history] */
    uint64_t windows;               /* full windows of `years` years */
    /* The first years of every path, whatever the model. */
    size_t n_opening;
    const double *opening;          /* [n_opening][n_assets] nominal */
    const double *opening_inflation; /* [n_opening] */
};

/* Where a path stands. */
struct fp_market_path {
    const struct fp_market_source *source;
    uint64_t seed, path;
    int t;                          /* the year that comes next */
    int regime;                     /* at its start */
    double inflation;               /* of the year before (ar1), not tilted */
    int mirrored;                   /* 1: normals change sign (antithetic) */
    int led;                        /* 1: lead holds the path's walks */
    float lead[FP_SAMPLING_DIRECTIONS * FP_SAMPLING_YEARS];
};

/* Builds the source for plan over windows of `years` years. history may be
 * NULL when the model needs none or the plan has a series.
 *   model  the plan's, or FP_MARKET_HISTORICAL for a backtest
 * Correlations that no returns can have are taken as the nearest ones that
 * they can (fp_market_correlations); validation warns of it.
 * FP_EINVAL: an asset that the history lacks, missing values, too few years;
 * error names them. */
enum fp_err fp_market_open(const struct fp_plan *plan,
                           const struct fp_history *history,
                           enum fp_market_model model, int years,
                           struct fp_arena *arena,
                           struct fp_market_source *source,
                           struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 5, 6);

/* The path numbered `path`; a historical market takes it as its window. */
void fp_market_path_start(const struct fp_market_source *source,
                          uint64_t seed, uint64_t path,
                          struct fp_market_path *out) FP_NONNULL(1, 4);

/* The path's next year:
 *   returns[n_assets]  nominal simple returns
 *   *inflation         of the year */
void fp_market_path_year(struct fp_market_path *path, double *returns,
                         double *inflation) FP_NONNULL(1, 2, 3);

/* The path's next year by months. The months compound to what
 * fp_market_path_year gives, to double precision's rounding; a lognormal
 * market's returns to single precision's (1e-6). Sampled markets: the months' log
 * returns are independent with a twelfth of the year's mean and variance, so
 * that the year has the law it always has; inflation, and years out of a
 * history or fixed, are spread evenly. */
void fp_market_path_months(
    struct fp_market_path *path,
    double returns[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX],
    double inflation[FP_MARKET_MONTHS]) FP_NONNULL(1, 2, 3);

/* Year t (0..) of a path, the same as walking there: markets with a memory
 * (regimes, mean-reverting inflation) are walked from the first year. */
void fp_market_draw(const struct fp_market_source *source, uint64_t seed,
                    uint64_t path, int t, double *returns, double *inflation)
    FP_NONNULL(1, 5, 6);
void fp_market_draw_months(
    const struct fp_market_source *source, uint64_t seed, uint64_t path, int t,
    double returns[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX],
    double inflation[FP_MARKET_MONTHS]) FP_NONNULL(1, 5, 6);

/* The expected market in the long run: every asset at its arithmetic mean,
 * inflation at its own. */
void fp_market_expected(const struct fp_market_source *source, double *returns,
                        double *inflation) FP_NONNULL(1, 2, 3);
/* The same for year t: an opening's rows as they are, tilted years, conditioned
 * means on their way, mean-reverting inflation from where it starts. */
void fp_market_expected_year(const struct fp_market_source *source, int t,
                             double *returns, double *inflation)
    FP_NONNULL(1, 3, 4);

/* Price over ten years' real earnings that the conditioned mean of stocks
 * stands for at the start of year t; 0 when the market has none. */
double fp_market_cape(const struct fp_market_source *source, int t)
    FP_NONNULL(1);

/* The correlations that are used: given[i][j] where such returns exist, else
 * the nearest ones (regime -1: the market's; 0..: that regime's), with
 * inflation as the last row when it is sampled. Returns the largest change, 0 when
 * nothing is; *n is the size of the matrix. */
double fp_market_correlations(const struct fp_market *market, int regime,
                              struct fp_matrix *given, struct fp_matrix *used,
                              size_t *n) FP_NONNULL(1, 3, 4, 5);

/* Long-run shares of the regimes of a transition matrix whose rows sum to 1;
 * the solution of pi P = pi. */
void fp_market_stationary(const double to[FP_REGIMES_MAX][FP_REGIMES_MAX],
                          size_t n, double shares[FP_REGIMES_MAX]);

/* --- the models, each in its file ----------------------------------------- */

enum fp_err fp_market_open_sampled(struct fp_market_source *source,
                                   struct fp_arena *arena,
                                   struct fp_error *error);
enum fp_err fp_market_open_chain(struct fp_market_source *source,
                                 struct fp_arena *arena,
                                 struct fp_error *error);
enum fp_err fp_market_open_history(struct fp_market_source *source,
                                   const struct fp_history *history,
                                   struct fp_arena *arena,
                                   struct fp_error *error);
enum fp_err fp_market_open_opening(struct fp_market_source *source,
                                   struct fp_arena *arena,
                                   struct fp_error *error);

/* Where the random numbers of a year come from: variables of planning/math/rng.h,
 * blocks of four normals from each on (BLOCK, CHAIN and CHI: pairs of
 * uniforms; INFLATION and CHI: pairs of normals in double precision). */
enum {
    FP_VARIABLE_ASSETS = 0,       /* and inflation behind them */
    FP_VARIABLE_BLOCK = 64,
    FP_VARIABLE_INFLATION = 80,   /* where no asset is sampled */
    FP_VARIABLE_CHAIN = 96,
    FP_VARIABLE_CHI = 128,
    FP_VARIABLE_MONTH = 512,      /* all months' assets, one after the other */
    FP_VARIABLE_REGIME = 1024     /* 16 blocks a regime */
};

/* Room for the normals of a year, which are made four at a time. */
enum { FP_NORMALS_MAX = (FP_CORRELATION_MAX + 3) / 4 * 4 };

/* n standard normals of the path's next year; z has room for n rounded up to a
 * multiple of 4. */
void fp_market_normals(const struct fp_market_path *path, uint32_t variable,
                       size_t n, float *z);
/* The standard normals that the returns of the path's next year are made of
 * (lognormal, Student t): one for each asset and, where inflation is sampled,
 * one for it behind them. z has room for FP_NORMALS_MAX. */
void fp_market_year_normals(const struct fp_market_path *path, float *z);
/* Row `row` of lower times z. */
double fp_market_shock(const struct fp_matrix *lower, size_t row,
                       const float *z);
/* The twelfth root of a gross return; 0 for 0 and below. */
double fp_market_twelfth(double gross);
/* 1 when the plan's tilt is on in year t. */
int fp_market_is_tilted(const struct fp_market_source *source, int t);
/* Where year t has its means in growth and growth_month. */
size_t fp_market_growth_row(const struct fp_market_source *source, int t);

/* A lognormal year: the log returns less their means, in powers of two, and
 * the standard normal shock of inflation. */
void fp_market_year_lognormal(const struct fp_market_path *path, float *logs,
                              double *shock);
/* Returns (real or nominal as the source says) of a Student t year, and the
 * standard normal shock of inflation. */
void fp_market_year_student(const struct fp_market_path *path, double *returns,
                            double *shock);

/* Standard deviation of an asset's simple return in a year of the long run. */
double fp_market_chain_sd(const struct fp_market_source *source, size_t asset);

/* What a year of the chain is made of. */
struct fp_market_regimes {
    unsigned char month[FP_MARKET_MONTHS];      /* regime of each month */
    int months[FP_REGIMES_MAX];                 /* months in each */
    double part[FP_REGIMES_MAX][FP_PLAN_ASSETS_MAX]; /* log return above the
                                                 * mean, all its months */
    int next;                                   /* regime of the next year */
};
/* What a year was made of, for its months. */
struct fp_market_parts {
    struct fp_market_regimes regimes;       /* regime markets */
    float logs[FP_PLAN_ASSETS_MAX];         /* fp_market_year_lognormal */
};
void fp_market_year_chain(const struct fp_market_path *path, double *returns,
                          double *shock, struct fp_market_regimes *regimes);

/* Months of a year whose log returns add up to the year's: evenly, or as the
 * model would draw them given their sum. `path` stands before the year. */
void fp_market_months_even(
    size_t n_assets, const double *year,
    double returns[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX]);
void fp_market_months_student(
    const struct fp_market_path *path, const double *year,
    double returns[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX]);
/* logs and the year's inflation before any tilt. */
void fp_market_months_lognormal(
    const struct fp_market_path *path, const float *logs, double inflation,
    double returns[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX]);
void fp_market_months_chain(
    const struct fp_market_path *path, const struct fp_market_regimes *regimes,
    const double *year,
    double returns[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX]);

/* Row of the history that the path's next year takes. */
size_t fp_market_history_row(const struct fp_market_path *path);

#endif
