/* What a result is to be verified against: its exact bytes, the fields of its
 * signature, and the question that it answers. */
#ifndef FP_CODEC_VERIFY_H
#define FP_CODEC_VERIFY_H

#include <stddef.h>
#include <stdint.h>

#include "codec/requests/asked.h"

struct fp_verify {
    const char *result;           /* [result_len] its bytes */
    size_t result_len;
    const char *answer;           /* [answer_len] what a replay has to give: the
                                   * result, or that in a kept one */
    size_t answer_len;
    int status;                   /* of the reply that carried it */
    const char *signature_input;  /* the fields of that reply; NULL: it is not
                                   * to be checked */
    const char *signature;
    const char *question_digest;  /* NULL: not said */
    int has_replay;
    const char *question;         /* one without a plan, by its name
                                   * (codec/questions/question.h): its document
                                   * is that of replay; NULL: about a plan */
    const char *part;             /* of its path, as there; or NULL */
    struct fp_asked replay;       /* the question, with how far the answer had
                                   * come */
};

/* {"result": the document or its exact text, "signature_input", "signature",
 * "question_digest", "status", "replay": a question as fp_asked_encode writes
 * it, or {"kind": "tax/federal", "body"} of one without a plan}. A document is taken as this product writes it: without blanks between
 * its tokens, and a line end behind. A kept result, {"id", …, "result": {…}},
 * is signed as a whole; what is replayed is the result in it. Everything lives in arena or in
 * bytes[len].
 * FP_EINVAL or FP_ELIMIT (faults were added), FP_ENOMEM. */
enum fp_err fp_verify_decode(const char *bytes, size_t len,
                             uint64_t default_paths, struct fp_arena *arena,
                             struct fp_faults *faults, struct fp_verify *out)
    FP_MUST_CHECK FP_NONNULL(4, 5, 6);

/* The verdict on a signature, and on a replay. */
enum fp_verdict { FP_VERDICT_NOT_ASKED, FP_VERDICT_GOOD, FP_VERDICT_BAD };

struct fp_verified {
    enum fp_verdict signature;
    const char *reason;           /* why it is not good; NULL: it is */
    const char *keyid;            /* NULL: not said */
    int64_t created;              /* Unix seconds; 0: not said */
    enum fp_verdict replay;
    const char *got;              /* [got_len] the bytes of the replay */
    size_t got_len;
};

/* {"valid":…,"signature":{…},"replay":{…}}, one line end behind. */
void fp_verify_encode(struct fp_buf *buf, const struct fp_verify *asked,
                      const struct fp_verified *found, struct fp_arena *arena)
    FP_NONNULL(1, 2, 3, 4);

#endif
