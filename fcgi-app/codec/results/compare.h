/* Comparisons and sensitivities as JSON, one line end at the end. */
#ifndef FP_CODEC_RESULT_COMPARE_H
#define FP_CODEC_RESULT_COMPARE_H

#include "base/attr.h"
#include "base/buf.h"
#include "codec/requests/many.h"
#include "codec/requests/request.h"
#include "planning/answers/compare.h"
#include "planning/answers/scenarios.h"
#include "planning/answers/sensitivity.h"

/* ids[many->n] are the result ids of the simulations that are compared; the
 * rest as in results/encode.h. */
void fp_result_compare(struct fp_buf *buf, const struct fp_request_many *many,
                       const char *result_id, const char *const *ids,
                       const struct fp_history *history,
                       const struct fp_compare_result *result)
    FP_NONNULL(1, 2, 3, 4, 6);

/* A request of kind FP_REQUEST_SENSITIVITY: without axes … */
void fp_result_tornado(struct fp_buf *buf, const struct fp_request *request,
                       const char *result_id,
                       const struct fp_history *history,
                       const struct fp_tornado *result)
    FP_NONNULL(1, 2, 3, 5);

/* … and with; places that are not known are null. */
void fp_result_grid(struct fp_buf *buf, const struct fp_request *request,
                    const char *result_id, const struct fp_history *history,
                    const struct fp_grid *grid) FP_NONNULL(1, 2, 3, 5);

/* One plan under several worlds; `name` is the list's. */
void fp_result_scenarios(struct fp_buf *buf, const struct fp_request *request,
                         const char *result_id,
                         const struct fp_history *history, const char *name,
                         const struct fp_scenarios *result)
    FP_NONNULL(1, 2, 3, 5, 6);

#endif
