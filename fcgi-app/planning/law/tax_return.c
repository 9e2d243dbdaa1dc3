/* The lines of a return in lanes. What withdrawals cannot change is prepared
 * once; the rest is run for each attempt at what to withdraw. Deductions and
 * credits that most returns do not have are left to their own files. */
#include "planning/law/tax_parts.h"

/* 26 U.S.C. 63(f)(1) and 151(d)(5)(C)(i): 65 before the close of the year. */
enum { AGED = 65 };

/* SOURCE: 26 U.S.C. 1402(b)(2): net earnings below it are not taxed. */
#define SE_LEAST 400.0

/* Taxable part of Social Security benefits; income is everything else in
 * adjusted gross income. SOURCE: 26 U.S.C. 86(a), effective 1994-01-01. */
static inline lane
taxable_benefits(const struct fp_tax_law_lanes *law, lane income,
                 lane benefits)
{
    lane half = law->ss_share_1 * benefits;
    lane most = law->ss_share_2 * benefits;
    lane provisional = income + 0.5 * benefits;
    lane low = lane_min(half, law->ss_share_1 * (provisional - law->ss_base_1));
    lane tier = lane_min(
        half, lane_of(law->ss_share_1 * (law->ss_base_2 - law->ss_base_1)));
    lane high = lane_min(
        most, law->ss_share_2 * (provisional - law->ss_base_2) + tier);

    return lane_where(
        lane_gt(provisional, lane_of(law->ss_base_1)),
        lane_pick(lane_le(provisional, lane_of(law->ss_base_2)), low, high));
}

/* People on the return who are 65 or older, and *blind of any age. The second
 * one counts on a joint return only. */
static inline int
count_aged(const struct fp_tax_law_lanes *law,
           const struct fp_tax_input_lanes *input, int *blind)
{
    int aged = input->ages[0] >= AGED;

    *blind = input->blind[0] != 0;
    if (input->n_taxpayers == 2 && law->status == FP_FILING_MARRIED_JOINT) {
        aged += input->ages[1] >= AGED;
        *blind += input->blind[1] != 0;
    }
    return aged;
}

/* Deduction for seniors, MAGI being AGI here (no foreign income). A married
 * person gets it on a joint return only.
 * SOURCE: 26 U.S.C. 151(d)(5)(C), Pub. L. 119-21 sec. 70103, effective
 * 2025-01-01 to 2028-12-31. */
static inline lane
senior_deduction(const struct fp_tax_law_lanes *law, int aged, lane agi)
{
    lane cut;

    if (aged == 0 || law->senior_deduction <= 0.0 ||
        law->status == FP_FILING_MARRIED_SEPARATE)
        return lane_of(0.0);
    cut = law->senior_phaseout_rate *
          lane_positive(agi - law->senior_phaseout_start);
    return (double)aged * lane_positive(law->senior_deduction - cut);
}

/* Tax on taxable income of which a part is preferential: that part stacks on
 * the rest, and the whole is never more than the ordinary schedule gives.
 * SOURCE: 26 U.S.C. 1(h)(1), effective 2013-01-01. */
static inline void
income_tax(const struct fp_tax_law_lanes *law, struct fp_tax_result_lanes *r)
{
    lane rest = r->taxable_income - r->preferential_income;

    r->ordinary_tax = fp_tax_on(&law->ordinary, rest);
    r->gains_tax = lane_of(0.0);
    if (mask_any(lane_gt(r->preferential_income, lane_of(0.0)))) {
        lane gains = fp_tax_on(&law->gains, r->taxable_income) -
                     fp_tax_on(&law->gains, rest);
        lane ordinary =
            fp_tax_on(&law->ordinary, r->taxable_income) - r->ordinary_tax;

        r->gains_tax =
            lane_where(lane_gt(r->preferential_income, lane_of(0.0)),
                       lane_min(gains, ordinary));
    }
    r->regular_tax = r->ordinary_tax + r->gains_tax;
}

/* Tax on net earnings from self-employment of one person, beside their wages.
 * SOURCE: 26 U.S.C. 1401 and 1402(a)(12) and (b). */
static inline lane
self_employment_tax(const struct fp_tax_law_lanes *law, lane profit,
                    lane wages, lane *net)
{
    lane room = lane_positive(law->wage_base - wages);

    *net = law->se_factor * profit;
    *net = lane_where(lane_ge(*net, lane_of(SE_LEAST)), *net);
    return law->se_oasdi_rate * lane_min(*net, room) +
           law->se_medicare_rate * *net;
}

/* Payroll and self-employment taxes, each worker with a wage base of their
 * own; the additional Medicare tax is on the return's earnings together.
 * SOURCE: 26 U.S.C. 3101 and 3121(a)(1) and 1401(b)(2). */
static inline void
payroll_tax(const struct fp_tax_law_lanes *law,
            const struct fp_tax_input_lanes *input,
            struct fp_tax_fixed_lanes *fixed)
{
    lane wages = input->wages[0] + input->wages[1], nets[2];

    fixed->fica =
        law->oasdi_rate * (lane_min(input->wages[0], law->wage_base) +
                           lane_min(input->wages[1], law->wage_base)) +
        law->medicare_rate * wages;
    fixed->se_tax = self_employment_tax(law, input->self_employment[0],
                                        input->wages[0], &nets[0]) +
                    self_employment_tax(law, input->self_employment[1],
                                        input->wages[1], &nets[1]);
    fixed->se_deduction = 0.5 * fixed->se_tax;
    fixed->additional_medicare =
        law->additional_medicare_rate *
        lane_positive(wages + (nets[0] + nets[1]) -
                      law->additional_medicare_threshold);
}

static int
any_of(lane x)
{
    return mask_any(lane_gt(x, lane_of(0.0)));
}

void
FP_LEVEL_NAME(fp_lane_tax_prepare)(const struct fp_tax_law_lanes *law,
                                   const struct fp_tax_input_lanes *input,
                                   struct fp_tax_fixed_lanes *fixed)
{
    lane profit = input->self_employment[0] + input->self_employment[1];
    int blind;

    fixed->aged = count_aged(law, input, &blind);
    payroll_tax(law, input, fixed);
    fixed->earned = input->wages[0] + input->wages[1] -
                    input->pretax_deferrals + profit - fixed->se_deduction;
    fixed->income = fixed->earned + input->other_income - input->adjustments;
    fixed->standard_deduction =
        law->standard_deduction +
        (double)(fixed->aged + blind) * law->aged_addition;
    fixed->savers = lane_of(0.0);
    for (int p = 0; p < input->n_taxpayers; p++)
        fixed->savers =
            fixed->savers + lane_min(input->savers_contributions[p],
                                     lane_of(law->savers_contribution));
    fixed->has_benefits = any_of(input->social_security);
    fixed->itemizes = any_of(input->medical_expenses + input->salt_paid +
                             input->mortgage_interest + input->charity_cash);
    fixed->has_profit = any_of(profit);
    fixed->saves = any_of(fixed->savers);
    fixed->has_earned = !input->no_eitc && any_of(fixed->earned);
}

/* What a loss beyond the year's limit leaves for the next: short-term losses
 * are used first, and income that is less than the limit uses less of it; the
 * deduction for seniors, one of section 151, does not lower that income.
 * SOURCE: 26 U.S.C. 1212(b)(1) and (2), effective 1978-01-01. */
static void
carry_losses(const struct fp_tax_law_lanes *law,
             const struct fp_tax_input_lanes *input, mask lost,
             struct fp_tax_result_lanes *r)
{
    const lane zero = lane_of(0.0);
    lane longs = input->long_term_gains;
    lane net = input->short_term_gains + longs;
    lane allowed = lane_min(-net, lane_of(law->capital_loss_limit));
    lane income = r->agi - r->deduction + allowed;
    lane used = lane_min(allowed, lane_positive(income));
    lane shorts = input->short_term_gains + used;
    mask paid = lane_ge(shorts, zero);
    mask gained = lane_gt(longs, zero);

    r->loss_carried_long = lane_where(
        lost, lane_pick(paid, lane_positive(-longs - shorts),
                        lane_pick(gained, zero, -longs)));
    r->loss_carried_short = lane_where(
        lost,
        lane_pick(paid, zero,
                  lane_positive(-lane_pick(gained, shorts + longs, shorts))));
}

/* Gains as far as they count: a net loss to the year's limit.
 * SOURCE: 26 U.S.C. 1211(b), effective 1978-01-01. */
static lane
count_gains(const struct fp_tax_law_lanes *law, lane net,
            struct fp_tax_result_lanes *r)
{
    lane most = lane_of(-law->capital_loss_limit);

    r->net_capital_loss_unused = lane_positive(most - net);
    return lane_max(net, most);
}

void
FP_LEVEL_NAME(fp_lane_tax_run)(const struct fp_tax_law_lanes *law,
                               const struct fp_tax_fixed_lanes *fixed,
                               const struct fp_tax_input_lanes *input,
                               struct fp_tax_result_lanes *r)
{
    const lane zero = lane_of(0.0);
    lane net = input->short_term_gains + input->long_term_gains;
    lane invested = input->interest + input->ordinary_dividends +
                    count_gains(law, net, r) + input->rental_income;
    lane other = fixed->income + invested + input->retirement_income;
    mask lost = lane_lt(net, zero), minimum;
    lane before, preferential;

    r->taxable_social_security = zero;
    if (fixed->has_benefits)
        r->taxable_social_security =
            taxable_benefits(law, other + input->tax_exempt_interest,
                             input->social_security);
    r->agi = other + r->taxable_social_security;
    r->magi = r->agi + input->tax_exempt_interest;

    r->standard_deduction = r->deduction = fixed->standard_deduction;
    r->senior_deduction = senior_deduction(law, fixed->aged, r->agi);
    r->salt_deducted = r->itemized_deduction = zero;
    if (fixed->itemizes)
        FP_LEVEL_NAME(fp_tax_itemize)(law, input, r);
    r->loss_carried_short = r->loss_carried_long = zero;
    if (mask_any(lost))
        carry_losses(law, input, lost, r);
    before = lane_positive(r->agi - r->deduction - r->senior_deduction);
    /* Net capital gain (26 U.S.C. 1222(11)) and qualified dividends. */
    preferential = input->qualified_dividends +
                   lane_positive(lane_min(input->long_term_gains, net));
    r->se_deduction = fixed->se_deduction;
    r->qbid = zero;
    if (fixed->has_profit)
        r->qbid = FP_LEVEL_NAME(fp_tax_qbid)(law, input, r, before,
                                             preferential);
    r->taxable_income = lane_positive(before - r->qbid);
    r->preferential_income = lane_min(preferential, r->taxable_income);
    income_tax(law, r);
    r->amt = zero;
    minimum = lane_gt(r->agi, law->amt_exemption);
    if (mask_any(minimum))
        r->amt = lane_where(minimum, FP_LEVEL_NAME(fp_tax_minimum)(
                                         law, preferential, r));
    r->fica = fixed->fica;
    r->additional_medicare = fixed->additional_medicare;
    FP_LEVEL_NAME(fp_tax_credits)(law, fixed, input, r);
    r->income_tax = r->regular_tax + r->amt - r->ctc_odc_nonrefundable -
                    r->ctc_refundable;

    /* SOURCE: 26 U.S.C. 1411(a) to (c), effective 2013-01-01. */
    r->niit = law->niit_rate *
              lane_min(lane_positive(invested),
                       lane_positive(r->agi - law->niit_threshold));
    r->early_penalty = law->early_rate * input->early_distribution +
                       law->early_rate_hsa * input->early_distribution_hsa;
    r->federal_tax = r->income_tax - r->savers_credit - r->eitc + r->niit +
                     r->early_penalty;
    r->se_tax = fixed->se_tax;
    r->total = r->federal_tax + r->se_tax + r->fica + r->additional_medicare;
    r->marginal_rate = zero;
}
