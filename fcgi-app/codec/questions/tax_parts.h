/* What the questions about tax share. Private to codec/. */
#ifndef FP_CODEC_QUESTION_TAX_PARTS_H
#define FP_CODEC_QUESTION_TAX_PARTS_H

#include "codec/cases/tax.h"
#include "codec/questions/question.h"
#include "planning/calculators/household.h"

/* A case with the law of its year and its return. */
struct fp_tax_asked {
    struct fp_tax_case one;
    struct fp_tax_law law;
    struct fp_tax_result result;
};

/* The return of a case that was read from object. 0: there is no law for its
 * year, or the amounts do not make a return; a fault is at the member. */
int fp_tax_computed(const struct fp_node *object,
                    const struct fp_tax_case *one,
                    struct fp_tax_result *result)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* Reads the question's document as a tax case with the members of `more`, and
 * computes it. FP_EINVAL: faults were added. */
enum fp_err fp_tax_asked(struct fp_question *q, const char *const *more,
                         struct fp_tax_asked *out)
    FP_MUST_CHECK FP_NONNULL(1, 3);

/* The members that a household has beside its tax case: "medicare_people" and
 * "marketplace". For fp_tax_asked's `more`. */
#define FP_HOUSEHOLD_MEMBERS "medicare_people", "marketplace"

/* The household of an object with a tax case (already read) and the members
 * above. */
void fp_household_asked(const struct fp_node *object,
                        const struct fp_tax_case *one,
                        struct fp_household *out) FP_NONNULL(1, 2, 3);

/* A parameter of the law with its source, a member of an object, as
 * {"value":…,"unit":…,"source":…}; `parameter` is its name in the tables. */
void fp_tax_parameter(struct fp_buf *buf, const struct fp_tax_case *one,
                      const char *parameter) FP_NONNULL(1, 2, 3);

/* ,"parameters":{…} for names[n]. */
void fp_tax_parameters(struct fp_buf *buf, const struct fp_tax_case *one,
                       const char *const *names, size_t n)
    FP_NONNULL(1, 2, 3);

#endif
