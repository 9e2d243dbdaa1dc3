/* Plans that differ in one respect. */
#include "planning/answers/vary.h"

#include <math.h>
#include <string.h>

#include "planning/spending/spending.h"

enum { AGE_MAX = 120 };

const char *const fp_vary_names[FP_VARY_COUNT] = {
    "returns", "volatility",      "inflation",      "spending", "savings",
    "wealth",  "social_security", "retirement_age", "lifespan", "fees"
};
const double fp_vary_steps[FP_VARY_COUNT] = { 0.01, 0.2,  0.01, 0.1, 0.1,
                                              0.1,  0.25, 2.0,  5.0, 0.005 };

static void *
copy(struct fp_arena *arena, const void *from, size_t n, size_t size)
{
    void *to = fp_arena_array(arena, n + 1, size);

    if (to != NULL && n > 0)
        memcpy(to, from, n * size);
    return to;
}

/* The moments of a plan's own regimes. */
static enum fp_err
vary_regimes(struct fp_plan *plan, enum fp_vary what, double by,
             struct fp_arena *arena, struct fp_error *error)
{
    struct fp_regime *regimes = copy(arena, plan->market.regimes,
                                     plan->market.n_regimes, sizeof(*regimes));

    if (regimes == NULL)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    for (size_t k = 0; k < plan->market.n_regimes; k++)
        for (size_t a = 0; a < plan->market.n_assets; a++) {
            double *mean = &regimes[k].means[a], *sd = &regimes[k].sds[a];

            if (what == FP_VARY_RETURNS)
                *mean += by;
            else
                *sd *= 1.0 + by;
            if (*mean <= -1.0 || *sd < 0.0)
                return fp_error_set(error, FP_EINVAL,
                                    "%s of regime %s cannot be changed by %g",
                                    fp_vary_names[what], regimes[k].id, by);
        }
    plan->market.regimes = regimes;
    return FP_OK;
}

static enum fp_err
vary_market(struct fp_plan *plan, enum fp_vary what, double by,
            struct fp_arena *arena, struct fp_error *error)
{
    struct fp_asset *assets = copy(arena, plan->market.assets,
                                   plan->market.n_assets, sizeof(*assets));

    if (assets == NULL)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    for (size_t a = 0; a < plan->market.n_assets; a++) {
        if (what == FP_VARY_RETURNS)
            assets[a].mean += by;
        else
            assets[a].sd *= 1.0 + by;
        if (assets[a].mean <= -1.0 || assets[a].sd < 0.0)
            return fp_error_set(error, FP_EINVAL,
                                "%s of %s cannot be changed by %g",
                                fp_vary_names[what], assets[a].id, by);
    }
    plan->market.assets = assets;
    return vary_regimes(plan, what, by, arena, error);
}

static enum fp_err
vary_people(struct fp_plan *plan, enum fp_vary what, int by,
            struct fp_arena *arena, struct fp_error *error)
{
    struct fp_person *people =
        copy(arena, plan->people, plan->n_people, sizeof(*people));

    if (people == NULL)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    for (size_t p = 0; p < plan->n_people; p++) {
        if (what == FP_VARY_RETIREMENT_AGE)
            people[p].retirement_age += by;
        else
            people[p].plan_to_age += by;
        if (people[p].plan_to_age > AGE_MAX)
            people[p].plan_to_age = AGE_MAX;
    }
    plan->people = people;
    if (fp_plan_years(plan) < 1)
        return fp_error_set(error, FP_EINVAL, "the plan would cover no year");
    return FP_OK;
}

static enum fp_err
vary_accounts(struct fp_plan *plan, enum fp_vary what, double by,
              struct fp_arena *arena, struct fp_error *error)
{
    struct fp_account *accounts =
        copy(arena, plan->accounts, plan->n_accounts, sizeof(*accounts));

    if (accounts == NULL)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    for (size_t i = 0; i < plan->n_accounts; i++) {
        struct fp_account *account = &accounts[i];

        if (what == FP_VARY_FEES) {
            account->fee = fmin(fmax(account->fee + by, 0.0), 1.0);
            continue;
        }
        account->balance *= 1.0 + by;
        account->cost_basis *= 1.0 + by;
        account->roth_basis *= 1.0 + by;
    }
    plan->accounts = accounts;
    return FP_OK;
}

static enum fp_err
vary_flows(struct fp_plan *plan, enum fp_vary what, double by,
           struct fp_arena *arena, struct fp_error *error)
{
    struct fp_expense *expenses =
        copy(arena, plan->expenses, plan->n_expenses, sizeof(*expenses));
    struct fp_contribution *contributions =
        copy(arena, plan->contributions, plan->n_contributions,
             sizeof(*contributions));
    struct fp_income *incomes =
        copy(arena, plan->incomes, plan->n_incomes, sizeof(*incomes));

    if (expenses == NULL || contributions == NULL || incomes == NULL)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    for (size_t i = 0; i < plan->n_expenses && what == FP_VARY_SPENDING; i++)
        expenses[i].amount *= 1.0 + by;
    for (size_t i = 0; i < plan->n_contributions && what == FP_VARY_SAVINGS;
         i++)
        contributions[i].amount *= 1.0 + by;
    for (size_t i = 0; i < plan->n_incomes && what == FP_VARY_SOCIAL_SECURITY;
         i++)
        incomes[i].pia_monthly *= 1.0 + by;
    if (what == FP_VARY_SPENDING)
        fp_spending_scale(&plan->strategy.spending, 1.0 + by);
    plan->expenses = expenses;
    plan->contributions = contributions;
    plan->incomes = incomes;
    return FP_OK;
}

enum fp_err
fp_vary_apply(const struct fp_plan *plan, enum fp_vary what, double by,
              struct fp_arena *arena, struct fp_plan *out,
              struct fp_error *error)
{
    struct fp_plan varied = *plan;
    enum fp_err err = FP_EINVAL;

    if (!isfinite(by) || by < -1.0e3 || by > 1.0e3)
        return fp_error_set(error, FP_EINVAL, "%g is no step", by);
    switch (what) {
    case FP_VARY_RETURNS:
    case FP_VARY_VOLATILITY:
        err = vary_market(&varied, what, by, arena, error);
        break;
    case FP_VARY_INFLATION:
        varied.market.inflation_mean += by;
        err = varied.market.inflation_mean > -1.0
                  ? FP_OK
                  : fp_error_set(error, FP_EINVAL, "inflation would be %g",
                                 varied.market.inflation_mean);
        break;
    case FP_VARY_RETIREMENT_AGE:
    case FP_VARY_LIFESPAN:
        err = vary_people(&varied, what, (int)by, arena, error);
        break;
    case FP_VARY_WEALTH:
    case FP_VARY_FEES:
        err = vary_accounts(&varied, what, by, arena, error);
        break;
    case FP_VARY_SPENDING:
    case FP_VARY_SAVINGS:
    case FP_VARY_SOCIAL_SECURITY:
        err = vary_flows(&varied, what, by, arena, error);
        break;
    case FP_VARY_COUNT:
        err = fp_error_set(error, FP_EINVAL, "there is no such variation");
        break;
    }
    if (err == FP_OK)
        *out = varied;
    return err;
}
