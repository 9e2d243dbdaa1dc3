/* Borrowing a connection from the pool. Internal to storage/: tx.c borrows,
 * the stores only see transactions. Thread-safe; a lease itself belongs to
 * one thread. */
#ifndef FP_STORAGE_LEASE_H
#define FP_STORAGE_LEASE_H

#include <libpq-fe.h>

#include "storage/pool.h"

/* How a transaction ended, for the counters. */
struct fp_lease_report {
    enum fp_err result;
    uint64_t round_trips;
    uint64_t retries;
    uint64_t busy_ns;
};

/* A connection that was alive a moment ago: an idle one when there is one,
 * else a new one. FP_EUNAVAIL (down, in back-off, or none came free before
 * the deadline) or FP_ETIMEOUT (the deadline cut a connection attempt). */
enum fp_err fp_lease_get(struct fp_storage_pool *pool, uint64_t deadline_ns,
                         const char *request_id, PGconn **conn,
                         struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 4);

/* Gives it back; usable 0: its state is unknown, so it is closed. */
void fp_lease_put(struct fp_storage_pool *pool, PGconn *conn, int usable)
    FP_NONNULL(1, 2);

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
