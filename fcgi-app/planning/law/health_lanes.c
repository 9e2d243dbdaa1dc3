/* Medicare's indexed premiums and surcharge, and the premium credit, in
 * lanes. */
#include "planning/law/law_lanes.h"
#include "planning/math/elementary.h"

/* SOURCE: 42 U.S.C. 1395r(i)(5)(C): the last year in which the highest
 * threshold is that of the statute. */
enum { TOP_FIXED_UNTIL = 2027 };

/* SOURCE: 42 U.S.C. 1395r(i)(3)(C)(ii): joint thresholds, of the individual
 * ones. */
static const double JOINT = 2.0, JOINT_TOP = 1.5;

/* To the nearest 1 / per_dollar. */
static lane
nearest(lane value, double per_dollar)
{
    return lane_floor(value * per_dollar + 0.5) / per_dollar;
}

static lane
thousands(lane value)
{
    return lane_floor(value / 1000.0 + 0.5) * 1000.0;
}

/* Growth of the highest threshold: of prices since 2027. */
static lane
top_factor(const struct fp_medicare_law *law, int year, lane factor)
{
    double part, all[FP_LANES];

    if (year <= TOP_FIXED_UNTIL || year <= law->year)
        return lane_of(1.0);
    if (law->year >= TOP_FIXED_UNTIL)
        return factor;
    part = (double)(year - TOP_FIXED_UNTIL) / (year - law->year);
    lane_store(all, factor);
    for (int i = 0; i < FP_LANES; i++)
        all[i] = fp_pow(all[i], part);
    return lane_load(all);
}

/* The thresholds of tier k from 1 on. */
static lane
threshold(const struct fp_medicare_law *law, size_t k, lane factor, lane top,
          lane first)
{
    int joint = law->status == FP_FILING_MARRIED_JOINT;
    double base = joint ? JOINT : 1.0, highest = joint ? JOINT_TOP : 1.0;

    if (k + 1 < law->n)
        return base * thousands(law->over[k] / base * factor);
    if (law->status != FP_FILING_MARRIED_SEPARATE)
        return highest * thousands(law->over[k] / highest * top);
    /* The individual one less the first threshold. */
    return thousands((law->over[k] + law->over[1]) * top) - first;
}

void
FP_LEVEL_NAME(fp_lane_medicare_index)(const struct fp_medicare_law *from,
                                      int year, lane factor,
                                      struct fp_medicare_law_lanes *out)
{
    const struct fp_medicare_law law = *from; /* out may be from */
    mask same = lane_eq(factor, lane_of(1.0));
    lane top = top_factor(&law, year, factor), first = lane_of(0.0);

    out->year = law.year;
    out->status = law.status;
    out->n = law.n;
    out->part_b = lane_pick(same, lane_of(law.part_b),
                            nearest(factor * law.part_b, 10.0));
    out->part_d = lane_pick(same, lane_of(law.part_d),
                            nearest(factor * law.part_d, 100.0));
    for (size_t k = 0; k < FP_MEDICARE_TIERS_MAX; k++) {
        lane b = nearest(factor * law.surcharge_b[k], 10.0);
        lane d = nearest(factor * law.surcharge_d[k], 10.0);
        lane over = threshold(&law, k, factor, top, first);
        mask keep = k == 0 || k >= law.n ? mask_of(1) : same;

        out->surcharge_b[k] = lane_pick(keep, lane_of(law.surcharge_b[k]), b);
        out->surcharge_d[k] = lane_pick(keep, lane_of(law.surcharge_d[k]), d);
        out->surcharge[k] = lane_pick(keep, lane_of(law.surcharge[k]), b + d);
        out->over[k] = lane_pick(keep, lane_of(law.over[k]), over);
        if (k == 1)
            first = out->over[1];
    }
}

lane
FP_LEVEL_NAME(fp_lane_medicare_surcharge)(
    const struct fp_medicare_law_lanes *law, lane magi)
{
    lane surcharge = law->surcharge[0];
    mask reached = mask_of(1);

    /* The highest tier begins at its threshold, the others above it. */
    for (size_t k = 1; k < law->n; k++) {
        reached = mask_and(reached, k + 1 == law->n
                                        ? lane_ge(magi, law->over[k])
                                        : lane_gt(magi, law->over[k]));
        surcharge = lane_pick(reached, law->surcharge[k], surcharge);
    }
    return surcharge;
}

lane
FP_LEVEL_NAME(fp_lane_aca_credit)(const struct fp_aca_law *law, int people,
                                  lane magi, lane benchmark, lane premium,
                                  lane factor)
{
    const lane zero = lane_of(0.0);
    lane line =
        (law->poverty_first + (people - 1) * law->poverty_more) * factor;
    lane level = lane_where(lane_gt(line, zero), magi / line);
    lane credit = zero;
    mask done = mask_of(0);

    for (size_t k = 0; k < law->n; k++) {
        double above = law->bands[k].above, below = law->bands[k].below;
        lane part = law->bands[k].initial +
                    (law->bands[k].final - law->bands[k].initial) *
                        (level - above) / (below - above);
        /* The last band holds its upper end: 400 % itself has a credit. */
        mask in = mask_and(lane_ge(level, lane_of(above)),
                           k + 1 < law->n ? lane_lt(level, lane_of(below))
                                          : lane_le(level, lane_of(below)));

        in = mask_and(in, mask_not(done));
        credit = lane_pick(
            in, lane_positive(lane_min(benchmark - part * magi, premium)),
            credit);
        done = mask_or(done, in);
    }
    return credit;
}
