/* Steps of values in lanes. */
#include "planning/kernel/kernel_steps.h"

#include "planning/kernel/lanes.h"

static inline lane
step_of(const struct fp_select_scale *scale, lane value)
{
    lane at = (value - scale->least) * scale->steps_per_unit;

    return lane_min(at, lane_of(FP_SELECT_STEPS - 1));
}

void
FP_LEVEL_NAME(fp_kernel_steps)(const struct fp_select_scale *scale,
                               const double *values, size_t n, uint16_t *steps)
{
    size_t i = 0;

    for (; i + FP_LANES <= n; i += FP_LANES)
        lane_store_whole(steps + i, step_of(scale, lane_load(values + i)));
    for (; i < n; i++) {
        lane at = step_of(scale, lane_of(values[i]));

        steps[i] = (uint16_t)lane_get(at, 0);
    }
}
