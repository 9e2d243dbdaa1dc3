/* The pool: a stack of idle connections, a count of those that exist, and the
 * back-off clock while the database is down.
 *
 * One mutex guards everything in the struct; it is never held across a system
 * call that can wait. A slot is counted in `used` from the moment a thread
 * decides to connect until the connection is closed, so that there are never
 * more than `size`. */
#include "storage/lease.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "storage/connect.h"

enum {
    CONNECTIONS_MAX = 1000,
    CONNECT_TIMEOUT_MS = 2000,
    STATEMENT_TIMEOUT_MS = 10000,
    LOCK_TIMEOUT_MS = 2000,
    BACKOFF_FIRST_MS = 100,
    BACKOFF_LAST_MS = 5000,
    /* An attempt that a caller's own deadline cut shorter than this says
     * nothing about the database. */
    FAIR_ATTEMPT_MS = 250
};

#define NS_PER_MS UINT64_C(1000000)

struct fp_storage_pool {
    struct fp_storage_config config; /* texts owned; immutable */
    pthread_mutex_t lock;
    pthread_cond_t freed;    /* a connection or a slot came free */
    struct fp_conn **idle;   /* stack, newest on top */
    size_t n_idle;
    size_t used;             /* slots taken: idle, lent or connecting */
    unsigned failures_row;   /* failed attempts since the last good one */
    uint64_t retry_ns;       /* while failures_row > 0: next attempt from */
    int probing;             /* a thread is trying while failures_row > 0 */
    uint64_t jitter;         /* state of a small generator */
    struct fp_storage_stats stats;
};

/* xorshift64: spreads retries of many pods; nothing secret hangs on it. */
static uint64_t
jitter_next(struct fp_storage_pool *pool)
{
    uint64_t x = pool->jitter;

    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    pool->jitter = x;
    return x;
}

static void
conn_free(struct fp_conn *conn)
{
    if (conn == NULL)
        return;
    PQfinish(conn->pg);
    free(conn);
}

static void
wipe_free(char *text)
{
    if (text != NULL)
        explicit_bzero(text, strlen(text));
    free(text);
}

enum fp_err
fp_storage_pool_new(const struct fp_storage_config *config,
                    struct fp_storage_pool **out, struct fp_error *error)
{
    struct fp_storage_pool *pool = NULL;
    pthread_condattr_t attr;

    if (!fp_storage_url_valid(config->url))
        return fp_error_set(error, FP_EINVAL,
                            "The database URL is not a PostgreSQL connection "
                            "string (postgresql://user@host:5432/database).");
    if (config->connections < 1 || config->connections > CONNECTIONS_MAX)
        return fp_error_set(error, FP_EINVAL,
                            "A pool holds 1 to %d connections, not %zu.",
                            (int)CONNECTIONS_MAX, config->connections);
    if (config->connect_timeout_ms < 0 || config->statement_timeout_ms < 0 ||
        config->lock_timeout_ms < 0)
        return fp_error_set(error, FP_EINVAL,
                            "Database timeouts must not be negative.");
    pool = calloc(1, sizeof(*pool));
    if (pool == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    pool->config = *config;
    pool->config.url = strdup(config->url);
    pool->config.password =
        strdup(config->password != NULL ? config->password : "");
    pool->config.application_name = strdup(
        config->application_name != NULL ? config->application_name
                                         : "finplan");
    pool->idle = calloc(config->connections, sizeof(*pool->idle));
    pthread_mutex_init(&pool->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&pool->freed, &attr);
    pthread_condattr_destroy(&attr);
    if (pool->config.url == NULL || pool->config.password == NULL ||
        pool->config.application_name == NULL || pool->idle == NULL) {
        fp_storage_pool_free(pool);
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    }
    if (pool->config.connect_timeout_ms == 0)
        pool->config.connect_timeout_ms = CONNECT_TIMEOUT_MS;
    if (pool->config.statement_timeout_ms == 0)
        pool->config.statement_timeout_ms = STATEMENT_TIMEOUT_MS;
    if (pool->config.lock_timeout_ms == 0)
        pool->config.lock_timeout_ms = LOCK_TIMEOUT_MS;
    pool->jitter = fp_clock_monotonic_ns() ^ (uint64_t)(uintptr_t)pool;
    if (pool->jitter == 0)
        pool->jitter = 1;
    pool->stats.size = config->connections;
    *out = pool;
    return FP_OK;
}

void
fp_storage_pool_free(struct fp_storage_pool *pool)
{
    if (pool == NULL)
        return;
    while (pool->n_idle > 0)
        conn_free(pool->idle[--pool->n_idle]);
    free(pool->idle);
    wipe_free((char *)pool->config.url);
    wipe_free((char *)pool->config.password);
    free((char *)pool->config.application_name);
    pthread_cond_destroy(&pool->freed);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}

void
fp_storage_pool_stats(struct fp_storage_pool *pool,
                      struct fp_storage_stats *out)
{
    pthread_mutex_lock(&pool->lock);
    *out = pool->stats;
    out->down = pool->failures_row > 0;
    pthread_mutex_unlock(&pool->lock);
}

const struct fp_storage_config *
fp_lease_config(const struct fp_storage_pool *pool)
{
    return &pool->config;
}

void
fp_lease_log(struct fp_storage_pool *pool,
             const struct fp_storage_event *event)
{
    if (pool->config.log != NULL)
        pool->config.log(pool->config.log_data, event);
}

/* 1 when an idle connection is still good. All that a server says to an idle
 * client is a farewell or the news of a changed setting; a new connection
 * suits both. Never waits. */
static int
conn_alive(const struct fp_conn *conn)
{
    struct pollfd item = { .fd = PQsocket(conn->pg), .events = POLLIN };

    return PQstatus(conn->pg) == CONNECTION_OK && poll(&item, 1, 0) == 0;
}

/* Called with the lock held, after a failed attempt. */
static void
back_off(struct fp_storage_pool *pool)
{
    uint64_t delay_ms = BACKOFF_LAST_MS;

    if (pool->failures_row < 6)
        delay_ms = (uint64_t)BACKOFF_FIRST_MS << pool->failures_row;
    if (delay_ms > BACKOFF_LAST_MS)
        delay_ms = BACKOFF_LAST_MS;
    delay_ms = delay_ms / 2 + jitter_next(pool) % (delay_ms / 2 + 1);
    pool->failures_row++;
    pool->retry_ns = fp_clock_monotonic_ns() + delay_ms * NS_PER_MS;
}

static const enum fp_naming first_naming[] = {
    [FP_PREPARED_AUTO] = FP_NAMING_ASK,
    [FP_PREPARED_ON] = FP_NAMING_YES,
    [FP_PREPARED_OFF] = FP_NAMING_NO,
};

/* Opens a connection in a slot already counted in `used`, without the lock. */
static enum fp_err
open_slot(struct fp_storage_pool *pool, uint64_t deadline_ns,
          const char *request_id, struct fp_conn **out,
          struct fp_error *error)
{
    const struct fp_connect_params params = {
        .url = pool->config.url,
        .password = pool->config.password,
        .application_name = pool->config.application_name,
    };
    const uint64_t started = fp_clock_monotonic_ns();
    uint64_t until =
        started + (uint64_t)pool->config.connect_timeout_ms * NS_PER_MS;
    int cut_short = deadline_ns < until;
    struct fp_conn *conn = calloc(1, sizeof(*conn));
    enum fp_err err = FP_ENOMEM;

    if (cut_short)
        until = deadline_ns;
    if (conn != NULL) {
        conn->naming = first_naming[pool->config.prepared];
        err = fp_storage_connect(&params, until, &conn->pg);
    }
    if (err != FP_OK) {
        char message[256];
        const struct fp_storage_event event = {
            .request_id = request_id,
            .statement = "connect",
            .sqlstate = "",
            .message = message,
            .code = err,
        };

        fp_storage_first_line(err == FP_ETIMEOUT  ? "no answer in time"
                              : err == FP_ENOMEM ? "out of memory"
                                                 : PQerrorMessage(conn->pg),
                              message, sizeof(message));
        conn_free(conn);
        conn = NULL;
        fp_lease_log(pool, &event);
    }
    pthread_mutex_lock(&pool->lock);
    pool->probing = 0;
    if (err == FP_OK) {
        pool->failures_row = 0;
        pool->stats.connects++;
        pool->stats.open++;
        pool->stats.in_use++;
    } else {
        uint64_t spent = fp_clock_monotonic_ns() - started;

        pool->used--;
        pool->stats.connect_failures++;
        if (err != FP_ETIMEOUT || !cut_short ||
            spent >= FAIR_ATTEMPT_MS * NS_PER_MS)
            back_off(pool);
    }
    /* On failure every waiter must learn that the database is down; on
     * success those that were refused meanwhile are gone already. */
    if (err != FP_OK)
        pthread_cond_broadcast(&pool->freed);
    pthread_mutex_unlock(&pool->lock);
    if (err == FP_OK) {
        *out = conn;
        return FP_OK;
    }
    return fp_error_set(error, err == FP_ETIMEOUT && cut_short ? FP_ETIMEOUT
                                                               : FP_EUNAVAIL,
                        "The database cannot be reached at the moment.");
}

static struct timespec
to_timespec(uint64_t ns)
{
    return (struct timespec){ .tv_sec = (time_t)(ns / 1000000000u),
                              .tv_nsec = (long)(ns % 1000000000u) };
}

enum fp_err
fp_lease_get(struct fp_storage_pool *pool, uint64_t deadline_ns,
             const char *request_id, struct fp_conn **conn,
             struct fp_error *error)
{
    const struct timespec until = to_timespec(deadline_ns);

    pthread_mutex_lock(&pool->lock);
    for (;;) {
        if (pool->n_idle > 0) {
            struct fp_conn *top = pool->idle[--pool->n_idle];
            int alive;

            pool->stats.in_use++;
            pthread_mutex_unlock(&pool->lock);
            alive = conn_alive(top);
            if (alive) {
                *conn = top;
                return FP_OK;
            }
            fp_lease_put(pool, top, 0);
            pthread_mutex_lock(&pool->lock);
            continue;
        }
        if (pool->failures_row > 0 &&
            (pool->probing || fp_clock_monotonic_ns() < pool->retry_ns)) {
            pool->stats.refused++;
            pthread_mutex_unlock(&pool->lock);
            return fp_error_set(
                error, FP_EUNAVAIL,
                "The database cannot be reached at the moment.");
        }
        if (pool->used < pool->config.connections) {
            pool->used++;
            pool->probing = pool->failures_row > 0;
            pthread_mutex_unlock(&pool->lock);
            return open_slot(pool, deadline_ns, request_id, conn, error);
        }
        if (fp_clock_monotonic_ns() >= deadline_ns) {
            pool->stats.exhausted++;
            pthread_mutex_unlock(&pool->lock);
            return fp_error_set(error, FP_EUNAVAIL,
                                "The database is too busy at the moment.");
        }
        pool->stats.waiting++;
        pthread_cond_timedwait(&pool->freed, &pool->lock, &until);
        pool->stats.waiting--;
    }
}

void
fp_lease_put(struct fp_storage_pool *pool, struct fp_conn *conn, int usable)
{
    if (usable && (PQstatus(conn->pg) != CONNECTION_OK ||
                   PQtransactionStatus(conn->pg) != PQTRANS_IDLE))
        usable = 0;
    if (!usable)
        conn_free(conn);
    pthread_mutex_lock(&pool->lock);
    pool->stats.in_use--;
    if (usable) {
        pool->idle[pool->n_idle++] = conn;
    } else {
        pool->used--;
        pool->stats.open--;
        pool->stats.dropped++;
    }
    pthread_cond_signal(&pool->freed);
    pthread_mutex_unlock(&pool->lock);
}

void
fp_lease_count(struct fp_storage_pool *pool,
               const struct fp_lease_report *report)
{
    struct fp_storage_stats *stats = &pool->stats;

    pthread_mutex_lock(&pool->lock);
    if (report->result == FP_OK)
        stats->transactions++;
    else
        stats->failures++;
    if (report->result == FP_ETIMEOUT)
        stats->timeouts++;
    stats->round_trips += report->round_trips;
    stats->retries += report->retries;
    stats->busy_ns += report->busy_ns;
    pthread_mutex_unlock(&pool->lock);
}
