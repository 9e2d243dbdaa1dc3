/* The highest rates that the past survived. */
#include "handlers/handlers.h"
#include "handlers/questions/answer.h"

/* POST /api/v1/spending/safe-rate */
int
fp_handle_spending_safe_rate(struct fp_call *call)
{
    return fp_answer(call, FP_REQUEST_SAFE_RATE);
}
