/* The withdrawals of one year in lanes: engine/withdraw.h. Private to
 * planning/, compiled once for each level. */
#ifndef FP_PLANNING_LANE_WITHDRAW_H
#define FP_PLANNING_LANE_WITHDRAW_H

#include "planning/engine/withdraw.h"
#include "planning/kernel/lanes.h"
#include "planning/law/law_lanes.h"
#include "planning/law/state_lanes.h"

/* struct fp_draw; room 0 in lanes that have no such part. */
struct fp_lane_draw {
    int account;
    lane room;
};

/* The income of a return to which the amounts add. */
struct fp_lane_income {
    lane long_term_gains, qualified_dividends, ordinary_dividends, interest;
    lane retirement_income, early_distribution, early_distribution_hsa;
};

/* struct fp_withdrawal, member by member (input holds what its fixed does, and
 * from the search on what the amounts make of it), and behind it what is
 * prepared once for the year's search. */
struct fp_lane_withdrawal {
    const struct fp_compiled *compiled;
    const struct fp_compiled_year *row;
    const struct fp_tax_law_lanes *law;
    const struct fp_state_law_lanes *state_law; /* NULL: no state tax */
    const struct fp_medicare_law_lanes *tiers; /* that conversions may fill */
    lane price_level;
    double share;
    struct fp_tax_input_lanes input;
    lane pensions[FP_PLAN_PEOPLE_MAX];
    lane benefits[FP_PLAN_PEOPLE_MAX];
    lane deferrals[FP_PLAN_PEOPLE_MAX];
    lane cash, costs, benchmark, premium, wanted;
    lane capacity[FP_COMPILED_ACCOUNTS_MAX];
    lane direct[FP_COMPILED_ACCOUNTS_MAX];
    lane required[FP_COMPILED_ACCOUNTS_MAX];
    lane gain[FP_COMPILED_ACCOUNTS_MAX];
    lane yield_base[FP_COMPILED_ACCOUNTS_MAX];
    lane free[FP_COMPILED_ACCOUNTS_MAX];
    lane seasoned[FP_COMPILED_ACCOUNTS_MAX];
    /* The answer. */
    lane amount[FP_COMPILED_ACCOUNTS_MAX];
    lane converted[FP_COMPILED_ACCOUNTS_MAX];
    lane tax, state_tax;
    struct fp_tax_result_lanes federal;
    lane health, paid, surplus;
    /* Of the search. */
    struct fp_lane_draw draws[3 * FP_COMPILED_ACCOUNTS_MAX];
    size_t n_draws;
    struct fp_tax_fixed_lanes prepared;
    struct fp_lane_income before;  /* without the amounts */
    struct fp_state_input_lanes state;
};

/* Fills the answer of the active lanes as fp_withdraw_solve does; what the
 * others hold is not defined. */
void FP_LEVEL_NAME(fp_lane_withdraw_solve)(struct fp_lane_withdrawal *w,
                                           mask active);

/* --- lane_settle.c ---------------------------------------------------------- */

/* Prepares what the amounts do not change; once, before the others. */
void FP_LEVEL_NAME(fp_lane_settle_prepare)(struct fp_lane_withdrawal *w);

/* Fills converted (0 in lanes that do not convert), tax and health for
 * amount. */
void FP_LEVEL_NAME(fp_lane_settle)(struct fp_lane_withdrawal *w,
                                   mask converts);

/* fp_settle_bracket_room for the active lanes. */
lane FP_LEVEL_NAME(fp_lane_settle_bracket_room)(struct fp_lane_withdrawal *w,
                                                mask active, double rate,
                                                lane most);

#endif
