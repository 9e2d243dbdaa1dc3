/* A worker process of the queue: claims, works, keeps its lease alive, and
 * looks after the queue from time to time. Two threads: the caller's works,
 * the other is its heart. */
#ifndef FP_JOBS_WORKER_H
#define FP_JOBS_WORKER_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "jobs/cut.h"
#include "jobs/whole.h"
#include "planning/market/history.h"
#include "storage/pool.h"
#include "telemetry/metrics.h"
#include "telemetry/otlp.h"

struct fp_jobs_config {
    struct fp_storage_pool *pool;     /* as role finplan_jobs */
    const struct fp_storage_config *storage; /* password and log of the bell */
    const char *listen_url;           /* a direct connection for LISTEN;
                                       * NULL or "": polling alone */
    const struct fp_history *history;
    struct fp_metrics *metrics;       /* may be NULL */
    struct fp_otlp *otlp;             /* where traces go; NULL: nowhere */
    int threads;                      /* of one shard */
    size_t arena_bytes;               /* memory of one piece of work */
    struct fp_jobs_cut cut;           /* of later stages */
    int lease_ms;                     /* without a beat, another may take it */
    int beat_ms;                      /* a cancelled job stops within this */
    int poll_ms;                      /* how often an idle worker looks */
    int attempts;                     /* then a job is given up */
    int64_t retry_ms, retry_most_ms;  /* back-off after a failure */
    int64_t keep_ms;                  /* results */
    int64_t orphan_ms;                /* jobs that no engine is for */
    int64_t forget_ms;                /* rows of expired jobs */
    int sweep_ms;
    int stop_fd;                      /* readable: give the work back, end */
    void (*ready)(void *data);        /* may be NULL */
    void *data;
    fp_jobs_answer answer;            /* of whole questions */
    void *answer_data;
};

/* Every time of config as it should be; the rest is the caller's. */
void fp_jobs_config_init(struct fp_jobs_config *config) FP_NONNULL(1);

/* Works until stop_fd is readable. Failures of the database are waited out.
 * FP_EIO, FP_ENOMEM: it could not start. */
enum fp_err fp_jobs_work(const struct fp_jobs_config *config,
                         struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

#endif
