/* A historical annual series: nominal total returns by asset, and inflation.
 * The table is data with a source; codec/ reads it from CSV. Immutable after
 * it was filled; may be shared between threads. */
#ifndef FP_PLANNING_HISTORY_H
#define FP_PLANNING_HISTORY_H

#include <stddef.h>

#include "base/attr.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FP_HISTORY_COLUMNS_MAX = 16, FP_HISTORY_YEARS_MAX = 300 };

struct fp_history {
    const char *name;     /* "us_annual_1928_2025" */
    const char *source;   /* one line: who published it, and when */
    char checksum[65];    /* SHA-256 of the file, hexadecimal; "" if none */
    int first_year;
    size_t n_years;       /* consecutive */
    size_t n_columns;
    const char *columns[FP_HISTORY_COLUMNS_MAX]; /* asset ids as in a plan:
                           * "us_stock", "us_bond", "us_bill", … */
    const double *returns; /* [n_years][n_columns], nominal simple returns,
                            * fractions; NaN where the series has no value */
    const double *inflation; /* [n_years], consumer prices, fractions */
};

/* Index of the column for an asset id, or -1. */
int fp_history_column(const struct fp_history *history, const char *asset)
    FP_NONNULL(1, 2);

#ifdef __cplusplus
}
#endif

#endif
