/* The tables of law, as compiled in from planning/tables/ (see
 * tools/tables-to-c.awk). Private to planning/. Immutable; thread-safe. */
#ifndef FP_PLANNING_TABLES_H
#define FP_PLANNING_TABLES_H

#include <stddef.h>

#include "planning/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One step of a rate schedule. */
struct fp_table_bracket {
    int year;
    enum fp_filing_status status;
    int gains;              /* 1: the schedule of gains and dividends */
    double floor, rate;
    const char *floor_name; /* "ordinary_bracket_2_floor" */
    const char *rate_name;
    const char *source;     /* publication and effective date */
};

/* One amount or rate; holds from from_year until to_year (0: no end) or until
 * a later row of the same parameter and status. */
struct fp_table_param {
    const char *param;
    enum fp_filing_status status; /* FP_FILING_COUNT: every status */
    int from_year, to_year;
    double value;
    const char *unit;
    const char *source;
};

/* Uniform lifetime table, ascending ages without gaps; the last row holds
 * for every higher age. */
struct fp_table_rmd {
    int age;
    double divisor;
};

struct fp_table_rmd_start {
    int born_from, born_to; /* inclusive */
    int age;
};

struct fp_table_fra {
    int born_from, born_to; /* inclusive */
    int fra_months;
    double credit_annual;   /* of the primary insurance amount */
};

extern const char fp_tables_id[];
extern const int fp_tables_first_year, fp_tables_last_year; /* tax years */

extern const struct fp_table_bracket fp_table_brackets[];
extern const size_t fp_table_brackets_count;
extern const struct fp_table_param fp_table_params[];
extern const size_t fp_table_params_count;
extern const struct fp_table_rmd fp_table_rmd[];
extern const size_t fp_table_rmd_count;
extern const struct fp_table_rmd_start fp_table_rmd_start[];
extern const size_t fp_table_rmd_start_count;
extern const struct fp_table_fra fp_table_fra[];
extern const size_t fp_table_fra_count;

#ifdef __cplusplus
}
#endif

#endif
