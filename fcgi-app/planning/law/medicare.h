/* Medicare premiums and the surcharges of high incomes (IRMAA).
 *
 * The surcharge of a year is by the income and filing status of two years
 * before; which return that is, is the caller's business. It is a step function:
 * one dollar over a threshold costs the whole step. Spouses with separate
 * returns are taken to have lived together, which costs more; those who lived
 * apart all year have the thresholds of FP_FILING_SINGLE. Not modelled: the
 * "hold harmless" rule, late enrolment, appeals after life-changing events,
 * Part A, Medigap and Advantage premiums.
 * The figures are those of the table us_medicare. Pure; thread-safe. */
#ifndef FP_PLANNING_MEDICARE_H
#define FP_PLANNING_MEDICARE_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "planning/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FP_MEDICARE_TIERS_MAX = 8 };

/* Premiums of one year for one filing status, dollars a month for each
 * person. Tier 0 has no surcharge; tier k begins above over[k], the highest
 * one at over[k]. */
struct fp_medicare_law {
    int year;
    enum fp_filing_status status;
    size_t n;                      /* tiers, with tier 0 */
    double over[FP_MEDICARE_TIERS_MAX]; /* modified adjusted gross income */
    double surcharge_b[FP_MEDICARE_TIERS_MAX];
    double surcharge_d[FP_MEDICARE_TIERS_MAX];
    double surcharge[FP_MEDICARE_TIERS_MAX]; /* both together */
    double part_b, part_d;         /* standard premium, base premium */
};

/* The premiums of year; years after the last table take it, those before the
 * first take the first. FP_EINVAL: no such status. */
enum fp_err fp_medicare_get(int year, enum fp_filing_status status,
                            struct fp_medicare_law *law)
    FP_MUST_CHECK FP_NONNULL(3);

/* out = the law of `year`, with prices `factor` times those of from. Premiums and
 * surcharges follow prices to 10 cents (the base premium of Part D to a cent).
 * Thresholds do so to the nearest 1,000 dollars for one person; joint ones are
 * twice as high, one and a half times for the highest. The highest is fixed
 * until 2027 and then follows prices since, which are taken to have risen
 * evenly from its year on; that of separate returns is the individual one
 * less the first. A factor of 1 gives the amounts back. out may be from.
 * SOURCE: 42 U.S.C. 1395r(a)(3), (i)(3)(C) and (i)(5), effective 2018-02-09. */
void fp_medicare_index(const struct fp_medicare_law *from, int year,
                       double factor, struct fp_medicare_law *out)
    FP_NONNULL(1, 4);

/* The tier of an income of two years earlier. */
size_t fp_medicare_tier(const struct fp_medicare_law *law, double magi)
    FP_NONNULL(1);

/* The highest income that stays in tier (0: below every surcharge); HUGE_VAL
 * for the highest tier. */
double fp_medicare_threshold(const struct fp_medicare_law *law, int tier)
    FP_NONNULL(1);

struct fp_row_medicare {
    int year;
    enum fp_filing_status status;
    int tier;
    double magi_over, part_b_standard, part_b_surcharge, part_d_surcharge;
    double part_d_base;
    const char *source;
};
extern const struct fp_row_medicare fp_table_us_medicare[];
extern const size_t fp_table_us_medicare_count;

#ifdef __cplusplus
}
#endif

#endif
