/* When workers that died are started again: at once after a long life, otherwise
 * after a pause that doubles with each death in a row. Times are of
 * fp_clock_monotonic_ns. */
#ifndef FP_APP_RESTARTS_H
#define FP_APP_RESTARTS_H

#include <stdint.h>

#include "base/attr.h"

enum { FP_WORKERS_MAX = 32 }; /* as the range of WORKERS */

/* Of the worker with one index. */
struct fp_restart {
    unsigned deaths; /* in a row, none of them after a long life */
    uint64_t at_ns;  /* when to start it again; 0: it runs */
};

struct fp_restarts {
    struct fp_restart list[FP_WORKERS_MAX];
};

/* The pause after so many deaths in a row: none, 100 ms, then doubled, at most
 * 10 s. */
int fp_restarts_pause_ms(unsigned deaths_in_a_row);

/* The worker with this index, started at started_ns, is dead. Returns the
 * milliseconds until it is due. */
int fp_restarts_died(struct fp_restarts *restarts, int index,
                     uint64_t started_ns, uint64_t now_ns) FP_NONNULL(1);

/* It could not be started: due after the longest pause. */
void fp_restarts_put_off(struct fp_restarts *restarts, int index,
                         uint64_t now_ns) FP_NONNULL(1);

/* The index of a worker that is due, which is not due any longer; -1: none. */
int fp_restarts_take(struct fp_restarts *restarts, uint64_t now_ns)
    FP_NONNULL(1);

/* When the next one is due; UINT64_MAX: none is waiting. */
uint64_t fp_restarts_next_ns(const struct fp_restarts *restarts)
    FP_NONNULL(1);

#endif
