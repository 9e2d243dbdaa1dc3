/* How long people live: the Social Security Administration's period and
 * cohort life tables, survival from one age to another, and drawn lifetimes.
 *
 * Ages are exact whole years. The period model takes every age from the table
 * of one calendar year: nobody lives longer in future than then. The cohort
 * model takes the tables of those born in one year, with the improvement that
 * the trustees project (alternative 2); between the tabled births (1930,
 * 1940 … 2010) log q is interpolated over the birth year at the same age,
 * births before 1930 take 1930's and births after 2010 take 2010's. Deaths of
 * the years 2020 to 2022 are not carried into other years: where the earlier
 * of the two tables reaches the age in one of them and the person later, the
 * trend of the two tables that follow is carried back in its place.
 *
 * Sex unstated: half men and half women at the first age, so a survival curve
 * is the mean of both curves. FP_MORTALITY_NONE: nobody dies.
 * Ages below 0 count as 0. Pure; thread-safe.
 *
 * SOURCE: SSA, Office of the Chief Actuary, Trustees Report 2025; the tables
 * us_life_period and us_life_cohort. */
#ifndef FP_PLANNING_MORTALITY_H
#define FP_PLANNING_MORTALITY_H

#include <stddef.h>

#include "base/attr.h"
#include "planning/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Nobody reaches this age: q of the last tabled age is taken as 1. */
enum { FP_MORTALITY_AGES = 120 };

/* Room for every curve: alive[0] .. alive[FP_MORTALITY_AGES]. */
enum { FP_MORTALITY_CURVE = FP_MORTALITY_AGES + 1 };

/* Probability of dying within a year of exact age; 1 from the last tabled age
 * on. Sex unstated: the mean of both. */
double fp_mortality_qx(enum fp_mortality model, enum fp_sex sex,
                       int birth_year, int age);

/* Probability that one alive at from_age is alive at to_age; 1 when to_age is
 * not beyond from_age. */
double fp_mortality_survival(enum fp_mortality model, enum fp_sex sex,
                             int birth_year, int from_age, int to_age);

/* alive[k] for k = 0 .. n-1: the probability that one alive at age_now is
 * alive k years later. alive[0] is 1 and the curve never rises. */
void fp_mortality_curve(enum fp_mortality model, enum fp_sex sex,
                        int birth_year, int age_now, double *alive, size_t n)
    FP_NONNULL(5);

/* Whole years lived from now by one whose curve is alive[n], for a uniform u
 * in (0, 1): P(result >= k) = alive[k]. At most n-1: whoever outlives the
 * curve. A binary search; n >= 1. */
size_t fp_mortality_years(const double *alive, size_t n, double u)
    FP_NONNULL(1);

/* The same for a single draw, without a curve of the caller's. */
int fp_mortality_draw(enum fp_mortality model, enum fp_sex sex,
                      int birth_year, int age_now, double u);

/* Mean of the years left at age_now, deaths in the middle of the year;
 * infinite for FP_MORTALITY_NONE. */
double fp_mortality_expectancy(enum fp_mortality model, enum fp_sex sex,
                               int birth_year, int age_now);

/* At least one of two independent lives with these chances is alive. */
double fp_mortality_either(double alive_one, double alive_other);

/* One age of the period table. */
struct fp_row_life {
    int age;
    double qx_male, qx_female;
    const char *source;
};

/* One age of one cohort; by birth_year, then age. */
struct fp_row_cohort {
    int birth_year, age;
    double qx_male, qx_female;
    const char *source;
};

extern const struct fp_row_life fp_table_us_life_period[];
extern const size_t fp_table_us_life_period_count;
extern const struct fp_row_cohort fp_table_us_life_cohort[];
extern const size_t fp_table_us_life_cohort_count;

#ifdef __cplusplus
}
#endif

#endif
