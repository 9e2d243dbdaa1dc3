/* One worker process: the service of handlers/ on the sockets of transport/,
 * or the queue of jobs/, as the configuration says. */
#ifndef FP_APP_WORKER_H
#define FP_APP_WORKER_H

#include <stddef.h>

#include "app/config.h"
#include "base/attr.h"
#include "telemetry/metrics.h"
#include "transport/listen.h"

struct fp_worker_setup {
    const struct fp_config *config;
    const struct fp_listener *listeners;
    size_t n_listeners;
    struct fp_metrics *metrics; /* may be NULL */
    int index;                  /* 0 … WORKERS-1: its share of the pool */
    int slot;                   /* its gauges */
    int ready_fd;               /* one byte is written here once it serves */
};

/* 1: the role of this daemon works on jobs and serves nobody. */
int fp_worker_has_no_socket(const struct fp_config *config) FP_NONNULL(1);

/* Serves until SIGTERM, then drains. Every signal must be blocked. Returns the
 * exit status: 0 after a clean drain, 1 otherwise (the log says why). */
int fp_worker_run(const struct fp_worker_setup *setup) FP_NONNULL(1);

#endif
