/* Properties over thousands of random plans. The first seed is FP_TEST_SEED,
 * or 1; a plan that fails names its own. */
#include "tests/cmocka_fp.h"

#include <stdlib.h>
#include <string.h>

#include "planning/answers/project.h"
#include "planning/simulation/simulate.h"
#include "planning/spending/spending.h"
#include "tests/planning/plan_house.h"

enum { LEDGERS = 2000, PAIRS = 400, PATHS = 40 };

static uint64_t
first_seed(void)
{
    const char *text = getenv("FP_TEST_SEED");

    return text != NULL ? strtoull(text, NULL, 10) : 1;
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

        kit_random_house(&house, seed);
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

        kit_random_house(&house, seed);
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

        kit_random_house(&house, seed);
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

        kit_random_house(&one, seed);
        kit_random_house(&other, seed);
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
