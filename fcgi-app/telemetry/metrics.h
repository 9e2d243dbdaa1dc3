/* Metrics in the Prometheus text format.
 *
 * The numbers live in one shared-memory segment that the supervisor makes
 * before it forks; every worker process adds into it with atomic operations,
 * so counters stay monotone when a worker dies and is replaced. With a
 * directory, the segment is the file metrics-<role>.shm in it, and a scrape in
 * any pool reads the segments of all pools and labels each with its pool.
 *
 * Every label comes from a closed set: route templates, methods, status
 * classes and the reasons below; nothing a client sends becomes a label.
 * All functions are thread-safe and take metrics NULL as "do nothing". */
#ifndef FP_TELEMETRY_METRICS_H
#define FP_TELEMETRY_METRICS_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

struct fp_metrics;

/* Counters. */
enum fp_counter {
    FP_COUNT_REJECTED_QUEUE_FULL,   /* answered 503 by the transport */
    FP_COUNT_REJECTED_DRAINING,
    FP_COUNT_REJECTED_TIMEOUT,      /* cut: silent or slow peer */
    FP_COUNT_REJECTED_PROTOCOL,     /* not a FastCGI request */
    FP_COUNT_REJECTED_TOO_LARGE,    /* 413 */
    FP_COUNT_REJECTED_DEADLINE,     /* 503 code deadline */
    FP_COUNT_CONNECTIONS,           /* accepted */
    FP_COUNT_WORKER_RESTARTS,
    FP_COUNT_RELOADS,
    FP_COUNT_RELOADS_FAILED,
    FP_COUNT_DB_QUERIES,
    FP_COUNT_DB_ERRORS,
    FP_COUNT_DB_CONNECTS,
    FP_COUNT_CACHE_HITS,
    FP_COUNT_CACHE_MISSES,
    FP_COUNT_CACHE_ERRORS,
    FP_COUNT_CACHE_TIMEOUTS,
    FP_COUNT_CACHE_SKIPPED,         /* not asked: server left alone */
    FP_COUNT_CACHE_STORES,
    FP_COUNT_CACHE_DROPPED,         /* not stored */
    FP_COUNT_SIMULATIONS,
    FP_COUNT_PATH_YEARS,
    FP_COUNT_PROJECTIONS,
    FP_COUNT_BACKTESTS,
    FP_COUNT_COMPUTE_NS,            /* shown in seconds */
    FP_COUNT_LOGINS_OK,
    FP_COUNT_LOGINS_FAILED,
    FP_COUNT_ARGON2_BUSY,           /* no permit in time */
    FP_COUNT_JOB_SHARDS_DONE,
    FP_COUNT_JOB_SHARDS_RETURNED,   /* to be tried again */
    FP_COUNT_JOB_SHARDS_LOST,       /* cancelled, or another's by now */
    FP_COUNT_JOBS_DONE,
    FP_COUNT_JOBS_FAILED,
    FP_COUNT_LOG_DROPPED,
    FP_COUNT_COUNTERS
};

/* Values that go up and down. Each worker process sets its own slot; the
 * scrape shows the sum. */
enum fp_gauge {
    FP_GAUGE_QUEUE_DEPTH,           /* requests waiting for a worker */
    FP_GAUGE_BUSY_WORKERS,          /* threads answering a request */
    FP_GAUGE_CONNECTIONS_OPEN,
    FP_GAUGE_DB_POOL_USED,
    FP_GAUGE_DB_POOL_SIZE,
    FP_GAUGE_ARGON2_IN_USE,
    FP_GAUGE_ARGON2_PERMITS,
    FP_GAUGE_READY,                 /* 1 when the process answers /ready 200 */
    FP_GAUGE_EVENT_STREAMS,         /* replies that go on, open now */
    /* Of the queue of jobs; the one worker that sweeps sets them. */
    FP_GAUGE_JOBS_QUEUED,
    FP_GAUGE_JOBS_RUNNING,
    FP_GAUGE_JOBS_MERGING,
    FP_GAUGE_JOBS_DONE,
    FP_GAUGE_JOBS_FAILED,
    FP_GAUGE_JOBS_CANCELLED,
    FP_GAUGE_JOBS_EXPIRED,
    FP_GAUGE_JOBS_OLDEST_S,         /* that waits or runs, since submission */
    FP_GAUGE_GAUGES
};

/* Histograms of durations without labels of their own. */
enum fp_stage {
    FP_STAGE_QUEUE_WAIT,            /* readable at the socket to a worker */
    FP_STAGE_DB,                    /* one round trip */
    FP_STAGE_COMPUTE,               /* one simulation, projection, backtest */
    FP_STAGE_STAGES
};

enum { FP_METRICS_WORKERS = 128, FP_METRICS_ROUTES = 512 };

/* Makes the segment of a pool.
 *   dir   directory of the segment files of all pools, or NULL: anonymous
 *         shared memory, seen by this process and its children
 *   role  pool label, 1..15 of a-z 0-9 '-'
 * FP_EINVAL (role), FP_EIO (error names the file), FP_ENOMEM. */
enum fp_err fp_metrics_create(const char *dir, const char *role,
                              struct fp_metrics **out,
                              struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(2, 3);

/* Unmaps. remove_file != 0 (the supervisor, at its end) deletes the file. */
void fp_metrics_free(struct fp_metrics *metrics, int remove_file);

/* Which gauge slot this process writes, 0 … FP_METRICS_WORKERS-1. Call in the
 * worker after fork; the default is 0. */
void fp_metrics_worker(struct fp_metrics *metrics, int worker);

/* Zeroes the gauges of a worker that is gone (called by the supervisor). */
void fp_metrics_worker_gone(struct fp_metrics *metrics, int worker);

void fp_metrics_add(struct fp_metrics *metrics, enum fp_counter counter,
                    uint64_t amount);
void fp_metrics_gauge(struct fp_metrics *metrics, enum fp_gauge gauge,
                      int64_t value);
void fp_metrics_gauge_add(struct fp_metrics *metrics, enum fp_gauge gauge,
                          int64_t delta);
void fp_metrics_time(struct fp_metrics *metrics, enum fp_stage stage,
                     uint64_t ns);

/* One answered request. method and route must be from closed sets (the
 * method's name and the route's template or "unmatched"). */
void fp_metrics_request(struct fp_metrics *metrics, const char *method,
                        const char *route, int status, uint64_t ns);

/* The value of a counter in this pool's segment (tests, /status). */
uint64_t fp_metrics_value(const struct fp_metrics *metrics,
                          enum fp_counter counter);

/* The exposition text of all pools found in the directory, or of this one. */
void fp_metrics_write(struct fp_metrics *metrics, struct fp_buf *out)
    FP_NONNULL(2);

#endif
