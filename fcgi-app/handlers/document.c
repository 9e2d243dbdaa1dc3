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

static int
refuse(struct fp_call *call, const struct fp_faults *faults)
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

/* Options in the query string go over those of the body. */
static void
read_query(struct fp_call *call, struct fp_request *request,
           struct fp_faults *faults)
{
    static const char *const simulate[] = { "paths", "seed" };
    static const char *const backtest[] = { "from", "to", "years", "rate" };
    /* A projection takes all but the last of these. */
    static const char *const explain[] = { "path", "paths", "seed", "year" };
    static const char *const solve[] = { "for", "person", "property",
                                         "success", "low", "high",
                                         "tolerance", "paths", "seed" };
    const char *const *names = NULL;
    size_t n = 0, i;

    switch (request->kind) {
    case FP_REQUEST_SIMULATE:
    case FP_REQUEST_STRESS:
    case FP_REQUEST_RANGE:
        names = simulate;
        n = FP_COUNT(simulate);
        break;
    case FP_REQUEST_BACKTEST:
        names = backtest;
        n = FP_COUNT(backtest);
        break;
    case FP_REQUEST_PROJECT:
        names = explain;
        n = FP_COUNT(explain) - 1;
        break;
    case FP_REQUEST_EXPLAIN:
        names = explain;
        n = FP_COUNT(explain);
        break;
    case FP_REQUEST_SOLVE:
        names = solve;
        n = FP_COUNT(solve);
        break;
    case FP_REQUEST_PLAN: break;
    }
    fp_http_query_check(call->request, names, n, faults);
    for (i = 0; i < n; i++) {
        const char *value = fp_http_query_param(call->request, names[i]);
        struct fp_error error = { .code = FP_OK };
        char pointer[32];

        if (value == NULL ||
            fp_request_option(request, names[i], value, &error) == FP_OK)
            continue;
        snprintf(pointer, sizeof(pointer), "?%s", names[i]);
        fp_faults_add(faults, pointer, "invalid", "%s", error.detail);
    }
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

static enum fp_err
identify(struct fp_document *document)
{
    char hash[FP_SHA256_HEX];
    struct fp_buf text;
    enum fp_err err;

    fp_buf_init(&text, 0);
    fp_request_identity(&text, &document->request, document->history);
    err = fp_buf_error(&text);
    if (err == FP_OK)
        err = fp_auth_sha256_hex(text.data, text.len, hash);
    if (err == FP_OK) {
        memcpy(document->result_id, hash, FP_RESULT_ID - 1);
        document->result_id[FP_RESULT_ID - 1] = '\0';
    }
    fp_buf_fini(&text);
    return err;
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
        return refuse(call, &faults);
    out->request.kind = kind;
    read_query(call, &out->request, &faults);
    check_paths(call, &out->request, &faults);
    if (err == FP_OK && kind == FP_REQUEST_SOLVE)
        err = fp_request_solve(&out->request, &faults);
    if (!fp_faults_none(&faults))
        return refuse(call, &faults);
    if (kind == FP_REQUEST_PLAN)
        return 0;
    fp_request_complete(&out->request, service->config.default_paths);
    if (fp_request_needs_history(&out->request))
        out->history = &service->history;
    if (identify(out) != FP_OK)
        return fp_call_internal(call, "identity", NULL);
    return 0;
}

int
fp_document_read(struct fp_call *call, enum fp_request_kind kind,
                 struct fp_document *out)
{
    return fp_document_stored(call, kind, call->request->body,
                              call->request->body_len, out);
}
