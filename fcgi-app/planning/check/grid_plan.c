/* The wealth grid's problem out of a plan. Everything is read from the plan
 * itself: the simulation's compiled flows are not used, so that an error in
 * them shows. */
#include "planning/check/grid.h"

#include <limits.h>
#include <math.h>

#include "planning/math/elementary.h"
#include "planning/spending/spending.h"

static enum fp_err
beyond(struct fp_error *error, const char *what)
{
    return fp_error_set(error, FP_EDOM, "the second engine answers plans "
                        "with one portfolio and no tax: %s", what);
}

/* The calendar year of a point in time that does not depend on chance or on
 * other parts of the plan. */
static int
year_of(const struct fp_plan *plan, const struct fp_when *when, int none)
{
    const struct fp_person *person = &plan->people[when->person];

    switch (when->kind) {
    case FP_WHEN_YEAR: return when->value;
    case FP_WHEN_AGE: return person->birth_year + when->value;
    case FP_WHEN_RETIREMENT:
        return person->birth_year + person->retirement_age;
    case FP_WHEN_DEATH: return person->birth_year + person->plan_to_age;
    case FP_WHEN_NONE:
    case FP_WHEN_CLAIM: break;
    }
    return none;
}

static enum fp_err
check_household(const struct fp_plan *plan, struct fp_error *error)
{
    for (size_t p = 0; p < plan->n_people; p++)
        if (plan->people[p].mortality != FP_MORTALITY_NONE)
            return beyond(error, "this one draws the year of death");
    if (plan->taxes.model != FP_TAX_NONE)
        return beyond(error, "this one pays tax");
    if (plan->taxes.medicare == FP_MEDICARE_FULL)
        return beyond(error, "this one adds Medicare premiums");
    if (plan->marketplace.benchmark > 0)
        return beyond(error, "this one has marketplace insurance");
    if (plan->n_incomes > 0)
        return beyond(error, "this one has an income");
    if (plan->n_contributions > 0)
        return beyond(error, "this one has a contribution");
    if (plan->n_liabilities > 0)
        return beyond(error, "this one has a debt");
    if (plan->n_properties > 0)
        return beyond(error, "this one has a property");
    if (plan->n_goals > 0)
        return beyond(error, "this one has a goal");
    if (!fp_spending_is_plain(&plan->strategy.spending))
        return beyond(error, "this one has a spending policy");
    if (plan->time_step != FP_STEP_YEAR)
        return beyond(error, "this one goes by the month");
    for (size_t i = 0; i < plan->n_expenses; i++)
        if (plan->expenses[i].start.kind == FP_WHEN_CLAIM ||
            plan->expenses[i].end.kind == FP_WHEN_CLAIM)
            return beyond(error, "in this one spending follows a claim");
    return FP_OK;
}

/* The one asset that every account is in, or n_assets. */
static size_t
only_asset(const struct fp_plan *plan)
{
    size_t asset = 0;

    while (asset < plan->market.n_assets &&
           plan->accounts[0].weights[asset] != 1.0)
        asset++;
    for (size_t i = 1; i < plan->n_accounts; i++)
        if (asset < plan->market.n_assets &&
            plan->accounts[i].weights[asset] != 1.0)
            return plan->market.n_assets;
    return asset;
}

static enum fp_err
take_market(const struct fp_plan *plan, struct fp_grid_problem *problem,
            struct fp_error *error)
{
    const struct fp_market *market = &plan->market;
    size_t asset;

    if (market->model != FP_MARKET_LOGNORMAL)
        return beyond(error, "this one's market is not lognormal");
    if (market->inflation != FP_INFLATION_FIXED)
        return beyond(error, "this one's inflation is not fixed");
    if (market->opening != NULL || market->tilt.years > 0)
        return beyond(error, "this one's market opens with given years");
    if (market->conditioning.cape > 0 || market->conditioning.has_bond_yield)
        return beyond(error, "this one's means depend on the year");
    if (plan->n_accounts == 0)
        return beyond(error, "this one has no account");
    asset = only_asset(plan);
    if (asset == market->n_assets ||
        (plan->strategy.n_glide > 0 && market->n_assets > 1))
        return beyond(error, "this one has more than one asset");
    problem->mean = market->assets[asset].mean;
    problem->sd = market->assets[asset].sd;
    if (market->parameters == FP_PARAMETERS_LOG) {
        double gross = fp_exp(problem->mean);

        problem->sd = gross * sqrt(fp_exp(problem->sd * problem->sd) - 1);
        problem->mean = gross - 1;
    }
    if (market->basis == FP_GROWTH_NOMINAL) {
        problem->mean = (1 + problem->mean) / (1 + market->inflation_mean) -
                        1;
        problem->sd /= 1 + market->inflation_mean;
    }
    problem->fee = plan->accounts[0].fee;
    problem->wealth = 0;
    for (size_t i = 0; i < plan->n_accounts; i++) {
        const struct fp_account *account = &plan->accounts[i];

        if (account->type == FP_ACCOUNT_529 ||
            account->type == FP_ACCOUNT_HSA)
            return beyond(error, "this one has an account for certain "
                                 "expenses only");
        if (account->fee != problem->fee)
            return beyond(error, "this one's accounts have different fees");
        problem->wealth += account->balance;
    }
    return FP_OK;
}

/* 1 when somebody is alive in the year; *widowed: one of two. */
static int
anyone(const struct fp_plan *plan, int year, int *widowed)
{
    size_t alive = 0;

    for (size_t p = 0; p < plan->n_people; p++)
        alive += year - plan->people[p].birth_year <
                 plan->people[p].plan_to_age;
    *widowed = alive < plan->n_people;
    return alive > 0;
}

static double
spending_of(const struct fp_plan *plan, int t, int widowed)
{
    int year = plan->start_year + t;
    double sum = 0;

    for (size_t i = 0; i < plan->n_expenses; i++) {
        const struct fp_expense *expense = &plan->expenses[i];
        double growth = 1 + expense->growth;

        if (year < year_of(plan, &expense->start, INT_MIN) ||
            year >= year_of(plan, &expense->end, INT_MAX))
            continue;
        if (expense->growth_basis == FP_GROWTH_NOMINAL)
            growth /= 1 + plan->market.inflation_mean;
        sum += expense->amount * fp_pow(growth, t) *
               (widowed ? expense->survivor_share : 1);
    }
    return sum;
}

enum fp_err
fp_grid_plan(const struct fp_plan *plan, struct fp_arena *arena,
             struct fp_grid_problem *problem, struct fp_error *error)
{
    struct fp_grid_problem made = { .timing = plan->strategy.timing };
    double *spending = fp_arena_array(arena, FP_GRID_YEARS_MAX,
                                      sizeof(*spending));
    enum fp_err err = check_household(plan, error);
    int widowed;

    if (err == FP_OK)
        err = take_market(plan, &made, error);
    if (err != FP_OK)
        return err;
    if (spending == NULL)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    while (made.years < FP_GRID_YEARS_MAX &&
           anyone(plan, plan->start_year + (int)made.years, &widowed)) {
        spending[made.years] = spending_of(plan, (int)made.years, widowed);
        made.years++;
    }
    made.spending = spending;
    *problem = made;
    return FP_OK;
}
