/* Medicare premiums and surcharges. */
#include "planning/law/medicare.h"

#include <math.h>

#include "planning/law/law_lanes.h"

static int
table_year(int year)
{
    size_t n = fp_table_us_medicare_count;

    if (year < fp_table_us_medicare[0].year)
        return fp_table_us_medicare[0].year;
    if (year > fp_table_us_medicare[n - 1].year)
        return fp_table_us_medicare[n - 1].year;
    return year;
}

enum fp_err
fp_medicare_get(int year, enum fp_filing_status status,
                struct fp_medicare_law *law)
{
    struct fp_medicare_law found = { .year = table_year(year),
                                     .status = status };

    if (status < 0 || status >= FP_FILING_COUNT)
        return FP_EINVAL;
    for (size_t i = 0; i < fp_table_us_medicare_count; i++) {
        const struct fp_row_medicare *row = &fp_table_us_medicare[i];

        if (row->year != found.year || row->status != status ||
            found.n == FP_MEDICARE_TIERS_MAX)
            continue;
        found.part_b = row->part_b_standard;
        found.part_d = row->part_d_base;
        found.over[found.n] = row->magi_over;
        found.surcharge_b[found.n] = row->part_b_surcharge;
        found.surcharge_d[found.n] = row->part_d_surcharge;
        found.surcharge[found.n++] =
            row->part_b_surcharge + row->part_d_surcharge;
    }
    *law = found;
    return FP_OK;
}

void
fp_medicare_index(const struct fp_medicare_law *from, int year, double factor,
                  struct fp_medicare_law *out)
{
    fp_lane_medicare_index(from, year, factor, out);
}

size_t
fp_medicare_tier(const struct fp_medicare_law *law, double magi)
{
    size_t tier = 0;

    while (tier + 1 < law->n &&
           (magi > law->over[tier + 1] ||
            (tier + 2 == law->n && magi >= law->over[tier + 1])))
        tier++;
    return tier;
}

double
fp_medicare_threshold(const struct fp_medicare_law *law, int tier)
{
    size_t next = (size_t)(tier < 0 ? 0 : tier) + 1;

    if (next >= law->n)
        return HUGE_VAL;
    /* The highest tier begins at its threshold, the others above it. */
    return next + 1 == law->n ? law->over[next] - 0.01 : law->over[next];
}
