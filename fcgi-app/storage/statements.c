/* The statement table. $1 is the owner in every statement of a user's rows,
 * and each WHERE names it: row-level security is the second lock, not the
 * only one. Times leave as unix milliseconds. */
#include "storage/statements.h"

#include <assert.h>

#define MS(column) "(extract(epoch FROM " column ") * 1000)::bigint"
#define USER_COLUMNS                                                          \
    "id, email, role, (disabled_at IS NOT NULL)::int, " MS("created_at")
/* Two requests at once may pass a count together; a limit that is one or two
 * too high does no harm, and a lock on every insert would. */
#define ROOM_FOR_A_PLAN(limit)                                                \
    "(SELECT count(*) FROM finplan.plans WHERE owner_id = $1::uuid) < " limit \
    "::int"
#define PLAN_COLUMNS                                                          \
    "id, name, version, " MS("created_at") ", " MS("updated_at")

static const struct fp_statement_entry table[FP_SQL_COUNT] = {
    [FP_SQL_BEGIN] = {
        "begin", "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", 0 },
    [FP_SQL_BEGIN_READ_ONLY] = {
        "begin_read_only",
        "BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY", 0 },
    [FP_SQL_SETTINGS] = {
        "settings",
        "SELECT set_config('finplan.user_id', $1, true),"
        " set_config('statement_timeout', $2, true),"
        " set_config('lock_timeout', $3, true),"
        " set_config('idle_in_transaction_session_timeout', $4, true),"
        " set_config('finplan.request_id', $5, true)", 5 },
    [FP_SQL_COMMIT] = { "commit", "COMMIT", 0 },
    [FP_SQL_ROLLBACK] = { "rollback", "ROLLBACK", 0 },
    [FP_SQL_SCHEMA_VERSION] = {
        "schema_version",
        "SELECT coalesce(max(version), 0) FROM finplan.schema_migrations", 0 },

    [FP_SQL_USER_CREATE] = {
        "user_create",
        "INSERT INTO finplan.users (id, email, password_hash)"
        " VALUES ($1::uuid, $2::text, $3::text) RETURNING " USER_COLUMNS, 3 },
    [FP_SQL_USER_BY_EMAIL] = {
        "user_by_email",
        "SELECT id, email, role, disabled::int, " MS("created_at")
        ", password_hash FROM finplan.login_lookup($1::text)", 1 },
    [FP_SQL_USER_SELF] = {
        "user_self",
        "SELECT " USER_COLUMNS " FROM finplan.users WHERE id = $1::uuid", 1 },
    [FP_SQL_USER_SET_PASSWORD] = {
        "user_set_password",
        "UPDATE finplan.users SET password_hash = $2::text"
        " WHERE id = $1::uuid RETURNING id", 2 },

    [FP_SQL_SESSION_PURGE] = {
        "session_purge",
        "DELETE FROM finplan.sessions WHERE owner_id = $1::uuid"
        " AND expires_at < now() - interval '30 days'", 1 },
    [FP_SQL_SESSION_CREATE] = {
        "session_create",
        "WITH person AS ("
        " SELECT id, role FROM finplan.users"
        " WHERE id = $1::uuid AND disabled_at IS NULL"
        "), family AS ("
        " INSERT INTO finplan.sessions (id, owner_id, expires_at)"
        " SELECT $2::uuid, id, to_timestamp($4::bigint / 1000.0) FROM person"
        " RETURNING id, owner_id, expires_at"
        "), token AS ("
        " INSERT INTO finplan.refresh_tokens"
        " (token_hash, session_id, owner_id, expires_at)"
        " SELECT decode($3::text, 'hex'), id, owner_id, expires_at"
        " FROM family RETURNING session_id"
        ") SELECT family.id, person.id, person.role"
        " FROM person, family, token", 4 },
    [FP_SQL_SESSION_ROTATE] = {
        "session_rotate",
        "SELECT outcome, session_id, user_id, role FROM finplan.session_rotate("
        "decode($1::text, 'hex'), decode($2::text, 'hex'),"
        " to_timestamp($3::bigint / 1000.0))", 3 },
    [FP_SQL_SESSION_REVOKE] = {
        "session_revoke",
        "SELECT finplan.session_revoke(decode($1::text, 'hex'))", 1 },
    [FP_SQL_SESSION_REVOKE_ALL] = {
        "session_revoke_all",
        "WITH ended AS (UPDATE finplan.sessions"
        " SET revoked_at = now(), revoked_for = 'all'"
        " WHERE owner_id = $1::uuid AND revoked_at IS NULL"
        " AND expires_at > now() RETURNING id)"
        " SELECT count(*) FROM ended", 1 },

    [FP_SQL_KEY_LOOK] = {
        "key_look",
        "SELECT (request_hash = $4::text)::int, status, location, etag, body"
        " FROM finplan.idempotent_replies"
        " WHERE owner_id = $1::uuid AND route = $2::text AND key = $3::text"
        " AND created_at >= now() - make_interval(hours => $5::int)", 5 },
    [FP_SQL_KEY_PURGE] = {
        "key_purge",
        "DELETE FROM finplan.idempotent_replies WHERE owner_id = $1::uuid"
        " AND created_at < now() - make_interval(hours => $2::int)", 2 },
    /* A concurrent holder is waited for, up to the lock timeout; then the
     * primary key refuses, and with it the whole transaction. */
    [FP_SQL_KEY_TAKE] = {
        "key_take",
        "INSERT INTO finplan.idempotent_replies"
        " (owner_id, route, key, request_hash)"
        " VALUES ($1::uuid, $2::text, $3::text, $4::text)", 4 },
    [FP_SQL_KEY_KEEP] = {
        "key_keep",
        "UPDATE finplan.idempotent_replies SET status = $4::int,"
        " location = $5::text, etag = $6::text, body = $7::text"
        " WHERE owner_id = $1::uuid AND route = $2::text AND key = $3::text"
        " RETURNING status", 7 },

    [FP_SQL_PLAN_INSERT] = {
        "plan_insert",
        "INSERT INTO finplan.plans (id, owner_id, name, document)"
        " SELECT $2::uuid, $1::uuid, $3::text, $4::json"
        " WHERE " ROOM_FOR_A_PLAN("$5") " RETURNING " PLAN_COLUMNS, 5 },
    [FP_SQL_PLAN_GET] = {
        "plan_get",
        "SELECT " PLAN_COLUMNS ", document FROM finplan.plans"
        " WHERE owner_id = $1::uuid AND id = $2::uuid", 2 },
    [FP_SQL_PLAN_LIST] = {
        "plan_list",
        "SELECT " PLAN_COLUMNS " FROM finplan.plans"
        " WHERE owner_id = $1::uuid AND ($2::uuid IS NULL OR id < $2::uuid)"
        " ORDER BY id DESC LIMIT $3::int", 3 },
    [FP_SQL_PLAN_LOCK] = {
        "plan_lock",
        "SELECT version FROM finplan.plans"
        " WHERE owner_id = $1::uuid AND id = $2::uuid FOR UPDATE", 2 },
    [FP_SQL_PLAN_REPLACE] = {
        "plan_replace",
        "UPDATE finplan.plans SET name = $4::text, document = $5::json"
        " WHERE owner_id = $1::uuid AND id = $2::uuid"
        " AND ($3::bigint = 0 OR version = $3::bigint)"
        " RETURNING " PLAN_COLUMNS, 5 },
    [FP_SQL_PLAN_DELETE] = {
        "plan_delete",
        "DELETE FROM finplan.plans"
        " WHERE owner_id = $1::uuid AND id = $2::uuid"
        " AND ($3::bigint = 0 OR version = $3::bigint) RETURNING id", 3 },

    [FP_SQL_SIMULATION_PRUNE] = {
        "simulation_prune",
        "DELETE FROM finplan.simulations WHERE owner_id = $1::uuid AND id IN"
        " (SELECT id FROM finplan.simulations WHERE owner_id = $1::uuid"
        " AND plan_id = $2::uuid ORDER BY id DESC OFFSET $3::int)", 3 },
    [FP_SQL_SIMULATION_INSERT] = {
        "simulation_insert",
        "INSERT INTO finplan.simulations"
        " (id, owner_id, plan_id, plan_version, kind, result_id, result)"
        " SELECT $2::uuid, p.owner_id, p.id, $4::bigint, $5::text, $6::text,"
        " $7::json FROM finplan.plans p"
        " WHERE p.owner_id = $1::uuid AND p.id = $3::uuid"
        " RETURNING id, plan_id, plan_version, kind, result_id, "
        MS("created_at"), 7 },
    [FP_SQL_SIMULATION_GET] = {
        "simulation_get",
        "SELECT id, plan_id, plan_version, kind, result_id, "
        MS("created_at") ", result FROM finplan.simulations"
        " WHERE owner_id = $1::uuid AND id = $2::uuid", 2 },
};

const struct fp_statement_entry *
fp_statement_entry(enum fp_statement id)
{
    assert((int)id >= 0 && id < FP_SQL_COUNT);
    return &table[id];
}
