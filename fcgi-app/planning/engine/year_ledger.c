/* The ledger row of one year. */
#include <string.h>

#include "planning/engine/year.h"

/* What an income paid. Social Security stands on each person's own income, or
 * on the other person's for one who has none. */
static double
income_paid(const struct fp_year_work *k, size_t i)
{
    const struct fp_plan *plan = k->compiled->plan;
    const struct fp_income *income = &plan->incomes[i];
    int other = 1 - income->owner;
    double paid;

    if (income->kind != FP_INCOME_SOCIAL_SECURITY)
        return fp_flow_dollars(k->row->incomes[i], k->price);
    paid = k->benefits[income->owner];
    for (size_t j = 0; j < plan->n_incomes; j++)
        if (plan->incomes[j].kind == FP_INCOME_SOCIAL_SECURITY &&
            plan->incomes[j].owner == other)
            return paid;
    return paid + k->benefits[other];
}

static void
write_goals(const struct fp_year_work *k, const struct fp_year_result *result,
            struct fp_ledger_year *row)
{
    row->goals = k->goals;
    row->goals_due = result->goals_due;
    row->goals_missed = result->goals_missed;
}

void
fp_year_write(const struct fp_year_work *k, double opening, double inflation,
              const double *returns, const struct fp_year_result *result,
              struct fp_ledger_year *row)
{
    const struct fp_plan *plan = k->compiled->plan;

    for (size_t i = 0; i < FP_PLAN_PEOPLE_MAX; i++)
        row->ages[i] = i < plan->n_people ? k->row->ages[i] : -1;
    row->year = k->row->year;
    row->price_level = k->price;
    row->opening = opening;
    row->match = k->match;
    row->rolled_in = k->rolled_in;
    row->incomes = 0.0;
    for (size_t i = 0; i < plan->n_incomes; i++) {
        row->income_amounts[i] = income_paid(k, i);
        row->incomes += row->income_amounts[i];
    }
    row->sale = fp_flow_dollars(k->row->sale, k->price) - k->row->sale_payoff;
    row->inflows = row->incomes + row->match + row->rolled_in + row->sale;
    row->spending = k->spending;
    row->debt_service = k->debt_service;
    write_goals(k, result, row);
    row->health = k->w.health;
    row->marketplace = k->w.premium;
    row->medicare = k->w.costs - k->w.premium;
    row->premium_credit = k->w.costs - k->w.health;
    row->premiums = k->premiums;
    row->spending_wanted = result->wanted;
    row->spending_paid = result->paid;
    row->shortfall = result->wanted - result->paid;
    row->outflows = result->paid + row->health + row->premiums;
    row->taxes = result->taxes;
    row->deposits = k->w.surplus;
    row->closing = result->closing;
    row->status = k->row->status;
    row->inflation = inflation;
    row->property = fp_flow_dollars(k->row->equity,
                                    k->price * (1.0 + inflation));
    row->debts = k->row->debts;
    for (size_t a = 0; a < k->compiled->n_assets; a++)
        row->returns[a] = returns[a];
    fp_settle_return(&k->w, &row->tax_input);
    memset(&row->tax, 0, sizeof(row->tax));
    row->tax.total = result->taxes;
    if (plan->taxes.model == FP_TAX_US) {
        struct fp_tax_result tax;

        if (fp_tax_compute(&k->law, &row->tax_input, &tax) == FP_OK)
            row->tax = tax;
    }
    row->state_tax = k->w.state_tax;
    memset(&row->state, 0, sizeof(row->state));
    if (k->w.state_law != NULL) {
        struct fp_state_input state;

        fp_settle_state(&k->w, &row->tax_input, &row->tax, &state);
        fp_state_run(k->w.state_law, &state, &row->state);
    }
}

enum fp_err
fp_ledger_rows(const struct fp_compiled *compiled, struct fp_arena *arena,
                struct fp_ledger_year **out)
{
    size_t years = (size_t)compiled->years, t;
    struct fp_ledger_year *rows = fp_arena_array(arena, years, sizeof(*rows));

    if (rows == NULL)
        return FP_ENOMEM;
    for (t = 0; t < years; t++) {
        rows[t].income_amounts = fp_arena_array(
            arena, compiled->plan->n_incomes + 1, sizeof(double));
        rows[t].accounts = fp_arena_array(arena, compiled->n_accounts,
                                          sizeof(*rows[t].accounts));
        if (rows[t].income_amounts == NULL || rows[t].accounts == NULL)
            return FP_ENOMEM;
    }
    *out = rows;
    return FP_OK;
}
