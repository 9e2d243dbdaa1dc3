/* Explanations as JSON, one line end at the end. */
#ifndef FP_CODEC_RESULT_EXPLAIN_H
#define FP_CODEC_RESULT_EXPLAIN_H

#include "base/attr.h"
#include "base/buf.h"
#include "codec/requests/request.h"
#include "planning/answers/explain.h"

/* As in results/encode.h; the members are year and lines: [{section, line,
 * value, formula, inputs: {name: value}, source}]. */
void fp_result_explain(struct fp_buf *buf, const struct fp_request *request,
                       const char *result_id,
                       const struct fp_history *history,
                       const struct fp_explanation *result)
    FP_NONNULL(1, 2, 3, 5);

#endif
