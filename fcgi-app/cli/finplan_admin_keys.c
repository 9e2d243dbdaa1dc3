/* finplan-admin keys: making the keys that sign access tokens. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "auth/keys.h"
#include "base/text.h"
#include "cli/finplan_admin.h"

static enum fp_err
write_whole(int fd, const char *text)
{
    size_t len = strlen(text);

    while (len > 0) {
        ssize_t n = write(fd, text, len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return FP_EIO;
        text += n;
        len -= (size_t)n;
    }
    return FP_OK;
}

/* A new file; one that exists is never overwritten, because tokens may still
 * hang on the key in it. */
static enum fp_err
write_new(struct fp_arena *arena, const char *directory, const char *name,
          const char *text, mode_t mode, struct fp_error *error)
{
    const char *path = fp_arena_printf(arena, "%s/%s", directory, name);
    const size_t len = strlen(text);
    enum fp_err err = FP_OK;
    int fd;

    if (path == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (fd < 0)
        return fp_error_set(error, errno == EEXIST ? FP_ECONFLICT : FP_EIO,
                            "%.300s: %s", path, strerror(errno));
    err = write_whole(fd, text);
    if (err == FP_OK && (len == 0 || text[len - 1] != '\n'))
        err = write_whole(fd, "\n");
    if (err == FP_OK && fsync(fd) != 0)
        err = FP_EIO;
    if (err != FP_OK)
        fp_error_set(error, err, "%.300s: %s", path, strerror(errno));
    if (close(fd) != 0 && err == FP_OK)
        err = fp_error_set(error, FP_EIO, "%.300s: %s", path,
                           strerror(errno));
    if (err == FP_OK)
        printf("wrote %s\n", path);
    else
        unlink(path);
    return err;
}

/* 1 when directory holds a secret of this kind already. */
static int
present(struct fp_arena *arena, const char *directory, const char *name)
{
    const char *path = fp_arena_printf(arena, "%s/%s", directory, name);

    return path != NULL && access(path, F_OK) == 0;
}

static int
generate(struct fp_arena *arena, enum fp_jwt_algorithm algorithm, int bits,
         const char *directory, int if_missing)
{
    const char *secret_name = algorithm == FP_JWT_HS256 ? "jwt_secret_key"
                                                        : "jwt_private_key";
    struct fp_error error = { .code = FP_OK };
    char *secret = NULL, *public_pem = NULL;
    enum fp_err err;

    if (directory != NULL && if_missing &&
        present(arena, directory, secret_name)) {
        printf("%s/%s exists already\n", directory, secret_name);
        return FP_ADMIN_DONE;
    }
    err = fp_keys_generate(algorithm, bits, &secret, &public_pem, &error);
    if (err == FP_OK && directory != NULL) {
        err = write_new(arena, directory, secret_name, secret, 0600, &error);
        if (err == FP_OK && public_pem != NULL)
            err = write_new(arena, directory, "jwt_public_key", public_pem,
                            0644, &error);
    } else if (err == FP_OK) {
        printf("%s%s", secret, algorithm == FP_JWT_HS256 ? "\n" : "");
        if (public_pem != NULL)
            printf("%s", public_pem);
    }
    fp_keys_text_free(secret);
    fp_keys_text_free(public_pem);
    return err == FP_OK ? FP_ADMIN_DONE : fp_admin_fail(&error);
}

int
fp_admin_keys(int argc, char **argv, struct fp_arena *arena)
{
    static const struct option options[] = {
        { "algorithm", required_argument, NULL, 'a' },
        { "bits", required_argument, NULL, 'b' },
        { "dir", required_argument, NULL, 'd' },
        { "if-missing", no_argument, NULL, 'm' },
        { "help", no_argument, NULL, 'h' },
        { NULL, 0, NULL, 0 }
    };
    static const enum fp_jwt_algorithm algorithms[] = {
        FP_JWT_EDDSA, FP_JWT_HS256, FP_JWT_RS256
    };
    const char *wanted = "EdDSA", *directory = NULL;
    int64_t bits = 0;
    int if_missing = 0, c;

    while ((c = getopt_long(argc, argv, "h", options, NULL)) != -1)
        switch (c) {
        case 'a': wanted = optarg; break;
        case 'b':
            if (fp_text_int64(optarg, strlen(optarg), 2048, 8192,
                              &bits) != FP_OK)
                return fp_admin_usage("--bits takes 2048 to 8192");
            break;
        case 'd': directory = optarg; break;
        case 'm': if_missing = 1; break;
        case 'h':
            printf("Usage: finplan-admin keys generate "
                   "[--algorithm EdDSA|HS256|RS256] [--bits N] [--dir DIR] "
                   "[--if-missing]\n"
                   "Make a signing key, on standard output or as files of "
                   "DIR: jwt_secret_key (HS256)\nor jwt_private_key and "
                   "jwt_public_key. Existing files are never overwritten.\n");
            return FP_ADMIN_DONE;
        default: return fp_admin_usage("keys takes no such option");
        }
    if (argc - optind != 1 || strcmp(argv[optind], "generate") != 0)
        return fp_admin_usage("keys needs the word generate");
    for (size_t i = 0; i < FP_COUNT(algorithms); i++)
        if (strcmp(wanted, fp_jwt_algorithm_name(algorithms[i])) == 0)
            return generate(arena, algorithms[i], (int)bits, directory,
                            if_missing);
    return fp_admin_usage("--algorithm is EdDSA, HS256 or RS256");
}
