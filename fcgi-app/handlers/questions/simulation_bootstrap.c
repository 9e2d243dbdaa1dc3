/* The plan through blocks of the past, whatever model it has. */
#include "handlers/handlers.h"
#include "handlers/questions/answer.h"

/* POST /api/v1/simulations/bootstrap */
int
fp_handle_simulate_bootstrap(struct fp_call *call)
{
    return fp_answer(call, FP_REQUEST_BOOTSTRAP);
}
