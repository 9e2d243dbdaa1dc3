/* The thread of the replies that go on. */
#include "transport/streams.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "telemetry/log.h"
#include "transport/frame.h"

enum {
    TICK_MS = 200,          /* how late a drain or a slow peer is noticed */
    UNSENT_MAX = 256 * 1024 /* bytes */
};

struct slot {
    struct fp_conn *conn;
    struct fp_http_stream *stream;
    int request_id;
    struct fp_buf wire;     /* framed and not sent yet */
    size_t sent;            /* of it */
    uint64_t unsent_ns;     /* since when there is any */
    int ending;             /* END_REQUEST is in wire */
    int gone;               /* nothing more can be sent */
};

struct fp_streams {
    struct fp_kept *kept;
    pthread_t thread;
    int wake;               /* eventfd */
    _Atomic int places;     /* taken, of config->max_streams */
    atomic_int stop;
    pthread_mutex_t lock;   /* guards inbox and n_inbox */
    struct slot *inbox;     /* [max_streams] */
    size_t n_inbox;
    /* The thread's own. */
    struct slot *slots;     /* [max_streams], the first n are taken */
    size_t n;
    struct pollfd *polls;   /* [1 + max_streams] */
    struct fp_http_stream **list; /* [max_streams] */
    void *worker;           /* of the handlers */
    uint64_t now_ns, looked_ns;
    pthread_mutex_t start_lock;
    pthread_cond_t started;
    int up;                 /* 0: not yet, 1: yes, -1: failed */
    struct fp_error start_error;
};

static uint64_t
ms_ns(int ms)
{
    return (uint64_t)ms * 1000000;
}

/* --- sending ---------------------------------------------------------------- */

/* Sends what the socket takes now. */
static void
flush(struct fp_streams *streams, struct slot *slot)
{
    while (!slot->gone && slot->sent < slot->wire.len) {
        ssize_t n = send(slot->conn->fd, slot->wire.data + slot->sent,
                         slot->wire.len - slot->sent,
                         MSG_DONTWAIT | MSG_NOSIGNAL);

        if (n > 0) {
            slot->sent += (size_t)n;
            slot->unsent_ns = streams->now_ns;
        } else if (n < 0 && errno == EINTR) {
            continue;
        } else {
            slot->gone = n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
            break;
        }
    }
    if (slot->sent == slot->wire.len) {
        fp_buf_reset(&slot->wire);
        slot->sent = 0;
    }
}

/* Frames what the source wrote. */
static void
take_out(struct fp_streams *streams, struct slot *slot)
{
    struct fp_http_stream *stream = slot->stream;

    if (slot->ending)
        return;
    if (slot->wire.len == 0)
        slot->unsent_ns = streams->now_ns;
    if (fp_buf_error(&stream->out) != FP_OK)
        slot->gone = 1;
    else if (stream->out.len > 0)
        fp_frame_stdout(&slot->wire, slot->request_id, stream->out.data,
                        stream->out.len);
    fp_buf_reset(&stream->out);
    if (stream->over) {
        fp_frame_end(&slot->wire, slot->request_id);
        slot->ending = 1;
    }
    if (fp_buf_error(&slot->wire) != FP_OK)
        slot->gone = 1;
    flush(streams, slot);
}

/* --- the ends ---------------------------------------------------------------- */

static int
is_slow(const struct fp_streams *streams, const struct slot *slot)
{
    return slot->wire.len > 0 &&
           streams->now_ns - slot->unsent_ns >
               ms_ns(streams->kept->config->write_ms);
}

static void
give_conn_back(struct fp_streams *streams, struct fp_conn *conn)
{
    shutdown(conn->fd, SHUT_RDWR);
    atomic_store(&conn->state, FP_CONN_DONE);
    atomic_fetch_add(&streams->kept->n_done, 1);
    atomic_fetch_sub(&streams->places, 1);
}

static void
hand_back(struct fp_streams *streams, struct slot *slot)
{
    slot->stream->free(slot->stream);
    fp_buf_fini(&slot->wire);
    give_conn_back(streams, slot->conn);
}

static void
sweep(struct fp_streams *streams)
{
    size_t kept = 0;

    for (size_t i = 0; i < streams->n; i++) {
        struct slot *slot = &streams->slots[i];

        if (slot->gone || (slot->ending && slot->wire.len == 0) ||
            is_slow(streams, slot)) {
            if (!slot->gone && !slot->ending)
                fp_metrics_add(streams->kept->config->metrics,
                               FP_COUNT_REJECTED_TIMEOUT, 1);
            hand_back(streams, slot);
        } else {
            streams->slots[kept++] = *slot;
        }
    }
    streams->n = kept;
    fp_metrics_gauge(streams->kept->config->metrics, FP_GAUGE_EVENT_STREAMS,
                     (int64_t)kept);
}

/* --- the loop ------------------------------------------------------------------ */

static void
take_inbox(struct fp_streams *streams)
{
    pthread_mutex_lock(&streams->lock);
    memcpy(&streams->slots[streams->n], streams->inbox,
           streams->n_inbox * sizeof(*streams->slots));
    streams->n += streams->n_inbox;
    streams->n_inbox = 0;
    pthread_mutex_unlock(&streams->lock);
}

static void
look(struct fp_streams *streams)
{
    const struct fp_transport_config *config = streams->kept->config;
    size_t n = 0;

    streams->looked_ns = streams->now_ns;
    for (size_t i = 0; i < streams->n; i++)
        if (!streams->slots[i].ending)
            streams->list[n++] = streams->slots[i].stream;
    if (n > 0)
        config->handler.streams_look(streams->worker, streams->list, n);
    streams->now_ns = fp_clock_monotonic_ns();
    for (size_t i = 0; i < streams->n; i++)
        take_out(streams, &streams->slots[i]);
}

static void
end_all(struct fp_streams *streams)
{
    for (size_t i = 0; i < streams->n; i++) {
        streams->slots[i].stream->over = 1;
        take_out(streams, &streams->slots[i]);
    }
}

static void
wait_for_something(struct fp_streams *streams)
{
    uint64_t count;

    streams->polls[0] = (struct pollfd){ .fd = streams->wake,
                                         .events = POLLIN };
    for (size_t i = 0; i < streams->n; i++)
        streams->polls[i + 1] = (struct pollfd){
            .fd = streams->slots[i].conn->fd,
            .events = POLLIN | POLLRDHUP |
                      (streams->slots[i].wire.len > 0 ? POLLOUT : 0),
        };
    if (poll(streams->polls, (nfds_t)streams->n + 1, TICK_MS) < 0)
        return;
    streams->now_ns = fp_clock_monotonic_ns();
    if (streams->polls[0].revents != 0 &&
        read(streams->wake, &count, sizeof(count)) < 0)
        return;
    for (size_t i = 0; i < streams->n; i++) {
        /* A web server has nothing to say in the middle of a reply but that
         * its client is gone. */
        if (streams->polls[i + 1].revents & ~POLLOUT)
            streams->slots[i].gone = 1;
        else if (streams->polls[i + 1].revents & POLLOUT)
            flush(streams, &streams->slots[i]);
    }
}

static void
report_start(struct fp_streams *streams, int up)
{
    pthread_mutex_lock(&streams->start_lock);
    streams->up = up;
    pthread_cond_signal(&streams->started);
    pthread_mutex_unlock(&streams->start_lock);
}

static void *
streams_main(void *argument)
{
    struct fp_streams *streams = argument;
    const struct fp_transport_config *config = streams->kept->config;

    streams->worker = config->handler.worker_new(config->handler.service,
                                                 &streams->start_error);
    report_start(streams, streams->worker != NULL ? 1 : -1);
    if (streams->worker == NULL)
        return NULL;
    for (;;) {
        int stop = atomic_load(&streams->stop);

        wait_for_something(streams);
        take_inbox(streams);
        if (stop || atomic_load(&streams->kept->draining))
            end_all(streams);
        else if (streams->now_ns - streams->looked_ns >=
                 ms_ns(config->look_ms))
            look(streams);
        sweep(streams);
        if (stop && streams->n == 0)
            break;
    }
    config->handler.worker_free(streams->worker);
    return NULL;
}

/* --- what the others call ------------------------------------------------------- */

int
fp_streams_take_place(struct fp_streams *streams)
{
    int most;

    if (streams == NULL)
        return 0;
    most = (int)streams->kept->config->max_streams;
    if (atomic_fetch_add(&streams->places, 1) < most)
        return 1;
    atomic_fetch_sub(&streams->places, 1);
    return 0;
}

void
fp_streams_add(struct fp_streams *streams, struct fp_conn *conn,
               struct fp_http_stream *stream, int request_id)
{
    struct slot slot = { .conn = conn, .stream = stream,
                         .request_id = request_id };
    uint64_t one = 1;
    ssize_t n;

    atomic_store(&conn->limit_ns, 0);
    if (stream == NULL) {
        give_conn_back(streams, conn);
        return;
    }
    fp_buf_init(&slot.wire, UNSENT_MAX);
    atomic_store(&conn->state, FP_CONN_STREAM);
    pthread_mutex_lock(&streams->lock);
    streams->inbox[streams->n_inbox++] = slot; /* its place was taken */
    pthread_mutex_unlock(&streams->lock);
    n = write(streams->wake, &one, sizeof(one));
    (void)n; /* a full counter has woken the thread already */
}

static void
release(struct fp_streams *streams)
{
    if (streams->wake >= 0)
        close(streams->wake);
    pthread_mutex_destroy(&streams->lock);
    pthread_mutex_destroy(&streams->start_lock);
    pthread_cond_destroy(&streams->started);
    free(streams->inbox);
    free(streams->slots);
    free(streams->polls);
    free(streams->list);
    free(streams);
}

enum fp_err
fp_streams_new(struct fp_kept *kept, struct fp_streams **out,
               struct fp_error *error)
{
    const struct fp_transport_config *config = kept->config;
    size_t most = config->max_streams;
    struct fp_streams *streams;
    int up;

    *out = NULL;
    if (most == 0 || config->handler.streams_look == NULL)
        return FP_OK;
    streams = calloc(1, sizeof(*streams));
    if (streams == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory for streams.");
    streams->kept = kept;
    pthread_mutex_init(&streams->lock, NULL);
    pthread_mutex_init(&streams->start_lock, NULL);
    pthread_cond_init(&streams->started, NULL);
    streams->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    streams->inbox = calloc(most, sizeof(*streams->inbox));
    streams->slots = calloc(most, sizeof(*streams->slots));
    streams->polls = calloc(most + 1, sizeof(*streams->polls));
    streams->list = calloc(most, sizeof(*streams->list));
    if (streams->wake < 0 || streams->inbox == NULL ||
        streams->slots == NULL || streams->polls == NULL ||
        streams->list == NULL ||
        pthread_create(&streams->thread, NULL, streams_main, streams) != 0) {
        release(streams);
        return fp_error_set(error, FP_ENOMEM,
                            "Out of memory or threads for streams.");
    }
    pthread_mutex_lock(&streams->start_lock);
    while (streams->up == 0)
        pthread_cond_wait(&streams->started, &streams->start_lock);
    up = streams->up;
    pthread_mutex_unlock(&streams->start_lock);
    if (up > 0) {
        *out = streams;
        return FP_OK;
    }
    pthread_join(streams->thread, NULL);
    if (error != NULL)
        *error = streams->start_error;
    release(streams);
    return FP_EINTERNAL;
}

void
fp_streams_free(struct fp_streams *streams)
{
    uint64_t one = 1;
    ssize_t n;

    if (streams == NULL)
        return;
    atomic_store(&streams->stop, 1);
    n = write(streams->wake, &one, sizeof(one));
    (void)n;
    pthread_join(streams->thread, NULL);
    release(streams);
}
