/* The FastCGI side of a worker process: sockets, kept connections, queue and
 * threads. It knows nothing of what is served: that comes as functions.
 *
 * One event thread (the caller of fp_transport_run) owns the listening
 * sockets and every idle connection; config.threads workers answer requests.
 * Two builds of this interface exist: transport/kept.c parks kept connections
 * in epoll; transport/plain.c uses only libfcgi's public functions, with one
 * request per connection (configure --disable-kept-connections). */
#ifndef FP_TRANSPORT_TRANSPORT_H
#define FP_TRANSPORT_TRANSPORT_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "http/request.h"
#include "http/response.h"
#include "telemetry/metrics.h"

enum { FP_TRANSPORT_LISTENERS = 8 };

/* What the transport serves. service is passed back untouched. worker_new is
 * called once in each worker thread; serve and worker_free only by the thread
 * that made the worker. */
struct fp_transport_handler {
    void *service;
    void *(*worker_new)(void *service, struct fp_error *error);
    void (*worker_free)(void *worker);
    void (*serve)(void *worker, struct fp_http_request *request,
                  struct fp_http_response *response);
    /* Looks at the n replies that go on, by one thread with a worker of its
     * own: appends what is new to each one's out and says which are over. NULL:
     * no reply goes on. */
    void (*streams_look)(void *worker, struct fp_http_stream *const *list,
                         size_t n);
    void (*draining)(void *service); /* readiness must fail from now on */
    void (*ready)(void *service);    /* every thread is up; may be NULL */
};

struct fp_transport_config {
    int listeners[FP_TRANSPORT_LISTENERS]; /* listening sockets, borrowed */
    size_t n_listeners;
    int stop_fd;              /* readable: drain and return (a signalfd) */

    int threads;              /* worker threads, 1 … 256 */
    size_t queue_length;      /* requests that may wait for a thread */
    size_t reject_length;     /* refusals that may wait; beyond: closed */
    size_t max_connections;   /* open at once in this process */
    size_t max_body;          /* bytes; more is read to its end and dropped */
    size_t arena_bytes;       /* cap of one request's memory */

    int idle_ms;              /* a kept connection without a request */
    int read_ms;              /* from the first byte to the last of a request,
                                 and for the first byte of a connection */
    int write_ms;             /* the whole reply */
    int request_ms;           /* deadline given to the handlers */
    int drain_ms;             /* after the stop: the rest is cut */
    size_t max_streams;       /* replies that go on, at once; 0: none does.
                                 Each holds one of max_connections */
    int look_ms;              /* how often they are looked at */
    int retry_after_s;        /* said with 503 */

    struct fp_metrics *metrics; /* may be NULL */
    struct fp_transport_handler handler;
};

/* Every number of the deployment contract; listeners, stop_fd and handler are
 * left for the caller. */
void fp_transport_config_init(struct fp_transport_config *config)
    FP_NONNULL(1);

/* Serves until stop_fd is readable, then drains. Call once per process, with
 * every signal blocked (SIGPIPE is ignored here). FP_OK: every request that
 * was accepted was answered. FP_ETIMEOUT: the drain's deadline passed with
 * requests still running (their threads still run: leave the process without
 * touching what they use). FP_EINVAL, FP_ENOMEM, FP_EIO: it could not start;
 * error says why. */
enum fp_err fp_transport_run(const struct fp_transport_config *config,
                             struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* "kept" or "plain": which of the two builds this is. */
const char *fp_transport_kind(void);

#endif
