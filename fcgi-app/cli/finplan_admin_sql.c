/* finplan-admin: reading migration files from a directory. */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "auth/digest.h"
#include "base/text.h"
#include "cli/finplan_admin.h"

enum {
    DIGITS = 4,                 /* of the number in front */
    FILES_MAX = 9999,
    FILE_BYTES_MAX = 1 << 20,
    PREFIX = DIGITS + 1,        /* "0001_" */
    SUFFIX = sizeof(".sql") - 1
};

/* "0001_users.sql". schema.sql, the dump for readers, is none. */
static int
is_migration(const char *name)
{
    const size_t len = strlen(name);

    return len > PREFIX + SUFFIX && strspn(name, "0123456789") == DIGITS &&
           name[DIGITS] == '_' && strcmp(name + len - SUFFIX, ".sql") == 0;
}

static int
by_version(const void *a, const void *b)
{
    const struct fp_migration *x = a, *y = b;

    return (x->version > y->version) - (x->version < y->version);
}

static enum fp_err
load_one(struct fp_arena *arena, const char *directory, const char *file,
         struct fp_migration *out, struct fp_error *error)
{
    const char *path = fp_arena_printf(arena, "%s/%s", directory, file);
    int64_t version = 0;
    char *sql = NULL;
    size_t len = 0;
    enum fp_err err;

    if (path == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    if (fp_text_int64(file + strspn(file, "0"),
                      DIGITS - strspn(file, "0"), 1, FILES_MAX,
                      &version) != FP_OK)
        return fp_error_set(error, FP_EINVAL,
                            "%.300s: migrations are numbered from 0001.",
                            path);
    err = fp_admin_read(arena, path, FILE_BYTES_MAX, &sql, &len, error);
    if (err != FP_OK)
        return err;
    out->version = (int)version;
    out->name = fp_arena_strndup(arena, file + PREFIX,
                                 strlen(file) - PREFIX - SUFFIX);
    out->sql = sql;
    if (out->name == NULL ||
        fp_auth_sha256_hex(sql, len, out->sha256) != FP_OK)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    return FP_OK;
}

enum fp_err
fp_admin_load_migrations(struct fp_arena *arena, const char *directory,
                         struct fp_migration **list, size_t *count,
                         struct fp_error *error)
{
    struct fp_migration *found = NULL;
    struct dirent **names = NULL;
    enum fp_err err = FP_OK;
    size_t n = 0;
    int files = scandir(directory, &names, NULL, alphasort);

    if (files < 0)
        return fp_error_set(error, FP_EIO, "%.300s: %s", directory,
                            strerror(errno));
    found = fp_arena_array(arena, (size_t)files, sizeof(*found));
    if (found == NULL)
        err = fp_error_set(error, FP_ENOMEM, "Out of memory.");
    for (int i = 0; i < files; i++) {
        if (err == FP_OK && is_migration(names[i]->d_name)) {
            err = load_one(arena, directory, names[i]->d_name, &found[n],
                           error);
            n++;
        }
        free(names[i]);
    }
    free(names);
    if (err != FP_OK)
        return err;
    if (n == 0)
        return fp_error_set(error, FP_EIO,
                            "%.300s holds no migration (0001_name.sql).",
                            directory);
    qsort(found, n, sizeof(*found), by_version);
    *list = found;
    *count = n;
    return FP_OK;
}
