/* The most that a plan can spend. */
#include "handlers/handlers.h"
#include "handlers/questions/answer.h"

/* POST /api/v1/spending/max */
int
fp_handle_spending_max(struct fp_call *call)
{
    return fp_answer(call, FP_REQUEST_MAX);
}
