/* One year of FP_LANES paths: engine/year.h in lanes. Private to planning/,
 * compiled once for each level. Every function here is the one of the same
 * name in engine/year*.c, with the same operations in the same order, so that
 * each lane holds the reference's bits; what a rule means and where it comes
 * from stands there.
 *
 * The calendar is the same for all lanes of a call: where deaths are drawn a
 * year is run once for each set of people alive, under the mask of the paths
 * that have it. */
#ifndef FP_PLANNING_LANE_YEAR_H
#define FP_PLANNING_LANE_YEAR_H

#include <string.h>

#include "planning/engine/year.h"
#include "planning/kernel/lane_withdraw.h"
#include "planning/kernel/lanes.h"
#include "planning/law/law_lanes.h"
#include "planning/law/state_lanes.h"
#include "planning/market/market_kept.h"

/* struct fp_path_state of FP_LANES paths. */
struct fp_lane_path {
    lane balance[FP_COMPILED_ACCOUNTS_MAX];
    lane basis[FP_COMPILED_ACCOUNTS_MAX];
    lane sepp[FP_COMPILED_ACCOUNTS_MAX];
    struct fp_roth_lanes roth[FP_COMPILED_ACCOUNTS_MAX];
    lane weights[FP_COMPILED_ACCOUNTS_MAX][FP_PLAN_ASSETS_MAX];
    lane state_tax, price_level, loss_short, loss_long;
    lane per_dollar;              /* 1 / price_level */
    lane magi[2];
    lane annuity_exclusion;
    lane inflation_last, return_last;
    int years_alive[FP_PLAN_PEOPLE_MAX][FP_LANES];
    struct fp_spending_state spending[FP_LANES];
    lane apart; /* unused: without it the groups of a block would lie a multiple
                 * of half a page apart, and compete for the same cache sets */
};

/* struct fp_year_result of FP_LANES paths. */
struct fp_lane_result {
    lane wanted, paid, goals, taxes, health, portfolio_return, closing;
    lane price_level;
    uint32_t goals_missed[FP_LANES];
    mask nobody;
};

/* A result that no lane has yet. */
static inline void
fp_lane_result_start(struct fp_lane_result *year)
{
    const lane zero = lane_of(0.0);

    year->wanted = year->paid = year->goals = year->taxes = zero;
    year->health = year->portfolio_return = year->closing = zero;
    year->price_level = zero;
    memset(year->goals_missed, 0, sizeof(year->goals_missed));
    year->nobody = mask_of(0);
}

/* The market of a year: nominal returns, and inflation. */
struct fp_lane_market {
    lane returns[FP_PLAN_ASSETS_MAX];
    lane inflation;
    const double *months; /* [12][n_assets] lanes, FP_MARKET_TILE apart;
                           * NULL: by the year */
};

/* What a year's law and calendar say at the lanes' prices. */
struct fp_lane_rules {
    struct fp_tax_law_lanes law;
    struct fp_state_law_lanes state_law;
    struct fp_medicare_law_lanes medicare; /* n 0: nobody is covered */
    struct fp_medicare_law_lanes tiers;    /* for conversions that fill one */
    double limits_price;          /* the first lane's price, and … */
    struct fp_limits limits_room;
    const struct fp_limits *limits; /* … the limits of contributions at it */
};

/* Scratch of one year: struct fp_year_work. */
struct fp_lane_work {
    const struct fp_compiled *compiled;
    const struct fp_compiled_year *row;
    const struct fp_lane_rules *rules;
    mask active;
    lane price;
    double share;
    int monthly;
    lane r[FP_COMPILED_ACCOUNTS_MAX];
    lane month_opening[FP_COMPILED_ACCOUNTS_MAX];
    lane month_flow[FP_COMPILED_ACCOUNTS_MAX];
    lane month_opening_fees[FP_COMPILED_ACCOUNTS_MAX];
    lane month_flow_fees[FP_COMPILED_ACCOUNTS_MAX];
    lane in[FP_COMPILED_ACCOUNTS_MAX];
    lane yields[FP_COMPILED_ACCOUNTS_MAX];
    lane match, rolled_in, premiums;
    lane benefits[FP_PLAN_PEOPLE_MAX];
    lane income, spending, least, goals;
    double debt_service;
    struct fp_lane_withdrawal w;
};

static inline lane
fp_lane_dollars(lane price, struct fp_flow flow)
{
    return flow.real * price + flow.nominal;
}

/* The paths' state at the plan's start; years_alive as the calendar has it. */
void FP_LEVEL_NAME(fp_lane_year_start)(const struct fp_compiled *compiled,
                                       struct fp_lane_path *path);

/* Turns all lanes, whoever is alive in them, to year t: what the calendar alone
 * moves. */
void FP_LEVEL_NAME(fp_lane_year_turn)(const struct fp_compiled *compiled, int t,
                                      struct fp_lane_path *path);

/* The rules of a row at a price level. */
void FP_LEVEL_NAME(fp_lane_year_rules)(const struct fp_compiled *compiled,
                                       const struct fp_compiled_year *row,
                                       lane price,
                                       struct fp_lane_rules *rules);

/* Runs year t for the active lanes, in all of which the people of `alive`
 * (not 0) are alive; the other lanes of path and result stay as they are. */
void FP_LEVEL_NAME(fp_lane_year_run)(const struct fp_compiled *compiled, int t,
                                     unsigned alive, mask active,
                                     const struct fp_year_options *options,
                                     const struct fp_lane_rules *rules,
                                     const struct fp_lane_market *market,
                                     struct fp_lane_path *path,
                                     struct fp_lane_result *result);

/* The same for lanes in which everyone has died. */
void FP_LEVEL_NAME(fp_lane_year_stand_still)(const struct fp_compiled *compiled,
                                             mask active, lane inflation,
                                             struct fp_lane_path *path,
                                             struct fp_lane_result *result);

/* --- the parts of a year ---------------------------------------------------- */

/* lane_open.c */
void FP_LEVEL_NAME(fp_lane_year_open)(struct fp_lane_work *k, int t,
                                      const struct fp_year_options *options,
                                      const struct fp_lane_market *market,
                                      struct fp_lane_path *path);

/* lane_spending.c: contributions and spending that depend on more than the
 * calendar, lane by lane through the reference. */
void FP_LEVEL_NAME(fp_lane_year_contributions)(struct fp_lane_work *k,
                                               const struct fp_lane_path *path);
void FP_LEVEL_NAME(fp_lane_year_spending)(struct fp_lane_work *k, int t,
                                          const struct fp_market_source *market,
                                          struct fp_lane_path *path);

/* lane_months.c */
void FP_LEVEL_NAME(fp_lane_year_walk_months)(struct fp_lane_work *k,
                                             const struct fp_lane_market *market,
                                             const struct fp_lane_path *path);

#endif
