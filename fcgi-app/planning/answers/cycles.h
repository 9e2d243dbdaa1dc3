/* Historical cycles by the conventions of published cycle calculators: a
 * fixed portfolio through every run of years that the past has, with yearly
 * withdrawals at the start of the year. No accounts, no tax. A failed cycle
 * is carried on with a negative balance, so that its depth is known.
 *
 * One year, with the price index CPI of its start:
 *   spending leaves the balance, Social Security enters it;
 *   the rest is split by the allocation and grows: shares by growth and
 *   dividends, gold by its price, cash by a fixed rate, bonds by their yield
 *   and by the new price of a par bond of ten years with nine left;
 *   the fee is a part of what was there after spending and of the gains
 *   without dividends.
 * SOURCE: conventions of cFIREsim-open, c7c4ba4, 2020-12-22.
 * Pure; thread-safe. */
#ifndef FP_PLANNING_CYCLES_H
#define FP_PLANNING_CYCLES_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One year of market history; fractions. */
struct fp_cycle_market {
    int year;
    double growth, dividends; /* of shares */
    double yield;             /* of ten-year bonds at the year's start */
    double gold;              /* return */
    double cpi;               /* index at the year's start */
};

enum fp_cycle_method {
    FP_CYCLE_INFLATION_ADJUSTED,     /* the first year's amount in real terms */
    FP_CYCLE_NOT_INFLATION_ADJUSTED, /* the same nominal amount */
    FP_CYCLE_PERCENT_OF_PORTFOLIO,   /* part of the balance */
    FP_CYCLE_VPW,                    /* annuity-due over the years left */
    FP_CYCLE_METHOD_COUNT
};

struct fp_cycle_case {
    enum fp_cycle_method method;
    int years;
    int first_start;          /* first start year */
    int last_data_year;       /* the last year that a cycle may hold */
    double shares, bonds, gold, cash; /* weights */
    double cash_growth;       /* a year */
    double fee;               /* a year */
    double portfolio;         /* dollars at the start */
    double spending;          /* dollars of the first year, a year */
    double percent;           /* percent_of_portfolio: the part */
    double rate, future_value; /* vpw: real return assumed, dollars to leave */
    double social_security;   /* real dollars a year … */
    int social_security_delay; /* … after so many years */
};

struct fp_cycle {
    int start_year;
    double end_nominal, end_real; /* real: over CPI(last) / CPI(first year) */
    int failed;               /* a year end was below zero */
    double total_real_spending;
};

/* Years of a case, 1 to this. */
enum { FP_CYCLE_YEARS_MAX = 200 };

/* Runs every cycle that starts in first_start or later and does not go beyond
 * last_data_year; market[n] holds consecutive years. cycles[max] takes them in
 * order, *count their number. FP_EINVAL (the case: error says what), FP_ERANGE
 * (no cycle fits), FP_ELIMIT (more than max). */
enum fp_err fp_cycles_run(const struct fp_cycle_market *market, size_t n,
                          const struct fp_cycle_case *one,
                          struct fp_cycle *cycles, size_t max, size_t *count,
                          struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 3, 4, 6);

#ifdef __cplusplus
}
#endif

#endif
