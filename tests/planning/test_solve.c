/* planning: solving for one quantity of a plan. */
#include "tests/cmocka_fp.h"

#include <string.h>

#include "planning/answers/sensitivity.h"
#include "planning/answers/solve.h"
#include "tests/planning/plan_kit.h"

enum {
    PATHS = 800,
    SIMPLE_PATHS = 4000 /* of plans that cost next to nothing */
};

static struct fp_arena *arena;

static int
open_arena(void **state)
{
    (void)state;
    arena = fp_arena_new(0);
    return arena == NULL;
}

static int
close_arena(void **state)
{
    (void)state;
    fp_arena_free(arena);
    return 0;
}

static struct fp_solve_result
solved_on(const struct fp_plan *plan, const struct fp_solve_options *solve,
          uint64_t paths)
{
    const struct fp_sim_options options = { .paths = paths, .seed = 3,
                                            .threads = 2 };
    struct fp_solve_result result;
    struct fp_error error;

    if (fp_solve(plan, NULL, &options, solve, arena, &result, &error) !=
        FP_OK)
        fail_msg("%s", error.detail);
    return result;
}

static struct fp_solve_result
solved(const struct fp_plan *plan, const struct fp_solve_options *solve)
{
    return solved_on(plan, solve, PATHS);
}

/* Success of the plan with the quantity at value, by a run of its own. */
static double
success_at(const struct fp_plan *plan, const struct fp_solve_options *solve,
           double value)
{
    const struct fp_sim_options options = { .paths = PATHS, .seed = 3,
                                            .threads = 1 };
    struct fp_outcome outcome;
    struct fp_plan changed;

    assert_int_equal(fp_solve_apply(plan, solve, value, arena, &changed,
                                    NULL), FP_OK);
    assert_int_equal(fp_outcome_of(&changed, NULL, &options, &outcome, NULL),
                     FP_OK);
    return outcome.success;
}

/* Two years, spending at the start of each: the plan succeeds when what is
 * left after the first grows to the second's, so with R = exp(m + s z)
 *     P((W - c) R >= c) = p  at  c = W q / (1 + q),  q = exp(m - s z_p). */
static void
spending_has_its_closed_form(void **state)
{
    static const struct {
        double success, z;
    } targets[] = { { 0.5, 0.0 },
                    { 0.9, 1.2815515655446004 },
                    { 0.99, 2.3263478740408408 } };
    const double wealth = 1e6, mean = 0.05, sd = 0.12;
    double ratio = sd / (1.0 + mean), s = sqrt(log1p(ratio * ratio));
    double m = log1p(mean) - 0.5 * s * s;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 2, wealth, 400000, mean, sd);
    for (size_t i = 0; i < FP_COUNT(targets); i++) {
        const struct fp_solve_options solve = {
            .what = FP_SOLVE_SPENDING, .success = targets[i].success,
            .tolerance = 1e-5
        };
        struct fp_solve_result r = solved_on(&kit.plan, &solve, SIMPLE_PATHS);
        double q = exp(m - s * targets[i].z), c = wealth * q / (1.0 + q);
        double p = targets[i].success;
        double slope = exp(-0.5 * targets[i].z * targets[i].z) /
                       sqrt(8.0 * atan(1.0)) / s * wealth /
                       (c * (wealth - c));
        double se = sqrt(p * (1.0 - p) / SIMPLE_PATHS) / slope;

        print_message("    success %.2f: spend %.0f +- %.0f, by the formula "
                      "%.0f +- %.0f, %zu runs\n", p, 400000 * r.best.value,
                      400000 * r.standard_error, c, se, r.n);
        assert_int_equal(r.state, FP_SOLVE_FOUND);
        assert_near(400000 * r.best.value, c, 4.0 * se);
        assert_near(400000 * r.standard_error, r.best.success_se / slope,
                    0.4 * r.best.success_se / slope);
        assert_near(r.spending_mean, 400000 * r.best.value, 1e-6);
        assert_true(r.beyond.value - r.best.value <= 1e-5);
    }
}

/* What every bracket says of itself is so, by runs of their own. */
static void
holds(const struct fp_plan *plan, const struct fp_solve_options *solve,
      const struct fp_solve_result *r)
{
    assert_true(r->has_best && r->has_beyond);
    assert_true(r->best.success >= solve->success);
    assert_true(r->beyond.success < solve->success);
    assert_true(success_at(plan, solve, r->best.value) == r->best.success);
    assert_true(success_at(plan, solve, r->beyond.value) ==
                r->beyond.success);
    for (size_t i = 0; i + 1 < r->n; i++)
        assert_true(r->points[i].value < r->points[i + 1].value);
}

static void
brackets_hold(void **state)
{
    struct kit kit;

    (void)state;
    kit_couple(&kit);
    kit.expenses[0].amount *= 1.282; /* so that it is not sure to succeed */
    for (int what = 0; what <= FP_SOLVE_RETIREMENT_AGE; what++) {
        struct fp_solve_options solve = { .what = (enum fp_solve_for)what,
                                          .success = 0.9 };
        struct fp_solve_result r = solved(&kit.plan, &solve);

        print_message("    %s %s: %.4f (%.4f) beyond %.4f (%.4f), +- %.4f, "
                      "%zu runs\n", fp_solve_names[what],
                      fp_solve_state_names[r.state], r.best.value,
                      r.best.success, r.beyond.value, r.beyond.success,
                      r.standard_error, r.n);
        assert_int_equal(r.state, FP_SOLVE_FOUND);
        holds(&kit.plan, &solve, &r);
        assert_true(r.n <= 20);
        assert_true(fabs(r.best.value - r.beyond.value) <=
                    (what == FP_SOLVE_RETIREMENT_AGE ? 1.0 : 0.001));
    }
}

/* More certainty costs spending, and takes wealth. */
static void
answers_are_monotone(void **state)
{
    double spending = 1e9, wealth = 0.0;
    struct kit kit;

    (void)state;
    kit_couple(&kit);
    for (double target = 0.5; target < 0.99; target += 0.15) {
        struct fp_solve_options solve = { .what = FP_SOLVE_SPENDING,
                                          .success = target };
        struct fp_solve_result r = solved(&kit.plan, &solve);

        assert_true(r.best.value < spending);
        spending = r.best.value;
        solve.what = FP_SOLVE_WEALTH;
        r = solved(&kit.plan, &solve);
        assert_true(r.best.value > wealth);
        wealth = r.best.value;
    }
}

/* Each claim age is tried; so is each year of a sale. */
static void
what_is_not_monotone_is_tried_whole(void **state)
{
    struct fp_solve_options solve = { .what = FP_SOLVE_CLAIM_AGE,
                                      .success = 0.5 };
    struct fp_property house = { .id = "house", .value = 300000,
                                 .cost_basis = 300000 };
    struct fp_solve_result r;
    struct kit kit;

    (void)state;
    kit_couple(&kit);
    r = solved(&kit.plan, &solve);
    assert_int_equal(r.n, 9);
    for (size_t i = 0; i < r.n; i++) {
        assert_near(r.points[i].value, 62.0 + (double)i, 0.0);
        assert_true(r.points[i].success ==
                    success_at(&kit.plan, &solve, r.points[i].value));
    }
    for (size_t i = 0; i < r.n && r.has_best; i++)
        if (r.points[i].success >= 0.5) {
            assert_near(r.best.value, r.points[i].value, 0.0);
            break;
        }

    kit_simple(&kit, 12, 300000, 40000, 0.04, 0.1);
    kit.plan.properties = &house;
    kit.plan.n_properties = 1;
    solve = (struct fp_solve_options){ .what = FP_SOLVE_SALE_YEAR,
                                       .success = 0.5, .has_range = 1,
                                       .low = 2028, .high = 2033.5 };
    r = solved(&kit.plan, &solve);
    assert_int_equal(r.n, 6);
    assert_near(r.points[0].value, 2028.0, 0.0);
    assert_near(r.best.value, 2028.0, 0.0);
    solve.which = 1;
    assert_int_equal(fp_solve_range(&kit.plan, &solve, &(double){ 0 },
                                    &(double){ 0 }, &(double){ 0 },
                                    &(int){ 0 }, NULL), FP_EINVAL);
}

/* Nothing in the range succeeds, or all of it does. */
static void
ends_of_the_range(void **state)
{
    struct fp_solve_options solve = { .what = FP_SOLVE_SPENDING,
                                      .success = 0.9, .has_range = 1,
                                      .low = 2.0, .high = 3.0 };
    struct fp_solve_result r;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 30, 1e6, 40000, 0.05, 0.12);
    r = solved(&kit.plan, &solve);
    assert_int_equal(r.state, FP_SOLVE_NONE);
    assert_false(r.has_best);
    assert_near(r.beyond.value, 2.0, 0.0);
    solve.low = 0.1;
    solve.high = 0.5;
    r = solved(&kit.plan, &solve);
    assert_int_equal(r.state, FP_SOLVE_ALL);
    assert_near(r.best.value, 0.5, 0.0);
    assert_false(r.has_beyond);
}

static void
what_cannot_be_solved(void **state)
{
    static const struct fp_sim_options options = { .paths = 100, .seed = 1,
                                                   .threads = 1 };
    struct fp_solve_options wrong[] = {
        { .what = FP_SOLVE_SAVINGS, .success = 0.9 },
        { .what = FP_SOLVE_CLAIM_AGE, .success = 0.9 },
        { .what = FP_SOLVE_SALE_YEAR, .success = 0.9 },
        { .what = FP_SOLVE_RETIREMENT_AGE, .which = 1, .success = 0.9 },
        { .what = FP_SOLVE_SPENDING, .success = 0.0 },
        { .what = FP_SOLVE_SPENDING, .success = 1.5 },
        { .what = FP_SOLVE_SPENDING, .success = 0.9, .has_range = 1,
          .low = 2.0, .high = 1.0 }
    };
    struct fp_solve_result r;
    struct fp_error error;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 10, 1e6, 40000, 0.05, 0.12);
    for (size_t i = 0; i < FP_COUNT(wrong); i++) {
        error.detail[0] = '\0';
        assert_int_equal(fp_solve(&kit.plan, NULL, &options, &wrong[i], arena,
                                  &r, &error), FP_EINVAL);
        assert_true(error.detail[0] != '\0');
    }
}

/* --- the deadline ---------------------------------------------------------- */

struct budget {
    int runs;          /* whole runs that are allowed */
    uint64_t last;
};

static int
spend_budget(void *context, uint64_t done, uint64_t total)
{
    struct budget *budget = context;

    if (budget->runs <= 0)
        return 1;
    /* A run may tell of its end twice. */
    budget->runs -= done == total && budget->last != total;
    budget->last = done;
    return 0;
}

/* A search that is stopped answers with the bracket that it has, which is the
 * one that a longer search narrows further. */
static void
a_stop_keeps_the_bracket(void **state)
{
    struct fp_solve_options solve = { .what = FP_SOLVE_SPENDING,
                                      .success = 0.9 };
    struct fp_solve_result r, counted, whole;
    struct fp_sim_options options = { .paths = PATHS, .seed = 3,
                                      .threads = 1,
                                      .progress = spend_budget };
    struct fp_sim_options counting = { .paths = PATHS, .seed = 3,
                                       .threads = 1 };
    struct kit kit;

    (void)state;
    kit_couple(&kit);
    whole = solved(&kit.plan, &solve);
    for (int runs = 1; runs < (int)whole.n; runs++) {
        struct budget budget = { .runs = runs };

        options.context = &budget;
        assert_int_equal(fp_solve(&kit.plan, NULL, &options, &solve, arena,
                                  &r, NULL), FP_OK);
        assert_int_equal(r.state, FP_SOLVE_STOPPED);
        assert_int_equal(r.n, (size_t)runs);
        assert_true(r.has_best || r.has_beyond);
        if (r.has_best)
            assert_true(r.best.value <= whole.best.value);
        if (r.has_beyond)
            assert_true(r.beyond.value >= whole.beyond.value);
        /* The same by the number of runs, so that it comes out again. */
        counting.runs_left = &(uint64_t){ (uint64_t)runs };
        assert_int_equal(fp_solve(&kit.plan, NULL, &counting, &solve, arena,
                                  &counted, NULL), FP_OK);
        assert_int_equal(counted.state, FP_SOLVE_STOPPED);
        assert_int_equal(counted.n, r.n);
        assert_memory_equal(counted.points, r.points,
                            r.n * sizeof(*r.points));
    }
    counting.runs_left = &(uint64_t){ whole.n };
    assert_int_equal(fp_solve(&kit.plan, NULL, &counting, &solve, arena, &r,
                              NULL), FP_OK);
    assert_int_equal(r.state, FP_SOLVE_FOUND);
    options.context = &(struct budget){ .runs = 0 };
    assert_int_equal(fp_solve(&kit.plan, NULL, &options, &solve, arena, &r,
                              NULL), FP_ECANCELED);
}

/* All runs of a search meet one market, drawn once; so do the cells of a
 * grid. The caller's kept paths serve both. */
static void
searches_draw_once(void **state)
{
    struct fp_solve_options solve = { .what = FP_SOLVE_SPENDING,
                                      .success = 0.9 };
    const struct fp_grid_axis x = { FP_VARY_SPENDING, 3, { -0.1, 0.0, 0.1 } };
    const struct fp_grid_axis y = { FP_VARY_SAVINGS, 2, { 0.0, 0.1 } };
    struct fp_sim_options options = { .paths = PATHS, .seed = 3,
                                      .threads = 2 };
    struct fp_market_paths_counts counts;
    struct fp_grid cells, alone;
    struct fp_solve_result r, bare;
    struct kit kit;

    (void)state;
    kit_couple(&kit);
    bare = solved(&kit.plan, &solve);
    assert_int_equal(fp_sensitivity_grid(&kit.plan, NULL, &options, &x, &y,
                                         arena, &alone, NULL), FP_OK);
    options.markets = fp_market_paths_new(FP_MARKET_PATHS_BYTES,
                                          FP_MARKET_KEEP_ALWAYS);
    assert_int_equal(fp_solve(&kit.plan, NULL, &options, &solve, arena, &r,
                              NULL), FP_OK);
    fp_market_paths_count(options.markets, &counts);
    assert_int_equal(counts.misses, 1);
    assert_int_equal(counts.hits, r.n - 1);
    assert_int_equal(r.n, bare.n);
    assert_memory_equal(r.points, bare.points, r.n * sizeof(*r.points));
    assert_int_equal(fp_sensitivity_grid(&kit.plan, NULL, &options, &x, &y,
                                         arena, &cells, NULL), FP_OK);
    fp_market_paths_count(options.markets, &counts);
    assert_int_equal(counts.misses, 1);
    assert_int_equal(cells.done, 6);
    assert_memory_equal(cells.outcomes, alone.outcomes,
                        6 * sizeof(*cells.outcomes));
    fp_market_paths_free(options.markets);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(spending_has_its_closed_form,
                                        open_arena, close_arena),
        cmocka_unit_test_setup_teardown(brackets_hold, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(answers_are_monotone, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(what_is_not_monotone_is_tried_whole,
                                        open_arena, close_arena),
        cmocka_unit_test_setup_teardown(ends_of_the_range, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(what_cannot_be_solved, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(a_stop_keeps_the_bracket, open_arena,
                                        close_arena),
        cmocka_unit_test_setup_teardown(searches_draw_once, open_arena,
                                        close_arena)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
