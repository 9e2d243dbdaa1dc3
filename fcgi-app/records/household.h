/* A household with all that a plan is made of. */
#ifndef FP_RECORDS_HOUSEHOLD_H
#define FP_RECORDS_HOUSEHOLD_H

#include <stddef.h>
#include <stdint.h>

#include "records/kind.h"

struct fp_record_list {
    const struct fp_record_row *rows; /* the oldest first */
    size_t count;
};

/* What an account holds of one class of asset. */
struct fp_asset_value {
    const char *account;  /* id */
    const char *asset;
    int64_t cents, cost_cents;
};

struct fp_household {
    struct fp_record_row row;
    struct fp_record_list of[FP_RECORD_COUNT]; /* people, accounts, savings,
                                * incomes, expenses, liabilities, properties,
                                * insurance, goals; asset assumptions and
                                * correlations of the set */
    const struct fp_asset_value *values; /* by account */
    size_t n_values;
    int has_set;
    struct fp_record_row set;
};

#endif
