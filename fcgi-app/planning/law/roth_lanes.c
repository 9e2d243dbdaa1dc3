/* Layers of Roth accounts in lanes: roth.c. */
#include "planning/law/law_lanes.h"

static int
slot(int year)
{
    return (year % FP_ROTH_YEARS + FP_ROTH_YEARS) % FP_ROTH_YEARS;
}

void
FP_LEVEL_NAME(fp_lane_roth_of)(const struct fp_roth *one,
                               struct fp_roth_lanes *roth)
{
    roth->contributions = lane_of(one->contributions);
    for (int i = 0; i < FP_ROTH_YEARS; i++)
        roth->conversions[i] = lane_of(one->conversions[i]);
    roth->year = one->year;
    roth->first_year = one->first_year;
}

void
FP_LEVEL_NAME(fp_lane_roth_advance)(struct fp_roth_lanes *roth, int year)
{
    int past = year - roth->year;

    for (int i = 1; i <= past && i <= FP_ROTH_YEARS; i++) {
        lane *old = &roth->conversions[slot(roth->year + i)];

        roth->contributions = roth->contributions + *old;
        *old = lane_of(0.0);
    }
    if (past > 0)
        roth->year = year;
}

lane
FP_LEVEL_NAME(fp_lane_roth_basis)(const struct fp_roth_lanes *roth)
{
    lane basis = roth->contributions;

    for (int i = 0; i < FP_ROTH_YEARS; i++)
        basis = basis + roth->conversions[i];
    return basis;
}

void
FP_LEVEL_NAME(fp_lane_roth_withdraw)(struct fp_roth_lanes *roth, lane amount)
{
    lane left = lane_positive(amount);
    lane taken = lane_min(left, roth->contributions);

    roth->contributions = roth->contributions - taken;
    left = left - taken;
    if (!mask_any(lane_gt(left, lane_of(0.0))))
        return;
    for (int i = 1; i <= FP_ROTH_YEARS; i++) {
        lane *layer = &roth->conversions[slot(roth->year + i)];

        taken = lane_min(left, *layer);
        *layer = *layer - taken;
        left = left - taken;
    }
}

void
FP_LEVEL_NAME(fp_lane_roth_contribute)(struct fp_roth_lanes *roth, lane amount)
{
    roth->contributions = roth->contributions + amount;
}

void
FP_LEVEL_NAME(fp_lane_roth_convert)(struct fp_roth_lanes *roth, lane amount)
{
    lane *layer = &roth->conversions[slot(roth->year)];

    *layer = *layer + amount;
}
