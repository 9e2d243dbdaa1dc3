/* What was solved for, as JSON, one line end at the end. */
#ifndef FP_CODEC_RESULT_SOLVE_H
#define FP_CODEC_RESULT_SOLVE_H

#include "base/attr.h"
#include "base/buf.h"
#include "codec/requests/request.h"
#include "planning/answers/solve.h"

/* As the functions of results/encode.h; the request is one to solve. What is
 * not known (no value succeeds, no error can be given) is null. */
void fp_result_solve(struct fp_buf *buf, const struct fp_request *request,
                     const char *result_id, const struct fp_history *history,
                     const struct fp_solve_result *result)
    FP_NONNULL(1, 2, 3, 5);

#endif
