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
#include "storage/idempotency_store.h"
#include "storage/lease.h"
#include "storage/rows.h"

/* A batch is begin, settings, purge and take of a key, the steps, commit. */
enum { WIRE_MAX = FP_TX_STEPS + 5 };

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
    struct fp_idempotency *once; /* the key of this batch, or NULL */
    PGconn *conn;
    struct fp_tx_step wire[WIRE_MAX]; /* the statements in their order */
    size_t n_wire, first;    /* wire[first] is the first step */
    PGresult *results[FP_TX_STEPS];
    enum fp_statement failed;
    const char *statement;   /* the one that failed */
    char message[256];
    struct fp_tx_failure failure;
    int lost;                /* the connection is unusable */
    uint64_t sent_ns;        /* when the batch began to leave */
    uint64_t round_trips;
};

/* The texts of the settings. */
struct limits {
    char statement[24], lock[24], idle[24];
};

static const struct fp_statement_entry *
entry_of(const struct fp_tx_step *step)
{
    return step->made != NULL ? step->made
                              : fp_statement_entry(step->statement);
}

#ifdef FP_RLS_ALONE
/* Only in a program of the tests (tests/contract/tests.am): the application's
 * own check of the owner is left out of every statement, so that row-level
 * security alone must hold. */
static const char *
without_owner(const char *sql)
{
    static const char owner[] = "owner_id = $1::uuid";
    static const char anyone[] = "$1::uuid IS NOT NULL";
    static _Thread_local char text[1 << 16];
    const char *found;
    size_t n = 0;

    assert(2 * strlen(sql) < sizeof(text));
    for (; (found = strstr(sql, owner)) != NULL;
         sql = found + sizeof(owner) - 1) {
        memcpy(text + n, sql, (size_t)(found - sql));
        n += (size_t)(found - sql);
        if (n > 0 && text[n - 1] == '.') /* the table's alias */
            for (n--; n > 0 && (text[n - 1] == '_' ||
                                (text[n - 1] >= 'a' && text[n - 1] <= 'z'));
                 n--)
                ;
        memcpy(text + n, anyone, sizeof(anyone) - 1);
        n += sizeof(anyone) - 1;
    }
    memcpy(text + n, sql, strlen(sql) + 1);
    return text;
}
#else
#define without_owner(sql) (sql)
#endif

static int
send_statement(PGconn *conn, const struct fp_tx_step *step)
{
    const struct fp_statement_entry *entry = entry_of(step);
    int formats[FP_SQL_PARAMS_MAX];

    for (int i = 0; i < FP_SQL_PARAMS_MAX; i++)
        formats[i] = step->lengths[i] > 0;
    return PQsendQueryParams(conn, without_owner(entry->sql), entry->params,
                             NULL, step->values, step->lengths, formats, 0);
}

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
}

/* What is sent: all of the transaction; with a key, its beginning without a
 * commit, or what joins it. What only reads needs neither BEGIN nor COMMIT:
 * the server takes all up to the sync for one transaction, settings of that
 * transaction included.
 * SOURCE: PostgreSQL 15, section 55.2.4, "Pipelining". */
static void
write_wire(struct attempt *at, const struct limits *limits, char *hours)
{
    const struct fp_tx *tx = at->tx;
    const struct fp_idempotency *once = at->once;
    size_t n = 0;

    if (once == NULL && tx->read_only) {
        at->wire[n++] = (struct fp_tx_step){
            .statement = FP_SQL_SETTINGS_READ_ONLY,
            .values = { tx->claim != NULL ? tx->claim : "",
                        limits->statement, limits->lock } };
    } else if (once == NULL || once->state != FP_KEY_OPEN) {
        at->wire[n++] = (struct fp_tx_step){ .statement = FP_SQL_BEGIN };
        at->wire[n++] = (struct fp_tx_step){
            .statement = FP_SQL_SETTINGS,
            .values = { tx->claim != NULL ? tx->claim : "",
                        limits->statement, limits->lock, limits->idle,
                        at->call->request_id != NULL ? at->call->request_id
                                                     : "" } };
        if (once != NULL) {
            fp_int_text(FP_IDEMPOTENCY_HOURS, hours);
            at->wire[n++] = (struct fp_tx_step){
                .statement = FP_SQL_KEY_PURGE,
                .values = { at->call->user_id, hours } };
            at->wire[n++] = (struct fp_tx_step){
                .statement = FP_SQL_KEY_TAKE,
                .values = { at->call->user_id, once->route, once->key,
                            once->request_hash } };
        }
    }
    at->first = n;
    for (size_t i = 0; i < tx->n_steps; i++)
        at->wire[n++] = tx->steps[i];
    if (once == NULL ? !tx->read_only : tx->commit)
        at->wire[n++] = (struct fp_tx_step){
            .statement = tx->dry ? FP_SQL_ROLLBACK : FP_SQL_COMMIT };
    at->n_wire = n;
}

/* Puts the whole batch into libpq's buffer, and some of it on the wire when
 * it is large. */
static int
send_all(struct attempt *at)
{
    char hours[FP_INT_TEXT];
    struct limits limits;

    write_limits(at->call, &limits);
    write_wire(at, &limits, hours);
    if (PQpipelineStatus(at->conn) == PQ_PIPELINE_OFF &&
        !PQenterPipelineMode(at->conn))
        return 0;
    for (size_t i = 0; i < at->n_wire; i++)
        if (!send_statement(at->conn, &at->wire[i]))
            return 0;
    return PQpipelineSync(at->conn);
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

static const char *
wire_name(const struct attempt *at, size_t i)
{
    return i < at->n_wire ? entry_of(&at->wire[i])->name
                          : "sync";
}

static enum fp_err
note_failure(struct attempt *at, size_t i, const PGresult *result)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *constraint =
        PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);

    at->failed = i < at->n_wire ? at->wire[i].statement : FP_SQL_COMMIT;
    at->statement = wire_name(at, i);
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

/* The server works one statement after the other, so each takes from the end of
 * the one before. */
static uint64_t
tell_span(const struct attempt *at, size_t i, uint64_t since_ns)
{
    const struct fp_storage_config *config = fp_lease_config(at->call->pool);
    uint64_t now;

    if (config->span == NULL)
        return since_ns;
    now = fp_clock_monotonic_ns();
    config->span(config->span_data, wire_name(at, i), since_ns, now);
    return now;
}

/* Reads the results of everything sent, up to and including the sync. */
static enum fp_err
read_all(struct attempt *at, uint64_t deadline_ns)
{
    const size_t total = at->n_wire, last = at->first + at->tx->n_steps;
    enum fp_err outcome = FP_OK;
    uint64_t since_ns = at->sent_ns;
    size_t i = 0;

    at->round_trips++;
    for (;;) {
        enum fp_err err = wait_result(at->conn, deadline_ns);
        PGresult *result;
        ExecStatusType status;

        if (err != FP_OK)
            return note_loss(at, err, wire_name(at, i));
        result = PQgetResult(at->conn);
        if (result == NULL) {
            /* NULL ends the results of one statement. */
            if (PQstatus(at->conn) != CONNECTION_OK)
                return note_loss(at, FP_EIO, wire_name(at, i));
            since_ns = tell_span(at, i, since_ns);
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
            outcome = note_failure(at, i, result);
        if (status == PGRES_TUPLES_OK && i >= at->first && i < last) {
            at->results[i - at->first] = result;
            result = NULL;
        } else if (status == PGRES_COMMAND_OK && i < total &&
                   at->wire[i].statement == FP_SQL_COMMIT &&
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
                       : note_loss(at, FP_EIO, wire_name(at, i));
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
    const int stays_open = at->once != NULL && !at->tx->commit;
    enum fp_err err;

    at->sent_ns = fp_clock_monotonic_ns();
    if (!send_all(at))
        return note_loss(at, FP_EIO, "begin");
    err = read_all(at, at->call->deadline_ns);
    if (at->lost || (stays_open && err == FP_OK))
        return err;
    if (PQtransactionStatus(at->conn) != PQTRANS_IDLE)
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
    if (err != FP_EUNAVAIL ||
        (at->once != NULL && at->once->state != FP_KEY_FREE))
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
    case FP_ECANCELED: return "The Idempotency-Key was used before.";
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

/* Where the key stands after a batch of its transaction, and whose connection
 * it is then. FP_ECANCELED: the key is taken, so nothing was done. */
static enum fp_err
settle_key(struct attempt *at, enum fp_err err)
{
    struct fp_idempotency *once = at->once;
    const int joined = once->state == FP_KEY_OPEN;

    if (err == FP_OK && !at->tx->commit) {
        once->conn = at->conn;
        once->state = FP_KEY_OPEN;
        return err;
    }
    fp_lease_put(at->call->pool, at->conn, !at->lost);
    once->conn = NULL;
    once->state = joined && err != FP_OK ? FP_KEY_LOST : FP_KEY_FREE;
    if (err == FP_OK || at->lost || at->failed != FP_SQL_KEY_TAKE)
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

    assert(tx->n_steps <= FP_TX_STEPS);
    assert(!tx->commit || (call->once != NULL && call->once->state ==
                                                     FP_KEY_OPEN));
    if (tx->claim != NULL && !fp_uuid_valid(tx->claim, strlen(tx->claim)))
        return fp_error_set(error, FP_EINTERNAL,
                            "The user of this request is not a UUID.");
    for (int tries = 1;; tries++) {
        int retry;

        at = (struct attempt){ .call = call, .tx = tx,
                               .once = key_of(call, tx) };
        if (at.once != NULL && at.once->state != FP_KEY_FREE &&
            at.once->state != FP_KEY_OPEN) {
            err = fp_error_set(error, FP_ECANCELED,
                               "Nothing more is written under this "
                               "Idempotency-Key.");
            goto out;
        }
        if (fp_clock_monotonic_ns() >= call->deadline_ns) {
            err = fp_error_set(error, FP_ETIMEOUT, "%s",
                               public_detail(FP_ETIMEOUT));
            goto out;
        }
        if (at.once != NULL && at.once->state == FP_KEY_OPEN) {
            at.conn = at.once->conn;
            err = FP_OK;
        } else {
            err = fp_lease_get(call->pool, call->deadline_ns,
                               call->request_id != NULL ? call->request_id
                                                        : "",
                               &at.conn, error);
        }
        if (err != FP_OK)
            goto out;
        err = run_once(&at);
        report.round_trips += at.round_trips;
        if (at.once != NULL)
            err = settle_key(&at, err);
        else
            fp_lease_put(call->pool, at.conn, !at.lost);
        if (err != FP_OK && err != FP_ECANCELED)
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

void
fp_tx_abandon(const struct fp_storage_call *call)
{
    struct fp_idempotency *once = call->once;
    struct attempt at = { .call = call };

    if (once == NULL || once->state != FP_KEY_OPEN)
        return;
    at.conn = once->conn;
    roll_back(&at);
    if (!at.lost && !PQexitPipelineMode(at.conn))
        at.lost = 1;
    fp_lease_put(call->pool, at.conn, !at.lost);
    once->conn = NULL;
    once->state = FP_KEY_FREE;
}
