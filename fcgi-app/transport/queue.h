/* Bounded first-in first-out queue between threads. */
#ifndef FP_TRANSPORT_QUEUE_H
#define FP_TRANSPORT_QUEUE_H

#include <pthread.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

struct fp_queue {
    pthread_mutex_t lock;    /* guards everything below */
    pthread_cond_t filled;   /* an item came, or closed was set */
    void **items;            /* ring of cap places */
    size_t cap, head, len;
    int closed;
};

/* FP_ENOMEM. fini: no thread may be inside. */
enum fp_err fp_queue_init(struct fp_queue *queue, size_t cap)
    FP_MUST_CHECK FP_NONNULL(1);
void fp_queue_fini(struct fp_queue *queue) FP_NONNULL(1);

/* Never waits: 1 when item was taken, 0 when the queue is full or closed.
 * *len: items in it afterwards. */
int fp_queue_push(struct fp_queue *queue, void *item, size_t *len)
    FP_NONNULL(1, 2, 3);

/* Waits for an item; NULL once the queue is closed and empty. */
void *fp_queue_pop(struct fp_queue *queue, size_t *len) FP_NONNULL(1, 2);

/* Wakes every waiter; what is queued is still handed out. */
void fp_queue_close(struct fp_queue *queue) FP_NONNULL(1);

#endif
