/* Who is asking: the credentials of a request become call->principal. */
#ifndef FP_HANDLERS_IDENTITY_AUTHENTICATE_H
#define FP_HANDLERS_IDENTITY_AUTHENTICATE_H

#include "base/attr.h"
#include "handlers/call.h"

/* Reads the Authorization header of a route that wants or takes one, sets
 * call->principal and call->user_id, and compares what was granted with what
 * the route asks for. Credentials that are wrong are refused even where none
 * were needed: the caller believes to be somebody. 0, or the status of the
 * refusal: 401, 403, 503. */
int fp_authenticate(struct fp_call *call, const char *authorization)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* 401 with this challenge as WWW-Authenticate. */
int fp_unauthenticated(struct fp_call *call, const char *challenge,
                       const char *detail) FP_NONNULL(1, 2, 3);

#endif
