/* Transactions: what goes into a batch, when it is run again, and where a key
 * stands after it.
 *
 * Time: the server gets a statement_timeout a little shorter than what is left
 * of the deadline, so that normally the server itself stops and the connection
 * stays good. When even that answer does not come, the connection is closed.
 * PQcancel is not used: up to libpq 16 it connects in blocking mode without a
 * time limit, which is the very thing that must not happen when a server
 * hangs. */
#include "storage/tx.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/uuid.h"
#include "storage/idempotency_store.h"
#include "storage/lease.h"
#include "storage/rows.h"
#include "storage/sqlstate.h"
#include "storage/wire.h"

enum {
    ATTEMPTS = 3,
    IDLE_IN_TX_MS = 10000,
    ANSWER_MARGIN_MS = 20 /* for the server's own timeout to reach us */
};

#define NS_PER_MS UINT64_C(1000000)

/* The texts of the settings. */
struct limits {
    char statement[24], lock[24], idle[24], hours[FP_INT_TEXT];
};

/* One attempt. */
struct attempt {
    const struct fp_storage_call *call;
    const struct fp_tx *tx;
    struct fp_idempotency *once; /* the key of this batch, or NULL */
    struct fp_wire wire;
    struct limits limits;
    struct fp_tx_step begin, settings, who, purge, take, end;
    PGresult *backend; /* the answer to who; NULL: it was not asked */
    PGresult *results[FP_TX_STEPS];
};

static void
write_limits(const struct fp_storage_call *call, struct limits *limits)
{
    const struct fp_storage_config *config = fp_lease_config(call->pool);
    const uint64_t now = fp_clock_monotonic_ns();
    int64_t left_ms = call->deadline_ns > now
                          ? (int64_t)((call->deadline_ns - now) / NS_PER_MS)
                          : 0;
    int64_t statement_ms = left_ms - ANSWER_MARGIN_MS;
    int64_t lock_ms;

    if (statement_ms > config->statement_timeout_ms)
        statement_ms = config->statement_timeout_ms;
    if (statement_ms < 1)
        statement_ms = 1;
    lock_ms = config->lock_timeout_ms < statement_ms ? config->lock_timeout_ms
                                                     : statement_ms;
    snprintf(limits->statement, sizeof(limits->statement), "%lld",
             (long long)statement_ms);
    snprintf(limits->lock, sizeof(limits->lock), "%lld", (long long)lock_ms);
    snprintf(limits->idle, sizeof(limits->idle), "%d", (int)IDLE_IN_TX_MS);
    fp_int_text(FP_IDEMPOTENCY_HOURS, limits->hours);
}

/* BEGIN, its settings and, with a key, the taking of it. */
static void
add_beginning(struct attempt *at)
{
    const struct fp_storage_call *call = at->call;
    const char *claim = at->tx->claim != NULL ? at->tx->claim : "";
    const struct limits *limits = &at->limits;

    at->begin = (struct fp_tx_step){ .statement = FP_SQL_BEGIN };
    at->settings = (struct fp_tx_step){
        .statement = FP_SQL_SETTINGS,
        .values = { claim, limits->statement, limits->lock, limits->idle,
                    call->request_id != NULL ? call->request_id : "" } };
    fp_wire_add(&at->wire, &at->begin, NULL);
    fp_wire_add(&at->wire, &at->settings, NULL);
    if (at->once == NULL)
        return;
    at->purge = (struct fp_tx_step){
        .statement = FP_SQL_KEY_PURGE,
        .values = { call->user_id, limits->hours } };
    at->take = (struct fp_tx_step){
        .statement = FP_SQL_KEY_TAKE,
        .values = { call->user_id, at->once->route, at->once->key,
                    at->once->request_hash } };
    fp_wire_add(&at->wire, &at->purge, NULL);
    fp_wire_add(&at->wire, &at->take, NULL);
}

/* What is sent: all of the transaction; with a key, its beginning without a
 * commit, or what joins it. What only reads needs neither BEGIN nor COMMIT:
 * the server takes all up to the sync for one transaction, settings of that
 * transaction included.
 * SOURCE: PostgreSQL 15, section 55.2.4, "Pipelining". */
static void
compose(struct attempt *at)
{
    const struct fp_tx *tx = at->tx;
    const struct fp_idempotency *once = at->once;

    write_limits(at->call, &at->limits);
    if (once == NULL && tx->read_only) {
        at->settings = (struct fp_tx_step){
            .statement = FP_SQL_SETTINGS_READ_ONLY,
            .values = { tx->claim != NULL ? tx->claim : "",
                        at->limits.statement, at->limits.lock } };
        fp_wire_add(&at->wire, &at->settings, NULL);
    } else if (once == NULL || once->state != FP_KEY_OPEN) {
        add_beginning(at);
    }
    if (at->wire.conn->naming == FP_NAMING_ASK) {
        at->who = (struct fp_tx_step){ .statement = FP_SQL_BACKEND };
        fp_wire_add(&at->wire, &at->who, &at->backend);
    }
    for (size_t i = 0; i < tx->n_steps; i++)
        fp_wire_add(&at->wire, &tx->steps[i], &at->results[i]);
    if (once == NULL ? !tx->read_only : tx->commit) {
        at->end.statement = tx->dry ? FP_SQL_ROLLBACK : FP_SQL_COMMIT;
        fp_wire_add(&at->wire, &at->end, NULL);
    }
}

/* A pooler that hands its servers on gives each of its clients a key of its
 * own making for cancelling (PgBouncer: random), so that the process in it is
 * not the one that answers. With the same process in both, nothing stands
 * between that could change it.
 * SOURCE: PostgreSQL 15, section 55.2.8, "Canceling Requests in Progress";
 * PgBouncer 1.18, src/client.c, finish_client_login. */
static void
learn_naming(struct attempt *at)
{
    struct fp_conn *conn = at->wire.conn;

    if (at->backend == NULL)
        return;
    if (PQntuples(at->backend) == 1)
        conn->naming = fp_row_int(at->backend, 0, 0) == PQbackendPID(conn->pg)
                           ? FP_NAMING_YES
                           : FP_NAMING_NO;
    PQclear(at->backend);
}

static enum fp_err
run_once(struct attempt *at)
{
    const int stays_open = at->once != NULL && !at->tx->commit;
    struct fp_wire *wire = &at->wire;
    enum fp_err err;

    compose(at);
    err = fp_wire_run(wire);
    learn_naming(at);
    if (wire->lost || (stays_open && err == FP_OK))
        return err;
    if (PQtransactionStatus(wire->conn->pg) != PQTRANS_IDLE)
        fp_wire_roll_back(wire);
    if (!wire->lost && (!PQexitPipelineMode(wire->conn->pg) ||
                        fp_sqlstate_hopeless(wire->failure.sqlstate) ||
                        fp_sqlstate_stale(wire->failure.sqlstate)))
        wire->lost = 1;
    return err;
}

/* Running it again cannot do anything twice: it changes nothing by design, or
 * the server said that it rolled everything back. (A connection that died
 * while idle is found before anything is sent, in fp_lease_get.) */
static int
may_retry(const struct attempt *at, enum fp_err err)
{
    const char *sqlstate = at->wire.failure.sqlstate;

    if (err != FP_EUNAVAIL ||
        (at->once != NULL && at->once->state != FP_KEY_FREE))
        return 0;
    return at->tx->read_only || fp_sqlstate_collision(sqlstate) ||
           fp_sqlstate_stale(sqlstate);
}

static void
clear_result(void *result)
{
    PQclear(result);
}

/* Hands the results to the arena; after a failure frees all of them. */
static enum fp_err
keep_results(struct attempt *at, enum fp_err err,
             PGresult *results[FP_TX_STEPS])
{
    for (size_t i = 0; i < at->tx->n_steps; i++) {
        if (err != FP_OK)
            PQclear(at->results[i]);
        else if (at->results[i] != NULL)
            err = fp_arena_defer(at->call->arena, clear_result,
                                 at->results[i]);
    }
    if (err == FP_OK)
        memcpy(results, at->results, sizeof(at->results));
    return err;
}

static void
log_attempt(const struct attempt *at, enum fp_err err)
{
    const struct fp_wire *wire = &at->wire;
    const struct fp_storage_event event = {
        .request_id = at->call->request_id != NULL ? at->call->request_id : "",
        .statement = wire->statement != NULL ? wire->statement : "",
        .sqlstate = wire->failure.sqlstate,
        .message = wire->message,
        .code = err,
    };

    fp_lease_log(at->call->pool, &event);
}

/* Where the key stands after a batch of its transaction, and whose connection
 * it is then. FP_ECANCELED: the key is taken, so nothing was done. */
static enum fp_err
settle_key(struct attempt *at, enum fp_err err)
{
    struct fp_idempotency *once = at->once;
    const int joined = once->state == FP_KEY_OPEN;

    if (err == FP_OK && !at->tx->commit) {
        once->conn = at->wire.conn;
        once->state = FP_KEY_OPEN;
        return err;
    }
    fp_lease_put(at->call->pool, at->wire.conn, !at->wire.lost);
    once->conn = NULL;
    once->state = joined && err != FP_OK ? FP_KEY_LOST : FP_KEY_FREE;
    if (err == FP_OK || at->wire.lost || at->wire.failed != FP_SQL_KEY_TAKE)
        return err;
    if (err == FP_ECONFLICT)
        once->state = FP_KEY_USED;
    else if (err == FP_ETIMEOUT)
        once->state = FP_KEY_BUSY;
    else
        return err;
    return FP_ECANCELED;
}

/* The key that this batch belongs to: writes and whatever follows them. */
static struct fp_idempotency *
key_of(const struct fp_storage_call *call, const struct fp_tx *tx)
{
    struct fp_idempotency *once = call->once;

    if (once == NULL || (tx->read_only && once->state != FP_KEY_OPEN))
        return NULL;
    return once;
}

enum fp_err
fp_tx_run(const struct fp_storage_call *call, const struct fp_tx *tx,
          PGresult *results[FP_TX_STEPS], struct fp_tx_failure *failure,
          struct fp_error *error)
{
    const uint64_t started = fp_clock_monotonic_ns();
    struct fp_lease_report report = { .result = FP_OK };
    struct attempt at;
    enum fp_err err;
    int stale = 0;

    assert(tx->n_steps <= FP_TX_STEPS);
    assert(!tx->commit || (call->once != NULL && call->once->state ==
                                                     FP_KEY_OPEN));
    if (tx->claim != NULL && !fp_uuid_valid(tx->claim, strlen(tx->claim)))
        return fp_error_set(error, FP_EINTERNAL,
                            "The user of this request is not a UUID.");
    for (int tries = 1;; tries++) {
        int retry;

        at = (struct attempt){
            .call = call,
            .tx = tx,
            .once = key_of(call, tx),
            .wire = { .config = fp_lease_config(call->pool),
                      .deadline_ns = call->deadline_ns,
                      .unnamed = stale },
        };
        if (at.once != NULL && at.once->state != FP_KEY_FREE &&
            at.once->state != FP_KEY_OPEN) {
            err = fp_error_set(error, FP_ECANCELED,
                               "Nothing more is written under this "
                               "Idempotency-Key.");
            goto out;
        }
        if (fp_clock_monotonic_ns() >= call->deadline_ns) {
            err = fp_error_set(error, FP_ETIMEOUT, "%s",
                               fp_storage_detail(FP_ETIMEOUT));
            goto out;
        }
        if (at.once != NULL && at.once->state == FP_KEY_OPEN) {
            at.wire.conn = at.once->conn;
            err = FP_OK;
        } else {
            err = fp_lease_get(call->pool, call->deadline_ns,
                               call->request_id != NULL ? call->request_id
                                                        : "",
                               &at.wire.conn, error);
        }
        if (err != FP_OK)
            goto out;
        err = run_once(&at);
        report.round_trips += at.wire.round_trips;
        if (at.once != NULL)
            err = settle_key(&at, err);
        else
            fp_lease_put(call->pool, at.wire.conn, !at.wire.lost);
        if (err != FP_OK && err != FP_ECANCELED)
            log_attempt(&at, err);
        retry = tries < ATTEMPTS && may_retry(&at, err) &&
                fp_clock_monotonic_ns() < call->deadline_ns;
        err = keep_results(&at, err, results);
        if (!retry)
            break;
        report.retries++;
        stale = fp_sqlstate_stale(at.wire.failure.sqlstate);
    }
    if (failure != NULL)
        *failure = at.wire.failure;
    if (err != FP_OK)
        fp_error_set(error, err, "%s", fp_storage_detail(err));
out:
    report.result = err;
    report.busy_ns = fp_clock_monotonic_ns() - started;
    fp_lease_count(call->pool, &report);
    return err;
}

void
fp_tx_abandon(const struct fp_storage_call *call)
{
    struct fp_idempotency *once = call->once;
    struct fp_wire wire = { .deadline_ns = call->deadline_ns };

    if (once == NULL || once->state != FP_KEY_OPEN)
        return;
    wire.conn = once->conn;
    fp_wire_roll_back(&wire);
    if (!wire.lost && !PQexitPipelineMode(wire.conn->pg))
        wire.lost = 1;
    fp_lease_put(call->pool, wire.conn, !wire.lost);
    once->conn = NULL;
    once->state = FP_KEY_FREE;
}
