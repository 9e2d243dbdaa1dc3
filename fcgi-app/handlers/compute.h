/* From a document to the bytes of its result: look in the cache, otherwise
 * run the engine, encode, and put the result into the cache. */
#ifndef FP_HANDLERS_COMPUTE_H
#define FP_HANDLERS_COMPUTE_H

#include "base/attr.h"
#include "handlers/call.h"
#include "handlers/document.h"

/* Writes the result document into call->response->body and sets X-Cache.
 * Equal documents give equal bytes, from the cache or not. 0, or the status of
 * the problem: 422 (the history lacks what the plan needs), 503 (code
 * "deadline" or "memory"), 500. */
int fp_compute(struct fp_call *call, const struct fp_document *document)
    FP_MUST_CHECK FP_NONNULL(1, 2);

#endif
