/* Parts of the return, one file each. Private to planning/. Each takes the
 * lines filled so far and fills its own; pure. */
#ifndef FP_PLANNING_TAX_PARTS_H
#define FP_PLANNING_TAX_PARTS_H

#include "planning/law/law_lanes.h"

/* Tax of schedule on income >= 0, as a sum over the brackets without branches:
 * the step up to each bracket's rate on what is above its floor. */
static inline lane
fp_tax_on(const struct fp_tax_schedule_lanes *schedule, lane income)
{
    lane tax = schedule->rate[0] * lane_above(income, schedule->floor[0]);

    for (size_t i = 1; i < schedule->n; i++)
        tax = tax + (schedule->rate[i] - schedule->rate[i - 1]) *
                        lane_above(income, schedule->floor[i]);
    return tax;
}

/* tax_deductions.c: salt_deducted, itemized_deduction and deduction; needs
 * agi, standard_deduction and senior_deduction. */
void FP_LEVEL_NAME(fp_tax_itemize)(const struct fp_tax_law_lanes *law,
                                   const struct fp_tax_input_lanes *input,
                                   struct fp_tax_result_lanes *r);

/* tax_deductions.c: the deduction for `before` of taxable income of which
 * `preferential` is taxed as gains. */
lane FP_LEVEL_NAME(fp_tax_qbid)(const struct fp_tax_law_lanes *law,
                                const struct fp_tax_input_lanes *input,
                                const struct fp_tax_result_lanes *r,
                                lane before, lane preferential);

/* tax_credits.c: the alternative minimum tax beyond the regular one. gains:
 * gains and qualified dividends, also those that the deductions have left
 * untaxed. */
lane FP_LEVEL_NAME(fp_tax_minimum)(const struct fp_tax_law_lanes *law,
                                   lane gains,
                                   const struct fp_tax_result_lanes *r);

/* tax_credits.c: savers_credit, ctc_odc_nonrefundable, ctc_refundable, eitc;
 * needs everything before. */
void FP_LEVEL_NAME(fp_tax_credits)(const struct fp_tax_law_lanes *law,
                                   const struct fp_tax_fixed_lanes *fixed,
                                   const struct fp_tax_input_lanes *input,
                                   struct fp_tax_result_lanes *r);

#endif
