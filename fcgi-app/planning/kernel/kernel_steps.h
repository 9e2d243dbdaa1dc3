/* Equal steps between two values, in lanes: what selection counts by. Private
 * to planning/, compiled once for each level. */
#ifndef FP_PLANNING_KERNEL_STEPS_H
#define FP_PLANNING_KERNEL_STEPS_H

#include "planning/kernel/level.h"
#include "planning/math/select.h"

fp_select_steps fp_kernel_steps, fp_kernel_steps_v2, fp_kernel_steps_v3,
    fp_kernel_steps_v4;

/* The one of a level (not AUTO); every one gives the same. */
fp_select_steps *fp_kernel_steps_for(enum fp_level level);

#endif
