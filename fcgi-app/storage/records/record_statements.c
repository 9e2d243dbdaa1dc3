/* Statements about records that belong to no kind alone. $1 is the owner, and
 * each WHERE names it. */
#include "storage/records/record_statements.h"

#include <assert.h>

#include "storage/records/market_sql.h"

#define MS(column) "(extract(epoch FROM " column ") * 1000)::bigint"
/* The columns of record_sql.h before the fields. */
#define SHARE_COLUMNS                                                         \
    "r.id, r.household_id, r.household_id, r.version, " MS("r.created_at")    \
    ", " MS("r.updated_at") ", NULL, 0, r.advisor_id"
#define SCENARIO_COLUMNS                                                      \
    "r.id, r.plan_id, NULL, r.version, " MS("r.created_at") ", "              \
    MS("r.updated_at") ", NULL, 0, r.name, r.description, r.document,"        \
    " r.base_version"
#define ROOM_FOR_A_SCENARIO(plan)                                             \
    " AND (SELECT count(*) FROM finplan.scenarios c"                          \
    " WHERE c.owner_id = $1::uuid AND c.plan_id = " plan ") < 50"
/* The owner of the account or goal in $2, when the user may read it. */
#define OWNER_OF(table)                                                       \
    "(SELECT o.owner_id FROM finplan." table " o WHERE o.id = $2::uuid"       \
    " AND (o.owner_id = $1::uuid OR o.household_id IN"                        \
    " (SELECT s.household_id FROM finplan.shares s"                           \
    " WHERE s.advisor_id = $1::uuid)))"

static const struct fp_statement_entry table[FP_RECORD_STATEMENTS] = {
    /* A page is read in the order of its index. The planner cannot see through
     * row-level security, takes everything that it lets pass for a row or two,
     * and would rather collect and sort all of an account's transactions for
     * the first fifty. Where nothing else is left it sorts all the same, and
     * takes that to cost so much that it would compile the statement first,
     * for half a second and more. */
    [FP_SQL_IN_ORDER] = {
        "in_order",
        "SELECT set_config('enable_sort', 'off', true),"
        " set_config('enable_bitmapscan', 'off', true),"
        " set_config('enable_seqscan', 'off', true),"
        " set_config('jit', 'off', true)", 0 },
    /* A line with the bank's id is a duplicate when the account or an earlier
     * line has that id. One without is when the account has as many
     * transactions of its day, amount and description as the file has up to
     * this line: two coffees on one day are two, and stay two when the file
     * comes again. */
    [FP_SQL_IMPORT] = {
        "import",
        "WITH marked AS (SELECT x.*, CASE WHEN x.external_id IS NOT NULL"
        " THEN row_number() OVER (PARTITION BY x.external_id ORDER BY x.n) > 1"
        " OR EXISTS (SELECT FROM finplan.transactions t"
        " WHERE t.owner_id = $1::uuid AND t.account_id = $2::uuid"
        " AND t.external_id = x.external_id)"
        " ELSE row_number() OVER (PARTITION BY x.external_id, x.date, x.cents,"
        " x.description ORDER BY x.n) <= (SELECT count(*)"
        " FROM finplan.transactions t WHERE t.owner_id = $1::uuid"
        " AND t.account_id = $2::uuid AND t.date = x.date"
        " AND t.amount_cents = x.cents AND t.description = x.description)"
        " END AS duplicate"
        " FROM json_to_recordset($3::json) AS x(n int, id uuid, date date,"
        " cents bigint, description text, category text, external_id text)"
        "), made AS (INSERT INTO finplan.transactions (id, owner_id,"
        " household_id, account_id, date, amount_cents, description, category,"
        " external_id, source)"
        " SELECT m.id, a.owner_id, a.household_id, a.id, m.date, m.cents,"
        " m.description, m.category, m.external_id, $4::text"
        " FROM marked m, finplan.accounts a WHERE a.owner_id = $1::uuid"
        " AND a.id = $2::uuid AND NOT m.duplicate AND NOT $5::boolean"
        " RETURNING id)"
        " SELECT m.duplicate::int FROM marked m ORDER BY m.n", 5 },
    [FP_SQL_LEDGER_SUMMARY] = {
        "ledger_summary",
        "SELECT CASE $5::text WHEN 'month' THEN to_char(t.date, 'YYYY-MM')"
        " WHEN 'year' THEN to_char(t.date, 'YYYY') ELSE t.category END AS key,"
        " count(*),"
        " coalesce(sum(t.amount_cents) FILTER (WHERE t.amount_cents > 0), 0),"
        " coalesce(-sum(t.amount_cents) FILTER (WHERE t.amount_cents < 0), 0),"
        " sum(t.amount_cents) FROM finplan.transactions t"
        " WHERE t.owner_id = " OWNER_OF("accounts")
        " AND t.account_id = $2::uuid"
        " AND ($3::date IS NULL OR t.date >= $3::date)"
        " AND ($4::date IS NULL OR t.date <= $4::date)"
        " GROUP BY key ORDER BY key NULLS LAST LIMIT 1201", 5 },
    [FP_SQL_GOAL_FIGURES] = {
        "goal_figures",
        "SELECT count(*), to_char(max(c.date), 'YYYY-MM-DD')"
        " FROM finplan.contributions c WHERE c.owner_id = " OWNER_OF("goals")
        " AND c.goal_id = $2::uuid", 2 },

    [FP_SQL_ASSET_VALUES] = {
        "asset_values",
        "SELECT v.account_id, v.asset, sum(round(v.price * 100 *"
        " v.quantity)), sum(v.cost) FROM (SELECT h.account_id, h.asset,"
        " " FP_SQL_UNIT_PRICE("h", "") " AS price, (SELECT coalesce(sum(l.quantity), 0) FROM finplan.lots l"
        " WHERE l.owner_id = h.owner_id AND l.holding_id = h.id) AS quantity,"
        " (SELECT coalesce(sum(l.cost_cents), 0) FROM finplan.lots l"
        " WHERE l.owner_id = h.owner_id AND l.holding_id = h.id) AS cost"
        " FROM finplan.holdings h WHERE h.owner_id = $1::uuid"
        " AND h.household_id = $2::uuid) v"
        " GROUP BY v.account_id, v.asset ORDER BY v.account_id, v.asset"
        " LIMIT 8001", 2 },

    [FP_SQL_SHARE_CREATE] = {
        "share_create",
        "INSERT INTO finplan.shares AS r (id, owner_id, household_id,"
        " advisor_id) SELECT $3::uuid, p.owner_id, p.id, a.id"
        " FROM finplan.households p, finplan.advisor_lookup($4::text) a(id)"
        " WHERE p.owner_id = $1::uuid AND p.id = $2::uuid"
        " AND a.id IS NOT NULL AND (SELECT count(*) FROM finplan.shares c"
        " WHERE c.owner_id = $1::uuid AND c.household_id = $2::uuid) < 20"
        " RETURNING " SHARE_COLUMNS, 4 },
    [FP_SQL_ADVISOR_KNOWN] = {
        "advisor_known",
        "SELECT (finplan.advisor_lookup($1::text) IS NOT NULL)::int", 1 },

    [FP_SQL_AUDIT] = {
        "audit",
        "SELECT a.id, " MS("a.at") ", a.actor_id, a.action, a.object_id,"
        " a.household_id, a.version, a.detail, a.request_id,"
        " array_to_json(a.fields) FROM finplan.audit a"
        " WHERE a.owner_id = $1::uuid"
        " AND ($2::uuid IS NULL OR a.object_id = $2::uuid)"
        " AND ($4::bigint IS NULL OR a.id < $4::bigint)"
        " ORDER BY a.id DESC LIMIT $3::int", 4 },

    [FP_SQL_SCENARIO_CREATE] = {
        "scenario_create",
        "INSERT INTO finplan.scenarios AS r (id, owner_id, plan_id, name,"
        " description, document, base_version)"
        " SELECT $3::uuid, p.owner_id, p.id, n.name, n.description,"
        " n.document, $4::bigint FROM finplan.plans p,"
        " json_populate_record(NULL::finplan.scenarios, $5::json) n"
        " WHERE p.owner_id = $1::uuid AND p.id = $2::uuid"
        ROOM_FOR_A_SCENARIO("$2::uuid") " RETURNING " SCENARIO_COLUMNS, 5 },
    [FP_SQL_SCENARIO_CLONE] = {
        "scenario_clone",
        "INSERT INTO finplan.scenarios AS r (id, owner_id, plan_id, name,"
        " description, document, base_version)"
        " SELECT $3::uuid, s.owner_id, s.plan_id,"
        " coalesce($4::text, left('Copy of ' || s.name, 200)),"
        " s.description, s.document, s.base_version"
        " FROM finplan.scenarios s"
        " WHERE s.owner_id = $1::uuid AND s.id = $2::uuid"
        ROOM_FOR_A_SCENARIO("s.plan_id") " RETURNING " SCENARIO_COLUMNS, 4 },
    /* Both or none: the scenario is locked before, and each of the two looks
     * for the other's version. */
    [FP_SQL_MERGE_PLAN] = {
        "merge_plan",
        "UPDATE finplan.plans SET name = $4::text, document = $5::json"
        " WHERE owner_id = $1::uuid AND id = $2::uuid"
        " AND version = $3::bigint AND EXISTS (SELECT FROM finplan.scenarios s"
        " WHERE s.owner_id = $1::uuid AND s.id = $6::uuid"
        " AND s.version = $7::bigint) RETURNING version", 7 },
    [FP_SQL_MERGE_SCENARIO] = {
        "merge_scenario",
        "UPDATE finplan.scenarios AS r SET document = $4::json,"
        " base_version = $6::bigint"
        " WHERE r.owner_id = $1::uuid AND r.id = $2::uuid"
        " AND r.version = $3::bigint AND EXISTS (SELECT FROM finplan.plans p"
        " WHERE p.owner_id = $1::uuid AND p.id = $5::uuid"
        " AND p.version = $6::bigint) RETURNING " SCENARIO_COLUMNS, 6 },
};

const struct fp_statement_entry *
fp_record_statement(enum fp_record_statement id)
{
    assert((int)id >= 0 && id < FP_RECORD_STATEMENTS);
    return &table[id];
}
