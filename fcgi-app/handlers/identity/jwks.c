/* GET /.well-known/jwks.json: the public keys that access tokens and
 * signed results are verified with, by their kid. */
#include "auth/keys.h"
#include "handlers/call.h"
#include "handlers/handlers.h"
#include "handlers/state.h"
#include "handlers/tagged.h"

int
fp_handle_jwks(struct fp_call *call)
{
    const struct fp_keys *const rings[] = { call->service->keys,
                                            call->service->signing };

    if (rings[0] == NULL && rings[1] == NULL)
        return fp_call_unavailable(call, "accounts_unavailable",
                                   "This service is not set up for "
                                   "accounts.");
    if (fp_keys_jwks(rings, FP_COUNT(rings), &call->response->body) != FP_OK)
        return fp_call_internal(call, "public keys", NULL);
    /* Those who keep the set must notice a rotation within the overlap that
     * finplan-api.conf(5) asks for. */
    return fp_tagged_json(call, NULL);
}
