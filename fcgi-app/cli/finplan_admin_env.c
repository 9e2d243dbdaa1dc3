/* finplan-admin: settings, files, messages and the connection. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/finplan_admin.h"

enum { SETTING_MAX = 64 << 10, SECONDS_MAX = 3600 };

int
fp_admin_fail(const struct fp_error *error)
{
    fprintf(stderr, "finplan-admin: %s\n", error->detail);
    switch (error->code) {
    case FP_EINVAL: return FP_ADMIN_USAGE;
    case FP_ECONFLICT:
    case FP_ENOTFOUND: return FP_ADMIN_NO;
    default: return FP_ADMIN_UNABLE;
    }
}

int
fp_admin_usage(const char *fmt, ...)
{
    va_list args;

    fputs("finplan-admin: ", stderr);
    va_start(args, fmt);
    vfprintf(stderr, fmt, args);
    va_end(args);
    fputs("\nTry 'finplan-admin --help'.\n", stderr);
    return FP_ADMIN_USAGE;
}

enum fp_err
fp_admin_read(struct fp_arena *arena, const char *path, size_t max,
              char **text, size_t *len, struct fp_error *error)
{
    FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
    enum fp_err err = FP_OK;
    char *buffer;
    size_t got = 0;

    if (file == NULL)
        return fp_error_set(error, FP_EIO, "%.300s: %s", path,
                            strerror(errno));
    buffer = fp_arena_alloc(arena, max + 1);
    if (buffer == NULL) {
        err = fp_error_set(error, FP_ENOMEM, "Out of memory.");
        goto out;
    }
    got = fread(buffer, 1, max + 1, file);
    if (ferror(file))
        err = fp_error_set(error, FP_EIO, "%.300s: %s", path,
                           strerror(errno));
    else if (got > max)
        err = fp_error_set(error, FP_ELIMIT,
                           "%.300s is larger than %zu bytes.", path, max);
    else if (memchr(buffer, '\0', got) != NULL)
        err = fp_error_set(error, FP_EINVAL, "%.300s holds a NUL byte.",
                           path);
    if (err == FP_OK) {
        buffer[got] = '\0';
        *text = buffer;
        *len = got;
    }
out:
    if (file != stdin)
        fclose(file);
    return err;
}

enum fp_err
fp_admin_env(struct fp_arena *arena, const char *name, const char **value,
             struct fp_error *error)
{
    const char *direct = getenv(name);
    const char *file_name = fp_arena_printf(arena, "%s_FILE", name);
    const char *path = file_name != NULL ? getenv(file_name) : NULL;
    char *text = NULL;
    size_t len = 0;
    enum fp_err err;

    if (file_name == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    if (direct != NULL && direct[0] == '\0')
        direct = NULL;
    if (path != NULL && path[0] == '\0')
        path = NULL;
    if (direct != NULL && path != NULL)
        return fp_error_set(error, FP_EINVAL,
                            "Both %s and %s are set: give one of them.", name,
                            file_name);
    if (path == NULL) {
        *value = direct;
        return FP_OK;
    }
    err = fp_admin_read(arena, path, SETTING_MAX, &text, &len, error);
    if (err != FP_OK)
        return err;
    while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == '\r'))
        text[--len] = '\0';
    *value = len > 0 ? text : NULL;
    return FP_OK;
}

enum fp_err
fp_admin_seconds(const char *text, int *ms)
{
    int64_t seconds;
    enum fp_err err =
        fp_text_int64(text, strlen(text), 0, SECONDS_MAX, &seconds);

    if (err == FP_OK)
        *ms = (int)seconds * 1000;
    return err;
}

enum fp_err
fp_admin_connect(struct fp_arena *arena, int service, int wait_ms,
                 struct fp_storage_admin **admin, struct fp_error *error)
{
    struct fp_storage_admin_config config = { .wait_ms = wait_ms };
    enum fp_err err = FP_OK;

    if (!service)
        err = fp_admin_env(arena, "DATABASE_ADMIN_URL", &config.url, error);
    if (err == FP_OK && config.url == NULL) {
        err = fp_admin_env(arena, "DATABASE_URL", &config.url, error);
        if (err == FP_OK)
            err = fp_admin_env(arena, "DATABASE_PASSWORD", &config.password,
                               error);
    }
    if (err == FP_OK && config.url == NULL)
        err = fp_error_set(error, FP_EINVAL, "%s is not set.",
                           service ? "DATABASE_URL" : "DATABASE_ADMIN_URL");
    if (err == FP_OK)
        err = fp_storage_admin_open(&config, admin, error);
    return err;
}
