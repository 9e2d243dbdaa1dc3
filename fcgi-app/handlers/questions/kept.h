/* Results that are kept with the question that gave them. */
#ifndef FP_HANDLERS_QUESTIONS_KEPT_H
#define FP_HANDLERS_QUESTIONS_KEPT_H

#include "base/attr.h"
#include "codec/requests/asked.h"
#include "handlers/call.h"
#include "storage/plans_store.h"
#include "storage/simulations_store.h"

/* What the result of a question is called: "simulation", "solution", … */
const char *fp_kept_kind(const struct fp_asked *asked) FP_NONNULL(1);

/* Keeps the result in call->response->body for the user of the call, with its
 * question and (plan not NULL) the stored plan it is of; *stored describes it,
 * bytes included, which outlive the body. 0, or the status of the refusal. */
int fp_kept_insert(struct fp_call *call, const struct fp_asked *asked,
                   const char *result_id, const struct fp_stored_plan *plan,
                   struct fp_stored_simulation *stored)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 5);

/* The kept simulation that the path's {id} names, and its question. 0, or the
 * status of the refusal: 404, and 409 when it is no simulation or its question
 * is not known. */
int fp_kept_simulation(struct fp_call *call,
                       struct fp_stored_simulation *stored,
                       struct fp_asked *asked)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* Makes a kept question the one whose answer is the kept result, to the byte. */
void fp_kept_again(struct fp_asked *asked,
                   const struct fp_stored_simulation *stored)
    FP_NONNULL(1, 2);

/* The digest of a kept result's question, where its reply is to be signed.
 * NULL: it is not, or the question is not known, or it is another one to this
 * engine and these tables than it was. */
const unsigned char *fp_kept_digest(struct fp_call *call,
                                    const struct fp_stored_simulation *stored)
    FP_NONNULL(1, 2);

/* The reply that shows a kept result, signed over the digest of its question
 * (NULL: not known) where that is wanted. Returns the status. */
int fp_kept_reply(struct fp_call *call, int status,
                  const struct fp_stored_simulation *stored,
                  const unsigned char *digest) FP_NONNULL(1, 3);

#endif
