/* Tax cases: one in JSON, or one a row in CSV, and their returns. The names
 * are those of the columns of public tax-model comparisons. */
#ifndef FP_CODEC_TAX_CASE_H
#define FP_CODEC_TAX_CASE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/faults.h"
#include "codec/cases/state.h"
#include "planning/law/tax.h"

struct fp_tax_case {
    const char *id;                  /* "case_id" */
    int year;
    enum fp_filing_status status;
    struct fp_state_facts state;      /* what the state return needs besides */
    int has_ordinary_dividends;      /* given, and not the qualified ones */
    int has_eitc_children;           /* given, and not those under 17 */
    struct fp_tax_input input;
};

struct fp_tax_cases {
    struct fp_tax_case *list;
    size_t count;
};

enum { FP_TAX_CASES_MAX = 100000 };

/* Input members, dollars a year unless said otherwise: case_id (text), year,
 * filing_status (single, mfj, mfs, hoh, qss, or the words of a plan), state
 * (two letters), age_head, age_spouse (years), blind_head, blind_spouse (0 or
 * 1), dependent_ages ("5;12") or children_under_17, other_dependents and
 * eitc_children, wages_head, wages_spouse, self_employment_head,
 * self_employment_spouse, pretax_deferrals, adjustments,
 * savers_contributions_head, savers_contributions_spouse, taxable_interest,
 * tax_exempt_interest, ordinary_dividends_total (by default the qualified
 * ones), qualified_dividends, short_term_gains, long_term_gains,
 * loss_brought_short and loss_brought_long (what the year before carried, as
 * losses: not negative), ira_distributions, pensions_taxable, early_distribution,
 * early_distribution_hsa, rental_income, other_income, social_security,
 * medical_expenses, salt_paid, mortgage_interest, mortgage_balance,
 * charity_cash. What is absent is 0, the year is default_year. */

/* Rows of a CSV; columns are found by their header, output columns are
 * ignored, a column that is neither is a fault. Faults have the pointer
 * "/line/column". FP_EINVAL when any row was wrong: out still holds the good
 * ones. FP_ENOMEM. */
enum fp_err fp_tax_cases_csv(const char *bytes, size_t len, int default_year,
                             struct fp_arena *arena, struct fp_faults *faults,
                             struct fp_tax_cases *out)
    FP_MUST_CHECK FP_NONNULL(4, 5, 6);

/* One JSON object. FP_EINVAL, FP_ELIMIT (faults were added) or FP_ENOMEM. */
enum fp_err fp_tax_case_json(const char *bytes, size_t len, int default_year,
                             struct fp_arena *arena, struct fp_faults *faults,
                             struct fp_tax_case *out)
    FP_MUST_CHECK FP_NONNULL(4, 5, 6);

/* The same out of a node of a larger document, which may have the members of
 * `more` (NULL-terminated, at most FP_TAX_CASE_MORE; NULL: none) beside those
 * of a case; a year that is left out is listed as assumed where the reader
 * lists. 1, or 0 with faults. */
enum { FP_TAX_CASE_MORE = 12 };
struct fp_node;
int fp_tax_case_node(const struct fp_node *object, const char *const *more,
                     int default_year, struct fp_tax_case *out)
    FP_NONNULL(1, 4);

/* Computes the return of a case. FP_ERANGE: there is no law for the year;
 * FP_EINVAL: the amounts do not make a return. error says why. */
enum fp_err fp_tax_case_compute(const struct fp_tax_case *one,
                                struct fp_tax_result *result,
                                struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* The header of the output CSV and one row, dollars and cents. */
void fp_tax_csv_header(struct fp_buf *buf) FP_NONNULL(1);
void fp_tax_csv_row(struct fp_buf *buf, const struct fp_tax_case *one,
                    const struct fp_tax_result *result) FP_NONNULL(1, 2, 3);

/* Members of a reply, each after a comma: the year and filing status; every
 * line of the return (and of the state's, where one was named), with them; the
 * parameters of the law with their sources. */
void fp_tax_case_year(struct fp_buf *buf, const struct fp_tax_case *one)
    FP_NONNULL(1, 2);
void fp_tax_case_lines(struct fp_buf *buf, const struct fp_tax_case *one,
                       const struct fp_tax_result *result)
    FP_NONNULL(1, 2, 3);
void fp_tax_case_parameters(struct fp_buf *buf,
                            const struct fp_tax_case *one) FP_NONNULL(1, 2);

/* The lines of the return as JSON, with the source of every parameter. */
void fp_tax_json(struct fp_buf *buf, const struct fp_tax_case *one,
                 const struct fp_tax_result *result) FP_NONNULL(1, 2, 3);

#endif
