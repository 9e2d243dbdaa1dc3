/* planning: control variates. Against a long run, by the errors that they
 * state; the same bytes on every level and number of threads; and nothing of
 * what is not corrected moves. */
#include "tests/cmocka_fp.h"
#include "tests/planning/plan_kit.h"

#include "base/arena.h"
#include "planning/simulation/simulate.h"

enum { PLANS = 56, PATHS = 1024, LONG = 200000 };

static struct fp_sim_result
run(const struct kit *kit, const struct fp_sim_options *options,
    struct fp_arena *arena)
{
    struct fp_sim_result r;
    struct fp_error error = { 0 };

    if (fp_simulate(&kit->plan, NULL, options, arena, &r, &error) != FP_OK)
        fail_msg("%s", error.detail);
    return r;
}

/* Untaxed, a function of i alone: 3 to 12 years of spending around what
 * lasts, in markets from calm to wild, on each sampler. */
static void
make_plan(struct kit *kit, size_t i)
{
    int years = 3 + (int)(i % 10);
    double factor = 0.88 + 0.02 * (double)(i % 13);

    kit_simple(kit, years, 1e6, factor * 1e6 / years,
               0.01 + 0.012 * (double)(i % 6), 0.05 + 0.03 * (double)(i % 7));
    kit->plan.market.sampler =
        (enum fp_sampler)(FP_SAMPLER_PLAIN + i % 3);
}

struct score {
    double squares, gain;
    size_t n;
};

static void
add_score(struct score *s, double off, double error, double without)
{
    if (error <= 0 || without <= 0)
        return;
    s->squares += off * off / (error * error);
    s->gain += log(without / error);
    s->n++;
}

static void
stated_errors_hold(void **state)
{
    struct score success[4] = { { 0 } }, mean[4] = { { 0 } };
    struct score all_success = { 0 }, all_mean = { 0 };

    (void)state;
    for (size_t i = 0; i < PLANS; i++) {
        struct fp_arena *arena = fp_arena_new((size_t)256 << 20);
        struct fp_sim_options options = { .paths = LONG, .seed = 900 + i,
                                          .threads = 2 };
        struct fp_sim_result truth, with, without;
        enum fp_sampler sampler;
        struct kit kit;

        assert_non_null(arena);
        make_plan(&kit, i);
        sampler = kit.plan.market.sampler;
        kit.plan.market.sampler = FP_SAMPLER_SOBOL;
        truth = run(&kit, &options, arena);
        kit.plan.market.sampler = sampler;
        options.paths = PATHS;
        options.seed = i;
        without = run(&kit, &options, arena);
        kit.plan.market.control_variate = 1;
        with = run(&kit, &options, arena);
        assert_int_equal(with.control_variate, 1);
        assert_int_equal(without.control_variate, 0);
        assert_true(with.success >= 0 && with.success <= 1);
        assert_true(with.success_low >= 0 && with.success_high <= 1);
        if (truth.success > 0.02 && truth.success < 0.98) {
            add_score(&success[sampler], with.success - truth.success,
                      hypot(with.success_se, truth.success_se),
                      without.success_se);
            add_score(&all_success, with.success - truth.success,
                      hypot(with.success_se, truth.success_se),
                      without.success_se);
        }
        add_score(&mean[sampler], with.ending.mean - truth.ending.mean,
                  hypot(with.ending.standard_error,
                        truth.ending.standard_error),
                  without.ending.standard_error);
        add_score(&all_mean, with.ending.mean - truth.ending.mean,
                  hypot(with.ending.standard_error,
                        truth.ending.standard_error),
                  without.ending.standard_error);
        fp_arena_free(arena);
    }
    print_message("probability: %zu plans, mean square %.2f; mean: %zu, "
                  "%.2f\n", all_success.n,
                  all_success.squares / (double)all_success.n, all_mean.n,
                  all_mean.squares / (double)all_mean.n);
    for (int s = FP_SAMPLER_PLAIN; s < FP_SAMPLER_COUNT; s++)
        print_message("%s: errors %.2f of the probability's, %.2f of the "
                      "mean's\n", fp_sampler_names[s],
                      exp(-success[s].gain / (double)success[s].n),
                      exp(-mean[s].gain / (double)mean[s].n));
    assert_true(all_success.n >= PLANS / 2 && all_mean.n >= PLANS - 6);
    /* Student's t with 15 degrees: 15 / 13, give or take. */
    assert_true(all_success.squares / (double)all_success.n > 0.5 &&
                all_success.squares / (double)all_success.n < 1.9);
    assert_true(all_mean.squares / (double)all_mean.n > 0.5 &&
                all_mean.squares / (double)all_mean.n < 1.9);
    assert_true(success[FP_SAMPLER_PLAIN].gain /
                    (double)success[FP_SAMPLER_PLAIN].n > log(1.15));
    for (int s = FP_SAMPLER_PLAIN; s < FP_SAMPLER_COUNT; s++)
        assert_true(mean[s].gain / (double)mean[s].n > log(1.5));
}

/* Taxed couples with several assets, on every level and 1, 2, 3, 7 threads. */
static void
same_bytes(void **state)
{
    static const int threads[] = { 1, 2, 3, 7 };

    (void)state;
    for (uint64_t seed = 1; seed <= 3; seed++) {
        struct fp_arena *arena = fp_arena_new((size_t)256 << 20);
        struct fp_sim_options options = { .paths = 500, .seed = seed,
                                          .threads = 1 };
        struct fp_sim_result first;
        struct kit kit;

        assert_non_null(arena);
        kit_random(&kit, seed);
        kit.plan.market.control_variate = 1;
        first = run(&kit, &options, arena);
        for (int level = 0; level < FP_LEVEL_COUNT; level++)
            for (size_t k = 0; k < FP_COUNT(threads); k++) {
                enum fp_level got;
                struct fp_sim_result r;

                options.level = (enum fp_level)level;
                options.threads = threads[k];
                if (fp_level_choose(options.level, &got) != FP_OK)
                    continue;
                r = run(&kit, &options, arena);
                assert_memory_equal(&r.success, &first.success,
                                    sizeof(r.success));
                assert_memory_equal(&r.success_se, &first.success_se,
                                    sizeof(r.success_se));
                assert_memory_equal(&r.ending, &first.ending,
                                    sizeof(r.ending));
                assert_memory_equal(&r.legacy, &first.legacy,
                                    sizeof(r.legacy));
                assert_memory_equal(&r.taxes_lifetime_mean,
                                    &first.taxes_lifetime_mean,
                                    sizeof(double));
            }
        fp_arena_free(arena);
    }
}

/* Counts, percentiles and series are those of the paths; certain plans stay
 * certain; and few paths are left alone. */
static void
the_rest_is_untouched(void **state)
{
    struct fp_arena *arena = fp_arena_new((size_t)256 << 20);
    struct fp_sim_options options = { .paths = 600, .seed = 5, .threads = 1 };
    struct fp_sim_result with, without;
    struct kit kit;

    (void)state;
    assert_non_null(arena);
    kit_couple(&kit);
    without = run(&kit, &options, arena);
    kit.plan.market.control_variate = 1;
    with = run(&kit, &options, arena);
    assert_int_equal(with.successes, without.successes);
    assert_memory_equal(with.ending.percentiles, without.ending.percentiles,
                        sizeof(with.ending.percentiles));
    assert_memory_equal(with.wealth.mean, without.wealth.mean,
                        with.years * sizeof(double));
    assert_true(with.ending.mean != without.ending.mean);
    options.paths = 100;
    assert_int_equal(run(&kit, &options, arena).control_variate, 0);
    options.paths = 600;
    kit_simple(&kit, 5, 1e6, 1, 0.05, 0.1);
    kit.plan.market.control_variate = 1;
    with = run(&kit, &options, arena);
    assert_near(with.success, 1, 0);
    assert_true(with.success_low > 0.99 && with.success_low < 1);
    assert_near(with.success_high, 1, 1e-12);
    /* A market that does not vary has nothing to correct. */
    kit_simple(&kit, 5, 1e6, 1e5, 0.05, 0);
    kit.plan.market.control_variate = 1;
    with = run(&kit, &options, arena);
    assert_near(with.ending.standard_error, 0, 1e-6);
    fp_arena_free(arena);
}

static void
other_runs_are_refused(void **state)
{
    struct fp_arena *arena = fp_arena_new((size_t)64 << 20);
    struct fp_sim_options options = { .paths = 600, .seed = 5, .threads = 1,
                                      .stream = 1 };
    struct fp_sim_result r;
    struct fp_error error = { 0 };
    struct fp_faults faults, warnings;
    struct kit kit;
    int named = 0;

    (void)state;
    assert_non_null(arena);
    kit_simple(&kit, 5, 1e6, 1e5, 0.05, 0.1);
    kit.plan.market.control_variate = 1;
    assert_int_equal(fp_simulate(&kit.plan, NULL, &options, arena, &r,
                                 &error), FP_EINVAL);
    assert_non_null(strstr(error.detail, "control"));
    fp_faults_init(&faults, arena);
    fp_faults_init(&warnings, arena);
    kit.plan.market.model = FP_MARKET_BOOTSTRAP;
    assert_int_equal(fp_plan_validate(&kit.plan, &faults, &warnings),
                     FP_EINVAL);
    for (size_t i = 0; i < faults.count; i++)
        named |= strcmp(faults.list[i].pointer,
                        "/market/control_variate") == 0;
    assert_true(named);
    fp_arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stated_errors_hold),
        cmocka_unit_test(same_bytes),
        cmocka_unit_test(the_rest_is_untouched),
        cmocka_unit_test(other_runs_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
