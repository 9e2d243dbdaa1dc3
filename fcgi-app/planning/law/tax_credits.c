/* The alternative minimum tax, and credits. */
#include "planning/law/tax_parts.h"

#define STEP 1000.0 /* 26 U.S.C. 24(b)(1): "or fraction thereof" */

/* 26 U.S.C. 32(c)(1)(A)(ii): who has no child is 25 to 64. */
enum { EITC_AGE_MIN = 25, EITC_AGE_MAX = 64 };

/* Tax at the two rates. */
static lane
at_two_rates(const struct fp_tax_law_lanes *law, lane base)
{
    return law->amt_rate_1 * base +
           (law->amt_rate_2 - law->amt_rate_1) *
               lane_positive(base - law->amt_rate_2_start);
}

/* Gains and qualified dividends keep their rates: they stack on the rest of
 * the income at the regular tax's place.
 * SOURCE: 26 U.S.C. 55 and 56(b)(1), effective 2018-01-01. */
lane
FP_LEVEL_NAME(fp_tax_minimum)(const struct fp_tax_law_lanes *law, lane gains,
                              const struct fp_tax_result_lanes *r)
{
    const lane zero = lane_of(0.0);
    /* Neither the standard deduction nor that for seniors, which is one of
     * section 151, counts; of the itemised ones, taxes do not. Gifts beside
     * the standard deduction count. */
    mask itemized = mask_and(lane_ge(r->itemized_deduction, r->deduction),
                             lane_gt(r->deduction, zero));
    lane income = lane_pick(
        itemized, r->taxable_income + r->senior_deduction + r->salt_deducted,
        r->agi - (r->deduction - r->standard_deduction) - r->qbid);
    lane exemption = lane_positive(
        law->amt_exemption - law->amt_phaseout_rate *
                                 lane_above(income, law->amt_phaseout_start));
    lane base = lane_positive(income - exemption);
    lane tax = at_two_rates(law, base);
    mask some = lane_gt(gains, zero);

    if (mask_any(some)) {
        lane counted = lane_min(gains, base);
        lane rest = r->taxable_income - r->preferential_income;
        lane apart = at_two_rates(law, base - counted) +
                     (fp_tax_on(&law->gains, rest + counted) -
                      fp_tax_on(&law->gains, rest));

        tax = lane_pick(some, lane_min(tax, apart), tax);
    }
    return lane_where(lane_gt(base, zero),
                      lane_positive(tax - r->regular_tax));
}

/* SOURCE: 26 U.S.C. 25B(b), effective 2002-01-01; the rates by income. */
static lane
savers(const struct fp_tax_law_lanes *law, lane paid, lane agi)
{
    lane rate = lane_where(lane_le(agi, law->savers_10), lane_of(0.1));

    rate = lane_pick(lane_le(agi, law->savers_20), lane_of(0.2), rate);
    rate = lane_pick(lane_le(agi, law->savers_50), lane_of(0.5), rate);
    return rate * paid;
}

/* SOURCE: 26 U.S.C. 24(a), (b), (d) and (h), effective 2018-01-01. */
static void
children(const struct fp_tax_law_lanes *law, lane earned,
         const struct fp_tax_input_lanes *input, lane tax,
         struct fp_tax_result_lanes *r)
{
    lane over = lane_positive(r->agi - law->ctc_phaseout_start);
    lane credit = lane_positive(
        law->ctc_child * (double)input->children_under_17 +
        law->ctc_dependent * input->other_dependents -
        law->ctc_phaseout_rate * STEP * lane_ceil(over / STEP));
    lane left, refund;

    r->ctc_odc_nonrefundable = lane_min(credit, tax);
    left = lane_min(credit - r->ctc_odc_nonrefundable,
                    law->actc_child * (double)input->children_under_17);
    refund = lane_min(
        left, law->actc_rate * lane_positive(lane_positive(earned) -
                                             law->actc_earned));
    if (input->children_under_17 >= 3) {
        /* Who has three children may take payroll tax beyond the earned
         * income credit instead. */
        lane payroll = r->fica + r->additional_medicare + r->se_deduction -
                       r->eitc;

        refund = lane_pick(lane_gt(payroll, refund), lane_min(left, payroll),
                           refund);
    }
    r->ctc_refundable = lane_where(lane_gt(left, lane_of(0.0)), refund);
}

static int
eitc_age(const struct fp_tax_input_lanes *input)
{
    for (int p = 0; p < input->n_taxpayers; p++)
        if (input->ages[p] >= EITC_AGE_MIN && input->ages[p] <= EITC_AGE_MAX)
            return 1;
    return 0;
}

/* Losses on property and rents take nothing from the other investments.
 * SOURCE: 26 U.S.C. 32(i)(2), effective 2021-01-01. */
static lane
disqualified_income(const struct fp_tax_input_lanes *input)
{
    return input->interest + input->tax_exempt_interest +
           input->ordinary_dividends +
           lane_positive(input->short_term_gains + input->long_term_gains) +
           lane_positive(input->rental_income);
}

/* Spouses who live apart count as not married where a child lives with them,
 * and there only. SOURCE: 26 U.S.C. 32(a) to (d), effective 2021-01-01. */
static lane
earned_income_credit(const struct fp_tax_law_lanes *law, lane earned,
                     const struct fp_tax_input_lanes *input, lane agi)
{
    int n = input->eitc_children < FP_EITC_CHILDREN - 1
                ? input->eitc_children
                : FP_EITC_CHILDREN - 1;
    const struct fp_eitc_law_lanes *eitc = &law->eitc[n < 0 ? 0 : n];
    lane credit, income;
    mask some;

    if ((law->status == FP_FILING_MARRIED_SEPARATE && n <= 0) ||
        (n <= 0 && !eitc_age(input)))
        return lane_of(0.0);
    some = mask_and(lane_gt(earned, lane_of(0.0)),
                    lane_le(disqualified_income(input),
                            law->eitc_investment));
    credit = lane_min(eitc->credit, eitc->rate_in * earned);
    income = lane_max(earned, agi);
    return lane_where(
        some, lane_positive(lane_min(
                  credit, eitc->credit - eitc->rate_out *
                                             lane_above(income,
                                                        eitc->phaseout))));
}

void
FP_LEVEL_NAME(fp_tax_credits)(const struct fp_tax_law_lanes *law,
                              const struct fp_tax_fixed_lanes *fixed,
                              const struct fp_tax_input_lanes *input,
                              struct fp_tax_result_lanes *r)
{
    lane tax = r->regular_tax + r->amt;

    r->savers_credit = r->eitc = lane_of(0.0);
    r->ctc_odc_nonrefundable = r->ctc_refundable = lane_of(0.0);
    if (fixed->saves)
        r->savers_credit = lane_min(savers(law, fixed->savers, r->agi), tax);
    if (fixed->has_earned)
        r->eitc = earned_income_credit(law, fixed->earned, input, r->agi);
    if (input->children_under_17 + input->other_dependents > 0)
        children(law, fixed->earned, input, tax - r->savers_credit, r);
}
