/* The fair price of income for life: immediate and deferred annuities, level
 * or rising, on one life or two, with years that are paid in any case.
 *
 * The price is the expected present value of the payments at one interest
 * rate, with no loading unless said. Deaths between two birthdays are spread
 * evenly over the year (SOURCE: uniform distribution of deaths; Bowers et al.,
 * "Actuarial Mathematics", 2nd ed. 1997, section 3.6). Lives are independent.
 * Pure; thread-safe. */
#ifndef FP_PLANNING_ANNUITY_H
#define FP_PLANNING_ANNUITY_H

#include "base/attr.h"
#include "base/err.h"
#include "planning/plan.h"
#include "planning/math/tvm.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fp_annuity_life {
    enum fp_sex sex;
    int birth_year;
    int age;               /* now, 0..119 */
};

struct fp_annuity {
    enum fp_mortality model;
    struct fp_annuity_life lives[2]; /* the annuitant, the survivor */
    int n_lives;           /* 1 or 2 */
    double survivor_share; /* paid while only the survivor is alive, 0..1 */
    int either;            /* 1: reduced to the share after either death,
                            * 0: only after the annuitant's */
    double rate;           /* effective, a year, above -1; real for payments
                            * that keep their value */
    double cola;           /* payments rise by this with each anniversary of
                            * the first */
    int defer_years;       /* before the first year of payments, 0..119 */
    int certain_years;     /* from then on, paid dead or alive, 0..119 */
    int per_year;          /* payments a year, 1..365, of 1/per_year each */
    enum fp_tvm_due due;
    double load;           /* part of the premium that is not for benefits,
                            * 0..below 1 */
};

/* Premium for 1 a year. FP_EDOM when a member is outside its range, or nobody
 * ever dies (FP_MORTALITY_NONE) and nothing is certain. */
enum fp_err fp_annuity_price(const struct fp_annuity *annuity, double *price)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Income of the first year of payments for a premium of 1. */
enum fp_err fp_annuity_payout(const struct fp_annuity *annuity,
                              double *payout)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Expected present value of what is paid for each unit of the premium quoted:
 * 1 is a fair price. income: of the first year of payments; premium > 0. The
 * annuity's load is left aside.
 * SOURCE: Mitchell, Poterba, Warshawsky, Brown (1999), "New evidence on the
 * money's worth of individual annuities", American Economic Review 89(5). */
enum fp_err fp_annuity_worth(const struct fp_annuity *annuity, double premium,
                             double income, double *worth)
    FP_MUST_CHECK FP_NONNULL(1, 4);

#ifdef __cplusplus
}
#endif

#endif
