/* Request bodies and stored documents as calculations: the seam between the
 * HTTP side and codec/. */
#ifndef FP_HANDLERS_DOCUMENT_H
#define FP_HANDLERS_DOCUMENT_H

#include <stddef.h>

#include "auth/digest.h"
#include "base/attr.h"
#include "codec/requests/asked.h"
#include "codec/requests/many.h"
#include "codec/requests/request.h"
#include "handlers/call.h"
#include "planning/market/history.h"

enum { FP_RESULT_ID = 33 }; /* 32 hexadecimal digits and a NUL */

/* The identity of what was answered. */
struct fp_answered {
    char result_id[FP_RESULT_ID];
    unsigned char digest[FP_SHA256_BYTES];
};

/* Everything lives in the call's arena. */
struct fp_document {
    struct fp_asked asked;               /* as it came */
    struct fp_request request;           /* complete */
    const struct fp_history *history;    /* the series to use, or NULL */
    char result_id[FP_RESULT_ID];        /* "" for FP_REQUEST_PLAN */
    unsigned char digest[FP_SHA256_BYTES]; /* of the question: its id is the
                                          * beginning of it */
    struct fp_answered *answered;        /* NULL, or takes the identity of a
                                          * result over fewer paths than were
                                          * asked for */
};

/* A comparison likewise; ids[i] is the result id of its simulation i. */
struct fp_document_many {
    struct fp_asked asked;
    struct fp_request_many many;
    const struct fp_history *history;
    char result_id[FP_RESULT_ID];
    char ids[FP_COMPARE_PLANS_MAX][FP_RESULT_ID];
    unsigned char digest[FP_SHA256_BYTES];
    struct fp_answered *answered;        /* as above */
};

/* Reads the request's body: the bare plan, with options in the query, or (all
 * kinds but FP_REQUEST_PLAN) an envelope {"plan": …, options}; the query wins
 * over the envelope. 0, or the status of the refusal: 400 for what is no JSON,
 * 422 with every fault and its place for what means nothing; of FP_REQUEST_GOAL
 * 404 when the plan lacks the goal that the path names ({goal}, or {id}). */
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

/* The question of this kind in the request's body and query, as it came; query
 * parameters that it has not are faults. bytes[len] stand for the body. */
void fp_document_asked(struct fp_call *call, enum fp_request_kind kind,
                       const char *bytes, size_t len, struct fp_asked *out,
                       struct fp_faults *faults) FP_NONNULL(1, 5, 6);

/* The same for a comparison. */
void fp_document_asked_many(struct fp_call *call, enum fp_many_kind kind,
                            struct fp_asked *out, struct fp_faults *faults)
    FP_NONNULL(1, 3, 4);

/* Gives a comparison the identity of its requests as they are now. */
enum fp_err fp_document_identify_many(struct fp_document_many *many)
    FP_MUST_CHECK FP_NONNULL(1);

/* A question, read. FP_OK; FP_EINVAL (faults were added; those of options
 * beside the body are at "?name"), FP_ENOTFOUND (the goal), FP_ENOMEM,
 * FP_EINTERNAL. *out may have been written to whatever is returned. */
enum fp_err fp_document_ask(struct fp_call *call, const struct fp_asked *asked,
                            struct fp_faults *faults, struct fp_document *out)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4);
enum fp_err fp_document_ask_many(struct fp_call *call,
                                 const struct fp_asked *asked,
                                 struct fp_faults *faults,
                                 struct fp_document_many *out)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4);

/* What fp_document_ask or _many would say, and nothing else. */
enum fp_err fp_document_faults(struct fp_call *call,
                               const struct fp_asked *asked,
                               struct fp_faults *faults)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* The reply for what fp_document_ask says, and for what is wrong with the
 * query: 0 when all is well, otherwise the status; 400 for a body that is no
 * JSON, else 422 with all faults. */
int fp_document_checked(struct fp_call *call, enum fp_err err,
                        struct fp_faults *faults,
                        const struct fp_faults *query)
    FP_MUST_CHECK FP_NONNULL(1, 3, 4);

#endif
