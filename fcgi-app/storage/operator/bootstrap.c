/* Roles, database, schema. */
#include "storage/operator/bootstrap.h"

#include <stdio.h>
#include <string.h>

#include "storage/operator/admin_conn.h"
#include "storage/rows.h"

/* Roles belong to the whole cluster, and another bootstrap may be making them
 * at this moment: duplicate_object is then the wished-for outcome. */
static const char roles_sql[] =
    "DO $$ BEGIN\n"
    " IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'finplan_owner')"
    " THEN CREATE ROLE finplan_owner NOLOGIN; END IF;\n"
    " IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'finplan_app')"
    " THEN CREATE ROLE finplan_app LOGIN; END IF;\n"
    " IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'finplan_jobs')"
    " THEN CREATE ROLE finplan_jobs LOGIN; END IF;\n"
    " IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'finplan_market')"
    " THEN CREATE ROLE finplan_market LOGIN; END IF;\n"
    "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;\n"
    "END $$";

#define LOGIN_ROLES "'finplan_app', 'finplan_jobs', 'finplan_market'"
#define SERVICE_ROLES "'finplan_owner', " LOGIN_ROLES

static const char check_sql[] =
    "SELECT string_agg(reason, '; ') FROM ("
    " SELECT rolname || ' is a superuser' AS reason FROM pg_roles"
    " WHERE rolname IN (" SERVICE_ROLES ") AND rolsuper"
    " UNION ALL"
    " SELECT rolname || ' bypasses row-level security' FROM pg_roles"
    " WHERE rolname IN (" SERVICE_ROLES ") AND rolbypassrls"
    " UNION ALL"
    " SELECT rolname || ' is a member of finplan_owner' FROM pg_roles"
    " WHERE rolname IN (" LOGIN_ROLES ")"
    " AND pg_has_role(rolname, 'finplan_owner', 'MEMBER')) AS reasons";

/* A login that is no superuser must be a member of finplan_owner to hand
 * objects to it. */
static const char join_sql[] =
    "DO $$ BEGIN\n"
    " IF NOT pg_has_role(current_user, 'finplan_owner', 'MEMBER')"
    " THEN EXECUTE format('GRANT finplan_owner TO %I', current_user);"
    " END IF;\n"
    "END $$";

/* The verifier travels as a setting of the transaction, because ALTER ROLE
 * takes no parameters. */
static const char app_password_sql[] =
    "DO $$ BEGIN EXECUTE format('ALTER ROLE finplan_app LOGIN PASSWORD %L',"
    " current_setting('finplan.verifier')); END $$";
static const char jobs_password_sql[] =
    "DO $$ BEGIN EXECUTE format('ALTER ROLE finplan_jobs LOGIN PASSWORD %L',"
    " current_setting('finplan.verifier')); END $$";
static const char market_password_sql[] =
    "DO $$ BEGIN EXECUTE format('ALTER ROLE finplan_market LOGIN PASSWORD %L',"
    " current_setting('finplan.verifier')); END $$";
static const char owner_password_sql[] =
    "DO $$ BEGIN EXECUTE format('ALTER ROLE finplan_owner LOGIN PASSWORD %L',"
    " current_setting('finplan.verifier')); END $$";

static const char database_grants_sql[] =
    "DO $$ BEGIN\n"
    " EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC',"
    " current_database());\n"
    " EXECUTE format('GRANT CONNECT ON DATABASE %I TO"
    " finplan_app, finplan_jobs, finplan_market',"
    " current_database());\n"
    " EXECUTE format('GRANT CONNECT, CREATE ON DATABASE %I TO finplan_owner',"
    " current_database());\n"
    "END $$";

static enum fp_err
set_password(struct fp_storage_admin *admin, const char *role,
             const char *password, const char *alter_sql,
             struct fp_error *error)
{
    char *verifier = PQencryptPasswordConn(admin->conn, password, role,
                                           "scram-sha-256");
    const char *values[1] = { verifier };
    enum fp_err err;

    if (verifier == NULL)
        return fp_error_set(error, FP_EINVAL,
                            "The password of %s cannot be used.", role);
    err = fp_admin_query(admin, "BEGIN", 0, NULL, NULL, error);
    if (err == FP_OK)
        err = fp_admin_query(admin,
                             "SELECT set_config('finplan.verifier', $1, true)",
                             1, values, NULL, error);
    if (err == FP_OK)
        err = fp_admin_query(admin, alter_sql, 0, NULL, NULL, error);
    if (fp_admin_query(admin, err == FP_OK ? "COMMIT" : "ROLLBACK", 0, NULL,
                       NULL, NULL) != FP_OK && err == FP_OK)
        err = fp_error_set(error, FP_EUNAVAIL, "The connection was lost.");
    PQfreemem(verifier);
    return err;
}

static enum fp_err
check_roles(struct fp_storage_admin *admin, struct fp_error *error)
{
    PGresult *result = NULL;
    enum fp_err err = fp_admin_query(admin, check_sql, 0, NULL, &result,
                                     error);
    const char *reasons;

    if (err != FP_OK)
        return err;
    reasons = fp_row_text(result, 0, 0);
    if (reasons != NULL)
        err = fp_error_set(error, FP_EFORBID,
                           "%.300s: row-level security would not bind it. "
                           "Take that right away first.",
                           reasons);
    PQclear(result);
    return err;
}

static enum fp_err
create_database(struct fp_storage_admin *admin, const char *database,
                struct fp_error *error)
{
    const char *values[1] = { database };
    PGresult *result = NULL;
    char sql[512];
    char *name;
    int present;
    enum fp_err err;

    err = fp_admin_query(admin,
                         "SELECT count(*) FROM pg_database"
                         " WHERE datname = $1",
                         1, values, &result, error);
    if (err != FP_OK)
        return err;
    present = (int)fp_row_int(result, 0, 0);
    PQclear(result);
    if (present)
        return FP_OK;
    /* CREATE DATABASE takes no parameters and runs in no block: the one place
     * where a name is quoted into a statement. */
    name = PQescapeIdentifier(admin->conn, database, strlen(database));
    if (name == NULL || strlen(name) > 200) {
        PQfreemem(name);
        return fp_error_set(error, FP_EINVAL,
                            "The database's name cannot be used.");
    }
    snprintf(sql, sizeof(sql),
             "CREATE DATABASE %s OWNER finplan_owner ENCODING 'UTF8'"
             " TEMPLATE template0",
             name);
    PQfreemem(name);
    return fp_admin_query(admin, sql, 0, NULL, NULL, error);
}

enum fp_err
fp_storage_bootstrap(const struct fp_bootstrap *bootstrap,
                     struct fp_error *error)
{
    struct fp_storage_admin_config inside = bootstrap->admin;
    struct fp_storage_admin *admin = NULL;
    enum fp_err err;

    err = fp_storage_admin_open(&bootstrap->admin, &admin, error);
    if (err == FP_OK)
        err = fp_admin_query(admin, roles_sql, 0, NULL, NULL, error);
    if (err == FP_OK)
        err = check_roles(admin, error);
    if (err == FP_OK)
        err = fp_admin_query(admin, join_sql, 0, NULL, NULL, error);
    if (err == FP_OK && bootstrap->app_password != NULL)
        err = set_password(admin, "finplan_app", bootstrap->app_password,
                           app_password_sql, error);
    if (err == FP_OK && bootstrap->jobs_password != NULL)
        err = set_password(admin, "finplan_jobs", bootstrap->jobs_password,
                           jobs_password_sql, error);
    if (err == FP_OK && bootstrap->market_password != NULL)
        err = set_password(admin, "finplan_market",
                           bootstrap->market_password, market_password_sql,
                           error);
    if (err == FP_OK && bootstrap->owner_password != NULL)
        err = set_password(admin, "finplan_owner", bootstrap->owner_password,
                           owner_password_sql, error);
    if (err == FP_OK)
        err = create_database(admin, bootstrap->database, error);
    fp_storage_admin_close(admin);
    if (err != FP_OK)
        return err;

    admin = NULL;
    inside.database = bootstrap->database;
    err = fp_storage_admin_open(&inside, &admin, error);
    if (err == FP_OK)
        err = fp_admin_query(admin, database_grants_sql, 0, NULL, NULL, error);
    if (err == FP_OK)
        err = fp_admin_query(admin,
                             "CREATE SCHEMA IF NOT EXISTS finplan"
                             " AUTHORIZATION finplan_owner",
                             0, NULL, NULL, error);
    fp_storage_admin_close(admin);
    return err;
}
