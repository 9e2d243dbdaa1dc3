/* Medicare premiums and the surcharges of high incomes (IRMAA).
 *
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
    double surcharge[FP_MEDICARE_TIERS_MAX]; /* Parts B and D together */
    double part_b, part_d;         /* standard premium, base premium */
};

/* The premiums of year; years after the last table take it, those before the
 * first take the first. FP_EINVAL: no such status. */
enum fp_err fp_medicare_get(int year, enum fp_filing_status status,
                            struct fp_medicare_law *law)
    FP_MUST_CHECK FP_NONNULL(3);

/* out = law of `year`, with prices `factor` times those of law: premiums and
 * surcharges follow prices, thresholds do so to the nearest 1,000 dollars but
 * for the highest one, which is fixed until 2028.
 * SOURCE: 42 U.S.C. 1395r(i)(5), effective 2018-01-01. */
void fp_medicare_index(const struct fp_medicare_law *law, int year,
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
