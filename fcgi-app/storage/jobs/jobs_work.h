/* The queue of jobs as a worker process sees it: claim, keep the lease, give
 * in what was found, merge. Runs as role finplan_jobs; call->user_id is not
 * used. `me` names the worker. Thread-safe. Errors common to all stores:
 * pool.h. FP_ECONFLICT everywhere: the work is not this worker's any more
 * (cancelled, or its lease ran out and another has it); it is to be dropped. */
#ifndef FP_STORAGE_JOBS_WORK_H
#define FP_STORAGE_JOBS_WORK_H

#include <stddef.h>
#include <stdint.h>

#include "storage/jobs/jobs_store.h"
#include "storage/pool.h"

enum {
    FP_WORK_MERGE = -1,           /* in place of a shard's number */
    FP_WORK_FOUND_MAX = 64 << 20, /* bytes of what a shard found */
    FP_WORK_RETRY_FREE = 0        /* an attempt that does not count */
};

/* Something to do. Texts live in the arena of the call that claimed it. */
struct fp_job_work {
    const char *job;         /* id */
    int shard;               /* number, or FP_WORK_MERGE */
    uint64_t first, end;     /* paths; of a merge: 0, the stage's end */
    int attempt;             /* 1: the first */
    int64_t late_ms;         /* the deadline from now, negative once it has
                              * passed; INT64_MAX: none */
    struct fp_job_question question; /* deadline_ms and years are not set */
    const char *traceparent; /* of the request that left it; NULL: none */
    const char *document;    /* of ranges of paths: what has the plan;
                              * otherwise the whole question (codec/requests/asked.h) */
    size_t document_len;
};

/* FP_ENOTFOUND: there is nothing to do. */
enum fp_err fp_storage_work_claim(const struct fp_storage_call *call,
                                  const char *me, const char *engine,
                                  int64_t lease_ms, int most_attempts,
                                  struct fp_job_work *out, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 6);

/* Prolongs the lease and says how many paths are done. */
enum fp_err fp_storage_work_beat(const struct fp_storage_call *call,
                                 const char *me, const struct fp_job_work *work,
                                 uint64_t done, int64_t lease_ms,
                                 struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* What a shard found over its first `ran` paths. */
struct fp_job_found {
    uint64_t ran;
    const void *bytes;           /* [len], at most FP_WORK_FOUND_MAX */
    size_t len;
    const int64_t *tally;        /* [FP_JOB_TALLY]; NULL of a whole answer */
};
enum fp_err fp_storage_work_done(const struct fp_storage_call *call,
                                 const char *me, const struct fp_job_work *work,
                                 const struct fp_job_found *found,
                                 struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4);

/* Gives work back, to be tried again after retry_ms. */
enum fp_err fp_storage_work_return(const struct fp_storage_call *call,
                                   const char *me, const struct fp_job_work *work,
                                   int64_t retry_ms, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* Work that nobody will be able to do: the job failed. code: [a-z_]{1,40};
 * detail: a sentence for its owner. */
enum fp_err fp_storage_work_fail(const struct fp_storage_call *call,
                                 const char *me, const struct fp_job_work *work,
                                 const char *code, const char *detail,
                                 struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4, 5);

/* A shard of a job that is being merged. */
struct fp_job_part {
    int number;
    uint64_t first, end, ran;
};

/* The shards that are done, in order; in arena. */
enum fp_err fp_storage_work_parts(const struct fp_storage_call *call,
                                  const char *me, const struct fp_job_work *work,
                                  const struct fp_job_part **parts,
                                  size_t *n, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4, 5);

/* What one of them found; *bytes is the caller's, to be freed. */
enum fp_err fp_storage_work_part(const struct fp_storage_call *call,
                                 const char *me, const struct fp_job_work *work,
                                 int number, void **bytes, size_t *len,
                                 struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 5, 6);

/* More paths are wanted: shards from the stage's end on, up to each of
 * ends[n]. */
enum fp_err fp_storage_work_more(const struct fp_storage_call *call,
                                 const char *me, const struct fp_job_work *work,
                                 const uint64_t *ends, size_t n,
                                 struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4);

/* The answer of a merge. */
struct fp_job_answer {
    const char *bytes;           /* [len], a JSON object with result_id */
    size_t len;
    uint64_t paths;              /* that it is over */
    const char *stopped;         /* why not all: NULL, "standard_error",
                                  * "deadline" */
    int has_success;             /* 0: as bytes say, if they do */
    double success, success_se;
    int64_t keep_ms;
};
enum fp_err fp_storage_work_finish(const struct fp_storage_call *call,
                                   const char *me, const struct fp_job_work *work,
                                   const struct fp_job_answer *answer,
                                   struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4);

/* Looks after deadlines, expiry and orphans; *swept 0: another worker is at
 * it. Jobs of an engine that no worker is fail after orphan_ms, rows of
 * expired jobs go after forget_ms. Replies under idempotency keys that are too
 * old go too, of whatever user. */
enum fp_err fp_storage_work_sweep(const struct fp_storage_call *call,
                                  const char *engine, int64_t orphan_ms,
                                  int64_t forget_ms, int *swept,
                                  struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 5);

/* Jobs by state. */
enum fp_job_state {
    FP_JOB_QUEUED, FP_JOB_RUNNING, FP_JOB_MERGING, FP_JOB_DONE, FP_JOB_FAILED,
    FP_JOB_CANCELLED, FP_JOB_EXPIRED, FP_JOB_STATES
};
extern const char *const fp_job_state_names[FP_JOB_STATES];
struct fp_job_figures {
    int64_t n[FP_JOB_STATES];
    int64_t oldest_s[FP_JOB_STATES]; /* since its submission; 0: none */
};
enum fp_err fp_storage_work_figures(const struct fp_storage_call *call,
                                    struct fp_job_figures *out,
                                    struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Counts over all users, for the metrics. */
struct fp_business_figures {
    int64_t users;   /* not disabled */
    int64_t active;  /* with a session used within the last day */
    int64_t plans;
};
enum fp_err fp_storage_business_figures(const struct fp_storage_call *call,
                                        struct fp_business_figures *out,
                                        struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

#endif
