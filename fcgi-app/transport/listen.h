/* Listening sockets: opened from an address or taken from a service manager.
 * They are non-blocking and close-on-exec. */
#ifndef FP_TRANSPORT_LISTEN_H
#define FP_TRANSPORT_LISTEN_H

#include <stddef.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/err.h"

enum { FP_LISTEN_PATH = 108 };

struct fp_listener {
    int fd;                    /* -1: none */
    int inherited;             /* belongs to the service manager */
    char path[FP_LISTEN_PATH]; /* of a Unix socket that we made, or "" */
    dev_t device;              /* which file that is, so that only our own */
    ino_t inode;               /* is ever removed */
};

/* Opens "unix:/path" (mode 0660) or "127.0.0.1:port" ("[::1]:port" too; any
 * other host is refused: FastCGI has no authentication and must not leave the
 * machine). A socket file that nobody listens on any more is replaced.
 * FP_EINVAL (address), FP_ECONFLICT (somebody listens there), FP_EIO. */
enum fp_err fp_listen_open(const char *address, int backlog,
                           struct fp_listener *out, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 3);

/* Checks an address without opening it. */
enum fp_err fp_listen_check(const char *address, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1);

/* Takes the sockets of LISTEN_PID and LISTEN_FDS and removes those variables.
 * *n is 0 when there are none. FP_EINVAL (not listening stream sockets, or
 * more than max).
 * SOURCE: sd_listen_fds(3), systemd 252. */
enum fp_err fp_listen_inherit(struct fp_listener *out, size_t max, size_t *n,
                              struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 3);

/* Nobody can connect from now on, and what is in the backlog can still be
 * accepted. Unix sockets of ours only; others are left as they are. */
void fp_listen_refuse(struct fp_listener *listener) FP_NONNULL(1);

/* Closes it and, with unlink_path, removes the file if it is still ours. */
void fp_listen_close(struct fp_listener *listener, int unlink_path)
    FP_NONNULL(1);

#endif
