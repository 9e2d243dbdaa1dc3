/* The historical series, read when a service starts. */
#include "handlers/service/parts.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "auth/digest.h"
#include "codec/files/history.h"
#include "handlers/state.h"

enum { HISTORY_BYTES_MAX = 4 << 20 };

static enum fp_err
read_file(const char *path, struct fp_buf *text, struct fp_error *error)
{
    enum fp_err err = FP_OK;
    char block[8192];
    FILE *file;
    size_t n;

    file = fopen(path, "rbe");
    if (file == NULL)
        return fp_error_set(error, FP_EIO, "Cannot read %s: %s.", path,
                            strerror(errno));
    while ((n = fread(block, 1, sizeof(block), file)) > 0)
        fp_buf_add(text, block, n);
    if (ferror(file))
        err = fp_error_set(error, FP_EIO, "Cannot read %s: %s.", path,
                           strerror(errno));
    else if (fp_buf_error(text) != FP_OK || text->len == 0)
        err = fp_error_set(error, FP_EIO, "%s is empty or too large.", path);
    fclose(file);
    return err;
}

/* "us_annual_1928_2025" of "/usr/share/finplan/us_annual_1928_2025.csv". */
static char *
history_name(struct fp_arena *arena, const char *path)
{
    const char *base = strrchr(path, '/');
    size_t len;

    base = base != NULL ? base + 1 : path;
    len = strlen(base);
    if (len > 4 && strcmp(base + len - 4, ".csv") == 0)
        len -= 4;
    return fp_arena_strndup(arena, base, len);
}

/* A service that starts without its history would refuse half of its work
 * later, so a missing or broken file is a failure of the start. */
enum fp_err
fp_service_load_history(struct fp_service *service, struct fp_error *error)
{
    const char *path = service->config.history_path != NULL
                           ? service->config.history_path
                           : FP_PKGDATADIR "/us_annual_1928_2025.csv";
    struct fp_faults faults;
    struct fp_buf text;
    char *name = NULL;
    enum fp_err err;

    fp_buf_init(&text, HISTORY_BYTES_MAX);
    err = read_file(path, &text, error);
    if (err != FP_OK)
        goto out;
    name = history_name(service->arena, path);
    if (name == NULL) {
        err = fp_error_set(error, FP_ENOMEM, "Out of memory.");
        goto out;
    }
    fp_faults_init(&faults, service->arena);
    err = fp_history_decode(name, text.data, text.len, service->arena,
                            &faults, &service->history);
    if (err != FP_OK) {
        err = fp_error_set(error, FP_EIO, "%s: %s: %s", path,
                           faults.count > 0 ? faults.list[0].pointer : "",
                           faults.count > 0 ? faults.list[0].detail
                                            : "out of memory.");
        goto out;
    }
    err = fp_auth_sha256_hex(text.data, text.len, service->history.checksum);
out:
    fp_buf_fini(&text);
    return err;
}
