/* Incomes, expenses and contributions by year. */
#include <math.h>

#include "planning/plan/calendar.h"
#include "planning/engine/compile.h"

static int
is_pension(enum fp_income_kind kind)
{
    return kind == FP_INCOME_PENSION || kind == FP_INCOME_ANNUITY;
}

/* The part of an income that is paid: all of it to a living owner, the
 * survivor's share of a pension or annuity to the other person, all of a
 * household's while anyone is alive. */
static double
share_paid(const struct fp_income *income, unsigned alive)
{
    if (income->owner < 0 || (alive >> income->owner & 1u))
        return 1.0;
    return is_pension(income->kind) ? income->survivor_share : 0.0;
}

/* Who is paid: the owner, or the survivor. */
static int
payee(const struct fp_plan *plan, const struct fp_income *income,
      unsigned alive)
{
    int owner = income->owner > 0 ? income->owner : 0;

    if (plan->n_people == 2 && !(alive >> owner & 1u))
        return 1 - owner;
    return owner;
}

static struct fp_flow
income_flow(const struct fp_plan *plan, const struct fp_income *income, int t,
            unsigned alive)
{
    struct fp_flow none = { 0.0, 0.0 };
    double share = share_paid(income, alive);

    if (income->kind == FP_INCOME_SOCIAL_SECURITY || share == 0.0 ||
        income->lump_sum > 0.0 ||
        !fp_compile_active(plan, &income->start, &income->end,
                           plan->start_year + t, alive))
        return none;
    return fp_flow_grown(income->amount * share, income->growth,
                         income->growth_basis, t);
}

/* A lump sum goes untaxed into an account and a premium comes out of one, in
 * the year in which the income would start. */
static void
once_only(const struct fp_plan *plan, const struct fp_income *income, int t,
          struct fp_flow *rolled_in, struct fp_flow *premiums)
{
    int start = fp_calendar_year(plan, &income->start, plan->start_year);

    if (start != plan->start_year + t)
        return;
    if (income->lump_sum > 0.0 && income->lump_account >= 0)
        rolled_in[income->lump_account].nominal += income->lump_sum;
    if (income->premium > 0.0 && income->premium_account >= 0)
        premiums[income->premium_account].real += income->premium;
}

enum fp_err
fp_compile_incomes(struct fp_build *build, int t, struct fp_compiled_year *row)
{
    const struct fp_plan *plan = build->plan;
    size_t n_accounts = build->compiled->n_accounts;
    struct fp_flow *flows = fp_arena_array(build->arena, plan->n_incomes + 1,
                                           sizeof(*flows));
    struct fp_flow *rolled =
        fp_arena_array(build->arena, n_accounts, sizeof(*rolled));
    struct fp_flow *premiums =
        fp_arena_array(build->arena, n_accounts, sizeof(*premiums));

    if (flows == NULL || rolled == NULL || premiums == NULL)
        return FP_ENOMEM;
    for (size_t i = 0; i < plan->n_incomes; i++) {
        const struct fp_income *income = &plan->incomes[i];
        int owner = income->owner > 0 ? income->owner : 0;

        flows[i] = income_flow(plan, income, t, row->alive);
        once_only(plan, income, t, rolled, premiums);
        switch (income->kind) {
        case FP_INCOME_SALARY: fp_flow_add(&row->wages[owner], flows[i]); break;
        case FP_INCOME_SELF_EMPLOYMENT:
            fp_flow_add(&row->self_employment[owner], flows[i]);
            break;
        case FP_INCOME_PENSION:
        case FP_INCOME_ANNUITY:
            fp_flow_add(&row->retirement[payee(plan, income, row->alive)],
                        flows[i]);
            break;
        case FP_INCOME_RENTAL: fp_flow_add(&row->rental, flows[i]); break;
        case FP_INCOME_OTHER: fp_flow_add(&row->other, flows[i]); break;
        case FP_INCOME_TAX_FREE: fp_flow_add(&row->tax_free, flows[i]); break;
        case FP_INCOME_SOCIAL_SECURITY:
        case FP_INCOME_KIND_COUNT: break;
        }
    }
    row->incomes = flows;
    row->rolled_in = rolled;
    row->premiums = premiums;
    return FP_OK;
}

static void
add_expense(const struct fp_plan *plan, const struct fp_expense *expense,
            int t, struct fp_compiled_year *row)
{
    int widowed = plan->n_people == 2 && row->alive != FP_ALIVE_SETS - 1;
    double share = widowed ? expense->survivor_share : 1.0;
    struct fp_flow flow;

    if (!fp_compile_active(plan, &expense->start, &expense->end, row->year,
                           row->alive))
        return;
    flow = fp_flow_grown(expense->amount * share, expense->growth,
                         expense->growth_basis, t);
    fp_flow_add(&row->expenses, flow);
    if (expense->essential)
        fp_flow_add(&row->essential, flow);
    switch (expense->kind) {
    case FP_EXPENSE_MEDICAL: fp_flow_add(&row->medical, flow); break;
    case FP_EXPENSE_CHARITY: fp_flow_add(&row->charity, flow); break;
    case FP_EXPENSE_PROPERTY_TAX: fp_flow_add(&row->property_tax, flow); break;
    case FP_EXPENSE_GENERAL:
    case FP_EXPENSE_KIND_COUNT: break;
    }
}

enum fp_err
fp_compile_outflows(struct fp_build *build, int t,
                    struct fp_compiled_year *row)
{
    const struct fp_plan *plan = build->plan;
    struct fp_flow *flows = fp_arena_array(
        build->arena, plan->n_contributions + 1, sizeof(*flows));

    if (flows == NULL)
        return FP_ENOMEM;
    for (size_t i = 0; i < plan->n_expenses; i++)
        add_expense(plan, &plan->expenses[i], t, row);
    for (size_t i = 0; i < plan->n_contributions; i++) {
        const struct fp_contribution *part = &plan->contributions[i];
        int owner = plan->accounts[part->account].owner;

        if (fp_compile_active(plan, &part->start, &part->end, row->year,
                              row->alive) &&
            (owner < 0 || (row->alive >> owner & 1u)))
            flows[i] = fp_flow_grown(part->amount, part->growth,
                                     part->growth_basis, t);
    }
    row->contributions = flows;
    return FP_OK;
}
