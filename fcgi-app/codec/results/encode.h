/* Results as JSON, one line end at the end. Money has 2 decimals,
 * probabilities and rates 6, so that equal results give equal bytes. Encoders
 * report through the buffer: check fp_buf_error() at the end. */
#ifndef FP_CODEC_RESULT_ENCODE_H
#define FP_CODEC_RESULT_ENCODE_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/faults.h"
#include "codec/requests/many.h"
#include "codec/requests/request.h"
#include "planning/answers/backtest.h"
#include "planning/answers/project.h"
#include "planning/market/history.h"
#include "planning/simulation/simulate.h"

/* request must be complete; result_id is the caller's (first 32 hexadecimal
 * digits of the hash of fp_request_identity); history is the series used, or
 * NULL. */
void fp_result_simulate(struct fp_buf *buf, const struct fp_request *request,
                        const char *result_id,
                        const struct fp_history *history,
                        const struct fp_sim_result *result)
    FP_NONNULL(1, 2, 3, 5);
void fp_result_project(struct fp_buf *buf, const struct fp_request *request,
                       const char *result_id,
                       const struct fp_history *history,
                       const struct fp_projection *result)
    FP_NONNULL(1, 2, 3, 5);
void fp_result_backtest(struct fp_buf *buf, const struct fp_request *request,
                        const char *result_id,
                        const struct fp_history *history,
                        const struct fp_backtest_result *result)
    FP_NONNULL(1, 2, 3, 5);

/* {"valid":…,"errors":[…],"warnings":[…],"assumed":[…]}; document may be NULL
 * when decoding went nowhere. */
void fp_result_validate(struct fp_buf *buf, const struct fp_faults *faults,
                        const struct fp_plan_document *document)
    FP_NONNULL(1, 2);

/* [{"pointer":…,"code":…,"detail":…}, …] */
void fp_faults_encode(struct fp_buf *buf, const struct fp_faults *faults)
    FP_NONNULL(1, 2);

/* The members every result starts with, from "result_id" to "warnings",
 * without braces; for encoders of this room. */
void fp_result_head(struct fp_buf *buf, const struct fp_request *request,
                    const char *result_id, const struct fp_history *history)
    FP_NONNULL(1, 2, 3);

/* The same for a comparison; what was assumed of each of its plans stands with
 * that plan. */
void fp_result_head_many(struct fp_buf *buf,
                         const struct fp_request_many *many,
                         const char *result_id,
                         const struct fp_history *history)
    FP_NONNULL(1, 2, 3);

/* ,"assumed":[…],"warnings":[…] */
void fp_result_notes(struct fp_buf *buf,
                     const struct fp_plan_document *document)
    FP_NONNULL(1, 2);

/* ,"name":"checksum" for every table of law and data. */
void fp_result_tables(struct fp_buf *buf) FP_NONNULL(1);

#endif
