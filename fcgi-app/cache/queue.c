/* Jobs that wait for a thread. */
#include "cache/queue.h"

#include <stdlib.h>

void
fp_cache_queue_push(struct fp_cache_queue *queue, struct fp_cache_job *job)
{
    job->next = NULL;
    if (queue->last != NULL)
        queue->last->next = job;
    else
        queue->first = job;
    queue->last = job;
    queue->n++;
    queue->bytes += job->len;
}

struct fp_cache_job *
fp_cache_queue_pop(struct fp_cache_queue *queue)
{
    struct fp_cache_job *job = queue->first;

    if (job == NULL)
        return NULL;
    queue->first = job->next;
    if (queue->first == NULL)
        queue->last = NULL;
    queue->n--;
    queue->bytes -= job->len;
    return job;
}

void
fp_cache_queue_take(struct fp_cache_queue *queue, struct fp_cache_job *job)
{
    struct fp_cache_job **link = &queue->first, *before = NULL;

    while (*link != job) {
        before = *link;
        link = &before->next;
    }
    *link = job->next;
    if (queue->last == job)
        queue->last = before;
    queue->n--;
    queue->bytes -= job->len;
}

void
fp_cache_job_free(struct fp_cache_job *job)
{
    if (!job->is_put)
        pthread_cond_destroy(&job->done);
    free(job->bytes);
    free(job);
}
