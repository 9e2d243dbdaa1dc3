/* Views of one projection, as JSON, one line end at the end: what comes in and
 * goes out by year and source, and what is owned and owed. */
#ifndef FP_CODEC_RESULT_VIEWS_H
#define FP_CODEC_RESULT_VIEWS_H

#include "base/attr.h"
#include "base/buf.h"
#include "codec/requests/request.h"
#include "planning/answers/project.h"

/* As in result_encode.h. Nominal dollars; every year's cash_in is its
 * cash_out. */
void fp_result_cash_flow(struct fp_buf *buf, const struct fp_request *request,
                         const char *result_id,
                         const struct fp_history *history,
                         const struct fp_projection *result)
    FP_NONNULL(1, 2, 3, 5);

/* At each year's end, and at the plan's start; nominal dollars, and real ones
 * of the plan's first year. */
void fp_result_net_worth(struct fp_buf *buf, const struct fp_request *request,
                         const char *result_id,
                         const struct fp_history *history,
                         const struct fp_projection *result)
    FP_NONNULL(1, 2, 3, 5);

#endif
