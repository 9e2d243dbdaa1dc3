/* The premium tax credit. */
#include "planning/law/law_lanes.h"

#include <string.h>

enum fp_aca_area
fp_aca_area_of(const char *state)
{
    if (strcmp(state, "AK") == 0)
        return FP_ACA_ALASKA;
    return strcmp(state, "HI") == 0 ? FP_ACA_HAWAII : FP_ACA_CONTIGUOUS;
}

static int
poverty_year(int year)
{
    size_t n = fp_table_us_aca_poverty_count;

    if (year < fp_table_us_aca_poverty[0].year)
        return fp_table_us_aca_poverty[0].year;
    if (year > fp_table_us_aca_poverty[n - 1].year)
        return fp_table_us_aca_poverty[n - 1].year;
    return year;
}

void
fp_aca_get(int year, int law_year, enum fp_aca_area area,
           struct fp_aca_law *law)
{
    struct fp_aca_law found = { .year = year };

    for (size_t i = 0; i < fp_table_us_aca_poverty_count; i++) {
        const struct fp_row_poverty *row = &fp_table_us_aca_poverty[i];

        if (row->year != poverty_year(law_year) || row->area != (int)area)
            continue;
        found.poverty_first = row->first_person;
        found.poverty_more = row->each_more;
    }
    for (size_t i = 0; i < fp_table_us_aca_percentages_count; i++) {
        const struct fp_row_aca_percentage *row =
            &fp_table_us_aca_percentages[i];

        if (year < row->from_year || year > row->to_year ||
            found.n == FP_ACA_BANDS_MAX)
            continue;
        found.bands[found.n].above = row->above;
        found.bands[found.n].below = row->below;
        found.bands[found.n].initial = row->initial;
        found.bands[found.n++].final = row->final;
    }
    *law = found;
}

double
fp_aca_credit(const struct fp_aca_law *law, int people, double magi,
              double benchmark, double premium, double factor)
{
    return fp_lane_aca_credit(law, people, magi, benchmark, premium, factor);
}
