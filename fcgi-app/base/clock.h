/* Time: monotonic for durations and deadlines, wall clock for records. */
#ifndef FP_BASE_CLOCK_H
#define FP_BASE_CLOCK_H

#include <stdint.h>

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

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

/* Whole text[len] is an RFC 3339 time of the years 1970 to 9999 with any offset
 * and any number of decimals; those beyond milliseconds are cut off. FP_EINVAL,
 * or FP_ERANGE. */
enum fp_err fp_clock_parse(const char *text, size_t len, int64_t *unix_ms)
    FP_MUST_CHECK;

/* Days from 1970-01-01 to a day of the Gregorian calendar. Pure. */
int64_t fp_clock_days(int year, int month, int day);

#ifdef __cplusplus
}
#endif

#endif
