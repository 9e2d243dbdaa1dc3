/* A goal at parts of its amount. */
#include "planning/answers/goal.h"

#include <stdlib.h>
#include <string.h>

#include "planning/math/stats.h"
#include "planning/simulation/errors.h"
#include "planning/simulation/simulate_collect.h"

const double fp_goal_shares[FP_GOAL_SHARES] = { 1.0, 0.75, 0.5, 0.25 };

/* Funded or not by path, and the largest share that was: [paths] each. */
struct funded {
    uint64_t paths;
    double *now, *best;
};

static enum fp_err
open_funded(const struct fp_sim_cells *cells, struct funded *f)
{
    size_t n = (size_t)cells->paths;

    if (f->now != NULL)
        return FP_OK;
    f->now = calloc(n, 2 * sizeof(*f->now));
    if (f->now == NULL)
        return FP_ENOMEM;
    f->best = f->now + n;
    f->paths = cells->paths;
    return FP_OK;
}

/* One share; the plan has the goal at it. */
static enum fp_err
run(const struct fp_plan *plan, size_t goal, const struct fp_history *history,
    const struct fp_sim_options *options, struct funded *f,
    struct fp_goal_funding *out, struct fp_goal_result *r,
    struct fp_error *error)
{
    struct fp_arena *own = fp_arena_new(0);
    struct fp_sim_cells cells;
    double unused;
    enum fp_err err;

    if (own == NULL)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    err = fp_sim_run(plan, history, options, own, &cells, error);
    if (err != FP_OK)
        goto out;
    err = open_funded(&cells, f);
    if (err == FP_OK) {
        size_t n = (size_t)f->paths;

        for (size_t i = 0; i < n; i++) {
            f->now[i] = !(cells.summaries[i].goals_missed >> goal & 1u);
            if (f->now[i] > 0.0 && f->best[i] < out->share)
                f->best[i] = out->share;
        }
        r->paths = cells.paths;
        r->sampler = cells.sampler;
        fp_stats_mean(f->now, n, &out->probability, &unused);
        out->standard_error = fp_error_of_mean(cells.sampler, f->now, n);
        fp_stats_mean(f->best, n, &r->expected_share, &unused);
        r->expected_share_se = fp_error_of_mean(cells.sampler, f->best, n);
    } else {
        fp_error_set(error, err, "out of memory");
    }
    fp_sim_cells_free(&cells);
out:
    fp_arena_free(own);
    return err;
}

enum fp_err
fp_goal_funding(const struct fp_plan *plan, size_t goal,
                const struct fp_history *history,
                const struct fp_sim_options *options,
                struct fp_goal_result *result, struct fp_error *error)
{
    struct fp_goal_result r = { .seed = options->seed };
    struct fp_sim_options shared = *options;
    struct fp_goal goals[FP_PLAN_GOALS_MAX];
    struct fp_plan changed = *plan;
    struct funded f = { 0 };
    enum fp_err err = FP_OK;

    if (goal >= plan->n_goals || plan->n_goals > FP_PLAN_GOALS_MAX)
        return fp_error_set(error, FP_EINVAL, "the plan has no such goal");
    memcpy(goals, plan->goals, plan->n_goals * sizeof(*goals));
    changed.goals = goals;
    shared.markets = fp_market_paths_borrow(options->markets);
    for (int i = 0; i < FP_GOAL_SHARES && err == FP_OK; i++) {
        r.shares[i].share = fp_goal_shares[i];
        goals[goal].amount = plan->goals[goal].amount * fp_goal_shares[i];
        err = run(&changed, goal, history, &shared, &f, &r.shares[i], &r,
                  error);
    }
    fp_market_paths_return(shared.markets, options->markets);
    free(f.now);
    if (err == FP_OK)
        *result = r;
    return err;
}
