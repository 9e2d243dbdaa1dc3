/* How much is enough. */
#include "planning/calculators/protection.h"

#include <math.h>

#include "planning/math/tvm.h"

enum { YEARS_MOST = 100, MONTHS = 12 };

static int
is_amount(double x)
{
    return x >= 0.0 && isfinite(x);
}

enum fp_err
fp_emergency(const struct fp_emergency *q, struct fp_emergency_result *out)
{
    struct fp_emergency_result r = { .months_to_target = -1 };
    double saved = q->saved, month;

    if (!is_amount(q->essential_monthly) || q->essential_monthly <= 0.0 ||
        !(q->months >= 0.0) || !(q->months <= 60.0) ||
        !is_amount(q->deductibles) || !is_amount(q->saved) ||
        !is_amount(q->saving_monthly) || !(q->rate > -1.0) ||
        !(q->rate <= 1.0))
        return FP_EINVAL;
    r.target = q->essential_monthly * q->months + q->deductibles;
    r.shortfall = fmax(r.target - q->saved, 0.0);
    r.months_covered = fmax(q->saved - q->deductibles, 0.0) /
                       q->essential_monthly;
    month = fp_tvm_growth(q->rate, 1.0 / MONTHS);
    for (int m = 0; m <= YEARS_MOST * MONTHS; m++) {
        if (saved >= r.target) {
            r.months_to_target = m;
            break;
        }
        saved = saved * month + q->saving_monthly;
    }
    *out = r;
    return FP_OK;
}

static int
is_life(const struct fp_life_need *q)
{
    for (size_t i = 0; i < q->n_periods; i++)
        if (q->periods[i].years < 1 || q->periods[i].years > YEARS_MOST ||
            !is_amount(q->periods[i].need) || !is_amount(q->periods[i].income))
            return 0;
    return q->n_periods <= FP_LIFE_PERIODS_MAX && is_amount(q->immediate) &&
           is_amount(q->assets) && is_amount(q->insurance) &&
           q->rate > -1.0 && q->rate <= 1.0 && is_amount(q->earnings) &&
           q->self_share >= 0.0 && q->self_share <= 1.0 &&
           q->work_years >= 0 && q->work_years <= YEARS_MOST &&
           q->earnings_growth > -1.0 && q->earnings_growth <= 1.0;
}

/* Value of earnings that grow, at each year's end. */
static double
life_value(const struct fp_life_need *q)
{
    double amount = q->earnings * (1.0 - q->self_share), discount = 1.0;
    double sum = 0.0;

    for (int t = 0; t < q->work_years; t++) {
        discount /= 1.0 + q->rate;
        sum += amount * discount;
        amount *= 1.0 + q->earnings_growth;
    }
    return sum;
}

enum fp_err
fp_life_need(const struct fp_life_need *q, struct fp_life_need_result *out)
{
    struct fp_life_need_result r = { 0 };
    int from = 0;

    if (!is_life(q))
        return FP_EINVAL;
    for (size_t i = 0; i < q->n_periods; i++) {
        const struct fp_life_period *p = &q->periods[i];

        r.income_capital += fmax(p->need - p->income, 0.0) *
                            fp_tvm_annuity(q->rate, p->years, FP_TVM_START) *
                            fp_tvm_growth(q->rate, -from);
        from += p->years;
    }
    r.capital = q->immediate + r.income_capital;
    r.need = fmax(r.capital - q->assets - q->insurance, 0.0);
    r.life_value = life_value(q);
    *out = r;
    return FP_OK;
}
