/* Opening and taking listening sockets. */
#include "transport/listen.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/text.h"

enum { FIRST_INHERITED = 3 };

union address {
    struct sockaddr any;
    struct sockaddr_un local;
    struct sockaddr_in in4;
    struct sockaddr_in6 in6;
};

/* The port after host_len characters of a loopback address. */
static enum fp_err
parse_port(const char *address, const char *text, int64_t *port,
           struct fp_error *error)
{
    if (fp_text_int64(text, strlen(text), 1, 65535, port) != FP_OK)
        return fp_error_set(error, FP_EINVAL,
                            "The port of LISTEN \"%s\" must be from 1 to "
                            "65535.", address);
    return FP_OK;
}

static enum fp_err
parse(const char *address, union address *out, socklen_t *len,
      struct fp_error *error)
{
    int64_t port = 0;

    memset(out, 0, sizeof(*out));
    if (strncmp(address, "unix:", 5) == 0) {
        const char *path = address + 5;

        if (path[0] != '/' || strlen(path) >= sizeof(out->local.sun_path))
            return fp_error_set(error, FP_EINVAL,
                                "The path of LISTEN \"%s\" must be absolute "
                                "and shorter than %zu bytes.", address,
                                sizeof(out->local.sun_path));
        out->local.sun_family = AF_UNIX;
        memcpy(out->local.sun_path, path, strlen(path) + 1);
        *len = sizeof(out->local);
        return FP_OK;
    }
    if (strncmp(address, "127.0.0.1:", 10) == 0) {
        if (parse_port(address, address + 10, &port, error) != FP_OK)
            return FP_EINVAL;
        out->in4.sin_family = AF_INET;
        out->in4.sin_port = htons((uint16_t)port);
        out->in4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        *len = sizeof(out->in4);
        return FP_OK;
    }
    if (strncmp(address, "[::1]:", 6) == 0) {
        if (parse_port(address, address + 6, &port, error) != FP_OK)
            return FP_EINVAL;
        out->in6.sin6_family = AF_INET6;
        out->in6.sin6_port = htons((uint16_t)port);
        out->in6.sin6_addr = in6addr_loopback;
        *len = sizeof(out->in6);
        return FP_OK;
    }
    return fp_error_set(error, FP_EINVAL,
                        "LISTEN \"%s\" must be unix:/PATH, 127.0.0.1:PORT or "
                        "[::1]:PORT.", address);
}

enum fp_err
fp_listen_check(const char *address, struct fp_error *error)
{
    union address parsed;
    socklen_t len;

    return parse(address, &parsed, &len, error);
}

/* Removes a socket file that nobody answers on. */
static enum fp_err
clear_stale(const union address *address, socklen_t len,
            struct fp_error *error)
{
    const char *path = address->local.sun_path;
    struct stat st;
    int fd, rc;

    if (lstat(path, &st) != 0)
        return FP_OK;
    if (!S_ISSOCK(st.st_mode))
        return fp_error_set(error, FP_ECONFLICT,
                            "%s exists and is not a socket.", path);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return fp_error_set(error, FP_EIO, "socket: %s.", strerror(errno));
    rc = connect(fd, &address->any, len);
    if (rc != 0 && errno == ECONNREFUSED) {
        close(fd);
        if (unlink(path) != 0 && errno != ENOENT)
            return fp_error_set(error, FP_EIO, "Cannot remove %s: %s.", path,
                                strerror(errno));
        return FP_OK;
    }
    close(fd);
    return fp_error_set(error, FP_ECONFLICT,
                        "Another program listens on %s.", path);
}

static enum fp_err
bind_local(struct fp_listener *listener, const union address *address,
           socklen_t len, struct fp_error *error)
{
    const char *path = address->local.sun_path;
    struct stat st;
    mode_t mask;
    int rc;

    if (clear_stale(address, len, error) != FP_OK)
        return FP_EIO;
    /* The file must never be open to others, not even for a moment. */
    mask = umask(0117);
    rc = bind(listener->fd, &address->any, len);
    umask(mask);
    if (rc != 0 || lstat(path, &st) != 0)
        return fp_error_set(error, FP_EIO, "Cannot listen on %s: %s.", path,
                            strerror(errno));
    snprintf(listener->path, sizeof(listener->path), "%s", path);
    listener->device = st.st_dev;
    listener->inode = st.st_ino;
    return FP_OK;
}

enum fp_err
fp_listen_open(const char *address, int backlog, struct fp_listener *out,
               struct fp_error *error)
{
    struct fp_listener listener = { .fd = -1 };
    union address parsed;
    socklen_t len;
    enum fp_err rc;
    int on = 1;

    rc = parse(address, &parsed, &len, error);
    if (rc != FP_OK)
        return rc;
    listener.fd = socket(parsed.any.sa_family,
                         SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listener.fd < 0)
        return fp_error_set(error, FP_EIO, "socket: %s.", strerror(errno));
    if (parsed.any.sa_family == AF_UNIX) {
        rc = bind_local(&listener, &parsed, len, error);
    } else {
        setsockopt(listener.fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
        if (bind(listener.fd, &parsed.any, len) != 0)
            rc = fp_error_set(error, FP_EIO, "Cannot listen on %s: %s.",
                              address, strerror(errno));
    }
    if (rc == FP_OK && listen(listener.fd, backlog) != 0)
        rc = fp_error_set(error, FP_EIO, "Cannot listen on %s: %s.", address,
                          strerror(errno));
    if (rc != FP_OK) {
        fp_listen_close(&listener, 1);
        return rc;
    }
    *out = listener;
    return FP_OK;
}

/* 1 when fd is a listening stream socket; it is made non-blocking. */
static int
usable(int fd)
{
    int type = 0, listening = 0;
    socklen_t len = sizeof(type);
    int flags;

    if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len) != 0 ||
        type != SOCK_STREAM)
        return 0;
    len = sizeof(listening);
    if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &len) != 0 ||
        !listening)
        return 0;
    flags = fcntl(fd, F_GETFL);
    return flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) == 0 &&
           fcntl(fd, F_SETFD, FD_CLOEXEC) == 0;
}

enum fp_err
fp_listen_inherit(struct fp_listener *out, size_t max, size_t *n,
                  struct fp_error *error)
{
    const char *pid = getenv("LISTEN_PID"), *fds = getenv("LISTEN_FDS");
    int64_t value = 0, count = 0;
    int i;

    if (pid == NULL || fds == NULL ||
        fp_text_int64(pid, strlen(pid), 1, INT32_MAX, &value) != FP_OK ||
        (pid_t)value != getpid()) {
        *n = 0;
        return FP_OK;
    }
    if (fp_text_int64(fds, strlen(fds), 1, (int64_t)max, &count) != FP_OK)
        return fp_error_set(error, FP_EINVAL,
                            "LISTEN_FDS must be from 1 to %zu.", max);
    for (i = 0; i < (int)count; i++) {
        if (!usable(FIRST_INHERITED + i))
            return fp_error_set(error, FP_EINVAL,
                                "Descriptor %d of LISTEN_FDS is not a "
                                "listening stream socket.",
                                FIRST_INHERITED + i);
        out[i] = (struct fp_listener){ .fd = FIRST_INHERITED + i,
                                       .inherited = 1 };
    }
    unsetenv("LISTEN_PID");
    unsetenv("LISTEN_FDS");
    unsetenv("LISTEN_FDNAMES");
    *n = (size_t)count;
    return FP_OK;
}

void
fp_listen_refuse(struct fp_listener *listener)
{
    if (listener->fd >= 0 && !listener->inherited && listener->path[0] != '\0')
        /* A TCP listener would throw its backlog away; this one keeps it. */
        shutdown(listener->fd, SHUT_RD);
}

void
fp_listen_close(struct fp_listener *listener, int unlink_path)
{
    struct stat st;

    if (listener->fd < 0)
        return;
    if (unlink_path && listener->path[0] != '\0' &&
        lstat(listener->path, &st) == 0 && st.st_dev == listener->device &&
        st.st_ino == listener->inode)
        unlink(listener->path);
    close(listener->fd);
    listener->fd = -1;
}
