/* Places for connections: taken at accept, free again when closed. */
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "telemetry/log.h"
#include "transport/kept_loop.h"

enum { ACCEPT_PAUSE_MS = 1000 };

static struct fp_conn *
take_place(struct fp_kept *kept)
{
    size_t n = kept->config->max_connections, i;

    for (i = 0; i < n; i++) {
        struct fp_conn *conn = &kept->conns[(kept->next_free + i) % n];

        if (atomic_load(&conn->state) == FP_CONN_FREE) {
            kept->next_free = (kept->next_free + i + 1) % n;
            kept->open++;
            return conn;
        }
    }
    return NULL;
}

void
fp_kept_close(struct fp_kept *kept, struct fp_conn *conn)
{
    close(conn->fd); /* leaves epoll by itself: nobody holds a duplicate */
    conn->fd = -1;
    conn->in_epoll = 0;
    atomic_store(&conn->state, FP_CONN_FREE);
    kept->open--;
}

void
fp_kept_close_done(struct fp_kept *kept)
{
    size_t i;

    if (atomic_load(&kept->n_done) == 0)
        return;
    for (i = 0; i < kept->config->max_connections; i++)
        if (atomic_load(&kept->conns[i].state) == FP_CONN_DONE) {
            fp_kept_close(kept, &kept->conns[i]);
            atomic_fetch_sub(&kept->n_done, 1);
        }
}

void
fp_kept_listen(struct fp_kept_loop *loop, int on)
{
    struct fp_kept *kept = loop->kept;
    size_t i;

    if (loop->listening == on)
        return;
    for (i = 0; i < kept->config->n_listeners; i++) {
        /* EXCLUSIVE: one process wakes for a connection, not all of them. */
        struct epoll_event event = { .events = EPOLLIN | EPOLLEXCLUSIVE };

        event.data.u64 = FP_TAG_LISTENER + i;
        if (epoll_ctl(kept->epoll, on ? EPOLL_CTL_ADD : EPOLL_CTL_DEL,
                      kept->config->listeners[i], &event) != 0)
            fp_log_text(FP_LOG_ERROR, "epoll_ctl on a listening socket: %s",
                        strerror(errno));
    }
    loop->listening = on;
}

static void
set_timeouts(const struct fp_transport_config *config, int fd)
{
    struct timeval read_limit = { .tv_sec = config->read_ms / 1000,
                                  .tv_usec = config->read_ms % 1000 * 1000 };
    struct timeval write_limit = { .tv_sec = config->write_ms / 1000,
                                   .tv_usec = config->write_ms % 1000 * 1000 };

    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &read_limit, sizeof(read_limit));
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &write_limit,
               sizeof(write_limit));
}

/* Out of descriptors or memory, a listener that somebody waits at would wake
 * the loop at once and for ever. */
static void
cannot_accept(struct fp_kept_loop *loop)
{
    fp_log_text(FP_LOG_ERROR, "accept: %s", strerror(errno));
    fp_kept_listen(loop, 0);
    loop->deaf_until_ns =
        loop->now_ns + ACCEPT_PAUSE_MS * UINT64_C(1000000);
}

int
fp_kept_accept(struct fp_kept_loop *loop, int listener, int burst)
{
    struct fp_kept *kept = loop->kept;
    int i;

    for (i = 0; i < burst; i++) {
        struct fp_conn *conn;
        int fd;

        if (kept->open == kept->config->max_connections) {
            fp_kept_listen(loop, 0); /* until a place is free */
            return 0;
        }
        fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0 && errno == ECONNABORTED)
            continue; /* it has left already */
        if (fd < 0) {
            if (errno != EAGAIN && errno != EINTR && errno != EINVAL)
                cannot_accept(loop);
            return 0;
        }
        set_timeouts(kept->config, fd);
        conn = take_place(kept);
        conn->fd = fd;
        conn->in_epoll = conn->used = conn->nudged = 0;
        conn->since_ns = loop->now_ns;
        atomic_store(&conn->limit_ns, 0);
        atomic_store(&conn->state, FP_CONN_PARKED);
        fp_kept_arm(kept, conn);
        fp_metrics_add(kept->config->metrics, FP_COUNT_CONNECTIONS, 1);
    }
    return 1;
}
