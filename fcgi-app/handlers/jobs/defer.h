/* Which questions become jobs, and making one of them. */
#ifndef FP_HANDLERS_JOBS_DEFER_H
#define FP_HANDLERS_JOBS_DEFER_H

#include <stdint.h>

#include "base/attr.h"
#include "codec/requests/request.h"
#include "handlers/call.h"
#include "handlers/questions/prepare.h"
#include "storage/plans_store.h"

/* The most paths that may be asked for: those of a job where the question may
 * become one that is cut and the caller can have it, else those of one
 * request. */
uint64_t fp_defer_most_paths(const struct fp_call *call,
                             const struct fp_asked *asked,
                             const struct fp_request *request)
    FP_NONNULL(1, 2, 3);

/* Before a simulation is completed: what ends by its error or its deadline is
 * streamed, and so is what is more than one request computes. */
void fp_defer_options(const struct fp_call *call,
                      const struct fp_asked *asked,
                      struct fp_request *request) FP_NONNULL(1, 2, 3);

/* 0 when the question is to be answered now. Otherwise it has become a job,
 * because the caller prefers that or because it is too large, and this is the
 * status: 202, or that of a refusal. plan: the stored one with which the
 * result is kept, or NULL. */
int fp_defer(struct fp_call *call, const struct fp_prepared *question,
             const struct fp_stored_plan *plan)
    FP_MUST_CHECK FP_NONNULL(1, 2);

#endif
