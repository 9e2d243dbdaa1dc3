/* From a simulation that takes long to a job. */
#include "handlers/jobs/defer.h"

#include <string.h>

#include "cache/cache.h"
#include "handlers/state.h"
#include "handlers/stored.h"
#include "http/prefer.h"
#include "jobs/cut.h"
#include "jobs/describe.h"
#include "jobs/task.h"
#include "planning/plan.h"
#include "planning/simulation/parts.h"
#include "storage/jobs_store.h"

enum {
    PRIORITY_MOST = 7,   /* RFC 9218: urgencies 0 to 7, 0 the highest … */
    PRIORITY_USUAL = 4,  /* … and 3 the usual */
    FIRST_STAGE = 2048,
    SYNC_DEADLINE_MS = 5000 /* who waits no longer may wait here */
};

int
fp_defer_takes(enum fp_request_kind kind)
{
    return kind == FP_REQUEST_SIMULATE || kind == FP_REQUEST_BOOTSTRAP;
}

/* A job belongs to somebody, and lives in the database. */
static int
can_have_one(const struct fp_call *call)
{
    return call->user_id != NULL && call->service->storage != NULL;
}

uint64_t
fp_defer_most_paths(const struct fp_call *call, const struct fp_asked *asked)
{
    const struct fp_service_config *config = &call->service->config;

    return asked->may_defer && can_have_one(call) &&
                   config->jobs.max_paths > config->max_paths
               ? config->jobs.max_paths
               : config->max_paths;
}

/* How many paths a run will come to, at most about: an error of a probability
 * is at most 1/2 over the root of the paths. */
static uint64_t
expected_paths(const struct fp_request *request, uint64_t paths)
{
    uint64_t end = FIRST_STAGE;

    if (request->until_se <= 0.0)
        return paths;
    while (end < paths && (double)end * request->until_se *
                                  request->until_se < 0.25)
        end *= 2;
    return end < paths ? end : paths;
}

static int
is_too_large(const struct fp_call *call, const struct fp_request *request,
             uint64_t paths, uint64_t years)
{
    const struct fp_service_config *config = &call->service->config;
    uint64_t expected = expected_paths(request, paths);

    if (request->deadline_ms > 0 && request->deadline_ms <= SYNC_DEADLINE_MS)
        return 0;
    return expected > config->max_paths ||
           expected * years > config->jobs.sync_path_years;
}

void
fp_defer_options(const struct fp_call *call, const struct fp_asked *asked,
                 struct fp_request *request)
{
    const struct fp_plan *plan = &request->document.plan;
    uint64_t paths;

    fp_request_stream(request, fp_defer_most_paths(call, asked));
    paths = request->has_paths ? request->paths : asked->default_paths;
    if (asked->may_defer && can_have_one(call) &&
        !plan->market.control_variate && /* which needs every path */
        is_too_large(call, request, paths, (uint64_t)fp_plan_years(plan)))
        request->streamed = 1;
}

static int
prefers_async(const struct fp_call *call)
{
    struct fp_prefer prefer;

    fp_prefer_parse(fp_http_header(call->request, "Prefer"), &prefer);
    return prefer.respond_async;
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

/* 1 when the answer is at hand already; fp_compute will find it. */
static int
is_cached(struct fp_call *call, const struct fp_document *document)
{
    struct fp_buf *body = &call->response->body;
    int found;

    if (document->request.until_se > 0.0)
        return 0;
    found = fp_call_cache_get(call, document->result_id, body) == FP_OK;
    fp_buf_reset(body);
    return found;
}

/* What the engine would refuse is refused now. 0, or the status. */
static int
measure(struct fp_call *call, const struct fp_document *document,
        struct fp_sim_extent *extent)
{
    const struct fp_request *request = &document->request;
    const struct fp_sim_options options = {
        .paths = request->paths, .seed = request->seed, .threads = 1,
        .stream = request->streamed, .until_se = request->until_se
    };
    struct fp_error error = { .code = FP_OK };
    struct fp_faults faults;
    enum fp_err err =
        fp_sim_measure(&request->document.plan, document->history, &options,
                       call->worker->arena, extent, &error);

    if (err == FP_OK)
        return 0;
    if (err == FP_ENOMEM)
        return fp_call_unavailable(call, "memory",
                                   "The computation needs more memory than "
                                   "one request may take.");
    fp_faults_init(&faults, call->arena);
    fp_faults_add(&faults, request->prefix, "infeasible", "%s", error.detail);
    return fp_call_faults(call, 422, "invalid", error.detail, &faults);
}

static int
submit(struct fp_call *call, const struct fp_job_input *input)
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
    if (prefers_async(call))
        fp_http_response_header(call->response, "Preference-Applied",
                                "respond-async");
    return fp_call_json(call, 202);
}

int
fp_defer(struct fp_call *call, const struct fp_document *document,
         const struct fp_stored_plan *plan)
{
    const struct fp_asked *asked = &document->asked;
    const struct fp_request *request = &document->request;
    const struct fp_jobs_limits *limits = &call->service->config.jobs;
    int wanted = prefers_async(call), status;
    uint64_t ends[FP_JOBS_CUT_MAX], stage;
    char engine[FP_JOBS_ENGINE];
    struct fp_job_input input;
    struct fp_sim_extent extent;

    /* Through history there are few paths: as many as windows. */
    if (!asked->may_defer || !can_have_one(call) ||
        request->document.plan.market.model == FP_MARKET_HISTORICAL)
        return 0;
    if (!wanted &&
        !is_too_large(call, request, request->paths,
                      (uint64_t)fp_plan_years(&request->document.plan)))
        return 0;
    status = measure(call, document, &extent);
    if (status != 0)
        return status;
    if (!wanted && is_cached(call, document))
        return 0;
    fp_jobs_engine(engine);
    stage = fp_parts_first_stage(extent.paths, request->until_se);
    input = (struct fp_job_input){
        .question = {
            .kind = fp_request_kind_name(asked->kind),
            .paths = request->paths,
            .seed = request->seed,
            .paths_given = request->has_paths,
            .seed_given = request->has_seed,
            .streamed = request->streamed,
            .until_se = request->until_se,
            .deadline_ms = (int64_t)request->deadline_ms,
            .sampler = fp_sampler_names[extent.sampler],
            .result_id = document->result_id,
            .engine = engine,
            .years = extent.years,
        },
        .document = asked->body,
        .document_len = asked->body_len,
        .plan_id = plan != NULL ? plan->id : NULL,
        .plan_version = plan != NULL ? plan->version : 0,
        .priority = priority_of(call),
        .ends = ends,
        .most_open = limits->most_open,
        .most_kept = limits->most_kept,
    };
    input.n_ends = 1;
    ends[0] = extent.paths;
    if (request->streamed)
        input.n_ends = fp_jobs_cut(&limits->cut, 0, stage, extent.years,
                                   ends);
    return submit(call, &input);
}
