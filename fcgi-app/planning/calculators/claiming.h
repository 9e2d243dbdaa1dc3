/* When to claim Social Security: what each month of the claim pays, what it is
 * worth over a life table, and for a couple what both claims together are
 * worth, with the spouse's and the survivor's benefits.
 *
 * Benefits keep their value, so amounts are dollars of now and the rate is
 * real. A payment counts where its owner is alive at the month's end. Deaths
 * between birthdays are spread evenly over the year; lives are independent. A
 * survivor claims at once, or at 60. Left out: benefits of children, divorced
 * spouses and parents, the earnings test, the family maximum. Pure;
 * thread-safe. */
#ifndef FP_PLANNING_CLAIMING_H
#define FP_PLANNING_CLAIMING_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "planning/law/social_security.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fp_claimant {
    struct fp_ss_birth birth;
    double pia;            /* dollars a month; 0: no record of their own */
    enum fp_sex sex;
};

struct fp_claims {
    struct fp_claimant people[2];
    int n_people;          /* 1 or 2 (married to each other) */
    enum fp_mortality model; /* a life table */
    double rate;           /* real, effective, a year; above -1 */
    int now;               /* months since year 0: valued at its start, for
                            * people who are alive then; both are born by
                            * then and under 120 */
};

/* Present values, dollars of now. */
struct fp_claims_value {
    double own[2];         /* workers' benefits */
    double spousal[2];     /* on top, while both live */
    double survivor[2];    /* on top of their own, after the other's death */
    double total;
};

/* The value of claims at those ages in months (62 to 70 years; claim[1] is not
 * read for one person). Payments before now do not count. FP_EINVAL, FP_EDOM:
 * a member, or a claim, outside its range. */
enum fp_err fp_claims_value(const struct fp_claims *claims,
                            const int claim[2], struct fp_claims_value *out)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* The age in months by which a later claim has paid as much as an earlier one
 * (both monthly amounts are paid for life from the claim on, discounted at
 * rate); -1 when it never does before 120. */
int fp_claims_break_even(double early_monthly, int early_claim,
                         double late_monthly, int late_claim, double rate);

#ifdef __cplusplus
}
#endif

#endif
