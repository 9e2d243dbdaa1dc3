/* What handlers share: problems, headers, the JSON reply. */
#include "handlers/call.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/clock.h"
#include "handlers/state.h"
#include "http/problem.h"
#include "telemetry/log.h"
#include "telemetry/trace.h"

int
fp_call_problem(struct fp_call *call, int status, const char *code,
                const char *detail)
{
    return fp_problem(call->response, call->request, status, code, detail,
                      NULL);
}

int
fp_call_faults(struct fp_call *call, int status, const char *code,
               const char *detail, const struct fp_faults *faults)
{
    return fp_problem(call->response, call->request, status, code, detail,
                      faults);
}

int
fp_call_unavailable(struct fp_call *call, const char *code,
                    const char *detail)
{
    fp_call_header(call, "Retry-After", "%d",
                   call->service->config.retry_after_s);
    return fp_call_problem(call, 503, code, detail);
}

int
fp_call_internal(struct fp_call *call, const char *what,
                 const struct fp_error *error)
{
    struct fp_log_line line;

    fp_log_begin(&line, FP_LOG_ERROR, what);
    fp_log_str(&line, "request_id", call->request->request_id);
    fp_log_str(&line, "trace_id", call->worker->trace.id);
    fp_log_str(&line, "route", call->request->route);
    if (error != NULL) {
        fp_log_str(&line, "error", fp_err_name(error->code));
        fp_log_str(&line, "detail", error->detail);
    }
    fp_log_end(&line);
    return fp_call_problem(call, 500, "internal",
                           "The service failed to answer this request. The "
                           "request id finds the reason in its log.");
}

int
fp_call_json(struct fp_call *call, int status)
{
    struct fp_http_response *response = call->response;

    if (fp_buf_error(&response->body) != FP_OK) {
        struct fp_error error;

        fp_error_set(&error, fp_buf_error(&response->body),
                     "The reply does not fit its buffer.");
        fp_buf_reset(&response->body);
        return fp_call_internal(call, "reply", &error);
    }
    response->status = status;
    response->content_type = "application/json";
    return status;
}

int
fp_call_no_content(struct fp_call *call)
{
    fp_buf_reset(&call->response->body);
    call->response->status = 204;
    call->response->content_type = NULL;
    return 204;
}

void
fp_call_header(struct fp_call *call, const char *name, const char *fmt, ...)
{
    char text[512];
    const char *value;
    va_list args;
    int len;

    va_start(args, fmt);
    len = vsnprintf(text, sizeof(text), fmt, args);
    va_end(args);
    if (len < 0 || (size_t)len >= sizeof(text))
        return;
    value = fp_arena_strdup(call->arena, text);
    if (value != NULL)
        fp_http_response_header(call->response, name, value);
}

enum fp_err
fp_call_cache_get(struct fp_call *call, const char *result_id,
                  struct fp_buf *out)
{
    uint64_t from_ns = fp_clock_monotonic_ns(), to_ns;
    enum fp_err err = fp_cache_get(call->service->cache, result_id, out);

    to_ns = fp_clock_monotonic_ns();
    fp_trace_add("cache", err == FP_OK ? "hit" : "miss", from_ns, to_ns);
    fp_metrics_time(call->service->config.metrics, FP_STAGE_CACHE,
                    to_ns - from_ns);
    return err;
}

int
fp_call_late(const struct fp_call *call)
{
    return call->request->deadline_ns != 0 &&
           fp_clock_monotonic_ns() >= call->request->deadline_ns;
}
