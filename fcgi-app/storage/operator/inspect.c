/* Checks of a database with the service's login. */
#include "storage/operator/inspect.h"

#include "storage/operator/admin_conn.h"
#include "storage/pool.h"
#include "storage/rows.h"

/* Each statement answers one row: 1 or 0, and a sentence. $1, where there is
 * one, is the schema version of this program. */
static const struct {
    const char *name;
    const char *sql;
    int takes_version;
} checks[] = {
    { "server",
      "SELECT (current_setting('server_version_num')::int >= 140000)::int,"
      " 'PostgreSQL ' || current_setting('server_version')"
      " || ' (14 or newer is needed)'", 0 },
    { "encoding",
      "SELECT (current_setting('server_encoding') = 'UTF8')::int,"
      " 'the database is in ' || current_setting('server_encoding')", 0 },
    { "durability",
      "SELECT (current_setting('fsync')::bool AND"
      " current_setting('full_page_writes')::bool AND"
      " current_setting('synchronous_commit') NOT IN ('off', 'local'))::int,"
      " 'fsync ' || current_setting('fsync') || ', full_page_writes '"
      " || current_setting('full_page_writes') || ', synchronous_commit '"
      " || current_setting('synchronous_commit')", 0 },
    { "role",
      "SELECT (NOT rolsuper AND NOT rolbypassrls AND NOT"
      " pg_has_role(current_user, 'finplan_owner', 'MEMBER'))::int,"
      " format('%s: superuser %s, bypasses row-level security %s, member of"
      " finplan_owner %s', rolname, rolsuper, rolbypassrls,"
      " pg_has_role(current_user, 'finplan_owner', 'MEMBER'))"
      " FROM pg_roles WHERE rolname = current_user", 0 },
    { "schema",
      "SELECT (coalesce(max(version), 0) = $1::int)::int,"
      " format('version %s, and %s is needed', coalesce(max(version), 0), $1)"
      " FROM finplan.schema_migrations", 1 },
    { "row-level security",
      "SELECT (count(*) > 0 AND"
      " bool_and(relrowsecurity AND relforcerowsecurity))::int,"
      " format('forced on %s of %s tables',"
      " count(*) FILTER (WHERE relrowsecurity AND relforcerowsecurity),"
      " count(*)) FROM pg_class WHERE relkind IN ('r', 'p')"
      " AND relnamespace = to_regnamespace('finplan')"
      " AND relname <> 'schema_migrations'", 0 },
    { "no claim, no rows",
      "SELECT (n = 0)::int,"
      " format('%s rows are visible without a user', n) FROM"
      " (SELECT finplan.visible_rows() AS n) AS seen", 0 },
};

enum fp_err
fp_storage_inspect(struct fp_storage_admin *admin, struct fp_arena *arena,
                   struct fp_finding **list, size_t *count, size_t *bad,
                   struct fp_error *error)
{
    struct fp_finding *findings =
        fp_arena_array(arena, FP_COUNT(checks), sizeof(*findings));
    char version[FP_INT_TEXT];
    const char *values[1] = { fp_int_text(FP_STORAGE_SCHEMA, version) };
    size_t wrong = 0;

    if (findings == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    for (size_t i = 0; i < FP_COUNT(checks); i++) {
        struct fp_error reason = { .code = FP_OK };
        PGresult *result = NULL;
        enum fp_err err = fp_admin_query(admin, checks[i].sql,
                                         checks[i].takes_version, values,
                                         &result, &reason);

        if (err == FP_EUNAVAIL)
            return fp_error_set(error, err, "%s", reason.detail);
        findings[i].name = checks[i].name;
        if (err != FP_OK) {
            findings[i].detail = fp_arena_strdup(arena, reason.detail);
        } else {
            findings[i].good = (int)fp_row_int(result, 0, 0);
            findings[i].detail =
                fp_arena_strdup(arena, fp_row_text(result, 0, 1));
            PQclear(result);
        }
        if (findings[i].detail == NULL)
            return fp_error_set(error, FP_ENOMEM, "Out of memory.");
        wrong += !findings[i].good;
    }
    *list = findings;
    *count = FP_COUNT(checks);
    *bad = wrong;
    return FP_OK;
}
