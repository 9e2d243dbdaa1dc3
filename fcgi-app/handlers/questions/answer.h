/* What the questions about a plan have in common: read, compute, keep, sign,
 * reply. */
#ifndef FP_HANDLERS_QUESTIONS_ANSWER_H
#define FP_HANDLERS_QUESTIONS_ANSWER_H

#include "base/attr.h"
#include "codec/requests/asked.h"
#include "handlers/call.h"
#include "handlers/document.h"
#include "handlers/questions/prepare.h"
#include "storage/plans_store.h"

/* The question in the body and the query, answered; "keep" in the query keeps
 * the result for its user. Returns the status. */
int fp_answer(struct fp_call *call, enum fp_request_kind kind) FP_NONNULL(1);
int fp_answer_many(struct fp_call *call, enum fp_many_kind kind)
    FP_NONNULL(1);

/* Writes the result of any question into call->response->body; fresh: not out
 * of the cache. 0, or the status of the refusal or of the job that it became;
 * FP_EINVAL in *err when what is wrong was added to faults and no reply was
 * made. */
int fp_answer_asked(struct fp_call *call, const struct fp_asked *asked,
                    int fresh, struct fp_faults *faults, enum fp_err *err,
                    struct fp_answered *out)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4, 5, 6);

/* The same with the reply for whatever is wrong, with the question or with the
 * query. 0, or the status. */
int fp_answer_checked(struct fp_call *call, const struct fp_asked *asked,
                      int fresh, const struct fp_faults *query,
                      struct fp_answered *out)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4, 5);

/* The same, kept where the query says so. */
int fp_answer_settle(struct fp_call *call, struct fp_asked *asked,
                     struct fp_faults *query, struct fp_answered *out)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4);

/* The same of a question that was read; plan: the stored one with which a job
 * keeps its result, or NULL. *out must outlive the computation. */
int fp_answer_prepared(struct fp_call *call, struct fp_prepared *question,
                       const struct fp_stored_plan *plan,
                       struct fp_answered *out)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4);

/* The plan that the path's {id} names, with a question of this kind about it,
 * options from the query; *plan takes what is stored, which may be shared with
 * the user. 0, or the status of the refusal. */
int fp_answer_stored(struct fp_call *call, enum fp_request_kind kind,
                     struct fp_stored_plan *plan,
                     struct fp_prepared *question)
    FP_MUST_CHECK FP_NONNULL(1, 3, 4);

/* Writes the answer of a question without a plan into call->response->body;
 * name, part, bytes and len as in codec/questions/question.h, prefix: where in
 * the request its document stands, "" for the body. 0, or the status of the
 * refusal. */
int fp_question_reply(struct fp_call *call, const char *name, const char *part,
                      const char *bytes, size_t len, const char *prefix)
    FP_MUST_CHECK FP_NONNULL(1, 2, 6);

/* The same as fp_answer_stored, answered. Returns the status. */
int fp_answer_plan(struct fp_call *call, enum fp_request_kind kind)
    FP_NONNULL(1);

#endif
