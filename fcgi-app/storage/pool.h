/* Pool of PostgreSQL connections of one process.
 *
 * A fixed number of connections, opened when first needed. While the database
 * is down every call fails at once with FP_EUNAVAIL, and one call after each
 * back-off tries again; nothing here blocks past the deadline of its caller
 * (one exception, inside libpq: a host *name* in the URL is resolved by the
 * system resolver, which has time limits of its own).
 *
 * Works behind a transaction-pooling PgBouncer: settings live inside
 * transactions, and statements stay unnamed there. Create it after fork.
 * Thread-safe. */
#ifndef FP_STORAGE_POOL_H
#define FP_STORAGE_POOL_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/err.h"

/* One database failure, for the log. The texts are PostgreSQL's and may quote
 * SQL or values: they must never reach a client. */
struct fp_storage_event {
    const char *request_id; /* "" when no request was behind it */
    const char *statement;  /* name in the statement table, "connect", … */
    const char *sqlstate;   /* five characters, "" when the server sent none */
    const char *message;    /* first line */
    enum fp_err code;       /* what the caller got */
};
typedef void (*fp_storage_log_fn)(void *data,
                                  const struct fp_storage_event *event);

/* One statement that was answered, with its name in the statement table (which
 * outlives everything) and the monotonic nanoseconds between which its
 * transaction waited for it. */
typedef void (*fp_storage_span_fn)(void *data, const char *statement,
                                   uint64_t from_ns, uint64_t to_ns);

/* 1 where somebody wants to know of this thread's call: only then are the
 * statements of a batch told apart by their time, which costs a packet each. */
typedef int (*fp_storage_timed_fn)(void *data);

/* Whether statements that are run again and again are prepared by name once
 * for each connection, which spares the server to parse and plan them each
 * time. A pooler that hands its servers on between transactions loses them. */
enum fp_storage_prepared {
    FP_PREPARED_AUTO, /* where the server says that nothing stands between */
    FP_PREPARED_ON,   /* always: a pooler that knows of names is there */
    FP_PREPARED_OFF
};

struct fp_storage_config {
    const char *url;              /* postgresql://… or key=value; required */
    const char *password;         /* used when url has none; NULL or "": none */
    const char *application_name; /* NULL: "finplan" */
    size_t connections;           /* 1 … 1000, of this process */
    int connect_timeout_ms;       /* 0: 2000 */
    int statement_timeout_ms;     /* 0: 10000; the deadline shortens it */
    int lock_timeout_ms;          /* 0: 2000 */
    enum fp_storage_prepared prepared;
    fp_storage_log_fn log;        /* NULL: silent; called by any thread */
    void *log_data;
    fp_storage_span_fn span;      /* NULL: none; called in the thread of the
                                   * call */
    fp_storage_timed_fn is_timed; /* with span */
    void *span_data;
};

/* Figures of one pool; the first group are gauges, the others only grow. */
struct fp_storage_stats {
    size_t size;             /* connections it may hold */
    size_t open;             /* connected now */
    size_t in_use;           /* lent to a thread now */
    size_t waiting;          /* threads waiting for one */
    int down;                /* 1 while in back-off after a failure */

    uint64_t transactions;   /* ended well */
    uint64_t failures;       /* ended badly, whatever the reason */
    uint64_t retries;        /* run a second time because that was safe */
    uint64_t timeouts;       /* statement, lock or deadline */
    uint64_t exhausted;      /* no connection came free in time */
    uint64_t refused;        /* failed at once while down */
    uint64_t connects;       /* connections opened */
    uint64_t connect_failures;
    uint64_t dropped;        /* connections found dead or left unusable */
    uint64_t round_trips;    /* times a sent batch was waited for */
    uint64_t busy_ns;        /* time spent in transactions */
};

struct fp_storage_pool;
struct fp_idempotency;

/* A pool that has connected to nothing yet. Texts of config are copied; the
 * password is wiped at free. FP_EINVAL (the URL cannot be read, a number out
 * of range; detail never quotes the URL), FP_ENOMEM. */
enum fp_err fp_storage_pool_new(const struct fp_storage_config *config,
                                struct fp_storage_pool **out,
                                struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Closes everything; no call may be running. pool may be NULL. */
void fp_storage_pool_free(struct fp_storage_pool *pool);

void fp_storage_pool_stats(struct fp_storage_pool *pool,
                           struct fp_storage_stats *out) FP_NONNULL(1, 2);

/* What every store function needs to know about the request behind it. */
struct fp_storage_call {
    struct fp_storage_pool *pool;
    struct fp_arena *arena;  /* results live here, until it is reset */
    uint64_t deadline_ns;    /* monotonic, as fp_clock_monotonic_ns() */
    const char *request_id;  /* for the log; NULL: none */
    const char *user_id;     /* UUID of the authenticated user: the claim that
                                row-level security checks. NULL where a
                                function says so */
    struct fp_idempotency *once; /* idempotency_store.h; NULL: no key. With
                                one, the first write takes the key and leaves
                                the transaction open, and what follows joins
                                it */
};

/* Errors that every store function may return, besides its own:
 * FP_EUNAVAIL (the database is down or busy), FP_ETIMEOUT (the deadline
 * passed), FP_ENOMEM, FP_EINTERNAL. error may be NULL. */

/* The schema version that this program was built for. */
enum { FP_STORAGE_SCHEMA = 16 };

/* Readiness: reaches the database and compares its schema. *version: the
 * newest applied migration. FP_OK, FP_ECONFLICT (the schema is older or newer
 * than FP_STORAGE_SCHEMA; *version is set then too) or a failure from above.
 * user_id is not used. */
enum fp_err fp_storage_ready(const struct fp_storage_call *call, int *version,
                             struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

#endif
