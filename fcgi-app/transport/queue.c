/* A ring under one mutex: pushes and pops are far apart compared with the
 * work between them, so nothing cleverer pays. */
#include "transport/queue.h"

#include <stdlib.h>

enum fp_err
fp_queue_init(struct fp_queue *queue, size_t cap)
{
    *queue = (struct fp_queue){ .cap = cap };
    queue->items = calloc(cap, sizeof(*queue->items));
    if (queue->items == NULL)
        return FP_ENOMEM;
    pthread_mutex_init(&queue->lock, NULL);
    pthread_cond_init(&queue->filled, NULL);
    return FP_OK;
}

void
fp_queue_fini(struct fp_queue *queue)
{
    if (queue->items == NULL)
        return;
    pthread_cond_destroy(&queue->filled);
    pthread_mutex_destroy(&queue->lock);
    free(queue->items);
    queue->items = NULL;
}

int
fp_queue_push(struct fp_queue *queue, void *item, size_t *len)
{
    int taken = 0;

    pthread_mutex_lock(&queue->lock);
    if (!queue->closed && queue->len < queue->cap) {
        queue->items[(queue->head + queue->len) % queue->cap] = item;
        queue->len++;
        taken = 1;
        pthread_cond_signal(&queue->filled);
    }
    *len = queue->len;
    pthread_mutex_unlock(&queue->lock);
    return taken;
}

void *
fp_queue_pop(struct fp_queue *queue, size_t *len)
{
    void *item = NULL;

    pthread_mutex_lock(&queue->lock);
    while (queue->len == 0 && !queue->closed)
        pthread_cond_wait(&queue->filled, &queue->lock);
    if (queue->len != 0) {
        item = queue->items[queue->head];
        queue->head = (queue->head + 1) % queue->cap;
        queue->len--;
    }
    *len = queue->len;
    pthread_mutex_unlock(&queue->lock);
    return item;
}

void
fp_queue_close(struct fp_queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    queue->closed = 1;
    pthread_cond_broadcast(&queue->filled);
    pthread_mutex_unlock(&queue->lock);
}
