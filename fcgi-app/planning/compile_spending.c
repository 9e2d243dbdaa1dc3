/* What spending policies need to know of a plan's years in advance. */
#include "planning/compile.h"
#include "planning/spending.h"

/* Real value of a flow in year t when prices rise at the plan's mean. */
static double
real_value(const struct fp_plan *plan, struct fp_flow flow, int t)
{
    double price = 1.0;

    for (int i = 0; i < t; i++)
        price *= 1.0 + plan->market.inflation_mean;
    return flow.real + flow.nominal / price;
}

static double
income_of(const struct fp_plan *plan, const struct fp_compiled_year *row,
          int t)
{
    struct fp_flow sum = row->rental;

    fp_flow_add(&sum, row->other);
    fp_flow_add(&sum, row->tax_free);
    for (int p = 0; p < FP_PLAN_PEOPLE_MAX; p++) {
        fp_flow_add(&sum, row->wages[p]);
        fp_flow_add(&sum, row->self_employment[p]);
        fp_flow_add(&sum, row->retirement[p]);
        fp_flow_add(&sum, row->benefits[p]);
    }
    return real_value(plan, sum, t);
}

void
fp_compile_spending(struct fp_build *build,
                    struct fp_compiled_year *rows[FP_ALIVE_SETS])
{
    static const struct fp_when never = { FP_WHEN_NONE, 0, 0 };
    const struct fp_plan *plan = build->plan;
    const struct fp_spending_rule *rule = &plan->strategy.spending;

    for (unsigned alive = 1; alive < FP_ALIVE_SETS; alive++) {
        double later = 0.0;

        if (rows[alive] == NULL)
            continue;
        for (int t = build->compiled->years - 1; t >= 0; t--) {
            struct fp_compiled_year *row = &rows[alive][t];

            /* Rows of sets that cannot be are empty. */
            row->later_income = later / (1.0 + rule->bond_return);
            row->policy_started =
                rule->start.kind == FP_WHEN_NONE ||
                fp_compile_active(plan, &rule->start, &never,
                                  plan->start_year + t, alive);
            later = row->later_income + income_of(plan, row, t);
        }
    }
}
