/* Properties over thousands of random plans. The first seed is FP_TEST_SEED,
 * or 1; a plan that fails names its own. */
#include "tests/cmocka_fp.h"

#include <stdlib.h>
#include <string.h>

#include "planning/engine/project.h"
#include "planning/math/rng.h"
#include "planning/engine/simulate.h"
#include "planning/spending/spending.h"
#include "tests/planning/plan_kit.h"

enum { LEDGERS = 2000, PAIRS = 400, PATHS = 40 };

/* A household with more than accounts. */
struct house {
    struct kit kit;
    struct fp_liability loans[2];
    struct fp_property home;
    struct fp_goal goals[2];
    struct fp_account accounts[KIT_ACCOUNTS + 2];
};

static uint64_t
first_seed(void)
{
    const char *text = getenv("FP_TEST_SEED");

    return text != NULL ? strtoull(text, NULL, 10) : 1;
}

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

static void
random_house(struct house *h, uint64_t seed)
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

static void
check_row(const struct fp_ledger_year *row, size_t n_accounts, uint64_t seed)
{
    double sum = row->opening + row->inflows + row->growth - row->outflows -
                 row->taxes - row->fees;

    if (!(fabs(sum - row->closing) <= 0.01))
        fail_msg("seed %llu, %d: %.6f is not %.6f", (unsigned long long)seed,
                 row->year, sum, row->closing);
    for (size_t i = 0; i < n_accounts; i++) {
        const struct fp_ledger_account *a = &row->accounts[i];
        double own = a->opening + a->contributions + a->deposits +
                     a->converted - a->withdrawals + a->growth - a->fees;

        if (!(a->closing >= 0.0) || !(fabs(own - a->closing) <= 0.01))
            fail_msg("seed %llu, %d, account %zu: %.6f is not %.6f",
                     (unsigned long long)seed, row->year, i, own, a->closing);
    }
    if (!(row->spending_paid <= row->spending_wanted + 0.01))
        fail_msg("seed %llu, %d: more was paid than wanted",
                 (unsigned long long)seed, row->year);
}

static void
every_ledger_balances_to_the_cent(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    uint64_t first = first_seed();
    struct house house;

    (void)state;
    print_message("seeds from %llu\n", (unsigned long long)first);
    for (uint64_t seed = first; seed < first + LEDGERS; seed++) {
        struct fp_projection p;
        struct fp_error error = { 0 };

        random_house(&house, seed);
        if (fp_project_path(&house.kit.plan, NULL, seed, seed % 7, arena, &p,
                            &error) != FP_OK)
            fail_msg("seed %llu: %s", (unsigned long long)seed, error.detail);
        for (size_t t = 0; t < p.years; t++)
            check_row(&p.rows[t], p.n_accounts, seed);
        fp_arena_reset(arena);
    }
    fp_arena_free(arena);
}

/* Without tax and surcharges more money never does harm. */
static void
more_wealth_never_lowers_success(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_sim_options options = { .paths = PATHS, .threads = 1 };
    uint64_t first = first_seed();
    struct house house;

    (void)state;
    for (uint64_t seed = first; seed < first + PAIRS; seed++) {
        struct fp_sim_result poor, rich;

        random_house(&house, seed);
        house.kit.plan.taxes.model = FP_TAX_NONE;
        house.kit.plan.taxes.medicare = FP_MEDICARE_NONE;
        house.kit.plan.strategy.conversion.policy = FP_CONVERSION_NONE;
        fp_spending_defaults(FP_SPENDING_CONSTANT_REAL,
                             &house.kit.plan.strategy.spending);
        options.seed = seed;
        assert_int_equal(fp_simulate(&house.kit.plan, NULL, &options, arena,
                                     &poor, NULL), FP_OK);
        for (size_t i = 0; i < house.kit.plan.n_accounts; i++)
            house.accounts[i].balance *= 1.25;
        assert_int_equal(fp_simulate(&house.kit.plan, NULL, &options, arena,
                                     &rich, NULL), FP_OK);
        if (rich.successes < poor.successes)
            fail_msg("seed %llu: %llu of %d fell to %llu",
                     (unsigned long long)seed,
                     (unsigned long long)poor.successes, PATHS,
                     (unsigned long long)rich.successes);
        fp_arena_reset(arena);
    }
    fp_arena_free(arena);
}

/* Under the law a path may fail for more wealth only where income crosses one
 * of its cliffs (surcharges, the premium credit, state rebates), and then it
 * lacks no more than such a cliff takes in a lifetime. */
static void
more_wealth_costs_at_most_the_cliffs(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_sim_options options = { .paths = PATHS, .threads = 1 };
    uint64_t first = first_seed();
    struct house house;
    int fallen = 0;

    (void)state;
    for (uint64_t seed = first; seed < first + PAIRS; seed++) {
        struct fp_sim_result poor, rich;

        random_house(&house, seed);
        house.kit.plan.taxes.model = FP_TAX_US;
        house.kit.plan.strategy.conversion.policy = FP_CONVERSION_NONE;
        fp_spending_defaults(FP_SPENDING_CONSTANT_REAL,
                             &house.kit.plan.strategy.spending);
        options.seed = seed;
        assert_int_equal(fp_simulate(&house.kit.plan, NULL, &options, arena,
                                     &poor, NULL), FP_OK);
        for (size_t i = 0; i < house.kit.plan.n_accounts; i++)
            house.accounts[i].balance *= 1.25;
        assert_int_equal(fp_simulate(&house.kit.plan, NULL, &options, arena,
                                     &rich, NULL), FP_OK);
        fallen += rich.successes < poor.successes;
        if (rich.successes + 1 < poor.successes)
            fail_msg("seed %llu: %llu of %d fell to %llu",
                     (unsigned long long)seed,
                     (unsigned long long)poor.successes, PATHS,
                     (unsigned long long)rich.successes);
        fp_arena_reset(arena);
    }
    print_message("%d of %d plans lost a path\n", fallen, PAIRS);
    assert_true(fallen <= PAIRS / 50);
    fp_arena_free(arena);
}

/* The same plan gives the same bytes, with any number of threads. */
static void
equal_plans_give_equal_bytes(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    uint64_t first = first_seed();
    struct house one, other;

    (void)state;
    for (uint64_t seed = first; seed < first + 60; seed++) {
        struct fp_sim_options options = { .paths = 300, .seed = seed,
                                          .threads = 1 };
        struct fp_sim_result a, b;

        random_house(&one, seed);
        random_house(&other, seed);
        assert_int_equal(fp_simulate(&one.kit.plan, NULL, &options, arena, &a,
                                     NULL), FP_OK);
        options.threads = 3;
        assert_int_equal(fp_simulate(&other.kit.plan, NULL, &options, arena,
                                     &b, NULL), FP_OK);
        assert_memory_equal(&a.ending, &b.ending, sizeof(a.ending));
        assert_memory_equal(a.wealth.mean, b.wealth.mean,
                            a.years * sizeof(double));
        assert_memory_equal(a.taxes.standard_error, b.taxes.standard_error,
                            a.years * sizeof(double));
        assert_true(a.certainty_equivalent == b.certainty_equivalent);
        fp_arena_reset(arena);
    }
    fp_arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_ledger_balances_to_the_cent),
        cmocka_unit_test(more_wealth_never_lowers_success),
        cmocka_unit_test(more_wealth_costs_at_most_the_cliffs),
        cmocka_unit_test(equal_plans_give_equal_bytes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
