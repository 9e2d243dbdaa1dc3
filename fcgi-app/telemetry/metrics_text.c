/* The exposition: every metric's name, help and labels in one table, and the
 * writer that walks it over the segments of all pools.
 * SOURCE: Prometheus exposition formats, text format 0.0.4. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "telemetry/metrics.h"
#include "telemetry/segment.h"

enum { POOLS_MAX = 16 };

/* One shown counter; rows of one name stand together. */
static const struct {
    const char *name;
    const char *help;
    const char *label;      /* "" or "reason=\"...\"" */
    enum fp_counter counter;
} counters[] = {
    { "finplan_rejected_total", "Requests or connections turned away.",
      "reason=\"queue_full\"", FP_COUNT_REJECTED_QUEUE_FULL },
    { "finplan_rejected_total", "", "reason=\"draining\"",
      FP_COUNT_REJECTED_DRAINING },
    { "finplan_rejected_total", "", "reason=\"timeout\"",
      FP_COUNT_REJECTED_TIMEOUT },
    { "finplan_rejected_total", "", "reason=\"protocol\"",
      FP_COUNT_REJECTED_PROTOCOL },
    { "finplan_rejected_total", "", "reason=\"too_large\"",
      FP_COUNT_REJECTED_TOO_LARGE },
    { "finplan_rejected_total", "", "reason=\"deadline\"",
      FP_COUNT_REJECTED_DEADLINE },
    { "finplan_connections_total", "FastCGI connections accepted.", "",
      FP_COUNT_CONNECTIONS },
    { "finplan_worker_restarts_total", "Worker processes started again.", "",
      FP_COUNT_WORKER_RESTARTS },
    { "finplan_reloads_total", "Configuration reloads.", "result=\"ok\"",
      FP_COUNT_RELOADS },
    { "finplan_reloads_total", "", "result=\"refused\"",
      FP_COUNT_RELOADS_FAILED },
    { "finplan_db_queries_total", "Round trips to the database.", "",
      FP_COUNT_DB_QUERIES },
    { "finplan_db_errors_total", "Failed round trips to the database.", "",
      FP_COUNT_DB_ERRORS },
    { "finplan_db_connects_total", "Connections made to the database.", "",
      FP_COUNT_DB_CONNECTS },
    { "finplan_cache_requests_total", "Look-ups in the result cache.",
      "result=\"hit\"", FP_COUNT_CACHE_HITS },
    { "finplan_cache_requests_total", "", "result=\"miss\"",
      FP_COUNT_CACHE_MISSES },
    { "finplan_cache_requests_total", "", "result=\"error\"",
      FP_COUNT_CACHE_ERRORS },
    { "finplan_cache_requests_total", "", "result=\"timeout\"",
      FP_COUNT_CACHE_TIMEOUTS },
    { "finplan_cache_requests_total", "", "result=\"skipped\"",
      FP_COUNT_CACHE_SKIPPED },
    { "finplan_cache_stores_total", "Results put into the cache.",
      "result=\"stored\"", FP_COUNT_CACHE_STORES },
    { "finplan_cache_stores_total", "", "result=\"dropped\"",
      FP_COUNT_CACHE_DROPPED },
    { "finplan_simulations_total", "Monte Carlo simulations computed.", "",
      FP_COUNT_SIMULATIONS },
    { "finplan_path_years_total", "Years of paths simulated.", "",
      FP_COUNT_PATH_YEARS },
    { "finplan_projections_total", "Projections computed.", "",
      FP_COUNT_PROJECTIONS },
    { "finplan_backtests_total", "Backtests computed.", "",
      FP_COUNT_BACKTESTS },
    { "finplan_logins_total", "Attempts to log in.", "result=\"ok\"",
      FP_COUNT_LOGINS_OK },
    { "finplan_logins_total", "", "result=\"failed\"",
      FP_COUNT_LOGINS_FAILED },
    { "finplan_argon2_busy_total",
      "Password checks refused for want of a permit.", "",
      FP_COUNT_ARGON2_BUSY },
    { "finplan_job_shards_total", "Shards of jobs that workers took on.",
      "result=\"done\"", FP_COUNT_JOB_SHARDS_DONE },
    { "finplan_job_shards_total", "", "result=\"returned\"",
      FP_COUNT_JOB_SHARDS_RETURNED },
    { "finplan_job_shards_total", "", "result=\"lost\"",
      FP_COUNT_JOB_SHARDS_LOST },
    { "finplan_jobs_ended_total", "Jobs that a worker ended.",
      "state=\"done\"", FP_COUNT_JOBS_DONE },
    { "finplan_jobs_ended_total", "", "state=\"failed\"",
      FP_COUNT_JOBS_FAILED },
    { "finplan_log_dropped_total", "Log lines that found no room.", "",
      FP_COUNT_LOG_DROPPED },
};

static const struct {
    const char *name;
    const char *help;
    const char *label;      /* as of a counter */
    enum fp_gauge gauge;
} gauges[] = {
    { "finplan_queue_depth", "Requests waiting for a worker thread.", "",
      FP_GAUGE_QUEUE_DEPTH },
    { "finplan_busy_workers", "Worker threads answering a request.", "",
      FP_GAUGE_BUSY_WORKERS },
    { "finplan_connections_open", "FastCGI connections open.", "",
      FP_GAUGE_CONNECTIONS_OPEN },
    { "finplan_db_pool_used", "Database connections in use.", "",
      FP_GAUGE_DB_POOL_USED },
    { "finplan_db_pool_size", "Database connections allowed.", "",
      FP_GAUGE_DB_POOL_SIZE },
    { "finplan_argon2_in_use", "Password checks running.", "",
      FP_GAUGE_ARGON2_IN_USE },
    { "finplan_argon2_permits", "Password checks allowed at once.", "",
      FP_GAUGE_ARGON2_PERMITS },
    { "finplan_ready_workers", "Worker processes that report ready.", "",
      FP_GAUGE_READY },
    { "finplan_event_streams", "Event streams open.", "",
      FP_GAUGE_EVENT_STREAMS },
    { "finplan_jobs", "Jobs by state, as the worker that sweeps sees them.",
      "state=\"queued\"", FP_GAUGE_JOBS_QUEUED },
    { "finplan_jobs", "", "state=\"running\"", FP_GAUGE_JOBS_RUNNING },
    { "finplan_jobs", "", "state=\"merging\"", FP_GAUGE_JOBS_MERGING },
    { "finplan_jobs", "", "state=\"done\"", FP_GAUGE_JOBS_DONE },
    { "finplan_jobs", "", "state=\"failed\"", FP_GAUGE_JOBS_FAILED },
    { "finplan_jobs", "", "state=\"cancelled\"", FP_GAUGE_JOBS_CANCELLED },
    { "finplan_jobs", "", "state=\"expired\"", FP_GAUGE_JOBS_EXPIRED },
    { "finplan_jobs_oldest_seconds",
      "Age of the oldest job that is not over.", "",
      FP_GAUGE_JOBS_OLDEST_S },
};

static const struct {
    const char *name;
    const char *help;
    enum fp_stage stage;
} stages[] = {
    { "finplan_queue_wait_seconds", "Time from readable to a worker thread.",
      FP_STAGE_QUEUE_WAIT },
    { "finplan_db_duration_seconds", "Duration of database round trips.",
      FP_STAGE_DB },
    { "finplan_compute_duration_seconds", "Duration of computations.",
      FP_STAGE_COMPUTE },
};

static const char *const class_names[FP_SEGMENT_CLASSES] = {
    "other", "1xx", "2xx", "3xx", "4xx", "5xx"
};

/* The segments of one scrape. */
struct pools {
    struct fp_segment *list[POOLS_MAX];
    int mapped[POOLS_MAX]; /* 1: unmap after the scrape */
    size_t n;
};

static struct fp_segment *
map_segment(int dir_fd, const char *name)
{
    struct fp_segment *segment = NULL;
    struct stat st;
    void *map;
    int fd = openat(dir_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

    if (fd < 0)
        return NULL;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) &&
        st.st_size == (off_t)sizeof(*segment)) {
        map = mmap(NULL, sizeof(*segment), PROT_READ, MAP_SHARED, fd, 0);
        if (map != MAP_FAILED) {
            segment = map;
            if (atomic_load(&segment->magic) != FP_SEGMENT_MAGIC ||
                segment->size != sizeof(*segment)) {
                munmap(map, sizeof(*segment));
                segment = NULL;
            }
        }
    }
    close(fd);
    return segment;
}

/* This pool first, then the files of the others. */
static void
collect(const struct fp_metrics *metrics, struct pools *pools)
{
    const char *own;
    struct dirent *entry;
    DIR *dir;

    pools->n = 1;
    pools->list[0] = metrics->segment;
    pools->mapped[0] = 0;
    if (metrics->dir == NULL)
        return;
    own = strrchr(metrics->file, '/') + 1;
    dir = opendir(metrics->dir);
    if (dir == NULL)
        return;
    while (pools->n < POOLS_MAX && (entry = readdir(dir)) != NULL) {
        size_t len = strlen(entry->d_name);
        struct fp_segment *segment;

        if (strncmp(entry->d_name, "metrics-", 8) != 0 || len < 13 ||
            strcmp(entry->d_name + len - 4, ".shm") != 0 ||
            strcmp(entry->d_name, own) == 0)
            continue;
        segment = map_segment(dirfd(dir), entry->d_name);
        if (segment == NULL)
            continue;
        pools->list[pools->n] = segment;
        pools->mapped[pools->n++] = 1;
    }
    closedir(dir);
}

static void
head(struct fp_buf *out, const char *name, const char *help,
     const char *type)
{
    fp_buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name,
                  type);
}

static uint64_t
load(const _Atomic uint64_t *value)
{
    return atomic_load_explicit(value, memory_order_relaxed);
}

static void
write_seconds(struct fp_buf *out, uint64_t ns)
{
    fp_buf_printf(out, "%llu.%09llu\n",
                  (unsigned long long)(ns / UINT64_C(1000000000)),
                  (unsigned long long)(ns % UINT64_C(1000000000)));
}

/* labels: as they stand inside the braces, without le. */
static void
write_histogram(struct fp_buf *out, const char *name, const char *labels,
                const uint64_t buckets[FP_SEGMENT_BUCKETS + 1],
                uint64_t sum_ns)
{
    uint64_t count = 0;
    int i;

    for (i = 0; i <= FP_SEGMENT_BUCKETS; i++) {
        count += buckets[i];
        fp_buf_printf(out, "%s_bucket{%s,le=\"", name, labels);
        if (i < FP_SEGMENT_BUCKETS)
            fp_buf_double(out, (double)fp_segment_bounds[i] / 1e9);
        else
            fp_buf_str(out, "+Inf");
        fp_buf_printf(out, "\"} %llu\n", (unsigned long long)count);
    }
    fp_buf_printf(out, "%s_sum{%s} ", name, labels);
    write_seconds(out, sum_ns);
    fp_buf_printf(out, "%s_count{%s} %llu\n", name, labels,
                  (unsigned long long)count);
}

static void
write_counters(struct fp_buf *out, const struct pools *pools)
{
    size_t i, p;

    for (i = 0; i < FP_COUNT(counters); i++) {
        if (i == 0 || strcmp(counters[i].name, counters[i - 1].name) != 0)
            head(out, counters[i].name, counters[i].help, "counter");
        for (p = 0; p < pools->n; p++) {
            const struct fp_segment *segment = pools->list[p];

            fp_buf_printf(
                out, "%s{pool=\"%s\"%s%s} %llu\n", counters[i].name,
                segment->role, counters[i].label[0] != '\0' ? "," : "",
                counters[i].label,
                (unsigned long long)load(
                    &segment->counters[counters[i].counter]));
        }
    }
    head(out, "finplan_compute_seconds_total",
         "Wall time spent in the planning engine.", "counter");
    for (p = 0; p < pools->n; p++) {
        fp_buf_printf(out, "finplan_compute_seconds_total{pool=\"%s\"} ",
                      pools->list[p]->role);
        write_seconds(out, load(&pools->list[p]->counters[FP_COUNT_COMPUTE_NS]));
    }
}

static void
write_gauges(struct fp_buf *out, const struct pools *pools)
{
    size_t i, p, w;

    for (i = 0; i < FP_COUNT(gauges); i++) {
        if (i == 0 || strcmp(gauges[i].name, gauges[i - 1].name) != 0)
            head(out, gauges[i].name, gauges[i].help, "gauge");
        for (p = 0; p < pools->n; p++) {
            int64_t sum = 0;

            for (w = 0; w < FP_METRICS_WORKERS; w++)
                sum += atomic_load_explicit(
                    &pools->list[p]->gauges[w][gauges[i].gauge],
                    memory_order_relaxed);
            fp_buf_printf(out, "%s{pool=\"%s\"%s%s} %lld\n", gauges[i].name,
                          pools->list[p]->role,
                          gauges[i].label[0] != '\0' ? "," : "",
                          gauges[i].label, (long long)sum);
        }
    }
}

static void
write_stages(struct fp_buf *out, const struct pools *pools)
{
    size_t i, p, b;

    for (i = 0; i < FP_COUNT(stages); i++) {
        head(out, stages[i].name, stages[i].help, "histogram");
        for (p = 0; p < pools->n; p++) {
            const struct fp_segment_histogram *from =
                &pools->list[p]->stages[stages[i].stage];
            uint64_t buckets[FP_SEGMENT_BUCKETS + 1];
            char labels[32];

            snprintf(labels, sizeof(labels), "pool=\"%s\"",
                     pools->list[p]->role);
            for (b = 0; b <= FP_SEGMENT_BUCKETS; b++)
                buckets[b] = load(&from->buckets[b]);
            write_histogram(out, stages[i].name, labels, buckets,
                            load(&from->sum_ns));
        }
    }
}

static int
ready(const struct fp_segment_route *slot)
{
    return atomic_load_explicit(&slot->state, memory_order_acquire) ==
           FP_SLOT_READY;
}

static int
same_pair(const struct fp_segment_route *a, const struct fp_segment_route *b)
{
    return strcmp(a->route, b->route) == 0 &&
           strcmp(a->method, b->method) == 0;
}

/* 1 when an earlier slot shows the same pair (see route_slot). */
static int
shown_before(const struct fp_segment *segment, size_t r)
{
    size_t i;

    for (i = 0; i < r; i++)
        if (ready(&segment->routes[i]) &&
            same_pair(&segment->routes[i], &segment->routes[r]))
            return 1;
    return 0;
}

static void
write_routes(struct fp_buf *out, const struct pools *pools, int durations)
{
    static const char counts[] = "finplan_http_requests_total";
    static const char times[] = "finplan_http_request_duration_seconds";
    size_t p, r, s, b;

    head(out, durations ? times : counts,
         durations ? "Time from a worker thread taking a request to its reply."
                   : "Requests answered.",
         durations ? "histogram" : "counter");
    for (p = 0; p < pools->n; p++) {
        const struct fp_segment *segment = pools->list[p];

        for (r = 0; r < FP_METRICS_ROUTES; r++) {
            const struct fp_segment_route *slot = &segment->routes[r];
            uint64_t classes[FP_SEGMENT_CLASSES] = { 0 };
            uint64_t buckets[FP_SEGMENT_BUCKETS + 1] = { 0 }, sum_ns = 0;
            char labels[160];

            if (!ready(slot) || shown_before(segment, r))
                continue;
            for (s = r; s < FP_METRICS_ROUTES; s++) {
                const struct fp_segment_route *other = &segment->routes[s];

                if (!ready(other) || !same_pair(slot, other))
                    continue;
                for (b = 0; b < FP_SEGMENT_CLASSES; b++)
                    classes[b] += load(&other->classes[b]);
                for (b = 0; b <= FP_SEGMENT_BUCKETS; b++)
                    buckets[b] += load(&other->duration.buckets[b]);
                sum_ns += load(&other->duration.sum_ns);
            }
            snprintf(labels, sizeof(labels),
                     "pool=\"%s\",method=\"%s\",route=\"%s\"", segment->role,
                     slot->method, slot->route);
            if (durations) {
                write_histogram(out, times, labels, buckets, sum_ns);
                continue;
            }
            for (b = 0; b < FP_SEGMENT_CLASSES; b++)
                if (classes[b] > 0)
                    fp_buf_printf(out, "%s{%s,status=\"%s\"} %llu\n", counts,
                                  labels, class_names[b],
                                  (unsigned long long)classes[b]);
        }
    }
}

void
fp_metrics_write(struct fp_metrics *metrics, struct fp_buf *out)
{
    struct pools pools;
    size_t p;

    if (metrics == NULL)
        return;
    collect(metrics, &pools);
    write_routes(out, &pools, 0);
    write_routes(out, &pools, 1);
    write_stages(out, &pools);
    write_counters(out, &pools);
    write_gauges(out, &pools);
    for (p = 0; p < pools.n; p++)
        if (pools.mapped[p])
            munmap(pools.list[p], sizeof(struct fp_segment));
}
