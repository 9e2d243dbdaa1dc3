/* How the answer moves when an assumption does. */
#include "handlers/handlers.h"
#include "handlers/questions/answer.h"

/* POST /api/v1/simulations/sensitivity */
int
fp_handle_simulate_sensitivity(struct fp_call *call)
{
    return fp_answer(call, FP_REQUEST_SENSITIVITY);
}
