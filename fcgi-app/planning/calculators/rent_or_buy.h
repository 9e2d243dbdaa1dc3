/* Renting against buying a home: two households with the same money, one of
 * which buys. Whoever pays less in a month puts the difference by, and both put
 * by what the other has tied up at the start. Nominal dollars by the month.
 *
 * The gain on the sale is taken to be under the exclusion of 26 U.S.C. 121.
 * Pure; thread-safe. */
#ifndef FP_PLANNING_RENT_OR_BUY_H
#define FP_PLANNING_RENT_OR_BUY_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { FP_RENT_YEARS_MAX = 50 };

struct fp_rent_or_buy {
    double price;              /* > 0 */
    double down_payment;       /* 0..price */
    double rate;               /* of the mortgage, nominal, a year */
    int months;                /* its term, 1..600 */
    double closing_rate;       /* of the price, when buying */
    double selling_rate;       /* of the value, when selling */
    double tax_rate;           /* property tax a year, of the value */
    double upkeep_rate;        /* maintenance and insurance a year, of the
                                * value */
    double dues;               /* a month, rising with rents */
    double appreciation;       /* of the value, a year */
    double saving_rate;        /* part of interest and property tax that comes
                                * back as a tax saving, 0..1 */
    double rent;               /* a month, at the start */
    double renter_insurance;   /* a month, rising with rents */
    double rent_growth;        /* a year */
    double return_rate;        /* of what is put by, effective, a year, after
                                * tax */
    int years;                 /* 1..FP_RENT_YEARS_MAX */
};

struct fp_rent_year {
    double value, balance;     /* of the home and the mortgage, at the end */
    double owner_paid, renter_paid; /* in the year, after tax savings */
    double owner_worth;        /* sold at the end: value less costs and
                                * balance, and what was put by */
    double renter_worth;
};

struct fp_rent_result {
    double payment;            /* principal and interest a month */
    size_t years;
    struct fp_rent_year year[FP_RENT_YEARS_MAX];
    int break_even_year;       /* from which on the owner is ahead to the end,
                                * from 1; -1: not by the last one */
    double break_even_rent;    /* a month at the start, at which both are even
                                * after the last year; NaN: none */
};

/* FP_EINVAL: a member outside its range. */
enum fp_err fp_rent_or_buy(const struct fp_rent_or_buy *question,
                           struct fp_rent_result *out)
    FP_MUST_CHECK FP_NONNULL(1, 2);

#ifdef __cplusplus
}
#endif

#endif
