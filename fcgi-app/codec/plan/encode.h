/* Plans to their canonical document: every field written, fixed key order,
 * shortest doubles. Equal plans give equal bytes, and the bytes decode to the
 * same plan. */
#ifndef FP_CODEC_PLAN_ENCODE_H
#define FP_CODEC_PLAN_ENCODE_H

#include "base/attr.h"
#include "base/buf.h"
#include "planning/plan.h"

/* plan must be valid. Check fp_buf_error(buf) at the end. */
void fp_plan_encode(struct fp_buf *buf, const struct fp_plan *plan)
    FP_NONNULL(1, 2);

/* The parameters of the plan's spending rule that differ from what their
 * absence means, each after a comma: ,"percent":0.04. Private to codec/. */
void fp_plan_encode_spending(struct fp_buf *buf, const struct fp_plan *plan)
    FP_NONNULL(1, 2);

/* The value of its member "market". Private to codec/. */
void fp_plan_encode_market(struct fp_buf *buf, const struct fp_market *market)
    FP_NONNULL(1, 2);

#endif
