/* Itemised deductions and the deduction for qualified business income. */
#include "planning/law/tax_parts.h"

/* State and local taxes under the cap, which high incomes lower to a floor.
 * SOURCE: 26 U.S.C. 164(b)(6) and (7), Pub. L. 119-21 sec. 70120. */
static double
taxes_deducted(const struct fp_tax_law *law, double paid, double agi)
{
    double cut = law->salt_phaseout_rate *
                 fp_tax_positive(agi - law->salt_phaseout_start);
    double cap = law->salt_cap - cut;

    if (cap < law->salt_floor)
        cap = law->salt_floor;
    return fp_tax_lesser(paid, cap);
}

/* SOURCE: 26 U.S.C. 163(h)(3)(F): interest in proportion to the limit. */
static double
interest_deducted(const struct fp_tax_law *law,
                  const struct fp_tax_input *input)
{
    if (input->mortgage_balance <= law->mortgage_limit)
        return input->mortgage_interest;
    return input->mortgage_interest * law->mortgage_limit /
           input->mortgage_balance;
}

void
fp_tax_itemize(const struct fp_tax_law *law, const struct fp_tax_input *input,
               struct fp_tax_result *r)
{
    double agi = fp_tax_positive(r->agi);
    double gifts = fp_tax_lesser(input->charity_cash,
                                 law->charity_limit * agi);
    double sum, over;

    r->salt_deducted = taxes_deducted(law, input->salt_paid, agi);
    sum = fp_tax_positive(input->medical_expenses - law->medical_floor * agi) +
          r->salt_deducted +
          interest_deducted(law, input) +
          fp_tax_positive(gifts - law->charity_floor * agi);
    if (law->itemized_cut > 0.0 && law->ordinary.n > 0) {
        /* SOURCE: 26 U.S.C. 68, Pub. L. 119-21 sec. 70111. The income is that
         * before the deductions that it limits. */
        over = fp_tax_positive(r->agi -
                               law->ordinary.floor[law->ordinary.n - 1]);
        sum -= law->itemized_cut * fp_tax_lesser(sum, over);
    }
    r->itemized_deduction = sum;
    r->deduction = r->standard_deduction +
                   fp_tax_lesser(input->charity_cash,
                                 law->charity_nonitemizer);
    if (sum > r->deduction)
        r->deduction = sum;
}

/* Profit less half of the self-employment tax is the business income. Above
 * the threshold the deduction is limited by wages that the business pays; it
 * pays none here, so that it falls to nothing over the range, but for the
 * least deduction: who has these profits is taken to work in the business.
 * SOURCE: 26 U.S.C. 199A(a) to (c), effective 2018-01-01, and (i), Pub. L.
 * 119-21 sec. 70105, effective 2026-01-01. */
double
fp_tax_qbid(const struct fp_tax_law *law, const struct fp_tax_input *input,
            const struct fp_tax_result *r, double before, double preferential)
{
    double income = input->self_employment[0] + input->self_employment[1] -
                    r->se_deduction;
    double most = law->qbi_rate * fp_tax_positive(before - preferential);
    double deduction = law->qbi_rate * fp_tax_positive(income);
    double over = before - law->qbi_threshold;

    if (over > 0.0)
        deduction *= law->qbi_range > 0.0
                         ? fp_tax_positive(1.0 - over / law->qbi_range)
                         : 0.0;
    deduction = fp_tax_lesser(deduction, most);
    if (deduction < law->qbi_minimum && income >= law->qbi_minimum_income)
        deduction = law->qbi_minimum;
    return deduction;
}
