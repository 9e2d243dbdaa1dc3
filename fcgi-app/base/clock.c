/* Clocks. */
#include "base/clock.h"

#include <stdio.h>
#include <time.h>

uint64_t
fp_clock_monotonic_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

int64_t
fp_clock_unix_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void
fp_clock_rfc3339(int64_t unix_ms, char text[FP_CLOCK_TEXT])
{
    int64_t ms = unix_ms % 1000;
    time_t seconds = (time_t)(unix_ms / 1000);
    struct tm utc;
    size_t len;

    if (ms < 0) {
        ms += 1000;
        seconds--;
    }
    gmtime_r(&seconds, &utc);
    len = strftime(text, FP_CLOCK_TEXT, "%Y-%m-%dT%H:%M:%S", &utc);
    snprintf(text + len, FP_CLOCK_TEXT - len, ".%03dZ", (int)ms);
}
