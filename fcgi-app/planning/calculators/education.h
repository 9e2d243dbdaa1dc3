/* What studies will cost and how far savings for them reach: nominal dollars
 * by year, costs and contributions at the start of each.
 *
 * The savings are those of a 529 account: what they pay for studies bears no
 * tax (26 U.S.C. 529(c)(3)(B)). Pure; thread-safe. */
#ifndef FP_PLANNING_EDUCATION_H
#define FP_PLANNING_EDUCATION_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FP_STUDENTS_MAX = 12, FP_EDUCATION_YEARS_MAX = 60 };

struct fp_student {
    int starts_in;         /* years from now, 0..40 */
    int years;             /* of study, 1..12 */
    double cost;           /* a year, dollars of now */
    double share;          /* that is to be paid, 0..1 */
};

struct fp_education {
    struct fp_student students[FP_STUDENTS_MAX];
    size_t n;
    double cost_growth;    /* nominal, a year */
    double savings;        /* now */
    double contribution;   /* a year, from now on */
    double contribution_growth; /* nominal, a year */
    int contribution_years; /* how many of them */
    double growth;         /* nominal return a year; above -1 */
};

struct fp_education_year {
    double cost;           /* to be paid */
    double contribution;
    double paid;           /* out of savings */
    double shortfall;      /* cost less paid */
    double closing;        /* savings at the year's end */
};

struct fp_education_result {
    size_t years;
    struct fp_education_year year[FP_EDUCATION_YEARS_MAX];
    double student_cost[FP_STUDENTS_MAX]; /* nominal, of each */
    double cost, paid, shortfall;   /* sums */
    double cost_value;     /* of all costs now, discounted at growth */
    double shortfall_value;
    double funded;         /* 1 - shortfall_value / cost_value; 1 without
                            * cost */
    double contribution_needed; /* a year, growing likewise, for no shortfall;
                            * NaN: no contributions reach the costs */
    double savings_needed; /* more now, for no shortfall */
};

/* FP_EINVAL: a member outside its range. */
enum fp_err fp_education(const struct fp_education *plan,
                         struct fp_education_result *out)
    FP_MUST_CHECK FP_NONNULL(1, 2);

#ifdef __cplusplus
}
#endif

#endif
