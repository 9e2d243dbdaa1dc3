/* Forward migrations: numbered SQL files, each applied once, in one
 * transaction, and remembered with its checksum in finplan.schema_migrations.
 *
 * Two runs at the same time take turns (session advisory lock); the second
 * finds nothing to do. One thread at a time. */
#ifndef FP_STORAGE_MIGRATE_H
#define FP_STORAGE_MIGRATE_H

#include <stddef.h>

#include "base/arena.h"
#include "storage/operator/admin.h"

enum { FP_MIGRATION_SHA256 = 65 }; /* 64 hex digits and a NUL */

/* One migration that this program knows. */
struct fp_migration {
    int version;        /* 1, 2, 3 … without gaps */
    const char *name;   /* "users" of 0001_users.sql */
    const char *sql;    /* without BEGIN and COMMIT */
    char sha256[FP_MIGRATION_SHA256]; /* of the file's bytes */
};

/* One that the database remembers. Texts live in the caller's arena. */
struct fp_applied {
    int version;
    const char *name;
    const char *sha256;
    const char *applied_at; /* as PostgreSQL writes it */
};

/* What the database remembers, by version; none when nothing was ever applied.
 * Errors as below. */
enum fp_err fp_storage_migrations_applied(struct fp_storage_admin *admin,
                                          struct fp_arena *arena,
                                          struct fp_applied **list,
                                          size_t *count,
                                          struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4);

/* Compares: every applied migration must be known[] with the same name and
 * checksum. FP_ECONFLICT otherwise: a released file was edited, or the
 * database is newer than this program. Pure. */
enum fp_err fp_storage_migrations_verify(const struct fp_migration *known,
                                         size_t n_known,
                                         const struct fp_applied *applied,
                                         size_t n_applied,
                                         struct fp_error *error)
    FP_MUST_CHECK;

typedef void (*fp_migrate_report_fn)(void *data,
                                     const struct fp_migration *migration);

struct fp_migrate_options {
    int dry_run;       /* report what would be applied, change nothing */
    int lock_wait_ms;  /* for another run to end */
    fp_migrate_report_fn report; /* after (dry run: instead of) each */
    void *report_data;
};

/* Verifies, then applies what is missing, in order, as finplan_owner (see
 * fp_storage_admin_become_owner, which it calls). *applied: how many.
 * FP_ECONFLICT as in verify; FP_ETIMEOUT: another run holds the lock;
 * FP_EFORBID; FP_EINVAL: a migration ends its own transaction; FP_EIO: a
 * statement failed, that migration was rolled back and earlier ones stay. */
enum fp_err fp_storage_migrate(struct fp_storage_admin *admin,
                               const struct fp_migration *known,
                               size_t n_known,
                               const struct fp_migrate_options *options,
                               size_t *applied, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4, 5);

#endif
