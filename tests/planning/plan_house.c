/* Random households. */
#include "tests/planning/plan_house.h"

#include <string.h>

#include "planning/law/state_tax.h"
#include "planning/math/rng.h"

/* A number in [0, 1) for place k of a seed. */
static double
draw(uint64_t seed, uint32_t k)
{
    double u[2];

    fp_rng_uniform2(seed, 99, k, 0, u);
    return u[0];
}

static void
add_account(struct house *h, const char *id, enum fp_account_type type,
            double balance)
{
    struct fp_account *account = &h->accounts[h->kit.plan.n_accounts];

    *account = h->accounts[2];
    account->id = id;
    account->type = type;
    account->owner = 1;
    account->balance = balance;
    account->inherited_year = 2024;
    account->decedent_birth_year = 1945;
    h->kit.plan.n_accounts++;
}

void
kit_random_house(struct house *h, uint64_t seed)
{
    static const char *const states[] = { "CA", "NY", "TX", "PA", "OR" };
    static const enum fp_mortality lives[] = { FP_MORTALITY_NONE,
                                               FP_MORTALITY_SSA_PERIOD,
                                               FP_MORTALITY_SSA_COHORT };
    struct fp_plan *plan = &h->kit.plan;

    memset(h, 0, sizeof(*h));
    kit_random(&h->kit, seed);
    memcpy(h->accounts, h->kit.accounts, sizeof(h->kit.accounts));
    plan->accounts = h->accounts;
    add_account(h, "inherited", FP_ACCOUNT_INHERITED, 2e5 * draw(seed, 1));
    add_account(h, "health", FP_ACCOUNT_HSA, 4e4 * draw(seed, 2));
    if (draw(seed, 60) < 0.6) { /* limits that fade out with income */
        h->kit.contributions[1] = (struct fp_contribution){
            .id = "individual", .account = draw(seed, 61) < 0.5 ? 3 : 4,
            .amount = 9000 * draw(seed, 62), .end = h->kit.contributions[0].end
        };
        plan->n_contributions = 2;
    }
    h->loans[0] = (struct fp_liability){ "mortgage", 3e5 * draw(seed, 3),
                                         0.07 * draw(seed, 4), 2500, 0 };
    h->loans[1] = (struct fp_liability){ "car", 3e4 * draw(seed, 5), 0.08, 600,
                                         -1 };
    h->home = (struct fp_property){ .id = "home", .value = 8e5, .growth = 0.01,
                                    .sell = { FP_WHEN_AGE, 78, 0 },
                                    .sale_cost = 0.06,
                                    .primary_residence = draw(seed, 6) < 0.7,
                                    .cost_basis = 3e5 };
    h->goals[0] = (struct fp_goal){ .id = "trip", .amount = 2e4,
                                    .from_year = 2030, .to_year = 2034,
                                    .priority = 2 };
    h->goals[1] = (struct fp_goal){ .id = "heirs", .kind = FP_GOAL_LEGACY,
                                    .amount = 1e5, .priority = 1 };
    plan->liabilities = h->loans;
    plan->n_liabilities = 2;
    plan->properties = &h->home;
    plan->n_properties = 1;
    plan->goals = h->goals;
    plan->n_goals = 2;
    strcpy(plan->state, states[(int)(5 * draw(seed, 7))]); /* two letters */
    h->kit.people[0].mortality = lives[(int)(3 * draw(seed, 8))];
    h->kit.people[1].mortality = lives[(int)(3 * draw(seed, 9))];
    plan->strategy.conversion.policy =
        (enum fp_conversion_policy)(4 * draw(seed, 10));
    plan->strategy.conversion.amount = 3e4;
    plan->strategy.conversion.rate = 0.22;
    if (plan->taxes.model != FP_TAX_US &&
        plan->strategy.conversion.policy != FP_CONVERSION_NONE)
        plan->strategy.conversion.policy = FP_CONVERSION_FIXED;
    plan->marketplace.benchmark = plan->marketplace.premium = 9000;
    plan->taxes.heir_rate = 0.22;
    plan->time_step = draw(seed, 11) < 0.2 ? FP_STEP_MONTH : FP_STEP_YEAR;
    h->kit.expenses[0].kind =
        (enum fp_expense_kind)(FP_EXPENSE_KIND_COUNT * draw(seed, 12));
    plan->strategy.charity_from_ira = draw(seed, 13) < 0.5;
}

void
kit_random_market(struct house *h, uint64_t seed)
{
    static const enum fp_market_model models[] = {
        FP_MARKET_LOGNORMAL, FP_MARKET_LOGNORMAL, FP_MARKET_LOGNORMAL,
        FP_MARKET_STUDENT_T, FP_MARKET_FIXED
    };
    struct fp_plan *plan = &h->kit.plan;
    struct fp_market *market = &plan->market;

    kit_random_house(h, seed);
    strcpy(plan->state, fp_state_code((size_t)(51 * draw(seed, 30))));
    market->model = models[(int)(5 * draw(seed, 20))];
    market->degrees_of_freedom = 5;
    if (draw(seed, 21) < 0.3) {
        market->inflation = FP_INFLATION_AR1;
        market->inflation_sd = 0.02;
        market->inflation_persistence = 0.6;
    }
    if (draw(seed, 22) < 0.15) {
        plan->strategy.order_kind = FP_ORDER_BRACKET_FILL;
        plan->strategy.fill_rate = 0.12;
    } else if (draw(seed, 23) < 0.15) {
        plan->strategy.order_kind = FP_ORDER_LIST;
    }
    if (draw(seed, 24) < 0.2) {
        plan->strategy.rebalance = FP_REBALANCE_BAND;
        plan->strategy.band = 0.05;
    }
    if (draw(seed, 25) < 0.2)
        plan->taxes.model = FP_TAX_NONE;
    else if (draw(seed, 26) < 0.1)
        plan->taxes.model = FP_TAX_FLAT;
    if (plan->taxes.model != FP_TAX_US &&
        plan->strategy.conversion.policy != FP_CONVERSION_NONE)
        plan->strategy.conversion.policy = FP_CONVERSION_FIXED;
    plan->taxes.flat_rate = 0.2;
    plan->taxes.medicare = (enum fp_medicare_cost)(3 * draw(seed, 27));
    if (draw(seed, 28) < 0.5)
        h->kit.people[0].mortality = h->kit.people[1].mortality =
            FP_MORTALITY_NONE;
    h->kit.people[0].retirement_age = 60 + (int)(10 * draw(seed, 29));
}
