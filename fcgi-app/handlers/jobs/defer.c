/* From a question that takes long to a job. */
#include "handlers/jobs/defer.h"

#include <string.h>

#include "cache/cache.h"
#include "handlers/jobs/budget.h"
#include "handlers/questions/kept.h"
#include "handlers/state.h"
#include "handlers/stored.h"
#include "http/prefer.h"
#include "jobs/cut.h"
#include "jobs/describe.h"
#include "jobs/task.h"
#include "planning/plan.h"
#include "planning/simulation/parts.h"
#include "storage/jobs/jobs_store.h"
#include "telemetry/trace.h"

enum {
    PRIORITY_MOST = 7,   /* RFC 9218: urgencies 0 to 7, 0 the highest … */
    PRIORITY_USUAL = 4,  /* … and 3 the usual */
    SYNC_DEADLINE_MS = 5000 /* who waits no longer may wait here */
};

/* A job belongs to somebody, and lives in the database. */
static int
can_have_one(const struct fp_call *call, const struct fp_asked *asked)
{
    return asked->may_defer && call->user_id != NULL &&
           call->service->storage != NULL;
}

uint64_t
fp_defer_most_paths(const struct fp_call *call, const struct fp_asked *asked,
                    const struct fp_request *request)
{
    const struct fp_service_config *config = &call->service->config;

    return request->may_stream && can_have_one(call, asked) &&
                   config->jobs.max_paths > config->max_paths
               ? config->jobs.max_paths
               : config->max_paths;
}

static int
is_too_large(const struct fp_call *call, const struct fp_request *requests,
             size_t n)
{
    const struct fp_service_config *config = &call->service->config;
    uint64_t path_years = 0;

    if (requests->deadline_ms > 0 &&
        requests->deadline_ms <= SYNC_DEADLINE_MS)
        return 0;
    for (size_t i = 0; i < n; i++)
        path_years += fp_budget_path_years(&requests[i]);
    return path_years > config->jobs.sync_path_years ||
           (requests->may_stream &&
            fp_budget_paths(requests) > config->max_paths);
}

void
fp_defer_options(const struct fp_call *call, const struct fp_asked *asked,
                 struct fp_request *request)
{
    struct fp_request whole;

    fp_request_stream(request, fp_defer_most_paths(call, asked, request));
    whole = *request;
    if (!whole.has_paths)
        whole.paths = asked->default_paths;
    if (can_have_one(call, asked) &&
        !whole.document.plan.market.control_variate && /* which needs every
                                                        * path */
        is_too_large(call, &whole, 1))
        request->streamed = 1;
}

/* RFC 9218: "u=" and a digit, in the header Priority. */
static int
priority_of(const struct fp_call *call)
{
    const char *text = fp_http_header(call->request, "Priority");

    while (text != NULL && *text != '\0') {
        text += strspn(text, " \t,");
        if (strncmp(text, "u=", 2) == 0 && text[2] >= '0' &&
            text[2] <= '0' + PRIORITY_MOST &&
            (text[3] == '\0' || strchr(" \t,;", text[3]) != NULL))
            return PRIORITY_MOST - (text[2] - '0');
        text += strcspn(text, ",");
    }
    return PRIORITY_USUAL;
}

/* 1 when the answer is at hand already; fp_compute_work will find it. */
static int
is_cached(struct fp_call *call, const struct fp_prepared *question)
{
    struct fp_buf *body = &call->response->body;
    int found;

    if (question->requests->until_se > 0.0 || question->work.fresh)
        return 0;
    found = fp_call_cache_get(call, question->work.result_id, body) == FP_OK;
    fp_buf_reset(body);
    return found;
}

/* What the engine would refuse of any plan is refused now; *extent takes the
 * last one's, with the longest plan's years. 0, or the status. */
static int
measure(struct fp_call *call, const struct fp_prepared *question,
        struct fp_sim_extent *extent)
{
    size_t years = 0;

    for (size_t i = 0; i < question->n; i++) {
        const struct fp_request *request = &question->requests[i];
        const struct fp_plan *plan = &request->document.plan;
        const struct fp_sim_options options = {
            .paths = request->paths, .seed = request->seed, .threads = 1,
            .stream = request->streamed, .until_se = request->until_se
        };
        struct fp_error error = { .code = FP_OK };
        struct fp_faults faults;
        enum fp_err err = FP_OK;

        if (fp_budget_paths(request) > 0 || request->may_stream)
            err = fp_sim_measure(plan, question->history, &options,
                                 call->worker->arena, extent, &error);
        else
            *extent = (struct fp_sim_extent){
                .paths = 0, .years = (size_t)fp_plan_years(plan),
                .sampler = FP_SAMPLER_PLAIN
            };
        if (err == FP_ENOMEM)
            return fp_call_unavailable(call, "memory",
                                       "The computation needs more memory "
                                       "than one request may take.");
        if (err != FP_OK) {
            fp_faults_init(&faults, call->arena);
            fp_faults_add(&faults, request->prefix, "infeasible", "%s",
                          error.detail);
            return fp_call_faults(call, 422, "invalid", error.detail,
                                  &faults);
        }
        if (extent->years > years)
            years = extent->years;
    }
    extent->years = years;
    return 0;
}

static int
submit(struct fp_call *call, const struct fp_job_input *input, int wanted)
{
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    struct fp_stored_job job;
    enum fp_err err = fp_stored_begin(call, &db);

    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_job_submit(&db, input, &job, &error));
    if (err == FP_ELIMIT)
        return fp_call_problem(call, 409, "too_many_jobs", error.detail);
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error,
                                "You have no plan with this id.");
    fp_jobs_describe(&call->response->body, &job);
    fp_buf_char(&call->response->body, '\n');
    fp_call_header(call, "Location", "/api/v1/jobs/%s", job.id);
    fp_call_header(call, "Retry-After", "1");
    if (wanted)
        fp_http_response_header(call->response, "Preference-Applied",
                                "respond-async");
    return fp_call_json(call, 202);
}

/* The question without its body, as a text in the call's arena. */
static const char *
head_of(struct fp_call *call, const struct fp_asked *asked)
{
    const char *copy = NULL;
    struct fp_buf text;

    fp_buf_init(&text, 0);
    fp_asked_encode_head(&text, asked);
    if (fp_buf_error(&text) == FP_OK)
        copy = fp_arena_strndup(call->arena, fp_buf_text(&text), text.len);
    fp_buf_fini(&text);
    return copy;
}

/* A simulation that keeps no path is cut into ranges of paths. Anything else
 * is one shard: it has no parts that add up to its bytes. */
static size_t
cut(const struct fp_jobs_limits *limits, const struct fp_prepared *question,
    const struct fp_sim_extent *extent, uint64_t ends[FP_JOBS_CUT_MAX])
{
    const struct fp_request *request = question->requests;

    if (!request->streamed) {
        ends[0] = request->may_stream ? extent->paths : FP_JOB_PATHS_MAX;
        return 1;
    }
    return fp_jobs_cut(&limits->cut, 0,
                       fp_parts_first_stage(extent->paths, request->until_se),
                       extent->years, ends);
}

int
fp_defer(struct fp_call *call, const struct fp_prepared *question,
         const struct fp_stored_plan *plan)
{
    const struct fp_asked *asked = &question->asked;
    const struct fp_request *request = question->requests;
    const struct fp_jobs_limits *limits = &call->service->config.jobs;
    uint64_t ends[FP_JOBS_CUT_MAX];
    char engine[FP_JOBS_ENGINE], here[FP_TRACE_PARENT_TEXT];
    struct fp_sim_extent extent;
    struct fp_job_input input;
    struct fp_prefer prefer;
    int status;

    if (!can_have_one(call, asked) || call->response->head_only ||
        (call->route->traits & FP_DEFERS) == 0)
        return 0;
    fp_prefer_parse(fp_http_header(call->request, "Prefer"), &prefer);
    if (!prefer.respond_async &&
        !is_too_large(call, question->requests, question->n))
        return 0;
    status = measure(call, question, &extent);
    if (status != 0)
        return status;
    if (!prefer.respond_async && is_cached(call, question))
        return 0;
    fp_jobs_engine(engine);
    fp_trace_here(here);
    input = (struct fp_job_input){
        .question = {
            .kind = fp_asked_kind_name(asked),
            .paths = request->streamed ? request->paths : extent.paths,
            .seed = request->seed,
            .paths_given = request->has_paths,
            .seed_given = request->has_seed,
            .streamed = request->streamed,
            .until_se = request->until_se,
            .deadline_ms = (int64_t)request->deadline_ms,
            .sampler = fp_sampler_names[extent.sampler],
            .result_id = question->work.result_id,
            .engine = engine,
            .years = extent.years,
        },
        .result_kind = fp_kept_kind(asked),
        .asked = head_of(call, asked),
        .document = asked->body,
        .document_len = asked->body_len,
        .plan_id = plan != NULL ? plan->id : NULL,
        .plan_version = plan != NULL ? plan->version : 0,
        .traceparent = here[0] != '\0' ? here : NULL,
        .keep = asked->keep,
        .priority = priority_of(call),
        .ends = ends,
        .n_ends = cut(limits, question, &extent, ends),
        .most_open = limits->most_open,
        .most_kept = limits->most_kept,
    };
    return input.asked == NULL ? fp_call_internal(call, "memory", NULL)
                               : submit(call, &input, prefer.respond_async);
}
