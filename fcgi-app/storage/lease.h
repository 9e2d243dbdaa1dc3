/* Borrowing a connection from the pool. Internal to storage/: tx.c borrows,
 * the stores only see transactions. Thread-safe; a lease itself belongs to
 * one thread. */
#ifndef FP_STORAGE_LEASE_H
#define FP_STORAGE_LEASE_H

#include <libpq-fe.h>

#include "storage/pool.h"
#include "storage/statements.h"

/* More than the statement tables mark, so that none is left out; what it
 * costs is the server's memory, some 20 KB each. */
enum { FP_PREPARED_MAX = 192 };

/* Whether statements may get names that outlive a transaction. ASK -> YES or
 * NO by the first transaction (tx.c). */
enum fp_naming {
    FP_NAMING_ASK,
    FP_NAMING_YES, /* it leads to one server process while it lasts */
    FP_NAMING_NO   /* a pooler stands between, or the configuration says so */
};

/* A connection, and what its server knows by name. */
struct fp_conn {
    PGconn *pg;
    enum fp_naming naming;
    /* Number i is prepared as "s<i>". */
    const struct fp_statement_entry *prepared[FP_PREPARED_MAX];
    size_t n_prepared;
};

/* How a transaction ended, for the counters. */
struct fp_lease_report {
    enum fp_err result;
    uint64_t round_trips;
    uint64_t retries;
    uint64_t busy_ns;
};

/* A connection that was alive a moment ago: an idle one when there is one,
 * else a new one. FP_EUNAVAIL (down, in back-off, or none came free before
 * the deadline), FP_ETIMEOUT (the deadline cut a connection attempt) or
 * FP_ENOMEM. */
enum fp_err fp_lease_get(struct fp_storage_pool *pool, uint64_t deadline_ns,
                         const char *request_id, struct fp_conn **conn,
                         struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 4);

/* Gives it back; usable 0: its state is unknown, so it is closed. */
void fp_lease_put(struct fp_storage_pool *pool, struct fp_conn *conn,
                  int usable) FP_NONNULL(1, 2);

/* Adds to the counters. */
void fp_lease_count(struct fp_storage_pool *pool,
                    const struct fp_lease_report *report) FP_NONNULL(1, 2);

/* The pool's configuration, as completed with defaults. */
const struct fp_storage_config *
fp_lease_config(const struct fp_storage_pool *pool) FP_NONNULL(1);

/* Tells the log hook. */
void fp_lease_log(struct fp_storage_pool *pool,
                  const struct fp_storage_event *event) FP_NONNULL(1, 2);

#endif
