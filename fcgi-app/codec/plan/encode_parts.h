/* The parts of a plan's canonical document. Private to codec/plan/. */
#ifndef FP_CODEC_PLAN_ENCODE_PARTS_H
#define FP_CODEC_PLAN_ENCODE_PARTS_H

#include "base/attr.h"
#include "base/buf.h"
#include "planning/plan.h"

/* Writes members with commas between them; first is 1 behind a brace. */
struct fp_plan_writer {
    struct fp_buf *buf;
    const struct fp_plan *plan;
    int first;
};

/* "name": with the comma before it where one belongs. */
void fp_encode_key(struct fp_plan_writer *w, const char *name)
    FP_NONNULL(1, 2);
/* An opening brace or bracket, a closing one, and the brace that opens an
 * element of an array. */
void fp_encode_open(struct fp_plan_writer *w, char bracket) FP_NONNULL(1);
void fp_encode_close(struct fp_plan_writer *w, char bracket) FP_NONNULL(1);
void fp_encode_element(struct fp_plan_writer *w) FP_NONNULL(1);

/* Whole members. A person by its id, -1 as "joint"; a point in time, nothing
 * for none; growth and its basis. */
void fp_encode_text(struct fp_plan_writer *w, const char *name,
                    const char *value) FP_NONNULL(1, 2, 3);
void fp_encode_number(struct fp_plan_writer *w, const char *name,
                      double value) FP_NONNULL(1, 2);
void fp_encode_flag(struct fp_plan_writer *w, const char *name, int value)
    FP_NONNULL(1, 2);
void fp_encode_person(struct fp_plan_writer *w, const char *name, int person)
    FP_NONNULL(1, 2);
void fp_encode_when(struct fp_plan_writer *w, const char *name,
                    const struct fp_when *value) FP_NONNULL(1, 2, 3);
void fp_encode_growth(struct fp_plan_writer *w, double rate,
                      enum fp_growth_basis basis) FP_NONNULL(1);

/* Members of an object: weights by asset; zeros are left out. */
void fp_encode_weights(struct fp_plan_writer *w, const double *values)
    FP_NONNULL(1, 2);

/* The members of the document with these names, those that are left out where
 * a plan has none included (encode_estate.c, encode_flows.c,
 * encode_strategy.c). */
void fp_encode_dependents(struct fp_plan_writer *w) FP_NONNULL(1);
void fp_encode_incomes(struct fp_plan_writer *w) FP_NONNULL(1);
void fp_encode_expenses(struct fp_plan_writer *w) FP_NONNULL(1);
void fp_encode_contributions(struct fp_plan_writer *w) FP_NONNULL(1);
void fp_encode_properties(struct fp_plan_writer *w) FP_NONNULL(1);
void fp_encode_liabilities(struct fp_plan_writer *w) FP_NONNULL(1);
void fp_encode_goals(struct fp_plan_writer *w) FP_NONNULL(1);
void fp_encode_marketplace(struct fp_plan_writer *w) FP_NONNULL(1);
void fp_encode_strategy(struct fp_plan_writer *w) FP_NONNULL(1);
void fp_encode_taxes(struct fp_plan_writer *w) FP_NONNULL(1);

#endif
