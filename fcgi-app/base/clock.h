/* Time: monotonic for durations and deadlines, wall clock for records. */
#ifndef FP_BASE_CLOCK_H
#define FP_BASE_CLOCK_H

#include <stdint.h>

#include "base/attr.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Nanoseconds of a clock that never goes back. */
uint64_t fp_clock_monotonic_ns(void);

/* Milliseconds since 1970-01-01T00:00:00Z. */
int64_t fp_clock_unix_ms(void);

enum { FP_CLOCK_TEXT = 32 };

/* RFC 3339 in UTC with milliseconds, "2026-01-02T03:04:05.678Z". */
void fp_clock_rfc3339(int64_t unix_ms, char text[FP_CLOCK_TEXT]);

#ifdef __cplusplus
}
#endif

#endif
