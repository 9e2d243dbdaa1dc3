/* Days of the Gregorian calendar as numbers. */
#include "planning/calculators/day.h"

/* Day 0 is a Thursday; in a calendar of 400 years that begins with March the
 * day of the leap year is the last of its year. */
enum { ERA_DAYS = 146097, EPOCH_SHIFT = 719468, THURSDAY = 4 };

int
fp_day_of(struct fp_date d)
{
    int year = d.month <= 2 ? d.year - 1 : d.year;
    int era = (year >= 0 ? year : year - 399) / 400;
    int year_of = year - era * 400;
    int month = (d.month + 9) % 12; /* March is 0 */
    int day_of = (153 * month + 2) / 5 + d.day - 1;

    return era * ERA_DAYS + year_of * 365 + year_of / 4 - year_of / 100 +
           day_of - EPOCH_SHIFT;
}

struct fp_date
fp_day_date(int day)
{
    int shifted = day + EPOCH_SHIFT;
    int era = (shifted >= 0 ? shifted : shifted - ERA_DAYS + 1) / ERA_DAYS;
    int of_era = shifted - era * ERA_DAYS;
    int year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) /
               365;
    int of_year = of_era - (365 * year + year / 4 - year / 100);
    int month = (5 * of_year + 2) / 153;
    struct fp_date d = { .day = of_year - (153 * month + 2) / 5 + 1 };

    d.month = month < 10 ? month + 3 : month - 9;
    d.year = year + era * 400 + (d.month <= 2);
    return d;
}

int
fp_day_weekday(int day)
{
    return ((day + THURSDAY) % 7 + 7) % 7;
}

int
fp_day_month_length(int year, int month)
{
    static const int lengths[] = { 31, 28, 31, 30, 31, 30,
                                   31, 31, 30, 31, 30, 31 };
    int leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return lengths[month - 1] + (month == 2 && leap);
}

struct fp_date
fp_day_add_months(struct fp_date from, int months, int day)
{
    int all = from.year * 12 + from.month - 1 + months;
    struct fp_date d = { all / 12, all % 12 + 1, day };
    int most = fp_day_month_length(d.year, d.month);

    if (d.day > most)
        d.day = most;
    return d;
}
