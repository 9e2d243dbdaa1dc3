/* One piece of work from its claim to what is given in: a shard, or a merge. */
#ifndef FP_JOBS_RUN_H
#define FP_JOBS_RUN_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"
#include "jobs/cut.h"
#include "jobs/whole.h"
#include "planning/market/history.h"
#include "storage/jobs/jobs_work.h"
#include "storage/pool.h"
#include "telemetry/metrics.h"
#include "telemetry/otlp.h"

/* What a run is told while it goes on. */
enum fp_jobs_say {
    FP_JOBS_GO_ON,
    FP_JOBS_DROP,   /* the work is not ours any more: stop, give nothing in */
    FP_JOBS_DRAIN   /* this process ends: stop and give the work back */
};

struct fp_jobs_run {
    struct fp_storage_pool *pool;
    const struct fp_history *history;
    struct fp_metrics *metrics;      /* may be NULL */
    struct fp_otlp *otlp;            /* where traces go; NULL: nowhere */
    const char *me;                  /* name of this worker */
    int threads;
    struct fp_jobs_cut cut;
    int64_t keep_ms;                 /* results */
    int64_t retry_ms, retry_most_ms; /* back-off: doubled for each attempt */
    fp_jobs_answer answer;           /* of what is no range of paths */
    void *answer_data;
    /* Between the run and the heart that keeps its lease. */
    _Atomic uint64_t done;           /* paths; the run writes it */
    atomic_int say;                  /* enum fp_jobs_say; the heart writes */
};

/* Does work, which lives in arena (used up to its end), and gives in what came
 * of it: the parts, the answer, the failure, or the work itself. Logs, counts,
 * and goes on with the trace of the request that left the job. */
void fp_jobs_run_work(struct fp_jobs_run *run, const struct fp_job_work *work,
                      struct fp_arena *arena) FP_NONNULL(1, 2, 3);

#endif
