/* Cases of historical cycles, and the market they run through, from CSV. */
#ifndef FP_CODEC_CYCLE_CASE_H
#define FP_CODEC_CYCLE_CASE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/faults.h"
#include "planning/answers/cycles.h"

struct fp_cycle_named {
    const char *id;
    size_t line;
    struct fp_cycle_case one;
};

struct fp_cycle_cases {
    struct fp_cycle_named *list;
    size_t count;
};

struct fp_cycle_history {
    struct fp_cycle_market *list;
    size_t count;
};

/* Columns, found by their header: case_id, method (inflationAdjusted,
 * notInflationAdjusted, percentOfPortfolio, vpw), years, first_start,
 * last_data_year, equities_pct, bonds_pct, gold_pct, cash_pct,
 * cash_growth_pct, fee_pct, initial_portfolio, initial_spending, method_param
 * ("percent=4", "rate_pct=4;future_value=0"), social_security_real,
 * social_security_delay_years. Output columns are ignored; other ones are
 * faults with the pointer "/line/column". FP_EINVAL when any row was wrong:
 * out still holds the good ones. FP_ENOMEM. */
enum fp_err fp_cycle_cases_csv(const char *bytes, size_t len,
                               struct fp_arena *arena,
                               struct fp_faults *faults,
                               struct fp_cycle_cases *out)
    FP_MUST_CHECK FP_NONNULL(3, 4, 5);

/* Columns year, growth, dividends, fixed_income, gold, cpi; the years follow
 * each other. Errors as above. */
enum fp_err fp_cycle_history_csv(const char *bytes, size_t len,
                                 struct fp_arena *arena,
                                 struct fp_faults *faults,
                                 struct fp_cycle_history *out)
    FP_MUST_CHECK FP_NONNULL(3, 4, 5);

/* One row a case: counts, the share of successes, the median and the worst
 * real ending, the start years that failed. */
void fp_cycle_summary_header(struct fp_buf *buf) FP_NONNULL(1);
void fp_cycle_summary_row(struct fp_buf *buf, const char *id,
                          const struct fp_cycle *cycles, size_t n,
                          double *scratch) FP_NONNULL(1, 2, 3, 5);

/* One row a cycle. */
void fp_cycle_header(struct fp_buf *buf) FP_NONNULL(1);
void fp_cycle_row(struct fp_buf *buf, const char *id,
                  const struct fp_cycle *cycle) FP_NONNULL(1, 2, 3);

#endif
