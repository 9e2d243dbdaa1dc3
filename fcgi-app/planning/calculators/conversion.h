/* Roth conversions: what their tax costs now against what they save later, by
 * running the whole return of each year with and without them.
 *
 * Amounts are dollars of the first year, the growth real, and the law stays
 * that of the first year (brackets keep pace with prices; what the statute
 * fixes in dollars is taken to do so, too). In each year the conversion, the
 * withdrawal and the taxes come first, then growth. Both accounts are drawn
 * down evenly (level real amounts) over the years of withdrawal. Pure;
 * thread-safe. */
#ifndef FP_PLANNING_CONVERSION_H
#define FP_PLANNING_CONVERSION_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "planning/calculators/household.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FP_CONVERSION_YEARS_MAX = 80 };

struct fp_conversion_plan {
    struct fp_household now;   /* each year before withdrawals begin, without
                                * conversion; its year is the first */
    struct fp_household later; /* each year from then on, without withdrawals;
                                * its year is not read */
    int withdraw_from;         /* index of the first year of withdrawals, from
                                * 0 */
    int withdraw_years;        /* >= 1; both together at most
                                * FP_CONVERSION_YEARS_MAX */
    double traditional;        /* balance at the start */
    double growth;             /* real, a year, of both accounts; above -1 */
    double side_growth;        /* real, a year, after tax, of money outside */
    int tax_from_conversion;   /* 1: the tax comes out of what is converted;
                                * 0: out of money outside */
    const double *conversions; /* [n], by year from the first; each is at most
                                * what is left */
    size_t n;
};

struct fp_conversion_year {
    double conversion;
    double cost;               /* what it adds to all that is paid */
    double withdrawal_without, withdrawal_with; /* traditional */
    double roth_withdrawal;
    double paid_without, paid_with; /* taxes, surcharges, less the credit */
    double advantage;          /* what converting is ahead after the year's payments,
                                * the differences until then grown at
                                * side_growth */
};

struct fp_conversion_result {
    size_t years;
    struct fp_conversion_year year[FP_CONVERSION_YEARS_MAX];
    double converted, cost;    /* sums */
    double saved;              /* later payments less, sum */
    double cost_pv, saved_pv;  /* discounted at side_growth to the start */
    double advantage_pv;       /* of converting, after everything */
    int break_even;            /* index of the year from which on converting
                                * is ahead to the end; -1: none */
    double rate_now;           /* cost over what is converted */
    double rate_later;         /* saved over what is withdrawn less, both
                                * discounted; NaN when nothing is */
    double rate_break_even;    /* a flat later rate at which converting is
                                * neither better nor worse; NaN likewise */
};

/* FP_EINVAL: a member outside its range; FP_ERANGE, FP_ENOTFOUND as
 * fp_household_law_get. */
enum fp_err fp_conversion(const struct fp_conversion_plan *plan,
                          struct fp_conversion_result *out)
    FP_MUST_CHECK FP_NONNULL(1, 2);

#ifdef __cplusplus
}
#endif

#endif
