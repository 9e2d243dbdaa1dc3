/* Request bodies and stored documents as calculations: the seam between the
 * HTTP side and codec/. */
#ifndef FP_HANDLERS_DOCUMENT_H
#define FP_HANDLERS_DOCUMENT_H

#include <stddef.h>

#include "base/attr.h"
#include "codec/request.h"
#include "codec/request_many.h"
#include "handlers/call.h"
#include "planning/market/history.h"

enum { FP_RESULT_ID = 33 }; /* 32 hexadecimal digits and a NUL */

/* Everything lives in the call's arena. */
struct fp_document {
    struct fp_request request;           /* complete */
    const struct fp_history *history;    /* the series to use, or NULL */
    char result_id[FP_RESULT_ID];        /* "" for FP_REQUEST_PLAN */
    int fresh;                           /* 1: computed without the cache */
};

/* Reads the request's body: the bare plan, with options in the query, or (all
 * kinds but FP_REQUEST_PLAN) an envelope {"plan": …, options}; the query wins
 * over the envelope. 0, or the status of the refusal: 400 for what is no JSON,
 * 422 with every fault and its place for what means nothing. */
int fp_document_read(struct fp_call *call, enum fp_request_kind kind,
                     struct fp_document *out)
    FP_MUST_CHECK FP_NONNULL(1, 3);

/* The reply for a body with faults: 400 when it is no JSON, 422 with every
 * fault and its place when it means nothing. */
int fp_document_refuse(struct fp_call *call, const struct fp_faults *faults)
    FP_NONNULL(1, 2);

/* As fp_document_read for a stored plan's bytes; options come from the query. */
int fp_document_stored(struct fp_call *call, enum fp_request_kind kind,
                       const char *bytes, size_t len,
                       struct fp_document *out)
    FP_MUST_CHECK FP_NONNULL(1, 3, 5);

/* The same for a comparison; *history is the series to use, or NULL, and
 * ids[i] the result id of its simulation i. */
int fp_document_many(struct fp_call *call, enum fp_many_kind kind,
                     struct fp_request_many *out,
                     const struct fp_history **history,
                     char result_id[FP_RESULT_ID],
                     char ids[FP_COMPARE_PLANS_MAX][FP_RESULT_ID])
    FP_MUST_CHECK FP_NONNULL(1, 3, 4, 5, 6);

/* The reply for a body with faults: 400 for what is no JSON, else 422. */
int fp_document_refuse(struct fp_call *call, const struct fp_faults *faults)
    FP_NONNULL(1, 2);

#endif
