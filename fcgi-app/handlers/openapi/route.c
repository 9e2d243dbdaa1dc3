/* GET /api/v1/openapi.json */
#include "handlers/call.h"
#include "handlers/handlers.h"
#include "handlers/state.h"
#include "handlers/tagged.h"

/* The same bytes for as long as the process lives. */
int
fp_handle_openapi(struct fp_call *call)
{
    const struct fp_service *service = call->service;

    fp_buf_add(&call->response->body, service->openapi.data,
               service->openapi.len);
    return fp_tagged_json(call, service->openapi_etag);
}
