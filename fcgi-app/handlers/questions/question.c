/* /api/v1/…: the questions that need no plan. One handler answers them all;
 * codec/questions/question.h has their documents and planning/ their answers. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "codec/questions/question.h"
#include "handlers/call.h"
#include "handlers/handlers.h"
#include "handlers/questions/answer.h"
#include "handlers/signed.h"
#include "handlers/state.h"
#include "telemetry/trace.h"

#define BASE "/api/v1/"

/* The faults with their place in the request: prefix stands before each. */
static void
place(struct fp_call *call, struct fp_faults *faults, const char *prefix)
{
    struct fp_faults placed;

    fp_faults_init(&placed, call->arena);
    for (size_t i = 0; i < faults->count; i++) {
        const struct fp_fault *fault = &faults->list[i];
        const char *pointer = fp_arena_printf(call->arena, "%s%s", prefix,
                                              fault->pointer);

        fp_faults_add(&placed, pointer != NULL ? pointer : prefix,
                      fault->code, "%s", fault->detail);
    }
    *faults = placed;
}

/* The reply for a document that is wrong, or for a question without an
 * answer. */
static int
refused(struct fp_call *call, struct fp_question *q, const char *prefix,
        enum fp_err err)
{
    char detail[64];

    if (err == FP_ENOMEM)
        return fp_call_unavailable(call, "memory",
                                   "The question needs more memory than one "
                                   "request may take.");
    if (err == FP_ENOTFOUND && prefix[0] == '\0')
        return fp_call_problem(call, 404, "not_found", q->error.detail);
    if (prefix[0] != '\0')
        place(call, &q->faults, prefix);
    if (err == FP_EDOM || err == FP_ERANGE || err == FP_ENOTFOUND ||
        (err == FP_ELIMIT && fp_faults_none(&q->faults))) {
        fp_faults_add(&q->faults, prefix, "infeasible", "%s",
                      q->error.detail);
        return fp_call_faults(call, 422, "invalid", q->error.detail,
                              &q->faults);
    }
    if (fp_faults_none(&q->faults))
        return fp_call_internal(call, "question", &q->error);
    if (!q->is_json)
        return fp_call_faults(call, 400, "malformed",
                              "The body is not the JSON document that is "
                              "expected here.", &q->faults);
    snprintf(detail, sizeof(detail), "The request has %zu fault%s.",
             q->faults.count + q->faults.dropped,
             q->faults.count + q->faults.dropped == 1 ? "" : "s");
    return fp_call_faults(call, 422, "invalid", detail, &q->faults);
}

int
fp_question_reply(struct fp_call *call, const char *name, const char *part,
                  const char *bytes, size_t len, const char *prefix)
{
    const struct fp_question_kind *kind = fp_question_find(name);
    struct fp_question q;
    uint64_t from_ns, took_ns;
    enum fp_err err;

    if (kind == NULL)
        return fp_call_internal(call, "question", NULL);
    fp_trace_open("decode");
    err = fp_question_open(&q, name, part, bytes, len, call->arena);
    fp_trace_close("decode");
    if (err != FP_OK)
        return refused(call, &q, prefix, err);
    fp_trace_open("compute"); /* and encoded: one cannot be had without */
    from_ns = fp_clock_monotonic_ns();
    err = kind->answer(&q, &call->response->body);
    took_ns = fp_clock_monotonic_ns() - from_ns;
    fp_trace_close("compute");
    call->compute_ns += took_ns;
    fp_metrics_time(call->service->config.metrics, FP_STAGE_COMPUTE, took_ns);
    if (err == FP_OK)
        fp_metrics_add(call->service->config.metrics,
                       (enum fp_counter)(FP_COUNT_KINDS + FP_KIND_CALCULATOR),
                       1);
    return err != FP_OK ? refused(call, &q, prefix, err) : 0;
}

/* Decode; authorise: the route's scope is all there is, as nothing of
 * anybody's is read; compute and encode. */
int
fp_handle_question(struct fp_call *call)
{
    struct fp_faults query;
    int status;

    fp_faults_init(&query, call->arena);
    fp_http_query_check(call->request, NULL, 0, &query);
    if (!fp_faults_none(&query))
        return fp_call_faults(call, 400, "bad_query",
                              "The query string is wrong.", &query);
    status = fp_question_reply(call, call->route->path + strlen(BASE),
                               fp_http_path_param(call->request, "code"),
                               call->request->body, call->request->body_len,
                               "");
    return status != 0 ? status : fp_signed_json(call, 200, NULL);
}
