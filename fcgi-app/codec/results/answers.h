/* Safe rates and the funding of a goal, as JSON, one line end at the end. */
#ifndef FP_CODEC_RESULT_ANSWERS_H
#define FP_CODEC_RESULT_ANSWERS_H

#include "base/attr.h"
#include "base/buf.h"
#include "codec/requests/request.h"
#include "planning/answers/goal.h"
#include "planning/answers/safe_rate.h"

/* As in results/encode.h. */
void fp_result_safe_rate(struct fp_buf *buf, const struct fp_request *request,
                         const char *result_id,
                         const struct fp_history *history,
                         const struct fp_safe_rates *result)
    FP_NONNULL(1, 2, 3, 5);
void fp_result_goal(struct fp_buf *buf, const struct fp_request *request,
                    const char *result_id, const struct fp_history *history,
                    const struct fp_goal_result *result)
    FP_NONNULL(1, 2, 3, 5);

#endif
