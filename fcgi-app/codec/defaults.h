/* The market that is assumed for assets a plan names without moments.
 * Private to codec/. Immutable. */
#ifndef FP_CODEC_DEFAULTS_H
#define FP_CODEC_DEFAULTS_H

#include <stddef.h>

struct fp_default_asset {
    const char *id;
    double real_mean, real_sd;       /* of (1 + r) / (1 + inflation) - 1 */
    double nominal_mean, nominal_sd;
};

enum { FP_DEFAULT_ASSETS = 7 };

/* SOURCE: planning/data/us_annual_1928_2025.csv (A. Damodaran, NYU Stern,
 * edition that ends with 2025), arithmetic means and sample standard
 * deviations of calendar years 1928-2025 (small_cap and gold: to 2024),
 * four decimals. Effective 2025-12-31. They describe the past and promise
 * nothing. */
extern const struct fp_default_asset fp_default_assets[FP_DEFAULT_ASSETS];

/* Correlations of the logarithms of real returns, same source and years, two
 * decimals. */
extern const double
    fp_default_correlations[FP_DEFAULT_ASSETS][FP_DEFAULT_ASSETS];

/* Where the figures come from, for a reply's assumptions. */
extern const char fp_default_market_text[];

/* Index of an asset in the tables, or -1. */
int fp_default_asset_find(const char *id);

#define FP_DEFAULT_INFLATION 0.025
#define FP_DEFAULT_BILL_ID "us_bill"

#endif
