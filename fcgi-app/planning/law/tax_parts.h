/* Parts of the return, one file each. Private to planning/. Each takes the
 * lines filled so far and fills its own; pure. */
#ifndef FP_PLANNING_TAX_PARTS_H
#define FP_PLANNING_TAX_PARTS_H

#include "base/attr.h"
#include "planning/law/tax.h"

static inline double
fp_tax_positive(double x)
{
    return x > 0.0 ? x : 0.0;
}

static inline double
fp_tax_lesser(double a, double b)
{
    return a < b ? a : b;
}

/* Tax of schedule on the part of income between low and high. */
static inline double
fp_tax_between(const struct fp_tax_schedule *schedule, double low, double high)
{
    double tax = 0.0;

    for (size_t i = 0; i < schedule->n && schedule->floor[i] < high; i++) {
        double from = schedule->floor[i] > low ? schedule->floor[i] : low;
        double to = i + 1 < schedule->n && schedule->floor[i + 1] < high
                        ? schedule->floor[i + 1]
                        : high;

        if (to > from)
            tax += schedule->rate[i] * (to - from);
    }
    return tax;
}

/* tax_deductions.c: salt_deducted, itemized_deduction and
 * deduction; needs agi,
 * standard_deduction and senior_deduction. */
void fp_tax_itemize(const struct fp_tax_law *law,
                    const struct fp_tax_input *input,
                    struct fp_tax_result *r) FP_NONNULL(1, 2, 3);

/* tax_deductions.c: the deduction for `before` of taxable income of which
 * `preferential` is taxed as gains. */
double fp_tax_qbid(const struct fp_tax_law *law,
                   const struct fp_tax_input *input,
                   const struct fp_tax_result *r, double before,
                   double preferential) FP_NONNULL(1, 2, 3);

/* tax_credits.c: amt; needs the regular tax and its lines. preferential: gains
 * and qualified dividends, also those that the deductions have left untaxed. */
void fp_tax_minimum(const struct fp_tax_law *law, double preferential,
                    struct fp_tax_result *r) FP_NONNULL(1, 3);

/* tax_credits.c: savers_credit, ctc_odc_nonrefundable, ctc_refundable, eitc;
 * needs everything before. */
void fp_tax_credits(const struct fp_tax_law *law,
                    const struct fp_tax_input *input,
                    struct fp_tax_result *r) FP_NONNULL(1, 2, 3);

#endif
