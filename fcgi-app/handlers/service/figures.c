/* Figures that other rooms keep for themselves, carried into the shared segment
 * every second rather than with each request. */
#include "handlers/service/service.h"
#include "handlers/state.h"
#include "telemetry/log.h"

/* Adds what a count has grown by. */
static void
carry(struct fp_metrics *metrics, enum fp_counter counter, uint64_t now,
      uint64_t *seen)
{
    if (now > *seen)
        fp_metrics_add(metrics, counter, now - *seen);
    *seen = now;
}

/* 1 while the database cannot be reached. */
static int
database(struct fp_service *service)
{
    struct fp_metrics *metrics = service->config.metrics;
    struct fp_figures_seen *seen = &service->seen;
    struct fp_storage_stats stats;

    fp_storage_pool_stats(service->storage, &stats);
    fp_storage_pool_stats(service->storage, &stats);
    carry(metrics, FP_COUNT_DB_CONNECTS, stats.connects, &seen->db_connects);
    carry(metrics, FP_COUNT_DB_TIMEOUTS, stats.timeouts, &seen->db_timeouts);
    carry(metrics, FP_COUNT_DB_EXHAUSTED, stats.exhausted,
          &seen->db_exhausted);
    carry(metrics, FP_COUNT_DB_RETRIES, stats.retries, &seen->db_retries);
    fp_metrics_gauge(metrics, FP_GAUGE_DB_POOL_SIZE, (int64_t)stats.size);
    fp_metrics_gauge(metrics, FP_GAUGE_DB_POOL_USED, (int64_t)stats.in_use);
    fp_metrics_gauge(metrics, FP_GAUGE_DB_POOL_WAITING,
                     (int64_t)stats.waiting);
    fp_metrics_gauge(metrics, FP_GAUGE_DB_DOWN, stats.down);
    return stats.down;
}

void
fp_service_figures(struct fp_service *service)
{
    struct fp_metrics *metrics = service->config.metrics;
    int right = service->self_test_ok && service->conformant, down = 0;
    struct fp_cache_stats cache;

    carry(metrics, FP_COUNT_LOG_DROPPED, fp_log_dropped(),
          &service->seen.log_dropped);
    if (service->storage != NULL)
        down = database(service);
    fp_cache_stats(service->cache, &cache);
    fp_metrics_gauge(metrics, FP_GAUGE_CACHE_AWAY, (int64_t)cache.away);
    if (service->passwords != NULL) {
        struct fp_passwords_stats stats;

        fp_passwords_stats(service->passwords, &stats);
        fp_metrics_gauge(metrics, FP_GAUGE_ARGON2_PERMITS, stats.permits);
        fp_metrics_gauge(metrics, FP_GAUGE_ARGON2_IN_USE, stats.in_use);
    }
    fp_metrics_gauge(metrics, FP_GAUGE_WRONG, !right);
    fp_metrics_gauge(metrics, FP_GAUGE_READY,
                     right && !down && !atomic_load(&service->draining));
}
