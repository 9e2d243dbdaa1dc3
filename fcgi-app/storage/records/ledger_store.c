/* Transactions of an account taken together. */
#include "storage/records/ledger_store.h"

#include <assert.h>
#include <string.h>

#include "base/clock.h"
#include "base/uuid.h"
#include "storage/records/record_rows.h"
#include "storage/records/record_statements.h"
#include "storage/rows.h"

static enum fp_err
out_of_memory(struct fp_error *error)
{
    return fp_error_set(error, FP_ENOMEM, "Out of memory.");
}

static enum fp_err
not_found(struct fp_error *error)
{
    return fp_error_set(error, FP_ENOTFOUND, "There is no such record.");
}

static void
member(struct fp_buf *buf, const char *name, const char *value)
{
    if (value == NULL)
        return;
    fp_buf_printf(buf, ",\"%s\":", name);
    fp_buf_json(buf, value);
}

/* The lines with new ids as a JSON array. */
static const char *
lines_json(struct fp_arena *arena, const struct fp_ledger_line *lines,
           size_t count)
{
    const int64_t now_ms = fp_clock_unix_ms();
    struct fp_buf buf;

    fp_buf_init(&buf, 0);
    for (size_t i = 0; i < count; i++) {
        char id[FP_UUID_TEXT];

        if (fp_uuid7(now_ms, id) != FP_OK) {
            fp_buf_fini(&buf);
            return NULL;
        }
        fp_buf_printf(&buf, "%s{\"n\":%zu,\"id\":\"%s\",\"cents\":%lld",
                      i == 0 ? "[" : ",", i, id, (long long)lines[i].cents);
        member(&buf, "date", lines[i].date);
        member(&buf, "description", lines[i].description);
        member(&buf, "category", lines[i].category);
        member(&buf, "external_id", lines[i].external_id);
        fp_buf_char(&buf, '}');
    }
    fp_buf_char(&buf, ']');
    return fp_record_text(arena, &buf);
}

enum fp_err
fp_storage_import(const struct fp_storage_call *call, const char *account,
                  const char *source, int dry_run,
                  struct fp_ledger_line *lines, size_t count,
                  struct fp_record_refusal *refusal, struct fp_error *error)
{
    enum { LOCK, IMPORT };
    const struct fp_record_sql *sql = fp_record_sql(FP_RECORD_ACCOUNT);
    struct fp_tx_failure failure = { .sqlstate = "" };
    PGresult *results[FP_TX_STEPS];
    const char *text;
    struct fp_tx tx;
    enum fp_err err;

    refusal->rule = NULL;
    if (count < 1 || count > FP_LEDGER_IMPORT_MAX)
        return fp_error_set(error, FP_EINVAL,
                            "A file has 1 to %d transactions.",
                            (int)FP_LEDGER_IMPORT_MAX);
    if (!fp_uuid_valid(account, strlen(account)))
        return not_found(error);
    text = lines_json(call->arena, lines, count);
    if (sql == NULL || text == NULL)
        return out_of_memory(error);
    tx = (struct fp_tx){
        .claim = call->user_id,
        .steps = {
            [LOCK] = { .made = dry_run ? &sql->own : &sql->lock,
                       .values = { call->user_id, account } },
            [IMPORT] = { .made = fp_record_statement(FP_SQL_IMPORT),
                         .values = { call->user_id, account, text, source,
                                     dry_run ? "t" : "f" } },
        },
        .n_steps = 2,
    };
    err = fp_tx_run(call, &tx, results, &failure, error);
    if (err != FP_OK)
        return fp_record_refused(fp_record_kind(FP_RECORD_TRANSACTION),
                                 &failure, err, refusal, error);
    if (PQntuples(results[LOCK]) == 0)
        return not_found(error);
    assert((size_t)PQntuples(results[IMPORT]) == count);
    for (size_t i = 0; i < count; i++)
        lines[i].duplicate = (int)fp_row_int(results[IMPORT], (int)i, 0);
    return FP_OK;
}

enum fp_err
fp_storage_ledger_summary(const struct fp_storage_call *call,
                          const char *account, const char *from,
                          const char *to, const char *by,
                          struct fp_ledger_group **groups, size_t *count,
                          struct fp_error *error)
{
    enum { ACCOUNT, SUMMARY };
    enum { KEY, COUNT, IN, OUT, NET };
    const struct fp_record_sql *sql = fp_record_sql(FP_RECORD_ACCOUNT);
    PGresult *results[FP_TX_STEPS];
    struct fp_ledger_group *list;
    struct fp_tx tx;
    enum fp_err err;
    size_t n;

    if (sql == NULL)
        return out_of_memory(error);
    if (!fp_uuid_valid(account, strlen(account)))
        return not_found(error);
    tx = (struct fp_tx){
        .claim = call->user_id,
        .read_only = 1,
        .steps = {
            [ACCOUNT] = { .made = &sql->get,
                          .values = { call->user_id, account } },
            [SUMMARY] = { .made = fp_record_statement(FP_SQL_LEDGER_SUMMARY),
                          .values = { call->user_id, account, from, to, by } },
        },
        .n_steps = 2,
    };
    err = fp_tx_run(call, &tx, results, NULL, error);
    if (err != FP_OK)
        return err;
    if (PQntuples(results[ACCOUNT]) == 0)
        return not_found(error);
    n = (size_t)PQntuples(results[SUMMARY]);
    if (n > FP_LEDGER_GROUPS_MAX)
        return fp_error_set(error, FP_ELIMIT,
                            "There are more than %d groups; ask for fewer "
                            "days.", (int)FP_LEDGER_GROUPS_MAX);
    list = fp_arena_array(call->arena, n, sizeof(*list));
    if (list == NULL)
        return out_of_memory(error);
    for (size_t i = 0; i < n; i++) {
        const PGresult *row = results[SUMMARY];

        list[i] = (struct fp_ledger_group){
            .key = fp_row_text(row, (int)i, KEY),
            .count = fp_row_int(row, (int)i, COUNT),
            .in = fp_row_text(row, (int)i, IN),
            .out = fp_row_text(row, (int)i, OUT),
            .net = fp_row_text(row, (int)i, NET),
        };
    }
    *groups = list;
    *count = n;
    return FP_OK;
}

enum fp_err
fp_storage_goal(const struct fp_storage_call *call, const char *id,
                struct fp_record_row *goal, int64_t *contributions,
                const char **last, struct fp_error *error)
{
    const struct fp_record_kind *kind = fp_record_kind(FP_RECORD_GOAL);
    const struct fp_record_sql *sql = fp_record_sql(FP_RECORD_GOAL);
    PGresult *results[FP_TX_STEPS];
    struct fp_tx tx;
    enum fp_err err;

    if (sql == NULL)
        return out_of_memory(error);
    if (!fp_uuid_valid(id, strlen(id)))
        return not_found(error);
    tx = (struct fp_tx){
        .claim = call->user_id,
        .read_only = 1,
        .steps = { { .made = &sql->get, .values = { call->user_id, id } },
                   { .made = fp_record_statement(FP_SQL_GOAL_FIGURES),
                     .values = { call->user_id, id } } },
        .n_steps = 2,
    };
    err = fp_tx_run(call, &tx, results, NULL, error);
    if (err != FP_OK)
        return err;
    if (PQntuples(results[0]) == 0)
        return not_found(error);
    *goal = fp_record_row_of(kind, results[0], 0);
    *contributions = fp_row_int(results[1], 0, 0);
    *last = fp_row_text(results[1], 0, 1);
    return FP_OK;
}
