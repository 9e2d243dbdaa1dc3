/* The annual percentage rate of a loan by the actuarial method of Regulation Z
 * (12 CFR 1026, appendix J).
 *
 * SOURCE: 12 CFR part 1026, appendix J, paragraph (b)(8), effective
 * 2011-12-30. Pure; thread-safe. */
#ifndef FP_PLANNING_APR_H
#define FP_PLANNING_APR_H

#include "base/attr.h"
#include "base/err.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One advance, repaid by level payments, the last of which may differ. Time
 * runs in unit periods, the common interval between payments; the first
 * payment is due after t whole ones and a fraction f of one. */
struct fp_apr_loan {
    double advance;       /* amount financed: the loan less prepaid finance
                           * charges; > 0 */
    double payment;       /* > 0 */
    int payments;         /* 1..12000 */
    double last_payment;  /* 0: as the others */
    int first_periods;    /* t: 1 for a regular first period; 0.. */
    double first_fraction; /* f, 0..below 1 */
    double per_year;      /* unit periods a year: 12, 24, 4, 52 */
};

/* The nominal rate a year: unit periods a year times the rate of one at which
 * the payments are worth the advance, discounted by (1 + f i)(1 + i)^t.
 * 5,000 repaid in 24 monthly payments of 230: 9.69 %. FP_EINVAL: a member
 * outside its range; FP_EDOM: the payments do not add up to the advance. */
enum fp_err fp_apr(const struct fp_apr_loan *loan, double *rate)
    FP_MUST_CHECK FP_NONNULL(1, 2);

#ifdef __cplusplus
}
#endif

#endif
