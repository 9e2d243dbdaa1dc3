/* Medicare premiums and surcharges. */
#include "planning/law/medicare.h"

#include <math.h>

#include "planning/math/elementary.h"

/* SOURCE: 42 U.S.C. 1395r(i)(5)(C): the last year in which the highest
 * threshold is that of the statute. */
enum { TOP_FIXED_UNTIL = 2027 };

/* SOURCE: 42 U.S.C. 1395r(i)(3)(C)(ii): joint thresholds, of the individual
 * ones. */
static const double JOINT = 2.0, JOINT_TOP = 1.5;

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

/* To the nearest 1 / per_dollar. */
static double
nearest(double value, double per_dollar)
{
    return floor(value * per_dollar + 0.5) / per_dollar;
}

static double
thousands(double value)
{
    return floor(value / 1000.0 + 0.5) * 1000.0;
}

/* Growth of the highest threshold: of prices since 2027. */
static double
top_factor(const struct fp_medicare_law *law, int year, double factor)
{
    if (year <= TOP_FIXED_UNTIL || year <= law->year)
        return 1.0;
    if (law->year >= TOP_FIXED_UNTIL)
        return factor;
    return fp_pow(factor, (double)(year - TOP_FIXED_UNTIL) /
                              (year - law->year));
}

void
fp_medicare_index(const struct fp_medicare_law *from, int year, double factor,
                  struct fp_medicare_law *out)
{
    const struct fp_medicare_law copy = *from, *law = &copy;
    int joint = law->status == FP_FILING_MARRIED_JOINT;
    double base = joint ? JOINT : 1.0, top = joint ? JOINT_TOP : 1.0;

    *out = *law;
    if (factor == 1.0)
        return;
    out->part_b = nearest(factor * law->part_b, 10.0);
    out->part_d = nearest(factor * law->part_d, 100.0);
    for (size_t k = 1; k < law->n; k++) {
        out->surcharge_b[k] = nearest(factor * law->surcharge_b[k], 10.0);
        out->surcharge_d[k] = nearest(factor * law->surcharge_d[k], 10.0);
        out->surcharge[k] = out->surcharge_b[k] + out->surcharge_d[k];
        if (k + 1 < law->n)
            out->over[k] = base * thousands(law->over[k] / base * factor);
        else if (law->status != FP_FILING_MARRIED_SEPARATE)
            out->over[k] = top * thousands(law->over[k] / top *
                                           top_factor(law, year, factor));
        else
            /* The individual one less the first threshold. */
            out->over[k] = thousands((law->over[k] + law->over[1]) *
                                     top_factor(law, year, factor)) -
                           out->over[1];
    }
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
