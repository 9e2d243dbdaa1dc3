/* What the questions about a plan have in common: read, compute, reply. */
#ifndef FP_HANDLERS_QUESTIONS_ANSWER_H
#define FP_HANDLERS_QUESTIONS_ANSWER_H

#include "base/attr.h"
#include "codec/request.h"
#include "handlers/call.h"
#include "handlers/document.h"
#include "storage/plans_store.h"

/* The question in the body and the query, answered. Returns the status. */
int fp_answer(struct fp_call *call, enum fp_request_kind kind) FP_NONNULL(1);

/* The plan that the path's {id} names as a document of this kind, options from
 * the query; *plan takes what is stored. 0, or the status of the refusal. */
int fp_answer_stored(struct fp_call *call, enum fp_request_kind kind,
                     struct fp_stored_plan *plan,
                     struct fp_document *document)
    FP_MUST_CHECK FP_NONNULL(1, 3, 4);

#endif
