/* The layout of one pool's metrics in shared memory. Private to telemetry/.
 *
 * Only fixed-size arrays of lock-free atomics and texts that are written once,
 * so that a process killed in the middle of anything leaves it usable. */
#ifndef FP_TELEMETRY_SEGMENT_H
#define FP_TELEMETRY_SEGMENT_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "telemetry/metrics.h"

/* Changes with any change of the layout; a scrape skips other versions. */
#define FP_SEGMENT_MAGIC UINT64_C(0x66706d6574720001)

enum { FP_SEGMENT_BUCKETS = 14, FP_SEGMENT_CLASSES = 6 };

/* Upper bounds of the buckets in nanoseconds; one more bucket is +Inf. */
extern const uint64_t fp_segment_bounds[FP_SEGMENT_BUCKETS];

struct fp_segment_histogram {
    _Atomic uint64_t buckets[FP_SEGMENT_BUCKETS + 1]; /* not cumulative */
    _Atomic uint64_t sum_ns;
};

enum { FP_SLOT_FREE, FP_SLOT_CLAIMED, FP_SLOT_READY };

struct fp_segment_route {
    _Atomic int state;     /* FREE to CLAIMED to READY, never back */
    char method[8];
    char route[80];
    _Atomic uint64_t classes[FP_SEGMENT_CLASSES]; /* [status / 100], 0: odd */
    struct fp_segment_histogram duration;
};

struct fp_segment {
    _Atomic uint64_t magic; /* set last, when the segment is whole */
    uint64_t size;
    char role[16];
    _Atomic uint64_t counters[FP_COUNT_COUNTERS];
    _Atomic int64_t gauges[FP_METRICS_WORKERS][FP_GAUGE_GAUGES];
    struct fp_segment_histogram stages[FP_STAGE_STAGES];
    struct fp_segment_route routes[FP_METRICS_ROUTES];
};

/* What a process holds. */
struct fp_metrics {
    struct fp_segment *segment;
    char *dir;             /* NULL: anonymous */
    char *file;            /* NULL: anonymous */
    _Atomic int worker;    /* gauge slot of this process */
};

#endif
