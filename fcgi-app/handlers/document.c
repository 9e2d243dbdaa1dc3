/* Bodies and queries to calculations, and the refusals on that way. */
#include "handlers/document.h"

#include <stdio.h>
#include <string.h>

#include "auth/digest.h"
#include "handlers/state.h"

/* The codes of the JSON gate: such a body has no meaning to speak of. A number
 * that cannot be held is well-formed, so it is a fault of its field (422). */
static int
is_syntax(const struct fp_faults *faults)
{
    static const char *const codes[] = {
        "syntax", "utf8", "duplicate_key", "nul", "surrogate", "bom", "depth",
        "limit", "empty"
    };
    size_t i;

    if (faults->count != 1)
        return 0;
    for (i = 0; i < FP_COUNT(codes); i++)
        if (strcmp(faults->list[0].code, codes[i]) == 0)
            return 1;
    return 0;
}

int
fp_document_refuse(struct fp_call *call, const struct fp_faults *faults)
{
    char detail[64];

    if (is_syntax(faults))
        return fp_call_faults(call, 400, "malformed",
                              "The body is not the JSON document that is "
                              "expected here.", faults);
    snprintf(detail, sizeof(detail), "The request has %zu fault%s.",
             faults->count + faults->dropped,
             faults->count + faults->dropped == 1 ? "" : "s");
    return fp_call_faults(call, 422, "invalid", detail, faults);
}

/* Options in the query string go over those of the body. set() is
 * fp_request_option or its like. */
static void
read_query(struct fp_call *call, enum fp_request_kind kind, void *request,
           enum fp_err (*set)(void *request, const char *name,
                              const char *value, struct fp_error *error),
           struct fp_faults *faults)
{
    const char *const *names = fp_request_options(kind);
    size_t n = 0;

    while (names[n] != NULL)
        n++;
    fp_http_query_check(call->request, names, n, faults);
    for (size_t i = 0; i < n; i++) {
        const char *value = fp_http_query_param(call->request, names[i]);
        struct fp_error error = { .code = FP_OK };
        char pointer[32];

        if (value == NULL || set(request, names[i], value, &error) == FP_OK)
            continue;
        snprintf(pointer, sizeof(pointer), "?%s", names[i]);
        fp_faults_add(faults, pointer, "invalid", "%s", error.detail);
    }
}

static enum fp_err
set_one(void *request, const char *name, const char *value,
        struct fp_error *error)
{
    return fp_request_option(request, name, value, error);
}

static enum fp_err
set_many(void *many, const char *name, const char *value,
         struct fp_error *error)
{
    return fp_request_many_option(many, name, value, error);
}

static void
check_paths(struct fp_call *call, const struct fp_request *request,
            struct fp_faults *faults)
{
    uint64_t max = call->service->config.max_paths;

    if (fp_request_is_sampled(request) && request->has_paths &&
        request->paths > max)
        fp_faults_add(faults,
                      fp_http_query_param(call->request, "paths") != NULL
                          ? "?paths" : "/paths",
                      "too_large",
                      "This service computes at most %llu paths a request.",
                      (unsigned long long)max);
}

/* The id of the text that identifies a question; the buffer is given back. */
static enum fp_err
identify(struct fp_buf *text, char id[FP_RESULT_ID])
{
    char hash[FP_SHA256_HEX];
    enum fp_err err = fp_buf_error(text);

    if (err == FP_OK)
        err = fp_auth_sha256_hex(text->data, text->len, hash);
    if (err == FP_OK) {
        memcpy(id, hash, FP_RESULT_ID - 1);
        id[FP_RESULT_ID - 1] = '\0';
    }
    fp_buf_fini(text);
    return err;
}

static enum fp_err
identify_request(const struct fp_request *request,
                 const struct fp_history *history, char id[FP_RESULT_ID])
{
    struct fp_buf text;

    fp_buf_init(&text, 0);
    fp_request_identity(&text, request, history);
    return identify(&text, id);
}

/* Under the model that draws the past, where that was asked for. */
static void
take_model(struct fp_call *call, struct fp_request *request,
           struct fp_faults *faults)
{
    struct fp_error error = { .code = FP_OK };
    const char *pointer;

    if (fp_request_bootstrap(request, &call->service->history, call->arena,
                             &error) == FP_OK)
        return;
    pointer = fp_arena_printf(call->arena, "%s/market", request->prefix);
    fp_faults_add(faults, pointer != NULL ? pointer : "", "infeasible", "%s",
                  error.detail);
}

/* Finds the goal that the path names: its own id, or that of a plan's. */
static int
has_goal(struct fp_call *call, struct fp_request *request)
{
    const char *id = fp_http_path_param(call->request, "goal");

    if (id == NULL)
        id = fp_http_path_param(call->request, "id");
    return id != NULL && fp_request_goal(request, id) == FP_OK;
}

int
fp_document_stored(struct fp_call *call, enum fp_request_kind kind,
                   const char *bytes, size_t len, struct fp_document *out)
{
    const struct fp_service *service = call->service;
    struct fp_faults faults;
    enum fp_err err;

    memset(out, 0, sizeof(*out));
    fp_faults_init(&faults, call->arena);
    err = fp_request_decode(kind, bytes, len, call->arena, &faults,
                            &out->request);
    if (err == FP_ENOMEM || (err != FP_OK && fp_faults_none(&faults)))
        return fp_call_internal(call, "decode", NULL);
    if (err != FP_OK && is_syntax(&faults))
        return fp_document_refuse(call, &faults);
    out->request.kind = kind;
    read_query(call, kind, &out->request, set_one, &faults);
    check_paths(call, &out->request, &faults);
    if (kind == FP_REQUEST_MAX)
        fp_request_max(&out->request);
    if (err == FP_OK && out->request.kind == FP_REQUEST_SOLVE)
        err = fp_request_solve(&out->request, &faults);
    if (err == FP_OK && kind == FP_REQUEST_BOOTSTRAP)
        take_model(call, &out->request, &faults);
    if (!fp_faults_none(&faults))
        return fp_document_refuse(call, &faults);
    if (kind == FP_REQUEST_PLAN)
        return 0;
    if (kind == FP_REQUEST_GOAL && !has_goal(call, &out->request))
        return fp_call_problem(call, 404, "not_found",
                               "The plan has no goal with this id.");
    fp_request_complete(&out->request, service->config.default_paths);
    if (fp_request_needs_history(&out->request))
        out->history = &service->history;
    if (identify_request(&out->request, out->history, out->result_id) != FP_OK)
        return fp_call_internal(call, "identity", NULL);
    return 0;
}

int
fp_document_many(struct fp_call *call, enum fp_many_kind kind,
                 struct fp_request_many *out, const struct fp_history **history,
                 char result_id[FP_RESULT_ID],
                 char ids[FP_COMPARE_PLANS_MAX][FP_RESULT_ID])
{
    const struct fp_service *service = call->service;
    const struct fp_history *series = NULL;
    struct fp_faults faults;
    struct fp_buf text;
    enum fp_err err;

    fp_faults_init(&faults, call->arena);
    err = fp_request_many_decode(kind, call->request->body,
                                 call->request->body_len, call->arena, &faults,
                                 out);
    if (err == FP_ENOMEM || (err != FP_OK && fp_faults_none(&faults)))
        return fp_call_internal(call, "decode", NULL);
    if (err != FP_OK && is_syntax(&faults))
        return fp_document_refuse(call, &faults);
    read_query(call, FP_REQUEST_SIMULATE, out, set_many, &faults);
    if (out->n > 0)
        check_paths(call, &out->list[0], &faults);
    if (!fp_faults_none(&faults))
        return fp_document_refuse(call, &faults);
    fp_request_many_complete(out, service->config.default_paths);
    if (fp_request_many_needs_history(out))
        series = &service->history;
    fp_buf_init(&text, 0);
    fp_request_many_identity(&text, out, series);
    err = identify(&text, result_id);
    for (size_t i = 0; i < out->n && err == FP_OK; i++)
        err = identify_request(&out->list[i], series, ids[i]);
    if (err != FP_OK)
        return fp_call_internal(call, "identity", NULL);
    *history = series;
    return 0;
}

int
fp_document_read(struct fp_call *call, enum fp_request_kind kind,
                 struct fp_document *out)
{
    return fp_document_stored(call, kind, call->request->body,
                              call->request->body_len, out);
}
