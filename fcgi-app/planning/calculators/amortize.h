/* A loan paid by the month to its end: the lender's count (fp_loan_next) with
 * extra payments, months of interest only, and what the extras save.
 *
 * Dollars; rates are nominal, a year, compounded by the month. Pure;
 * thread-safe. */
#ifndef FP_PLANNING_AMORTIZE_H
#define FP_PLANNING_AMORTIZE_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FP_LOAN_MONTHS_MAX = 1200 };

/* An extra payment of principal in one month, from 1. */
struct fp_loan_extra {
    int month;
    double amount;
};

struct fp_loan_terms {
    double balance;          /* > 0 */
    double rate;             /* nominal, a year, 0..10 */
    int months;              /* the level payment ends it in so many … */
    double payment;          /* … or is this; the other one is 0 */
    int interest_only;       /* first months that pay interest alone; part of
                              * months, less than it */
    int cents;               /* 1: interest and payments in whole cents */
    double extra_monthly;    /* every month from extra_from on */
    double extra_yearly;     /* every twelfth month */
    int extra_from;          /* 1: from the first month */
    const struct fp_loan_extra *extras; /* [n_extras], any order */
    size_t n_extras;
};

struct fp_loan_row {
    double payment;          /* without the extra one */
    double interest, principal, extra;
    double balance;          /* after both */
};

struct fp_loan_summary {
    int months;              /* until the balance is 0 */
    double payment;          /* the level one, after months of interest only */
    double last_payment;     /* of the last month, extra included */
    double interest, extra, paid; /* sums; paid = balance + interest */
};

/* Pays the loan off. rows[FP_LOAN_MONTHS_MAX] may be NULL; the first
 * out->months are written. FP_EINVAL: a member outside its range, or not
 * exactly one of months and payment; FP_EDOM: not paid off in
 * FP_LOAN_MONTHS_MAX months. */
enum fp_err fp_amortize(const struct fp_loan_terms *terms,
                        struct fp_loan_row *rows,
                        struct fp_loan_summary *out)
    FP_MUST_CHECK FP_NONNULL(1, 3);

#ifdef __cplusplus
}
#endif

#endif
