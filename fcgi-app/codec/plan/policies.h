/* The spending policies with their parameters, for people and programs. */
#ifndef FP_CODEC_POLICIES_JSON_H
#define FP_CODEC_POLICIES_JSON_H

#include "base/attr.h"
#include "base/buf.h"

/* {"engine":…,"policies":[{"policy","title","rule","source","starts_from",
 * "promises","parameters":[…]}]}, one line end behind. */
void fp_policies_encode(struct fp_buf *buf) FP_NONNULL(1);

#endif
