/* Required distributions of one account over the years, its balance growing at
 * one rate. Dollars. Pure; thread-safe. */
#ifndef FP_PLANNING_DISTRIBUTIONS_H
#define FP_PLANNING_DISTRIBUTIONS_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "planning/law/rmd.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FP_DISTRIBUTIONS_MAX = 80 };

/* Where a divisor came from. */
enum fp_rmd_table {
    FP_RMD_NONE,      /* nothing is required in the year */
    FP_RMD_UNIFORM,
    FP_RMD_JOINT,     /* a spouse more than ten years younger is the only
                       * beneficiary */
    FP_RMD_SINGLE,    /* inherited: single life table */
    FP_RMD_EMPTY,     /* inherited: whatever is left */
    FP_RMD_TABLES
};

/* "none", "uniform_lifetime", "joint_and_last_survivor", "single_life",
 * "empty" */
extern const char *const fp_rmd_table_names[FP_RMD_TABLES];

struct fp_distribution_case {
    double balance;        /* at the end of the year before the first */
    double growth;         /* a year, of what is left after the distribution;
                            * above -1 */
    int birth_year, birth_month; /* of the owner; month 0: not known */
    int spouse_birth_year; /* of one who is the only beneficiary; 0: none */
    int retirement_year;   /* employer's plan: the owner leaves the employer in
                            * it; 0: no such plan, or left long ago */
    int inherited;         /* 1: `from` holds, and the members above but
                            * balance and growth do not */
    struct fp_inherited from;
    double gift;           /* wanted each year out of the account to charity */
    double gift_limit;     /* the law's, a year */
};

struct fp_distribution {
    int year, age;         /* of the owner or heir, reached in the year */
    double opening;        /* balance at the end of the year before */
    enum fp_rmd_table table;
    double divisor;        /* 0: none */
    double required;
    double gift;           /* made: from 70 1/2 on, under the limit */
    double taxable;        /* required beyond the gift */
    double closing;        /* after distribution, gift and growth */
};

/* n years from first_year on. No more is taken than is required or given.
 * FP_EINVAL: a member outside its range. */
enum fp_err fp_distributions(const struct fp_distribution_case *c,
                             int first_year, size_t n,
                             struct fp_distribution *out)
    FP_MUST_CHECK FP_NONNULL(1, 4);

#ifdef __cplusplus
}
#endif

#endif
