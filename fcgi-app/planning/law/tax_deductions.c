/* Itemised deductions and the deduction for qualified business income. */
#include "planning/law/tax_parts.h"

/* State and local taxes under the cap, which high incomes lower to a floor.
 * SOURCE: 26 U.S.C. 164(b)(6) and (7), Pub. L. 119-21 sec. 70120. */
static lane
taxes_deducted(const struct fp_tax_law_lanes *law, lane paid, lane agi)
{
    lane cut = law->salt_phaseout_rate *
               lane_positive(agi - law->salt_phaseout_start);
    lane cap = lane_max(law->salt_cap - cut, lane_of(law->salt_floor));

    return lane_min(paid, cap);
}

/* SOURCE: 26 U.S.C. 163(h)(3)(F): interest in proportion to the limit. */
static lane
interest_deducted(const struct fp_tax_law_lanes *law,
                  const struct fp_tax_input_lanes *input)
{
    mask whole =
        lane_le(input->mortgage_balance, lane_of(law->mortgage_limit));

    if (mask_all(whole))
        return input->mortgage_interest;
    return lane_pick(whole, input->mortgage_interest,
                     input->mortgage_interest * law->mortgage_limit /
                         input->mortgage_balance);
}

void
FP_LEVEL_NAME(fp_tax_itemize)(const struct fp_tax_law_lanes *law,
                              const struct fp_tax_input_lanes *input,
                              struct fp_tax_result_lanes *r)
{
    lane agi = lane_positive(r->agi);
    lane gifts = lane_min(input->charity_cash, law->charity_limit * agi);
    lane sum;

    r->salt_deducted = taxes_deducted(law, input->salt_paid, agi);
    sum = lane_positive(input->medical_expenses - law->medical_floor * agi) +
          r->salt_deducted + interest_deducted(law, input) +
          lane_positive(gifts - law->charity_floor * agi);
    if (law->itemized_cut > 0.0 && law->ordinary.n > 0) {
        /* SOURCE: 26 U.S.C. 68, Pub. L. 119-21 sec. 70111. The income is that
         * before the deductions that it limits. */
        lane over =
            lane_above(r->agi, law->ordinary.floor[law->ordinary.n - 1]);

        sum = sum - law->itemized_cut * lane_min(sum, over);
    }
    r->itemized_deduction = sum;
    r->deduction =
        lane_max(sum, r->standard_deduction +
                          lane_min(input->charity_cash,
                                   lane_of(law->charity_nonitemizer)));
}

/* Profit less half of the self-employment tax is the business income. Above
 * the threshold the deduction is limited by wages that the business pays; it
 * pays none here, so that it falls to nothing over the range, but for the
 * least deduction: who has these profits is taken to work in the business.
 * SOURCE: 26 U.S.C. 199A(a) to (c), effective 2018-01-01, and (i), Pub. L.
 * 119-21 sec. 70105, effective 2026-01-01. */
lane
FP_LEVEL_NAME(fp_tax_qbid)(const struct fp_tax_law_lanes *law,
                           const struct fp_tax_input_lanes *input,
                           const struct fp_tax_result_lanes *r, lane before,
                           lane preferential)
{
    lane profit = input->self_employment[0] + input->self_employment[1];
    lane income = profit - r->se_deduction;
    lane most = law->qbi_rate * lane_positive(before - preferential);
    lane deduction = law->qbi_rate * lane_positive(income);
    lane over = before - law->qbi_threshold;
    lane left = lane_of(0.0);

    if (law->qbi_range > 0.0)
        left = lane_positive(1.0 - over / law->qbi_range);
    deduction = lane_pick(lane_gt(over, lane_of(0.0)), deduction * left,
                          deduction);
    deduction = lane_min(deduction, most);
    deduction = lane_pick(mask_and(lane_lt(deduction, law->qbi_minimum),
                                   lane_ge(income, law->qbi_minimum_income)),
                          law->qbi_minimum, deduction);
    return lane_where(lane_gt(profit, lane_of(0.0)), deduction);
}
