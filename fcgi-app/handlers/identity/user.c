/* GET /internal/user: whom a request's credentials belong to, for nginx, which
 * counts users and cannot verify tokens. */
#include "handlers/call.h"
#include "handlers/handlers.h"
#include "handlers/identity/authenticate.h"

int
fp_handle_user_of_token(struct fp_call *call)
{
    const char *authorization =
        fp_http_header(call->request, "Authorization");
    int status;

    if (authorization == NULL)
        return fp_call_no_content(call);
    status = fp_authenticate(call, authorization);
    if (status != 0)
        return status;
    fp_call_header(call, "X-User", "%s", call->user_id);
    return fp_call_no_content(call);
}
