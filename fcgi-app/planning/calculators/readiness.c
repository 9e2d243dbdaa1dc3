/* What retirement needs against what will be there. */
#include "planning/calculators/readiness.h"

#include <math.h>

#include "planning/math/tvm.h"

enum { AGE_MOST = 120, HALVINGS = 100 };

static int
is_amount(double x)
{
    return x >= 0.0 && isfinite(x);
}

static int
is_rate(double x)
{
    return x > -1.0 && x <= 1.0;
}

static int
is_plan(const struct fp_readiness_plan *p)
{
    for (size_t i = 0; i < p->n_incomes; i++)
        if (!is_amount(p->incomes[i].amount) || !is_rate(p->incomes[i].growth))
            return 0;
    return p->age >= 0 && p->age <= p->retirement_age &&
           p->retirement_age <= p->end_age && p->end_age <= AGE_MOST &&
           is_amount(p->savings) && is_amount(p->contribution) &&
           is_rate(p->contribution_growth) && is_rate(p->return_before) &&
           is_rate(p->return_after) && is_amount(p->spending) &&
           p->withdrawal_tax >= 0.0 && p->withdrawal_tax < 1.0;
}

/* Incomes of the year of an age. */
static double
income_at(const struct fp_readiness_plan *p, int age)
{
    double sum = 0.0;

    for (size_t i = 0; i < p->n_incomes; i++)
        if (age >= p->incomes[i].from_age && age <= p->incomes[i].until_age)
            sum += p->incomes[i].amount *
                   fp_tvm_growth(p->incomes[i].growth, age - p->age);
    return sum;
}

/* What is drawn, tax included, for spending so much at an age. */
static double
drawn(const struct fp_readiness_plan *p, int age, double spending)
{
    double left = spending - income_at(p, age);

    return left > 0.0 ? left / (1.0 - p->withdrawal_tax) : 0.0;
}

/* Value at retirement of all withdrawals for spending so much. */
static double
need_of(const struct fp_readiness_plan *p, double spending)
{
    double sum = 0.0, discount = 1.0;

    for (int age = p->retirement_age; age <= p->end_age; age++) {
        sum += drawn(p, age, spending) * discount;
        discount /= 1.0 + p->return_after;
    }
    return sum;
}

/* Value at retirement of 1 a year until then, growing as contributions do. */
static double
saved_by_one(const struct fp_readiness_plan *p)
{
    double sum = 0.0, amount = 1.0;

    for (int age = p->age; age < p->retirement_age; age++) {
        sum = (sum + amount) * (1.0 + p->return_before);
        amount *= 1.0 + p->contribution_growth;
    }
    return sum;
}

/* The spending whose need is what is there. */
static double
possible(const struct fp_readiness_plan *p, double savings)
{
    double low = 0.0, high = 1.0;

    while (need_of(p, high) <= savings && high < 1e15)
        high *= 2.0;
    for (int k = 0; k < HALVINGS && high - low > 1e-6; k++) {
        double middle = low + (high - low) / 2.0;

        if (need_of(p, middle) <= savings)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static int
lasts_until(const struct fp_readiness_plan *p, double savings)
{
    for (int age = p->retirement_age; age <= p->end_age; age++) {
        double draw = drawn(p, age, p->spending);

        /* a cent of rounding is no shortfall */
        if (draw > savings + 0.01)
            return age - 1;
        savings = (savings - draw) * (1.0 + p->return_after);
    }
    return p->end_age;
}

enum fp_err
fp_readiness(const struct fp_readiness_plan *p, struct fp_readiness *out)
{
    struct fp_readiness r = { 0 };
    double discount = 1.0, grown, per_one;
    int before = p->retirement_age - p->age;

    if (!is_plan(p))
        return FP_EINVAL;
    for (int age = p->retirement_age; age <= p->end_age; age++) {
        r.spending_value += p->spending * discount;
        r.income_value += fmin(income_at(p, age), p->spending) * discount;
        discount /= 1.0 + p->return_after;
    }
    grown = p->savings * fp_tvm_growth(p->return_before, before);
    per_one = saved_by_one(p);
    r.need = need_of(p, p->spending);
    r.savings = grown + p->contribution * per_one;
    r.gap = r.need - r.savings;
    r.funded = r.need > 0.0 ? r.savings / r.need : NAN;
    r.gap_now = r.gap * fp_tvm_growth(p->return_before, -before);
    r.contribution_needed =
        per_one > 0.0 ? fmax(r.need - grown, 0.0) / per_one : NAN;
    r.spending_possible = possible(p, r.savings);
    r.lasts_until = lasts_until(p, r.savings);
    r.first_year_rate =
        r.savings > 0.0
            ? drawn(p, p->retirement_age, p->spending) / r.savings : NAN;
    *out = r;
    return FP_OK;
}
