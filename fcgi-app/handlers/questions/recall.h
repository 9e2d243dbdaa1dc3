/* Which question a body asks, without reading it again: whoever asks twice
 * mostly sends the same bytes. What they follow from besides (the limits, the
 * series, the engine) is the same for as long as a process lives. */
#ifndef FP_HANDLERS_QUESTIONS_RECALL_H
#define FP_HANDLERS_QUESTIONS_RECALL_H

#include "base/attr.h"
#include "handlers/call.h"
#include "handlers/document.h"

struct fp_recall {
    int possible; /* 0: neither recalled nor remembered */
    unsigned char key[FP_SHA256_BYTES];
};

/* Whether the same was asked before and its result is in the cache: then it is
 * in call->response->body, with X-Cache, and *out says whose it is. 1, or 0
 * with nothing changed but *recall. */
int fp_recall(struct fp_call *call, const struct fp_asked *asked,
              struct fp_recall *recall, struct fp_answered *out)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4);

/* Remembers what was answered; only for a reply that the cache may give to
 * everyone who asks so. */
void fp_recall_keep(struct fp_call *call, const struct fp_recall *recall,
                    const struct fp_answered *answered) FP_NONNULL(1, 2, 3);

#endif
