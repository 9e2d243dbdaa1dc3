/* Statements made of descriptors. */
#include "storage/records/record_sql.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "storage/records/market_sql.h"

#define MS(column) "(extract(epoch FROM " column ") * 1000)::bigint"
#define MOMENT(n) "to_timestamp($" n "::bigint / 1000.0)"
/* Of prices of the market: what was known at the moment in $3. */
#define KNOWN_THEN " AND m.fetched_at <= " MOMENT("3")

/* Which table a statement reads. */
enum moment { NOW, THEN, PAST };

/* Fields that are no column of their table: how they are computed, now, and
 * as of the moment in $3. Each sum is a query of its own by owner and parent,
 * not a join: behind row-level security the planner takes one owner's rows for
 * one row, and would go through all of them for each partner. Other derived fields are columns that only the
 * database or a statement of its own writes. */
static const struct {
    enum fp_record kind;
    const char *field, *now, *then;
} computed[] = {
    { FP_RECORD_ACCOUNT, "balance",
      "r.opening_balance_cents + coalesce((SELECT b.moved_cents FROM"
      " finplan.account_balances b WHERE b.owner_id = r.owner_id"
      " AND b.account_id = r.id), 0)",
      "r.opening_balance_cents + coalesce((SELECT sum(x.amount_cents) FROM"
      " finplan.transactions_as_of(" MOMENT("3") ") x"
      " WHERE x.owner_id = r.owner_id AND x.account_id = r.id), 0)" },
    { FP_RECORD_ACCOUNT, "holdings_value",
      "(SELECT coalesce(sum(round(" FP_SQL_UNIT_PRICE("h", "") " * 100 *"
      " (SELECT coalesce(sum(l.quantity), 0) FROM finplan.lots l"
      " WHERE l.owner_id = h.owner_id AND l.holding_id = h.id))), 0)"
      " FROM finplan.holdings h WHERE h.owner_id = r.owner_id"
      " AND h.account_id = r.id)",
      "(SELECT coalesce(sum(round(" FP_SQL_UNIT_PRICE("h", KNOWN_THEN)
      " * 100 * (SELECT coalesce(sum(l.quantity), 0)"
      " FROM finplan.lots_as_of(" MOMENT("3") ") l"
      " WHERE l.owner_id = h.owner_id AND l.holding_id = h.id))), 0)"
      " FROM finplan.holdings_as_of(" MOMENT("3") ") h"
      " WHERE h.owner_id = r.owner_id AND h.account_id = r.id)" },
    { FP_RECORD_HOLDING, "quantity",
      "(SELECT trim_scale(coalesce(sum(l.quantity), 0)) FROM finplan.lots l"
      " WHERE l.owner_id = r.owner_id AND l.holding_id = r.id)",
      "(SELECT trim_scale(coalesce(sum(l.quantity), 0)) FROM"
      " finplan.lots_as_of(" MOMENT("3") ") l"
      " WHERE l.owner_id = r.owner_id AND l.holding_id = r.id)" },
    { FP_RECORD_HOLDING, "market_price",
      FP_SQL_MARKET("trim_scale(m.close)", "r", ""),
      FP_SQL_MARKET("trim_scale(m.close)", "r", KNOWN_THEN) },
    { FP_RECORD_HOLDING, "market_date",
      FP_SQL_MARKET("to_char(m.date, 'YYYY-MM-DD')", "r", ""),
      FP_SQL_MARKET("to_char(m.date, 'YYYY-MM-DD')", "r", KNOWN_THEN) },
    { FP_RECORD_HOLDING, "market_source", FP_SQL_MARKET("m.source", "r", ""),
      FP_SQL_MARKET("m.source", "r", KNOWN_THEN) },
    { FP_RECORD_HOLDING, "market_value",
      "(SELECT round(coalesce(sum(l.quantity), 0) * "
      FP_SQL_MARKET("m.close", "r", "") " * 100) FROM finplan.lots l"
      " WHERE l.owner_id = r.owner_id AND l.holding_id = r.id)",
      "(SELECT round(coalesce(sum(l.quantity), 0) * "
      FP_SQL_MARKET("m.close", "r", KNOWN_THEN) " * 100) FROM"
      " finplan.lots_as_of(" MOMENT("3") ") l"
      " WHERE l.owner_id = r.owner_id AND l.holding_id = r.id)" },
    { FP_RECORD_HOLDING, "value",
      "(SELECT round(coalesce(sum(l.quantity), 0) * "
      FP_SQL_UNIT_PRICE("r", "") " * 100) FROM finplan.lots l"
      " WHERE l.owner_id = r.owner_id AND l.holding_id = r.id)",
      "(SELECT round(coalesce(sum(l.quantity), 0) * "
      FP_SQL_UNIT_PRICE("r", KNOWN_THEN) " * 100) FROM"
      " finplan.lots_as_of(" MOMENT("3") ") l"
      " WHERE l.owner_id = r.owner_id AND l.holding_id = r.id)" },
    { FP_RECORD_HOLDING, "value_date", FP_SQL_UNIT_PRICE_DATE("r", ""),
      FP_SQL_UNIT_PRICE_DATE("r", KNOWN_THEN) },
    { FP_RECORD_HOLDING, "cost",
      "(SELECT coalesce(sum(l.cost_cents), 0) FROM finplan.lots l"
      " WHERE l.owner_id = r.owner_id AND l.holding_id = r.id)",
      "(SELECT coalesce(sum(l.cost_cents), 0) FROM"
      " finplan.lots_as_of(" MOMENT("3") ") l"
      " WHERE l.owner_id = r.owner_id AND l.holding_id = r.id)" },
    { FP_RECORD_GOAL, "saved",
      "(SELECT coalesce(sum(c.amount_cents), 0) FROM finplan.contributions c"
      " WHERE c.owner_id = r.owner_id AND c.goal_id = r.id)",
      "(SELECT coalesce(sum(c.amount_cents), 0) FROM"
      " finplan.contributions_as_of(" MOMENT("3") ") c"
      " WHERE c.owner_id = r.owner_id AND c.goal_id = r.id)" },
};

static struct fp_record_sql made[FP_RECORD_COUNT];
static int failed;

/* --- parts ----------------------------------------------------------------- */

static const struct fp_record_kind *
parent_of(const struct fp_record_kind *kind)
{
    return kind->parent != FP_RECORD_NONE ? fp_record_kind(kind->parent)
                                          : NULL;
}

static void
column(struct fp_buf *sql, const char *alias,
       const struct fp_record_field *field)
{
    fp_buf_printf(sql, "%s%s%s", alias, field->name,
                  field->type == FP_FIELD_MONEY ? "_cents" : "");
}

static const char *
computation(const struct fp_record_kind *kind, const char *field,
            enum moment moment)
{
    for (size_t i = 0; i < FP_COUNT(computed); i++)
        if (computed[i].kind == kind->id &&
            strcmp(computed[i].field, field) == 0)
            return moment == NOW    ? computed[i].now
                   : moment == THEN ? computed[i].then
                                    : "NULL";
    return NULL;
}

/* What a row of r is to a client. */
static void
columns(struct fp_buf *sql, const struct fp_record_kind *kind,
        enum moment moment)
{
    fp_buf_printf(sql, "%s, ", moment == PAST ? "h.record_id" : "r.id");
    if (kind->parent_id != NULL)
        fp_buf_printf(sql, "r.%s, ", kind->parent_id);
    else
        fp_buf_str(sql, "NULL, ");
    fp_buf_str(sql, kind->household ? "r.household_id, " : "NULL, ");
    fp_buf_str(sql, "r.version, " MS("r.created_at") ", "
                    MS("r.updated_at") ", ");
    fp_buf_str(sql, moment == PAST
                        ? MS("h.valid_to") ", h.deleted::int"
                        : "NULL, 0");
    for (size_t i = 0; i < kind->n_fields; i++) {
        const struct fp_record_field *field = &kind->fields[i];
        const char *formula = computation(kind, field->name, moment);

        fp_buf_str(sql, ", ");
        if (formula != NULL) {
            fp_buf_str(sql, formula);
        } else if (field->type == FP_FIELD_DATE) {
            fp_buf_printf(sql, "to_char(r.%s, 'YYYY-MM-DD')", field->name);
        } else if (field->type == FP_FIELD_DECIMAL) {
            fp_buf_printf(sql, "trim_scale(r.%s::numeric)", field->name);
        } else {
            column(sql, "r.", field);
        }
    }
}

/* What a user may read: what is theirs, and the households that were shared
 * with them. */
static void
visible(struct fp_buf *sql, const struct fp_record_kind *kind,
        const char *alias)
{
    if (kind->id == FP_RECORD_SCENARIO)
        fp_buf_printf(sql,
                      "(%s.owner_id = $1::uuid OR %s.plan_id IN"
                      " (SELECT p.id FROM finplan.shares s"
                      " JOIN finplan.plans p ON p.owner_id = s.owner_id"
                      " AND p.household_id = s.household_id"
                      " WHERE s.advisor_id = $1::uuid))",
                      alias, alias);
    else if (kind->household)
        fp_buf_printf(sql,
                      "(%s.owner_id = $1::uuid OR %s.household_id IN"
                      " (SELECT s.household_id FROM finplan.shares s"
                      " WHERE s.advisor_id = $1::uuid))", alias, alias);
    else
        fp_buf_printf(sql, "%s.owner_id = $1::uuid", alias);
}

/* The owner of the visible record with the id in $2 of a kind, so that the
 * indexes, which start with the owner, serve advisors too. A deleted record
 * was the user's own. As a query of its own: coalesce beside a column counts as
 * leaky, and row-level security keeps what is leaky out of index conditions. */
static void
owner_of(struct fp_buf *sql, const struct fp_record_kind *kind)
{
    fp_buf_printf(sql, "(SELECT coalesce((SELECT o.owner_id FROM finplan.%s o"
                       " WHERE o.id = $2::uuid AND ", kind->key);
    visible(sql, kind, "o");
    fp_buf_str(sql, "), $1::uuid))");
}

static void
source(struct fp_buf *sql, const struct fp_record_kind *kind,
       enum moment moment)
{
    if (moment == THEN)
        fp_buf_printf(sql, " FROM finplan.%s_as_of(" MOMENT("3") ") r",
                      kind->key);
    else
        fp_buf_printf(sql, " FROM finplan.%s r", kind->key);
}

/* --- statements ------------------------------------------------------------- */

static void
write_own(struct fp_buf *sql, const struct fp_record_kind *kind)
{
    fp_buf_printf(sql, "SELECT r.version FROM finplan.%s r"
                       " WHERE r.owner_id = $1::uuid AND r.id = $2::uuid",
                  kind->key);
}

/* Only what can be changed can be locked, and needs to be. */
static void
write_lock(struct fp_buf *sql, const struct fp_record_kind *kind)
{
    int changes = kind->id == FP_RECORD_PLAN;

    for (size_t i = 0; i < kind->n_fields; i++)
        changes |= fp_record_field_written(&kind->fields[i]);
    write_own(sql, kind);
    if (changes)
        fp_buf_str(sql, " FOR UPDATE");
}

static void
write_get(struct fp_buf *sql, const struct fp_record_kind *kind)
{
    fp_buf_str(sql, "SELECT ");
    columns(sql, kind, NOW);
    source(sql, kind, NOW);
    fp_buf_str(sql, " WHERE r.id = $2::uuid AND ");
    visible(sql, kind, "r");
}

static void
write_get_then(struct fp_buf *sql, const struct fp_record_kind *kind)
{
    fp_buf_str(sql, "SELECT ");
    columns(sql, kind, THEN);
    source(sql, kind, THEN);
    fp_buf_str(sql, " WHERE r.id = $2::uuid AND r.owner_id = ");
    owner_of(sql, kind);
}

/* Rows below a parent, newest first, a page of them. first: the parameter
 * after the moment. */
static void
list_from(struct fp_buf *sql, const struct fp_record_kind *kind,
          enum moment moment, int first)
{
    const struct fp_record_kind *parent = parent_of(kind);

    fp_buf_str(sql, "SELECT ");
    columns(sql, kind, moment);
    source(sql, kind, moment);
    fp_buf_str(sql, " WHERE r.owner_id = ");
    if (parent != NULL) {
        owner_of(sql, parent);
        fp_buf_printf(sql, " AND r.%s = $2::uuid", kind->parent_id);
    } else {
        fp_buf_str(sql, "$1::uuid AND $2::uuid IS NULL");
    }
    if (kind->date != NULL)
        fp_buf_printf(sql,
                      " AND ($%d::uuid IS NULL OR (r.%s, r.id) <"
                      " ($%d::date, $%d::uuid)) ORDER BY r.%s DESC, r.id DESC",
                      first + 1, kind->date, first + 2, first + 1,
                      kind->date);
    else
        fp_buf_printf(sql,
                      " AND ($%d::uuid IS NULL OR r.id < $%d::uuid)"
                      " AND $%d::date IS NULL ORDER BY r.id DESC",
                      first + 1, first + 1, first + 2);
    fp_buf_printf(sql, " LIMIT $%d::int", first);
}

static void
write_list(struct fp_buf *sql, const struct fp_record_kind *kind)
{
    list_from(sql, kind, NOW, 3);
}

static void
write_list_then(struct fp_buf *sql, const struct fp_record_kind *kind)
{
    list_from(sql, kind, THEN, 4);
}

static void
write_shared(struct fp_buf *sql, const struct fp_record_kind *kind)
{
    fp_buf_str(sql, "SELECT ");
    columns(sql, kind, NOW);
    source(sql, kind, NOW);
    fp_buf_str(sql, kind->household
                        ? " WHERE r.id IN (SELECT s.household_id FROM"
                          " finplan.shares s WHERE s.advisor_id = $1::uuid)"
                        : " WHERE r.owner_id = $1::uuid");
    fp_buf_str(sql, " AND ($3::uuid IS NULL OR r.id < $3::uuid)"
                    " ORDER BY r.id DESC LIMIT $2::int");
}

static void
write_whole(struct fp_buf *sql, const struct fp_record_kind *kind)
{
    fp_buf_str(sql, "SELECT ");
    columns(sql, kind, NOW);
    source(sql, kind, NOW);
    fp_buf_printf(sql, " WHERE r.owner_id = $1::uuid AND r.%s = $2::uuid"
                       " ORDER BY r.id LIMIT $3::int",
                  kind->household ? "household_id"
                  : kind->parent_id != NULL ? kind->parent_id : "id");
}

static void
written(struct fp_buf *sql, const struct fp_record_kind *kind,
        const char *before)
{
    for (size_t i = 0; i < kind->n_fields; i++)
        if (fp_record_field_written(&kind->fields[i])) {
            fp_buf_str(sql, ", ");
            column(sql, before, &kind->fields[i]);
        }
}

/* Two requests at once may pass a count together; a limit that is one or two
 * too high does no harm, and a lock on every insert would. */
static void
room_for(struct fp_buf *sql, const struct fp_record_kind *kind)
{
    if (kind->max == 0)
        return;
    fp_buf_printf(sql, " AND (SELECT count(*) FROM finplan.%s c"
                       " WHERE c.owner_id = $1::uuid", kind->key);
    if (kind->parent_id != NULL)
        fp_buf_printf(sql, " AND c.%s = $2::uuid", kind->parent_id);
    fp_buf_printf(sql, ") + json_array_length($3::json) <= %lld",
                  (long long)kind->max);
}

static void
write_insert(struct fp_buf *sql, const struct fp_record_kind *kind)
{
    const struct fp_record_kind *parent = parent_of(kind);
    const int deeper = parent != NULL && kind->household &&
                       parent->id != FP_RECORD_HOUSEHOLD;

    fp_buf_printf(sql, "INSERT INTO finplan.%s AS r (id, owner_id%s",
                  kind->key, deeper ? ", household_id" : "");
    if (parent != NULL)
        fp_buf_printf(sql, ", %s", kind->parent_id);
    written(sql, kind, "");
    fp_buf_printf(sql, ") SELECT n.id, $1::uuid%s%s",
                  deeper ? ", p.household_id" : "",
                  parent != NULL ? ", p.id" : "");
    written(sql, kind, "n.");
    fp_buf_printf(sql, " FROM json_populate_recordset(NULL::finplan.%s,"
                       " $3::json) n", kind->key);
    if (parent != NULL)
        fp_buf_printf(sql, ", finplan.%s p WHERE p.owner_id = $1::uuid"
                           " AND p.id = $2::uuid", parent->key);
    else
        fp_buf_str(sql, " WHERE $2::uuid IS NULL");
    room_for(sql, kind);
    fp_buf_str(sql, " RETURNING ");
    columns(sql, kind, NOW);
}

static void
write_update(struct fp_buf *sql, const struct fp_record_kind *kind)
{
    const char *comma = "";

    fp_buf_printf(sql, "UPDATE finplan.%s AS r SET ", kind->key);
    for (size_t i = 0; i < kind->n_fields; i++) {
        if (!fp_record_field_written(&kind->fields[i]))
            continue;
        fp_buf_str(sql, comma);
        column(sql, "", &kind->fields[i]);
        fp_buf_str(sql, " = ");
        column(sql, "n.", &kind->fields[i]);
        comma = ", ";
    }
    fp_buf_printf(sql, " FROM json_populate_record(NULL::finplan.%s,"
                       " $4::json) n WHERE r.owner_id = $1::uuid"
                       " AND r.id = $2::uuid"
                       " AND ($3::bigint = 0 OR r.version = $3::bigint)"
                       " RETURNING ", kind->key);
    columns(sql, kind, NOW);
}

static void
write_remove(struct fp_buf *sql, const struct fp_record_kind *kind)
{
    fp_buf_printf(sql, "DELETE FROM finplan.%s r WHERE r.owner_id = $1::uuid"
                       " AND r.id = $2::uuid"
                       " AND ($3::bigint = 0 OR r.version = $3::bigint)"
                       " RETURNING r.id", kind->key);
}

static void
write_history(struct fp_buf *sql, const struct fp_record_kind *kind)
{
    fp_buf_str(sql, "SELECT ");
    columns(sql, kind, PAST);
    fp_buf_printf(sql, " FROM finplan.history h CROSS JOIN LATERAL"
                       " json_populate_record(NULL::finplan.%s, h.\"row\") r"
                       " WHERE h.owner_id = ", kind->key);
    owner_of(sql, kind);
    fp_buf_printf(sql, " AND h.kind = '%s' AND h.record_id = $2::uuid"
                       " AND ($4::bigint IS NULL OR h.version < $4::bigint)"
                       " ORDER BY h.version DESC LIMIT $3::int", kind->key);
}

static struct fp_statement_entry
keyed(struct fp_statement_entry entry)
{
    entry.keyed = 1;
    return entry;
}

static struct fp_statement_entry
entry(const struct fp_record_kind *kind, const char *verb, int params,
      void (*write)(struct fp_buf *, const struct fp_record_kind *))
{
    struct fp_statement_entry out = { .params = params };
    struct fp_buf sql, name;

    fp_buf_init(&sql, 0);
    fp_buf_init(&name, 0);
    write(&sql, kind);
    fp_buf_printf(&name, "%s_%s", kind->one, verb);
    if (fp_buf_error(&sql) == FP_OK && fp_buf_error(&name) == FP_OK) {
        out.sql = strdup(fp_buf_text(&sql));
        out.name = strdup(fp_buf_text(&name));
    }
    if (out.sql == NULL || out.name == NULL)
        failed = 1;
    fp_buf_fini(&sql);
    fp_buf_fini(&name);
    return out;
}

static void
make_all(void)
{
    for (int id = 0; id < FP_RECORD_COUNT; id++) {
        const struct fp_record_kind *kind = fp_record_kind((enum fp_record)id);

        made[id] = (struct fp_record_sql){
            .own = keyed(entry(kind, "own", 2, write_own)),
            .get = keyed(entry(kind, "get", 2, write_get)),
            .get_then = entry(kind, "get_then", 3, write_get_then),
            .list = entry(kind, "list", 5, write_list),
            .list_then = entry(kind, "list_then", 6, write_list_then),
            .shared = entry(kind, "shared", 3, write_shared),
            .whole = entry(kind, "whole", 3, write_whole),
            .insert = entry(kind, "insert", 3, write_insert),
            .lock = keyed(entry(kind, "lock", 2, write_lock)),
            .update = keyed(entry(kind, "update", 4, write_update)),
            .remove = keyed(entry(kind, "remove", 3, write_remove)),
            .history = entry(kind, "history", 4, write_history),
        };
    }
}

const struct fp_record_sql *
fp_record_sql(enum fp_record id)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, make_all);
    return failed ? NULL : &made[id];
}
