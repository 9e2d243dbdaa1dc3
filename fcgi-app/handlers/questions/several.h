/* Answers that take a set number of runs over the same paths: a plan through bad
 * times or under other markets, a goal, plans side by side.
 *
 * With deadline_ms they are computed over a few paths first, then over four
 * times as many, and so on to all; the last that came to its end is the answer,
 * to the byte what so many paths asked for at once give. That costs a third more
 * than all paths at once, and is why it is done only where a deadline is said. */
#ifndef FP_HANDLERS_QUESTIONS_SEVERAL_H
#define FP_HANDLERS_QUESTIONS_SEVERAL_H

#include "base/attr.h"
#include "handlers/compute.h"
#include "handlers/document.h"

/* A stress, a range or a goal; returns as fp_compute_document. */
enum fp_err fp_several_document(struct fp_call *call,
                                const struct fp_document *document, int *keep,
                                struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4);

/* fp_work.run of a comparison; context is its struct fp_document_many. */
enum fp_err fp_several_comparison(struct fp_call *call, const void *context,
                                  int *keep, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4);

#endif
