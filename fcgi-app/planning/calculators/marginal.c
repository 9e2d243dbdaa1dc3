/* The curve of one more dollar. */
#include "planning/calculators/marginal.h"

#include <math.h>

#include "planning/calculators/marginal_parts.h"

#define SEARCH_STEP 100.0 /* dollars, between the looks for cliffs */
#define CENT 0.01
#define STEP_LEAST 1.0    /* a step is more than this on one cent */

enum { SEARCH_STEPS = 5000 };

void
fp_marginal_at(const struct fp_marginal_case *c, double added,
               struct fp_household_costs *out)
{
    struct fp_tax_input more =
        fp_household_add(&c->household->input, c->kind, added);

    fp_household_run(c->law, c->household, &more, out);
}

static void
split(const struct fp_household_costs *costs, double parts[FP_COST_PARTS])
{
    parts[FP_COST_FEDERAL] = costs->federal.federal_tax;
    parts[FP_COST_PAYROLL] = costs->payroll;
    parts[FP_COST_STATE] = costs->state.tax;
    parts[FP_COST_MEDICARE] = costs->medicare;
    parts[FP_COST_ACA] = -costs->aca_credit;
}

static double
total_at(const struct fp_marginal_case *c, double added)
{
    struct fp_household_costs costs;

    fp_marginal_at(c, added, &costs);
    return costs.total;
}

static struct fp_marginal_point
point_at(const struct fp_marginal_case *c, double added, double base)
{
    struct fp_marginal_point p = { .added = added };
    struct fp_household_costs costs;

    fp_marginal_at(c, added, &costs);
    split(&costs, p.parts);
    p.total = costs.total;
    p.marginal = total_at(c, added + 1.0) - p.total;
    p.average = added > 0.0 ? (p.total - base) / added : 0.0;
    return p;
}

/* Keeps a step at `before`, where a cent more costs so much. */
static void
keep_cliff(const struct fp_marginal_case *c, double before, double after,
           struct fp_marginal_curve *out)
{
    struct fp_marginal_cliff cliff = { .added = floor(before * 100.0 + 1e-6) /
                                                100.0 };
    double low[FP_COST_PARTS], high[FP_COST_PARTS];
    struct fp_household_costs costs;

    if (out->n_cliffs == FP_MARGINAL_CLIFFS_MAX) {
        out->more_cliffs++;
        return;
    }
    fp_marginal_at(c, before, &costs);
    cliff.step = -costs.total;
    split(&costs, low);
    fp_marginal_at(c, after, &costs);
    cliff.step += costs.total;
    split(&costs, high);
    for (int k = 1; k < FP_COST_PARTS; k++)
        if (fabs(high[k] - low[k]) >
            fabs(high[cliff.part] - low[cliff.part]))
            cliff.part = (enum fp_cost_part)k;
    out->cliffs[out->n_cliffs++] = cliff;
}

/* Halves [a, b] towards the steeper half until a cent is left; a step that is
 * left over that cent is a cliff. */
static void
look_between(const struct fp_marginal_case *c, double a, double b,
             double at_a, double at_b, struct fp_marginal_curve *out)
{
    while (b - a > CENT) {
        double middle = a + (b - a) / 2.0, at = total_at(c, middle);

        if (fabs(at - at_a) >= fabs(at_b - at)) {
            b = middle;
            at_b = at;
        } else {
            a = middle;
            at_a = at;
        }
    }
    if (fabs(at_b - at_a) > STEP_LEAST)
        keep_cliff(c, a, b, out);
}

enum fp_err
fp_marginal_curve(const struct fp_household_law *law,
                  const struct fp_household *household,
                  enum fp_income_added kind, double most, size_t n_points,
                  struct fp_marginal_curve *out)
{
    const struct fp_marginal_case c = { law, household, kind };
    double base = total_at(&c, 0.0), before = base;
    size_t steps;

    if (!(most > 0.0) || !isfinite(most) || n_points < 2 ||
        n_points > FP_MARGINAL_POINTS_MAX)
        return FP_EINVAL;
    out->n_points = n_points;
    out->n_cliffs = out->more_cliffs = 0;
    for (size_t i = 0; i < n_points; i++)
        out->points[i] = point_at(
            &c, most * (double)i / (double)(n_points - 1), base);
    steps = (size_t)fmin(ceil(most / SEARCH_STEP), SEARCH_STEPS);
    for (size_t i = 0; i < steps; i++) {
        double a = most * (double)i / (double)steps;
        double b = most * (double)(i + 1) / (double)steps;
        double after = total_at(&c, b);

        look_between(&c, a, b, before, after, out);
        before = after;
    }
    return FP_OK;
}
