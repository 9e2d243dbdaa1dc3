/* How surely a plan pays for a goal. */
#include "handlers/handlers.h"
#include "handlers/questions/answer.h"

/* POST /api/v1/goals/{id}/probability: the goal of the plan in the body */
int
fp_handle_goal_probability(struct fp_call *call)
{
    return fp_answer(call, FP_REQUEST_GOAL);
}

/* GET /api/v1/plans/{id}/goals/{goal}/probability */
int
fp_handle_plan_goal_probability(struct fp_call *call)
{
    return fp_answer_plan(call, FP_REQUEST_GOAL);
}
