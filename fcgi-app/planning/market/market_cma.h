/* Capital-market assumptions by asset class, from the tables us_cma and
 * us_cma_correlations: what a plan's asset takes when the plan does not say.
 * Immutable; thread-safe. */
#ifndef FP_PLANNING_MARKET_CMA_H
#define FP_PLANNING_MARKET_CMA_H

#include <stddef.h>

#include "base/attr.h"
#include "planning/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Degrees of freedom of a Student t market that states none: heavy tails with
 * a finite fourth moment.
 * SOURCE: Blattberg & Gonedes (1974), A Comparison of the Stable and Student
 * Distributions as Statistical Models for Stock Prices, Journal of Business
 * 47, 244-280, for the law; the number is this engine's choice. */
#define FP_CMA_DEGREES 5.0
/* Years of a bootstrap's block, likewise. */
#define FP_CMA_BLOCK_YEARS 5

/* Moments of the yearly simple return. */
struct fp_row_cma {
    const char *asset;
    enum fp_asset_class kind;
    double nominal_mean, nominal_sd;
    double real_mean, real_sd; /* of (1 + r) / (1 + inflation) - 1 */
    const char *like;          /* class in the table of correlations */
    const char *source;
};

struct fp_row_cma_correlation {
    const char *first, *second;
    double correlation;
    const char *source;
};

extern const struct fp_row_cma fp_table_us_cma[];
extern const size_t fp_table_us_cma_count;
extern const struct fp_row_cma_correlation fp_table_us_cma_correlations[];
extern const size_t fp_table_us_cma_correlations_count;

/* The row of an asset, NULL when the table has none. */
const struct fp_row_cma *fp_cma_find(const char *asset) FP_NONNULL(1);

/* What an asset of the market is: the plan's word, else the table's, else
 * OTHER. */
enum fp_asset_class fp_cma_kind(const struct fp_market *market, size_t asset)
    FP_NONNULL(1);

/* The correlation of two assets and where it comes from: their own pair, else
 * that of the classes they are like (1 when that is one class: the table knows
 * no difference between the two). 1 when known; 0 leaves the rest. */
int fp_cma_correlation(const char *first, const char *second,
                       double *correlation, const char **source)
    FP_NONNULL(1, 2, 3, 4);

#ifdef __cplusplus
}
#endif

#endif
