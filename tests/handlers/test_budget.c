/* handlers/jobs: how much work a question is taken for, against the paths that
 * the engine then runs. */
#include "tests/cmocka_fp.h"

#include "base/arena.h"
#include "base/faults.h"
#include "handlers/jobs/budget.h"
#include "planning/answers/goal.h"
#include "planning/answers/scenarios.h"
#include "planning/simulation/simulate.h"
#include "tests/codec/documents.h"

enum { PATHS = 128 };

static struct fp_arena *arena;

/* A question about the full plan; options end with NULL. */
static struct fp_request *
ask(enum fp_request_kind kind, const char *const *options)
{
    struct fp_request *request = fp_arena_alloc(arena, sizeof(*request));
    struct fp_error error = { .code = FP_OK };
    struct fp_faults faults;

    fp_faults_init(&faults, arena);
    assert_int_equal(fp_request_decode(kind, document_full,
                                       strlen(document_full), arena, &faults,
                                       request), FP_OK);
    for (; *options != NULL; options += 2)
        if (fp_request_option(request, options[0], options[1], &error) !=
            FP_OK)
            fail_msg("%s: %s", options[0], error.detail);
    request->paths = PATHS;
    request->has_paths = 1;
    if (kind == FP_REQUEST_SOLVE)
        assert_int_equal(fp_request_solve(request, &faults), FP_OK);
    fp_request_complete(request, PATHS);
    return request;
}

/* Paths of all runs: each is told once with all of its own. */
static int
count(void *context, uint64_t done, uint64_t total)
{
    if (done == total)
        *(uint64_t *)context += done;
    return FP_SIM_GO_ON;
}

static struct fp_sim_options
counting(uint64_t *paths)
{
    *paths = 0;
    return (struct fp_sim_options){ .paths = PATHS, .seed = 1, .threads = 1,
                                    .progress = count, .context = paths };
}

static void
assert_budget(const struct fp_request *request, uint64_t least, uint64_t most)
{
    uint64_t budget = fp_budget_paths(request);

    if (budget < least || budget > most)
        fail_msg("%llu paths, expected %llu to %llu",
                 (unsigned long long)budget, (unsigned long long)least,
                 (unsigned long long)most);
    assert_int_equal(fp_budget_path_years(request),
                     budget *
                         (uint64_t)fp_plan_years(&request->document.plan));
}

static void
test_searches(void **state)
{
    static const char *const questions[][7] = {
        { "for", "spending", "success", "0.8", NULL },
        { "for", "spending", "success", "0.8", "tolerance", "0.000001", NULL },
        { "for", "retirement_age", "person", "alex", "success", "0.5", NULL },
        { "for", "claim_age", "person", "alex", "success", "0.5", NULL },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++) {
        struct fp_request *request = ask(FP_REQUEST_SOLVE, questions[i]);
        uint64_t ran;
        struct fp_sim_options options = counting(&ran);
        struct fp_solve_result result;

        assert_int_equal(fp_solve(&request->document.plan, NULL, &options,
                                  &request->solve.options, arena, &result,
                                  NULL), FP_OK);
        assert_int_equal(ran, result.n * PATHS);
        /* Half or twice is about right. */
        assert_budget(request, ran / 2, 2 * ran + 4 * PATHS);
    }
}

static void
test_sensitivities(void **state)
{
    static const char *const none[] = { NULL };
    static const char *const two[] = { "grid", "spending,returns", NULL };
    struct fp_request *request = ask(FP_REQUEST_SENSITIVITY, none);
    uint64_t ran;
    struct fp_sim_options options = counting(&ran);
    struct fp_tornado tornado;
    struct fp_grid grid;

    (void)state;
    assert_int_equal(fp_tornado(&request->document.plan, NULL, &options,
                                arena, &tornado, NULL), FP_OK);
    assert_budget(request, ran, ran + 8 * PATHS); /* some are not possible */
    request = ask(FP_REQUEST_SENSITIVITY, two);
    options = counting(&ran);
    assert_int_equal(
        fp_sensitivity_grid(&request->document.plan, NULL, &options,
                            &request->sensitivity.axes[0],
                            &request->sensitivity.axes[1], arena, &grid,
                            NULL), FP_OK);
    assert_budget(request, ran, ran);
}

static void
test_others(void **state)
{
    static const char *const none[] = { NULL };
    static const char *const p10[] = { "path", "p10", NULL };
    static const char *const tenth[] = { "path", "10", NULL };
    struct fp_request *request = ask(FP_REQUEST_STRESS, none);
    uint64_t ran;
    struct fp_sim_options options = counting(&ran);
    struct fp_scenarios scenarios;

    (void)state;
    assert_int_equal(fp_stress_run(&request->document.plan, NULL, &options,
                                   arena, &scenarios, NULL), FP_OK);
    assert_budget(request, ran, (scenarios.n + 1) * PATHS);
    assert_budget(ask(FP_REQUEST_GOAL, none), FP_GOAL_SHARES * PATHS,
                  FP_GOAL_SHARES * PATHS);
    assert_budget(ask(FP_REQUEST_PROJECT, p10), PATHS, PATHS);
    /* What looks at one path, or at windows of the past, is no work. */
    assert_budget(ask(FP_REQUEST_PROJECT, tenth), 0, 0);
    assert_budget(ask(FP_REQUEST_PROJECT, none), 0, 0);
    assert_budget(ask(FP_REQUEST_BACKTEST, none), 0, 0);
    assert_budget(ask(FP_REQUEST_SAFE_RATE, none), 0, 0);
}

static void
test_simulations(void **state)
{
    static const char *const none[] = { NULL };
    struct fp_request *request = ask(FP_REQUEST_SIMULATE, none);

    (void)state;
    assert_budget(request, PATHS, PATHS);
    /* 0.25 / 0.01^2 paths, in stages of 2048, 4096 … */
    request->paths = 1000000;
    request->until_se = 0.01;
    assert_budget(request, 4096, 4096);
    request->paths = 3000;
    assert_budget(request, 3000, 3000);
    request->until_se = 0.0;
    request->document.plan.market.model = FP_MARKET_HISTORICAL;
    assert_budget(request, 0, 0);
}

static int
set_up(void **state)
{
    (void)state;
    arena = fp_arena_new(0);
    return arena == NULL;
}

static int
tear_down(void **state)
{
    (void)state;
    fp_arena_free(arena);
    return 0;
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_searches),
        cmocka_unit_test(test_sensitivities),
        cmocka_unit_test(test_others),
        cmocka_unit_test(test_simulations),
    };

    return cmocka_run_group_tests_name("budget", tests, set_up, tear_down);
}
