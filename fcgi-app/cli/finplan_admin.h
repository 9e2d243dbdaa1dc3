/* finplan-admin: what its commands share. One thread. */
#ifndef FP_CLI_FINPLAN_ADMIN_H
#define FP_CLI_FINPLAN_ADMIN_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "storage/operator/admin.h"
#include "storage/operator/migrate.h"

/* Exit codes, as the man page states them. */
enum {
    FP_ADMIN_DONE = 0,
    FP_ADMIN_NO = 1,      /* the answer is no: a check failed, a name is taken,
                             a file was edited */
    FP_ADMIN_USAGE = 2,   /* the command line or the configuration is wrong */
    FP_ADMIN_UNABLE = 3   /* could not finish: no database, no rights */
};

/* A command. argv[0] is its name; arena lives until the program ends. */
typedef int (*fp_admin_command_fn)(int argc, char **argv,
                                   struct fp_arena *arena);

int fp_admin_migrate(int argc, char **argv, struct fp_arena *arena);
int fp_admin_bootstrap(int argc, char **argv, struct fp_arena *arena);
int fp_admin_check(int argc, char **argv, struct fp_arena *arena);
int fp_admin_user(int argc, char **argv, struct fp_arena *arena);
int fp_admin_keys(int argc, char **argv, struct fp_arena *arena);
int fp_admin_market(int argc, char **argv, struct fp_arena *arena);

/* Value of NAME, or the contents of the file that NAME_FILE names without the
 * line end, or NULL when neither is set (an empty NAME counts as not set).
 * FP_EINVAL: both are set. FP_EIO: the file cannot be read. */
enum fp_err fp_admin_env(struct fp_arena *arena, const char *name,
                         const char **value, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* A whole file of at most max bytes, NUL-terminated, in arena; "-" is standard
 * input. FP_EIO, FP_ELIMIT, FP_ENOMEM. */
enum fp_err fp_admin_read(struct fp_arena *arena, const char *path, size_t max,
                          char **text, size_t *len, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4, 5);

/* Prints "finplan-admin: …" on standard error and gives the exit code that
 * belongs to error->code. */
int fp_admin_fail(const struct fp_error *error) FP_NONNULL(1);

/* Prints a complaint about the command line; gives FP_ADMIN_USAGE. */
int fp_admin_usage(const char *fmt, ...) FP_PRINTF(1, 2);

/* Seconds of an option, 0 … 3600, in milliseconds. FP_EINVAL. */
enum fp_err fp_admin_seconds(const char *text, int *ms) FP_MUST_CHECK;

/* Connects with DATABASE_ADMIN_URL, or with DATABASE_URL when that is not set
 * (service 1: with DATABASE_URL only), and waits up to wait_ms for it. */
enum fp_err fp_admin_connect(struct fp_arena *arena, int service, int wait_ms,
                             struct fp_storage_admin **admin,
                             struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 4);

/* Reads NNNN_name.sql files of directory, in order of their numbers, with
 * their checksums. FP_EIO, FP_EINVAL (a file name that is no migration's, a
 * number twice), FP_ENOMEM. */
enum fp_err fp_admin_load_migrations(struct fp_arena *arena,
                                     const char *directory,
                                     struct fp_migration **list, size_t *count,
                                     struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4);

#endif
