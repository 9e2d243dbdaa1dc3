/* Policies that take the year's spending from what the portfolio is worth. */
#include "planning/math/closed_form.h"
#include "planning/spending/lifecycle.h"
#include "planning/spending/spending_rules.h"
#include "planning/tables.h"
#include "planning/math/tvm.h"

/* Years that the uniform table would add for each year below its first age: as
 * the joint table does from 72 to 70 with a spouse eleven years younger (28.1,
 * 29.0, 29.9). */
#define DIVISOR_STEP 0.9

/* Level payment at the start of each of the years left that takes wealth down
 * to future_value at their end. */
static double
payment(const struct fp_spending_year *y, double rate, double future_value)
{
    struct fp_tvm t = { .rate = rate, .periods = y->years_left,
                        .present = -y->view->wealth, .future = future_value,
                        .due = FP_TVM_START };

    return fp_tvm_payment(&t);
}

static double
percent(const struct fp_spending_year *y)
{
    return y->rule->percent * y->view->wealth;
}

/* SOURCE: Bengen (2001), "Conserving Client Portfolios During Retirement, Part
 * IV", Journal of Financial Planning 14(5), 110-119 (fixed percentage). */
double
fp_spending_percent_of_portfolio(const struct fp_spending_year *y)
{
    return percent(y);
}

/* The percentage, at most max_rise above and max_fall below the first year's
 * spending in real terms.
 * SOURCE: Bengen (2001), same paper (floor and ceiling); the bounds of +20 %
 * and -15 % as in Pfau (2015), "Making Sense Out of Variable Spending
 * Strategies for Retirees", Journal of Financial Planning 28(10). */
double
fp_spending_floor_ceiling(const struct fp_spending_year *y)
{
    double amount = percent(y);
    double first = y->state->start_real * y->view->price_level;

    if (y->state->year == 0)
        return amount;
    if (amount > first * (1.0 + y->rule->max_rise))
        return first * (1.0 + y->rule->max_rise);
    if (amount < first * (1.0 - y->rule->max_fall))
        return first * (1.0 - y->rule->max_fall);
    return amount;
}

/* The payment at the year's start that would use the balance up over the
 * years left at a fixed real return: 5.0 % for shares, 1.9 % for bonds.
 * SOURCE: Bogleheads, "Variable percentage withdrawal", whose table these two
 * returns reproduce (60/40 to age 100: 5.0 % at 65, 5.1 % at 66). */
double
fp_spending_vpw(const struct fp_spending_year *y)
{
    const struct fp_spending_rule *rule = y->rule;
    double rate = rule->rate;

    if (rate == FP_SPENDING_UNSET)
        rate = y->view->stock_share * rule->stock_return +
               (1.0 - y->view->stock_share) * rule->bond_return;
    return payment(y, rate, rule->future_value * y->view->price_level);
}

/* The balance over the uniform lifetime table's years at the age of the first
 * person alive; below the table's first age 0.9 years more for each year.
 * SOURCE: Sun and Webb (2012), "Should Households Base Asset Decumulation
 * Strategies on Required Minimum Distribution Tables?", Center for Retirement
 * Research at Boston College, working paper 2012-10; table: Treas. Reg.
 * 1.401(a)(9)-9(c), effective 2022-01-01. */
double
fp_spending_rmd_divisor(const struct fp_spending_year *y)
{
    const struct fp_row_rmd *rows = fp_table_us_rmd_uniform;
    int last = (int)fp_table_us_rmd_uniform_count - 1;
    int at = y->age - rows[0].age;
    double divisor;

    if (at < 0)
        divisor = rows[0].divisor - DIVISOR_STEP * at;
    else
        divisor = rows[at < last ? at : last].divisor;
    return y->rule->multiplier * y->view->wealth / divisor;
}

/* SOURCE: the 1/T rule of Dus, Maurer and Mitchell (2005), "Betting on Death
 * and Capital Markets in Retirement", Financial Services Review 14, 169-196. */
double
fp_spending_one_over_n(const struct fp_spending_year *y)
{
    return y->view->wealth / y->years_left;
}

/* base + weight / CAPE of the portfolio: 1.75 % and 0.5.
 * SOURCE: Jeske, Early Retirement Now, "The Ultimate Guide to Safe Withdrawal
 * Rates", part 18 (2017); CAPE: Campbell and Shiller (1988). */
double
fp_spending_cape(const struct fp_spending_year *y)
{
    double cape = y->view->cape > 0.0 ? y->view->cape : y->rule->cape;
    double rate = y->rule->cape_base + y->rule->cape_weight / cape;

    return rate * y->view->wealth;
}

/* What is smoothed starts at the rule's own value. */
static double
smoothed(const struct fp_spending_year *y, double target)
{
    double weight = y->rule->smoothing;

    return y->state->year == 0
               ? target
               : weight * y->last_indexed + (1.0 - weight) * target;
}

/* 70 % of last year's spending in today's prices, 30 % of a percentage of the
 * portfolio.
 * SOURCE: the Yale spending rule: Tobin (1974), "What Is Permanent Endowment
 * Income?", American Economic Review 64(2), 427-432; weights: The Yale
 * Endowment, annual reports to 2003. */
double
fp_spending_endowment(const struct fp_spending_year *y)
{
    return smoothed(y, percent(y));
}

/* 75 % of last year's spending in today's prices, 25 % of the annuity payment
 * (at the year's start) of the balance over the years left; the payment alone
 * in the first year.
 * SOURCE: Hebeler, "Autopilot" withdrawals (MarketWatch, 2015), with its real
 * rate of 1.45 % (5 % less 3.5 % inflation); his years come from the life
 * expectancy table, here they are those left. */
double
fp_spending_hebeler_autopilot(const struct fp_spending_year *y)
{
    return smoothed(y, payment(y, y->rule->rate, 0.0));
}

/* SOURCE: Clyatt (2005), Work Less, Live More (the 95 % rule): the larger of
 * 4 % of the portfolio and 95 % of last year's dollars. */
double
fp_spending_ninety_five_rule(const struct fp_spending_year *y)
{
    double amount = percent(y), kept = y->rule->keep * y->state->last;

    return y->state->year > 0 && kept > amount ? kept : amount;
}

/* The percentage, at most 5 % above and 2.5 % below last year's spending in
 * today's prices.
 * SOURCE: Jaconetti, Kinniry and DiJoseph (2012), "A More Dynamic Approach to
 * Spending for Investors in Retirement", Vanguard. */
double
fp_spending_vanguard_dynamic(const struct fp_spending_year *y)
{
    double amount = percent(y);
    double high = y->last_indexed * (1.0 + y->rule->max_rise);
    double low = y->last_indexed * (1.0 - y->rule->max_fall);

    if (y->state->year == 0)
        return amount;
    return amount > high ? high : amount < low ? low : amount;
}

/* The part of wealth that is optimal for constant relative risk aversion over
 * the years left, with the portfolio as it is; see fp_merton_part. Wealth is
 * the portfolio, and with add_income 0 this year's and later income too.
 * SOURCE: Merton (1969), "Lifetime Portfolio Selection under Uncertainty",
 * Review of Economics and Statistics 51(3), 247-257. */
double
fp_spending_lifecycle_merton(const struct fp_spending_year *y)
{
    const struct fp_spending_rule *rule = y->rule;
    const struct fp_spending_view *view = y->view;
    double mean = rule->expected_return, sd = rule->volatility;
    double drift, log_sd, nu, wealth = view->wealth;

    if (mean == FP_SPENDING_UNSET)
        mean = view->expected_return;
    if (sd == FP_SPENDING_UNSET)
        sd = view->volatility;
    if (y->whole)
        wealth += view->other_income + view->future_income;
    fp_lognormal_drift(mean, sd, &drift, &log_sd);
    nu = fp_merton_rate(drift, log_sd, rule->risk_aversion,
                        rule->time_preference);
    return wealth * fp_merton_part(nu, y->years_left);
}
