/* Policies that carry the first year's spending on. */
#include "planning/math/elementary.h"
#include "planning/spending/lifecycle.h"
#include "planning/spending/spending_rules.h"

/* The same purchasing power every year: the first amount raised by inflation,
 * or the plan's expenses as each of them stands.
 * SOURCE: Bengen (1994), "Determining Withdrawal Rates Using Historical Data",
 * Journal of Financial Planning 7(4), 171-180. */
double
fp_spending_constant_real(const struct fp_spending_year *y)
{
    if (fp_spending_from_expenses(y->rule))
        return y->view->expenses_planned;
    return y->state->year == 0 ? fp_spending_first(y) : y->last_indexed;
}

/* The same dollars every year.
 * SOURCE: the unadjusted withdrawals of Cooley, Hubbard and Walz (1998),
 * "Retirement Savings: Choosing a Withdrawal Rate That Is Sustainable", AAII
 * Journal 20(2), 16-21. */
double
fp_spending_constant_nominal(const struct fp_spending_year *y)
{
    return y->state->year == 0 ? fp_spending_first(y) : y->last;
}

/* Decision rules. Last year's spending is raised by inflation; when the rate
 * that last year's spending makes of the portfolio is above (below) the first
 * one by more than a guard, what was raised is then cut (raised) by a tenth.
 * No cuts in the last 15 years. The rate is compared before inflation. The
 * rule of no raise after a loss is a switch.
 * SOURCE: Guyton and Klinger (2006), "Decision Rules and Maximum Initial
 * Withdrawal Rates", Journal of Financial Planning 19(3), 48-58; the 6 % cap
 * of Guyton (2004), Journal of Financial Planning 17(10). */
double
fp_spending_guyton_klinger(const struct fp_spending_year *y)
{
    const struct fp_spending_rule *rule = y->rule;
    const struct fp_spending_view *view = y->view;
    double raise = view->inflation_last, first = y->state->initial_rate;
    double draw, amount;

    if (y->state->year == 0)
        return fp_spending_first(y);
    draw = fp_spending_draw(y, y->last,
                            view->other_income / (1.0 + raise));
    if (rule->inflation_cap > 0.0 && raise > rule->inflation_cap)
        raise = rule->inflation_cap;
    /* Comparing products keeps a portfolio of nothing out of a quotient. */
    if (rule->skip_after_loss && view->return_last < 0.0 && raise > 0.0 &&
        draw > first * view->wealth)
        raise = 0.0;
    amount = y->last * (1.0 + raise);
    if (first <= 0.0)
        return amount;
    if (draw > (1.0 + rule->guard_above) * first * view->wealth) {
        if (y->years_left > rule->no_cut_years)
            amount *= 1.0 - rule->cut;
    } else if (draw < (1.0 - rule->guard_below) * first * view->wealth) {
        amount *= 1.0 + rule->raise;
    }
    return amount;
}

/* Wealth that pays what the portfolio has to pay: with the value of later
 * income, and this year's, where the amount is the whole household's. */
static double
funds(const struct fp_spending_year *y)
{
    double later = y->whole ? y->view->other_income + y->view->future_income
                            : 0.0;

    return y->view->wealth + later;
}

/* Last year's spending follows prices while the chance that it lasts to the
 * end stays between two guardrails; beyond one of them it is set to the amount
 * with the target chance. The chance comes from the present value of spending
 * under lognormal returns (planning/spending/lifecycle.h), not from nested paths.
 * SOURCE: Tharp and Fitzpatrick, guardrails driven by the probability of
 * success (Kitces.com, 2021 to 2024); chance: Milevsky (2006), ch. 9. */
double
fp_spending_risk_guardrails(const struct fp_spending_year *y)
{
    const struct fp_spending_rule *rule = y->rule;
    const struct fp_spending_view *view = y->view;
    double mean = rule->expected_return, sd = rule->volatility, chance;
    double amount = y->state->year == 0 ? fp_spending_first(y)
                                        : y->last_indexed;
    struct fp_lasting lasting;

    if (mean == FP_SPENDING_UNSET)
        mean = view->expected_return;
    if (sd == FP_SPENDING_UNSET)
        sd = view->volatility;
    lasting = fp_lasting_of(y->years_left, mean, sd);
    if (y->state->year == 0)
        return amount > 0.0 ? amount
                            : fp_lasting_spending(&lasting, funds(y),
                                                  y->state->quantile);
    chance = fp_lasting_chance(&lasting, funds(y), amount);
    if (chance >= rule->lower_success && chance <= rule->upper_success)
        return amount;
    return fp_lasting_spending(&lasting, funds(y), y->state->quantile);
}

/* Real spending changes with age:
 *   change = 0.00008 age^2 - 0.0125 age - 0.0066 ln(target) + 0.546
 * with the target the first year's spending in dollars of the plan's start.
 * SOURCE: Blanchett (2014), "Exploring the Retirement Consumption Puzzle",
 * Journal of Financial Planning 27(5), 34-42. */
double
fp_spending_smile(const struct fp_spending_year *y)
{
    double age = y->age, target = y->state->start_real, change;

    if (y->state->year == 0)
        return fp_spending_first(y);
    if (target <= 0.0)
        return 0.0;
    change = 0.00008 * age * age - 0.0125 * age - 0.0066 * fp_log(target) +
             0.546;
    return y->last_indexed * (1.0 + change);
}

/* The plan's expenses, or the first amount at its purchasing power, times the
 * factor of the last phase that has begun; 1 before the first.
 * SOURCE: the active, passive and final years of Stein (1998), The Prosperous
 * Retirement. */
double
fp_spending_phases(const struct fp_spending_year *y)
{
    const struct fp_spending_rule *rule = y->rule;
    double factor = 1.0, base = y->view->expenses_planned;

    for (size_t i = 0; i < rule->n_phases && rule->phases[i].age <= y->age;
         i++)
        factor = rule->phases[i].factor;
    if (rule->amount > 0.0)
        base = rule->amount * y->view->price_level;
    else if (rule->initial_rate > 0.0)
        base = rule->initial_rate * y->state->initial_wealth *
               y->view->price_level / y->state->start_price;
    return factor * base;
}
