/* Batches in pipeline mode. A large one must be read while it is written, or
 * both sides could wait for each other. */
#include "storage/wire.h"

#include <assert.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "storage/connect.h"
#include "storage/sqlstate.h"

enum {
    ROLLBACK_GRACE_MS = 50, /* past the deadline, to keep the connection */
    NAME = 16
};

#define NS_PER_MS UINT64_C(1000000)

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

/* --- what is sent -------------------------------------------------------- */

/* The number under which the server knows the statement; the next free one,
 * *is_new then set, when it does not yet; -1 when it is to stay unnamed. */
static int
number_of(const struct fp_wire *wire, const struct fp_statement_entry *entry,
          int *is_new)
{
    const struct fp_conn *conn = wire->conn;

    if (!entry->keyed || wire->unnamed || conn->naming != FP_NAMING_YES)
        return -1;
    for (size_t i = 0; i < conn->n_prepared; i++)
        if (conn->prepared[i] == entry)
            return (int)i;
    if (conn->n_prepared == FP_PREPARED_MAX)
        return -1;
    *is_new = 1;
    return (int)conn->n_prepared;
}

void
fp_wire_add(struct fp_wire *wire, const struct fp_tx_step *step,
            PGresult **rows)
{
    const struct fp_statement_entry *entry = entry_of(step);
    struct fp_wire_item item = { .step = step };
    int is_new = 0;

    assert(wire->n + 2 <= FP_COUNT(wire->items));
    item.number = number_of(wire, entry, &is_new);
    if (is_new) {
        item.prepares = 1;
        wire->items[wire->n++] = item;
        wire->conn->prepared[wire->conn->n_prepared++] = entry;
    }
    item.prepares = 0;
    item.rows = rows;
    wire->items[wire->n++] = item;
}

static int
send_item(PGconn *pg, const struct fp_wire_item *item)
{
    const struct fp_tx_step *step = item->step;
    const struct fp_statement_entry *entry = entry_of(step);
    int formats[FP_SQL_PARAMS_MAX];
    char name[NAME];

    snprintf(name, sizeof(name), "s%d", item->number);
    if (item->prepares)
        return PQsendPrepare(pg, name, without_owner(entry->sql), 0, NULL);
    for (int i = 0; i < FP_SQL_PARAMS_MAX; i++)
        formats[i] = step->lengths[i] > 0;
    if (item->number >= 0)
        return PQsendQueryPrepared(pg, name, entry->params, step->values,
                                   step->lengths, formats, 0);
    return PQsendQueryParams(pg, without_owner(entry->sql), entry->params,
                             NULL, step->values, step->lengths, formats, 0);
}

/* Puts the whole batch into libpq's buffer, and some of it on the wire when
 * it is large. The server keeps its answers back until the sync; where each
 * statement is timed it is asked to send each at once. */
static int
send_all(const struct fp_wire *wire)
{
    const struct fp_storage_config *config = wire->config;
    PGconn *pg = wire->conn->pg;
    int timed = config->span != NULL && config->is_timed(config->span_data);

    if (PQpipelineStatus(pg) == PQ_PIPELINE_OFF && !PQenterPipelineMode(pg))
        return 0;
    for (size_t i = 0; i < wire->n; i++)
        if (!send_item(pg, &wire->items[i]) ||
            (timed && !PQsendFlushRequest(pg)))
            return 0;
    return PQpipelineSync(pg);
}

/* Sends what is buffered and waits until a result can be taken without
 * blocking. */
static enum fp_err
wait_result(PGconn *pg, uint64_t deadline_ns)
{
    for (;;) {
        int unsent = PQflush(pg);
        short ready = 0;
        enum fp_err err;

        if (unsent < 0)
            return FP_EIO;
        if (unsent == 0 && !PQisBusy(pg))
            return FP_OK;
        err = fp_storage_wait(PQsocket(pg), unsent ? POLLIN | POLLOUT : POLLIN,
                              deadline_ns, &ready);
        if (err != FP_OK)
            return err;
        if ((ready & (POLLIN | POLLHUP | POLLERR)) && !PQconsumeInput(pg))
            return FP_EIO;
    }
}

/* --- what is answered ---------------------------------------------------- */

static const char *
name_of(const struct fp_wire *wire, size_t i)
{
    return i < wire->n ? entry_of(wire->items[i].step)->name : "sync";
}

static enum fp_err
note_failure(struct fp_wire *wire, size_t i, const PGresult *result)
{
    const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char *constraint =
        PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME);

    wire->failed =
        i < wire->n ? wire->items[i].step->statement : FP_SQL_COMMIT;
    wire->statement = name_of(wire, i);
    fp_storage_first_line(PQresultErrorMessage(result), wire->message,
                          sizeof(wire->message));
    snprintf(wire->failure.sqlstate, sizeof(wire->failure.sqlstate), "%s",
             state != NULL ? state : "");
    snprintf(wire->failure.constraint, sizeof(wire->failure.constraint), "%s",
             constraint != NULL ? constraint : "");
    /* libpq makes a result of its own, without SQLSTATE, when the peer went
     * away. */
    return state != NULL ? fp_sqlstate_code(state) : FP_EUNAVAIL;
}

static enum fp_err
note_loss(struct fp_wire *wire, enum fp_err err, const char *statement)
{
    wire->lost = 1;
    wire->statement = statement;
    fp_storage_first_line(err == FP_ETIMEOUT ? "no answer in time"
                                             : PQerrorMessage(wire->conn->pg),
                          wire->message, sizeof(wire->message));
    return err == FP_ETIMEOUT ? FP_ETIMEOUT : FP_EUNAVAIL;
}

/* The server works one statement after the other, so each takes from the end
 * of the one before. */
static uint64_t
tell_span(const struct fp_wire *wire, size_t i, uint64_t since_ns)
{
    uint64_t now;

    if (wire->config->span == NULL)
        return since_ns;
    now = fp_clock_monotonic_ns();
    wire->config->span(wire->config->span_data, name_of(wire, i), since_ns,
                       now);
    return now;
}

/* COMMIT of a failed transaction answers ROLLBACK. */
static int
not_committed(const struct fp_wire_item *item, PGresult *result)
{
    return item->step->statement == FP_SQL_COMMIT && !item->prepares &&
           strcmp(PQcmdStatus(result), "COMMIT") != 0;
}

/* Reads up to and including the sync. *n_prepared counts the statements that
 * the server has taken a name for. */
static enum fp_err
read_all(struct fp_wire *wire, uint64_t since_ns, size_t *n_prepared)
{
    PGconn *pg = wire->conn->pg;
    enum fp_err outcome = FP_OK;
    size_t i = 0;

    wire->round_trips++;
    for (;;) {
        enum fp_err err = wait_result(pg, wire->deadline_ns);
        PGresult *result;
        ExecStatusType status;

        if (err != FP_OK)
            return note_loss(wire, err, name_of(wire, i));
        result = PQgetResult(pg);
        if (result == NULL) {
            /* NULL ends the results of one statement. */
            if (PQstatus(pg) != CONNECTION_OK)
                return note_loss(wire, FP_EIO, name_of(wire, i));
            since_ns = tell_span(wire, i, since_ns);
            if (++i > wire->n)
                return note_loss(wire, FP_EIO, "sync");
            continue;
        }
        status = PQresultStatus(result);
        if (status == PGRES_PIPELINE_SYNC) {
            PQclear(result);
            return outcome;
        }
        if (status == PGRES_FATAL_ERROR && outcome == FP_OK)
            outcome = note_failure(wire, i, result);
        if (status == PGRES_TUPLES_OK && i < wire->n &&
            wire->items[i].rows != NULL) {
            *wire->items[i].rows = result;
            result = NULL;
        } else if (status == PGRES_COMMAND_OK && i < wire->n &&
                   outcome == FP_OK) {
            *n_prepared += (size_t)wire->items[i].prepares;
            if (not_committed(&wire->items[i], result)) {
                wire->statement = "commit";
                outcome = FP_EINTERNAL;
            }
        }
        PQclear(result);
        if (PQstatus(pg) != CONNECTION_OK) {
            wire->lost = 1;
            return outcome != FP_OK
                       ? outcome
                       : note_loss(wire, FP_EIO, name_of(wire, i));
        }
    }
}

enum fp_err
fp_wire_run(struct fp_wire *wire)
{
    const uint64_t sent_ns = fp_clock_monotonic_ns();
    size_t n_prepared = wire->conn->n_prepared;
    enum fp_err err;

    for (size_t i = 0; i < wire->n; i++)
        n_prepared -= (size_t)wire->items[i].prepares;
    if (!send_all(wire))
        return note_loss(wire, FP_EIO, "begin");
    err = read_all(wire, sent_ns, &n_prepared);
    /* Those behind a statement that failed were not prepared. */
    wire->conn->n_prepared = n_prepared;
    return err;
}

void
fp_wire_roll_back(struct fp_wire *wire)
{
    const struct fp_tx_step step = { .statement = FP_SQL_ROLLBACK };
    const struct fp_wire_item item = { .step = &step, .number = -1 };
    const uint64_t grace =
        fp_clock_monotonic_ns() + ROLLBACK_GRACE_MS * NS_PER_MS;
    const uint64_t until =
        wire->deadline_ns < grace ? grace : wire->deadline_ns;
    PGconn *pg = wire->conn->pg;
    int done = 0;

    if (!send_item(pg, &item) || !PQpipelineSync(pg)) {
        wire->lost = 1;
        return;
    }
    wire->round_trips++;
    while (!done) {
        PGresult *result;

        if (wait_result(pg, until) != FP_OK ||
            PQstatus(pg) != CONNECTION_OK) {
            wire->lost = 1;
            return;
        }
        result = PQgetResult(pg);
        done = result != NULL &&
               PQresultStatus(result) == PGRES_PIPELINE_SYNC;
        PQclear(result);
    }
}
