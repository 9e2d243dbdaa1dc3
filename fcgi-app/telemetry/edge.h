/* What nginx tells of replies that the application never saw: refusals of its
 * limits, 502 and 504, what its cache answered. It sends one line for each to a
 * datagram socket (nginx/snippets/logging.conf.in), which the supervisor of the
 * api pool reads:
 *
 *   <190>Nov 30 00:00:00 finplan: STATUS RATE CONNECTIONS CACHE
 *
 * with nginx's $status, $limit_req_status, $limit_conn_status and
 * $upstream_cache_status, "-" for none. nginx never waits for us: a line that
 * finds the socket full is lost, and with it one count. */
#ifndef FP_TELEMETRY_EDGE_H
#define FP_TELEMETRY_EDGE_H

#include <stddef.h>
#include <sys/types.h>

#include "base/attr.h"
#include "base/err.h"
#include "telemetry/metrics.h"

struct fp_edge {
    int fd;              /* -1: none */
    char path[108];
    dev_t device;        /* which file that is, so that only our own is ever */
    ino_t inode;         /* removed */
};

/* Opens the socket at path (mode 0660), in place of what is there: a daemon
 * that takes over from another has the lines from then on. FP_EINVAL (the path
 * is too long), FP_EIO; out->fd is -1 then. */
enum fp_err fp_edge_open(const char *path, struct fp_edge *out,
                         struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Counts what waits in the socket, at most FP_EDGE_BATCH lines, so that its
 * caller is never held. */
enum { FP_EDGE_BATCH = 256 };
void fp_edge_read(const struct fp_edge *edge, struct fp_metrics *metrics)
    FP_NONNULL(1);

/* Counts one line, or that it could not be read. */
void fp_edge_line(struct fp_metrics *metrics, const char *line, size_t len)
    FP_NONNULL(2);

/* Closes it and removes its file, if it is still ours. */
void fp_edge_close(struct fp_edge *edge) FP_NONNULL(1);

#endif
