/* Jobs as their owner sees them: submitted, read, listed, watched, cancelled.
 * Another user's job is FP_ENOTFOUND. Thread-safe. Errors common to all
 * stores: pool.h. What works on them: jobs_work.h. */
#ifndef FP_STORAGE_JOBS_STORE_H
#define FP_STORAGE_JOBS_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "storage/pool.h"

enum {
    FP_JOB_TALLY = 35,        /* numbers of a tally (planning/…/parts.h) */
    FP_JOB_SHARDS_MAX = 1024, /* of one stage */
    FP_JOBS_WATCH_MAX = 1024, /* of one look */
    FP_JOB_PATHS_MAX = 100000000 /* of a job, over all its runs */
};

/* What to calculate, beyond the document. */
struct fp_job_question {
    const char *kind;            /* fp_request_kind_name: "simulate", … */
    uint64_t paths, seed;        /* of a run; paths 0: nothing is drawn */
    int paths_given, seed_given; /* 1: by the caller, no default */
    int streamed;                /* 1: ranges of paths; 0: one shard, which
                                  * answers the whole question */
    double until_se;             /* 0: runs all paths */
    int64_t deadline_ms;         /* from its submission on; 0: none */
    const char *sampler;         /* that draws the paths */
    const char *result_id;       /* 32 lower-case hex digits */
    const char *engine;          /* which workers may take it */
    size_t years;
};

struct fp_job_input {
    struct fp_job_question question;
    const char *result_kind;     /* as results are kept under: "solution", … */
    const char *asked;           /* the question but for its document, a JSON
                                  * object (codec/requests/asked.h) */
    const char *document;        /* [document_len], a JSON object */
    size_t document_len;
    const char *plan_id;         /* a stored plan to keep the result with */
    int64_t plan_version;        /* … or NULL and 0 */
    const char *traceparent;     /* of the request; NULL: it has no trace */
    int keep;                    /* 1: the result is kept for its user too */
    int priority;                /* 0..9; 9 comes first */
    const uint64_t *ends;        /* of the first stage's shards, rising */
    size_t n_ends;               /* 1 .. FP_JOB_SHARDS_MAX */
    int most_open, most_kept;    /* of this user's jobs: not over, over */
};

/* Texts live in the arena of the call; NULL: not so. Times are unix
 * milliseconds, 0: not yet. */
struct fp_stored_job {
    const char *id, *kind, *state, *result_id, *plan_id;
    int64_t plan_version;
    int priority;
    uint64_t paths, seed, years;
    int streamed;
    double until_se;
    int64_t deadline_ms;
    const char *sampler;
    uint64_t done;               /* paths run so far */
    int has_tally;               /* some are in the tally */
    int64_t tally[FP_JOB_TALLY];
    int has_success;             /* the result's */
    double success, success_se;
    int64_t shards, shards_done; /* of a job that is not over */
    const char *stopped;         /* "standard_error", "deadline" */
    const char *error_code, *error_detail;
    int64_t version;
    int64_t created_ms, updated_ms, started_ms, ended_ms, expires_ms;
};

struct fp_stored_job_page {
    const struct fp_stored_job *jobs;
    size_t count;
    const char *next;            /* id to go on after, or NULL */
};

/* Queues a job; *out is what became of it. FP_ELIMIT: most_open of the user's jobs are
 * not over. FP_ENOTFOUND: no such plan of this user. FP_EINVAL. */
enum fp_err fp_storage_job_submit(const struct fp_storage_call *call,
                                  const struct fp_job_input *in,
                                  struct fp_stored_job *out,
                                  struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* FP_ENOTFOUND (also when id is not a UUID). */
enum fp_err fp_storage_job_get(const struct fp_storage_call *call,
                               const char *id, struct fp_stored_job *out,
                               struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* Newest first, after an id (NULL: from the newest); state NULL: any.
 * FP_EINVAL: after is not a UUID. */
enum fp_err fp_storage_job_list(const struct fp_storage_call *call,
                                const char *after, const char *state,
                                size_t limit, struct fp_stored_job_page *out,
                                struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 5);

/* The jobs of this user among ids[n], n <= FP_JOBS_WATCH_MAX, in any order. */
enum fp_err fp_storage_job_watch(const struct fp_storage_call *call,
                                 const char *const *ids, size_t n,
                                 struct fp_stored_job_page *out,
                                 struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4);

/* Cancels a job that is not over; its row is kept for keep_ms. *state: what it
 * is now ("cancelled", or how it had ended). FP_ENOTFOUND. */
enum fp_err fp_storage_job_cancel(const struct fp_storage_call *call,
                                  const char *id, int64_t keep_ms,
                                  const char **state, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4);

/* What a job found, in the arena. */
struct fp_job_result {
    const char *bytes;    /* [len] */
    size_t len;
    const char *asked;    /* [asked_len], the question as results keep it
                           * (codec/requests/asked.h); NULL: not asked for, or
                           * kept by a release that did not write it down */
    size_t asked_len;
};

/* with_question: what was asked is read too. FP_ENOTFOUND: no such job, or it
 * has no result (any more). */
enum fp_err fp_storage_job_result(const struct fp_storage_call *call,
                                  const char *id, int with_question,
                                  struct fp_job_result *out,
                                  struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4);

#endif
