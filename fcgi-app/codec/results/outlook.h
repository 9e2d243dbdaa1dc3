/* Members of a simulation's result beyond success, wealth and spending. For
 * encoders of this room. */
#ifndef FP_CODEC_RESULT_OUTLOOK_H
#define FP_CODEC_RESULT_OUTLOOK_H

#include "base/attr.h"
#include "base/buf.h"
#include "planning/plan.h"
#include "planning/simulation/simulate.h"

/* ,"name":{"basis":"real","percentiles":{…},"mean":…,"standard_error":…} */
void fp_result_ending(struct fp_buf *buf, const char *name,
                      const struct fp_sim_ending *e) FP_NONNULL(1, 2, 3);

/* legacy_after_tax, failure_causes (part of all paths), goals, spending_risk,
 * funded_ratio, percentile_paths; each after a comma. */
void fp_result_outlook(struct fp_buf *buf, const struct fp_plan *plan,
                       const struct fp_sim_result *result)
    FP_NONNULL(1, 2, 3);

#endif
