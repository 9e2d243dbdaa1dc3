/* The state return of a tax case: what a case says of it beside the federal
 * figures, and its lines. Used by codec/cases/tax. */
#ifndef FP_CODEC_STATE_CASE_H
#define FP_CODEC_STATE_CASE_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "planning/law/state_return.h"
#include "planning/law/tax.h"

/* Take the name of a state, and the age of one more dependant. Return NULL, or
 * what is wrong as a sentence for the reader. */
const char *fp_state_case_state(struct fp_state_facts *one, const char *text)
    FP_NONNULL(1, 2);
const char *fp_state_case_dependent(struct fp_state_facts *one, int age)
    FP_NONNULL(1);

/* Gives dependants that the input counts without their ages the ages of 10
 * (children under 17) and 17. */
void fp_state_case_finish(struct fp_state_facts *one,
                          const struct fp_tax_input *input)
    FP_NONNULL(1, 2);

/* The lines as a JSON object, with what the model leaves out of the state. */
void fp_state_case_json(struct fp_buf *buf, const struct fp_state_facts *one,
                        int year, const struct fp_state_result *result)
    FP_NONNULL(1, 2, 4);

#endif
