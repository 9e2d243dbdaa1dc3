/* Clocks. */
#include "base/clock.h"

#include <stdio.h>
#include <time.h>

#include "base/text.h"

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

/* SOURCE: E. G. Richards, "Calendars", in Explanatory Supplement to the
 * Astronomical Almanac, 3rd edition, 2013, section 15.11 (days of a Gregorian
 * date, counted from 1 March). */
int64_t
fp_clock_days(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t m = month <= 2 ? month + 9 : month - 3;

    return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day - 1 -
           719468;
}

/* Two digits at text, at most max. */
static int
two(const char *text, int max, int *out)
{
    int value;

    if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9')
        return 0;
    value = 10 * (text[0] - '0') + (text[1] - '0');
    *out = value;
    return value <= max;
}

/* The offset at text[len], in minutes. */
static int
offset_of(const char *text, size_t len, int *minutes)
{
    int hour, minute;

    if (len == 1 && (text[0] == 'Z' || text[0] == 'z')) {
        *minutes = 0;
        return 1;
    }
    if (len != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':' ||
        !two(text + 1, 23, &hour) || !two(text + 4, 59, &minute))
        return 0;
    *minutes = (60 * hour + minute) * (text[0] == '-' ? -1 : 1);
    return 1;
}

enum fp_err
fp_clock_parse(const char *text, size_t len, int64_t *unix_ms)
{
    int year, month, day, hour, minute, second, offset, ms = 0, scale = 100;
    size_t at = 19;
    int64_t out;

    if (len < 20 || (text[10] != 'T' && text[10] != 't') ||
        text[13] != ':' || text[16] != ':' ||
        fp_text_date(text, 10, &year, &month, &day) != FP_OK ||
        !two(text + 11, 23, &hour) || !two(text + 14, 59, &minute) ||
        !two(text + 17, 60, &second))
        return FP_EINVAL;
    if (text[at] == '.') {
        size_t first = ++at;

        for (; at < len && text[at] >= '0' && text[at] <= '9'; at++) {
            ms += (text[at] - '0') * scale;
            scale /= 10;
        }
        if (at == first)
            return FP_EINVAL;
    }
    if (!offset_of(text + at, len - at, &offset))
        return FP_EINVAL;
    out = ((fp_clock_days(year, month, day) * 24 + hour) * 60 + minute -
           offset) * 60000 + second * 1000 + ms;
    if (out < 0)
        return FP_ERANGE;
    *unix_ms = out;
    return FP_OK;
}
