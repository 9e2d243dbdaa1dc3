/* Credentials of a request. */
#include "handlers/identity/authenticate.h"

#include "auth/token.h"
#include "base/clock.h"
#include "handlers/state.h"

int
fp_unauthenticated(struct fp_call *call, const char *challenge,
                   const char *detail)
{
    fp_http_response_header(call->response, "WWW-Authenticate", challenge);
    return fp_call_problem(call, 401, "unauthenticated", detail);
}

int
fp_authenticate(struct fp_call *call, const char *authorization)
{
    struct fp_error error = { .code = FP_OK };
    enum fp_err err;

    if (call->service->tokens == NULL)
        return fp_call_unavailable(call, "accounts_unavailable",
                                   "This service is not set up for "
                                   "accounts.");
    err = fp_token_verify_bearer(call->service->tokens, authorization,
                                 fp_clock_unix_ms() / 1000, &call->principal,
                                 &error);
    if (err != FP_OK)
        return fp_unauthenticated(call,
                                  "Bearer realm=\"finplan\", "
                                  "error=\"invalid_token\"",
                                  error.detail[0] != '\0'
                                      ? error.detail
                                      : "The access token is not valid.");
    call->user_id = call->principal.user_id;
    if (!fp_principal_may(&call->principal, call->route->grants))
        return fp_call_problem(call, 403, "forbidden",
                               "The access token does not allow this.");
    return 0;
}
