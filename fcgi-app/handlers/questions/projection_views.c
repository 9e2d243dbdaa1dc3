/* Views of the one projection. */
#include "handlers/handlers.h"
#include "handlers/questions/answer.h"

/* POST /api/v1/projections/cash-flow */
int
fp_handle_project_cash_flow(struct fp_call *call)
{
    return fp_answer(call, FP_REQUEST_CASH_FLOW);
}

/* POST /api/v1/projections/net-worth */
int
fp_handle_project_net_worth(struct fp_call *call)
{
    return fp_answer(call, FP_REQUEST_NET_WORTH);
}
