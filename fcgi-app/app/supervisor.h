/* The parent process: owns the listening sockets and the shared figures,
 * starts worker processes and keeps them running.
 *
 * One thread, no libraries that start threads, so that fork is safe.
 *   SIGTERM, SIGINT, SIGQUIT  drain every worker, then leave
 *   SIGHUP                    read the configuration again; when it is good,
 *                             start a new generation of workers, and once all
 *                             of them serve, drain the old one
 *   a dead worker             is replaced, with a pause that doubles while it
 *                             keeps dying */
#ifndef FP_APP_SUPERVISOR_H
#define FP_APP_SUPERVISOR_H

#include "app/config.h"
#include "base/attr.h"

/* Runs until the last worker is gone. config is taken over. sources are read
 * again at SIGHUP. Returns the exit status of the daemon: 0 when every worker
 * drained cleanly. */
int fp_supervisor_run(struct fp_config *config,
                      const struct fp_config_sources *sources)
    FP_NONNULL(1, 2);

#endif
