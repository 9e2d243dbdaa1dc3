/* Required minimum distributions and Social Security claiming factors.
 * Pure; thread-safe. */
#ifndef FP_PLANNING_BENEFITS_H
#define FP_PLANNING_BENEFITS_H

#include "base/attr.h"
#include "base/err.h"

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

/* Full retirement age in months for a worker. born January 1: pass the year
 * before. SOURCE: 42 U.S.C. 416(l), effective 1983-04-20. */
int fp_ss_full_retirement_months(int birth_year);

/* Part of the primary insurance amount paid for life to a worker who claims
 * at claim_months of age (62*12 .. 70*12). FP_EDOM outside.
 * SOURCE: 20 CFR 404.410 and 404.313. */
enum fp_err fp_ss_claim_factor(int birth_year, int claim_months,
                               double *factor) FP_MUST_CHECK;

#ifdef __cplusplus
}
#endif

#endif
