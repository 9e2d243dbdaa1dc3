/* The outbox on disk. */
#include "mail/outbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LETTER_MAX = 65536, PATH_BYTES = PATH_MAX };

static int
path_of(char path[PATH_BYTES], const char *directory, const char *begin,
        const char *name, const char *end)
{
    int len = snprintf(path, PATH_BYTES, "%s/%s%s%s", directory, begin, name,
                       end);

    return len > 0 && len < PATH_BYTES;
}

static int
write_all(int fd, const char *text, size_t len)
{
    while (len > 0) {
        ssize_t n = write(fd, text, len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return 0;
        text += n;
        len -= (size_t)n;
    }
    return 1;
}

/* The name is safe on disk only when the directory is. */
static void
sync_directory(const char *directory)
{
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
}

enum fp_err
fp_outbox_write(const char *directory, const struct fp_letter *letter,
                struct fp_error *error)
{
    char hidden[PATH_BYTES], path[PATH_BYTES];
    int fd;

    if (!path_of(hidden, directory, ".", letter->name, ".part") ||
        !path_of(path, directory, "", letter->name, ""))
        return fp_error_set(error, FP_EIO, "The outbox's path is too long.");
    fd = open(hidden, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno == ENOENT && mkdir(directory, 0700) == 0)
        fd = open(hidden, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return fp_error_set(error, FP_EIO, "%s: %s.", directory,
                            strerror(errno));
    if (!write_all(fd, letter->text, letter->len) || fsync(fd) != 0) {
        fp_error_set(error, FP_EIO, "%s: %s.", directory, strerror(errno));
        close(fd);
        unlink(hidden);
        return FP_EIO;
    }
    close(fd);
    if (rename(hidden, path) != 0) {
        fp_error_set(error, FP_EIO, "%s: %s.", directory, strerror(errno));
        unlink(hidden);
        return FP_EIO;
    }
    sync_directory(directory);
    return FP_OK;
}

static int
by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Where the newest of names[n] stands. */
static size_t
newest(char (*names)[FP_LETTER_NAME], size_t n)
{
    size_t found = 0;

    for (size_t i = 1; i < n; i++)
        if (strcmp(names[i], names[found]) > 0)
            found = i;
    return found;
}

size_t
fp_outbox_list(const char *directory, char (*names)[FP_LETTER_NAME],
               size_t max)
{
    DIR *dir = opendir(directory);
    struct dirent *entry;
    size_t n = 0, last = 0;

    if (dir == NULL)
        return 0;
    /* A directory has its files in no order. */
    while (max > 0 && (entry = readdir(dir)) != NULL) {
        size_t len = strlen(entry->d_name);

        if (len >= FP_LETTER_NAME || fp_letter_made_ms(entry->d_name) < 0)
            continue;
        if (n < max)
            memcpy(names[n++], entry->d_name, len + 1);
        else if (strcmp(entry->d_name, names[last]) < 0)
            memcpy(names[last], entry->d_name, len + 1);
        else
            continue;
        last = newest(names, n);
    }
    closedir(dir);
    qsort(names, n, sizeof(*names), by_name);
    return n;
}

/* The whole file; NULL when it is no letter of ours. */
static char *
read_all(int fd, size_t *len)
{
    struct stat st;
    size_t got = 0;
    char *text;

    /* Unlinked by another who sent it while we waited for the lock. */
    if (fstat(fd, &st) != 0 || st.st_nlink == 0 || !S_ISREG(st.st_mode) ||
        st.st_size <= 0 || st.st_size > LETTER_MAX)
        return NULL;
    text = malloc((size_t)st.st_size);
    while (text != NULL && got < (size_t)st.st_size) {
        ssize_t n = read(fd, text + got, (size_t)st.st_size - got);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0) {
            free(text);
            return NULL;
        }
        got += (size_t)n;
    }
    *len = got;
    return text;
}

enum fp_err
fp_outbox_take(const char *directory, const char *name,
               struct fp_outbox_held *out)
{
    char path[PATH_BYTES];
    int fd;

    if (!path_of(path, directory, "", name, ""))
        return FP_EIO;
    fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0)
        return errno == ENOENT ? FP_ENOTFOUND : FP_EIO;
    if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        close(fd);
        return FP_ENOTFOUND;
    }
    out->text = read_all(fd, &out->len);
    if (out->text == NULL) {
        close(fd);
        return FP_ENOTFOUND;
    }
    out->fd = fd;
    snprintf(out->name, sizeof(out->name), "%s", name);
    return FP_OK;
}

void
fp_outbox_end(const char *directory, struct fp_outbox_held *held,
              enum fp_outbox_end end)
{
    char path[PATH_BYTES], failed[PATH_BYTES];

    if (end == FP_OUTBOX_DONE &&
        path_of(path, directory, "", held->name, ""))
        unlink(path);
    if (end == FP_OUTBOX_FAILED &&
        path_of(path, directory, "", held->name, "") &&
        path_of(failed, directory, "", held->name, ".failed"))
        (void)rename(path, failed);
    explicit_bzero(held->text, held->len);
    free(held->text);
    close(held->fd); /* and with it the lock */
}
