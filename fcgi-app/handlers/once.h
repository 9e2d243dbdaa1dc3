/* Answering a request once: what service/serve.c does around the handler of a
 * route with FP_KEYED. Handlers and stores need not know (they write through
 * fp_stored_begin); the first successful reply is kept in the transaction of
 * the first effect, and whatever a handler makes of a key that was taken
 * meanwhile is replaced by the reply that is due. */
#ifndef FP_HANDLERS_ONCE_H
#define FP_HANDLERS_ONCE_H

#include "base/attr.h"
#include "handlers/call.h"

/* Reads Idempotency-Key and looks it up. 0 when the handler is to run;
 * otherwise the status of the reply: the kept one, 400, 422 or 503. */
int fp_once_begin(struct fp_call *call) FP_MUST_CHECK FP_NONNULL(1);

/* After the handler answered with status: keeps a success, undoes a failure,
 * replaces the reply where the key was taken. Returns the final status. */
int fp_once_end(struct fp_call *call, int status) FP_MUST_CHECK
    FP_NONNULL(1);

#endif
