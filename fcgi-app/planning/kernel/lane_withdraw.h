#ifndef FP_LANE_WITHDRAW_H
#define FP_LANE_WITHDRAW_H
#include "planning/engine/withdraw.h"
#include "planning/kernel/lanes.h"
#include "planning/law/law_lanes.h"
#include "planning/law/state_lanes.h"
struct fp_lane_withdrawal {
    const struct fp_compiled *compiled;
    const struct fp_compiled_year *row;
    const struct fp_lane_tax_law *law;   /* of the year, indexed */
    const struct fp_lane_state_law *state_law; /* the same; NULL: no state tax */
    lane price_level;
    double share;                   /* of flows before the market's return */
    struct fp_lane_tax_input fixed;      /* the return without withdrawals */
    lane pensions[FP_PLAN_PEOPLE_MAX]; /* parts of fixed, by the place on
                                     * the return: taxable pensions, … */
    lane benefits[FP_PLAN_PEOPLE_MAX]; /* … Social Security received, … */
    lane deferrals[FP_PLAN_PEOPLE_MAX]; /* … put aside before tax */
    lane cash;                    /* incomes less what is put aside */
    lane costs;                   /* health insurance before the credit */
    lane benchmark, premium;      /* of marketplace insurance, the year's */
    const struct fp_lane_medicare_law *medicare; /* of the year; n 0: none */
    lane wanted;                  /* spending, debt service and goals */
    lane capacity[FP_COMPILED_ACCOUNTS_MAX]; /* most that an account gives */
    lane direct[FP_COMPILED_ACCOUNTS_MAX];   /* paid straight to a purpose;
                                     * not income */
    lane required[FP_COMPILED_ACCOUNTS_MAX]; /* distributions by law, after
                                     * direct */
    lane gain[FP_COMPILED_ACCOUNTS_MAX]; /* realised by each dollar that is
                                     * withdrawn; may be negative */
    lane yield_base[FP_COMPILED_ACCOUNTS_MAX]; /* taxable: balance that pays
                                     * the year's yields, before withdrawals */
    lane free[FP_COMPILED_ACCOUNTS_MAX]; /* Roth that is not qualified:
                                     * dollars out before earnings are */
    lane seasoned[FP_COMPILED_ACCOUNTS_MAX]; /* part of free without any
                                     * additional tax: not conversions of the
                                     * last five years */
    /* The answer. */
    lane amount[FP_COMPILED_ACCOUNTS_MAX];    /* direct included */
    lane converted[FP_COMPILED_ACCOUNTS_MAX]; /* to the Roth account */
    lane tax;                     /* federal, payroll and state */
    lane state_tax;               /* part of it */
    struct fp_lane_tax_result federal;   /* lines of the federal return */
    lane health;                  /* costs less the premium credit */
    lane paid;                    /* of wanted */
    lane surplus;                 /* to be deposited */
};
void FP_LEVEL_NAME(fp_lane_withdraw_solve)(struct fp_lane_withdrawal *w, mask active);
#endif
