/* What a process uses, for the metrics. */
#ifndef FP_TELEMETRY_PROCESS_H
#define FP_TELEMETRY_PROCESS_H

#include <stdint.h>

#include "base/attr.h"
#include "telemetry/metrics.h"

/* Processor time that was counted already; begins as zeros. */
struct fp_process_seen {
    uint64_t cpu_ns;
};

/* Sets memory and descriptors of this process, counts the processor time since
 * the last call, and that the process lives. A figure that cannot be read is
 * left as it was. */
void fp_process_figures(struct fp_metrics *metrics,
                        struct fp_process_seen *seen) FP_NONNULL(2);

#endif
