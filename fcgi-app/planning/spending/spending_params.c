/* The parameters of the spending policies: who has which, bounds, defaults. */
#include <string.h>

#include "planning/spending/spending.h"

#define BIT(policy) (1u << FP_SPENDING_##policy)
#define FIELD(name) #name, FP_SPENDING_NUMBER, \
                    offsetof(struct fp_spending_rule, name)
#define WHOLE(name) #name, FP_SPENDING_INT, \
                    offsetof(struct fp_spending_rule, name)
#define CHECK(name) #name, FP_SPENDING_FLAG, \
                    offsetof(struct fp_spending_rule, name)

/* Dollars of a document; as elsewhere in plans. */
#define DOLLARS 1e13

/* Policies whose first year is an amount, a rate or the plan's expenses. */
#define STARTED \
    (BIT(CONSTANT_REAL) | BIT(CONSTANT_NOMINAL) | BIT(GUYTON_KLINGER) | \
     BIT(RISK_GUARDRAILS) | BIT(SMILE) | BIT(PHASES))
/* Policies that look at the years left. */
#define ENDING \
    (BIT(VPW) | BIT(ONE_OVER_N) | BIT(HEBELER_AUTOPILOT) | \
     BIT(LIFECYCLE_MERTON) | BIT(RISK_GUARDRAILS))
#define EVERY ((1u << FP_SPENDING_COUNT) - 1u)

const struct fp_spending_param fp_spending_params[] = {
    { FIELD(amount), 0, DOLLARS, 0, STARTED,
      NULL },
    { FIELD(initial_rate), 0, 1, 0, STARTED,
      NULL },
    { FIELD(percent), 0, 1, 0,
      BIT(PERCENT_OF_PORTFOLIO) | BIT(FLOOR_CEILING) | BIT(ENDOWMENT) |
          BIT(NINETY_FIVE_RULE) | BIT(VANGUARD_DYNAMIC),
      "the part of the portfolio to spend a year" },
    { FIELD(max_rise), 0, 10, 0, BIT(FLOOR_CEILING) | BIT(VANGUARD_DYNAMIC),
      "how far real spending may rise" },
    { FIELD(max_fall), 0, 1, 0, BIT(FLOOR_CEILING) | BIT(VANGUARD_DYNAMIC),
      "how far real spending may fall" },
    { FIELD(guard_above), 0, 10, 0, BIT(GUYTON_KLINGER),
      "a withdrawal rate higher than the first one by more than this part "
      "cuts spending" },
    { FIELD(guard_below), 0, 1, 0, BIT(GUYTON_KLINGER),
      "a withdrawal rate lower than the first one by more than this part "
      "raises spending" },
    { FIELD(cut), 0, 1, 0, BIT(GUYTON_KLINGER), "the part cut" },
    { FIELD(raise), 0, 1, 0, BIT(GUYTON_KLINGER), "the part added" },
    { WHOLE(no_cut_years), 0, 100, 0, BIT(GUYTON_KLINGER),
      "no cuts in so many last years" },
    { FIELD(inflation_cap), 0, 1, 0, BIT(GUYTON_KLINGER),
      NULL },
    { CHECK(skip_after_loss), 0, 1, 0, BIT(GUYTON_KLINGER),
      NULL },
    { FIELD(target_success), 0.01, 0.999, 0, BIT(RISK_GUARDRAILS),
      "the chance that an adjustment aims at" },
    { FIELD(lower_success), 0, 0.999, 0, BIT(RISK_GUARDRAILS),
      "a lower chance cuts spending" },
    { FIELD(upper_success), 0.01, 1, 0, BIT(RISK_GUARDRAILS),
      "a higher chance raises spending" },
    { FIELD(stock_return), -0.5, 0.5, 0, BIT(VPW),
      "real return of shares a year" },
    { FIELD(bond_return), -0.5, 0.5, 0,
      BIT(VPW) | BIT(LIFECYCLE_MERTON) | BIT(RISK_GUARDRAILS),
      "real return of bonds a year" },
    { FIELD(rate), -0.5, 0.5, 1, BIT(VPW) | BIT(HEBELER_AUTOPILOT),
      "real return that the payment assumes" },
    { FIELD(future_value), 0, DOLLARS, 0, BIT(VPW),
      NULL },
    { FIELD(multiplier), 0, 10, 0, BIT(RMD_DIVISOR),
      "the balance over the table's years, as it is" },
    { FIELD(cape_base), -1, 1, 0, BIT(CAPE), "the fixed part of the rate" },
    { FIELD(cape_weight), 0, 10, 0, BIT(CAPE),
      "the weight of the earnings yield" },
    { FIELD(cape), 1, 1000, 0, BIT(CAPE),
      "price over ten years' real earnings where the path has none" },
    { FIELD(smoothing), 0, 1, 0, BIT(ENDOWMENT) | BIT(HEBELER_AUTOPILOT),
      "the weight of last year's spending in today's prices" },
    { FIELD(keep), 0, 1, 0, BIT(NINETY_FIVE_RULE),
      "the part of last year's spending that is kept" },
    { FIELD(risk_aversion), 0.1, 100, 0, BIT(LIFECYCLE_MERTON),
      "constant relative risk aversion" },
    { FIELD(time_preference), -0.5, 0.5, 0, BIT(LIFECYCLE_MERTON),
      "the rate at which later spending counts less" },
    { FIELD(expected_return), -0.5, 0.5, 1,
      BIT(LIFECYCLE_MERTON) | BIT(RISK_GUARDRAILS),
      NULL },
    { FIELD(volatility), 0, 1, 1,
      BIT(LIFECYCLE_MERTON) | BIT(RISK_GUARDRAILS),
      NULL },
    { WHOLE(to_age), 0, 120, 0, ENDING, NULL },
    { FIELD(floor), 0, DOLLARS, 0, EVERY, NULL },
    { FIELD(ceiling), 0, DOLLARS, 0, EVERY, NULL },
    { CHECK(add_income), 0, 1, 0, EVERY,
      "other income is spent on top of what the policy takes from the "
      "portfolio" },
    { CHECK(floor_essential), 0, 1, 0, EVERY,
      NULL },
};
const size_t fp_spending_params_count =
    sizeof(fp_spending_params) / sizeof(fp_spending_params[0]);

void
fp_spending_defaults(enum fp_spending_policy policy,
                     struct fp_spending_rule *rule)
{
    memset(rule, 0, sizeof(*rule));
    rule->policy = policy;
    rule->add_income = 1;
    rule->percent = policy == FP_SPENDING_ENDOWMENT ? 0.05 : 0.04;
    rule->max_rise = policy == FP_SPENDING_VANGUARD_DYNAMIC ? 0.05 : 0.20;
    rule->max_fall = policy == FP_SPENDING_VANGUARD_DYNAMIC ? 0.025 : 0.15;
    rule->guard_above = rule->guard_below = 0.20;
    rule->cut = rule->raise = 0.10;
    rule->no_cut_years = 15;
    rule->target_success = 0.90;
    rule->lower_success = 0.80;
    rule->upper_success = 0.99;
    rule->stock_return = 0.05;
    rule->bond_return = 0.019;
    rule->rate = policy == FP_SPENDING_HEBELER_AUTOPILOT ? 0.0145
                                                         : FP_SPENDING_UNSET;
    rule->multiplier = 1.0;
    rule->cape_base = 0.0175;
    rule->cape_weight = 0.5;
    rule->cape = 20.0;
    rule->smoothing = policy == FP_SPENDING_ENDOWMENT ? 0.70 : 0.75;
    rule->keep = 0.95;
    rule->risk_aversion = 3.0;
    rule->time_preference = 0.02;
    rule->expected_return = rule->volatility = FP_SPENDING_UNSET;
}

double
fp_spending_param_get(const struct fp_spending_rule *rule,
                      const struct fp_spending_param *param)
{
    const char *at = (const char *)rule + param->offset;
    double number;
    int whole;

    if (param->kind == FP_SPENDING_NUMBER) {
        memcpy(&number, at, sizeof(number));
        return number;
    }
    memcpy(&whole, at, sizeof(whole));
    return whole;
}

void
fp_spending_param_set(struct fp_spending_rule *rule,
                      const struct fp_spending_param *param, double value)
{
    char *at = (char *)rule + param->offset;
    int whole = (int)value;

    if (param->kind == FP_SPENDING_NUMBER)
        memcpy(at, &value, sizeof(value));
    else
        memcpy(at, &whole, sizeof(whole));
}

static double
at_most_one(double part)
{
    return part > 1.0 ? 1.0 : part;
}

void
fp_spending_scale(struct fp_spending_rule *rule, double factor)
{
    rule->amount *= factor;
    rule->floor *= factor;
    rule->ceiling *= factor;
    rule->multiplier *= factor;
    rule->initial_rate = at_most_one(rule->initial_rate * factor);
    rule->percent = at_most_one(rule->percent * factor);
}
