/* One household in one year: the whole return (federal, payroll, state), and
 * what beside tax goes by its income: Medicare's surcharges and the premium
 * credit. One run of it is what every question about one more dollar is made
 * of. Dollars, nominal. Pure; thread-safe. */
#ifndef FP_PLANNING_HOUSEHOLD_H
#define FP_PLANNING_HOUSEHOLD_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"
#include "planning/law/aca.h"
#include "planning/law/medicare.h"
#include "planning/law/state_return.h"
#include "planning/law/tax.h"

#ifdef __cplusplus
extern "C" {
#endif

struct fp_household {
    int year;
    enum fp_filing_status status;
    struct fp_tax_input input;
    struct fp_state_facts state;
    int medicare_people;   /* whose premiums two years later go by this income;
                            * 0: none */
    int aca_people;        /* of the household, where it is insured through the
                            * marketplace; 0: it is not */
    double aca_benchmark, aca_premium; /* a year, before the credit */
};

/* The law of the household's year. The premiums are those of two years later,
 * or the last published. */
struct fp_household_law {
    struct fp_tax_law federal;
    struct fp_state_law state;
    struct fp_medicare_law medicare;
    struct fp_aca_law aca;
};

/* What a year's income costs. */
struct fp_household_costs {
    struct fp_tax_result federal;
    struct fp_state_result state;
    double aca_magi;       /* adjusted gross income with tax-exempt interest and
                            * untaxed Social Security: 26 U.S.C. 36B(d)(2)(B) */
    double aca_credit;
    size_t medicare_tier;
    double medicare;       /* surcharges of the year two years later */
    double payroll;        /* of employees and the self-employed */
    double total;          /* federal tax, payroll, state, medicare - credit */
};

/* FP_ERANGE: no law for the year; FP_ENOTFOUND: no such state; FP_EINVAL: no
 * such status. */
enum fp_err fp_household_law_get(const struct fp_household *household,
                                 struct fp_household_law *law)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* The year with `input` in place of the household's own; unchecked. Spouses
 * with separate returns have no premium credit. */
void fp_household_run(const struct fp_household_law *law,
                      const struct fp_household *household,
                      const struct fp_tax_input *input,
                      struct fp_household_costs *out)
    FP_NONNULL(1, 2, 3, 4);

/* The kinds of income that a question may add. */
enum fp_income_added {
    FP_ADD_WAGES,           /* of the first person */
    FP_ADD_SELF_EMPLOYMENT, /* of the first person */
    FP_ADD_ORDINARY,        /* any ordinary income without payroll tax */
    FP_ADD_RETIREMENT,      /* distributions, pensions, Roth conversions */
    FP_ADD_INTEREST,
    FP_ADD_EXEMPT_INTEREST,
    FP_ADD_DIVIDENDS,       /* qualified */
    FP_ADD_SHORT_GAINS,
    FP_ADD_LONG_GAINS,
    FP_ADD_SOCIAL_SECURITY,
    FP_ADD_COUNT
};

/* The words of the kinds, in their order; NULL at the end. */
extern const char *const fp_income_added_names[FP_ADD_COUNT + 1];

/* input with so many dollars more of a kind. */
struct fp_tax_input fp_household_add(const struct fp_tax_input *input,
                                     enum fp_income_added kind, double amount)
    FP_NONNULL(1);

#ifdef __cplusplus
}
#endif

#endif
