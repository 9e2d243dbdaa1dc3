/* Signed results: the reply of a question can carry an HTTP Message Signature
 * (RFC 9421) of the service's result key, when the request asks for one with
 * Accept-Signature or the configuration signs all.
 *
 * What is signed is the reply's Content-Digest (RFC 9530) and Question-Digest,
 * the SHA-256 of what was asked: for a question on a plan the canonical plan,
 * its options, engine, tables and history (the result_id is its beginning);
 * for one without a plan, the body as it was sent. A reply whose question is
 * not known any more is signed without. Engine, tables and seed stand in the
 * reply too. */
#ifndef FP_HANDLERS_SIGNED_H
#define FP_HANDLERS_SIGNED_H

#include "auth/digest.h"
#include "auth/sign.h"
#include "base/attr.h"
#include "handlers/call.h"

/* 1 when the reply of this call will be signed, if it can be. */
int fp_signed_wanted(struct fp_call *call) FP_MUST_CHECK FP_NONNULL(1);

/* As fp_call_json, for the reply of a question; digest NULL: that of the
 * request's body, and none where the route takes no body. A signature that was asked for in a way that is not known
 * here is left out. */
int fp_signed_json(struct fp_call *call, int status,
                   const unsigned char *digest) FP_NONNULL(1);

/* The parts of a reply that a signature may cover. NULL: not known. */
struct fp_signed_parts {
    char status[8];
    const char *content_type;
    const char *content_digest;
    const char *question_digest;
};

/* 1 when a signature covers the content of the reply. */
int fp_signed_covers(const struct fp_sign_input *input) FP_NONNULL(1);

/* A fp_sign_value_fn over struct fp_signed_parts. */
const char *fp_signed_part(void *parts, const char *name) FP_NONNULL(1, 2);

#endif
