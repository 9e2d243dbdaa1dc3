/* How much is enough: cash for emergencies, and insurance for those who live on
 * somebody's income. Pure; thread-safe. */
#ifndef FP_PLANNING_PROTECTION_H
#define FP_PLANNING_PROTECTION_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- an emergency fund --- */

struct fp_emergency {
    double essential_monthly;  /* spending that cannot wait, dollars; > 0 */
    double months;             /* of it that the fund should hold, 0..60 */
    double deductibles;        /* of insurance, held beside them */
    double saved;
    double saving_monthly;     /* added at each month's end */
    double rate;               /* effective, a year; above -1 */
};

struct fp_emergency_result {
    double target;
    double months_covered;     /* by what is saved, deductibles first */
    double shortfall;          /* 0 when the target is reached */
    int months_to_target;      /* -1: not within 100 years */
};

/* FP_EINVAL: a member outside its range. */
enum fp_err fp_emergency(const struct fp_emergency *question,
                         struct fp_emergency_result *out)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* --- life insurance --- */

enum { FP_LIFE_PERIODS_MAX = 20 };

/* Years in which survivors need so much and have so much. */
struct fp_life_period {
    int years;                 /* 1..100 */
    double need, income;       /* a year, dollars of now */
};

struct fp_life_need {
    double immediate;          /* final expenses, debts, a mortgage, education
                                * and the like, at once */
    struct fp_life_period periods[FP_LIFE_PERIODS_MAX]; /* one after the other
                                * from now */
    size_t n_periods;
    double rate;               /* real, a year; above -1 */
    double assets;             /* that can be used */
    double insurance;          /* in force */
    /* human life value: */
    double earnings;           /* a year; 0: not asked */
    double self_share;         /* that goes to tax and to oneself, 0..1 */
    int work_years;            /* 0..100 */
    double earnings_growth;    /* real, a year */
};

struct fp_life_need_result {
    double income_capital;     /* value of all years' needs less incomes, each
                                * year at its start; a surplus does not make up
                                * for another year */
    double capital;            /* with what is needed at once */
    double need;               /* less assets and insurance; 0 when covered */
    double life_value;         /* value of the earnings that others live on,
                                * each year at its end */
};

/* The capital needs of survivors, and the human life value.
 * SOURCE: Rejda & McNamara, Principles of Risk Management and Insurance, 12th
 * ed. 2014, chapter 11 (human life value; needs approach). FP_EINVAL: a member
 * outside its range. */
enum fp_err fp_life_need(const struct fp_life_need *question,
                         struct fp_life_need_result *out)
    FP_MUST_CHECK FP_NONNULL(1, 2);

#ifdef __cplusplus
}
#endif

#endif
