/* One transaction in one round trip.
 *
 * BEGIN, the claim and the timeouts, up to FP_TX_STEPS statements and COMMIT
 * leave together in libpq's pipeline mode; what only reads leaves without BEGIN
 * and COMMIT. A later step cannot see the result of an earlier one in C, so
 * conditions live in SQL. Internal to storage/.
 *
 * A call with an idempotency key is the exception: its first write takes the
 * key in the same batch and leaves the transaction open, later ones join it,
 * and fp_idempotency_keep or _drop ends it. Stores need not know. */
#ifndef FP_STORAGE_TX_H
#define FP_STORAGE_TX_H

#include <libpq-fe.h>

#include "storage/pool.h"
#include "storage/statements.h"

enum { FP_TX_STEPS = 12 };

struct fp_tx_step {
    enum fp_statement statement;
    const struct fp_statement_entry *made; /* one that was made at start-up
                                              (record_sql.h), in place of
                                              statement; NULL: none */
    const char *values[FP_SQL_PARAMS_MAX]; /* C strings; NULL is SQL null */
    /* > 0: values[i] is that many bytes, sent in binary format (which for
     * json is its text), so that large documents are not copied. */
    int lengths[FP_SQL_PARAMS_MAX];
};

struct fp_tx {
    const char *claim;  /* user UUID for row-level security; NULL: nobody */
    int read_only;      /* 1: may be run again after a lost connection */
    int commit;         /* 1: ends the open transaction of the call's key;
                         * for fp_idempotency_keep */
    int dry;            /* 1: what it does is taken back at its end; not in a
                         * call with a key */
    struct fp_tx_step steps[FP_TX_STEPS];
    size_t n_steps;
};

/* What happened, for stores that give a failure a meaning of their own. */
struct fp_tx_failure {
    char sqlstate[6];    /* "" when the server sent none */
    char constraint[64]; /* name of the violated constraint, or "" */
};

/* Runs tx. On success results[i] is the result of step i, owned by the arena
 * of the call. FP_ECONFLICT (unique violation), FP_ENOTFOUND (foreign key),
 * FP_EINVAL (check violation, text that PostgreSQL cannot take), FP_ETIMEOUT,
 * FP_EUNAVAIL, FP_ENOMEM, FP_EINTERNAL; the transaction is rolled back, except
 * that a connection lost after a write was sent leaves the outcome unknown
 * (FP_EUNAVAIL or FP_ETIMEOUT): such a write is never run again here.
 * failure and error may be NULL. */
enum fp_err fp_tx_run(const struct fp_storage_call *call,
                      const struct fp_tx *tx, PGresult *results[FP_TX_STEPS],
                      struct fp_tx_failure *failure, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* Rolls the open transaction of the call's key back, if there is one. */
void fp_tx_abandon(const struct fp_storage_call *call) FP_NONNULL(1);

#endif
