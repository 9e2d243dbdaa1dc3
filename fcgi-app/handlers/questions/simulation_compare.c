/* Several plans, or one under several spending policies, on the same random
 * numbers. */
#include "handlers/handlers.h"
#include "handlers/questions/answer.h"

/* POST /api/v1/simulations/compare */
int
fp_handle_simulate_compare(struct fp_call *call)
{
    return fp_answer_many(call, FP_MANY_PLANS);
}

/* POST /api/v1/spending/compare */
int
fp_handle_spending_compare(struct fp_call *call)
{
    return fp_answer_many(call, FP_MANY_POLICIES);
}
