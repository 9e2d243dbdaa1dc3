/* The tables of law, as compiled in from planning/tables/ (see
 * tools/tables-to-c.awk): typed rows for the engine, and the text of every
 * table for those who want to read or check it. Immutable; thread-safe.
 *
 * Every row ends with its source: publication and effective date. */
#ifndef FP_PLANNING_TABLES_H
#define FP_PLANNING_TABLES_H

#include <stddef.h>

#include "base/attr.h"
#include "planning/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One table as its file has it. */
struct fp_table {
    const char *name;         /* "us_federal_brackets" */
    const char *checksum;     /* "CRC-LENGTH", as cksum(1) says of the file */
    const char *title;        /* its first comment line */
    const char *const *lines; /* [n_lines], comments and header too */
    size_t n_lines;
};

extern const struct fp_table fp_tables[];
extern const size_t fp_tables_count;

/* Identity of this set of tables: its version, and what cksum(1) says of all
 * files one after the other ("us-2026.2:2849113344-41205"). */
extern const char fp_tables_id[];

/* The table called name, NULL when there is none. */
const struct fp_table *fp_tables_find(const char *name) FP_NONNULL(1);

/* One step of a rate schedule. */
struct fp_row_bracket {
    int year;
    enum fp_filing_status status;
    int gains;              /* 1: the schedule of gains and dividends */
    double floor, rate;
    const char *source;
};

/* One amount or rate; holds from from_year until to_year (0: no end) or until
 * a later row of the same parameter and status. */
struct fp_row_param {
    const char *param;
    enum fp_filing_status status; /* FP_FILING_COUNT: every status */
    int from_year, to_year;
    double value;
    const char *unit;
    const char *source;
};

/* Uniform lifetime and single life table, ascending ages without gaps; the
 * last row holds for every higher age. */
struct fp_row_rmd {
    int age;
    double divisor;
    const char *source;
};

struct fp_row_rmd_start {
    int born_to, born_to_month; /* inclusive */
    int age;
    int half;               /* 1: and six months */
    const char *source;
};

struct fp_row_fra {
    int born_from, born_to; /* inclusive */
    int fra_months;
    double credit_annual;   /* of the primary insurance amount */
    const char *source;
};

extern const struct fp_row_bracket fp_table_us_federal_brackets[];
extern const size_t fp_table_us_federal_brackets_count;
extern const struct fp_row_param fp_table_us_federal_params[];
extern const size_t fp_table_us_federal_params_count;
extern const struct fp_row_rmd fp_table_us_rmd_uniform[];
extern const size_t fp_table_us_rmd_uniform_count;
extern const struct fp_row_rmd fp_table_us_rmd_single[];
extern const size_t fp_table_us_rmd_single_count;
extern const struct fp_row_rmd_start fp_table_us_rmd_start[];
extern const size_t fp_table_us_rmd_start_count;
extern const struct fp_row_fra fp_table_us_ss_retirement_age[];
extern const size_t fp_table_us_ss_retirement_age_count;

#ifdef __cplusplus
}
#endif

#endif
