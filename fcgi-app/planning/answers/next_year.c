/* One year of a spending policy, with its past made of a few facts. */
#include "planning/answers/next_year.h"

#include <string.h>

#include "planning/plan/validate.h"
#include "planning/spending/spending.h"

#define RULE "/strategy/spending"

enum fp_err
fp_next_year_check(const struct fp_spending_rule *rule,
                   struct fp_faults *faults)
{
    struct fp_plan plan = { .strategy = { .spending = *rule } };
    struct fp_faults found, unused;
    struct fp_validation v = { &plan, &found, &unused };

    fp_faults_init(&found, faults->arena);
    fp_faults_init(&unused, faults->arena);
    fp_validate_spending(&v);
    for (size_t i = 0; i < found.count; i++) {
        const struct fp_fault *fault = &found.list[i];
        size_t below = strncmp(fault->pointer, RULE, strlen(RULE)) == 0
                           ? strlen(RULE)
                           : 0;

        fp_faults_add(faults, fault->pointer + below, fault->code, "%s",
                      fault->detail);
    }
    return found.count + found.dropped > 0 ? FP_EINVAL : FP_OK;
}

static double
above_zero(double x)
{
    return x > 0.0 ? x : 0.0;
}

struct fp_next_year
fp_next_year_of(const struct fp_spending_rule *rule,
                const struct fp_next_year_facts *facts)
{
    int whole = !rule->add_income || fp_spending_from_expenses(rule);
    struct fp_spending_view view = {
        .t = facts->year,
        .years_left = facts->years_left,
        .started = 1,
        .wealth = facts->balance,
        .price_level = 1.0,
        .inflation_last = facts->year > 0 ? facts->inflation : 0.0,
        .return_last = facts->year > 0 ? facts->portfolio_return : 0.0,
        .expenses_planned = facts->planned,
        .essential = facts->essential,
        .other_income = facts->other_income,
        .stock_share = facts->stock_share,
        .cape = facts->cape,
        .expected_return = facts->expected_return,
        .volatility = facts->volatility,
    };
    struct fp_next_year out = { 0 };
    struct fp_spending_state state;

    memcpy(view.ages, facts->ages, sizeof(view.ages));
    fp_spending_start(rule, &state);
    if (facts->year > 0) {
        /* The policy's own amounts: without other income where that is spent
         * on top of them. */
        state.year = facts->year;
        state.last = above_zero(facts->last_spending -
                                (whole ? 0.0 : facts->last_other_income));
        state.start_real = above_zero(facts->first_spending -
                                      (whole ? 0.0 : facts->other_income));
        state.initial_rate = facts->first_rate;
        state.initial_wealth = facts->first_balance;
        state.start_price = 1.0;
        state.planned_real = facts->planned;
    }
    out.spending = fp_spending_wanted(rule, &view, &state);
    out.least = fp_spending_least(rule, &view, out.spending);
    out.from_portfolio = above_zero(out.spending - facts->other_income);
    if (facts->balance > 0.0)
        out.rate = out.from_portfolio / facts->balance;
    if (facts->year > 0 && facts->last_spending > 0.0) {
        out.change = out.spending / facts->last_spending - 1.0;
        out.change_real = (1.0 + out.change) / (1.0 + facts->inflation) - 1.0;
    }
    return out;
}
