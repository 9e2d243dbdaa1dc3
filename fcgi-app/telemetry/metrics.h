/* Metrics for Prometheus.
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

/* What the engine computed. */
enum fp_metrics_kind {
    FP_KIND_SIMULATION, FP_KIND_PROJECTION, FP_KIND_EXPLANATION,
    FP_KIND_CASH_FLOW, FP_KIND_NET_WORTH, FP_KIND_STRESS, FP_KIND_RANGE,
    FP_KIND_BACKTEST, FP_KIND_SOLUTION, FP_KIND_SENSITIVITY,
    FP_KIND_SAFE_RATE, FP_KIND_GOAL, FP_KIND_COMPARISON, FP_KIND_CALCULATOR,
    FP_KIND_KINDS
};

/* Statuses that nginx answers with by itself; the others go together. */
enum fp_edge_status {
    FP_EDGE_2XX, FP_EDGE_3XX, FP_EDGE_400, FP_EDGE_403, FP_EDGE_404,
    FP_EDGE_405, FP_EDGE_408, FP_EDGE_413, FP_EDGE_414, FP_EDGE_429,
    FP_EDGE_431, FP_EDGE_499, FP_EDGE_500, FP_EDGE_501, FP_EDGE_502,
    FP_EDGE_503, FP_EDGE_504, FP_EDGE_OTHER, FP_EDGE_STATUSES
};

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
    FP_COUNT_DB_TIMEOUTS,           /* statement, lock or deadline */
    FP_COUNT_DB_EXHAUSTED,          /* no connection came free in time */
    FP_COUNT_DB_RETRIES,
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
    FP_COUNT_CPU_NS,                /* of the worker processes; in seconds */
    FP_COUNT_TRACES_SENT,           /* a collector took them */
    FP_COUNT_TRACES_FULL,           /* no room while the collector was slow */
    FP_COUNT_TRACES_FAILED,         /* the collector did not take them */
    /* What a computation was, one after the other as enum fp_metrics_kind. */
    FP_COUNT_KINDS,
    FP_COUNT_KINDS_LAST = FP_COUNT_KINDS + FP_KIND_KINDS - 1,
    /* Replies that nginx gave by itself, as enum fp_edge_status; what its
     * limits did (telemetry/edge.h). */
    FP_COUNT_EDGE,
    FP_COUNT_EDGE_LAST = FP_COUNT_EDGE + FP_EDGE_STATUSES - 1,
    FP_COUNT_EDGE_LIMITED_RATE,
    FP_COUNT_EDGE_LIMITED_CONNECTIONS,
    FP_COUNT_EDGE_WOULD_LIMIT,      /* limits that are tried dry */
    FP_COUNT_EDGE_CACHE_HITS,
    FP_COUNT_EDGE_CACHE_STALE,
    FP_COUNT_EDGE_BAD_LINES,        /* of its log, which could not be read */
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
    FP_GAUGE_WORKERS,               /* 1: the process lives */
    FP_GAUGE_WRONG,                 /* 1: self-test or conformance failed */
    FP_GAUGE_RESIDENT_BYTES,
    FP_GAUGE_OPEN_FDS,
    FP_GAUGE_DB_POOL_WAITING,       /* threads that wait for a connection */
    FP_GAUGE_DB_DOWN,               /* 1: in back-off after a failure */
    FP_GAUGE_CACHE_AWAY,            /* servers that are left alone now */
    FP_GAUGE_TRACES_WAITING,        /* for the collector */
    /* Of the queue of jobs and of the database, as one worker saw them. They
     * are the same for all, so the newest are shown and not the sum. */
    FP_GAUGE_SEEN_MS,               /* when, unix milliseconds; set last */
    FP_GAUGE_JOBS_QUEUED,
    FP_GAUGE_JOBS_RUNNING,
    FP_GAUGE_JOBS_MERGING,
    FP_GAUGE_JOBS_DONE,
    FP_GAUGE_JOBS_FAILED,
    FP_GAUGE_JOBS_CANCELLED,
    FP_GAUGE_JOBS_EXPIRED,
    FP_GAUGE_JOBS_OLDEST_S,         /* that waits or runs, since submission */
    FP_GAUGE_USERS,
    FP_GAUGE_USERS_ACTIVE,          /* had a session within the last day */
    FP_GAUGE_PLANS,
    FP_GAUGE_GAUGES
};

/* Histograms without labels of their own: durations, and the two sizes at the
 * end. */
enum fp_stage {
    FP_STAGE_QUEUE_WAIT,            /* readable at the socket to a worker */
    FP_STAGE_DB,                    /* one round trip */
    FP_STAGE_CACHE,                 /* one look-up */
    FP_STAGE_COMPUTE,               /* one simulation, projection, backtest */
    FP_STAGE_PATHS,                 /* paths of one simulation */
    FP_STAGE_PATH_YEARS,            /* years of all of them */
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
/* A duration in nanoseconds, or a size where the stage is one. */
void fp_metrics_time(struct fp_metrics *metrics, enum fp_stage stage,
                     uint64_t ns);

/* One simulation of so many paths, each of so many years. */
void fp_metrics_simulation(struct fp_metrics *metrics, uint64_t paths,
                           uint64_t years);

/* How large a simulation was, where its parts were counted as they ran. */
void fp_metrics_size(struct fp_metrics *metrics, uint64_t paths,
                     uint64_t years);

/* One answered request. method and route must be from closed sets (the
 * method's name and the route's template or "unmatched"). */
void fp_metrics_request(struct fp_metrics *metrics, const char *method,
                        const char *route, int status, uint64_t ns);

/* The value of a counter in this pool's segment (tests, /status). */
uint64_t fp_metrics_value(const struct fp_metrics *metrics,
                          enum fp_counter counter);

/* How the figures are written. Prometheus' text format 0.0.4, or OpenMetrics
 * 1.0.0; both say the same. */
enum fp_metrics_format { FP_METRICS_TEXT, FP_METRICS_OPENMETRICS };

/* The format that an Accept header asks for (NULL: none came): OpenMetrics only
 * when it is named and not refused. Pure. */
enum fp_metrics_format fp_metrics_format(const char *accept);

/* Its Content-Type. Pure. */
const char *fp_metrics_content_type(enum fp_metrics_format format);

/* What the one who asks knows besides: connections of the nginx that the
 * scrape came through (ngx_http_stub_status_module), and whether its
 * configuration is of this version. */
enum { FP_METRICS_EDGE_STATES = 4 }; /* active, reading, writing, waiting */
struct fp_metrics_edge {
    int known;
    int64_t connections[FP_METRICS_EDGE_STATES];
    enum {
        FP_METRICS_EDGE_NO_VERSION, /* it does not say */
        FP_METRICS_EDGE_OURS,
        FP_METRICS_EDGE_OTHER
    } version;
};

/* Reads "4 0 1 3" into connections; known is 0 when text (NULL: absent) is anything else. */
void fp_metrics_edge_parse(const char *text, struct fp_metrics_edge *edge)
    FP_NONNULL(2);

/* The exposition of all pools found in the directory, or of this one. edge may
 * be NULL. */
void fp_metrics_write(struct fp_metrics *metrics,
                      enum fp_metrics_format format,
                      const struct fp_metrics_edge *edge, struct fp_buf *out)
    FP_NONNULL(4);

#endif
