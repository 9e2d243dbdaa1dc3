/* Runs of a question times the paths of a run. */
#include "handlers/jobs/budget.h"

#include "planning/answers/goal.h"
#include "planning/answers/stress.h"
#include "planning/answers/vary.h"
#include "planning/plan.h"

enum {
    FIRST_STAGE = 2048,
    RANGE_MODELS = 6,  /* answers/scenarios.h names them */
    SOLVE_ENDS = 2     /* runs before a bracket is halved */
};

/* How many paths a simulation will come to, at most about: an error of a
 * probability is at most 1/2 over the root of the paths. */
static uint64_t
expected_paths(const struct fp_request *request)
{
    uint64_t end = FIRST_STAGE;

    if (request->until_se <= 0.0)
        return request->paths;
    while (end < request->paths && (double)end * request->until_se *
                                           request->until_se < 0.25)
        end *= 2;
    return end < request->paths ? end : request->paths;
}

/* Claim ages and sale years are tried one by one, other quantities by halving
 * a bracket. */
static uint64_t
solve_runs(const struct fp_request *request)
{
    const struct fp_solve_options *solve = &request->solve.options;
    double low, high, base, width;
    uint64_t runs = SOLVE_ENDS;
    int whole;

    if (fp_solve_range(&request->document.plan, solve, &low, &high, &base,
                       &whole, NULL) != FP_OK)
        return runs; /* the search will refuse it */
    if (solve->what == FP_SOLVE_CLAIM_AGE || solve->what == FP_SOLVE_SALE_YEAR)
        return (uint64_t)(high - low) + 1;
    width = whole                     ? 1.0
            : solve->tolerance > 0.0 ? solve->tolerance
                                      : 0.001;
    for (; high - low > width && runs < 64; width *= 2.0)
        runs++;
    return runs;
}

static uint64_t
grid_runs(const struct fp_sensitivity_request *axes)
{
    uint64_t places = 1;

    if (axes->n_axes == 0)
        return 2 * FP_VARY_COUNT + 1;
    for (size_t i = 0; i < axes->n_axes; i++)
        places *= axes->axes[i].n;
    return places + 1;
}

uint64_t
fp_budget_paths(const struct fp_request *request)
{
    size_t n;

    switch (request->kind) {
    case FP_REQUEST_SIMULATE:
    case FP_REQUEST_BOOTSTRAP:
        /* Through history there are few paths: as many as windows. */
        return request->document.plan.market.model == FP_MARKET_HISTORICAL
                   ? 0
                   : expected_paths(request);
    case FP_REQUEST_PROJECT:
    case FP_REQUEST_EXPLAIN:
    case FP_REQUEST_CASH_FLOW:
    case FP_REQUEST_NET_WORTH:
        /* The path at a percentile is found among all of them. */
        return request->has_path && request->path_level >= 0 ? request->paths
                                                             : 0;
    case FP_REQUEST_STRESS:
        (void)fp_stress_list(&n);
        return (n + 1) * request->paths;
    case FP_REQUEST_RANGE:
        return (RANGE_MODELS + 1) * request->paths;
    case FP_REQUEST_SOLVE:
    case FP_REQUEST_MAX:
        return solve_runs(request) * request->paths;
    case FP_REQUEST_SENSITIVITY:
        return grid_runs(&request->sensitivity) * request->paths;
    case FP_REQUEST_GOAL:
        return FP_GOAL_SHARES * request->paths;
    case FP_REQUEST_BACKTEST:
    case FP_REQUEST_SAFE_RATE:
    case FP_REQUEST_PLAN:
    case FP_REQUEST_COUNT:
        break;
    }
    return 0;
}

uint64_t
fp_budget_path_years(const struct fp_request *request)
{
    return fp_budget_paths(request) *
           (uint64_t)fp_plan_years(&request->document.plan);
}
