/* Searching the root of a rising, piecewise linear function of dollars, all
 * lanes in step. Private to planning/.
 *
 * Secant steps: within one piece of the function they are exact. As long as
 * every value was negative there is no upper end but `most`; from the first
 * positive one on, steps that leave the bracket or stall fall back on false
 * position and halving, so that jumps of the function are found as well. Each
 * lane takes the steps that it would take alone. */
#ifndef FP_PLANNING_SEARCH_H
#define FP_PLANNING_SEARCH_H

#include "planning/kernel/lanes.h"

struct fp_search {
    lane most;                   /* the root is looked for in (0, most] */
    lane at;                     /* where the function is wanted next */
    lane before, before_value;
    lane low, low_value;         /* a point where it is negative … */
    lane high, high_value;       /* … and one where it is not */
    mask bracketed;              /* the latter exists */
    mask closed;                 /* the ends of the bracket touch: at is the
                                  * upper one, and the last */
};

/* value: the function at 0, negative. */
static inline void
fp_search_start(struct fp_search *s, lane value, lane most)
{
    s->most = most;
    s->before = s->low = lane_of(0.0);
    s->before_value = s->low_value = value;
    s->high = most;
    s->high_value = lane_of(0.0);
    s->bracketed = s->closed = mask_of(0);
    /* A dollar more brings about a dollar. */
    s->at = lane_min(-value, most);
}

/* Moves at on, the function there being value; lanes that are not open stay. */
static inline void
fp_search_step(struct fp_search *s, mask open, lane value, int step)
{
    lane slope = (value - s->before_value) / (s->at - s->before);
    lane next = s->at - value / slope;
    mask below = mask_and(open, lane_lt(value, lane_of(0.0)));
    mask above = mask_and(open, mask_not(below));
    mask inside, touching;
    lane width, back;

    s->low = lane_pick(below, s->at, s->low);
    s->low_value = lane_pick(below, value, s->low_value);
    s->high = lane_pick(above, s->at, s->high);
    s->high_value = lane_pick(above, value, s->high_value);
    s->bracketed = mask_or(s->bracketed, above);
    s->before = lane_pick(open, s->at, s->before);
    s->before_value = lane_pick(open, value, s->before_value);

    width = s->high - s->low;
    touching = mask_and(mask_and(open, s->bracketed),
                        lane_le(width, 1e-12 * (1.0 + s->high)));
    s->closed = mask_or(s->closed, touching);
    inside = mask_and(lane_gt(next, s->low), lane_lt(next, s->high));
    back = step % 3 == 2
               ? s->low + 0.5 * width
               : s->low + width * (-s->low_value /
                                   (s->high_value - s->low_value));
    back = lane_pick(mask_and(lane_gt(back, s->low), lane_lt(back, s->high)),
                     back, 0.5 * (s->low + s->high));
    next = lane_pick(
        s->bracketed, lane_pick(inside, next, back),
        lane_pick(lane_gt(next, s->at), lane_min(next, s->most), s->most));
    next = lane_pick(touching, s->high, next);
    s->at = lane_pick(open, next, s->at);
}

#endif
