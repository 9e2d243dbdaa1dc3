/* The threads that talk to memcached, and the callers who wait for them a
 * little.
 *
 * Threading: one lock guards the queues, the jobs' states and the servers. A
 * thread takes a job, talks to its server without the lock through a handle of
 * its own, and takes the lock again to hand over the outcome. A job belongs to
 * its caller until it is queued; from then on to whoever ends it last: a
 * caller that stops waiting marks it abandoned, and the thread frees it. */
#include "cache/cache.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "cache/entry.h"
#include "cache/memc.h"
#include "cache/near.h"
#include "cache/queue.h"
#include "cache/servers.h"

enum {
    THREADS_MAX = 16,
    GETS_MAX = 256,            /* waiting at once */
    PUTS_MAX = 64,
    PUT_BYTES_MAX = 16 << 20,  /* held by waiting puts */
    TTL_MAX_S = 30 * 86400,    /* memcached takes more for a date */
    NEAR_S = 60                /* so long an emptied memcached is not noticed */
};

struct thread {
    pthread_t id;
    struct fp_cache *cache;
    uint64_t busy_since_ns;    /* 0: idle */
    struct fp_memc *handles[FP_CACHE_SERVERS_MAX]; /* its own alone */
};

struct fp_cache {
    struct fp_entry_seal seal;
    unsigned char *secret;
    int ttl_s;
    int budget_ms;
    fp_cache_event_fn event;
    void *event_data;
    struct fp_near *near;      /* NULL: none */
    atomic_uint_fast64_t events[FP_CACHE_EVENTS];

    pthread_mutex_t lock;      /* guards all that follows */
    pthread_cond_t work;
    pthread_condattr_t monotonic;
    int stopping;
    struct fp_cache_queue gets; /* served before puts */
    struct fp_cache_queue puts;
    struct fp_servers servers;
    struct thread threads[THREADS_MAX];
    unsigned n_threads;
};

static void
count(struct fp_cache *cache, enum fp_cache_event event)
{
    atomic_fetch_add(&cache->events[event], 1);
    if (cache->event != NULL)
        cache->event(cache->event_data, event);
}

/* --- the threads --------------------------------------------------------- */

/* Without the lock. */
static enum fp_err
talk(struct thread *thread, struct fp_cache_job *job)
{
    struct fp_cache *cache = thread->cache;
    struct fp_memc **memc =
        &thread->handles[job->server - cache->servers.list];
    enum fp_err err;

    if (*memc == NULL)
        *memc = fp_memc_new(job->server->host, job->server->port,
                            cache->budget_ms);
    if (*memc == NULL)
        return FP_ENOMEM;
    err = job->is_put ? fp_memc_set(*memc, job->name, job->bytes, job->len,
                                    cache->ttl_s)
                      : fp_memc_get(*memc, job->name, &job->bytes, &job->len);
    if (err == FP_ETIMEOUT || err == FP_EIO) {
        fp_memc_free(*memc);
        *memc = NULL;
    }
    return err;
}

/* With the lock. Counts nothing for a get: its caller does. */
static void
hand_over(struct fp_cache *cache, struct fp_cache_job *job,
          enum fp_err outcome)
{
    int bad = outcome == FP_ETIMEOUT || outcome == FP_EIO;

    /* The caller has left and called it a failure: good news come too late
     * to be good. */
    if (!job->abandoned) {
        if (bad)
            fp_server_failed(&cache->servers, job->server,
                             fp_clock_monotonic_ns());
        else
            fp_server_good(job->server);
    }
    if (job->is_put) {
        count(cache, outcome == FP_OK         ? FP_CACHE_STORED
                     : outcome == FP_ETIMEOUT ? FP_CACHE_TIMEOUT
                     : outcome == FP_EIO      ? FP_CACHE_ERROR
                                              : FP_CACHE_DROPPED);
        fp_cache_job_free(job);
    } else if (job->abandoned) {
        fp_cache_job_free(job);
    } else {
        job->outcome = outcome;
        job->state = FP_CACHE_JOB_DONE;
        pthread_cond_signal(&job->done);
    }
}

static void *
thread_main(void *data)
{
    struct thread *thread = data;
    struct fp_cache *cache = thread->cache;
    size_t i;

    pthread_mutex_lock(&cache->lock);
    while (!cache->stopping) {
        struct fp_cache_job *job = fp_cache_queue_pop(&cache->gets);
        enum fp_err outcome;

        if (job == NULL)
            job = fp_cache_queue_pop(&cache->puts);
        if (job == NULL) {
            pthread_cond_wait(&cache->work, &cache->lock);
            continue;
        }
        job->state = FP_CACHE_JOB_RUNNING;
        thread->busy_since_ns = fp_clock_monotonic_ns();
        pthread_mutex_unlock(&cache->lock);
        outcome = talk(thread, job);
        pthread_mutex_lock(&cache->lock);
        thread->busy_since_ns = 0;
        hand_over(cache, job, outcome);
    }
    pthread_mutex_unlock(&cache->lock);
    for (i = 0; i < cache->servers.n; i++)
        fp_memc_free(thread->handles[i]);
    return NULL;
}

/* Signals belong to the event thread of the process. */
static int
start_thread(struct thread *thread)
{
    sigset_t all, before;
    int failed;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    failed = pthread_create(&thread->id, NULL, thread_main, thread);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return !failed;
}

/* --- making and ending --------------------------------------------------- */

static enum fp_err
check(const struct fp_cache_config *config, struct fp_error *error)
{
    if (config->hash == NULL || config->secret == NULL ||
        config->secret_len < 16)
        return fp_error_set(error, FP_EINVAL,
                            "The cache needs a secret of 16 bytes or more.");
    if (config->ttl_s < 1 || config->ttl_s > TTL_MAX_S)
        return fp_error_set(error, FP_EINVAL,
                            "CACHE_TTL_SECONDS must be from 1 to %d.",
                            TTL_MAX_S);
    if (config->budget_ms < 0 || config->budget_ms > 10000 ||
        config->max_pause_ms < 0 || config->max_pause_ms > 3600000 ||
        config->threads > THREADS_MAX)
        return fp_error_set(error, FP_EINVAL,
                            "The cache's budget, pause or threads are out of "
                            "range.");
    return FP_OK;
}

enum fp_err
fp_cache_new(const struct fp_cache_config *config, struct fp_cache **out,
             struct fp_error *error)
{
    enum fp_err err = check(config, error);
    struct fp_cache *cache;
    unsigned want, i;

    if (err != FP_OK)
        return err;
    cache = calloc(1, sizeof(*cache));
    if (cache == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    cache->secret = malloc(config->secret_len);
    cache->servers.max_pause_ns =
        (uint64_t)(config->max_pause_ms ? config->max_pause_ms : 5000) *
        1000000;
    err = cache->secret == NULL
              ? fp_error_set(error, FP_ENOMEM, "Out of memory.")
              : fp_servers_read(config->servers, &cache->servers, error);
    if (err != FP_OK) {
        free(cache->secret);
        free(cache);
        return err;
    }
    memcpy(cache->secret, config->secret, config->secret_len);
    if (config->near_bytes > 0 && cache->servers.n > 0) {
        cache->near = fp_near_new(config->near_bytes);
        if (cache->near == NULL) {
            free(cache->secret);
            free(cache);
            return fp_error_set(error, FP_ENOMEM, "Out of memory.");
        }
    }
    cache->seal = (struct fp_entry_seal){ config->hash, cache->secret,
                                          config->secret_len };
    cache->ttl_s = config->ttl_s;
    cache->budget_ms = config->budget_ms != 0 ? config->budget_ms : 20;
    cache->event = config->event;
    cache->event_data = config->event_data;
    pthread_mutex_init(&cache->lock, NULL);
    pthread_cond_init(&cache->work, NULL);
    pthread_condattr_init(&cache->monotonic);
    pthread_condattr_setclock(&cache->monotonic, CLOCK_MONOTONIC);
    want = cache->servers.n == 0 ? 0 : config->threads ? config->threads : 2;
    for (i = 0; i < want; i++) {
        cache->threads[i].cache = cache;
        if (!start_thread(&cache->threads[i])) {
            fp_cache_free(cache);
            return fp_error_set(error, FP_ENOMEM,
                                "The cache's threads cannot start.");
        }
        cache->n_threads++;
    }
    *out = cache;
    return FP_OK;
}

void
fp_cache_free(struct fp_cache *cache)
{
    struct fp_cache_job *job;
    unsigned i;

    if (cache == NULL)
        return;
    pthread_mutex_lock(&cache->lock);
    cache->stopping = 1;
    pthread_cond_broadcast(&cache->work);
    pthread_mutex_unlock(&cache->lock);
    for (i = 0; i < cache->n_threads; i++)
        pthread_join(cache->threads[i].id, NULL);
    while ((job = fp_cache_queue_pop(&cache->puts)) != NULL)
        fp_cache_job_free(job);
    pthread_condattr_destroy(&cache->monotonic);
    pthread_cond_destroy(&cache->work);
    pthread_mutex_destroy(&cache->lock);
    fp_near_free(cache->near);
    explicit_bzero(cache->secret, cache->seal.secret_len);
    free(cache->secret);
    free(cache);
}

/* --- callers ------------------------------------------------------------- */

/* With the lock: 1 when no thread has come back within the budget, so that
 * waiting for one would be in vain. */
static int
all_stuck(const struct fp_cache *cache, uint64_t now_ns)
{
    uint64_t budget_ns = (uint64_t)cache->budget_ms * 1000000;
    unsigned i;

    for (i = 0; i < cache->n_threads; i++) {
        uint64_t since = cache->threads[i].busy_since_ns;

        if (since == 0 || now_ns < since + budget_ns)
            return 0;
    }
    return 1;
}

/* A job for key, its server chosen (NULL: there is none). */
static struct fp_cache_job *
job_new(struct fp_cache *cache, const char *key, int is_put)
{
    struct fp_cache_job *job = calloc(1, sizeof(*job));
    uint64_t spread;

    if (job == NULL)
        return NULL;
    job->is_put = is_put;
    if (!is_put && pthread_cond_init(&job->done, &cache->monotonic) != 0) {
        free(job);
        return NULL;
    }
    fp_entry_name(&cache->seal, key, job->name, &spread);
    job->server = fp_servers_choose(&cache->servers, spread);
    return job;
}

/* With the lock: waits for job until the budget ends. 1: it is done; 0: it is
 * not, and is no longer the caller's. */
static int
wait_for(struct fp_cache *cache, struct fp_cache_job *job, uint64_t until_ns)
{
    struct timespec until = { (time_t)(until_ns / 1000000000),
                              (long)(until_ns % 1000000000) };

    while (job->state != FP_CACHE_JOB_DONE)
        if (pthread_cond_timedwait(&job->done, &cache->lock, &until) ==
            ETIMEDOUT)
            break;
    if (job->state == FP_CACHE_JOB_DONE)
        return 1;
    if (job->state == FP_CACHE_JOB_QUEUED) {
        /* Not the server's fault: it was never asked. */
        fp_cache_queue_take(&cache->gets, job);
        fp_server_unasked(job->server);
        fp_cache_job_free(job);
    } else {
        fp_server_failed(&cache->servers, job->server,
                         fp_clock_monotonic_ns());
        job->abandoned = 1;
    }
    return 0;
}

/* Whether the value of key was read a moment ago. */
static int
is_near(struct fp_cache *cache, const char *key, uint64_t now_ns,
        struct fp_buf *out)
{
    char name[FP_ENTRY_NAME];
    uint64_t spread;

    if (cache->near == NULL || strlen(key) > FP_CACHE_KEY_MAX)
        return 0;
    fp_entry_name(&cache->seal, key, name, &spread);
    return fp_near_get(cache->near, name, spread, now_ns, out);
}

static void
keep_near(struct fp_cache *cache, const char *key, const void *value,
          size_t len)
{
    int life_s = cache->ttl_s < NEAR_S ? cache->ttl_s : NEAR_S;
    char name[FP_ENTRY_NAME];
    uint64_t spread;

    if (cache->near == NULL)
        return;
    fp_entry_name(&cache->seal, key, name, &spread);
    fp_near_put(cache->near, name, spread,
                fp_clock_monotonic_ns() + (uint64_t)life_s * 1000000000,
                value, len);
}

/* The value of a finished job goes to out. */
static enum fp_cache_event
finish(struct fp_cache *cache, const char *key, struct fp_cache_job *job,
       struct fp_buf *out)
{
    const unsigned char *value;
    size_t len;

    switch (job->outcome) {
    case FP_OK: break;
    case FP_ENOTFOUND: return FP_CACHE_MISS;
    case FP_ETIMEOUT: return FP_CACHE_TIMEOUT;
    default: return FP_CACHE_ERROR;
    }
    if (fp_entry_read(&cache->seal, key, job->bytes, job->len, &value,
                      &len) != FP_OK ||
        fp_buf_error(out) != FP_OK || len > out->max ||
        out->len > out->max - len)
        return FP_CACHE_MISS;
    fp_buf_add(out, value, len);
    if (fp_buf_error(out) != FP_OK)
        return FP_CACHE_MISS;
    keep_near(cache, key, value, len);
    return FP_CACHE_HIT;
}

enum fp_err
fp_cache_get(struct fp_cache *cache, const char *key, struct fp_buf *out)
{
    uint64_t now_ns = fp_clock_monotonic_ns();
    enum fp_cache_event event = FP_CACHE_SKIPPED;
    struct fp_cache_job *job = NULL;
    int done = 0;

    if (is_near(cache, key, now_ns, out)) {
        count(cache, FP_CACHE_HIT);
        return FP_OK;
    }
    if (cache->servers.n == 0 || strlen(key) > FP_CACHE_KEY_MAX)
        event = FP_CACHE_MISS;
    else
        job = job_new(cache, key, 0);
    if (job == NULL) {
        count(cache, event);
        return FP_ENOTFOUND;
    }
    pthread_mutex_lock(&cache->lock);
    if (cache->gets.n < GETS_MAX && !all_stuck(cache, now_ns) &&
        fp_server_ask(job->server, now_ns)) {
        fp_cache_queue_push(&cache->gets, job);
        pthread_cond_signal(&cache->work);
        done = wait_for(cache, job,
                        now_ns + (uint64_t)cache->budget_ms * 1000000);
        if (!done)
            event = FP_CACHE_TIMEOUT;
    } else {
        done = -1; /* never queued */
    }
    pthread_mutex_unlock(&cache->lock);
    if (done == 1)
        event = finish(cache, key, job, out);
    if (done != 0)
        fp_cache_job_free(job);
    count(cache, event);
    return event == FP_CACHE_HIT ? FP_OK : FP_ENOTFOUND;
}

void
fp_cache_put(struct fp_cache *cache, const char *key, const void *value,
             size_t len)
{
    uint64_t now_ns = fp_clock_monotonic_ns();
    size_t key_len = strlen(key);
    struct fp_cache_job *job = NULL;
    int queued = 0;

    if (cache->servers.n == 0)
        return;
    if (len <= FP_CACHE_VALUE_MAX && key_len <= FP_CACHE_KEY_MAX)
        job = job_new(cache, key, 1);
    if (job != NULL) {
        job->len = fp_entry_size(key_len, len);
        job->bytes = malloc(job->len);
        if (job->bytes != NULL) {
            fp_entry_write(&cache->seal, key, value, len, job->bytes);
            pthread_mutex_lock(&cache->lock);
            if (cache->puts.n < PUTS_MAX &&
                cache->puts.bytes + job->len <= PUT_BYTES_MAX &&
                fp_server_ask(job->server, now_ns)) {
                fp_cache_queue_push(&cache->puts, job);
                pthread_cond_signal(&cache->work);
                queued = 1;
            }
            pthread_mutex_unlock(&cache->lock);
        }
        if (!queued)
            fp_cache_job_free(job);
    }
    if (!queued)
        count(cache, FP_CACHE_DROPPED);
}

void
fp_cache_stats(struct fp_cache *cache, struct fp_cache_stats *out)
{
    size_t i;

    for (i = 0; i < FP_CACHE_EVENTS; i++)
        out->events[i] = atomic_load(&cache->events[i]);
    out->servers = cache->servers.n;
    pthread_mutex_lock(&cache->lock);
    out->away = fp_servers_away(&cache->servers, fp_clock_monotonic_ns());
    pthread_mutex_unlock(&cache->lock);
}
