/* Points in time of a plan: when flows start and end, who is alive, the
 * growth of an amount. Private to planning/. Pure; thread-safe. */
#ifndef FP_PLANNING_CALENDAR_H
#define FP_PLANNING_CALENDAR_H

#include "base/attr.h"
#include "planning/plan.h"

/* The calendar year of a point in time; `none` when it names no time. The
 * claim year of a person without Social Security is `none` too. */
int fp_calendar_year(const struct fp_plan *plan, const struct fp_when *when,
                     int none) FP_NONNULL(1, 2);

/* 1 when a flow from start until before end is active in year. */
int fp_calendar_active(const struct fp_plan *plan, const struct fp_when *start,
                       const struct fp_when *end, int year)
    FP_NONNULL(1, 2, 3);

/* 1 in the years in which the plan counts on the person: those before the one
 * in which they reach plan_to_age. */
int fp_calendar_alive(const struct fp_person *person, int year) FP_NONNULL(1);

#endif
