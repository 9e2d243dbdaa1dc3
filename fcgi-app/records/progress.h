/* How far a goal is. */
#ifndef FP_RECORDS_PROGRESS_H
#define FP_RECORDS_PROGRESS_H

#include <stdint.h>

#include "base/attr.h"

/* A calendar day. */
struct fp_day {
    int year, month, day;
};

struct fp_goal_progress {
    int64_t target_cents;    /* everything that is wanted, in today's value */
    int64_t saved_cents;
    int64_t remaining_cents; /* 0 when more is saved than wanted */
    double share;            /* saved of target; above 1 when more is saved */
    int months_left;         /* whole months until it is due; 0: it is */
    int64_t monthly_cents;   /* to be put aside in each of them so that nothing
                              * remains, rounded up to the cent and without
                              * interest; all that remains when it is due */
};

/* amount_cents (above 0) is wanted in each of `years` years from `due` on;
 * today is the day of the question. Pure. */
struct fp_goal_progress fp_goal_progress(int64_t amount_cents, int years,
                                         int64_t saved_cents,
                                         struct fp_day today,
                                         struct fp_day due);

#endif
