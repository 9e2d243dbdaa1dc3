/* The policies for people: titles, rules and sources, as they stand at the
 * functions that compute them. */
#include "planning/spending/spending.h"

const struct fp_spending_about fp_spending_about[FP_SPENDING_COUNT] = {
    [FP_SPENDING_CONSTANT_REAL] = {
        "Constant purchasing power",
        "The first year's amount, raised by inflation every year; or the "
        "plan's expenses as they stand.",
        "Bengen (1994), Determining Withdrawal Rates Using Historical Data, "
        "Journal of Financial Planning 7(4), 171-180" },
    [FP_SPENDING_CONSTANT_NOMINAL] = {
        "Constant dollars",
        "The same dollars every year.",
        "Cooley, Hubbard and Walz (1998), Retirement Savings: Choosing a "
        "Withdrawal Rate That Is Sustainable, AAII Journal 20(2), 16-21" },
    [FP_SPENDING_PERCENT_OF_PORTFOLIO] = {
        "Percentage of the portfolio",
        "The same part of the portfolio every year.",
        "Bengen (2001), Conserving Client Portfolios During Retirement, Part "
        "IV, Journal of Financial Planning 14(5), 110-119" },
    [FP_SPENDING_FLOOR_CEILING] = {
        "Percentage with floor and ceiling",
        "The percentage, within bounds of the first year's spending in real "
        "terms.",
        "Bengen (2001), Journal of Financial Planning 14(5), 110-119; bounds: "
        "Pfau (2015), Making Sense Out of Variable Spending Strategies for "
        "Retirees, Journal of Financial Planning 28(10)" },
    [FP_SPENDING_GUYTON_KLINGER] = {
        "Guardrails of the withdrawal rate",
        "Last year's spending raised by inflation; cut or raised by a tenth "
        "when the withdrawal rate is off the first one by more than a fifth.",
        "Guyton and Klinger (2006), Decision Rules and Maximum Initial "
        "Withdrawal Rates, Journal of Financial Planning 19(3), 48-58" },
    [FP_SPENDING_RISK_GUARDRAILS] = {
        "Guardrails of the chance of success",
        "Last year's spending raised by inflation while the chance that it "
        "lasts stays between two bounds; beyond one, the amount with the "
        "target chance.",
        "Tharp and Fitzpatrick, guardrails driven by the probability of "
        "success (Kitces.com, 2021 to 2024); chance: Milevsky (2006), The "
        "Calculus of Retirement Income, ch. 9" },
    [FP_SPENDING_VPW] = {
        "Variable percentage withdrawal",
        "The payment at the year's start that would use the balance up over "
        "the years left at a fixed real return.",
        "Bogleheads, Variable percentage withdrawal (5.0 % shares, 1.9 % "
        "bonds)" },
    [FP_SPENDING_RMD_DIVISOR] = {
        "Required-distribution divisor",
        "The balance over the uniform lifetime table's years at the age.",
        "Sun and Webb (2012), Center for Retirement Research at Boston "
        "College, working paper 2012-10; Treas. Reg. 1.401(a)(9)-9(c), "
        "effective 2022-01-01" },
    [FP_SPENDING_ONE_OVER_N] = {
        "One over the years left",
        "The balance over the years left.",
        "Dus, Maurer and Mitchell (2005), Betting on Death and Capital Markets "
        "in Retirement, Financial Services Review 14, 169-196" },
    [FP_SPENDING_CAPE] = {
        "Rate by valuation",
        "A fixed part and half of the earnings yield (1 / CAPE) of the "
        "portfolio.",
        "Jeske, Early Retirement Now, The Ultimate Guide to Safe Withdrawal "
        "Rates, part 18 (2017)" },
    [FP_SPENDING_ENDOWMENT] = {
        "Endowment rule",
        "70 % of last year's spending in today's prices, 30 % of a percentage "
        "of the portfolio.",
        "Tobin (1974), What Is Permanent Endowment Income?, American Economic "
        "Review 64(2), 427-432; weights: The Yale Endowment, annual reports to "
        "2003" },
    [FP_SPENDING_HEBELER_AUTOPILOT] = {
        "Autopilot",
        "75 % of last year's spending in today's prices, 25 % of the annuity "
        "payment of the balance over the years left.",
        "Hebeler, Autopilot withdrawals (MarketWatch, 2015)" },
    [FP_SPENDING_NINETY_FIVE_RULE] = {
        "95 % rule",
        "The larger of a percentage of the portfolio and 95 % of last year's "
        "dollars.",
        "Clyatt (2005), Work Less, Live More" },
    [FP_SPENDING_VANGUARD_DYNAMIC] = {
        "Dynamic spending",
        "The percentage, at most 5 % above and 2.5 % below last year's "
        "spending in today's prices.",
        "Jaconetti, Kinniry and DiJoseph (2012), A More Dynamic Approach to "
        "Spending for Investors in Retirement, Vanguard" },
    [FP_SPENDING_SMILE] = {
        "Spending smile",
        "Real spending changes with age: 0.00008 age^2 - 0.0125 age - 0.0066 "
        "ln(first year's spending) + 0.546 a year.",
        "Blanchett (2014), Exploring the Retirement Consumption Puzzle, "
        "Journal of Financial Planning 27(5), 34-42" },
    [FP_SPENDING_PHASES] = {
        "Phases of life",
        "The plan's expenses, or the first amount at its purchasing power, "
        "times the factor of the last phase that has begun.",
        "Stein (1998), The Prosperous Retirement" },
    [FP_SPENDING_LIFECYCLE_MERTON] = {
        "Optimal for constant risk aversion",
        "The part of wealth that is optimal for constant relative risk "
        "aversion over the years left.",
        "Merton (1969), Lifetime Portfolio Selection under Uncertainty, Review "
        "of Economics and Statistics 51(3), 247-257" },
};
