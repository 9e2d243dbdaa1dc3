/* What health care costs a household year by year: marketplace premiums less
 * the premium credit until 65, Medicare with its surcharges from then on, and
 * what is paid out of pocket.
 *
 * Amounts are dollars of the first year; premiums and out-of-pocket costs
 * grow beyond prices at stated real rates, the law's income limits keep pace
 * with prices, and premiums by age beyond that growth are not modelled. Pure;
 * thread-safe. */
#ifndef FP_PLANNING_HEALTH_COSTS_H
#define FP_PLANNING_HEALTH_COSTS_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "planning/law/aca.h"
#include "planning/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FP_HEALTH_YEARS_MAX = 80 };

struct fp_health_person {
    int age;                /* reached in the first year */
    int until_age;          /* counted through the year of this age */
    double premium;         /* marketplace, a year, before 65 */
    double benchmark;       /* of the benchmark plan, a year, before 65 */
    double part_d;          /* of a drug plan, a year, from 65 on */
    double supplement;      /* Medigap or Advantage, a year, from 65 on */
    double out_of_pocket;   /* a year */
    double out_of_pocket_medicare; /* the same from 65 on */
};

struct fp_health_plan {
    int year;               /* the first */
    enum fp_filing_status status;
    enum fp_aca_area area;
    double magi;            /* each year, for the credit and the surcharges */
    struct fp_health_person people[2];
    int n_people;           /* 1 or 2 */
    double premium_growth, out_of_pocket_growth; /* real, a year */
    double rate;            /* real, for the present value */
};

struct fp_health_year {
    int year;
    int ages[2];            /* -1: no longer counted */
    double premiums, credit; /* marketplace */
    double part_b, part_d, surcharges, supplement;
    double out_of_pocket;
    double total;
};

struct fp_health_result {
    size_t years;
    struct fp_health_year year[FP_HEALTH_YEARS_MAX];
    double total, present_value; /* dollars of the first year */
    double before_medicare, medicare; /* parts of total: years of each person
                             * below 65, and from 65 on; credits counted to the
                             * first */
};

/* FP_EINVAL: a member outside its range, or more than FP_HEALTH_YEARS_MAX
 * years. */
enum fp_err fp_health_costs(const struct fp_health_plan *plan,
                            struct fp_health_result *out)
    FP_MUST_CHECK FP_NONNULL(1, 2);

#ifdef __cplusplus
}
#endif

#endif
