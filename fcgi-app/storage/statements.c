/* The statement table. $1 is the owner in every statement of a user's rows,
 * and each WHERE names it: row-level security is the second lock, not the
 * only one. Times leave as unix milliseconds. */
#include "storage/statements.h"

#include <assert.h>

#define MS(column) "(extract(epoch FROM " column ") * 1000)::bigint"
#define USER_COLUMNS                                                          \
    "id, email, role, (disabled_at IS NOT NULL)::int, " MS("created_at") ", " \
    MS("updated_at") ", display_name, version"
#define LIVE "revoked_at IS NULL AND expires_at > now()"
/* Two requests at once may pass a count together; a limit that is one or two
 * too high does no harm, and a lock on every insert would. */
#define ROOM_FOR_A_PLAN(limit)                                                \
    "(SELECT count(*) FROM finplan.plans WHERE owner_id = $1::uuid) < " limit \
    "::int"
#define PLAN_COLUMNS                                                          \
    "id, name, version, " MS("created_at") ", " MS("updated_at")             \
    ", household_id"
/* The households that were shared with the user. */
#define SHARED                                                                \
    "(SELECT s.household_id FROM finplan.shares s"                            \
    " WHERE s.advisor_id = $1::uuid)"

#define RESULT_COLUMNS \
    "id, plan_id, plan_version, kind, result_id, " MS("created_at")
/* What is run and not given in yet counts too. */
#define JOB_SHARDS(what, state)                                               \
    "(SELECT " what " FROM finplan.job_shards s WHERE"                        \
    " s.owner_id = j.owner_id AND s.job_id = j.id" state ")"
#define JOB_COLUMNS                                                           \
    "j.id, j.kind, j.state, j.priority, j.result_id, j.plan_id, j.plan_version,"      \
    " j.options->>'paths', j.options->>'seed', j.options->>'years', j.streamed::int,"     \
    " j.options->>'until_se', j.options->>'deadline_ms',"                     \
    " j.options->>'sampler', (j.done_paths + "                                \
    JOB_SHARDS("coalesce(sum(s.done_paths), 0)",                              \
               " AND s.state = 'running'") ")::bigint, j.tally, j.success,"   \
    " j.success_se, " JOB_SHARDS("count(*)", "") ", "                         \
    JOB_SHARDS("count(*)", " AND s.state = 'done'")                           \
    ", j.stopped, j.error_code, j.error_detail, j.version, "                  \
    MS("j.created_at") ", " MS("j.updated_at") ", " MS("j.started_at") ", "   \
    MS("j.ended_at") ", " MS("j.expires_at")

#define KEYED .keyed = 1

static const struct fp_statement_entry table[FP_SQL_COUNT] = {
    [FP_SQL_BEGIN] = {
        "begin", "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", 0, KEYED },
    [FP_SQL_SETTINGS] = {
        "settings",
        "SELECT set_config('finplan.user_id', $1, true),"
        " set_config('statement_timeout', $2, true),"
        " set_config('lock_timeout', $3, true),"
        " set_config('idle_in_transaction_session_timeout', $4, true),"
        " set_config('finplan.request_id', $5, true)", 5, KEYED },
    [FP_SQL_SETTINGS_READ_ONLY] = {
        "settings_read_only",
        "SELECT set_config('finplan.user_id', $1, true),"
        " set_config('statement_timeout', $2, true),"
        " set_config('lock_timeout', $3, true),"
        " set_config('transaction_read_only', 'on', true)", 3, KEYED },
    [FP_SQL_BACKEND] = { "backend", "SELECT pg_backend_pid()", 0 },
    [FP_SQL_COMMIT] = { "commit", "COMMIT", 0, KEYED },
    [FP_SQL_ROLLBACK] = { "rollback", "ROLLBACK", 0 },
    [FP_SQL_SCHEMA_VERSION] = {
        "schema_version",
        "SELECT coalesce(max(version), 0) FROM finplan.schema_migrations", 0 },

    [FP_SQL_USER_CREATE] = {
        "user_create",
        "INSERT INTO finplan.users (id, email, password_hash)"
        " VALUES ($1::uuid, $2::text, $3::text) RETURNING " USER_COLUMNS, 3 },
    [FP_SQL_USER_SELF] = {
        "user_self",
        "SELECT " USER_COLUMNS " FROM finplan.users WHERE id = $1::uuid", 1,
        KEYED },
    [FP_SQL_USER_FACTORS] = {
        "user_factors",
        "SELECT (SELECT count(*) FROM finplan.totp WHERE owner_id = $1::uuid"
        " AND confirmed_at IS NOT NULL), (SELECT count(*) FROM"
        " finplan.recovery_codes WHERE owner_id = $1::uuid"
        " AND used_at IS NULL)", 1 },
    /* The same password at another cost: the audit log is told so. */
    [FP_SQL_USER_SET_PASSWORD] = {
        "user_set_password",
        "WITH why AS MATERIALIZED ("
        " SELECT set_config('finplan.reason', 'rehash', true) AS word"
        ") UPDATE finplan.users SET password_hash = $2::text FROM why"
        " WHERE id = $1::uuid AND why.word <> '' RETURNING id", 2 },
    [FP_SQL_USER_CHANGE_PASSWORD] = {
        "user_change_password",
        "UPDATE finplan.users SET password_hash = $2::text"
        " WHERE id = $1::uuid RETURNING id", 2 },
    [FP_SQL_USER_CHANGE] = {
        "user_change",
        "UPDATE finplan.users SET email = coalesce($3::text, email),"
        " display_name = CASE WHEN $4::int = 0 THEN display_name"
        " ELSE $5::text END"
        " WHERE id = $1::uuid AND version = $2::bigint"
        " RETURNING " USER_COLUMNS, 5 },
    [FP_SQL_USER_PASSWORD_HASH] = {
        "user_password_hash", "SELECT finplan.own_password_hash()", 0 },
    [FP_SQL_EXPORT_PAGE] = {
        "export_page",
        "SELECT kind, \"row\", place"
        " FROM finplan.export_page($1::text, $2::int, $3::bigint)", 3 },
    [FP_SQL_USER_ERASE] = { "user_erase", "SELECT finplan.erase_self()", 0 },

    [FP_SQL_LOGIN_BEGIN] = {
        "login_begin",
        "SELECT wait, id, email, role, password_hash, disabled::int,"
        " totp::int FROM finplan.login_begin($1::text,"
        " decode($2::text, 'hex'), decode($3::text, 'hex'))", 3 },
    [FP_SQL_LOGIN_SUCCEEDED] = {
        "login_succeeded",
        "SELECT finplan.login_succeeded(decode($1::text, 'hex'),"
        " decode($2::text, 'hex'))", 2 },
    [FP_SQL_THROTTLE_TAKE] = {
        "throttle_take",
        "SELECT finplan.throttle_take(decode($1::text, 'hex'), $2::int,"
        " $3::int)", 3 },
    [FP_SQL_THROTTLE_GIVE_BACK] = {
        "throttle_give_back",
        "SELECT finplan.throttle_give_back(decode($1::text, 'hex'))", 1 },

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
        " INSERT INTO finplan.sessions (id, owner_id, expires_at, user_agent)"
        " SELECT $2::uuid, id, to_timestamp($4::bigint / 1000.0), $5::text"
        " FROM person"
        " RETURNING id, owner_id, expires_at"
        "), token AS ("
        " INSERT INTO finplan.refresh_tokens"
        " (token_hash, session_id, owner_id, expires_at)"
        " SELECT decode($3::text, 'hex'), id, owner_id, expires_at"
        " FROM family RETURNING session_id"
        ") SELECT family.id, person.id, person.role"
        " FROM person, family, token", 5 },
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
    [FP_SQL_SESSION_LIST] = {
        "session_list",
        "SELECT id, user_agent, " MS("created_at") ", " MS("used_at") ", "
        MS("expires_at") " FROM finplan.sessions"
        " WHERE owner_id = $1::uuid AND ($2::uuid IS NULL OR id < $2::uuid)"
        " AND " LIVE " ORDER BY id DESC LIMIT $3::int", 3 },
    [FP_SQL_SESSION_LIVE] = {
        "session_live",
        "SELECT u.role FROM finplan.sessions s JOIN finplan.users u"
        " ON u.id = s.owner_id WHERE s.owner_id = $1::uuid"
        " AND s.id = $2::uuid AND s.revoked_at IS NULL"
        " AND s.expires_at > now() AND u.disabled_at IS NULL", 2, KEYED },
    [FP_SQL_SESSION_REVOKE_ONE] = {
        "session_revoke_one",
        "UPDATE finplan.sessions SET revoked_at = now(), revoked_for = 'user'"
        " WHERE owner_id = $1::uuid AND id = $2::uuid AND " LIVE
        " RETURNING id", 2 },
    [FP_SQL_SESSION_REVOKE_OTHERS] = {
        "session_revoke_others",
        "WITH ended AS (UPDATE finplan.sessions"
        " SET revoked_at = now(), revoked_for = $3::text"
        " WHERE owner_id = $1::uuid AND id <> $2::uuid AND " LIVE
        " RETURNING id) SELECT count(*) FROM ended", 3 },

    [FP_SQL_TOTP_GET] = {
        "totp_get",
        "SELECT encode(secret, 'hex'), (confirmed_at IS NOT NULL)::int,"
        " last_step FROM finplan.totp WHERE owner_id = $1::uuid", 1 },
    [FP_SQL_TOTP_CLEAR] = {
        "totp_clear",
        "DELETE FROM finplan.totp WHERE owner_id = $1::uuid"
        " AND confirmed_at IS NULL", 1 },
    /* Nothing when a confirmed one is there. */
    [FP_SQL_TOTP_ENROL] = {
        "totp_enrol",
        "INSERT INTO finplan.totp (owner_id, secret)"
        " VALUES ($1::uuid, decode($2::text, 'hex'))"
        " ON CONFLICT (owner_id) DO NOTHING RETURNING owner_id", 2 },
    [FP_SQL_TOTP_CONFIRM] = {
        "totp_confirm",
        "UPDATE finplan.totp SET confirmed_at = now(), last_step = $2::bigint"
        " WHERE owner_id = $1::uuid AND confirmed_at IS NULL"
        " AND secret = decode($3::text, 'hex') RETURNING owner_id", 3 },
    /* Of two requests with the same code one finds no row. */
    [FP_SQL_TOTP_USE] = {
        "totp_use",
        "UPDATE finplan.totp SET last_step = $2::bigint"
        " WHERE owner_id = $1::uuid AND confirmed_at IS NOT NULL"
        " AND last_step < $2::bigint RETURNING owner_id", 2 },
    [FP_SQL_TOTP_REMOVE] = {
        "totp_remove",
        "DELETE FROM finplan.totp WHERE owner_id = $1::uuid"
        " RETURNING owner_id", 1 },
    [FP_SQL_RECOVERY_CLEAR] = {
        "recovery_clear",
        "DELETE FROM finplan.recovery_codes WHERE owner_id = $1::uuid", 1 },
    /* $2: hashes in hexadecimal, separated by commas. */
    [FP_SQL_RECOVERY_ADD] = {
        "recovery_add",
        "INSERT INTO finplan.recovery_codes (owner_id, code_hash)"
        " SELECT t.owner_id, decode(h.hash, 'hex') FROM finplan.totp t,"
        " unnest(string_to_array($2::text, ',')) AS h (hash)"
        " WHERE t.owner_id = $1::uuid AND t.confirmed_at IS NOT NULL", 2 },
    [FP_SQL_RECOVERY_USE] = {
        "recovery_use",
        "UPDATE finplan.recovery_codes SET used_at = now()"
        " WHERE owner_id = $1::uuid AND code_hash = decode($2::text, 'hex')"
        " AND used_at IS NULL RETURNING owner_id", 2 },

    [FP_SQL_API_KEY_CREATE] = {
        "api_key_create",
        "INSERT INTO finplan.api_keys"
        " (id, owner_id, name, scopes, expires_at)"
        " SELECT $2::uuid, $1::uuid, $3::text, $4::text,"
        " to_timestamp($5::bigint / 1000.0) WHERE (SELECT count(*)"
        " FROM finplan.api_keys WHERE owner_id = $1::uuid AND " LIVE
        ") < $6::int RETURNING id", 6 },
    [FP_SQL_API_KEY_LIST] = {
        "api_key_list",
        "SELECT k.id, k.name, k.scopes, " MS("k.created_at") ", "
        MS("k.expires_at") ", " MS("k.rotated_at") ", "
        MS("k.last_used_at") ","
        " (SELECT s.prefix FROM finplan.api_key_secrets s"
        " WHERE s.owner_id = k.owner_id AND s.key_id = k.id"
        " AND s.valid_until IS NULL LIMIT 1),"
        " (SELECT " MS("max(s.valid_until)") " FROM finplan.api_key_secrets s"
        " WHERE s.owner_id = k.owner_id AND s.key_id = k.id"
        " AND s.valid_until > now())"
        " FROM finplan.api_keys k WHERE k.owner_id = $1::uuid"
        " AND ($2::uuid IS NULL OR k.id = $2::uuid)"
        " AND k.revoked_at IS NULL ORDER BY k.id DESC LIMIT $3::int", 3 },
    /* Secrets of before get an end: at once, or after the overlap. */
    [FP_SQL_API_KEY_ROTATE] = {
        "api_key_rotate",
        "WITH thing AS (UPDATE finplan.api_keys SET rotated_at = now()"
        " WHERE owner_id = $1::uuid AND id = $2::uuid AND " LIVE
        " RETURNING owner_id, id"
        "), gone AS (DELETE FROM finplan.api_key_secrets s USING thing"
        " WHERE s.owner_id = $1::uuid AND s.key_id = thing.id"
        " AND s.valid_until IS NOT NULL"
        "), old AS (UPDATE finplan.api_key_secrets s"
        " SET valid_until = now() + make_interval(secs => $3::int) FROM thing"
        " WHERE s.owner_id = $1::uuid AND s.key_id = thing.id"
        " AND s.valid_until IS NULL RETURNING s.key_id"
        ") SELECT id FROM thing", 3 },
    [FP_SQL_API_KEY_ADD_SECRET] = {
        "api_key_add_secret",
        "INSERT INTO finplan.api_key_secrets"
        " (secret_hash, owner_id, key_id, prefix)"
        " SELECT decode($3::text, 'hex'), owner_id, id, $4::text"
        " FROM finplan.api_keys WHERE owner_id = $1::uuid AND id = $2::uuid"
        " AND " LIVE, 4 },
    [FP_SQL_API_KEY_REVOKE] = {
        "api_key_revoke",
        "UPDATE finplan.api_keys SET revoked_at = now()"
        " WHERE owner_id = $1::uuid AND id = $2::uuid"
        " AND revoked_at IS NULL RETURNING id", 2 },
    [FP_SQL_API_KEY_LOOKUP] = {
        "api_key_lookup",
        "SELECT state, user_id, role, scopes"
        " FROM finplan.api_key_lookup(decode($1::text, 'hex'))", 1, KEYED },

    [FP_SQL_RESET_REQUEST] = {
        "reset_request",
        "SELECT id, email FROM finplan.reset_request($1::text,"
        " decode($2::text, 'hex'), decode($3::text, 'hex'),"
        " to_timestamp($4::bigint / 1000.0))", 4 },
    [FP_SQL_RESET_LOOKUP] = {
        "reset_lookup",
        "SELECT id, email FROM finplan.reset_lookup(decode($1::text, 'hex'))",
        1 },
    [FP_SQL_RESET_USE] = {
        "reset_use",
        "SELECT finplan.reset_use(decode($1::text, 'hex'), $2::text,"
        " decode($3::text, 'hex'), decode($4::text, 'hex'))", 4 },
    [FP_SQL_RESET_CLEAR] = {
        "reset_clear",
        "DELETE FROM finplan.password_resets WHERE owner_id = $1::uuid", 1 },

    [FP_SQL_ADMIN_USERS] = {
        "admin_users",
        "SELECT id, email, role, disabled::int, " MS("created_at") ", "
        MS("updated_at") ", NULL::text, version, totp::int"
        " FROM finplan.admin_users($1::uuid, $2::uuid, $3::int)", 3 },
    [FP_SQL_ADMIN_USER_CHANGE] = {
        "admin_user_change",
        "SELECT finplan.admin_user_change($1::uuid, $2::bigint, $3::text,"
        " $4::int::boolean)", 4 },
    [FP_SQL_ADMIN_AUDIT] = {
        "admin_audit",
        "SELECT id, " MS("at") ", actor_id, owner_id, action, object_id,"
        " detail FROM finplan.admin_audit($1::uuid, $2::bigint, $3::int)", 3 },

    [FP_SQL_KEY_LOOK] = {
        "key_look",
        "SELECT (request_hash = $4::text)::int, status, location, etag, body"
        " FROM finplan.idempotent_replies"
        " WHERE owner_id = $1::uuid AND route = $2::text AND key = $3::text"
        " AND created_at >= now() - make_interval(hours => $5::int)", 5,
        KEYED },
    [FP_SQL_KEY_PURGE] = {
        "key_purge",
        "DELETE FROM finplan.idempotent_replies WHERE owner_id = $1::uuid"
        " AND created_at < now() - make_interval(hours => $2::int)", 2,
        KEYED },
    /* A concurrent holder is waited for, up to the lock timeout; then the
     * primary key refuses, and with it the whole transaction. */
    [FP_SQL_KEY_TAKE] = {
        "key_take",
        "INSERT INTO finplan.idempotent_replies"
        " (owner_id, route, key, request_hash)"
        " VALUES ($1::uuid, $2::text, $3::text, $4::text)", 4, KEYED },
    [FP_SQL_KEY_KEEP] = {
        "key_keep",
        "UPDATE finplan.idempotent_replies SET status = $4::int,"
        " location = $5::text, etag = $6::text, body = $7::text"
        " WHERE owner_id = $1::uuid AND route = $2::text AND key = $3::text"
        " RETURNING status", 7, KEYED },

    [FP_SQL_PLAN_INSERT] = {
        "plan_insert",
        "INSERT INTO finplan.plans (id, owner_id, name, document,"
        " household_id)"
        " SELECT $2::uuid, $1::uuid, $3::text, $4::json,"
        " nullif($6::text, '')::uuid"
        " WHERE " ROOM_FOR_A_PLAN("$5") " RETURNING " PLAN_COLUMNS, 6, KEYED },
    [FP_SQL_PLAN_GET] = {
        "plan_get",
        "SELECT " PLAN_COLUMNS ", document FROM finplan.plans"
        " WHERE owner_id = $1::uuid AND id = $2::uuid", 2, KEYED },
    [FP_SQL_PLAN_READ] = {
        "plan_read",
        "SELECT " PLAN_COLUMNS ", document,"
        " (owner_id <> $1::uuid)::int FROM finplan.plans"
        " WHERE id = $2::uuid AND (owner_id = $1::uuid"
        " OR household_id IN " SHARED ")", 2 },
    /* The owner as a query of its own, so that the index, which starts with
     * it, serves advisors too. */
    [FP_SQL_PLAN_LIST_OF] = {
        "plan_list_of",
        "SELECT " PLAN_COLUMNS " FROM finplan.plans"
        " WHERE owner_id = (SELECT coalesce((SELECT h.owner_id"
        " FROM finplan.households h WHERE h.id = $4::uuid"
        " AND (h.owner_id = $1::uuid OR h.id IN " SHARED ")), $1::uuid))"
        " AND household_id = $4::uuid"
        " AND ($2::uuid IS NULL OR id < $2::uuid)"
        " ORDER BY id DESC LIMIT $3::int", 4 },
    [FP_SQL_PLAN_LIST] = {
        "plan_list",
        "SELECT " PLAN_COLUMNS " FROM finplan.plans"
        " WHERE owner_id = $1::uuid AND ($2::uuid IS NULL OR id < $2::uuid)"
        " ORDER BY id DESC LIMIT $3::int", 3 },
    [FP_SQL_PLAN_LOCK] = {
        "plan_lock",
        "SELECT version FROM finplan.plans"
        " WHERE owner_id = $1::uuid AND id = $2::uuid FOR UPDATE", 2, KEYED },
    [FP_SQL_PLAN_REPLACE] = {
        "plan_replace",
        "UPDATE finplan.plans SET name = $4::text, document = $5::json,"
        " household_id = CASE WHEN $6::text IS NULL THEN household_id"
        " ELSE nullif($6::text, '')::uuid END"
        " WHERE owner_id = $1::uuid AND id = $2::uuid"
        " AND ($3::bigint = 0 OR version = $3::bigint)"
        " RETURNING " PLAN_COLUMNS, 6, KEYED },
    [FP_SQL_PLAN_DELETE] = {
        "plan_delete",
        "DELETE FROM finplan.plans"
        " WHERE owner_id = $1::uuid AND id = $2::uuid"
        " AND ($3::bigint = 0 OR version = $3::bigint) RETURNING id", 3,
        KEYED },

    [FP_SQL_SIMULATION_PRUNE] = {
        "simulation_prune",
        "DELETE FROM finplan.simulations WHERE owner_id = $1::uuid AND id IN"
        " (SELECT id FROM finplan.simulations WHERE owner_id = $1::uuid"
        " AND plan_id = $2::uuid ORDER BY id DESC OFFSET $3::int)", 3 },
    [FP_SQL_SIMULATION_INSERT] = {
        "simulation_insert",
        "INSERT INTO finplan.simulations"
        " (id, owner_id, plan_id, plan_version, kind, result_id, result,"
        " request)"
        " SELECT $2::uuid, p.owner_id, p.id, $4::bigint, $5::text, $6::text,"
        " $7::json, $8::json FROM finplan.plans p"
        " WHERE p.owner_id = $1::uuid AND p.id = $3::uuid"
        " RETURNING " RESULT_COLUMNS, 8 },
    [FP_SQL_SIMULATION_GET] = {
        "simulation_get",
        "SELECT " RESULT_COLUMNS ", result, request FROM finplan.simulations"
        " WHERE owner_id = $1::uuid AND id = $2::uuid", 2, KEYED },
    [FP_SQL_RESULT_PRUNE] = {
        "result_prune",
        "DELETE FROM finplan.simulations WHERE owner_id = $1::uuid AND id IN"
        " (SELECT id FROM finplan.simulations WHERE owner_id = $1::uuid"
        " AND plan_id IS NULL ORDER BY id DESC OFFSET $2::int)", 2 },
    [FP_SQL_RESULT_INSERT] = {
        "result_insert",
        "INSERT INTO finplan.simulations"
        " (id, owner_id, kind, result_id, result, request)"
        " VALUES ($2::uuid, $1::uuid, $3::text, $4::text, $5::json, $6::json)"
        " RETURNING " RESULT_COLUMNS, 6 },
    [FP_SQL_RESULT_GET] = {
        "result_get",
        "SELECT " RESULT_COLUMNS ", result, request FROM finplan.simulations"
        " WHERE owner_id = $1::uuid AND result_id = $2::text"
        " ORDER BY id DESC LIMIT 1", 2, KEYED },

    /* The owner is finplan.claim(), inside the function. */
    [FP_SQL_JOB_SUBMIT] = {
        "job_submit",
        "SELECT finplan.job_submit($1::uuid, $2::json, $3::json,"
        " $4::bigint[], $5::int, $6::int)", 6 },
    [FP_SQL_JOB_GET] = {
        "job_get",
        "SELECT " JOB_COLUMNS " FROM finplan.jobs j"
        " WHERE j.owner_id = $1::uuid AND j.id = $2::uuid", 2, KEYED },
    [FP_SQL_JOB_LIST] = {
        "job_list",
        "SELECT " JOB_COLUMNS " FROM finplan.jobs j"
        " WHERE j.owner_id = $1::uuid"
        " AND ($2::uuid IS NULL OR j.id < $2::uuid)"
        " AND ($3::text IS NULL OR j.state = $3::text)"
        " ORDER BY j.id DESC LIMIT $4::int", 4 },
    [FP_SQL_JOB_WATCH] = {
        "job_watch",
        "SELECT " JOB_COLUMNS " FROM finplan.jobs j"
        " WHERE j.owner_id = $1::uuid AND j.id = ANY ($2::uuid[])", 2 },
    [FP_SQL_JOB_CANCEL] = {
        "job_cancel",
        "SELECT finplan.job_cancel($1::uuid, $2::bigint)", 2 },
    [FP_SQL_JOB_RESULT] = {
        "job_result",
        "SELECT result, CASE WHEN $3::boolean"
        " THEN finplan.job_question(job_id) END FROM finplan.job_results"
        " WHERE owner_id = $1::uuid AND job_id = $2::uuid", 3, KEYED },

    /* As role finplan_jobs, which acts for no user. */
    [FP_SQL_WORK_CLAIM] = {
        "work_claim",
        "SELECT work, job_id, number, first_path, end_path, attempt, late_ms,"
        " result_id, CASE WHEN (options->>'streamed')::boolean THEN document"
        " ELSE finplan.job_asked(options, document) END,"
        " options->>'paths', options->>'seed',"
        " options->>'paths_given', options->>'seed_given',"
        " options->>'streamed', options->>'until_se', options->>'sampler',"
        " options->>'kind', options->>'traceparent'"
        " FROM finplan.job_claim($1::text, $2::text, $3::bigint, $4::int)",
        4 },
    [FP_SQL_WORK_BEAT] = {
        "work_beat",
        "SELECT finplan.job_beat($1::text, $2::uuid, $3::int, $4::bigint,"
        " $5::bigint)::int", 5 },
    [FP_SQL_WORK_DONE] = {
        "work_done",
        "SELECT finplan.job_shard_done($1::text, $2::uuid, $3::int,"
        " $4::bigint, $5::bytea, $6::bigint[], $7::double precision,"
        " $8::double precision)::int", 8 },
    [FP_SQL_WORK_GIVE_BACK] = {
        "work_give_back",
        "SELECT finplan.job_give_back($1::text, $2::uuid, $3::int,"
        " $4::bigint, $5::text, $6::text)::int", 6 },
    [FP_SQL_WORK_PARTS] = {
        "work_parts",
        "SELECT number, first_path, end_path, ran"
        " FROM finplan.job_parts($1::text, $2::uuid)", 2 },
    [FP_SQL_WORK_FOUND] = {
        "work_found",
        "SELECT finplan.job_found($1::text, $2::uuid, $3::int)", 3 },
    [FP_SQL_WORK_MORE] = {
        "work_more",
        "SELECT finplan.job_more($1::text, $2::uuid, $3::bigint[])::int", 3 },
    [FP_SQL_WORK_FINISH] = {
        "work_finish",
        "SELECT finplan.job_finish($1::text, $2::uuid, $3::json, $4::bigint,"
        " $5::text, $6::double precision, $7::double precision,"
        " $8::bigint)::int", 8 },
    [FP_SQL_WORK_SWEEP] = {
        "work_sweep",
        "SELECT finplan.job_sweep($1::text, $2::bigint, $3::bigint)::int,"
        " finplan.replies_sweep($4::int)", 4 },
    [FP_SQL_WORK_FIGURES] = {
        "work_figures",
        "SELECT state, n, oldest_s FROM finplan.job_figures()", 0 },
    [FP_SQL_BUSINESS_FIGURES] = {
        "business_figures",
        "SELECT users, active, plans FROM finplan.business_figures()", 0 },
};

const struct fp_statement_entry *
fp_statement_entry(enum fp_statement id)
{
    assert((int)id >= 0 && id < FP_SQL_COUNT);
    return &table[id];
}
