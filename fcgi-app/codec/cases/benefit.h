/* Social Security cases, one a row in CSV, and what they are paid. The names
 * are those of the columns of public comparisons. */
#ifndef FP_CODEC_BENEFIT_CASE_H
#define FP_CODEC_BENEFIT_CASE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/faults.h"

/* What a file of cases asks. Columns, found by their header:
 *   pia       birth, earnings ("1990:21000;1991:22500")
 *   own       birth, pia, filing_age_months
 *   spousal   high_birth, high_pia, high_filing_age_months, low_birth,
 *             low_pia, low_filing_age_months
 *   survivor  deceased_birth, deceased_pia, deceased_filing_age_months,
 *             filed_before_death (0 or 1), death_age_months, survivor_birth,
 *             survivor_filing_age_months
 * and case_id. Births are year-month-day, amounts dollars a month. */
enum fp_benefit_kind {
    FP_BENEFIT_PIA,
    FP_BENEFIT_OWN,
    FP_BENEFIT_SPOUSAL,
    FP_BENEFIT_SURVIVOR,
    FP_BENEFIT_KIND_COUNT
};

/* "pia", "own", "spousal", "survivor" */
extern const char *const fp_benefit_kinds[FP_BENEFIT_KIND_COUNT];

/* Writes a header and a row for every good case into buf: case_id and
 *   pia       eligible, aime, pia_first, pia_cola, bend1, bend2
 *   own       fra_months, monthly_benefit
 *   spousal   low_own_benefit, low_spousal_excess_benefit, high_own_benefit
 *   survivor  survivor_benefit
 * Output columns in the input are ignored, other columns are faults. Faults
 * have the pointer "/line/column". FP_EINVAL when any row was wrong; the good
 * ones are written. FP_ENOMEM. */
enum fp_err fp_benefit_cases_csv(enum fp_benefit_kind kind, const char *bytes,
                                 size_t len, struct fp_arena *arena,
                                 struct fp_faults *faults, struct fp_buf *buf)
    FP_MUST_CHECK FP_NONNULL(4, 5, 6);

#endif
