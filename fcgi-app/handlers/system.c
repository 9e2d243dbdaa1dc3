/* /health, /ready, /status, /metrics: for probes and operators. */
#include "base/clock.h"
#include "handlers/call.h"
#include "handlers/handlers.h"
#include "handlers/state.h"
#include "planning/version.h"

static void
member(struct fp_buf *body, const char *name, const char *value)
{
    fp_buf_json(body, name);
    fp_buf_char(body, ':');
    fp_buf_json(body, value);
}

/* 200 as long as the process can answer at all: a restart mends nothing that
 * is wrong with a database. */
int
fp_handle_health(struct fp_call *call)
{
    struct fp_buf *body = &call->response->body;

    fp_buf_str(body, "{\"status\":\"ok\",\"components\":{");
    member(body, "accepting", atomic_load(&call->service->draining) != 0
                                  ? "draining" : "up");
    fp_buf_str(body, "}}\n");
    return fp_call_json(call, 200);
}

int
fp_handle_ready(struct fp_call *call)
{
    struct fp_buf *body = &call->response->body;

    if (atomic_load(&call->service->draining))
        return fp_call_unavailable(call, "draining",
                                   "This process is shutting down.");
    fp_buf_str(body, "{\"status\":\"ready\"}\n");
    return fp_call_json(call, 200);
}

int
fp_handle_status(struct fp_call *call)
{
    const struct fp_service *service = call->service;
    struct fp_buf *body = &call->response->body;
    uint64_t up_ns = fp_clock_monotonic_ns() - service->started_ns;

    fp_buf_str(body, "{\"service\":\"finplan-api\",");
    member(body, "version", service->config.version);
    fp_buf_char(body, ',');
    member(body, "engine", fp_planning_version());
    fp_buf_char(body, ',');
    member(body, "role", service->config.role);
    fp_buf_char(body, ',');
    member(body, "environment", service->config.environment);
    fp_buf_str(body, ",\"uptime_seconds\":");
    fp_buf_int(body, (int64_t)(up_ns / UINT64_C(1000000000)));
    fp_buf_str(body, "}\n");
    return fp_call_json(call, 200);
}

int
fp_handle_metrics(struct fp_call *call)
{
    struct fp_http_response *response = call->response;

    fp_metrics_write(call->service->config.metrics, &response->body);
    if (fp_buf_error(&response->body) != FP_OK)
        return fp_call_internal(call, "metrics", NULL);
    response->status = 200;
    response->content_type = "text/plain; version=0.0.4; charset=utf-8";
    return 200;
}
