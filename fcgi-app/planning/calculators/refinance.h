/* A loan against the one that would replace it: what each costs if it is kept
 * for so many months, and from when on the new one is cheaper.
 *
 * The comparison is that of total cost to a date: what was paid by then and
 * what is still owed then; the simple form, costs over the monthly saving,
 * stands beside it. Dollars.
 * Pure; thread-safe. */
#ifndef FP_PLANNING_REFINANCE_H
#define FP_PLANNING_REFINANCE_H

#include "base/attr.h"
#include "base/err.h"
#include "planning/calculators/amortize.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fp_refinance {
    struct fp_loan_terms old_loan; /* as it stands now */
    struct fp_loan_terms new_loan; /* its balance may hold costs (financed) */
    double costs_paid;       /* out of pocket at the start */
    double discount_rate;    /* nominal, a year, of what is paid; 0..1 */
    int keep_months;         /* 1..FP_LOAN_MONTHS_MAX */
};

struct fp_refinance_result {
    struct fp_loan_summary old_loan, new_loan; /* each to its own end */
    double saving_monthly;   /* old payment less the new one */
    int simple_months;       /* costs over that saving, rounded up; 0: no costs
                              * and a saving; -1: the payment does not fall */
    int break_even_months;   /* first month by which the new loan is cheaper;
                              * -1: never within keep_months */
    int cheaper_until;       /* last month of keep_months by which it is; a
                              * longer term may lose again; -1: never */
    double old_cost, new_cost; /* present value of what is paid in
                              * keep_months, and of what is owed then */
    double saving;           /* old_cost - new_cost */
    double interest_saved;   /* over both lives, less costs paid */
};

/* What is owed beyond the old balance (financed costs) counts as costs in
 * simple_months. FP_EINVAL, FP_EDOM as fp_amortize. */
enum fp_err fp_refinance(const struct fp_refinance *question,
                         struct fp_refinance_result *out)
    FP_MUST_CHECK FP_NONNULL(1, 2);

#ifdef __cplusplus
}
#endif

#endif
