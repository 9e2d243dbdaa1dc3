/* The bell of the queue: LISTEN on a connection of its own, since a
 * transaction-pooling PgBouncer passes no notifications on. Without a URL, or
 * while the connection is down, there is no bell and the caller looks from
 * time to time. One thread. */
#ifndef FP_STORAGE_JOBS_LISTEN_H
#define FP_STORAGE_JOBS_LISTEN_H

#include "base/attr.h"
#include "base/err.h"
#include "storage/pool.h"

struct fp_jobs_bell;

/* url NULL or "": a bell that never rings. Failures to connect go to config's
 * log (url and connections of config are not used) and are tried again after
 * a pause. NULL: out of memory. */
struct fp_jobs_bell *fp_jobs_bell_new(const struct fp_storage_config *config,
                                      const char *url)
    FP_MUST_CHECK FP_NONNULL(1);
void fp_jobs_bell_free(struct fp_jobs_bell *bell);

/* Waits until the bell rings (1), or until fd is readable (-1: none) or
 * timeout_ms is over (0). What rang before the call counts. */
int fp_jobs_bell_wait(struct fp_jobs_bell *bell, int fd, int timeout_ms)
    FP_NONNULL(1);

#endif
