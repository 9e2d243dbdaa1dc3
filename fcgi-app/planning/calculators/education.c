/* What studies cost and how far savings reach. */
#include "planning/calculators/education.h"

#include <math.h>

#include "planning/math/tvm.h"

enum { START_MOST = 40, STUDY_MOST = 12, HALVINGS = 100 };

#define NOTHING 0.005 /* half a cent is no shortfall */

static int
is_rate(double x)
{
    return x > -1.0 && x <= 1.0;
}

static int
is_plan(const struct fp_education *p)
{
    if (p->n < 1 || p->n > FP_STUDENTS_MAX || !is_rate(p->cost_growth) ||
        !is_rate(p->growth) || !is_rate(p->contribution_growth) ||
        !(p->savings >= 0.0) || !isfinite(p->savings) ||
        !(p->contribution >= 0.0) || !isfinite(p->contribution) ||
        p->contribution_years < 0 ||
        p->contribution_years > FP_EDUCATION_YEARS_MAX)
        return 0;
    for (size_t i = 0; i < p->n; i++) {
        const struct fp_student *s = &p->students[i];

        if (s->starts_in < 0 || s->starts_in > START_MOST || s->years < 1 ||
            s->years > STUDY_MOST || !(s->cost >= 0.0) ||
            !isfinite(s->cost) || !(s->share >= 0.0) || !(s->share <= 1.0))
            return 0;
    }
    return 1;
}

/* Costs by year and student; the number of years there are. */
static size_t
fill_costs(const struct fp_education *p, struct fp_education_result *r)
{
    size_t years = (size_t)p->contribution_years;

    for (size_t i = 0; i < p->n; i++) {
        const struct fp_student *s = &p->students[i];

        for (int t = s->starts_in; t < s->starts_in + s->years; t++) {
            double cost = s->share * s->cost *
                          fp_tvm_growth(p->cost_growth, t);

            r->year[t].cost += cost;
            r->student_cost[i] += cost;
        }
        if ((size_t)(s->starts_in + s->years) > years)
            years = (size_t)(s->starts_in + s->years);
    }
    return years;
}

/* Runs the savings through the years; returns the value of shortfalls. */
static double
run(const struct fp_education *p, struct fp_education_result *r)
{
    double savings = p->savings, amount = p->contribution, discount = 1.0;
    double value = 0.0;

    for (size_t t = 0; t < r->years; t++) {
        struct fp_education_year *y = &r->year[t];

        y->contribution = (int)t < p->contribution_years ? amount : 0.0;
        savings += y->contribution;
        y->paid = y->cost < savings ? y->cost : savings;
        y->shortfall = y->cost - y->paid;
        savings = (savings - y->paid) * (1.0 + p->growth);
        y->closing = savings;
        value += y->shortfall * discount;
        amount *= 1.0 + p->contribution_growth;
        discount /= 1.0 + p->growth;
    }
    return value;
}

/* The least value of a member for which there is no shortfall. */
static double
least(const struct fp_education *plan, size_t years,
      const struct fp_education_result *costs, int contribution)
{
    struct fp_education p = *plan;
    struct fp_education_result r = *costs;
    double *member = contribution ? &p.contribution : &p.savings;
    double low = 0.0, high = 1.0;

    r.years = years;
    *member = 0.0;
    if (run(&p, &r) < NOTHING)
        return 0.0;
    for (*member = high; run(&p, &r) >= NOTHING; *member = high) {
        low = high;
        high *= 2.0;
        if (high > 1e15)
            return NAN;
    }
    for (int k = 0; k < HALVINGS && high - low > 1e-4; k++) {
        *member = low + (high - low) / 2.0;
        if (run(&p, &r) >= NOTHING)
            low = *member;
        else
            high = *member;
    }
    return high;
}

enum fp_err
fp_education(const struct fp_education *p, struct fp_education_result *out)
{
    struct fp_education_result r = { .years = 0 };
    double discount = 1.0, needed;

    if (!is_plan(p))
        return FP_EINVAL;
    r.years = fill_costs(p, &r);
    r.shortfall_value = run(p, &r);
    for (size_t t = 0; t < r.years; t++) {
        r.cost += r.year[t].cost;
        r.paid += r.year[t].paid;
        r.shortfall += r.year[t].shortfall;
        r.cost_value += r.year[t].cost * discount;
        discount /= 1.0 + p->growth;
    }
    r.funded = r.cost_value > 0.0 ? 1.0 - r.shortfall_value / r.cost_value
                                  : 1.0;
    r.contribution_needed = least(p, r.years, &r, 1);
    needed = least(p, r.years, &r, 0);
    r.savings_needed = needed > p->savings ? needed - p->savings : 0.0;
    *out = r;
    return FP_OK;
}
