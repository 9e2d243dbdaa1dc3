/* The calculators, which store nothing, and the simulations that are kept
 * with a stored plan. */
#include "handlers/call.h"
#include "handlers/handlers.h"
#include "handlers/questions/answer.h"
#include "handlers/questions/kept.h"
#include "handlers/signed.h"

/* POST /api/v1/simulations */
int
fp_handle_simulate(struct fp_call *call)
{
    return fp_answer(call, FP_REQUEST_SIMULATE);
}

/* POST /api/v1/projections */
int
fp_handle_project(struct fp_call *call)
{
    return fp_answer(call, FP_REQUEST_PROJECT);
}

/* POST /api/v1/backtests */
int
fp_handle_backtest(struct fp_call *call)
{
    return fp_answer(call, FP_REQUEST_BACKTEST);
}

/* POST /api/v1/stress */
int
fp_handle_stress(struct fp_call *call)
{
    return fp_answer(call, FP_REQUEST_STRESS);
}

/* POST /api/v1/range */
int
fp_handle_range(struct fp_call *call)
{
    return fp_answer(call, FP_REQUEST_RANGE);
}

/* POST /api/v1/solve */
int
fp_handle_solve(struct fp_call *call)
{
    return fp_answer(call, FP_REQUEST_SOLVE);
}

/* POST /api/v1/explanations */
int
fp_handle_explain(struct fp_call *call)
{
    return fp_answer(call, FP_REQUEST_EXPLAIN);
}

/* GET /api/v1/plans/{id}/explain */
int
fp_handle_plan_explain(struct fp_call *call)
{
    return fp_answer_plan(call, FP_REQUEST_EXPLAIN);
}

/* POST /api/v1/plans/{id}/simulations */
int
fp_handle_plan_simulate(struct fp_call *call)
{
    struct fp_stored_simulation stored;
    struct fp_prepared question;
    struct fp_answered answered;
    struct fp_stored_plan plan = { .is_shared = 0 };
    int status = fp_answer_stored(call, FP_REQUEST_SIMULATE, &plan, &question);
    /* What an advisor asks of a shared plan is the advisor's own. */
    const struct fp_stored_plan *own = plan.is_shared ? NULL : &plan;

    if (status == 0)
        status = fp_answer_prepared(call, &question, own, &answered);
    if (status == 0)
        status = fp_kept_insert(call, &question.asked, answered.result_id,
                                own, &stored);
    if (status != 0)
        return status;
    fp_call_header(call, "Location", "/api/v1/simulations/%s", stored.id);
    return fp_kept_reply(call, 201, &stored, answered.digest);
}
