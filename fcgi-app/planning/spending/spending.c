/* One year of a spending policy: what all of them share. */
#include "planning/spending/spending.h"

#include <string.h>

#include "planning/math/closed_form.h"
#include "planning/spending/spending_rules.h"

static fp_spending_fn *const policies[FP_SPENDING_COUNT] = {
    [FP_SPENDING_CONSTANT_REAL] = fp_spending_constant_real,
    [FP_SPENDING_CONSTANT_NOMINAL] = fp_spending_constant_nominal,
    [FP_SPENDING_PERCENT_OF_PORTFOLIO] = fp_spending_percent_of_portfolio,
    [FP_SPENDING_FLOOR_CEILING] = fp_spending_floor_ceiling,
    [FP_SPENDING_GUYTON_KLINGER] = fp_spending_guyton_klinger,
    [FP_SPENDING_RISK_GUARDRAILS] = fp_spending_risk_guardrails,
    [FP_SPENDING_VPW] = fp_spending_vpw,
    [FP_SPENDING_RMD_DIVISOR] = fp_spending_rmd_divisor,
    [FP_SPENDING_ONE_OVER_N] = fp_spending_one_over_n,
    [FP_SPENDING_CAPE] = fp_spending_cape,
    [FP_SPENDING_ENDOWMENT] = fp_spending_endowment,
    [FP_SPENDING_HEBELER_AUTOPILOT] = fp_spending_hebeler_autopilot,
    [FP_SPENDING_NINETY_FIVE_RULE] = fp_spending_ninety_five_rule,
    [FP_SPENDING_VANGUARD_DYNAMIC] = fp_spending_vanguard_dynamic,
    [FP_SPENDING_SMILE] = fp_spending_smile,
    [FP_SPENDING_PHASES] = fp_spending_phases,
    [FP_SPENDING_LIFECYCLE_MERTON] = fp_spending_lifecycle_merton,
};

static int
starts_from_something(enum fp_spending_policy policy)
{
    switch (policy) {
    case FP_SPENDING_CONSTANT_REAL:
    case FP_SPENDING_CONSTANT_NOMINAL:
    case FP_SPENDING_GUYTON_KLINGER:
    case FP_SPENDING_RISK_GUARDRAILS:
    case FP_SPENDING_SMILE:
    case FP_SPENDING_PHASES: return 1;
    default: return 0;
    }
}

int
fp_spending_from_expenses(const struct fp_spending_rule *rule)
{
    return starts_from_something(rule->policy) && rule->amount <= 0.0 &&
           rule->initial_rate <= 0.0;
}

int
fp_spending_is_plain(const struct fp_spending_rule *rule)
{
    return rule->policy == FP_SPENDING_CONSTANT_REAL &&
           fp_spending_from_expenses(rule) && rule->floor <= 0.0 &&
           rule->ceiling <= 0.0;
}

int
fp_spending_replaces_expenses(const struct fp_spending_rule *rule)
{
    return !fp_spending_from_expenses(rule);
}

double
fp_spending_draw(const struct fp_spending_year *y, double amount,
                 double other_income)
{
    double draw = y->whole ? amount - other_income : amount;

    return draw > 0.0 ? draw : 0.0;
}

double
fp_spending_first(const struct fp_spending_year *y)
{
    if (y->rule->amount > 0.0)
        return y->rule->amount * y->view->price_level;
    if (y->rule->initial_rate > 0.0)
        return y->rule->initial_rate * y->view->wealth;
    return y->view->expenses_planned;
}

/* The years until the youngest person alive is to_age, or the plan's. */
static int
years_left(const struct fp_spending_rule *rule,
           const struct fp_spending_view *view)
{
    int youngest = -1, years = view->years_left;

    for (int p = 0; p < FP_PLAN_PEOPLE_MAX; p++)
        if (view->ages[p] >= 0 && (youngest < 0 || view->ages[p] < youngest))
            youngest = view->ages[p];
    if (rule->to_age > 0 && youngest >= 0)
        years = rule->to_age - youngest;
    return years > 1 ? years : 1;
}

static int
first_age(const struct fp_spending_view *view)
{
    for (int p = 0; p < FP_PLAN_PEOPLE_MAX; p++)
        if (view->ages[p] >= 0)
            return view->ages[p];
    return 0;
}

/* Last year's amount, in its prices, for a household whose planned expenses
 * have since changed in real terms (somebody has died, a cost has ended): what
 * starts from the expenses goes along with them. */
static double
last_amount(const struct fp_spending_rule *rule,
            const struct fp_spending_view *view,
            const struct fp_spending_state *state)
{
    double planned = view->expenses_planned / view->price_level;

    if (state->year == 0 || !fp_spending_from_expenses(rule) ||
        planned == state->planned_real)
        return state->last;
    if (state->planned_real > 0.0)
        return state->last * planned / state->planned_real;
    return view->expenses_planned / (1.0 + view->inflation_last);
}

void
fp_spending_start(const struct fp_spending_rule *rule,
                  struct fp_spending_state *state)
{
    memset(state, 0, sizeof(*state));
    if (rule->policy == FP_SPENDING_RISK_GUARDRAILS)
        state->quantile = fp_normal_quantile(rule->target_success);
}

double
fp_spending_wanted(const struct fp_spending_rule *rule,
                   const struct fp_spending_view *view,
                   struct fp_spending_state *state)
{
    struct fp_spending_year y = { rule, view, state, 0, 0, 0, 0.0, 0.0 };
    double amount, draw, total;

    y.last = last_amount(rule, view, state);
    state->planned_real = view->expenses_planned / view->price_level;
    if (!view->started)
        return view->expenses_planned;
    y.years_left = years_left(rule, view);
    y.age = first_age(view);
    y.whole = !rule->add_income || fp_spending_from_expenses(rule);
    y.last_indexed = y.last * (1.0 + view->inflation_last);
    if (state->year == 0) {
        state->initial_wealth = view->wealth;
        state->start_price = view->price_level;
    }
    amount = policies[rule->policy](&y);
    if (rule->ceiling > 0.0 && amount > rule->ceiling * view->price_level)
        amount = rule->ceiling * view->price_level;
    if (amount < rule->floor * view->price_level)
        amount = rule->floor * view->price_level;
    if (!(amount > 0.0))
        amount = 0.0;
    if (state->year == 0)
        state->start_real = amount / view->price_level;
    draw = fp_spending_draw(&y, amount, view->other_income);
    if (state->initial_rate <= 0.0 && view->wealth > 0.0)
        state->initial_rate = draw / view->wealth;
    state->last = amount;
    state->year++;
    total = y.whole ? amount : amount + view->other_income;
    return rule->floor_essential && total < view->essential ? view->essential
                                                            : total;
}

double
fp_spending_least(const struct fp_spending_rule *rule,
                  const struct fp_spending_view *view, double wanted)
{
    double least = rule->floor * view->price_level;

    if (!view->started)
        return wanted;
    switch (rule->policy) {
    case FP_SPENDING_PERCENT_OF_PORTFOLIO:
    case FP_SPENDING_RISK_GUARDRAILS:
    case FP_SPENDING_VPW:
    case FP_SPENDING_RMD_DIVISOR:
    case FP_SPENDING_ONE_OVER_N:
    case FP_SPENDING_CAPE:
    case FP_SPENDING_LIFECYCLE_MERTON: break;
    default: return wanted;
    }
    if (rule->floor_essential && least < view->essential)
        least = view->essential;
    return least < wanted ? least : wanted;
}
