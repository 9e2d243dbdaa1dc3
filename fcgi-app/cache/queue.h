/* What is asked of memcached, and waits for a thread that asks. Private to
 * cache.c; its lock guards all of it. */
#ifndef FP_CACHE_QUEUE_H
#define FP_CACHE_QUEUE_H

#include <pthread.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "cache/entry.h"
#include "cache/servers.h"

/* QUEUED → RUNNING → DONE; a caller may leave from the first two. */
enum fp_cache_job_state {
    FP_CACHE_JOB_QUEUED,
    FP_CACHE_JOB_RUNNING,
    FP_CACHE_JOB_DONE
};

struct fp_cache_job {
    struct fp_cache_job *next;
    enum fp_cache_job_state state;
    int is_put;
    int abandoned;             /* its caller is gone: the thread frees it */
    struct fp_server *server;
    char name[FP_ENTRY_NAME];
    unsigned char *bytes;      /* put: the entry; get: what came */
    size_t len;
    enum fp_err outcome;
    pthread_cond_t done;       /* get only */
};

struct fp_cache_queue {
    struct fp_cache_job *first;
    struct fp_cache_job *last;
    size_t n;
    size_t bytes;
};

/* At the end, from the front (NULL: there is none), and out of the middle. */
void fp_cache_queue_push(struct fp_cache_queue *queue,
                         struct fp_cache_job *job) FP_NONNULL(1, 2);
struct fp_cache_job *fp_cache_queue_pop(struct fp_cache_queue *queue)
    FP_NONNULL(1);
void fp_cache_queue_take(struct fp_cache_queue *queue,
                         struct fp_cache_job *job) FP_NONNULL(1, 2);

void fp_cache_job_free(struct fp_cache_job *job) FP_NONNULL(1);

#endif
