/* The names of every metric, and what the readers of a dashboard are told about
 * it. Private to telemetry/. Constants only. */
#ifndef FP_TELEMETRY_NAMES_H
#define FP_TELEMETRY_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "telemetry/metrics.h"
#include "telemetry/segment.h"

/* How a number of the segment is shown. */
enum fp_name_unit { FP_UNIT_NONE, FP_UNIT_SECONDS }; /* kept in nanoseconds */

/* One series of each pool. Rows of one name stand together, and the first of
 * them has the help. */
struct fp_name {
    const char *name;         /* with _total where it is a counter */
    const char *help;
    const char *label;        /* "" or "reason=\"...\"" */
    int index;                /* enum fp_counter, enum fp_gauge */
    enum fp_name_unit unit;
    int newest;               /* a gauge of what is the same for all: shown as
                               * the worker has it who looked last */
};

extern const struct fp_name fp_name_counters[];
extern const size_t fp_name_n_counters;
extern const struct fp_name fp_name_gauges[];
extern const size_t fp_name_n_gauges;

/* A histogram: n upper bounds in the segment's unit, and each as the value of
 * the label le. */
struct fp_name_histogram {
    const char *name;
    const char *help;
    enum fp_name_unit unit;
    int n;
    uint64_t bounds[FP_SEGMENT_BUCKETS];
    const char *texts[FP_SEGMENT_BUCKETS];
};

extern const struct fp_name_histogram fp_name_stages[FP_STAGE_STAGES];
extern const struct fp_name_histogram fp_name_requests;

#endif
