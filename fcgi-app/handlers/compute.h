/* From a question to the bytes of its result: look in the cache, otherwise run
 * the engine, encode, and put the result into the cache. */
#ifndef FP_HANDLERS_COMPUTE_H
#define FP_HANDLERS_COMPUTE_H

#include <stdint.h>

#include "base/attr.h"
#include "handlers/call.h"
#include "handlers/document.h"
#include "planning/simulation/simulate.h"

/* What the engine has to do for a question; questions/prepare.h makes it. */
struct fp_work {
    const char *result_id;  /* of the question */
    const char *pointer;    /* of what is at fault when the engine refuses */
    int fresh;              /* 1: the cache is not asked */
    /* Runs the engine and writes the result into call->response->body. *keep
     * is 1; 0 keeps a reply out of the cache that the next time may better. */
    enum fp_err (*run)(struct fp_call *call, const void *context, int *keep,
                       struct fp_error *error);
    const void *context;
};

/* Writes the result document into call->response->body and sets X-Cache.
 * Equal questions give equal bytes, from the cache or not. 0, or the status of
 * the problem: 422 (the history lacks what the plan needs), 503 (code
 * "deadline" or "memory"), 500. */
int fp_compute_work(struct fp_call *call, const struct fp_work *work)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* The same when the result with this id is in the cache: 1. Otherwise 0, and
 * nothing was written. */
int fp_compute_cached(struct fp_call *call, const char *result_id)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* The engine's part of fp_compute_work alone: no cache and no reply. *keep 0:
 * the time ended it before it had done all. */
enum fp_err fp_compute_run(struct fp_call *call, const struct fp_work *work,
                           int *keep, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4);

/* fp_work.run of any question about one plan; context is its document. */
enum fp_err fp_compute_document(struct fp_call *call, const void *context,
                                int *keep, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4);

/* What an answer over `paths` of the paths asked for is called: its question in
 * *request and its identity in *answered (and where the document wants it);
 * *keep is 0, and Stopped-By says why, when they are fewer. */
enum fp_err fp_compute_fewer(struct fp_call *call,
                             const struct fp_document *document,
                             uint64_t paths, const char *stopped_by,
                             struct fp_request *request,
                             struct fp_answered *answered, int *keep)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4, 5, 6, 7);

/* What the engine's progress callback looks at. */
struct fp_watch {
    uint64_t until_ns;
    int said;               /* what is said then: FP_SIM_STOP, or FP_SIM_ENOUGH
                             * where the caller chose the moment */
    int late;               /* 1 once it was said */
    uint64_t runs_left;     /* where the request says how many there are */
};

/* Options of a run in this call: its threads and kept markets, stopped by the
 * call's deadline or after deadline_ms (0: not said), whichever is first, or
 * by call->progress. watch must outlive them. */
struct fp_sim_options fp_compute_options(const struct fp_call *call,
                                         const struct fp_request *request,
                                         struct fp_watch *watch)
    FP_NONNULL(1, 2, 3);

#endif
