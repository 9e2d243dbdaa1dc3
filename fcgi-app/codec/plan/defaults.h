/* What is assumed where a plan says nothing of its market. Moments and
 * correlations of assets come from the tables us_cma and us_cma_correlations
 * (planning/market/market_cma.h). Private to codec/. */
#ifndef FP_CODEC_DEFAULTS_H
#define FP_CODEC_DEFAULTS_H

#define FP_DEFAULT_INFLATION 0.025
#define FP_DEFAULT_BILL_ID "us_bill"

/* Mean-reverting inflation: standard deviation and first autocorrelation of
 * consumer prices, calendar years 1954-2025.
 * SOURCE: planning/data/us_annual_1928_2025.csv, effective 2025-12-31. */
#define FP_DEFAULT_INFLATION_SD 0.028
#define FP_DEFAULT_INFLATION_PERSISTENCE 0.73

#define FP_DEFAULT_FADE_YEARS 10

#endif
