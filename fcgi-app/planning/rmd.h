/* Required minimum distributions.
 * Pure; thread-safe. */
#ifndef FP_PLANNING_RMD_H
#define FP_PLANNING_RMD_H

#ifdef __cplusplus
extern "C" {
#endif

/* Age in whole years at which distributions must begin: 72 (born before
 * 1951), 73 (1951-1959) or 75 (1960 and later).
 * SOURCE: SECURE 2.0 Act, section 107, effective 2023-01-01. */
int fp_rmd_start_age(int birth_year);

/* Divisor of the uniform lifetime table for an age of 72 or more (120 and
 * over share one), 0 below 72.
 * SOURCE: Treas. Reg. 1.401(a)(9)-9(c), effective 2022-01-01. */
double fp_rmd_divisor(int age);

/* The distribution required in the year in which the owner has `age`, on the
 * balance at the end of the year before; 0 before the start age. Dollars,
 * unrounded. 1,000,000 at 73, born 1953: 37,735.849. */
double fp_rmd_amount(int birth_year, int age, double prior_balance);

#ifdef __cplusplus
}
#endif

#endif
