/* Transactions in pipeline mode.
 *
 * Time: the server gets a statement_timeout a little shorter than what is left
 * of the deadline, so that normally the server itself stops and the connection
 * stays good. When even that answer does not come, the connection is closed.
 * PQcancel is not used: up to libpq 16 it connects in blocking mode without a
 * time limit, which is the very thing that must not happen when a server
 * hangs. */
#include "storage/tx.h"

#include <assert.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/uuid.h"
#include "storage/connect.h"
#include "storage/lease.h"

enum {
    ATTEMPTS = 3,
    IDLE_IN_TX_MS = 10000,
    ANSWER_MARGIN_MS = 20, /* for the server's own timeout to reach us */
    ROLLBACK_GRACE_MS = 50 /* past the deadline, to keep the connection */
};

#define NS_PER_MS UINT64_C(1000000)

/* One attempt. */
struct attempt {
    const struct fp_storage_call *call;
    const struct fp_tx *tx;
    PGconn *conn;
    PGresult *results[FP_TX_STEPS];
    const char *statement;   /* the one that failed */
    char message[256];
    struct fp_tx_failure failure;
    int lost;                /* the connection is unusable */
    uint64_t round_trips;
};

static int
send_statement(PGconn *conn, const struct fp_tx_step *step)
{
    const struct fp_statement_entry *entry =
        fp_statement_entry(step->statement);
    int formats[FP_SQL_PARAMS_MAX];

    for (int i = 0; i < FP_SQL_PARAMS_MAX; i++)
        formats[i] = step->lengths[i] > 0;
    return PQsendQueryParams(conn, entry->sql, entry->params, NULL,
                             step->values, step->lengths, formats, 0);
}

/* Puts the whole transaction into libpq's buffer, and some of it on the wire
 * when it is large. */
static int
send_all(struct attempt *at)
{
    const struct fp_storage_config *config = fp_lease_config(at->call->pool);
    const uint64_t now = fp_clock_monotonic_ns();
    int64_t left_ms = at->call->deadline_ns > now
                          ? (int64_t)((at->call->deadline_ns - now) / NS_PER_MS)
                          : 0;
    int64_t statement_ms = left_ms - ANSWER_MARGIN_MS;
    int64_t lock_ms;
    char statement[24], lock[24], idle[24];
    struct fp_tx_step step;

    if (statement_ms > config->statement_timeout_ms)
        statement_ms = config->statement_timeout_ms;
    if (statement_ms < 1)
        statement_ms = 1;
    lock_ms = config->lock_timeout_ms < statement_ms ? config->lock_timeout_ms
                                                     : statement_ms;
    snprintf(statement, sizeof(statement), "%lld", (long long)statement_ms);
    snprintf(lock, sizeof(lock), "%lld", (long long)lock_ms);
    snprintf(idle, sizeof(idle), "%d", (int)IDLE_IN_TX_MS);

    step = (struct fp_tx_step){ .statement = at->tx->read_only
                                                 ? FP_SQL_BEGIN_READ_ONLY
                                                 : FP_SQL_BEGIN };
    if (!PQenterPipelineMode(at->conn) || !send_statement(at->conn, &step))
        return 0;
    step = (struct fp_tx_step){
        .statement = FP_SQL_SETTINGS,
        .values = { at->tx->claim != NULL ? at->tx->claim : "", statement,
                    lock, idle },
    };
    if (!send_statement(at->conn, &step))
        return 0;
    for (size_t i = 0; i < at->tx->n_steps; i++)
        if (!send_statement(at->conn, &at->tx->steps[i]))
            return 0;
    step = (struct fp_tx_step){ .statement = FP_SQL_COMMIT };
    return send_statement(at->conn, &step) && PQpipelineSync(at->conn);
}

/* Sends what is buffered and waits until a result can be taken without
 * blocking. A large batch must be read while it is written, or both sides
 * could wait for each other. */
static enum fp_err
wait_result(PGconn *conn, uint64_t deadline_ns)
{
    for (;;) {
        int unsent = PQflush(conn);
        short ready = 0;
        enum fp_err err;

        if (unsent < 0)
            return FP_EIO;
        if (unsent == 0 && !PQisBusy(conn))
            return FP_OK;
        err = fp_storage_wait(PQsocket(conn),
                              unsent ? POLLIN | POLLOUT : POLLIN, deadline_ns,
                              &ready);
        if (err != FP_OK)
            return err;
        if ((ready & (POLLIN | POLLHUP | POLLERR)) && !PQconsumeInput(conn))
            return FP_EIO;
    }
}

/* What a SQLSTATE means to a caller. */
static enum fp_err
classify(const char *sqlstate)
{
    static const struct {
        const char *prefix;
        enum fp_err code;
    } map[] = {
        { "57014", FP_ETIMEOUT },  /* query_canceled: statement_timeout */
        { "55P03", FP_ETIMEOUT },  /* lock_not_available */
        { "25P03", FP_ETIMEOUT },  /* idle_in_transaction_session_timeout */
        { "57P", FP_EUNAVAIL },    /* shutting down, starting up */
        { "08", FP_EUNAVAIL },     /* connection */
        { "53", FP_EUNAVAIL },     /* out of connections, disk, memory */
        { "25006", FP_EUNAVAIL },  /* read-only: this is a standby now */
        { "40", FP_EUNAVAIL },     /* deadlock, serialization */
        { "23505", FP_ECONFLICT }, /* unique_violation */
        { "23503", FP_ENOTFOUND }, /* foreign_key_violation */
        { "23514", FP_EINVAL },    /* check_violation */
        { "22", FP_EINVAL },       /* data exception */
    };

    for (size_t i = 0; i < FP_COUNT(map); i++)
        if (strncmp(sqlstate, map[i].prefix, strlen(map[i].prefix)) == 0)
            return map[i].code;
    return FP_EINTERNAL;
}

/* 1 when no later transaction would fare better on this connection: the
 * server is going away, or became a standby after a failover. */
static int
hopeless(const char *sqlstate)
{
    return strncmp(sqlstate, "57P", 3) == 0 || strcmp(sqlstate, "25006") == 0;
}

static enum fp_err
note_failure(struct attempt *at, const char *statement, const PGresult *result)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *constraint =
        PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);

    at->statement = statement;
    fp_storage_first_line(PQresultErrorMessage(result), at->message,
                          sizeof(at->message));
    snprintf(at->failure.sqlstate, sizeof(at->failure.sqlstate), "%s",
             state != NULL ? state : "");
    snprintf(at->failure.constraint, sizeof(at->failure.constraint), "%s",
             constraint != NULL ? constraint : "");
    /* libpq makes a result of its own, without SQLSTATE, when the peer went
     * away. */
    return state != NULL ? classify(state) : FP_EUNAVAIL;
}

static enum fp_err
note_loss(struct attempt *at, enum fp_err err, const char *statement)
{
    at->lost = 1;
    at->statement = statement;
    fp_storage_first_line(err == FP_ETIMEOUT ? "no answer in time"
                                             : PQerrorMessage(at->conn),
                          at->message, sizeof(at->message));
    return err == FP_ETIMEOUT ? FP_ETIMEOUT : FP_EUNAVAIL;
}

/* Name of the i-th statement on the wire: begin, settings, steps, commit. */
static const char *
wire_name(const struct fp_tx *tx, size_t i)
{
    enum fp_statement id = FP_SQL_COMMIT;

    if (i == 0)
        id = FP_SQL_BEGIN;
    else if (i == 1)
        id = FP_SQL_SETTINGS;
    else if (i - 2 < tx->n_steps)
        id = tx->steps[i - 2].statement;
    return fp_statement_entry(id)->name;
}

/* Reads the results of everything sent, up to and including the sync. */
static enum fp_err
read_all(struct attempt *at, uint64_t deadline_ns)
{
    const size_t total = at->tx->n_steps + 3;
    enum fp_err outcome = FP_OK;
    size_t i = 0;

    at->round_trips++;
    for (;;) {
        enum fp_err err = wait_result(at->conn, deadline_ns);
        PGresult *result;
        ExecStatusType status;

        if (err != FP_OK)
            return note_loss(at, err, wire_name(at->tx, i));
        result = PQgetResult(at->conn);
        if (result == NULL) {
            /* NULL ends the results of one statement. */
            if (PQstatus(at->conn) != CONNECTION_OK)
                return note_loss(at, FP_EIO, wire_name(at->tx, i));
            if (++i > total)
                return note_loss(at, FP_EIO, "sync");
            continue;
        }
        status = PQresultStatus(result);
        if (status == PGRES_PIPELINE_SYNC) {
            PQclear(result);
            return outcome;
        }
        if (status == PGRES_FATAL_ERROR && outcome == FP_OK)
            outcome = note_failure(at, wire_name(at->tx, i), result);
        if (status == PGRES_TUPLES_OK && i >= 2 && i - 2 < at->tx->n_steps) {
            at->results[i - 2] = result;
            result = NULL;
        } else if (status == PGRES_COMMAND_OK && i + 1 == total &&
                   strcmp(PQcmdStatus(result), "COMMIT") != 0 &&
                   outcome == FP_OK) {
            /* COMMIT of a failed transaction answers ROLLBACK. */
            at->statement = "commit";
            outcome = FP_EINTERNAL;
        }
        PQclear(result);
        if (PQstatus(at->conn) != CONNECTION_OK) {
            at->lost = 1;
            return outcome != FP_OK
                       ? outcome
                       : note_loss(at, FP_EIO, wire_name(at->tx, i));
        }
    }
}

/* After a failed statement the transaction is still open on the server. */
static void
roll_back(struct attempt *at)
{
    const struct fp_tx_step step = { .statement = FP_SQL_ROLLBACK };
    uint64_t until = at->call->deadline_ns;
    uint64_t grace =
        fp_clock_monotonic_ns() + ROLLBACK_GRACE_MS * NS_PER_MS;
    int done = 0;

    if (until < grace)
        until = grace;
    if (!send_statement(at->conn, &step) || !PQpipelineSync(at->conn)) {
        at->lost = 1;
        return;
    }
    at->round_trips++;
    while (!done) {
        PGresult *result;

        if (wait_result(at->conn, until) != FP_OK ||
            PQstatus(at->conn) != CONNECTION_OK) {
            at->lost = 1;
            return;
        }
        result = PQgetResult(at->conn);
        done = result != NULL &&
               PQresultStatus(result) == PGRES_PIPELINE_SYNC;
        PQclear(result);
    }
}

static enum fp_err
run_once(struct attempt *at)
{
    enum fp_err err;

    if (!send_all(at))
        return note_loss(at, FP_EIO, "begin");
    err = read_all(at, at->call->deadline_ns);
    if (!at->lost && PQtransactionStatus(at->conn) != PQTRANS_IDLE)
        roll_back(at);
    if (!at->lost &&
        (!PQexitPipelineMode(at->conn) || hopeless(at->failure.sqlstate)))
        at->lost = 1;
    return err;
}

/* Running it again cannot do anything twice: it changes nothing by design, or
 * the server said that it rolled everything back. (A connection that died
 * while idle is found before anything is sent, in fp_lease_get.) */
static int
may_retry(const struct attempt *at, enum fp_err err)
{
    if (err != FP_EUNAVAIL)
        return 0;
    if (strcmp(at->failure.sqlstate, "40001") == 0 ||
        strcmp(at->failure.sqlstate, "40P01") == 0)
        return 1;
    return at->tx->read_only;
}

static const char *
public_detail(enum fp_err err)
{
    switch (err) {
    case FP_ETIMEOUT: return "The database did not answer in time.";
    case FP_EUNAVAIL: return "The database cannot be reached at the moment.";
    case FP_ENOMEM: return "Out of memory.";
    case FP_ECONFLICT: return "The object exists already.";
    case FP_ENOTFOUND: return "An object that this refers to does not exist.";
    case FP_EINVAL: return "The database refused a value.";
    default: return "The database reported an error.";
    }
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
    const struct fp_storage_event event = {
        .request_id = at->call->request_id != NULL ? at->call->request_id : "",
        .statement = at->statement != NULL ? at->statement : "",
        .sqlstate = at->failure.sqlstate,
        .message = at->message,
        .code = err,
    };

    fp_lease_log(at->call->pool, &event);
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

    assert(tx->n_steps <= FP_TX_STEPS);
    if (tx->claim != NULL && !fp_uuid_valid(tx->claim, strlen(tx->claim)))
        return fp_error_set(error, FP_EINTERNAL,
                            "The user of this request is not a UUID.");
    for (int tries = 1;; tries++) {
        int retry;

        at = (struct attempt){ .call = call, .tx = tx };
        if (fp_clock_monotonic_ns() >= call->deadline_ns) {
            err = fp_error_set(error, FP_ETIMEOUT, "%s",
                               public_detail(FP_ETIMEOUT));
            goto out;
        }
        err = fp_lease_get(call->pool, call->deadline_ns,
                           call->request_id != NULL ? call->request_id : "",
                           &at.conn, error);
        if (err != FP_OK)
            goto out;
        err = run_once(&at);
        fp_lease_put(call->pool, at.conn, !at.lost);
        report.round_trips += at.round_trips;
        if (err != FP_OK)
            log_attempt(&at, err);
        retry = tries < ATTEMPTS && may_retry(&at, err) &&
                fp_clock_monotonic_ns() < call->deadline_ns;
        err = keep_results(&at, err, results);
        if (!retry)
            break;
        report.retries++;
    }
    if (failure != NULL)
        *failure = at.failure;
    if (err != FP_OK)
        fp_error_set(error, err, "%s", public_detail(err));
out:
    report.result = err;
    report.busy_ns = fp_clock_monotonic_ns() - started;
    fp_lease_count(call->pool, &report);
    return err;
}
