/* Comparisons and sensitivities as JSON, one line end at the end. */
#ifndef FP_CODEC_RESULT_COMPARE_H
#define FP_CODEC_RESULT_COMPARE_H

#include "base/attr.h"
#include "base/buf.h"
#include "codec/request.h"
#include "planning/answers/compare.h"
#include "planning/answers/scenarios.h"
#include "planning/answers/sensitivity.h"

/* Two complete requests for simulations; ids as in result_encode.h. */
void fp_result_compare(struct fp_buf *buf, const struct fp_request *a,
                       const char *a_id, const struct fp_request *b,
                       const char *b_id, const struct fp_history *history,
                       const struct fp_compare_result *result)
    FP_NONNULL(1, 2, 3, 4, 5, 7);

void fp_result_tornado(struct fp_buf *buf, const struct fp_request *request,
                       const char *result_id,
                       const struct fp_history *history,
                       const struct fp_tornado *result)
    FP_NONNULL(1, 2, 3, 5);

/* outcomes[x->n * y->n] as fp_sensitivity_grid leaves them. */
void fp_result_grid(struct fp_buf *buf, const struct fp_request *request,
                    const char *result_id, const struct fp_history *history,
                    const struct fp_grid_axis *x, const struct fp_grid_axis *y,
                    const struct fp_outcome *outcomes)
    FP_NONNULL(1, 2, 3, 5, 6, 7);

/* One plan under several worlds; `name` is the list's. */
void fp_result_scenarios(struct fp_buf *buf, const struct fp_request *request,
                         const char *result_id,
                         const struct fp_history *history, const char *name,
                         const struct fp_scenarios *result)
    FP_NONNULL(1, 2, 3, 5, 6);

#endif
