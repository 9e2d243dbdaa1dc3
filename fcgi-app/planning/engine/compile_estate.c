/* Debts, property and goals by year. Debts are amortised month by month:
 * interest is balance * rate / 12, the last payment is what is left. */
#include "planning/plan/calendar.h"
#include "planning/engine/compile.h"
#include "planning/math/tvm.h"

/* SOURCE: 26 U.S.C. 121(b), effective 1997-05-07; not indexed. */
#define EXCLUSION_SINGLE 250000.0
#define EXCLUSION_JOINT 500000.0

enum { MONTHS = 12, NEVER = 100000 };

/* One year of a loan from `balance` on; returns the balance at its end. */
static double
loan_year(const struct fp_liability *loan, double balance, double *paid,
          double *interest)
{
    struct fp_loan left = { .balance = balance, .rate = loan->rate,
                            .payment_monthly = loan->payment_monthly };

    *paid = *interest = 0.0;
    for (int m = 0; m < MONTHS && left.balance > 0.0; m++) {
        struct fp_loan_month month = fp_loan_next(&left);

        *paid += month.payment;
        *interest += month.interest;
    }
    return left.balance;
}

/* The calendar year in which a property is sold; NEVER when it is kept. */
static int
sale_year(const struct fp_plan *plan, int property)
{
    return fp_calendar_year(plan, &plan->properties[property].sell, NEVER);
}

static void
add_loan(const struct fp_plan *plan, const struct fp_liability *loan, int t,
         struct fp_compiled_year *row)
{
    double balance = loan->balance, paid = 0.0, interest = 0.0, opening;
    int secured = loan->property >= 0;
    int sold = secured ? sale_year(plan, loan->property) : NEVER;

    if (secured && row->year > sold)
        return;
    /* Years before the plan's start do not exist: a sale back then pays
     * nothing off. */
    for (int s = 0; s < t; s++)
        balance = loan_year(loan, balance, &paid, &interest);
    opening = balance;
    if (row->year == sold) {
        row->sale_payoff += balance;
        return;
    }
    balance = loan_year(loan, balance, &paid, &interest);
    row->debt_service += paid;
    row->debts += balance;
    if (secured) {
        row->mortgage_interest += interest;
        row->mortgage_balance += 0.5 * (opening + balance);
    }
}

static void
add_property(const struct fp_plan *plan, int i, int t,
             struct fp_compiled_year *row)
{
    const struct fp_property *property = &plan->properties[i];
    int sold = sale_year(plan, i);
    struct fp_flow value = fp_flow_grown(property->value, property->growth,
                                         property->growth_basis, t);
    double kept = 1.0 - property->sale_cost;

    if (row->year > sold)
        return;
    if (row->year < sold) {
        fp_flow_add(&row->equity,
                    fp_flow_grown(property->value, property->growth,
                                  property->growth_basis, t + 1));
        return;
    }
    value.real *= kept;
    value.nominal *= kept;
    fp_flow_add(&row->sale, value);
    value.nominal -= property->cost_basis;
    fp_flow_add(&row->sale_gain, value);
    if (property->primary_residence)
        row->sale_exclusion += row->n_taxpayers == 2 ? EXCLUSION_JOINT
                                                     : EXCLUSION_SINGLE;
}

enum fp_err
fp_compile_estate(struct fp_build *build, int t, struct fp_compiled_year *row)
{
    const struct fp_plan *plan = build->plan;
    struct fp_flow *goals =
        fp_arena_array(build->arena, plan->n_goals + 1, sizeof(*goals));

    if (goals == NULL)
        return FP_ENOMEM;
    for (size_t i = 0; i < plan->n_liabilities; i++)
        add_loan(plan, &plan->liabilities[i], t, row);
    for (size_t i = 0; i < plan->n_properties; i++)
        add_property(plan, (int)i, t, row);
    for (size_t i = 0; i < plan->n_goals; i++) {
        const struct fp_goal *goal = &plan->goals[i];

        if (goal->kind != FP_GOAL_LEGACY && row->year >= goal->from_year &&
            row->year <= goal->to_year)
            goals[i] = fp_flow_grown(goal->amount, goal->growth,
                                     goal->growth_basis, t);
    }
    row->goals = goals;
    return FP_OK;
}
