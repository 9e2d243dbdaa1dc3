/* The threads that answer, and the one that refuses. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "transport/frame.h"
#include "transport/kept.h"
#include "transport/streams.h"

void
fp_kept_nudge(int fd)
{
    /* Eight bytes into an idle socket fit or the peer is gone. */
    ssize_t n = send(fd, fp_frame_nudge, FP_FRAME_NUDGE,
                     MSG_DONTWAIT | MSG_NOSIGNAL);

    (void)n;
}

/* Hands a BUSY connection back to the event thread. */
static void
give_back(struct fp_kept *kept, struct fp_conn *conn, int keep)
{
    atomic_store(&conn->limit_ns, 0);
    if (!keep) {
        /* The peer learns it now; the descriptor is closed by its owner. */
        shutdown(conn->fd, SHUT_RDWR);
        atomic_store(&conn->state, FP_CONN_DONE);
        atomic_fetch_add(&kept->n_done, 1);
        return;
    }
    conn->used = 1;
    conn->nudged = 0;
    if (atomic_load(&kept->draining)) {
        conn->nudged = 1;
        fp_kept_nudge(conn->fd);
    }
    conn->since_ns = fp_clock_monotonic_ns();
    pthread_mutex_lock(&conn->parking);
    atomic_store(&conn->state, FP_CONN_PARKED);
    fp_kept_arm(kept, conn);
    pthread_mutex_unlock(&conn->parking);
}

static void
answer(struct fp_kept *kept, struct fp_exchange *exchange,
       struct fp_conn *conn,
       int (*step)(struct fp_exchange *, uint64_t, fp_limit_ns *))
{
    struct fp_fcgi *fcgi = fp_exchange_fcgi(exchange);
    int keep = 0;

    atomic_store(&conn->limit_ns,
                 fp_clock_monotonic_ns() +
                     (uint64_t)kept->config->read_ms * 1000000);
    if (fp_fcgi_attach(fcgi, conn->fd)) {
        keep = step(exchange, conn->readable_ns, &conn->limit_ns);
        if (keep == FP_EXCHANGE_GOES_ON) {
            /* A peer that is gone is found by who looks after it now. */
            fp_streams_add(kept->streams, conn,
                           fp_exchange_take_stream(exchange),
                           fp_fcgi_leave(fcgi));
            return;
        }
        keep &= fp_fcgi_detach(fcgi);
    }
    give_back(kept, conn, keep);
}

static int
take_place(void *data)
{
    const struct fp_kept *kept = data;

    return fp_streams_take_place(kept->streams);
}

/* Tells fp_kept_threads_start how it went. */
static void
report_start(struct fp_kept *kept, const struct fp_error *failed)
{
    pthread_mutex_lock(&kept->start_lock);
    if (failed == NULL) {
        kept->n_up++;
    } else {
        if (kept->n_failed == 0)
            kept->start_error = *failed;
        kept->n_failed++;
    }
    pthread_cond_signal(&kept->started);
    pthread_mutex_unlock(&kept->start_lock);
}

static void *
worker_main(void *arg)
{
    struct fp_kept *kept = arg;
    struct fp_metrics *metrics = kept->config->metrics;
    struct fp_error error = { .code = FP_OK };
    struct fp_exchange *exchange = fp_exchange_new(kept->config, 1, &error);
    struct fp_conn *conn;
    size_t waiting;

    report_start(kept, exchange != NULL ? NULL : &error);
    if (exchange == NULL)
        return NULL;
    fp_exchange_streams(exchange, take_place, kept);
    while ((conn = fp_queue_pop(&kept->work, &waiting)) != NULL) {
        fp_metrics_gauge(metrics, FP_GAUGE_QUEUE_DEPTH, (int64_t)waiting);
        fp_metrics_gauge_add(metrics, FP_GAUGE_BUSY_WORKERS, 1);
        answer(kept, exchange, conn, fp_exchange_serve);
        fp_metrics_gauge_add(metrics, FP_GAUGE_BUSY_WORKERS, -1);
    }
    fp_exchange_free(exchange);
    return NULL;
}

/* Refusing takes reading the request and writing a reply, which can block; so
 * it has a thread of its own and never delays the event thread. */
static void *
rejector_main(void *arg)
{
    struct fp_kept *kept = arg;
    struct fp_error error = { .code = FP_OK };
    struct fp_exchange *exchange = fp_exchange_new(kept->config, 0, &error);
    struct fp_conn *conn;
    size_t waiting;

    report_start(kept, exchange != NULL ? NULL : &error);
    if (exchange == NULL)
        return NULL;
    while ((conn = fp_queue_pop(&kept->refusals, &waiting)) != NULL)
        answer(kept, exchange, conn, fp_exchange_refuse);
    fp_exchange_free(exchange);
    return NULL;
}

enum fp_err
fp_kept_threads_start(struct fp_kept *kept, struct fp_error *error)
{
    size_t want = (size_t)kept->config->threads + 1;
    int failed, rc = 0;

    kept->threads = calloc(want, sizeof(*kept->threads));
    if (kept->threads == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory for threads.");
    while (kept->n_threads < want && rc == 0) {
        rc = pthread_create(&kept->threads[kept->n_threads], NULL,
                            kept->n_threads + 1 < want ? worker_main
                                                       : rejector_main,
                            kept);
        if (rc == 0)
            kept->n_threads++;
    }
    pthread_mutex_lock(&kept->start_lock);
    while ((size_t)(kept->n_up + kept->n_failed) < kept->n_threads)
        pthread_cond_wait(&kept->started, &kept->start_lock);
    failed = kept->n_failed;
    pthread_mutex_unlock(&kept->start_lock);
    if (rc == 0 && failed == 0)
        return FP_OK;
    fp_kept_threads_join(kept);
    if (rc != 0)
        return fp_error_set(error, FP_EIO, "Cannot start a thread: %s.",
                            strerror(rc));
    if (error != NULL)
        *error = kept->start_error;
    return kept->start_error.code != FP_OK ? kept->start_error.code
                                           : FP_EINTERNAL;
}

void
fp_kept_threads_join(struct fp_kept *kept)
{
    size_t i;

    fp_queue_close(&kept->work);
    fp_queue_close(&kept->refusals);
    for (i = 0; i < kept->n_threads; i++)
        pthread_join(kept->threads[i], NULL);
    free(kept->threads);
    kept->threads = NULL;
    kept->n_threads = 0;
}
