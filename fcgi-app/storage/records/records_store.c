/* Records of every kind. */
#include "storage/records/records_store.h"

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

static int
is_uuid(const char *id)
{
    return fp_uuid_valid(id, strlen(id));
}

/* The rows to be inserted, with new ids, as JSON; ids[count] gets those. */
static char *
rows_json(struct fp_arena *arena, const struct fp_record_kind *kind,
          const struct fp_record_values *list, size_t count,
          char (*ids)[FP_UUID_TEXT])
{
    const int64_t now_ms = fp_clock_unix_ms();
    struct fp_buf buf;

    fp_buf_init(&buf, 0);
    fp_buf_char(&buf, '[');
    for (size_t i = 0; i < count; i++) {
        if (fp_uuid7(now_ms, ids[i]) != FP_OK) {
            fp_buf_fini(&buf);
            return NULL;
        }
        if (i > 0)
            fp_buf_char(&buf, ',');
        fp_record_row_json(&buf, kind, ids[i], &list[i]);
    }
    fp_buf_char(&buf, ']');
    return fp_record_text(arena, &buf);
}

/* The rows of result in the order of ids. The server returns them so; that is
 * checked, not relied upon. */
static enum fp_err
in_order(struct fp_arena *arena, const struct fp_record_kind *kind,
         const PGresult *result, char (*ids)[FP_UUID_TEXT], size_t count,
         struct fp_record_row **rows)
{
    struct fp_record_row *got = fp_record_rows_of(arena, kind, result, count);

    if (got == NULL)
        return FP_ENOMEM;
    for (size_t i = 0; i < count; i++) {
        size_t j = i;

        while (j < count && strcmp(got[j].id, ids[i]) != 0)
            j++;
        if (j == count)
            return FP_EINTERNAL;
        if (j != i) {
            struct fp_record_row other = got[i];

            got[i] = got[j];
            got[j] = other;
        }
    }
    *rows = got;
    return FP_OK;
}

enum { INSERT, OWN };

/* Inserts list[count] with the ids that ids[count] gets; dry: and takes them
 * back again. */
static enum fp_err
insert(const struct fp_storage_call *call, const struct fp_record_kind *kind,
       const char *parent, const struct fp_record_values *list, size_t count,
       int dry, char (*ids)[FP_UUID_TEXT], PGresult *results[FP_TX_STEPS],
       struct fp_tx_failure *failure, struct fp_error *error)
{
    const struct fp_record_sql *sql = fp_record_sql(kind->id);
    const char *text = rows_json(call->arena, kind, list, count, ids);
    struct fp_tx tx;

    if (sql == NULL || text == NULL)
        return out_of_memory(error);
    tx = (struct fp_tx){
        .claim = call->user_id,
        .dry = dry,
        .steps = {
            [INSERT] = { .made = &sql->insert,
                         .values = { call->user_id, parent, text } },
        },
        .n_steps = 1,
    };
    if (parent != NULL)
        tx.steps[tx.n_steps++] = (struct fp_tx_step){
            .made = &fp_record_sql(kind->parent)->own,
            .values = { call->user_id, parent },
        };
    return fp_tx_run(call, &tx, results, failure, error);
}

/* Which of list[count] was refused first. The server names the rule and, behind
 * row-level security, nothing of the row; so ever shorter beginnings of the
 * list are tried until the last one of them is the one. */
static void
find_item(const struct fp_storage_call *call,
          const struct fp_record_kind *kind, const char *parent,
          const struct fp_record_values *list, size_t count,
          char (*ids)[FP_UUID_TEXT], struct fp_record_refusal *refusal,
          struct fp_error *error)
{
    struct fp_storage_call plain = *call;
    size_t good = 0, bad = count;

    plain.once = NULL; /* the key's transaction is over */
    while (bad - good > 1) {
        struct fp_tx_failure failure = { .sqlstate = "" };
        struct fp_record_refusal other = { .rule = NULL };
        size_t middle = good + (bad - good) / 2;
        PGresult *results[FP_TX_STEPS];
        enum fp_err err = insert(&plain, kind, parent, list, middle, 1, ids,
                                 results, &failure, NULL);

        if (err == FP_OK) {
            good = middle;
            continue;
        }
        (void)fp_record_refused(kind, &failure, err, &other, error);
        if (other.rule == NULL)
            return;
        refusal->rule = other.rule;
        bad = middle;
    }
    refusal->item = bad - 1;
    refusal->has_item = 1;
}

enum fp_err
fp_storage_records_create(const struct fp_storage_call *call,
                          const struct fp_record_kind *kind,
                          const char *parent,
                          const struct fp_record_values *list, size_t count,
                          struct fp_record_row **rows,
                          struct fp_record_refusal *refusal,
                          struct fp_error *error)
{
    struct fp_tx_failure failure = { .sqlstate = "" };
    char (*ids)[FP_UUID_TEXT];
    PGresult *results[FP_TX_STEPS];
    enum fp_err err;

    *refusal = (struct fp_record_refusal){ .rule = NULL };
    if (count < 1 || count > FP_RECORD_BULK_MAX)
        return fp_error_set(error, FP_EINVAL, "1 to %d records can be made "
                            "at once.", (int)FP_RECORD_BULK_MAX);
    if (parent != NULL && !is_uuid(parent))
        return not_found(error);
    ids = fp_arena_array(call->arena, count, sizeof(*ids));
    if (ids == NULL)
        return out_of_memory(error);
    err = insert(call, kind, parent, list, count, 0, ids, results, &failure,
                 error);
    if (err != FP_OK)
        err = fp_record_refused(kind, &failure, err, refusal, error);
    if (err != FP_OK && refusal->rule != NULL)
        find_item(call, kind, parent, list, count, ids, refusal, error);
    if (err != FP_OK)
        return err;
    if (parent != NULL && PQntuples(results[OWN]) == 0)
        return not_found(error);
    if ((size_t)PQntuples(results[INSERT]) != count)
        return fp_error_set(error, FP_ELIMIT,
                            "There is room for %lld %s here and no more.",
                            (long long)kind->max, kind->plural);
    err = in_order(call->arena, kind, results[INSERT], ids, count, rows);
    return err == FP_OK ? FP_OK
                        : fp_error_set(error, err, "The rows went missing.");
}

enum fp_err
fp_storage_record_get(const struct fp_storage_call *call,
                      const struct fp_record_kind *kind, const char *id,
                      int64_t moment, struct fp_record_row *out,
                      struct fp_error *error)
{
    const struct fp_record_sql *sql = fp_record_sql(kind->id);
    char when[FP_INT_TEXT];
    PGresult *results[FP_TX_STEPS];
    struct fp_tx tx;
    enum fp_err err;

    if (sql == NULL)
        return out_of_memory(error);
    if (!is_uuid(id))
        return not_found(error);
    tx = (struct fp_tx){
        .claim = call->user_id,
        .read_only = 1,
        .steps = { { .made = moment == FP_RECORD_NOW ? &sql->get
                                                     : &sql->get_then,
                     .values = { call->user_id, id,
                                 fp_int_text(moment, when) } } },
        .n_steps = 1,
    };
    err = fp_tx_run(call, &tx, results, NULL, error);
    if (err != FP_OK)
        return err;
    if (PQntuples(results[0]) == 0)
        return not_found(error);
    *out = fp_record_row_of(kind, results[0], 0);
    return FP_OK;
}

/* A result of limit + 1 rows at most, as a page. */
static enum fp_err
page_of(struct fp_arena *arena, const struct fp_record_kind *kind,
        const PGresult *result, size_t limit, struct fp_record_page *out,
        struct fp_error *error)
{
    const size_t found = (size_t)PQntuples(result);
    struct fp_record_page page = { .count = found > limit ? limit : found };

    page.rows = fp_record_rows_of(arena, kind, result, page.count);
    if (page.rows == NULL)
        return out_of_memory(error);
    if (found > limit) {
        const struct fp_record_row *last = &page.rows[page.count - 1];

        page.next = kind->date == NULL
                        ? last->id
                        : fp_arena_printf(
                              arena, "%s~%s",
                              last->values[fp_record_field(kind, kind->date)],
                              last->id);
        if (page.next == NULL)
            return out_of_memory(error);
    }
    *out = page;
    return FP_OK;
}

static enum fp_err
bad_page(size_t limit, struct fp_error *error)
{
    if (limit < 1 || limit > FP_RECORD_PAGE_MAX)
        return fp_error_set(error, FP_EINVAL, "limit must be 1 to %d.",
                            (int)FP_RECORD_PAGE_MAX);
    return fp_error_set(error, FP_EINVAL,
                        "The cursor is not one that this list gave.");
}

enum fp_err
fp_storage_records_list(const struct fp_storage_call *call,
                        const struct fp_record_kind *kind, const char *parent,
                        int64_t moment, const char *after, size_t limit,
                        struct fp_record_page *out, struct fp_error *error)
{
    enum { ORDER, LIST, PARENT };
    const struct fp_record_sql *sql = fp_record_sql(kind->id);
    char when[FP_INT_TEXT], count[FP_INT_TEXT];
    const char *id, *day;
    PGresult *results[FP_TX_STEPS];
    struct fp_tx tx = { .claim = call->user_id, .read_only = 1,
                        .n_steps = PARENT };
    enum fp_err err;

    if (sql == NULL)
        return out_of_memory(error);
    if (parent != NULL && !is_uuid(parent))
        return not_found(error);
    if (limit < 1 || limit > FP_RECORD_PAGE_MAX ||
        !fp_record_after(call->arena, kind, after, &id, &day))
        return bad_page(limit, error);
    fp_int_text(moment, when);
    /* One more than asked for tells whether there is a next page. */
    fp_int_text((int64_t)limit + 1, count);
    tx.steps[ORDER].made = fp_record_statement(FP_SQL_IN_ORDER);
    tx.steps[LIST] =
        moment == FP_RECORD_NOW
            ? (struct fp_tx_step){ .made = &sql->list,
                                   .values = { call->user_id, parent, count,
                                               id, day } }
            : (struct fp_tx_step){ .made = &sql->list_then,
                                   .values = { call->user_id, parent, when,
                                               count, id, day } };
    if (parent != NULL) {
        const struct fp_record_sql *above = fp_record_sql(kind->parent);

        tx.steps[PARENT] = (struct fp_tx_step){
            .made = moment == FP_RECORD_NOW ? &above->get : &above->get_then,
            .values = { call->user_id, parent, when },
        };
        tx.n_steps++;
    }
    err = fp_tx_run(call, &tx, results, NULL, error);
    if (err != FP_OK)
        return err;
    if (parent != NULL && PQntuples(results[PARENT]) == 0)
        return not_found(error);
    return page_of(call->arena, kind, results[LIST], limit, out, error);
}

enum fp_err
fp_storage_households_shared(const struct fp_storage_call *call,
                             const char *after, size_t limit,
                             struct fp_record_page *out,
                             struct fp_error *error)
{
    const struct fp_record_kind *kind = fp_record_kind(FP_RECORD_HOUSEHOLD);
    const struct fp_record_sql *sql = fp_record_sql(kind->id);
    char count[FP_INT_TEXT];
    const char *id, *day;
    PGresult *results[FP_TX_STEPS];
    struct fp_tx tx;
    enum fp_err err;

    if (sql == NULL)
        return out_of_memory(error);
    if (limit < 1 || limit > FP_RECORD_PAGE_MAX ||
        !fp_record_after(call->arena, kind, after, &id, &day))
        return bad_page(limit, error);
    tx = (struct fp_tx){
        .claim = call->user_id,
        .read_only = 1,
        .steps = { { .made = &sql->shared,
                     .values = { call->user_id,
                                 fp_int_text((int64_t)limit + 1, count),
                                 id } } },
        .n_steps = 1,
    };
    err = fp_tx_run(call, &tx, results, NULL, error);
    if (err != FP_OK)
        return err;
    return page_of(call->arena, kind, results[0], limit, out, error);
}

/* locked: the row as it was found; changed: no row when the version differs. */
static enum fp_err
version_outcome(const PGresult *locked, const PGresult *changed,
                struct fp_error *error)
{
    if (PQntuples(locked) == 0)
        return not_found(error);
    if (PQntuples(changed) == 1)
        return FP_OK;
    return fp_error_set(error, FP_ECONFLICT,
                        "The record was changed by someone else; its version "
                        "is %s now.", fp_row_text(locked, 0, 0));
}

enum fp_err
fp_storage_record_replace(const struct fp_storage_call *call,
                          const struct fp_record_kind *kind, const char *id,
                          int64_t version,
                          const struct fp_record_values *values,
                          struct fp_record_row *out,
                          struct fp_record_refusal *refusal,
                          struct fp_error *error)
{
    const struct fp_record_sql *sql = fp_record_sql(kind->id);
    struct fp_tx_failure failure = { .sqlstate = "" };
    char expected[FP_INT_TEXT];
    PGresult *results[FP_TX_STEPS];
    struct fp_buf buf;
    struct fp_tx tx;
    const char *text;
    enum fp_err err;

    refusal->rule = NULL;
    if (!is_uuid(id))
        return not_found(error);
    fp_buf_init(&buf, 0);
    fp_record_row_json(&buf, kind, NULL, values);
    text = fp_record_text(call->arena, &buf);
    if (sql == NULL || text == NULL)
        return out_of_memory(error);
    tx = (struct fp_tx){
        .claim = call->user_id,
        .steps = { { .made = &sql->lock, .values = { call->user_id, id } },
                   { .made = &sql->update,
                     .values = { call->user_id, id,
                                 fp_int_text(version, expected), text } } },
        .n_steps = 2,
    };
    err = fp_tx_run(call, &tx, results, &failure, error);
    if (err != FP_OK)
        return fp_record_refused(kind, &failure, err, refusal, error);
    err = version_outcome(results[0], results[1], error);
    if (err == FP_OK)
        *out = fp_record_row_of(kind, results[1], 0);
    return err;
}

enum fp_err
fp_storage_record_delete(const struct fp_storage_call *call,
                         const struct fp_record_kind *kind, const char *id,
                         int64_t version, struct fp_error *error)
{
    const struct fp_record_sql *sql = fp_record_sql(kind->id);
    struct fp_tx_failure failure = { .sqlstate = "" };
    char expected[FP_INT_TEXT];
    PGresult *results[FP_TX_STEPS];
    struct fp_tx tx;
    enum fp_err err;

    if (sql == NULL)
        return out_of_memory(error);
    if (!is_uuid(id))
        return not_found(error);
    tx = (struct fp_tx){
        .claim = call->user_id,
        .steps = { { .made = &sql->lock, .values = { call->user_id, id } },
                   { .made = &sql->remove,
                     .values = { call->user_id, id,
                                 fp_int_text(version, expected) } } },
        .n_steps = 2,
    };
    err = fp_tx_run(call, &tx, results, &failure, error);
    if (err == FP_ENOTFOUND && strcmp(failure.sqlstate, "23503") == 0)
        return fp_error_set(error, FP_EFORBID,
                            "Other records refer to this one; change or "
                            "delete them first.");
    if (err == FP_OK)
        err = version_outcome(results[0], results[1], error);
    return err;
}

enum fp_err
fp_storage_record_history(const struct fp_storage_call *call,
                          const struct fp_record_kind *kind, const char *id,
                          int64_t after, size_t limit,
                          struct fp_record_version **list, size_t *count,
                          int *more, struct fp_error *error)
{
    enum { PAST, CURRENT };
    const struct fp_record_sql *sql = fp_record_sql(kind->id);
    char rows[FP_INT_TEXT], before[FP_INT_TEXT];
    struct fp_record_version *made;
    PGresult *results[FP_TX_STEPS];
    size_t past, n = 0;
    struct fp_tx tx;
    enum fp_err err;

    if (sql == NULL)
        return out_of_memory(error);
    if (!is_uuid(id))
        return not_found(error);
    if (limit < 1 || limit > FP_RECORD_PAGE_MAX)
        return bad_page(limit, error);
    tx = (struct fp_tx){
        .claim = call->user_id,
        .read_only = 1,
        .steps = { [PAST] = { .made = &sql->history,
                              .values = { call->user_id, id,
                                          fp_int_text((int64_t)limit + 1,
                                                      rows),
                                          after > 0
                                              ? fp_int_text(after, before)
                                              : NULL } },
                   [CURRENT] = { .made = &sql->get,
                                 .values = { call->user_id, id } } },
        .n_steps = 2,
    };
    err = fp_tx_run(call, &tx, results, NULL, error);
    if (err != FP_OK)
        return err;
    past = (size_t)PQntuples(results[PAST]);
    if (past == 0 && after == 0 && PQntuples(results[CURRENT]) == 0)
        return not_found(error);
    made = fp_arena_array(call->arena, limit + 2, sizeof(*made));
    if (made == NULL)
        return out_of_memory(error);
    if (after == 0 && PQntuples(results[CURRENT]) == 1)
        made[n++].row = fp_record_row_of(kind, results[CURRENT], 0);
    for (size_t i = 0; i < past; i++, n++) {
        made[n].row = fp_record_row_of(kind, results[PAST], (int)i);
        made[n].until_ms = fp_row_int(results[PAST], (int)i, FP_COLUMN_ENDED);
        made[n].deleted = (int)fp_row_int(results[PAST], (int)i,
                                          FP_COLUMN_DELETED);
    }
    *more = n > limit;
    *count = n > limit ? limit : n;
    *list = made;
    return FP_OK;
}
