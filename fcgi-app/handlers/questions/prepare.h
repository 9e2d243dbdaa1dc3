/* A question about one plan or several, read and ready for the engine: what is
 * common to answering it now, and to making or doing a job of it. */
#ifndef FP_HANDLERS_QUESTIONS_PREPARE_H
#define FP_HANDLERS_QUESTIONS_PREPARE_H

#include "base/attr.h"
#include "codec/requests/asked.h"
#include "handlers/call.h"
#include "handlers/compute.h"
#include "handlers/document.h"

/* Lives in the call's arena. */
struct fp_prepared {
    struct fp_asked asked;
    struct fp_document *one;           /* NULL for a comparison, … */
    struct fp_document_many *many;     /* … of which this is set */
    const struct fp_request *requests; /* [n]: that of one, those of many */
    size_t n;
    const struct fp_history *history;  /* NULL: not needed */
    struct fp_answered identity;
    struct fp_work work;
};

/* Returns as fp_document_ask. *out must stay where it is while its work is
 * used. */
enum fp_err fp_prepare(struct fp_call *call, const struct fp_asked *asked,
                       struct fp_faults *faults, struct fp_prepared *out)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4);

#endif
