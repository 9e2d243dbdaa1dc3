/* The shared segment: making it and adding to it. */
#include "telemetry/metrics.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "telemetry/names.h"
#include "telemetry/segment.h"

static int
role_ok(const char *role)
{
    size_t len = strlen(role);

    return len > 0 && len < 16 &&
           strspn(role, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}

/* Maps a new file that takes its name only when it is whole, so that a
 * scrape never sees half a segment and old mappings stay valid. */
static enum fp_err
map_file(const char *file, void **map, struct fp_error *error)
{
    enum fp_err err = FP_OK;
    char *temp = NULL;
    int fd = -1;

    if (asprintf(&temp, "%s.%ld", file, (long)getpid()) < 0)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    fd = open(temp, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
              0640);
    if (fd < 0 || ftruncate(fd, sizeof(struct fp_segment)) != 0) {
        err = fp_error_set(error, FP_EIO, "Cannot make %s: %s.", temp,
                           strerror(errno));
        goto out;
    }
    *map = mmap(NULL, sizeof(struct fp_segment), PROT_READ | PROT_WRITE,
                MAP_SHARED, fd, 0);
    if (*map == MAP_FAILED) {
        err = fp_error_set(error, FP_EIO, "Cannot map %s: %s.", temp,
                           strerror(errno));
        goto out;
    }
    if (rename(temp, file) != 0) {
        err = fp_error_set(error, FP_EIO, "Cannot rename %s: %s.", temp,
                           strerror(errno));
        munmap(*map, sizeof(struct fp_segment));
    }
out:
    if (fd >= 0)
        close(fd);
    if (err != FP_OK)
        unlink(temp);
    free(temp);
    return err;
}

enum fp_err
fp_metrics_create(const char *dir, const char *role, struct fp_metrics **out,
                  struct fp_error *error)
{
    struct fp_metrics *metrics = NULL;
    void *map = MAP_FAILED;
    enum fp_err err;

    if (!role_ok(role))
        return fp_error_set(error, FP_EINVAL,
                            "\"%s\" cannot name a pool's metrics.", role);
    metrics = calloc(1, sizeof(*metrics));
    if (metrics == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    if (dir != NULL && dir[0] != '\0') {
        metrics->dir = strdup(dir);
        if (metrics->dir == NULL ||
            asprintf(&metrics->file, "%s/metrics-%s.shm", dir, role) < 0) {
            metrics->file = NULL;
            err = fp_error_set(error, FP_ENOMEM, "Out of memory.");
            goto fail;
        }
        err = map_file(metrics->file, &map, error);
        if (err != FP_OK)
            goto fail;
    } else {
        map = mmap(NULL, sizeof(struct fp_segment), PROT_READ | PROT_WRITE,
                   MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (map == MAP_FAILED) {
            err = fp_error_set(error, FP_ENOMEM,
                               "No shared memory for metrics: %s.",
                               strerror(errno));
            goto fail;
        }
    }
    metrics->segment = map;
    metrics->segment->size = sizeof(struct fp_segment);
    snprintf(metrics->segment->role, sizeof(metrics->segment->role), "%s",
             role);
    atomic_store(&metrics->segment->magic, FP_SEGMENT_MAGIC);
    *out = metrics;
    return FP_OK;
fail:
    free(metrics->file);
    free(metrics->dir);
    free(metrics);
    return err;
}

void
fp_metrics_free(struct fp_metrics *metrics, int remove_file)
{
    if (metrics == NULL)
        return;
    if (remove_file && metrics->file != NULL)
        unlink(metrics->file);
    munmap(metrics->segment, sizeof(struct fp_segment));
    free(metrics->file);
    free(metrics->dir);
    free(metrics);
}

void
fp_metrics_worker(struct fp_metrics *metrics, int worker)
{
    if (metrics != NULL && worker >= 0 && worker < FP_METRICS_WORKERS)
        atomic_store(&metrics->worker, worker);
}

void
fp_metrics_worker_gone(struct fp_metrics *metrics, int worker)
{
    int gauge;

    if (metrics == NULL || worker < 0 || worker >= FP_METRICS_WORKERS)
        return;
    for (gauge = 0; gauge < FP_GAUGE_GAUGES; gauge++)
        atomic_store(&metrics->segment->gauges[worker][gauge], 0);
}

void
fp_metrics_add(struct fp_metrics *metrics, enum fp_counter counter,
               uint64_t amount)
{
    if (metrics != NULL)
        atomic_fetch_add_explicit(&metrics->segment->counters[counter],
                                  amount, memory_order_relaxed);
}

void
fp_metrics_gauge(struct fp_metrics *metrics, enum fp_gauge gauge,
                 int64_t value)
{
    if (metrics != NULL)
        atomic_store_explicit(
            &metrics->segment->gauges[atomic_load(&metrics->worker)][gauge],
            value, memory_order_relaxed);
}

void
fp_metrics_gauge_add(struct fp_metrics *metrics, enum fp_gauge gauge,
                     int64_t delta)
{
    if (metrics != NULL)
        atomic_fetch_add_explicit(
            &metrics->segment->gauges[atomic_load(&metrics->worker)][gauge],
            delta, memory_order_relaxed);
}

static void
observe(struct fp_segment_histogram *histogram,
        const struct fp_name_histogram *shape, uint64_t value)
{
    int i = 0;

    while (i < shape->n && value > shape->bounds[i])
        i++;
    atomic_fetch_add_explicit(&histogram->buckets[i], 1,
                              memory_order_relaxed);
    atomic_fetch_add_explicit(&histogram->sum, value, memory_order_relaxed);
}

void
fp_metrics_time(struct fp_metrics *metrics, enum fp_stage stage, uint64_t ns)
{
    if (metrics != NULL)
        observe(&metrics->segment->stages[stage], &fp_name_stages[stage], ns);
}

void
fp_metrics_size(struct fp_metrics *metrics, uint64_t paths, uint64_t years)
{
    fp_metrics_time(metrics, FP_STAGE_PATHS, paths);
    fp_metrics_time(metrics, FP_STAGE_PATH_YEARS, paths * years);
}

void
fp_metrics_simulation(struct fp_metrics *metrics, uint64_t paths,
                      uint64_t years)
{
    fp_metrics_add(metrics, FP_COUNT_SIMULATIONS, 1);
    fp_metrics_add(metrics, FP_COUNT_PATH_YEARS, paths * years);
    fp_metrics_size(metrics, paths, years);
}

static uint32_t
hash(uint32_t h, const char *text)
{
    for (; *text != '\0'; text++)
        h = (h ^ (unsigned char)*text) * UINT32_C(16777619);
    return h;
}

/* FNV-1a. */
size_t
fp_segment_first(const char *method, const char *route)
{
    return hash(hash(UINT32_C(2166136261), method), route) %
           FP_METRICS_ROUTES;
}

/* The slot of (method, route), claiming a free one the first time. Two
 * workers that claim the same pair at once may get a slot each; the scrape
 * adds equal pairs together. NULL when the table is full. */
static struct fp_segment_route *
route_slot(struct fp_segment *segment, const char *method, const char *route)
{
    size_t first = fp_segment_first(method, route), i;

    for (i = 0; i < FP_METRICS_ROUTES; i++) {
        struct fp_segment_route *slot =
            &segment->routes[(first + i) % FP_METRICS_ROUTES];
        int state = atomic_load_explicit(&slot->state, memory_order_acquire);

        if (state == FP_SLOT_READY) {
            if (strcmp(slot->route, route) == 0 &&
                strcmp(slot->method, method) == 0)
                return slot;
            continue;
        }
        if (state != FP_SLOT_FREE ||
            !atomic_compare_exchange_strong(&slot->state, &state,
                                            FP_SLOT_CLAIMED))
            continue;
        snprintf(slot->method, sizeof(slot->method), "%s", method);
        snprintf(slot->route, sizeof(slot->route), "%s", route);
        atomic_store_explicit(&slot->state, FP_SLOT_READY,
                              memory_order_release);
        return slot;
    }
    return NULL;
}

void
fp_metrics_request(struct fp_metrics *metrics, const char *method,
                   const char *route, int status, uint64_t ns)
{
    struct fp_segment_route *slot;
    int class = status / 100;

    if (metrics == NULL)
        return;
    slot = route_slot(metrics->segment, method, route);
    if (slot == NULL)
        return;
    if (class < 1 || class >= FP_SEGMENT_CLASSES)
        class = 0;
    atomic_fetch_add_explicit(&slot->classes[class], 1,
                              memory_order_relaxed);
    observe(&slot->duration, &fp_name_requests, ns);
}

uint64_t
fp_metrics_value(const struct fp_metrics *metrics, enum fp_counter counter)
{
    if (metrics == NULL)
        return 0;
    return atomic_load(&metrics->segment->counters[counter]);
}
