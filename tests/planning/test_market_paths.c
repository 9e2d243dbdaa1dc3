/* planning: kept market paths give the bits of paths that are drawn. */
#include "tests/cmocka_fp.h"

#include <pthread.h>
#include <string.h>

#include "planning/market/market_kept.h"
#include "planning/simulation/simulate.h"
#include "tests/planning/plan_kit.h"

enum { PATHS = 300, SEED = 11 };

#define ROOM ((size_t)64 << 20)

static struct fp_arena *arena;
static struct fp_market_paths *markets;

static int
open_all(void **state)
{
    (void)state;
    arena = fp_arena_new(0);
    markets = fp_market_paths_new(ROOM, FP_MARKET_KEEP_ALWAYS);
    return arena == NULL || markets == NULL;
}

static int
close_all(void **state)
{
    (void)state;
    fp_market_paths_free(markets);
    fp_arena_free(arena);
    return 0;
}

static struct fp_sim_result
simulate_at(enum fp_level level, const struct fp_plan *plan,
            struct fp_market_paths *with, uint64_t paths, uint64_t seed)
{
    const struct fp_sim_options options = { .paths = paths, .seed = seed,
                                            .threads = 2, .level = level,
                                            .markets = with };
    struct fp_sim_result result;
    struct fp_error error;

    if (fp_simulate(plan, kit_us_history(), &options, arena, &result,
                    &error) != FP_OK)
        fail_msg("%s", error.detail);
    return result;
}

static struct fp_sim_result
simulate(const struct fp_plan *plan, struct fp_market_paths *with,
         uint64_t paths, uint64_t seed)
{
    return simulate_at(FP_LEVEL_AUTO, plan, with, paths, seed);
}

static void
same_doubles(const double *a, const double *b, size_t n, const char *what)
{
    if (memcmp(a, b, n * sizeof(*a)) != 0)
        fail_msg("%s differs", what);
}

/* Every bit of two results. */
static void
same_results(const struct fp_sim_result *a, const struct fp_sim_result *b)
{
    assert_int_equal(a->paths, b->paths);
    assert_int_equal(a->years, b->years);
    assert_int_equal(a->successes, b->successes);
    for (size_t q = 0; q < FP_PERCENTILES; q++) {
        same_doubles(a->wealth.percentiles[q], b->wealth.percentiles[q],
                     a->years, "wealth");
        same_doubles(a->spending.percentiles[q], b->spending.percentiles[q],
                     a->years, "spending");
        same_doubles(a->taxes.percentiles[q], b->taxes.percentiles[q],
                     a->years, "taxes");
        assert_int_equal(a->percentile_paths[q], b->percentile_paths[q]);
    }
    same_doubles(a->wealth.mean, b->wealth.mean, a->years, "mean wealth");
    same_doubles(&a->taxes_lifetime_mean, &b->taxes_lifetime_mean, 1,
                 "lifetime taxes");
    same_doubles(&a->certainty_equivalent, &b->certainty_equivalent, 1,
                 "the certainty equivalent");
    same_doubles(&a->shortfall_cvar_5, &b->shortfall_cvar_5, 1, "the tail");
}

/* Runs the plan without, then twice with the kept markets. */
static void
same_with_and_without(const struct fp_plan *plan, uint64_t paths,
                      uint64_t seed)
{
    struct fp_sim_result bare = simulate(plan, NULL, paths, seed);
    struct fp_sim_result first = simulate(plan, markets, paths, seed);
    struct fp_sim_result again = simulate(plan, markets, paths, seed);

    same_results(&bare, &first);
    same_results(&bare, &again);
}

static struct fp_market_paths_counts
counts(void)
{
    struct fp_market_paths_counts now;

    fp_market_paths_count(markets, &now);
    return now;
}

static const enum fp_market_model models[] = {
    FP_MARKET_LOGNORMAL, FP_MARKET_STUDENT_T,  FP_MARKET_REGIME,
    FP_MARKET_BOOTSTRAP, FP_MARKET_HISTORICAL, FP_MARKET_FIXED
};

/* A market of each model, by years and by months. */
static void
every_model(void **state)
{
    uint64_t kept;
    struct kit kit;

    (void)state;
    kit_couple(&kit);
    kit.plan.market.degrees_of_freedom = 5.0;
    kit.plan.market.block_years = 3;
    for (size_t i = 0; i < FP_COUNT(models); i++) {
        kit.plan.market.model = models[i];
        kit.plan.time_step = FP_STEP_YEAR;
        same_with_and_without(&kit.plan, PATHS, SEED);
        kit.plan.time_step = FP_STEP_MONTH;
        same_with_and_without(&kit.plan, PATHS, SEED);
    }
    /* Four models are drawn, each by years and by months; of these lognormal
     * months are as quick as memory where there are kernels. */
    kept = fp_level_best() == FP_LEVEL_REFERENCE ? 8 : 7;
    assert_int_equal(counts().misses, kept);
    assert_int_equal(counts().hits, kept);
    assert_int_equal(counts().refused, 0);
}

/* Nothing of the household is part of what is kept. */
static void
plans_share_a_market(void **state)
{
    struct kit kit;

    (void)state;
    kit_couple(&kit);
    same_with_and_without(&kit.plan, PATHS, SEED);
    kit.expenses[0].amount *= 1.2;
    kit.accounts[1].balance += 50000.0;
    kit.people[0].retirement_age += 2;
    same_with_and_without(&kit.plan, PATHS, SEED);
    same_with_and_without(&kit.plan, PATHS - 100, SEED);
    assert_int_equal(counts().misses, 1);
    assert_int_equal(counts().hits, 5);
}

/* What one level draws, each of the others reads: one path after the other or
 * several at once, by years and by months. A run of a few paths more finds no
 * value in the lanes that the first left empty. */
static void
every_level(void **state)
{
    enum fp_level best = fp_level_best();
    struct kit kit;

    (void)state;
    kit_couple(&kit);
    kit.plan.market.degrees_of_freedom = 5.0;
    for (int k = 0; k < 4; k++) {
        struct fp_sim_result bare, more;

        kit.plan.market.model = k < 2 ? FP_MARKET_STUDENT_T
                                      : FP_MARKET_LOGNORMAL;
        kit.plan.time_step = k % 2 == 0 ? FP_STEP_YEAR : FP_STEP_MONTH;
        bare = simulate_at(FP_LEVEL_REFERENCE, &kit.plan, NULL, PATHS, SEED);
        more = simulate_at(FP_LEVEL_REFERENCE, &kit.plan, NULL, PATHS + 3,
                           SEED);
        for (int from = FP_LEVEL_REFERENCE; from <= (int)best; from++) {
            struct fp_market_paths *own =
                fp_market_paths_new(ROOM, FP_MARKET_KEEP_ALWAYS);
            struct fp_market_paths_counts now;
            struct fp_sim_result r;

            r = simulate_at((enum fp_level)from, &kit.plan, own, PATHS, SEED);
            same_results(&bare, &r);
            for (int to = FP_LEVEL_REFERENCE; to <= (int)best; to++) {
                r = simulate_at((enum fp_level)to, &kit.plan, own, PATHS,
                                SEED);
                same_results(&bare, &r);
            }
            fp_market_paths_count(own, &now);
            assert_int_equal(now.misses, 1);
            r = simulate_at((enum fp_level)from, &kit.plan, own, PATHS + 3,
                            SEED);
            same_results(&more, &r);
            fp_market_paths_free(own);
        }
    }
}

/* Other years or more paths than were kept: the market is drawn anew. */
static void
larger_runs(void **state)
{
    struct kit kit;

    (void)state;
    kit_couple(&kit);
    same_with_and_without(&kit.plan, PATHS, SEED);
    same_with_and_without(&kit.plan, PATHS + 1000, SEED);
    kit.people[0].plan_to_age += 5;
    kit.people[1].plan_to_age += 5;
    same_with_and_without(&kit.plan, PATHS, SEED);
    kit.people[0].plan_to_age -= 9;
    kit.people[1].plan_to_age -= 9;
    same_with_and_without(&kit.plan, PATHS, SEED);
    assert_int_equal(counts().misses, 4);
}

/* One parameter of a market at a time: each makes another market. */
static void
every_parameter_counts(void **state)
{
    static const double opening_returns[] = { -0.3, 0.05, 0.02 };
    static const double opening_prices[] = { 0.04 };
    struct fp_history opening = { .name = "bad", .source = "test",
                                  .first_year = 2026, .n_years = 1,
                                  .returns = opening_returns,
                                  .inflation = opening_prices };
    struct kit kit;
    struct fp_market *m = &kit.plan.market;
    uint64_t before;

    (void)state;
    kit_couple(&kit);
    m->inflation = FP_INFLATION_AR1;
    m->inflation_sd = 0.01;
    m->inflation_persistence = 0.5;
    opening.n_columns = m->n_assets;
    for (size_t a = 0; a < m->n_assets; a++)
        opening.columns[a] = kit.assets[a].id;
    for (int k = 0; k < 16; k++) {
        switch (k) {
        case 0: break;
        case 1: kit.assets[0].mean += 0.01; break;
        case 2: kit.assets[1].sd += 0.01; break;
        case 3:
            m->correlations[0][1] += 0.05;
            m->correlations[1][0] += 0.05;
            break;
        case 4: m->inflation_mean += 0.002; break;
        case 5: m->inflation_sd += 0.002; break;
        case 6: m->inflation_persistence += 0.1; break;
        case 7:
            m->has_inflation_start = 1;
            m->inflation_start = 0.05;
            break;
        case 8: m->inflation_correlations[0] = -0.2; break;
        case 9: m->tilt.years = 4; break;
        case 10: m->tilt.returns[0] = -0.02; break;
        case 11: m->tilt.inflation = 0.01; break;
        case 12:
            m->conditioning.cape = 30.0;
            m->conditioning.years = 10;
            m->kinds[0] = FP_ASSET_STOCK;
            break;
        case 13: m->opening = &opening; break;
        case 14:
            m->model = FP_MARKET_STUDENT_T;
            m->degrees_of_freedom = 6.0;
            break;
        case 15: m->degrees_of_freedom = 4.0; break;
        }
        before = counts().misses;
        same_with_and_without(&kit.plan, PATHS, SEED);
        assert_int_equal(counts().misses, before + 1);
    }
    before = counts().misses;
    same_with_and_without(&kit.plan, PATHS, SEED + 1);
    assert_int_equal(counts().misses, before + 1);
}

/* Blocks of the history, and the years that they come from. */
static void
every_parameter_of_a_history_counts(void **state)
{
    struct kit kit;
    struct fp_market *m = &kit.plan.market;

    (void)state;
    kit_couple(&kit);
    m->model = FP_MARKET_BOOTSTRAP;
    m->block_years = 3;
    for (int k = 0; k < 5; k++) {
        uint64_t before = counts().misses;

        switch (k) {
        case 1: m->block_years = 5; break;
        case 2: m->bootstrap = FP_BOOTSTRAP_STATIONARY; break;
        case 3: m->from_year = 1950; break;
        case 4: m->inflation = FP_INFLATION_HISTORICAL; break;
        default: break;
        }
        same_with_and_without(&kit.plan, PATHS, SEED);
        assert_int_equal(counts().misses, before + 1);
    }
}

/* Above the ceiling nothing is kept, and the run is as it would be. */
static void
room_is_bounded(void **state)
{
    struct fp_market_paths_counts now;
    struct fp_sim_result bare, with;
    struct fp_market_paths *small;
    size_t one;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 20, 1e6, 40000, 0.05, 0.12);
    bare = simulate(&kit.plan, NULL, 192, SEED);
    one = (size_t)192 * 20 * 2 * sizeof(double);
    small = fp_market_paths_new(one - 1, FP_MARKET_KEEP_ALWAYS);
    with = simulate(&kit.plan, small, 192, SEED);
    same_results(&bare, &with);
    fp_market_paths_count(small, &now);
    assert_int_equal(now.refused, 1);
    assert_int_equal(now.bytes, 0);
    fp_market_paths_free(small);

    small = fp_market_paths_new(2 * one, FP_MARKET_KEEP_ALWAYS);
    for (uint64_t seed = 1; seed <= 5; seed++) {
        with = simulate(&kit.plan, small, 192, seed);
        fp_market_paths_count(small, &now);
        assert_int_equal(now.misses, seed);
        assert_true(now.bytes <= 2 * one);
    }
    /* The last two are there, the first gave way. */
    with = simulate(&kit.plan, small, 192, 4);
    fp_market_paths_count(small, &now);
    assert_int_equal(now.hits, 1);
    with = simulate(&kit.plan, small, 192, 1);
    fp_market_paths_count(small, &now);
    assert_int_equal(now.hits, 1);
    fp_market_paths_free(small);
}

/* Where nobody knows whether another run will come, a market is kept from its
 * second run on. */
static void
what_is_repeated_is_kept(void **state)
{
    struct fp_market_paths *own =
        fp_market_paths_new(ROOM, FP_MARKET_KEEP_REPEATED);
    struct fp_market_paths_counts now;
    struct fp_sim_result bare, with;
    struct kit kit;

    (void)state;
    kit_couple(&kit);
    bare = simulate(&kit.plan, NULL, PATHS, SEED);
    for (uint64_t run = 0; run < 4; run++) {
        with = simulate(&kit.plan, own, PATHS, SEED);
        same_results(&bare, &with);
        fp_market_paths_count(own, &now);
        assert_int_equal(now.passed, 1 + run);
        assert_int_equal(now.misses, run >= 1);
        assert_int_equal(now.hits, run >= 2 ? run - 1 : 0);
        assert_true((now.bytes > 0) == (run >= 1));
        /* Another one each time is none that comes again. */
        (void)simulate(&kit.plan, own, PATHS, SEED + 1 + run);
    }
    fp_market_paths_free(own);
}

/* --- many runs at once ----------------------------------------------------- */

struct runner {
    const struct fp_plan *plan;
    uint64_t successes;
    pthread_t thread;
};

static void *
run_many(void *argument)
{
    struct runner *runner = argument;

    for (uint64_t k = 0; k < 6; k++) {
        const struct fp_sim_options options = { .paths = PATHS,
                                                .seed = SEED + k % 2,
                                                .threads = 2,
                                                .markets = markets };
        struct fp_arena *own = fp_arena_new(0);
        struct fp_sim_result result;

        if (fp_simulate(runner->plan, NULL, &options, own, &result, NULL) ==
            FP_OK)
            runner->successes += result.successes << 10 * (k % 2);
        fp_arena_free(own);
    }
    return NULL;
}

static void
runs_at_once(void **state)
{
    enum { RUNNERS = 4 };
    struct runner runners[RUNNERS];
    uint64_t expected;
    struct kit kit;

    (void)state;
    kit_couple(&kit);
    kit.expenses[0].amount *= 1.1;
    expected = 3 * simulate(&kit.plan, NULL, PATHS, SEED).successes +
               3 * (simulate(&kit.plan, NULL, PATHS, SEED + 1).successes
                    << 10);
    for (size_t i = 0; i < RUNNERS; i++) {
        runners[i] = (struct runner){ .plan = &kit.plan };
        assert_int_equal(pthread_create(&runners[i].thread, NULL, run_many,
                                        &runners[i]), 0);
    }
    for (size_t i = 0; i < RUNNERS; i++) {
        pthread_join(runners[i].thread, NULL);
        assert_int_equal(runners[i].successes, expected);
    }
    assert_int_equal(counts().hits + counts().misses, RUNNERS * 6);
    assert_int_equal(counts().misses, 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_model, open_all, close_all),
        cmocka_unit_test_setup_teardown(plans_share_a_market, open_all,
                                        close_all),
        cmocka_unit_test_setup_teardown(every_level, open_all, close_all),
        cmocka_unit_test_setup_teardown(larger_runs, open_all, close_all),
        cmocka_unit_test_setup_teardown(every_parameter_counts, open_all,
                                        close_all),
        cmocka_unit_test_setup_teardown(every_parameter_of_a_history_counts,
                                        open_all, close_all),
        cmocka_unit_test_setup_teardown(room_is_bounded, open_all, close_all),
        cmocka_unit_test_setup_teardown(what_is_repeated_is_kept, open_all,
                                        close_all),
        cmocka_unit_test_setup_teardown(runs_at_once, open_all, close_all)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
