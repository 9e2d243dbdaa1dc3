/* Applying migrations. */
#include "storage/operator/migrate.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "storage/operator/admin_conn.h"
#include "storage/rows.h"

#define NS_PER_MS UINT64_C(1000000)

/* Any fixed number does; this one spells "finplan". */
#define LOCK_KEY "28825254084174190"

enum { LOCK_RETRY_MS = 100 };

static const char ledger_sql[] =
    "CREATE SCHEMA IF NOT EXISTS finplan;"
    "CREATE TABLE IF NOT EXISTS finplan.schema_migrations ("
    " version integer PRIMARY KEY"
    " CONSTRAINT schema_migrations_version_positive CHECK (version > 0),"
    " name text NOT NULL,"
    " sha256 text NOT NULL"
    " CONSTRAINT schema_migrations_sha256_form"
    " CHECK (sha256 ~ '^[0-9a-f]{64}$'),"
    " applied_at timestamptz NOT NULL DEFAULT now());"
    "GRANT SELECT ON finplan.schema_migrations TO finplan_app;";

enum fp_err
fp_storage_migrations_applied(struct fp_storage_admin *admin,
                              struct fp_arena *arena, struct fp_applied **list,
                              size_t *count, struct fp_error *error)
{
    struct fp_applied *rows = NULL;
    PGresult *result = NULL;
    int present;
    enum fp_err err;

    err = fp_admin_query(
        admin, "SELECT (to_regclass('finplan.schema_migrations') IS NOT NULL)"
               "::int", 0, NULL, &result, error);
    if (err != FP_OK)
        return err;
    present = (int)fp_row_int(result, 0, 0);
    PQclear(result);
    result = NULL;
    if (!present) {
        *list = NULL;
        *count = 0;
        return FP_OK;
    }
    err = fp_admin_query(admin,
                         "SELECT version, name, sha256, applied_at"
                         " FROM finplan.schema_migrations ORDER BY version",
                         0, NULL, &result, error);
    if (err != FP_OK)
        return err;
    rows = fp_arena_array(arena, (size_t)PQntuples(result), sizeof(*rows));
    if (rows == NULL)
        goto memory;
    for (int i = 0; i < PQntuples(result); i++) {
        rows[i].version = (int)fp_row_int(result, i, 0);
        rows[i].name = fp_arena_strdup(arena, fp_row_text(result, i, 1));
        rows[i].sha256 = fp_arena_strdup(arena, fp_row_text(result, i, 2));
        rows[i].applied_at = fp_arena_strdup(arena, fp_row_text(result, i, 3));
        if (rows[i].name == NULL || rows[i].sha256 == NULL ||
            rows[i].applied_at == NULL)
            goto memory;
    }
    *list = rows;
    *count = (size_t)PQntuples(result);
    PQclear(result);
    return FP_OK;
memory:
    PQclear(result);
    return fp_error_set(error, FP_ENOMEM, "Out of memory.");
}

enum fp_err
fp_storage_migrations_verify(const struct fp_migration *known, size_t n_known,
                             const struct fp_applied *applied,
                             size_t n_applied, struct fp_error *error)
{
    for (size_t i = 0; i < n_known; i++)
        if (known[i].version != (int)i + 1)
            return fp_error_set(error, FP_ECONFLICT,
                                "Migration %04d stands where %04d belongs: "
                                "the numbers must have no gaps.",
                                known[i].version, (int)i + 1);
    for (size_t i = 0; i < n_applied; i++) {
        const struct fp_applied *row = &applied[i];

        if (row->version != (int)i + 1)
            return fp_error_set(error, FP_ECONFLICT,
                                "The database remembers migration %04d but "
                                "not %04d: its ledger is damaged.",
                                row->version, (int)i + 1);
        if (i >= n_known)
            return fp_error_set(error, FP_ECONFLICT,
                                "The database is at version %d, newer than "
                                "this program, which knows %zu. Use the newer "
                                "release.",
                                applied[n_applied - 1].version, n_known);
        if (strcmp(row->sha256, known[i].sha256) != 0 ||
            strcmp(row->name, known[i].name) != 0)
            return fp_error_set(error, FP_ECONFLICT,
                                "Migration %04d_%s differs from the one that "
                                "was applied on %s (recorded sha256 %.12s…, "
                                "file %.12s…). Restore the released file.",
                                known[i].version, known[i].name,
                                row->applied_at, row->sha256,
                                known[i].sha256);
    }
    return FP_OK;
}

static enum fp_err
take_lock(struct fp_storage_admin *admin, int wait_ms, struct fp_error *error)
{
    const uint64_t give_up =
        fp_clock_monotonic_ns() + (uint64_t)wait_ms * NS_PER_MS;
    const struct timespec pause = { .tv_nsec = LOCK_RETRY_MS * 1000000L };

    for (;;) {
        PGresult *result = NULL;
        int got;
        enum fp_err err = fp_admin_query(
            admin, "SELECT pg_try_advisory_lock(" LOCK_KEY ")::int", 0, NULL,
            &result, error);

        if (err != FP_OK)
            return err;
        got = (int)fp_row_int(result, 0, 0);
        PQclear(result);
        if (got)
            return FP_OK;
        if (fp_clock_monotonic_ns() >= give_up)
            return fp_error_set(error, FP_ETIMEOUT,
                                "Another migration run holds the lock.");
        nanosleep(&pause, NULL);
    }
}

static enum fp_err
apply(struct fp_storage_admin *admin, const struct fp_migration *migration,
      struct fp_error *error)
{
    char version[FP_INT_TEXT];
    const char *values[3] = { fp_int_text(migration->version, version),
                              migration->name, migration->sha256 };
    struct fp_error reason = { .code = FP_OK };
    enum fp_err err;

    /* A migration that waits for a lock holds up everybody behind it, so it
     * gives up soon and can be run again. */
    err = fp_admin_script(admin,
                          "BEGIN; SET LOCAL lock_timeout = '10s';"
                          "SET LOCAL statement_timeout = '15min'",
                          error);
    if (err != FP_OK)
        return err;
    err = fp_admin_script(admin, migration->sql, &reason);
    if (err == FP_OK && PQtransactionStatus(admin->conn) != PQTRANS_INTRANS) {
        err = fp_error_set(&reason, FP_EINVAL,
                           "it ends its own transaction");
    }
    if (err == FP_OK)
        err = fp_admin_query(admin,
                             "INSERT INTO finplan.schema_migrations"
                             " (version, name, sha256) VALUES ($1, $2, $3)",
                             3, values, NULL, &reason);
    if (err == FP_OK)
        err = fp_admin_query(admin, "COMMIT", 0, NULL, NULL, &reason);
    if (err == FP_OK)
        return FP_OK;
    if (PQtransactionStatus(admin->conn) != PQTRANS_IDLE &&
        fp_admin_query(admin, "ROLLBACK", 0, NULL, NULL, NULL) != FP_OK)
        err = FP_EUNAVAIL;
    return fp_error_set(error, err, "Migration %04d_%s was not applied: %.400s",
                        migration->version, migration->name, reason.detail);
}

enum fp_err
fp_storage_migrate(struct fp_storage_admin *admin,
                   const struct fp_migration *known, size_t n_known,
                   const struct fp_migrate_options *options, size_t *applied,
                   struct fp_error *error)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_applied *done = NULL;
    size_t n_done = 0;
    int locked = 0;
    enum fp_err err;

    if (arena == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    err = fp_storage_admin_become_owner(admin, error);
    if (err == FP_OK && !options->dry_run) {
        err = take_lock(admin, options->lock_wait_ms, error);
        locked = err == FP_OK;
    }
    if (err == FP_OK)
        err = fp_storage_migrations_applied(admin, arena, &done, &n_done,
                                            error);
    if (err == FP_OK)
        err = fp_storage_migrations_verify(known, n_known, done, n_done,
                                           error);
    if (err == FP_OK && !options->dry_run && n_done == 0)
        err = fp_admin_script(admin, ledger_sql, error);
    for (size_t i = n_done; err == FP_OK && i < n_known; i++) {
        if (!options->dry_run)
            err = apply(admin, &known[i], error);
        if (err == FP_OK && options->report != NULL)
            options->report(options->report_data, &known[i]);
    }
    if (locked && fp_admin_query(admin,
                                 "SELECT pg_advisory_unlock(" LOCK_KEY ")", 0,
                                 NULL, NULL, NULL) != FP_OK && err == FP_OK)
        err = fp_error_set(error, FP_EUNAVAIL, "The connection was lost.");
    if (err == FP_OK)
        *applied = n_known - n_done;
    fp_arena_free(arena);
    return err;
}
