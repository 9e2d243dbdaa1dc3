/* GET /api/v1/openapi.json */
#include "handlers/call.h"
#include "handlers/handlers.h"
#include "handlers/state.h"
#include "http/etag.h"

/* The same bytes for as long as the process lives, so caches may keep them for
 * a while and ask again by their tag. */
int
fp_handle_openapi(struct fp_call *call)
{
    const char *none_match = fp_http_header(call->request, "If-None-Match");
    const struct fp_service *service = call->service;
    struct fp_http_response *response = call->response;

    fp_http_response_set(response, "Cache-Control", "public, max-age=300");
    fp_http_response_header(response, "ETag", service->openapi_etag);
    if (fp_etag_if_none_match(none_match, service->openapi_etag) ==
        FP_ETAG_MATCH) {
        fp_call_no_content(call);
        return response->status = 304;
    }
    fp_buf_add(&response->body, service->openapi.data, service->openapi.len);
    return fp_call_json(call, 200);
}
