/* How surely a plan pays for a goal. */
#include "handlers/compute.h"
#include "handlers/handlers.h"
#include "handlers/questions/answer.h"
#include "handlers/signed.h"

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
    struct fp_document document;
    struct fp_stored_plan plan;
    int status = fp_answer_stored(call, FP_REQUEST_GOAL, &plan, &document);

    if (status == 0)
        status = fp_compute(call, &document);
    return status != 0 ? status : fp_signed_json(call, 200, document.digest);
}
