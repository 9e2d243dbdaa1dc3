/* Prices of income for life. */
#include "planning/math/annuity.h"

#include "planning/math/mortality.h"

static int
life_in_range(const struct fp_annuity_life *life)
{
    return life->age >= 0 && life->age < FP_MORTALITY_AGES;
}

static int
in_range(const struct fp_annuity *a)
{
    if (a->n_lives < 1 || a->n_lives > 2 || !life_in_range(&a->lives[0]) ||
        (a->n_lives == 2 && !life_in_range(&a->lives[1])))
        return 0;
    if (!(a->rate > -1) || !(a->rate < 10) || !(a->cola > -1) ||
        !(a->cola < 10) || !(a->load >= 0) || !(a->load < 1) ||
        !(a->survivor_share >= 0) || !(a->survivor_share <= 1))
        return 0;
    if (a->defer_years < 0 || a->defer_years >= FP_MORTALITY_AGES ||
        a->certain_years < 0 || a->certain_years >= FP_MORTALITY_AGES)
        return 0;
    return a->per_year >= 1 && a->per_year <= 365 &&
           a->model != FP_MORTALITY_NONE;
}

/* Alive `part` of a year after k, deaths even over the year. */
static double
alive_at(const double *curve, int k, double part)
{
    return curve[k] + part * (curve[k + 1] - curve[k]);
}

/* Expected part of the payment that falls due. */
static double
part_paid(const struct fp_annuity *a, double first, double second)
{
    double both = first * second;
    double only_first = first - both, only_second = second - both;

    if (a->n_lives == 1)
        return first;
    return both + a->survivor_share * only_second +
           (a->either ? a->survivor_share : 1) * only_first;
}

enum fp_err
fp_annuity_price(const struct fp_annuity *a, double *price)
{
    double curve[2][FP_MORTALITY_CURVE + 1];
    double value = 0;
    int k;

    if (!in_range(a))
        return FP_EDOM;
    for (k = 0; k < a->n_lives; k++)
        fp_mortality_curve(a->model, a->lives[k].sex,
                           a->lives[k].birth_year, a->lives[k].age, curve[k],
                           FP_MORTALITY_CURVE + 1);
    for (k = a->defer_years; k < FP_MORTALITY_CURVE ||
                             k < a->defer_years + a->certain_years; k++) {
        double rise = fp_tvm_growth(a->cola, k - a->defer_years);

        for (int i = 0; i < a->per_year; i++) {
            double part =
                (double)(i + (a->due == FP_TVM_END)) / a->per_year;
            double paid = 1;

            if (k >= a->defer_years + a->certain_years)
                paid = part_paid(a, alive_at(curve[0], k, part),
                                 a->n_lives == 2
                                     ? alive_at(curve[1], k, part) : 0);
            value += paid * rise * fp_tvm_growth(a->rate, -(k + part)) /
                     a->per_year;
        }
    }
    *price = value / (1 - a->load);
    return FP_OK;
}

enum fp_err
fp_annuity_payout(const struct fp_annuity *a, double *payout)
{
    double price;
    enum fp_err err = fp_annuity_price(a, &price);

    if (err != FP_OK)
        return err;
    if (!(price > 0))
        return FP_EDOM;
    *payout = 1 / price;
    return FP_OK;
}

enum fp_err
fp_annuity_worth(const struct fp_annuity *a, double premium, double income,
                 double *worth)
{
    double price;
    enum fp_err err;

    if (!(premium > 0))
        return FP_EDOM;
    err = fp_annuity_price(a, &price);
    if (err != FP_OK)
        return err;
    *worth = price * (1 - a->load) * income / premium;
    return FP_OK;
}
