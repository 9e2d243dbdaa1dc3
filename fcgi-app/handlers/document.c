/* Bodies and queries to calculations, and the refusals on that way. */
#include "handlers/document.h"

#include <stdio.h>
#include <string.h>

#include "handlers/jobs/defer.h"
#include "handlers/state.h"
#include "telemetry/trace.h"

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

int
fp_document_checked(struct fp_call *call, enum fp_err err,
                    struct fp_faults *faults, const struct fp_faults *query)
{
    if (err == FP_EINVAL && is_syntax(faults))
        return fp_document_refuse(call, faults);
    for (size_t i = 0; i < query->count; i++)
        fp_faults_add(faults, query->list[i].pointer, query->list[i].code,
                      "%s", query->list[i].detail);
    if (err == FP_ENOTFOUND)
        return fp_call_problem(call, 404, "not_found",
                               "The plan has no goal with this id.");
    if (err == FP_ENOMEM || err == FP_EINTERNAL)
        return fp_call_internal(call, "decode", NULL);
    return fp_faults_none(faults) ? 0 : fp_document_refuse(call, faults);
}

/* The options in the query, of these names. */
static void
ask_query(struct fp_call *call, const char *const *names, struct fp_asked *out,
          struct fp_faults *faults)
{
    const char *allowed[FP_ASKED_OPTIONS + 1];
    size_t n = 0;

    for (; n < FP_ASKED_OPTIONS && names[n] != NULL; n++) {
        const char *value = fp_http_query_param(call->request, names[n]);

        allowed[n] = names[n];
        if (value != NULL) {
            out->options[out->n_options].name = names[n];
            out->options[out->n_options++].value = value;
        }
    }
    if (call->route->scope == FP_SCOPE_CALCULATOR)
        allowed[n++] = "keep";
    if (out->kind == FP_REQUEST_PLAN) /* handlers/plans.c */
        allowed[n++] = "household_id";
    fp_http_query_check(call->request, allowed, n, faults);
}

void
fp_document_asked(struct fp_call *call, enum fp_request_kind kind,
                  const char *bytes, size_t len, struct fp_asked *out,
                  struct fp_faults *faults)
{
    *out = (struct fp_asked){ .kind = kind, .body = bytes, .body_len = len };
    out->default_paths = call->service->config.default_paths;
    if (kind == FP_REQUEST_GOAL) {
        out->goal = fp_http_path_param(call->request, "goal");
        if (out->goal == NULL)
            out->goal = fp_http_path_param(call->request, "id");
    }
    ask_query(call, fp_request_options(kind), out, faults);
}

void
fp_document_asked_many(struct fp_call *call, enum fp_many_kind kind,
                       struct fp_asked *out, struct fp_faults *faults)
{
    *out = (struct fp_asked){ .kind = FP_REQUEST_SIMULATE, .is_many = 1,
                              .many = kind, .body = call->request->body,
                              .body_len = call->request->body_len };
    out->default_paths = call->service->config.default_paths;
    ask_query(call, fp_request_many_options(), out, faults);
}

/* Options beside the body go over those in it. set() is fp_request_option or
 * its like. */
static void
take_options(const struct fp_asked *asked, void *request,
             enum fp_err (*set)(void *request, const char *name,
                                const char *value, struct fp_error *error),
             struct fp_faults *faults)
{
    for (size_t i = 0; i < asked->n_options; i++) {
        struct fp_error error = { .code = FP_OK };
        char pointer[32];

        if (set(request, asked->options[i].name, asked->options[i].value,
                &error) == FP_OK)
            continue;
        snprintf(pointer, sizeof(pointer), "?%s", asked->options[i].name);
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

/* To give what was answered again: where time ended it, it ends by number. */
static void
take_ran(const struct fp_asked *asked, struct fp_request *request)
{
    uint64_t paths = asked->ran.paths;

    if (!asked->replays)
        return;
    if ((request->may_stream || fp_request_narrows(request)) && paths > 0 &&
        (!request->has_paths || paths <= request->paths) &&
        (request->deadline_ms > 0 ||
         (request->until_se > 0.0 && asked->ran.ours))) {
        request->paths = paths;
        request->has_paths = 1;
        request->streamed = request->may_stream;
        request->until_se = 0.0;
    }
    request->runs = asked->ran.runs;
    request->deadline_ms = 0;
}

static void
check_paths(struct fp_call *call, const struct fp_asked *asked,
            const struct fp_request *request, struct fp_faults *faults)
{
    uint64_t max = fp_defer_most_paths(call, asked, request);

    if (fp_request_is_sampled(request) && request->has_paths &&
        request->paths > max)
        fp_faults_add(faults,
                      fp_asked_option(asked, "paths") != NULL ? "?paths"
                                                              : "/paths",
                      "too_large",
                      "This service computes at most %llu paths a request.",
                      (unsigned long long)max);
}

/* The year that is to be explained has to be one of the plan. */
static void
check_year(const struct fp_asked *asked, const struct fp_request *request,
           struct fp_faults *faults)
{
    const struct fp_plan *plan = &request->document.plan;
    int last = plan->start_year + fp_plan_years(plan) - 1;

    if (request->kind == FP_REQUEST_EXPLAIN && request->explain_year != 0 &&
        (request->explain_year < plan->start_year ||
         request->explain_year > last))
        fp_faults_add(faults,
                      asked->view != FP_REQUEST_PLAN ||
                              fp_asked_option(asked, "year") != NULL
                          ? "?year"
                          : "/year",
                      "range", "the plan has the years %d to %d, not %d",
                      plan->start_year, last, request->explain_year);
}

/* The digest of the text that identifies a question, and its id; the buffer is
 * given back. */
static enum fp_err
identify(struct fp_buf *text, unsigned char digest[FP_SHA256_BYTES],
         char id[FP_RESULT_ID])
{
    enum fp_err err = fp_buf_error(text);

    if (err == FP_OK)
        err = fp_auth_sha256(text->data, text->len, digest);
    if (err == FP_OK)
        for (size_t i = 0; i < (FP_RESULT_ID - 1) / 2; i++)
            snprintf(id + 2 * i, 3, "%02x", digest[i]);
    fp_buf_fini(text);
    return err == FP_OK ? FP_OK : FP_EINTERNAL;
}

static enum fp_err
identify_request(const struct fp_request *request,
                 const struct fp_history *history,
                 unsigned char digest[FP_SHA256_BYTES], char id[FP_RESULT_ID])
{
    struct fp_buf text;

    fp_buf_init(&text, 0);
    fp_request_identity(&text, request, history);
    return identify(&text, digest, id);
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

/* One path of a simulation that was asked for in place of it. The number of a
 * path says which it is, however many there are. */
static void
take_view(const struct fp_asked *asked, struct fp_request *request,
          struct fp_faults *faults)
{
    struct fp_error error = { .code = FP_OK };

    request->kind = asked->view;
    request->may_stream = request->streamed = 0;
    request->until_se = 0.0;
    request->deadline_ms = 0;
    if (fp_request_option(request, "path", asked->path, &error) != FP_OK)
        fp_faults_add(faults, "?path", "invalid", "%s", error.detail);
    if (asked->year != NULL &&
        fp_request_option(request, "year", asked->year, &error) != FP_OK)
        fp_faults_add(faults, "?year", "invalid", "%s", error.detail);
}

static enum fp_err
ask(struct fp_call *call, const struct fp_asked *asked,
    struct fp_faults *faults, struct fp_document *out)
{
    struct fp_request *request = &out->request;
    size_t before = faults->count + faults->dropped;
    enum fp_err err;

    memset(out, 0, sizeof(*out));
    out->asked = *asked;
    err = fp_request_decode(asked->kind, asked->body, asked->body_len,
                            call->arena, faults, request);
    if (err != FP_OK && faults->count + faults->dropped == before)
        return err == FP_ENOMEM ? FP_ENOMEM : FP_EINTERNAL;
    if (err != FP_OK && is_syntax(faults))
        return FP_EINVAL;
    request->kind = asked->kind;
    take_options(asked, request, set_one, faults);
    take_ran(asked, request);
    if (asked->view == FP_REQUEST_PLAN)
        check_paths(call, asked, request, faults);
    if (asked->kind == FP_REQUEST_MAX)
        fp_request_max(request);
    if (err == FP_OK && request->kind == FP_REQUEST_SOLVE)
        err = fp_request_solve(request, faults);
    if (err == FP_OK && asked->kind == FP_REQUEST_BOOTSTRAP)
        take_model(call, request, faults);
    if (err == FP_OK && asked->view != FP_REQUEST_PLAN)
        take_view(asked, request, faults);
    if (err == FP_OK)
        check_year(asked, request, faults);
    if (faults->count + faults->dropped > before)
        return FP_EINVAL;
    if (asked->kind == FP_REQUEST_PLAN)
        return FP_OK;
    if (request->may_stream)
        fp_defer_options(call, asked, request);
    if (asked->kind == FP_REQUEST_GOAL &&
        (asked->goal == NULL || fp_request_goal(request, asked->goal) != FP_OK))
        return FP_ENOTFOUND;
    fp_request_complete(request, asked->default_paths);
    if (fp_request_needs_history(request))
        out->history = &call->service->history;
    return identify_request(request, out->history, out->digest,
                            out->result_id);
}

enum fp_err
fp_document_ask(struct fp_call *call, const struct fp_asked *asked,
                struct fp_faults *faults, struct fp_document *out)
{
    enum fp_err err;

    fp_trace_open("decode");
    err = ask(call, asked, faults, out);
    fp_trace_close("decode");
    return err;
}

enum fp_err
fp_document_identify_many(struct fp_document_many *many)
{
    unsigned char digest[FP_SHA256_BYTES];
    struct fp_buf text;
    enum fp_err err;

    fp_buf_init(&text, 0);
    fp_request_many_identity(&text, &many->many, many->history);
    err = identify(&text, many->digest, many->result_id);
    for (size_t i = 0; i < many->many.n && err == FP_OK; i++)
        err = identify_request(&many->many.list[i], many->history, digest,
                               many->ids[i]);
    return err;
}

static enum fp_err
ask_many(struct fp_call *call, const struct fp_asked *asked,
         struct fp_faults *faults, struct fp_document_many *out)
{
    struct fp_request_many *many = &out->many;
    size_t before = faults->count + faults->dropped;
    enum fp_err err;

    memset(out, 0, sizeof(*out));
    out->asked = *asked;
    err = fp_request_many_decode(asked->many, asked->body, asked->body_len,
                                 call->arena, faults, many);
    if (err != FP_OK && faults->count + faults->dropped == before)
        return err == FP_ENOMEM ? FP_ENOMEM : FP_EINTERNAL;
    if (err != FP_OK && is_syntax(faults))
        return FP_EINVAL;
    take_options(asked, many, set_many, faults);
    for (size_t i = 0; i < many->n; i++)
        take_ran(asked, &many->list[i]);
    if (many->n > 0)
        check_paths(call, asked, &many->list[0], faults);
    if (faults->count + faults->dropped > before)
        return FP_EINVAL;
    fp_request_many_complete(many, asked->default_paths);
    if (fp_request_many_needs_history(many))
        out->history = &call->service->history;
    return fp_document_identify_many(out);
}

enum fp_err
fp_document_ask_many(struct fp_call *call, const struct fp_asked *asked,
                     struct fp_faults *faults, struct fp_document_many *out)
{
    enum fp_err err;

    fp_trace_open("decode");
    err = ask_many(call, asked, faults, out);
    fp_trace_close("decode");
    return err;
}

enum fp_err
fp_document_faults(struct fp_call *call, const struct fp_asked *asked,
                   struct fp_faults *faults)
{
    struct fp_document *one;
    struct fp_document_many *many;

    if (asked->is_many) {
        many = fp_arena_alloc(call->arena, sizeof(*many));
        return many == NULL ? FP_ENOMEM
                            : fp_document_ask_many(call, asked, faults, many);
    }
    one = fp_arena_alloc(call->arena, sizeof(*one));
    return one == NULL ? FP_ENOMEM : fp_document_ask(call, asked, faults, one);
}

int
fp_document_stored(struct fp_call *call, enum fp_request_kind kind,
                   const char *bytes, size_t len, struct fp_document *out)
{
    struct fp_faults faults, query;
    struct fp_asked asked;
    enum fp_err err;

    fp_faults_init(&faults, call->arena);
    fp_faults_init(&query, call->arena);
    fp_document_asked(call, kind, bytes, len, &asked, &query);
    err = fp_document_ask(call, &asked, &faults, out);
    return fp_document_checked(call, err, &faults, &query);
}

int
fp_document_read(struct fp_call *call, enum fp_request_kind kind,
                 struct fp_document *out)
{
    return fp_document_stored(call, kind, call->request->body,
                              call->request->body_len, out);
}
