/* The transport on libfcgi's public functions alone: every thread waits for a
 * listener to become readable, lets the library accept, answers one request
 * and closes. Configure nginx with fastcgi_keep_conn off.
 *
 * What it cannot do, because the library never shows the connection: give
 * half-sent requests a time limit on Unix sockets (nginx's own send timeout
 * bounds them; on TCP the listener's receive timeout is inherited), and refuse
 * with 503 when every thread is busy (the backlog is the queue). */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "transport/check.h"
#include "transport/exchange.h"
#include "transport/fcgi.h"
#include "transport/transport.h"

struct plain {
    const struct fp_transport_config *config;
    int quit_fd;               /* an eventfd, readable once it is time to go */
    _Atomic int n_up;          /* threads that made their worker */
    _Atomic int n_failed;
    _Atomic int n_gone;        /* threads that ended */
    struct fp_error start_error;
    pthread_mutex_t lock;      /* guards start_error */
    pthread_t *threads;
    int n_threads;
};

const char *
fp_transport_kind(void)
{
    return "plain";
}

/* Answers one request from listener; 0 when there was none. */
static int
serve_one(struct plain *plain, struct fp_exchange *exchange, int listener)
{
    struct fp_metrics *metrics = plain->config->metrics;
    struct fp_fcgi *fcgi = fp_exchange_fcgi(exchange);

    if (!fp_fcgi_accept(fcgi, listener))
        return 0;
    fp_metrics_add(metrics, FP_COUNT_CONNECTIONS, 1);
    fp_metrics_gauge_add(metrics, FP_GAUGE_BUSY_WORKERS, 1);
    fp_exchange_serve(exchange, fp_clock_monotonic_ns(), NULL);
    fp_fcgi_close(fcgi);
    fp_metrics_gauge_add(metrics, FP_GAUGE_BUSY_WORKERS, -1);
    return 1;
}

static void
serve_until_quit(struct plain *plain, struct fp_exchange *exchange)
{
    size_t n = plain->config->n_listeners, i;
    struct pollfd fds[FP_TRANSPORT_LISTENERS + 1];

    for (i = 0; i < n; i++)
        fds[i] = (struct pollfd){ .fd = plain->config->listeners[i],
                                  .events = POLLIN };
    fds[n] = (struct pollfd){ .fd = plain->quit_fd, .events = POLLIN };
    for (;;) {
        int quit;

        if (poll(fds, n + 1, -1) < 0)
            continue;
        quit = fds[n].revents != 0;
        /* After the stop, whoever is in the backlog is still answered. */
        for (i = 0; i < n; i++)
            if (quit || fds[i].revents != 0)
                while (serve_one(plain, exchange, fds[i].fd) && quit)
                    ;
        if (quit)
            return;
    }
}

static void *
thread_main(void *arg)
{
    struct plain *plain = arg;
    struct fp_error error = { .code = FP_OK };
    struct fp_exchange *exchange = fp_exchange_new(plain->config, 1, &error);

    if (exchange == NULL) {
        pthread_mutex_lock(&plain->lock);
        plain->start_error = error;
        pthread_mutex_unlock(&plain->lock);
        atomic_fetch_add(&plain->n_failed, 1);
        return NULL;
    }
    atomic_fetch_add(&plain->n_up, 1);
    serve_until_quit(plain, exchange);
    fp_exchange_free(exchange);
    atomic_fetch_add(&plain->n_gone, 1);
    return NULL;
}

static void
nap(void)
{
    struct timespec pause = { .tv_nsec = 5000000 };

    nanosleep(&pause, NULL);
}

/* Waits until every thread is up; FP_OK or the first one's failure. */
static enum fp_err
start_threads(struct plain *plain, struct fp_error *error)
{
    int rc = 0;

    while (plain->n_threads < plain->config->threads && rc == 0) {
        rc = pthread_create(&plain->threads[plain->n_threads], NULL,
                            thread_main, plain);
        if (rc == 0)
            plain->n_threads++;
    }
    while (atomic_load(&plain->n_up) + atomic_load(&plain->n_failed) <
           plain->n_threads)
        nap();
    if (rc != 0)
        return fp_error_set(error, FP_EIO, "Cannot start a thread: %s.",
                            strerror(rc));
    if (atomic_load(&plain->n_failed) != 0) {
        if (error != NULL)
            *error = plain->start_error;
        return plain->start_error.code != FP_OK ? plain->start_error.code
                                                : FP_EINTERNAL;
    }
    return FP_OK;
}

static void
tell_to_quit(struct plain *plain)
{
    uint64_t one = 1;

    while (write(plain->quit_fd, &one, sizeof(one)) < 0 && errno == EINTR)
        ;
}

/* 1 when every thread ended before the drain's deadline. */
static int
drain(struct plain *plain)
{
    uint64_t until = fp_clock_monotonic_ns() +
                     (uint64_t)plain->config->drain_ms * 1000000;

    while (atomic_load(&plain->n_gone) < plain->n_threads) {
        if (fp_clock_monotonic_ns() > until)
            return 0;
        nap();
    }
    return 1;
}

static void
join(struct plain *plain)
{
    int i;

    for (i = 0; i < plain->n_threads; i++)
        pthread_join(plain->threads[i], NULL);
}

static void
wait_for_stop(const struct fp_transport_config *config)
{
    struct pollfd stop = { .fd = config->stop_fd, .events = POLLIN };

    while (poll(&stop, 1, -1) < 0 && errno == EINTR)
        ;
    if (config->handler.draining != NULL)
        config->handler.draining(config->handler.service);
}

/* Accepted TCP connections inherit these; Unix ones do not. */
static void
set_timeouts(const struct fp_transport_config *config)
{
    struct timeval limit = { .tv_sec = config->read_ms / 1000,
                             .tv_usec = config->read_ms % 1000 * 1000 };
    size_t i;

    for (i = 0; i < config->n_listeners; i++)
        setsockopt(config->listeners[i], SOL_SOCKET, SO_RCVTIMEO, &limit,
                   sizeof(limit));
}

static void
release(struct plain *plain)
{
    if (plain->quit_fd >= 0)
        close(plain->quit_fd);
    pthread_mutex_destroy(&plain->lock);
    free(plain->threads);
    free(plain);
}

enum fp_err
fp_transport_run(const struct fp_transport_config *config,
                 struct fp_error *error)
{
    enum fp_err rc = fp_transport_check(config, error);
    struct plain *plain;

    if (rc != FP_OK)
        return rc;
    plain = calloc(1, sizeof(*plain));
    if (plain == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    plain->config = config;
    pthread_mutex_init(&plain->lock, NULL);
    plain->quit_fd = eventfd(0, EFD_CLOEXEC);
    plain->threads = calloc((size_t)config->threads, sizeof(pthread_t));
    if (plain->quit_fd < 0 || plain->threads == NULL ||
        fp_fcgi_init() != FP_OK) {
        rc = fp_error_set(error, FP_EIO, "The transport cannot be prepared.");
        goto out;
    }
    set_timeouts(config);
    rc = start_threads(plain, error);
    if (rc == FP_OK) {
        if (config->handler.ready != NULL)
            config->handler.ready(config->handler.service);
        wait_for_stop(config);
    }
    tell_to_quit(plain);
    if (rc == FP_OK && !drain(plain))
        /* Threads still use all of this; the process ends around them. */
        return fp_error_set(error, FP_ETIMEOUT,
                            "Requests were still running when the drain's "
                            "time was over.");
    join(plain);
out:
    release(plain);
    return rc;
}
