/* The alternative minimum tax, and credits. */
#include <math.h>

#include "planning/law/tax_parts.h"

#define STEP 1000.0 /* 26 U.S.C. 24(b)(1): "or fraction thereof" */

/* 26 U.S.C. 32(c)(1)(A)(ii): who has no child is 25 to 64. */
enum { EITC_AGE_MIN = 25, EITC_AGE_MAX = 64 };

/* Tax at the two rates. */
static double
minimum_tax(const struct fp_tax_law *law, double base)
{
    return law->amt_rate_1 * base +
           (law->amt_rate_2 - law->amt_rate_1) *
               fp_tax_positive(base - law->amt_rate_2_start);
}

/* Gains and qualified dividends keep their rates: they stack on the rest of
 * the income at the regular tax's place.
 * SOURCE: 26 U.S.C. 55 and 56(b)(1), effective 2018-01-01. */
void
fp_tax_minimum(const struct fp_tax_law *law, double preferential,
               struct fp_tax_result *r)
{
    double income, exemption, base, tax, rest;

    /* Neither the standard deduction nor that for seniors, which is one of
     * section 151, counts; of the itemised ones, taxes do not. Gifts beside
     * the standard deduction count. */
    if (r->itemized_deduction >= r->deduction && r->deduction > 0.0)
        income = r->taxable_income + r->senior_deduction + r->salt_deducted;
    else
        income = r->agi - (r->deduction - r->standard_deduction) - r->qbid;
    exemption = fp_tax_positive(
        law->amt_exemption -
        law->amt_phaseout_rate *
            fp_tax_positive(income - law->amt_phaseout_start));
    base = fp_tax_positive(income - exemption);
    r->amt = 0.0;
    if (base <= 0.0)
        return;
    tax = minimum_tax(law, base);
    if (preferential > 0.0) {
        double gains = fp_tax_lesser(preferential, base);

        rest = r->taxable_income - r->preferential_income;
        tax = fp_tax_lesser(
            tax, minimum_tax(law, base - gains) +
                     fp_tax_between(&law->gains, rest, rest + gains));
    }
    r->amt = fp_tax_positive(tax - r->regular_tax);
}

static double
earned_income(const struct fp_tax_input *input, const struct fp_tax_result *r)
{
    return input->wages[0] + input->wages[1] - input->pretax_deferrals +
           input->self_employment[0] + input->self_employment[1] -
           r->se_deduction;
}

/* SOURCE: 26 U.S.C. 25B(b), effective 2002-01-01; the rates by income. */
static double
savers(const struct fp_tax_law *law, const struct fp_tax_input *input,
       const struct fp_tax_result *r)
{
    double paid = 0.0, rate = 0.0;

    for (int p = 0; p < input->n_taxpayers; p++)
        paid += fp_tax_lesser(input->savers_contributions[p],
                              law->savers_contribution);
    if (r->agi <= law->savers_50)
        rate = 0.5;
    else if (r->agi <= law->savers_20)
        rate = 0.2;
    else if (r->agi <= law->savers_10)
        rate = 0.1;
    return rate * paid;
}

/* SOURCE: 26 U.S.C. 24(a), (b), (d) and (h), effective 2018-01-01. */
static void
children(const struct fp_tax_law *law, const struct fp_tax_input *input,
         double tax, struct fp_tax_result *r)
{
    double over = fp_tax_positive(r->agi - law->ctc_phaseout_start);
    double credit = law->ctc_child * input->children_under_17 +
                    law->ctc_dependent * input->other_dependents -
                    law->ctc_phaseout_rate * STEP * ceil(over / STEP);
    double left, earned;

    credit = fp_tax_positive(credit);
    r->ctc_odc_nonrefundable = fp_tax_lesser(credit, tax);
    left = fp_tax_lesser(credit - r->ctc_odc_nonrefundable,
                         law->actc_child * input->children_under_17);
    if (left <= 0.0)
        return;
    earned = fp_tax_positive(earned_income(input, r));
    r->ctc_refundable = fp_tax_lesser(
        left, law->actc_rate * fp_tax_positive(earned - law->actc_earned));
    if (input->children_under_17 >= 3) {
        /* Who has three children may take payroll tax beyond the earned
         * income credit instead. */
        double payroll = r->fica + r->additional_medicare + r->se_deduction -
                         r->eitc;

        if (payroll > r->ctc_refundable)
            r->ctc_refundable = fp_tax_lesser(left, payroll);
    }
}

static int
eitc_age(const struct fp_tax_input *input)
{
    for (int p = 0; p < input->n_taxpayers; p++)
        if (input->ages[p] >= EITC_AGE_MIN && input->ages[p] <= EITC_AGE_MAX)
            return 1;
    return 0;
}

/* Losses on property and rents take nothing from the other investments.
 * SOURCE: 26 U.S.C. 32(i)(2), effective 2021-01-01. */
static double
disqualified_income(const struct fp_tax_input *input)
{
    return input->interest + input->tax_exempt_interest +
           input->ordinary_dividends +
           fp_tax_positive(input->short_term_gains + input->long_term_gains) +
           fp_tax_positive(input->rental_income);
}

/* Spouses who live apart count as not married where a child lives with them,
 * and there only. SOURCE: 26 U.S.C. 32(a) to (d), effective 2021-01-01. */
static double
earned_income_credit(const struct fp_tax_law *law,
                     const struct fp_tax_input *input,
                     const struct fp_tax_result *r)
{
    int n = input->eitc_children < FP_EITC_CHILDREN - 1
                ? input->eitc_children
                : FP_EITC_CHILDREN - 1;
    const struct fp_eitc_law *eitc = &law->eitc[n < 0 ? 0 : n];
    double earned = earned_income(input, r), credit, income;

    if (input->no_eitc || earned <= 0.0 ||
        (law->status == FP_FILING_MARRIED_SEPARATE && n <= 0) ||
        disqualified_income(input) > law->eitc_investment ||
        (n <= 0 && !eitc_age(input)))
        return 0.0;
    credit = fp_tax_lesser(eitc->credit, eitc->rate_in * earned);
    income = earned > r->agi ? earned : r->agi;
    return fp_tax_positive(fp_tax_lesser(
        credit, eitc->credit - eitc->rate_out *
                                   fp_tax_positive(income - eitc->phaseout)));
}

void
fp_tax_credits(const struct fp_tax_law *law, const struct fp_tax_input *input,
               struct fp_tax_result *r)
{
    double tax = r->regular_tax + r->amt;

    r->savers_credit = fp_tax_lesser(savers(law, input, r), tax);
    r->eitc = earned_income_credit(law, input, r);
    if (input->children_under_17 + input->other_dependents > 0)
        children(law, input, tax - r->savers_credit, r);
}
