/* The spending policies that plans may have. */
#include "codec/plan/policies.h"
#include "handlers/call.h"
#include "handlers/handlers.h"
#include "handlers/tagged.h"

/* GET /api/v1/spending/policies */
int
fp_handle_spending_policies(struct fp_call *call)
{
    fp_policies_encode(&call->response->body);
    return fp_tagged_json(call, NULL);
}
