/* How far a goal is. */
#include "records/progress.h"

static int
whole_months(struct fp_day from, struct fp_day to)
{
    int months = 12 * (to.year - from.year) + to.month - from.month -
                 (to.day < from.day);

    return months > 0 ? months : 0;
}

struct fp_goal_progress
fp_goal_progress(int64_t amount_cents, int years, int64_t saved_cents,
                 struct fp_day today, struct fp_day due)
{
    struct fp_goal_progress out = {
        .target_cents = amount_cents * years,
        .saved_cents = saved_cents,
        .months_left = whole_months(today, due),
    };

    if (saved_cents < out.target_cents)
        out.remaining_cents = out.target_cents - saved_cents;
    out.share = (double)saved_cents / (double)out.target_cents;
    out.monthly_cents = out.remaining_cents;
    if (out.months_left > 0)
        out.monthly_cents =
            out.remaining_cents / out.months_left +
            (out.remaining_cents % out.months_left != 0);
    return out;
}
