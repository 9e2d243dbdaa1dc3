/* Private to kept*.c: the parts of a transport that parks connections.
 *
 * Who may touch a connection depends on its state alone:
 *   FREE     nobody; the event thread may take the place
 *   PARKED   event thread; idle, its next byte wakes us once (EPOLLONESHOT)
 *   PARTIAL  event thread; half a request waits in the socket (EPOLLET)
 *   BUSY     the queue, then one worker, until it is given back
 *   STREAM   the thread of streams.c: its reply goes on
 *   DONE     event thread; to be closed
 * Moves: FREE → PARKED → (PARTIAL →) BUSY → PARKED, STREAM or DONE; STREAM →
 * DONE; PARKED, PARTIAL and DONE → FREE. Only the event thread closes
 * descriptors, so a number in a BUSY place cannot mean somebody else's file
 * when it cuts that peer. */
#ifndef FP_TRANSPORT_KEPT_H
#define FP_TRANSPORT_KEPT_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

#include "transport/exchange.h"
#include "transport/queue.h"
#include "transport/transport.h"

enum fp_conn_state {
    FP_CONN_FREE,
    FP_CONN_PARKED,
    FP_CONN_PARTIAL,
    FP_CONN_BUSY,
    FP_CONN_STREAM,
    FP_CONN_DONE
};

struct fp_conn {
    pthread_mutex_t parking;   /* held by a worker while it parks this: from
                                  the new state until epoll has it. Who saw
                                  PARKED and then held it for a moment knows
                                  that the worker has let go */
    _Atomic int state;         /* enum fp_conn_state */
    int fd;
    int in_epoll;              /* registered (armed or spent) */
    int used;                  /* has carried a request */
    int nudged;                /* told to go, in this idle period */
    size_t seen;               /* PARTIAL: bytes at the last look */
    uint64_t since_ns;         /* PARKED: idle since; PARTIAL: first byte */
    uint64_t readable_ns;      /* BUSY: when its request was seen */
    fp_limit_ns limit_ns;      /* BUSY: cut it after this */
};

struct fp_kept {
    const struct fp_transport_config *config;
    int epoll;
    struct fp_conn *conns;     /* config->max_connections places */
    size_t open;               /* places that are not FREE; event thread */
    size_t next_free;          /* where the search for a place begins */
    _Atomic int n_done;        /* places that are DONE */
    _Atomic int draining;
    struct fp_queue work;      /* struct fp_conn *, for the workers */
    struct fp_queue refusals;  /* struct fp_conn *, for the rejector */
    struct fp_streams *streams; /* NULL: none are configured */

    pthread_mutex_t start_lock; /* guards the four below */
    pthread_cond_t started;
    int n_up;                  /* threads that made their worker */
    int n_failed;
    struct fp_error start_error;

    pthread_t *threads;        /* config->threads workers, then the rejector */
    size_t n_threads;
};

/* Starts every thread and waits until each has its worker; on failure all of
 * them are gone again and error is the first one's. */
enum fp_err fp_kept_threads_start(struct fp_kept *kept,
                                  struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1);

/* Closes the queues and waits for every thread. */
void fp_kept_threads_join(struct fp_kept *kept) FP_NONNULL(1);

/* Arms a PARKED connection; event thread or the worker that parks it. */
void fp_kept_arm(struct fp_kept *kept, struct fp_conn *conn)
    FP_NONNULL(1, 2);

/* Tells the peer of an idle connection to drop it (transport/frame.h). */
void fp_kept_nudge(int fd);

#endif
