/* The event thread: parks idle connections in epoll, looks whether a whole
 * request has come, and hands it to the queue. See kept.h for who owns a
 * connection when. */
#include "transport/kept_loop.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "transport/check.h"
#include "transport/fcgi.h"
#include "transport/frame.h"
#include "transport/streams.h"

enum {
    EVENTS = 64,
    ACCEPT_BURST = 16,     /* then the others get a turn */
    PEEK = 65536,          /* what a request may hold before it needs a worker
                              although its body is not all here */
    TICK_MS = 200,         /* how late a timeout may be noticed */
    DRAIN_TICK_MS = 20,
    DRAIN_IDLE_MS = 1000   /* for peers that do not understand a nudge */
};

const char *
fp_transport_kind(void)
{
    return "kept";
}

static uint64_t
ms_ns(int ms)
{
    return (uint64_t)ms * 1000000;
}

static size_t
index_of(const struct fp_kept *kept, const struct fp_conn *conn)
{
    return (size_t)(conn - kept->conns);
}

static int
epoll_set(struct fp_kept *kept, struct fp_conn *conn, uint32_t events)
{
    struct epoll_event event = { .events = events };
    int op = conn->in_epoll ? EPOLL_CTL_MOD : EPOLL_CTL_ADD;

    event.data.u64 = index_of(kept, conn);
    conn->in_epoll = 1;
    return epoll_ctl(kept->epoll, op, conn->fd, &event);
}

void
fp_kept_arm(struct fp_kept *kept, struct fp_conn *conn)
{
    /* A failure leaves it deaf until the idle timeout closes it. */
    (void)epoll_set(kept, conn, EPOLLIN | EPOLLRDHUP | EPOLLONESHOT);
}

/* Waits for the worker that is just parking this connection, if any. */
static void
settle(struct fp_conn *conn)
{
    pthread_mutex_lock(&conn->parking);
    pthread_mutex_unlock(&conn->parking);
}

/* --- a connection has input ------------------------------------------- */

static void
cut(struct fp_kept_loop *loop, struct fp_conn *conn, enum fp_counter why)
{
    fp_metrics_add(loop->kept->config->metrics, why, 1);
    fp_kept_close(loop->kept, conn);
}

static void
dispatch(struct fp_kept_loop *loop, struct fp_conn *conn)
{
    struct fp_kept *kept = loop->kept;
    int partial = atomic_load(&conn->state) == FP_CONN_PARTIAL;
    size_t waiting;

    if (partial) {
        /* Edge-triggered events would go on while a worker reads. */
        epoll_ctl(kept->epoll, EPOLL_CTL_DEL, conn->fd, NULL);
        conn->in_epoll = 0;
    }
    conn->readable_ns = partial ? conn->since_ns : loop->now_ns;
    atomic_store(&conn->state, FP_CONN_BUSY);
    if (fp_queue_push(&kept->work, conn, &waiting)) {
        fp_metrics_gauge(kept->config->metrics, FP_GAUGE_QUEUE_DEPTH,
                         (int64_t)waiting);
        return;
    }
    fp_metrics_add(kept->config->metrics, FP_COUNT_REJECTED_QUEUE_FULL, 1);
    if (!fp_queue_push(&kept->refusals, conn, &waiting))
        fp_kept_close(kept, conn);
}

static void
wait_for_rest(struct fp_kept_loop *loop, struct fp_conn *conn, size_t seen)
{
    if (atomic_load(&conn->state) == FP_CONN_PARKED) {
        conn->since_ns = loop->now_ns;
        atomic_store(&conn->state, FP_CONN_PARTIAL);
        /* Level-triggered it would fire for the same bytes for ever. */
        (void)epoll_set(loop->kept, conn, EPOLLIN | EPOLLRDHUP | EPOLLET);
    }
    conn->seen = seen;
}

static void
on_input(struct fp_kept_loop *loop, struct fp_conn *conn, uint32_t events)
{
    ssize_t n = recv(conn->fd, loop->peek, PEEK, MSG_PEEK | MSG_DONTWAIT);
    int partial = atomic_load(&conn->state) == FP_CONN_PARTIAL;

    if (n < 0 && (errno == EAGAIN || errno == EINTR)) {
        if (!partial)
            fp_kept_arm(loop->kept, conn);
        return;
    }
    if (n <= 0) {
        fp_kept_close(loop->kept, conn);
        return;
    }
    switch (fp_frame_check(loop->peek, (size_t)n)) {
    case FP_FRAME_BAD:
        cut(loop, conn, FP_COUNT_REJECTED_PROTOCOL);
        return;
    case FP_FRAME_WHOLE:
        dispatch(loop, conn);
        return;
    case FP_FRAME_PARAMS:
    case FP_FRAME_PARTIAL:
        break;
    }
    if (n == PEEK)
        dispatch(loop, conn); /* large: a worker reads on, within its limit */
    else if (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR))
        cut(loop, conn, FP_COUNT_REJECTED_PROTOCOL); /* the rest won't come */
    else
        wait_for_rest(loop, conn, (size_t)n);
}

/* --- timeouts and the drain ------------------------------------------- */

static int
past(const struct fp_kept_loop *loop, uint64_t from_ns, int ms)
{
    return loop->now_ns > from_ns && loop->now_ns - from_ns > ms_ns(ms);
}

/* Gives up an idle connection while draining. A request that the peer wrote
 * a moment ago must still be seen, hence the half-close before the look. */
static void
drain_idle(struct fp_kept_loop *loop, struct fp_conn *conn)
{
    uint64_t from = conn->since_ns > loop->drain_from_ns
                        ? conn->since_ns : loop->drain_from_ns;

    if (conn->used && !conn->nudged) {
        conn->nudged = 1;
        fp_kept_nudge(conn->fd);
    }
    if (past(loop, from, DRAIN_IDLE_MS)) {
        shutdown(conn->fd, SHUT_RD);
        epoll_ctl(loop->kept->epoll, EPOLL_CTL_DEL, conn->fd, NULL);
        conn->in_epoll = 0;
        on_input(loop, conn, EPOLLRDHUP);
    }
}

static void
sweep_conn(struct fp_kept_loop *loop, struct fp_conn *conn)
{
    const struct fp_transport_config *config = loop->kept->config;
    uint64_t limit;

    switch (atomic_load(&conn->state)) {
    case FP_CONN_PARKED:
        settle(conn);
        if (!conn->used && past(loop, conn->since_ns, config->read_ms))
            cut(loop, conn, FP_COUNT_REJECTED_TIMEOUT);
        else if (past(loop, conn->since_ns, config->idle_ms))
            fp_kept_close(loop->kept, conn);
        else if (atomic_load(&loop->kept->draining))
            drain_idle(loop, conn);
        break;
    case FP_CONN_PARTIAL:
        if (past(loop, conn->since_ns, config->read_ms))
            cut(loop, conn, FP_COUNT_REJECTED_TIMEOUT);
        break;
    case FP_CONN_BUSY:
        limit = atomic_load(&conn->limit_ns);
        if (limit != 0 && loop->now_ns > limit) {
            /* Its worker is reading or writing: that fails now. */
            shutdown(conn->fd, SHUT_RDWR);
            atomic_store(&conn->limit_ns, 0);
            fp_metrics_add(config->metrics, FP_COUNT_REJECTED_TIMEOUT, 1);
        }
        break;
    default:
        break;
    }
}

static void
sweep(struct fp_kept_loop *loop)
{
    struct fp_kept *kept = loop->kept;
    size_t i;

    loop->swept_ns = loop->now_ns;
    for (i = 0; kept->open != 0 && i < kept->config->max_connections; i++)
        sweep_conn(loop, &kept->conns[i]);
    fp_metrics_gauge(kept->config->metrics, FP_GAUGE_CONNECTIONS_OPEN,
                     (int64_t)kept->open);
}

static void
begin_drain(struct fp_kept_loop *loop)
{
    struct fp_kept *kept = loop->kept;
    const struct fp_transport_config *config = kept->config;
    size_t i;

    epoll_ctl(kept->epoll, EPOLL_CTL_DEL, config->stop_fd, NULL);
    loop->drain_from_ns = loop->now_ns;
    if (config->handler.draining != NULL)
        config->handler.draining(config->handler.service);
    /* Whoever is in the backlog has connected and may have written. */
    for (i = 0; i < config->n_listeners; i++)
        while (fp_kept_accept(loop, config->listeners[i], ACCEPT_BURST))
            ;
    fp_kept_listen(loop, 0);
    atomic_store(&kept->draining, 1);
}

/* --- the loop --------------------------------------------------------- */

static void
on_event(struct fp_kept_loop *loop, const struct epoll_event *event)
{
    struct fp_kept *kept = loop->kept;
    uint64_t tag = event->data.u64;

    if (tag == FP_TAG_STOP) {
        begin_drain(loop);
    } else if (tag >= FP_TAG_LISTENER) {
        fp_kept_accept(loop, kept->config->listeners[tag - FP_TAG_LISTENER],
                    ACCEPT_BURST);
    } else {
        settle(&kept->conns[tag]);
        on_input(loop, &kept->conns[tag], event->events);
    }
}

/* Runs until every connection is gone after a stop, or the drain's deadline. */
static enum fp_err
run_loop(struct fp_kept_loop *loop)
{
    struct fp_kept *kept = loop->kept;
    struct epoll_event events[EVENTS];

    for (;;) {
        int draining = atomic_load(&kept->draining);
        int tick = draining ? DRAIN_TICK_MS : TICK_MS;
        int n = epoll_wait(kept->epoll, events, EVENTS, tick), i;

        loop->now_ns = fp_clock_monotonic_ns();
        for (i = 0; i < n; i++)
            on_event(loop, &events[i]);
        fp_kept_close_done(kept);
        if (loop->now_ns - loop->swept_ns >= ms_ns(tick))
            sweep(loop);
        if (atomic_load(&kept->draining)) {
            if (kept->open == 0)
                return FP_OK;
            if (past(loop, loop->drain_from_ns, kept->config->drain_ms))
                return FP_ETIMEOUT;
        } else if (kept->open < kept->config->max_connections &&
                   loop->now_ns >= loop->deaf_until_ns) {
            fp_kept_listen(loop, 1);
        }
    }
}

static enum fp_err
prepare(struct fp_kept *kept, struct fp_error *error)
{
    struct epoll_event stop = { .events = EPOLLIN };
    size_t i;

    stop.data.u64 = FP_TAG_STOP;
    pthread_mutex_init(&kept->start_lock, NULL);
    pthread_cond_init(&kept->started, NULL);
    kept->conns = calloc(kept->config->max_connections, sizeof(*kept->conns));
    for (i = 0; kept->conns != NULL && i < kept->config->max_connections;
         i++) {
        pthread_mutex_init(&kept->conns[i].parking, NULL);
        kept->conns[i].fd = -1;
    }
    if (kept->conns == NULL ||
        fp_queue_init(&kept->work, kept->config->queue_length) != FP_OK ||
        fp_queue_init(&kept->refusals, kept->config->reject_length) != FP_OK)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    kept->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (kept->epoll < 0 ||
        epoll_ctl(kept->epoll, EPOLL_CTL_ADD, kept->config->stop_fd,
                  &stop) != 0)
        return fp_error_set(error, FP_EIO, "epoll: %s.", strerror(errno));
    if (fp_fcgi_init() != FP_OK)
        return fp_error_set(error, FP_EIO, "libfcgi cannot be initialised.");
    return FP_OK;
}

static void
release(struct fp_kept *kept)
{
    size_t i;

    if (kept->epoll >= 0)
        close(kept->epoll);
    fp_queue_fini(&kept->refusals);
    fp_queue_fini(&kept->work);
    for (i = 0; kept->conns != NULL && i < kept->config->max_connections; i++)
        pthread_mutex_destroy(&kept->conns[i].parking);
    free(kept->conns);
    pthread_cond_destroy(&kept->started);
    pthread_mutex_destroy(&kept->start_lock);
    free(kept);
}

enum fp_err
fp_transport_run(const struct fp_transport_config *config,
                 struct fp_error *error)
{
    struct fp_kept_loop loop = { .kept = NULL };
    struct fp_kept *kept = NULL;
    enum fp_err rc = fp_transport_check(config, error);

    if (rc != FP_OK)
        return rc;
    loop.peek = malloc(PEEK);
    kept = calloc(1, sizeof(*kept));
    if (loop.peek == NULL || kept == NULL) {
        rc = fp_error_set(error, FP_ENOMEM, "Out of memory.");
        free(kept);
        free(loop.peek);
        return rc;
    }
    loop.kept = kept;
    kept->config = config;
    kept->epoll = -1;
    rc = prepare(kept, error);
    if (rc == FP_OK)
        rc = fp_streams_new(kept, &kept->streams, error);
    if (rc == FP_OK)
        rc = fp_kept_threads_start(kept, error);
    if (rc != FP_OK)
        goto out;
    if (config->handler.ready != NULL)
        config->handler.ready(config->handler.service);
    rc = run_loop(&loop);
    if (rc == FP_ETIMEOUT) {
        /* Workers still use all of this; the process ends around them. */
        rc = fp_error_set(error, FP_ETIMEOUT,
                          "%zu connections were still open when the drain's "
                          "time was over.", kept->open);
        free(loop.peek);
        return rc;
    }
    fp_kept_threads_join(kept);
out:
    fp_streams_free(kept->streams);
    release(kept);
    free(loop.peek);
    return rc;
}
