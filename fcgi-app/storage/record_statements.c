/* Statements about records that belong to no kind alone. $1 is the owner, and
 * each WHERE names it. */
#include "storage/record_statements.h"

#include <assert.h>

/* The owner of the account or goal in $2, when the user may read it. */
#define OWNER_OF(table)                                                       \
    "(SELECT o.owner_id FROM finplan." table " o WHERE o.id = $2::uuid"       \
    " AND (o.owner_id = $1::uuid OR o.household_id IN"                        \
    " (SELECT s.household_id FROM finplan.shares s"                           \
    " WHERE s.advisor_id = $1::uuid)))"

static const struct fp_statement_entry table[FP_RECORD_STATEMENTS] = {
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
};

const struct fp_statement_entry *
fp_record_statement(enum fp_record_statement id)
{
    assert((int)id >= 0 && id < FP_RECORD_STATEMENTS);
    return &table[id];
}
