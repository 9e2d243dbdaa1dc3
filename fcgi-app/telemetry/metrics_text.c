/* The exposition: the names of telemetry/names.c over the segments of all
 * pools.
 * SOURCE: Prometheus exposition formats, text format 0.0.4; OpenMetrics 1.0.0,
 * sections 4.4 and 5, November 2020. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "telemetry/metrics.h"
#include "telemetry/names.h"
#include "telemetry/segment.h"

enum { POOLS_MAX = 16, LABELS = 160 };

static const char *const class_names[FP_SEGMENT_CLASSES] = {
    "other", "1xx", "2xx", "3xx", "4xx", "5xx"
};

/* One exposition on its way. */
struct writer {
    struct fp_buf *out;
    enum fp_metrics_format format;
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

/* OpenMetrics calls a family of counters by its name without the suffix. */
static void
head(const struct writer *w, const char *name, const char *help,
     const char *type)
{
    size_t len = strlen(name), suffix = strlen("_total");
    int n;

    if (w->format == FP_METRICS_OPENMETRICS && strcmp(type, "counter") == 0)
        len -= suffix;
    n = (int)len;
    fp_buf_printf(w->out, "# HELP %.*s %s\n# TYPE %.*s %s\n", n, name, help,
                  n, name, type);
}

static uint64_t
load(const _Atomic uint64_t *value)
{
    return atomic_load_explicit(value, memory_order_relaxed);
}

/* The space before the value and the end of the line too. */
static void
write_value(struct fp_buf *out, uint64_t value, enum fp_name_unit unit)
{
    const uint64_t s = UINT64_C(1000000000);
    char text[48];
    int n;

    if (unit == FP_UNIT_SECONDS)
        n = snprintf(text, sizeof(text), " %llu.%09llu\n",
                     (unsigned long long)(value / s),
                     (unsigned long long)(value % s));
    else
        n = snprintf(text, sizeof(text), " %llu\n",
                     (unsigned long long)value);
    fp_buf_add(out, text, (size_t)n);
}

/* labels: as they stand inside the braces, without le. */
static void
write_histogram(struct fp_buf *out, const struct fp_name_histogram *shape,
                const char *labels,
                const uint64_t buckets[FP_SEGMENT_BUCKETS + 1], uint64_t sum)
{
    uint64_t count = 0;
    int i;

    for (i = 0; i <= shape->n; i++) {
        count += buckets[i];
        fp_buf_str(out, shape->name);
        fp_buf_str(out, "_bucket{");
        fp_buf_str(out, labels);
        fp_buf_str(out, ",le=\"");
        fp_buf_str(out, i < shape->n ? shape->texts[i] : "+Inf");
        fp_buf_str(out, "\"}");
        write_value(out, count, FP_UNIT_NONE);
    }
    fp_buf_printf(out, "%s_sum{%s}", shape->name, labels);
    write_value(out, sum, shape->unit);
    fp_buf_printf(out, "%s_count{%s}", shape->name, labels);
    write_value(out, count, FP_UNIT_NONE);
}

static int64_t
slot_of(const struct fp_segment *segment, int worker, int gauge)
{
    return atomic_load_explicit(&segment->gauges[worker][gauge],
                                memory_order_relaxed);
}

/* The sum over the workers, or what the one has who looked last. */
static uint64_t
gauge_of(const struct fp_segment *segment, const struct fp_name *name)
{
    int64_t sum = 0, newest = 0, value = 0;
    int w;

    for (w = 0; w < FP_METRICS_WORKERS; w++) {
        sum += slot_of(segment, w, name->index);
        if (name->newest && slot_of(segment, w, FP_GAUGE_SEEN_MS) > newest) {
            newest = slot_of(segment, w, FP_GAUGE_SEEN_MS);
            value = slot_of(segment, w, name->index);
        }
    }
    if (name->newest)
        sum = value;
    return sum > 0 ? (uint64_t)sum : 0;
}

static void
write_series(const struct writer *w, const struct pools *pools,
             const struct fp_name *names, size_t n, int are_gauges)
{
    size_t i, p;

    for (i = 0; i < n; i++) {
        const struct fp_name *name = &names[i];

        if (i == 0 || strcmp(name->name, names[i - 1].name) != 0)
            head(w, name->name, name->help,
                 are_gauges ? "gauge" : "counter");
        for (p = 0; p < pools->n; p++) {
            const struct fp_segment *segment = pools->list[p];

            fp_buf_printf(w->out, "%s{pool=\"%s\"%s%s}", name->name,
                          segment->role, name->label[0] != '\0' ? "," : "",
                          name->label);
            write_value(w->out,
                        are_gauges ? gauge_of(segment, name)
                                   : load(&segment->counters[name->index]),
                        name->unit);
        }
    }
}

static void
write_stages(const struct writer *w, const struct pools *pools)
{
    size_t i, p, b;

    for (i = 0; i < FP_STAGE_STAGES; i++) {
        const struct fp_name_histogram *shape = &fp_name_stages[i];

        head(w, shape->name, shape->help, "histogram");
        for (p = 0; p < pools->n; p++) {
            const struct fp_segment_histogram *from =
                &pools->list[p]->stages[i];
            uint64_t buckets[FP_SEGMENT_BUCKETS + 1];
            char labels[LABELS];

            snprintf(labels, sizeof(labels), "pool=\"%s\"",
                     pools->list[p]->role);
            for (b = 0; b <= FP_SEGMENT_BUCKETS; b++)
                buckets[b] = load(&from->buckets[b]);
            write_histogram(w->out, shape, labels, buckets,
                            load(&from->sum));
        }
    }
}

static int
state_of(const struct fp_segment_route *slot)
{
    return atomic_load_explicit(&slot->state, memory_order_acquire);
}

static int
same_pair(const struct fp_segment_route *a, const struct fp_segment_route *b)
{
    return state_of(b) == FP_SLOT_READY && strcmp(a->route, b->route) == 0 &&
           strcmp(a->method, b->method) == 0;
}

/* The figures of one pair, of all slots that have it. */
struct pair {
    uint64_t classes[FP_SEGMENT_CLASSES];
    uint64_t buckets[FP_SEGMENT_BUCKETS + 1];
    uint64_t sum;
};

/* 1 when slot r is the first of its pair (see route_slot in metrics.c). */
static int
add_up(const struct fp_segment *segment, size_t r, struct pair *pair)
{
    const struct fp_segment_route *slot = &segment->routes[r];
    size_t at, i, b;
    int found = 0;

    if (state_of(slot) != FP_SLOT_READY)
        return 0;
    memset(pair, 0, sizeof(*pair));
    at = fp_segment_first(slot->method, slot->route);
    for (i = 0; i < FP_METRICS_ROUTES; i++) {
        const struct fp_segment_route *other =
            &segment->routes[(at + i) % FP_METRICS_ROUTES];

        if (state_of(other) == FP_SLOT_FREE)
            break;
        if (!same_pair(slot, other))
            continue;
        if (!found && other != slot)
            return 0;
        found = 1;
        for (b = 0; b < FP_SEGMENT_CLASSES; b++)
            pair->classes[b] += load(&other->classes[b]);
        for (b = 0; b <= FP_SEGMENT_BUCKETS; b++)
            pair->buckets[b] += load(&other->duration.buckets[b]);
        pair->sum += load(&other->duration.sum);
    }
    return found;
}

static void
write_routes(const struct writer *w, const struct pools *pools, int durations)
{
    static const char counts[] = "finplan_http_requests_total";
    size_t p, r, b;

    if (durations)
        head(w, fp_name_requests.name, fp_name_requests.help, "histogram");
    else
        head(w, counts, "Requests answered.", "counter");
    for (p = 0; p < pools->n; p++) {
        const struct fp_segment *segment = pools->list[p];

        for (r = 0; r < FP_METRICS_ROUTES; r++) {
            const struct fp_segment_route *slot = &segment->routes[r];
            char labels[LABELS];
            struct pair pair;

            if (!add_up(segment, r, &pair))
                continue;
            snprintf(labels, sizeof(labels),
                     "pool=\"%s\",method=\"%s\",route=\"%s\"",
                     segment->role, slot->method, slot->route);
            if (durations)
                write_histogram(w->out, &fp_name_requests, labels,
                                pair.buckets, pair.sum);
            for (b = 0; !durations && b < FP_SEGMENT_CLASSES; b++)
                if (pair.classes[b] > 0) {
                    fp_buf_printf(w->out, "%s{%s,status=\"%s\"}", counts,
                                  labels, class_names[b]);
                    write_value(w->out, pair.classes[b], FP_UNIT_NONE);
                }
        }
    }
}

static void
write_connections(const struct writer *w, const struct fp_metrics_edge *edge)
{
    static const char name[] = "finplan_edge_connections";
    static const char *const states[FP_METRICS_EDGE_STATES] = {
        "active", "reading", "writing", "waiting"
    };
    int i;

    if (!edge->known)
        return;
    head(w, name, "Connections of nginx, by what it does with them.",
         "gauge");
    for (i = 0; i < FP_METRICS_EDGE_STATES; i++)
        fp_buf_printf(w->out, "%s{state=\"%s\"} %lld\n", name, states[i],
                      (long long)edge->connections[i]);
}

static void
write_edge(const struct writer *w, const struct fp_metrics_edge *edge)
{
    static const char name[] = "finplan_edge_other_version";

    if (edge == NULL)
        return;
    write_connections(w, edge);
    if (edge->version == FP_METRICS_EDGE_NO_VERSION)
        return;
    head(w, name,
         "1: the configuration of nginx is of another version than this.",
         "gauge");
    fp_buf_printf(w->out, "%s %d\n", name,
                  edge->version == FP_METRICS_EDGE_OTHER);
}

void
fp_metrics_write(struct fp_metrics *metrics, enum fp_metrics_format format,
                 const struct fp_metrics_edge *edge, struct fp_buf *out)
{
    const struct writer w = { .out = out, .format = format };
    struct pools pools;
    size_t p;

    if (metrics != NULL) {
        collect(metrics, &pools);
        write_routes(&w, &pools, 0);
        write_routes(&w, &pools, 1);
        write_stages(&w, &pools);
        write_series(&w, &pools, fp_name_counters, fp_name_n_counters, 0);
        write_series(&w, &pools, fp_name_gauges, fp_name_n_gauges, 1);
        for (p = 0; p < pools.n; p++)
            if (pools.mapped[p])
                munmap(pools.list[p], sizeof(struct fp_segment));
    }
    write_edge(&w, edge);
    if (format == FP_METRICS_OPENMETRICS)
        fp_buf_str(out, "# EOF\n");
}
