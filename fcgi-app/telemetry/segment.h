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
#define FP_SEGMENT_MAGIC UINT64_C(0x66706d6574720002)

enum { FP_SEGMENT_BUCKETS = 16, FP_SEGMENT_CLASSES = 6 };

/* A histogram of n buckets uses the first n, and the one after for what is
 * beyond its last bound (telemetry/names.h). */
struct fp_segment_histogram {
    _Atomic uint64_t buckets[FP_SEGMENT_BUCKETS + 1]; /* not cumulative */
    _Atomic uint64_t sum;
};

enum { FP_SLOT_FREE, FP_SLOT_CLAIMED, FP_SLOT_READY };

struct fp_segment_route {
    _Atomic int state;     /* FREE to CLAIMED to READY, never back */
    char method[8];
    char route[80];
    _Atomic uint64_t classes[FP_SEGMENT_CLASSES]; /* [status / 100], 0: odd */
    struct fp_segment_histogram duration;
};

/* Where the search for the slot of a pair begins; it goes on to the next ones,
 * from the last to the first, and ends at a free one. Pure. */
size_t fp_segment_first(const char *method, const char *route);

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
