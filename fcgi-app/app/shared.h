/* What a supervisor opens before its first fork and every worker inherits:
 * sockets, the shared figures; and what it alone reads: signals, and what nginx
 * tells the api pool. */
#ifndef FP_APP_SHARED_H
#define FP_APP_SHARED_H

#include <stddef.h>

#include "app/config.h"
#include "base/attr.h"
#include "base/err.h"
#include "telemetry/edge.h"
#include "telemetry/metrics.h"
#include "transport/listen.h"
#include "transport/transport.h"

struct fp_shared {
    struct fp_listener listeners[FP_TRANSPORT_LISTENERS];
    size_t n_listeners;         /* 0: a pool that serves nobody */
    struct fp_metrics *metrics; /* NULL: none are kept */
    struct fp_edge edge;        /* fd -1: nothing is heard of nginx */
    int signal_fd;              /* every signal is blocked, and read here */
};

/* Opens all of it. Figures that cannot be had are logged and left out; signals
 * and sockets must be had: FP_EIO and those of fp_listen_open. Call
 * fp_shared_close in either case. */
enum fp_err fp_shared_open(struct fp_shared *shared,
                           const struct fp_config *config,
                           struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* Also removes the sockets that were made here, and the figures. */
void fp_shared_close(struct fp_shared *shared) FP_NONNULL(1);

#endif
