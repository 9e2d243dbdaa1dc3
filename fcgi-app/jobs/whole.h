/* A question that one worker answers whole, in one shard: all but streamed
 * simulations. The questions are known in handlers/, so whoever wires a worker
 * (app/) gives it the function that answers them. */
#ifndef FP_JOBS_WHOLE_H
#define FP_JOBS_WHOLE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "storage/jobs/jobs_work.h"

struct fp_jobs_whole {
    const struct fp_job_work *work; /* document: the question as codec/requests/asked.h
                               * writes it */
    struct fp_arena *arena;   /* for what is read of it */
    /* As of a simulation (planning/…/simulate.h), of each run by itself. */
    int (*progress)(void *context, uint64_t done, uint64_t total);
    void *context;
    /* What comes of it: */
    struct fp_buf *body;      /* the caller's, empty; the bytes that a request
                               * would have been answered */
    int stopped;              /* 1: progress ended it, and it has gone as far
                               * as it could */
    int is_another;           /* 1, with FP_EINVAL: the document does not come
                               * to the question that was asked (another
                               * engine, tables or history) */
};

/* Errors are the engine's: FP_ECANCELED (progress stopped it without an
 * answer), FP_ENOMEM, FP_EINVAL, FP_ELIMIT, FP_EDOM, FP_ERANGE. */
typedef enum fp_err (*fp_jobs_answer)(void *data, struct fp_jobs_whole *whole,
                                      struct fp_error *error);

#endif
