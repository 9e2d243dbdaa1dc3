/* A pension in its forms against a lump sum: what each is worth over a life
 * table, the return that taking the payments earns, and the age by which they
 * have paid the lump sum back. Dollars. Pure; thread-safe. */
#ifndef FP_PLANNING_PENSION_H
#define FP_PLANNING_PENSION_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "planning/math/annuity.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fp_pension_form {
    double monthly;        /* at the start */
    struct fp_annuity terms; /* lives, survivor_share, either, certain_years,
                              * defer_years, cola, model, rate, due; per_year
                              * 12 */
};

struct fp_pension_value {
    double value;          /* expected present value */
    double difference;     /* value less the lump sum */
    double rate;           /* at which both are worth the same, a year; NaN:
                            * the payments never make it up, or no lump sum */
    double break_even_years; /* from now, until the payments, undiscounted,
                            * add up to the lump sum; NaN: never before 120 */
    double equal_monthly;  /* payment of this form that is worth the lump sum */
};

/* lump_sum 0: there is none. FP_EDOM as fp_annuity_price. */
enum fp_err fp_pension(const struct fp_pension_form *form, double lump_sum,
                       struct fp_pension_value *out)
    FP_MUST_CHECK FP_NONNULL(1, 3);

#ifdef __cplusplus
}
#endif

#endif
