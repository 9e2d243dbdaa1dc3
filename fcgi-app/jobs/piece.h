/* One piece of work on its way. Private to run.c, which runs shards and says
 * what becomes of a piece, and merge.c. */
#ifndef FP_JOBS_PIECE_H
#define FP_JOBS_PIECE_H

#include "jobs/run.h"
#include "jobs/task.h"

/* Before a whole answer: whether it is all, or its deadline ended it. */
enum { FP_JOBS_COMPLETE = '+', FP_JOBS_STOPPED = '-' };

struct fp_jobs_piece {
    struct fp_jobs_run *run;
    const struct fp_job_work *work;
    struct fp_arena *arena;
    struct fp_jobs_task task;  /* of what is streamed */
    uint64_t late_ns;          /* the job's deadline; UINT64_MAX: none */
    struct fp_error error;
    const char *code;          /* of a failure for good; NULL: none */
    uint64_t runs_before;      /* paths of the runs that are over */
};

/* A call of the database for the piece, with a deadline of its own. */
struct fp_storage_call
fp_jobs_piece_call(const struct fp_jobs_piece *piece) FP_NONNULL(1);

/* Gives something in, again while the database is away. A connection that
 * broke after the commit makes the second try a conflict, which is fine: the
 * work is not ours any more because it is done. */
enum fp_err fp_jobs_piece_insist(
    struct fp_jobs_piece *piece,
    enum fp_err (*give)(struct fp_jobs_piece *, void *), void *what)
    FP_NONNULL(1, 2);

/* Merges the parts of a job, in order, and gives in the answer, or that there
 * is more to do. The task is open where the question is streamed. */
enum fp_err fp_jobs_merge(struct fp_jobs_piece *piece)
    FP_MUST_CHECK FP_NONNULL(1);

#endif
