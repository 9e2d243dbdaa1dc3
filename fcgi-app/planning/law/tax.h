/* United States federal tax of one household and one year.
 *
 * Law is data: the parameters come from dated tables compiled into the
 * library (planning/tables/), each with its source. Dollars, nominal, of the
 * tax year. Everything here is pure and thread-safe. */
#ifndef FP_PLANNING_TAX_H
#define FP_PLANNING_TAX_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "planning/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    FP_TAX_BRACKETS_MAX = 8,
    FP_EITC_CHILDREN = 4 /* none, one, two, three or more */
};

#define FP_REAL double
#define FP_TAX_TAG(name) name
#include "planning/law/tax_types.inc"
#undef FP_TAX_TAG
#undef FP_REAL

/* Loads the law of year for status. Years after the last table take that
 * table with the statutory sunsets applied (the senior deduction ends after
 * 2028); fp_tax_law_index carries the amounts forward.
 * FP_ERANGE when year is before the first table, FP_EINVAL when status is
 * none of the five. */
enum fp_err fp_tax_law_get(int year, enum fp_filing_status status,
                           struct fp_tax_law *law) FP_MUST_CHECK;

/* First and last tax year that the tables hold. */
void fp_tax_law_years(int *first, int *last);

/* The law of a plan's year that takes its amounts from law_year: indexed
 * amounts are law_year's, what is fixed by statute is that of year, so that
 * sunsets and dated starts happen. no_sunsets: the statute stays as it is in
 * the last year of the tables. Errors as fp_tax_law_get. */
enum fp_err fp_tax_law_plan_year(int law_year, int year,
                                 enum fp_filing_status status, int no_sunsets,
                                 struct fp_tax_law *law) FP_MUST_CHECK;

/* The last year in which the statute changes by its own dates: from then on
 * fp_tax_law_plan_year gives the same law every year. */
int fp_tax_law_last_change(void);

/* out = law with every indexed amount multiplied by factor (> 0) and rounded
 * as the statute does, 1 leaving it as it is; amounts fixed by statute stay.
 * SOURCE: 26 U.S.C. 1(f)(7), 1(j)(3)(B)(ii), 1(j)(5) and 63(c)(4): down to 50
 * dollars (25 in the rates of single and separate returns); 24(h) and (i):
 * down to 100; 25B(b)(3) and 32(j)(2): to the nearest 500 and 10, and down to
 * 50 for investments; 55(d): to the nearest 100; 199A(e)(2) and (i): down to
 * 50 and 5; 42 U.S.C. 430(b): to the nearest 300 (wages are taken to follow
 * prices). What is half, or twice, another status's amount moves in such
 * steps. */
void fp_tax_law_index(const struct fp_tax_law *law, double factor,
                      struct fp_tax_law *out) FP_NONNULL(1, 3);

/* The return, checked, with its marginal rate. Depreciation of property is
 * not recaptured. FP_EINVAL (a negative amount other than gains, rents and
 * profits, an amount that is not finite, more qualified than ordinary
 * dividends, n_taxpayers not 1 or 2) or FP_ERANGE (a line is too large to
 * hold). */
enum fp_err fp_tax_compute(const struct fp_tax_law *law,
                           const struct fp_tax_input *input,
                           struct fp_tax_result *result)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* The same lines, arguments unchecked, marginal_rate 0: for engines. */
void fp_tax_run(const struct fp_tax_law *law, const struct fp_tax_input *input,
                struct fp_tax_result *result) FP_NONNULL(1, 2, 3);

/* fp_tax_run's total alone. */
double fp_tax_total(const struct fp_tax_law *law,
                    const struct fp_tax_input *input) FP_NONNULL(1, 2);

/* One parameter with its provenance, for explanation. */
struct fp_tax_source {
    const char *parameter;
    double value;
    const char *unit;
    const char *source;        /* publication, and effective date */
};

/* Fills list[max] with the parameters behind (year, status); returns how many
 * there are. */
size_t fp_tax_sources(int year, enum fp_filing_status status,
                      struct fp_tax_source *list, size_t max);

/* Identity of the compiled-in tables: "us-federal-2026.1:<checksum>", the
 * checksum being the CRC and length that cksum(1) gives for their text. */
const char *fp_tax_tables_id(void);

struct fp_row_eitc {
    int year, children;
    double earned, credit, phaseout_single, phaseout_joint;
    double rate_in, rate_out;
    const char *source;
};
extern const struct fp_row_eitc fp_table_us_federal_eitc[];
extern const size_t fp_table_us_federal_eitc_count;

#ifdef __cplusplus
}
#endif

#endif
