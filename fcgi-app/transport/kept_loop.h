/* Private to kept.c and kept_accept.c: the event thread's own state, and the
 * places of its connections. */
#ifndef FP_TRANSPORT_KEPT_LOOP_H
#define FP_TRANSPORT_KEPT_LOOP_H

#include "transport/kept.h"

/* What an event is about: a place in conns, or one of these. */
#define FP_TAG_STOP UINT64_MAX
#define FP_TAG_LISTENER (UINT64_C(1) << 32)

struct fp_kept_loop {
    struct fp_kept *kept;
    int listening;          /* listeners are in epoll */
    uint64_t deaf_until_ns; /* no connection could be taken: not before */
    uint64_t now_ns;
    uint64_t swept_ns;      /* last look at every connection */
    uint64_t drain_from_ns;
    unsigned char *peek;    /* what a connection holds */
};

/* Closes a connection whose place is the event thread's; the place is free. */
void fp_kept_close(struct fp_kept *kept, struct fp_conn *conn)
    FP_NONNULL(1, 2);

/* Closes those that workers and streams are done with. */
void fp_kept_close_done(struct fp_kept *kept) FP_NONNULL(1);

/* Takes the listeners into epoll, or out of it. */
void fp_kept_listen(struct fp_kept_loop *loop, int on) FP_NONNULL(1);

/* Accepts up to burst connections; 0 when there are no more now. */
int fp_kept_accept(struct fp_kept_loop *loop, int listener, int burst)
    FP_NONNULL(1);

#endif
