/* One request from the route table to the log line. */
#include <stdio.h>
#include <string.h>

#include "auth/digest.h"
#include "base/clock.h"
#include "handlers/call.h"
#include "handlers/lifetime.h"
#include "handlers/once.h"
#include "handlers/openapi/openapi.h"
#include "handlers/identity/authenticate.h"
#include "handlers/service/service.h"
#include "handlers/state.h"
#include "handlers/table.h"
#include "http/cors.h"
#include "http/negotiate.h"
#include "http/prefer.h"
#include "http/problem.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"
#include "telemetry/otlp.h"
#include "telemetry/trace.h"

/* A request whose transport set no deadline gets this one; a user is shown in
 * the log by this much of a keyed hash. */
enum { DEADLINE_MS = 30000, USER_HASH_DIGITS = 16 };

static int
too_large(struct fp_call *call, size_t limit)
{
    char detail[96];

    fp_metrics_add(call->service->config.metrics,
                   FP_COUNT_REJECTED_TOO_LARGE, 1);
    snprintf(detail, sizeof(detail),
             "The request body may hold at most %zu bytes here.", limit);
    return fp_call_problem(call, 413, "too_large", detail);
}

static int
wrong_type(struct fp_call *call, const char *wanted)
{
    char detail[96];

    snprintf(detail, sizeof(detail),
             "Send the body as Content-Type: %s in UTF-8.", wanted);
    fp_http_response_header(call->response, "Accept", wanted);
    return fp_call_problem(call, 415, "unsupported_media_type", detail);
}

/* 0 when the body may be handled, or the status of the refusal. */
static int
check_body(struct fp_call *call)
{
    const struct fp_http_request *request = call->request;
    const struct fp_route *route = call->route;
    const char *type = fp_http_header(request, "Content-Type");
    size_t limit = route->body_limit != 0 ? route->body_limit
                                          : call->service->config.max_body;

    if (request->body_state == FP_HTTP_BODY_TOO_LARGE)
        return too_large(call, limit);
    if (request->body_state == FP_HTTP_BODY_SHORT)
        return fp_call_problem(call, 400, "short_body",
                               "The request body is shorter than its "
                               "Content-Length.");
    if (route->body == FP_BODY_NONE)
        return 0;
    if (request->body_len > limit)
        return too_large(call, limit);
    if (route->body == FP_BODY_JSON && !fp_content_type_json(type))
        return wrong_type(call, "application/json");
    if (route->body == FP_BODY_PATCH && !fp_content_type_patch(type))
        return wrong_type(call, FP_MERGE_PATCH_TYPE);
    return 0;
}

/* 0 when the caller may go on, or the status of the refusal. */
static int
authorise(struct fp_call *call)
{
    const char *authorization =
        fp_http_header(call->request, "Authorization");

    switch (call->route->scope) {
    case FP_SCOPE_PUBLIC:
    case FP_SCOPE_INTERNAL:
        return 0;
    case FP_SCOPE_CALCULATOR:
    case FP_SCOPE_USER:
        break;
    }
    if (authorization != NULL)
        return fp_authenticate(call, authorization);
    if (call->route->scope == FP_SCOPE_CALCULATOR &&
        call->service->config.anonymous)
        return 0;
    return fp_unauthenticated(call, "Bearer realm=\"finplan\"",
                              "This needs an access token: send it as "
                              "Authorization: Bearer TOKEN.");
}

/* What gives no JSON may be anything; problems always are JSON. */
static int
acceptable(const struct fp_call *call)
{
    const char *accept = fp_http_header(call->request, "Accept");

    return (call->route->traits & (FP_STREAMS | FP_TEXT)) != 0 ||
           fp_accept_allows(accept, "application/json") ||
           fp_accept_allows(accept, FP_PROBLEM_TYPE);
}

/* Leaves what was written out of the reply where the client knows it and says
 * so: Prefer: return=minimal. Its headers tell where it is and its version. */
static int
shorten(struct fp_call *call, int status)
{
    struct fp_prefer prefer;

    if ((status != 200 && status != 201) || call->route->gives == NULL ||
        !fp_openapi_may_be_minimal(call->route))
        return status;
    fp_prefer_parse(fp_http_header(call->request, "Prefer"), &prefer);
    if (!prefer.minimal)
        return status;
    fp_http_response_header(call->response, "Preference-Applied",
                            "return=minimal");
    fp_call_no_content(call);
    return call->response->status = status == 201 ? 201 : 204;
}

static int
dispatch(struct fp_call *call)
{
    char allow[FP_ROUTE_ALLOW_TEXT];
    enum fp_route_verdict verdict;
    const struct fp_route *table;
    size_t n;
    int status;

    table = fp_handlers_table(&n);
    verdict = fp_route_match(table, n, call->request, &call->route, allow);
    if (verdict == FP_ROUTE_NONE ||
        (verdict == FP_ROUTE_FOUND &&
         call->route->scope == FP_SCOPE_INTERNAL && !call->request->internal))
        return fp_call_problem(call, 404, "not_found",
                               "There is nothing at this path.");
    if (verdict != FP_ROUTE_FOUND)
        fp_call_header(call, "Allow", "%s", allow);
    if (verdict == FP_ROUTE_OPTIONS)
        return fp_call_no_content(call);
    if (verdict == FP_ROUTE_METHOD)
        return fp_call_problem(call, 405, "method_not_allowed",
                               "This path does not take the method; the "
                               "Allow header lists those it takes.");
    if (!acceptable(call))
        return fp_call_problem(call, 406, "not_acceptable",
                               "Replies here are application/json; the "
                               "Accept header refuses that.");
    fp_trace_open("auth");
    status = authorise(call);
    fp_trace_close("auth");
    if (status == 0)
        status = check_body(call);
    if (status != 0)
        return status;
    call->request->seal = (struct fp_http_seal){
        fp_auth_keyed_hash, call->service->page_key,
        sizeof(call->service->page_key), call->user_id };
    fp_lifetime_of_route(call);
    if ((call->route->traits & FP_KEYED) == 0)
        return shorten(call, call->route->handler(call));
    status = fp_once_begin(call);
    if (status == 0)
        status = fp_once_end(call, call->route->handler(call));
    return shorten(call, status);
}

static uint64_t
since(uint64_t from_ns, uint64_t to_ns)
{
    return from_ns != 0 && to_ns > from_ns ? to_ns - from_ns : 0;
}

static void
finish(struct fp_call *call, uint64_t from_ns)
{
    struct fp_metrics *metrics = call->service->config.metrics;
    const struct fp_http_request *request = call->request;
    struct fp_trace *trace = &call->worker->trace;
    uint64_t now_ns = fp_clock_monotonic_ns();
    uint64_t total_ns = since(from_ns, now_ns);
    uint64_t queue_ns = since(request->accepted_ns, request->started_ns);
    struct fp_log_line line;

    fp_http_response_header(call->response, "X-Request-Id",
                            request->request_id);
    fp_cors_apply(call->service->config.cors_origins, request, call->response);
    fp_call_header(call, "Server-Timing",
                   "queue;dur=%.3f, db;dur=%.3f, compute;dur=%.3f",
                   (double)queue_ns / 1e6, (double)call->db_ns / 1e6,
                   (double)call->compute_ns / 1e6);
    /* Scrapes, and nginx asking whose a token is, are nobody's requests: they
     * would only dilute the figures, the log and the traces of those. */
    if (!request->internal)
        fp_metrics_request(metrics, fp_http_method_name(request->method),
                           request->route, call->response->status,
                           total_ns + queue_ns);
    fp_metrics_time(metrics, FP_STAGE_QUEUE_WAIT, queue_ns);
    fp_log_begin(&line, request->internal ? FP_LOG_DEBUG : FP_LOG_INFO,
                 "request");
    fp_log_str(&line, "request_id", request->request_id);
    fp_log_str(&line, "trace_id", trace->id);
    fp_log_str(&line, "method", fp_http_method_name(request->method));
    fp_log_str(&line, "route", request->route);
    fp_log_int(&line, "status", call->response->status);
    if (call->user_id != NULL) {
        char hash[FP_KEYED_HASH_HEX];

        fp_auth_keyed_hash_hex(call->service->log_key,
                               sizeof(call->service->log_key),
                               call->user_id, strlen(call->user_id), hash);
        hash[USER_HASH_DIGITS] = '\0';
        fp_log_str(&line, "user", hash);
    }
    fp_log_int(&line, "bytes_in", (int64_t)request->body_len);
    fp_log_int(&line, "bytes_out", (int64_t)call->response->body.len);
    fp_log_ms(&line, "queue_ms", queue_ns);
    fp_log_ms(&line, "db_ms", call->db_ns);
    fp_log_ms(&line, "compute_ms", call->compute_ns);
    fp_log_ms(&line, "total_ms", total_ns);
    fp_log_end(&line);
    fp_trace_end(trace, fp_http_method_name(request->method), request->route,
                 call->response->status, now_ns);
    fp_trace_use(NULL);
    if (!request->internal)
        fp_otlp_offer(call->service->otlp, trace);
}

/* From the moment that the request was readable, where that is known. */
static void
begin_trace(struct fp_call *call, uint64_t from_ns)
{
    const struct fp_http_request *request = call->request;
    struct fp_trace *trace = &call->worker->trace;
    uint64_t begun_ns = request->accepted_ns != 0 ? request->accepted_ns
                                                  : from_ns;

    fp_trace_begin(trace, fp_http_header(request, "Traceparent"),
                   request->request_id, begun_ns,
                   &call->service->config.trace_rules);
    fp_trace_use(trace);
    if (request->accepted_ns != 0)
        fp_trace_add("queue", "", request->accepted_ns,
                     request->started_ns);
}

void
fp_service_serve(struct fp_service_worker *worker,
                 struct fp_http_request *request,
                 struct fp_http_response *response)
{
    struct fp_call call = {
        .service = worker->service,
        .worker = worker,
        .request = request,
        .response = response,
        .arena = request->arena,
    };
    uint64_t from_ns = fp_clock_monotonic_ns();

    if (request->deadline_ns == 0)
        request->deadline_ns = from_ns + UINT64_C(1000000) * DEADLINE_MS;
    fp_arena_reset(worker->arena);
    fp_http_response_reset(response);
    response->head_only = request->method == FP_HTTP_HEAD;
    fp_http_response_header(response, "Cache-Control", "no-store");
    begin_trace(&call, from_ns);
    dispatch(&call);
    finish(&call, from_ns);
}
