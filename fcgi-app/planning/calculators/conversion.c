/* Roth conversions: tax now against tax later. */
#include "planning/calculators/conversion.h"

#include <math.h>

#include "planning/math/tvm.h"

struct run {
    const struct fp_conversion_plan *plan;
    struct fp_household_law now, later;
    double without, with, roth;  /* balances */
};

static int
is_plan(const struct fp_conversion_plan *p)
{
    for (size_t i = 0; i < p->n; i++)
        if (!(p->conversions[i] >= 0.0) || !isfinite(p->conversions[i]))
            return 0;
    return p->withdraw_from >= 0 && p->withdraw_years >= 1 &&
           p->withdraw_from + p->withdraw_years <= FP_CONVERSION_YEARS_MAX &&
           (int)p->n <= p->withdraw_from + p->withdraw_years &&
           p->traditional >= 0.0 && isfinite(p->traditional) &&
           p->growth > -1.0 && p->growth <= 1.0 && p->side_growth > -1.0 &&
           p->side_growth <= 1.0;
}

/* All that is paid in year t with so much more of retirement income. */
static double
paid(const struct run *run, int t, double income)
{
    int is_later = t >= run->plan->withdraw_from;
    const struct fp_household *h = is_later ? &run->plan->later
                                            : &run->plan->now;
    struct fp_tax_input more =
        fp_household_add(&h->input, FP_ADD_RETIREMENT, income);
    struct fp_household_costs costs;

    fp_household_run(is_later ? &run->later : &run->now, h, &more, &costs);
    return costs.total;
}

/* The level withdrawal of a balance at the start of year t. */
static double
level(const struct run *run, int t, double balance)
{
    int left = run->plan->withdraw_from + run->plan->withdraw_years - t;

    return t < run->plan->withdraw_from
               ? 0.0
               : balance / fp_tvm_annuity(run->plan->growth, left,
                                          FP_TVM_START);
}

/* One year; returns what converting gives the household more of, to spend or
 * to save. */
static double
next_year(struct run *run, int t, struct fp_conversion_year *y)
{
    const struct fp_conversion_plan *p = run->plan;
    double wanted = t < (int)p->n ? p->conversions[t] : 0.0, held, base;

    y->conversion = wanted < run->with ? wanted : run->with;
    run->with -= y->conversion;
    y->withdrawal_without = level(run, t, run->without);
    y->withdrawal_with = level(run, t, run->with);
    y->paid_without = paid(run, t, y->withdrawal_without);
    base = paid(run, t, y->withdrawal_with);
    y->paid_with = paid(run, t, y->withdrawal_with + y->conversion);
    y->cost = y->paid_with - base;
    held = p->tax_from_conversion ? fmin(fmax(y->cost, 0.0), y->conversion)
                                  : 0.0;
    run->roth += y->conversion - held;
    y->roth_withdrawal = level(run, t, run->roth);
    run->without -= y->withdrawal_without;
    run->with -= y->withdrawal_with;
    run->roth -= y->roth_withdrawal;
    run->without *= 1.0 + p->growth;
    run->with *= 1.0 + p->growth;
    run->roth *= 1.0 + p->growth;
    return y->withdrawal_with + y->roth_withdrawal - (y->paid_with - held) -
           (y->withdrawal_without - y->paid_without);
}

enum fp_err
fp_conversion(const struct fp_conversion_plan *p,
              struct fp_conversion_result *out)
{
    struct run run = { .plan = p, .without = p->traditional,
                       .with = p->traditional };
    struct fp_household later = p->later;
    double discount = 1.0, less_pv = 0.0, roth_pv = 0.0, held_pv = 0.0;
    struct fp_conversion_result *r = out;
    enum fp_err err;

    later.year = p->now.year;
    err = is_plan(p) ? fp_household_law_get(&p->now, &run.now) : FP_EINVAL;
    if (err == FP_OK)
        err = fp_household_law_get(&later, &run.later);
    if (err != FP_OK)
        return err;
    *r = (struct fp_conversion_result){
        .years = (size_t)(p->withdraw_from + p->withdraw_years),
        .break_even = -1
    };
    for (int t = 0; t < (int)r->years; t++) {
        struct fp_conversion_year *y = &r->year[t];
        double more = next_year(&run, t, y), saved, kept;

        y->advantage = more + (t > 0 ? r->year[t - 1].advantage *
                                           (1.0 + p->side_growth)
                                     : 0.0);
        saved = y->paid_without - (y->paid_with - y->cost);
        kept = p->tax_from_conversion ? 0.0 : y->cost;
        r->converted += y->conversion;
        r->cost += y->cost;
        r->saved += saved;
        r->cost_pv += y->cost * discount;
        r->saved_pv += saved * discount;
        r->advantage_pv += more * discount;
        less_pv += (y->withdrawal_without - y->withdrawal_with) * discount;
        roth_pv += y->roth_withdrawal * discount;
        held_pv += kept * discount;
        discount /= 1.0 + p->side_growth;
        if (y->advantage < 0.0)
            r->break_even = -1;
        else if (r->break_even < 0 && r->converted > 0.0)
            r->break_even = t;
    }
    r->rate_now = r->converted > 0.0 ? r->cost / r->converted : NAN;
    r->rate_later = less_pv > 0.0 ? r->saved_pv / less_pv : NAN;
    /* roth - held = (1 - rate) less */
    r->rate_break_even =
        less_pv > 0.0 ? 1.0 - (roth_pv - held_pv) / less_pv : NAN;
    return FP_OK;
}
