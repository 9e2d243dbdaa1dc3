/* The socket that nginx tells its own replies to. */
#include "telemetry/edge.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/text.h"

enum { LINE_MAX_BYTES = 256, WORDS = 4 };

static const char tag[] = "finplan: ";

enum fp_err
fp_edge_open(const char *path, struct fp_edge *out, struct fp_error *error)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    struct stat st;
    int fd;

    out->fd = -1;
    if (strlen(path) >= sizeof(address.sun_path))
        return fp_error_set(error, FP_EINVAL, "%s is too long for a socket.",
                            path);
    snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
    snprintf(out->path, sizeof(out->path), "%s", path);
    fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return fp_error_set(error, FP_EIO, "No socket for %s: %s.", path,
                            strerror(errno));
    unlink(path);
    if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) != 0 ||
        chmod(path, 0660) != 0 || stat(path, &st) != 0) {
        enum fp_err err = fp_error_set(error, FP_EIO, "Cannot bind %s: %s.",
                                       path, strerror(errno));

        close(fd);
        return err;
    }
    out->fd = fd;
    out->device = st.st_dev;
    out->inode = st.st_ino;
    return FP_OK;
}

void
fp_edge_close(struct fp_edge *edge)
{
    struct stat st;

    if (edge->fd < 0)
        return;
    if (stat(edge->path, &st) == 0 && st.st_dev == edge->device &&
        st.st_ino == edge->inode)
        unlink(edge->path);
    close(edge->fd);
    edge->fd = -1;
}

static enum fp_edge_status
status_of(int status)
{
    static const struct {
        int number;
        enum fp_edge_status is;
    } list[] = {
        { 400, FP_EDGE_400 }, { 403, FP_EDGE_403 }, { 404, FP_EDGE_404 },
        { 405, FP_EDGE_405 }, { 408, FP_EDGE_408 }, { 413, FP_EDGE_413 },
        { 414, FP_EDGE_414 }, { 429, FP_EDGE_429 }, { 431, FP_EDGE_431 },
        { 494, FP_EDGE_431 }, { 499, FP_EDGE_499 }, { 500, FP_EDGE_500 },
        { 501, FP_EDGE_501 }, { 502, FP_EDGE_502 }, { 503, FP_EDGE_503 },
        { 504, FP_EDGE_504 },
    };

    for (size_t i = 0; i < FP_COUNT(list); i++)
        if (list[i].number == status)
            return list[i].is;
    return status / 100 == 2   ? FP_EDGE_2XX
           : status / 100 == 3 ? FP_EDGE_3XX
                               : FP_EDGE_OTHER;
}

static int
is(const char *word, const char *wanted)
{
    return strcmp(word, wanted) == 0;
}

static int
is_dry(const char *word)
{
    return is(word, "REJECTED_DRY_RUN") || is(word, "DELAYED_DRY_RUN");
}

/* Cuts text at its blanks; 1 when there are just so many words. */
static int
split(char *text, char *words[WORDS])
{
    char *rest = NULL;
    int n = 0;

    for (char *word = strtok_r(text, " ", &rest); word != NULL;
         word = strtok_r(NULL, " ", &rest)) {
        if (n == WORDS)
            return 0;
        words[n++] = word;
    }
    return n == WORDS;
}

void
fp_edge_line(struct fp_metrics *metrics, const char *line, size_t len)
{
    char text[LINE_MAX_BYTES], *words[WORDS];
    const char *rate, *connections, *cache;
    int64_t status;
    char *at;

    if (len == 0 || len >= sizeof(text) || memchr(line, '\0', len) != NULL)
        goto bad;
    memcpy(text, line, len);
    text[len] = '\0';
    text[strcspn(text, "\n")] = '\0';
    at = strstr(text, tag);
    if (at == NULL || !split(at + strlen(tag), words) ||
        fp_text_int64(words[0], strlen(words[0]), 100, 599, &status) != FP_OK)
        goto bad;
    rate = words[1];
    connections = words[2];
    cache = words[3];
    if (is(rate, "REJECTED"))
        fp_metrics_add(metrics, FP_COUNT_EDGE_LIMITED_RATE, 1);
    if (is(connections, "REJECTED"))
        fp_metrics_add(metrics, FP_COUNT_EDGE_LIMITED_CONNECTIONS, 1);
    if (is_dry(rate) || is_dry(connections)) {
        /* The application answered that one and counted it. */
        fp_metrics_add(metrics, FP_COUNT_EDGE_WOULD_LIMIT, 1);
        return;
    }
    if (is(cache, "HIT"))
        fp_metrics_add(metrics, FP_COUNT_EDGE_CACHE_HITS, 1);
    if (is(cache, "STALE") || is(cache, "UPDATING"))
        fp_metrics_add(metrics, FP_COUNT_EDGE_CACHE_STALE, 1);
    fp_metrics_add(metrics,
                   (enum fp_counter)(FP_COUNT_EDGE + status_of((int)status)), 1);
    return;
bad:
    fp_metrics_add(metrics, FP_COUNT_EDGE_BAD_LINES, 1);
}

void
fp_edge_read(const struct fp_edge *edge, struct fp_metrics *metrics)
{
    char line[LINE_MAX_BYTES];
    int i;

    for (i = 0; i < FP_EDGE_BATCH; i++) {
        ssize_t n = recv(edge->fd, line, sizeof(line), MSG_DONTWAIT | MSG_TRUNC);

        if (n < 0)
            return;
        fp_edge_line(metrics, line, (size_t)n); /* longer ones: only counted */
    }
}
