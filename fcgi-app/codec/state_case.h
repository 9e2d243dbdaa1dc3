/* The state return of a tax case: what a case says of it beside the federal
 * figures, and its lines. Used by codec/tax_case. */
#ifndef FP_CODEC_STATE_CASE_H
#define FP_CODEC_STATE_CASE_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "planning/law/state_tax.h"
#include "planning/law/tax.h"

struct fp_state_case {
    char state[8];      /* two letters, "none"; "" not named */
    double pensions;    /* taxable, of both spouses; part of the input's
                         * retirement_income */
    int n_dependents;
    int dependent_ages[FP_STATE_DEPENDENTS_MAX];
};

/* Take the name of a state, and the age of one more dependant. Return NULL, or
 * what is wrong as a sentence for the reader. */
const char *fp_state_case_state(struct fp_state_case *one, const char *text)
    FP_NONNULL(1, 2);
const char *fp_state_case_dependent(struct fp_state_case *one, int age)
    FP_NONNULL(1);

/* Gives dependants that the input counts without their ages the ages of 10
 * (children under 17) and 17. */
void fp_state_case_finish(struct fp_state_case *one,
                          const struct fp_tax_input *input)
    FP_NONNULL(1, 2);

/* The state's return on top of the federal one; all zeros where no state was
 * named. A case does not say whose a couple's pensions and benefits are: they
 * are in equal parts those of the spouses who are 60 or older, else the
 * first's. State and local taxes are no part of a state's itemised deductions.
 * FP_ERANGE: no law for the year. */
enum fp_err fp_state_case_compute(const struct fp_state_case *one, int year,
                                  enum fp_filing_status status,
                                  const struct fp_tax_input *input,
                                  const struct fp_tax_result *federal,
                                  struct fp_state_result *out)
    FP_MUST_CHECK FP_NONNULL(1, 4, 5, 6);

/* The lines as a JSON object, with what the model leaves out of the state. */
void fp_state_case_json(struct fp_buf *buf, const struct fp_state_case *one,
                        int year, const struct fp_state_result *result)
    FP_NONNULL(1, 2, 4);

#endif
