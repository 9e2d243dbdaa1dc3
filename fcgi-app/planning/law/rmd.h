/* Required minimum distributions: of an owner in his lifetime, and of those
 * who inherited an account.
 *
 * The distribution of a year is the balance at the end of the year before
 * divided by a divisor in years. Ages are those reached in the year.
 * Pure; thread-safe. */
#ifndef FP_PLANNING_RMD_H
#define FP_PLANNING_RMD_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "planning/plan.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One divisor of the joint and last survivor table; ascending by owner, then
 * spouse. */
struct fp_row_rmd_joint {
    int owner_age, spouse_age;
    double divisor;
    const char *source;
};

extern const struct fp_row_rmd_joint fp_table_us_rmd_joint[];
extern const size_t fp_table_us_rmd_joint_count;

/* The year of the first distribution: of age 70 1/2 (born before July 1949),
 * 72 (before 1951), 73 (1951 to 1959) or 75 (1960 and later). birth_month 0:
 * not known, taken as the second half of the year. The required beginning
 * date is April 1 of the year after; the engine takes the first distribution
 * in its own year.
 * SOURCE: 26 U.S.C. 401(a)(9)(C); SECURE 2.0 Act, section 107, effective
 * 2023-01-01. */
int fp_rmd_start_year(int birth_year, int birth_month);

/* Age reached in that year, month not known. */
int fp_rmd_start_age(int birth_year);

/* Divisor of the uniform lifetime table for an age of 72 or more (120 and
 * over share one), 0 below 72.
 * SOURCE: Treas. Reg. 1.401(a)(9)-9(c), effective 2022-01-01. */
double fp_rmd_divisor(int age);

/* Joint and last survivor table, for a spouse who is the only beneficiary and
 * more than ten years younger; 0 where the table has no row (then the uniform
 * table holds) and below 70. A spouse under 20 counts as 20.
 * SOURCE: Treas. Reg. 1.401(a)(9)-9(d), effective 2022-01-01. */
double fp_rmd_joint(int owner_age, int spouse_age);

/* Single life table; an age below 0 counts as 0, above 120 as 120.
 * SOURCE: Treas. Reg. 1.401(a)(9)-9(b), effective 2022-01-01. */
double fp_rmd_single(int age);

/* Divisor of an owner born in birth_year in the year of `age`; spouse_age is
 * the age in that year of a spouse who is the only beneficiary, -1 when there
 * is none. 0 before the start age. 75 with a spouse of 60: 28.3. */
double fp_rmd_divisor_of(int birth_year, int age, int spouse_age);

/* 1 in the years before the one in which the owner of an employer's plan
 * retires: nothing has to be distributed from it (owners of more than 5 % of
 * the firm apart).
 * SOURCE: 26 U.S.C. 401(a)(9)(C)(i)(II) and (ii), effective 1997-01-01. */
int fp_rmd_postponed(const struct fp_account *account,
                     const struct fp_person *owner, int year)
    FP_NONNULL(1, 2);

/* The distribution required in the year in which the owner has `age`, on the
 * balance at the end of the year before; 0 before the start age. Dollars,
 * unrounded. 1,000,000 at 73, born 1953: 37,735.849. */
double fp_rmd_amount(int birth_year, int age, double prior_balance);

/* --- inherited accounts --- */

/* What decides how an inherited account must be paid out. */
struct fp_inherited {
    int death_year;          /* of the owner who left it */
    int decedent_birth_year;
    int decedent_birth_month; /* 0: not known */
    enum fp_beneficiary beneficiary;
    int birth_year;          /* of the beneficiary */
};

/* What one year requires. */
struct fp_inherited_rule {
    double divisor;   /* of the balance at the year's start; 0: nothing */
    int must_empty;   /* 1: whatever is left is distributed this year */
};

/* The rule of `year`.
 *
 * Ten years (any beneficiary who is none of the others; death in 2020 or
 * later): empty in the tenth year after the death. Where the owner died on or
 * after the required beginning date, also yearly payments from the year after
 * the death; those of 2021 to 2024 are not enforced (Notices 2022-53, 2023-54,
 * 2024-35), the regulations apply from 2025.
 * Near in age, disabled, chronically ill: over the life expectancy, from the
 * year after the death. A child of the owner: the same until 21, and empty in
 * the tenth year after that of 21. Deaths before 2020: every beneficiary over
 * the life expectancy.
 * Yearly payments: single life table at the age of the year after the death,
 * less one for every year since; the owner's own remaining expectancy where
 * that is longer and payments had begun. Empty when the beneficiary's
 * expectancy is used up.
 * Spouse: as his or her own account (fp_rmd_divisor_of), from the year after
 * the death.
 *
 * Of the year of death nothing is asked: the owner has taken it. With the
 * years only, a death in the year after the start year or later is one after
 * the required beginning date (April 1).
 * SOURCE: 26 U.S.C. 401(a)(9)(B), (E) and (H); Treas. Reg. 1.401(a)(9)-4(e),
 * -5(d) and -5(e), T.D. 10001, effective 2025-01-01. */
struct fp_inherited_rule fp_inherited_rule(const struct fp_inherited *account,
                                           int year) FP_NONNULL(1);

/* Its divisor alone. */
double fp_inherited_divisor(const struct fp_inherited *account, int year)
    FP_NONNULL(1);

/* --- qualified charitable distributions --- */

/* The first year in which a gift can go out of an account without tax: that
 * of 70 1/2. Month not known: the second half of the year. The yearly limit
 * is in limits.h; such a gift counts towards the year's distribution.
 * SOURCE: 26 U.S.C. 408(d)(8), effective 2006-01-01. */
int fp_qcd_start_year(int birth_year, int birth_month);

/* What is still to be distributed beside gifts of `given`. */
double fp_rmd_after_qcd(double required, double given);

#ifdef __cplusplus
}
#endif

#endif
