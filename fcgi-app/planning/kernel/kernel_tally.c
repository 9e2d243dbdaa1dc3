/* The summary of a path in lanes. */
#include "planning/kernel/kernel_tally.h"

#include <string.h>

void
FP_LEVEL_NAME(fp_lane_tally_start)(struct fp_lane_tally *tally)
{
    memset(tally, 0, sizeof(*tally));
    tally->growth_early = tally->growth = tally->inflation = lane_of(1.0);
    for (int i = 0; i < FP_LANES; i++)
        tally->failed_year_index[i] = -1;
}

static lane
utility(lane spending, double risk_aversion)
{
    lane c = lane_max(spending, lane_of(FP_PATH_CENT)), product = c;
    int power = fp_path_utility_power(risk_aversion);
    double all[FP_LANES];

    if (power > 0) {
        while (--power > 0)
            product = product * c;
        return 1.0 / product;
    }
    lane_store(all, spending);
    for (int i = 0; i < FP_LANES; i++)
        all[i] = fp_path_utility(all[i], risk_aversion);
    return lane_load(all);
}

static void
tally_spending(struct fp_lane_tally *tally, mask lived, lane spending)
{
    const lane zero = lane_of(0.0);
    mask some = mask_and(lived, lane_gt(tally->last_spending, zero));
    lane change =
        lane_where(some, spending / tally->last_spending - 1.0);

    tally->change_sum = tally->change_sum + change;
    tally->change_squares = tally->change_squares + change * change;
    tally->changes = tally->changes + lane_where(some, lane_of(1.0));
    tally->worst_cut = lane_max(-change, tally->worst_cut);
    tally->last_spending = lane_pick(lived, spending, tally->last_spending);
}

/* The lanes that failed in year t for the first time. */
static void
note_failures(const struct fp_path_context *x, int t, mask failed,
              const struct fp_lane_result *year, struct fp_lane_tally *tally)
{
    for (int i = 0; i < FP_LANES; i++) {
        struct fp_path_growth growth;
        struct fp_year_result one;

        if (!mask_get(failed, i) || tally->failed_year_index[i] >= 0)
            continue;
        growth.early = lane_get(tally->growth_early, i);
        growth.all = lane_get(tally->growth, i);
        growth.inflation = lane_get(tally->inflation, i);
        one.wanted = lane_get(year->wanted, i);
        one.paid = lane_get(year->paid, i);
        one.goals = lane_get(year->goals, i);
        one.price_level = lane_get(year->price_level, i);
        tally->failed_year_index[i] = t;
        tally->cause[i] = fp_path_cause(x, &growth, t, &one);
    }
}

void
FP_LEVEL_NAME(fp_lane_tally_year)(const struct fp_path_context *x, int t,
                                  mask lanes,
                                  const struct fp_lane_result *year,
                                  const struct fp_lane_real *dollars,
                                  lane inflation, struct fp_lane_tally *tally)
{
    const lane one = lane_of(1.0);
    mask lived = mask_and(lanes, mask_not(year->nobody)), failed;
    lane unpaid = (year->wanted - year->paid) * dollars->per_dollar;
    lane health = year->health * dollars->per_dollar;
    lane spending = dollars->spending;
    lane real = (1.0 + year->portfolio_return) / (1.0 + inflation);
    lane growth = lane_pick(
        lived, lane_max(real, lane_of(FP_PATH_LEAST_GROWTH)), one);

    tally->growth = tally->growth * growth;
    if (t < FP_PATH_EARLY)
        tally->growth_early = tally->growth_early * growth;
    tally->inflation =
        tally->inflation * lane_pick(lived, 1.0 + inflation, one);
    tally->taxes = tally->taxes + lane_where(lived, dollars->taxes);
    tally->health = tally->health + lane_where(lived, health);
    tally->utility =
        tally->utility + lane_where(lived, utility(spending, x->risk_aversion));
    tally->years_lived = tally->years_lived + lane_where(lived, one);
    tally_spending(tally, lived, spending);
    if (x->compiled->plan->n_goals > 0)
        for (int i = 0; i < FP_LANES; i++)
            if (mask_get(lived, i))
                tally->goals_missed[i] |= year->goals_missed[i];
    failed = mask_and(lived, lane_gt(unpaid, lane_of(FP_PATH_TOLERANCE)));
    if (!mask_any(failed))
        return;
    note_failures(x, t, failed, year, tally);
    tally->failed_years = tally->failed_years + lane_where(failed, one);
    tally->unpaid = tally->unpaid + lane_where(failed, unpaid);
    tally->wanted_failed =
        tally->wanted_failed +
        lane_where(failed, year->wanted * dollars->per_dollar);
}

static lane
legacy_of(const struct fp_compiled *c, const struct fp_lane_path *path)
{
    unsigned alive = fp_alive_set(c->years_alive, c->years - 1);
    const struct fp_compiled_year *last = &c->rows[alive][c->years - 1];
    lane sum = fp_lane_dollars(path->price_level, last->equity) - last->debts;

    for (size_t i = 0; i < c->n_accounts; i++) {
        enum fp_account_type type = c->accounts[i].type;
        int taxed = type == FP_ACCOUNT_TRADITIONAL ||
                    type == FP_ACCOUNT_INHERITED || type == FP_ACCOUNT_HSA;

        sum = sum + path->balance[i] *
                        (taxed ? 1.0 - c->plan->taxes.heir_rate : 1.0);
    }
    return sum * path->per_dollar;
}

static lane
volatility_of(const struct fp_lane_tally *tally)
{
    lane n = tally->changes;
    lane variance = (tally->change_squares -
                     tally->change_sum * tally->change_sum / n) /
                    (n - 1.0);

    return lane_where(lane_gt(n, lane_of(1.0)),
                      lane_sqrt(lane_positive(variance)));
}

/* Legacies that fall short of what was wanted. */
static void
judge_legacies(const struct fp_plan *plan, struct fp_path_summary *sum)
{
    for (size_t g = 0; g < plan->n_goals; g++)
        if (plan->goals[g].kind == FP_GOAL_LEGACY &&
            sum->legacy < plan->goals[g].amount - FP_PATH_TOLERANCE)
            sum->goals_missed |= (uint32_t)1 << g;
}

void
FP_LEVEL_NAME(fp_lane_tally_finish)(const struct fp_path_context *x,
                                    mask lanes,
                                    const struct fp_lane_path *path,
                                    const struct fp_lane_tally *tally,
                                    struct fp_path_summary *summaries)
{
    lane legacy = legacy_of(x->compiled, path);
    lane volatility = volatility_of(tally);

    for (int i = 0; i < FP_LANES; i++) {
        struct fp_path_summary *sum = &summaries[i];

        if (!mask_get(lanes, i))
            continue;
        memset(sum, 0, sizeof(*sum));
        sum->failed_year_index = tally->failed_year_index[i];
        sum->failed_years = (int)lane_get(tally->failed_years, i);
        sum->unpaid = lane_get(tally->unpaid, i);
        sum->wanted_failed = lane_get(tally->wanted_failed, i);
        sum->taxes = lane_get(tally->taxes, i);
        sum->health = lane_get(tally->health, i);
        sum->legacy = lane_get(legacy, i);
        sum->volatility = lane_get(volatility, i);
        sum->worst_cut = lane_get(tally->worst_cut, i);
        sum->utility = lane_get(tally->utility, i);
        sum->years_lived = (int)lane_get(tally->years_lived, i);
        sum->goals_missed = tally->goals_missed[i];
        sum->cause = tally->cause[i];
        judge_legacies(x->compiled->plan, sum);
    }
}
