/* Days of the Gregorian calendar as numbers. Pure; thread-safe. */
#ifndef FP_PLANNING_DAY_H
#define FP_PLANNING_DAY_H

#include "base/attr.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fp_date {
    int year, month, day;   /* month 1..12, day 1..31 */
};

/* Days since 1970-01-01 of a date that is one, years 1 to 9999; and back. */
int fp_day_of(struct fp_date date);
struct fp_date fp_day_date(int day);

/* 0 Sunday .. 6 Saturday. */
int fp_day_weekday(int day);

/* Days that the month has. */
int fp_day_month_length(int year, int month);

/* The date so many months after the first of its month (may be negative), on
 * `day` of that month or on its last day where it has no such day. */
struct fp_date fp_day_add_months(struct fp_date from, int months, int day);

#ifdef __cplusplus
}
#endif

#endif
