/* Running the engine for a request, within its deadline. */
#include "handlers/compute.h"

#include "base/clock.h"
#include "codec/results/answers.h"
#include "codec/results/compare.h"
#include "codec/results/encode.h"
#include "codec/results/explain.h"
#include "codec/results/solve.h"
#include "codec/results/views.h"
#include "handlers/questions/several.h"
#include "handlers/state.h"
#include "jobs/task.h"
#include "planning/answers/backtest.h"
#include "planning/answers/project.h"
#include "planning/simulation/simulate.h"
#include "telemetry/trace.h"

/* Time kept for encoding and sending once the engine stops. */
#define MARGIN_NS UINT64_C(200000000)
#define MS_NS UINT64_C(1000000)

static int
past_deadline(void *context, uint64_t done, uint64_t total)
{
    struct fp_watch *watch = context;

    (void)done;
    (void)total;
    watch->late = fp_clock_monotonic_ns() >= watch->until_ns;
    return watch->late ? watch->said : FP_SIM_GO_ON;
}

struct fp_sim_options
fp_compute_options(const struct fp_call *call,
                   const struct fp_request *request, struct fp_watch *watch)
{
    struct fp_sim_options options = { .paths = request->paths,
                                      .seed = request->seed };
    uint64_t asked_ns =
        fp_clock_monotonic_ns() + request->deadline_ms * MS_NS;

    watch->late = 0;
    watch->said = request->deadline_ms > 0 ? FP_SIM_ENOUGH : FP_SIM_STOP;
    watch->until_ns = call->request->deadline_ns;
    if (watch->until_ns > MARGIN_NS)
        watch->until_ns -= MARGIN_NS;
    if (request->deadline_ms > 0 && asked_ns < watch->until_ns)
        watch->until_ns = asked_ns;
    options.threads = call->service->config.max_threads;
    options.markets = call->service->markets;
    watch->runs_left = request->runs;
    if (request->runs > 0)
        options.runs_left = &watch->runs_left;
    options.progress = past_deadline;
    options.context = watch;
    if (call->progress != NULL) {
        options.progress = call->progress;
        options.context = call->progress_context;
    }
    return options;
}

enum fp_err
fp_compute_fewer(struct fp_call *call, const struct fp_document *document,
                 uint64_t paths, const char *stopped_by,
                 struct fp_request *request, struct fp_answered *answered,
                 int *keep)
{
    enum fp_err err;

    *request = document->request;
    *keep = paths == request->paths;
    if (!*keep)
        fp_call_header(call, "Stopped-By", "%s; paths=%llu", stopped_by,
                       (unsigned long long)paths);
    request->paths = paths;
    err = fp_jobs_identify(request, document->history, answered->digest,
                           answered->result_id);
    if (err == FP_OK && document->answered != NULL)
        *document->answered = *answered;
    return err;
}

/* What a simulation answers that keeps no path is what so many paths asked for
 * at once answer, however many it was to be. */
static enum fp_err
write_streamed(struct fp_call *call, const struct fp_document *document,
               const struct fp_sim_result *result, int late, int *keep)
{
    struct fp_answered answered;
    struct fp_request request;
    enum fp_err err = fp_compute_fewer(call, document, result->paths,
                                       late ? "deadline" : "standard_error",
                                       &request, &answered, keep);

    if (err != FP_OK)
        return err;
    fp_trace_turn("encode");
    fp_result_simulate(&call->response->body, &request, answered.result_id,
                       document->history, result);
    return FP_OK;
}

static enum fp_err
simulate(struct fp_call *call, const struct fp_document *document, int *keep,
         struct fp_error *error)
{
    struct fp_metrics *metrics = call->service->config.metrics;
    struct fp_watch watch;
    struct fp_sim_options options =
        fp_compute_options(call, &document->request, &watch);
    struct fp_sim_result result;
    enum fp_err err;

    options.stream = document->request.streamed;
    options.until_se = document->request.until_se;
    err = fp_simulate(&document->request.document.plan, document->history,
                      &options, call->worker->arena, &result, error);
    if (err != FP_OK)
        return err;
    fp_metrics_simulation(metrics, result.paths, result.years);
    if (options.stream)
        return write_streamed(call, document, &result, watch.late, keep);
    fp_trace_turn("encode");
    fp_result_simulate(&call->response->body, &document->request,
                       document->result_id, document->history, &result);
    return FP_OK;
}

static enum fp_err
explain(struct fp_call *call, const struct fp_document *document,
        const struct fp_projection *projection, struct fp_error *error)
{
    const struct fp_request *request = &document->request;
    const struct fp_plan *plan = &request->document.plan;
    struct fp_explanation result;
    int year = request->explain_year != 0 ? request->explain_year
                                          : plan->start_year;
    enum fp_err err = fp_explain(plan, projection, year, call->worker->arena,
                                 &result, error);

    if (err == FP_OK) {
        fp_trace_turn("encode");
        fp_result_explain(&call->response->body, request, document->result_id,
                          document->history, &result);
    }
    return err == FP_ENOTFOUND ? FP_EINVAL : err;
}

static enum fp_err
project(struct fp_call *call, const struct fp_document *document,
        struct fp_error *error)
{
    const struct fp_request *request = &document->request;
    const struct fp_plan *plan = &request->document.plan;
    struct fp_watch watch;
    struct fp_sim_options options = fp_compute_options(call, request, &watch);
    struct fp_projection result;
    uint64_t path = request->path;
    enum fp_err err;

    if (!request->has_path)
        err = fp_project(plan, document->history, call->worker->arena,
                         &result, error);
    else if (request->path_level >= 0)
        err = fp_project_percentile(plan, document->history, &options,
                                    request->path_level, call->worker->arena,
                                    &path, &result, error);
    else
        err = fp_project_path(plan, document->history, request->seed, path,
                              call->worker->arena, &result, error);
    if (err != FP_OK)
        return err;
    fp_metrics_add(call->service->config.metrics, FP_COUNT_PROJECTIONS, 1);
    if (request->kind == FP_REQUEST_EXPLAIN)
        return explain(call, document, &result, error);
    fp_trace_turn("encode");
    (request->kind == FP_REQUEST_CASH_FLOW   ? fp_result_cash_flow
     : request->kind == FP_REQUEST_NET_WORTH ? fp_result_net_worth
                                             : fp_result_project)(
        &call->response->body, request, document->result_id,
        document->history, &result);
    return FP_OK;
}

static enum fp_err
backtest(struct fp_call *call, const struct fp_document *document,
         struct fp_error *error)
{
    struct fp_backtest_result result;
    enum fp_err err;

    err = fp_backtest(&document->request.document.plan, document->history,
                      &document->request.backtest, call->worker->arena, &result, error);
    if (err != FP_OK)
        return err;
    fp_metrics_add(call->service->config.metrics, FP_COUNT_BACKTESTS, 1);
    fp_trace_turn("encode");
    fp_result_backtest(&call->response->body, &document->request,
                       document->result_id, document->history, &result);
    return FP_OK;
}

/* What is to come out again is no answer when time has ended it earlier. */
static int
is_too_late(const struct fp_document *document, const struct fp_watch *watch)
{
    return document->asked.replays && watch->late;
}

/* An answer by the deadline: a search that it stops says how far it had got.
 * Such a reply is not kept, as the next one may get further. */
static enum fp_err
solve(struct fp_call *call, const struct fp_document *document, int *keep,
      struct fp_error *error)
{
    const struct fp_request *request = &document->request;
    struct fp_watch watch;
    struct fp_sim_options options = fp_compute_options(call, request, &watch);
    struct fp_solve_result result;
    enum fp_err err;

    err = fp_solve(&request->document.plan, document->history, &options,
                   &request->solve.options, call->worker->arena, &result,
                   error);
    if (err != FP_OK)
        return err;
    fp_metrics_add(call->service->config.metrics, FP_COUNT_SIMULATIONS,
                   result.n);
    *keep = result.state != FP_SOLVE_STOPPED;
    if (!*keep && is_too_late(document, &watch))
        return FP_ETIMEOUT;
    fp_trace_turn("encode");
    fp_result_solve(&call->response->body, request, document->result_id,
                    document->history, &result);
    return FP_OK;
}

/* As a search: what a deadline leaves undone is null. */
static enum fp_err
sensitivity(struct fp_call *call, const struct fp_document *document,
            int *keep, struct fp_error *error)
{
    const struct fp_request *request = &document->request;
    const struct fp_sensitivity_request *axes = &request->sensitivity;
    const struct fp_plan *plan = &request->document.plan;
    struct fp_watch watch;
    struct fp_sim_options options = fp_compute_options(call, request, &watch);
    struct fp_tornado tornado = { .stopped = 0 };
    struct fp_grid grid = { .stopped = 0 };
    enum fp_err err;

    if (axes->n_axes == 0)
        err = fp_tornado(plan, document->history, &options,
                         call->worker->arena, &tornado, error);
    else
        err = fp_sensitivity_grid(plan, document->history, &options,
                                  &axes->axes[0],
                                  axes->n_axes > 1 ? &axes->axes[1] : NULL,
                                  call->worker->arena, &grid, error);
    if (err != FP_OK)
        return err;
    fp_metrics_add(call->service->config.metrics, FP_COUNT_SIMULATIONS,
                   axes->n_axes == 0 ? 2 * FP_VARY_COUNT + 1 : grid.done + 1);
    *keep = !tornado.stopped && !grid.stopped;
    if (!*keep && is_too_late(document, &watch))
        return FP_ETIMEOUT;
    fp_trace_turn("encode");
    if (axes->n_axes == 0)
        fp_result_tornado(&call->response->body, request, document->result_id,
                          document->history, &tornado);
    else
        fp_result_grid(&call->response->body, request, document->result_id,
                       document->history, &grid);
    return FP_OK;
}

static enum fp_err
safe_rate(struct fp_call *call, const struct fp_document *document,
          struct fp_error *error)
{
    const struct fp_request *request = &document->request;
    struct fp_safe_rates result;
    enum fp_err err =
        fp_safe_rates(&request->document.plan, document->history,
                      &request->backtest, request->safe_success,
                      call->worker->arena, &result, error);

    if (err != FP_OK)
        return err;
    fp_metrics_add(call->service->config.metrics, FP_COUNT_BACKTESTS, 1);
    fp_trace_turn("encode");
    fp_result_safe_rate(&call->response->body, request, document->result_id,
                        document->history, &result);
    return FP_OK;
}

/* The reply for an engine that did not finish. */
static int
failed(struct fp_call *call, const struct fp_work *work, enum fp_err err,
       const struct fp_error *error)
{
    struct fp_faults faults;

    switch (err) {
    case FP_ECANCELED:
    case FP_ETIMEOUT:
        fp_metrics_add(call->service->config.metrics,
                       FP_COUNT_REJECTED_DEADLINE, 1);
        return fp_call_unavailable(
            call, "deadline",
            work->fresh ? "The replay did not end within the time of a "
                          "request: ask the question itself with Prefer: "
                          "respond-async, and compare the bytes of the job's "
                          "result."
                        : "The computation did not end within the time of a "
                          "request; ask for fewer paths.");
    case FP_ENOMEM:
        return fp_call_unavailable(call, "memory",
                                   "The computation needs more memory than "
                                   "one request may take; ask for fewer "
                                   "paths.");
    case FP_EINVAL:
    case FP_ELIMIT:
    case FP_EDOM:
    case FP_ERANGE:
        fp_faults_init(&faults, call->arena);
        fp_faults_add(&faults, work->pointer, "infeasible", "%s",
                      error->detail);
        return fp_call_faults(call, 422, "invalid", error->detail, &faults);
    default:
        return fp_call_internal(call, "compute", error);
    }
}

/* What the business is told of it: each computation by its kind. */
static void
count_kind(struct fp_call *call, enum fp_request_kind kind)
{
    static const enum fp_metrics_kind kinds[FP_REQUEST_COUNT] = {
        [FP_REQUEST_SIMULATE] = FP_KIND_SIMULATION,
        [FP_REQUEST_PROJECT] = FP_KIND_PROJECTION,
        [FP_REQUEST_EXPLAIN] = FP_KIND_EXPLANATION,
        [FP_REQUEST_CASH_FLOW] = FP_KIND_CASH_FLOW,
        [FP_REQUEST_NET_WORTH] = FP_KIND_NET_WORTH,
        [FP_REQUEST_STRESS] = FP_KIND_STRESS,
        [FP_REQUEST_RANGE] = FP_KIND_RANGE,
        [FP_REQUEST_BACKTEST] = FP_KIND_BACKTEST,
        [FP_REQUEST_SOLVE] = FP_KIND_SOLUTION,
        [FP_REQUEST_MAX] = FP_KIND_SOLUTION,
        [FP_REQUEST_SENSITIVITY] = FP_KIND_SENSITIVITY,
        [FP_REQUEST_SAFE_RATE] = FP_KIND_SAFE_RATE,
        [FP_REQUEST_GOAL] = FP_KIND_GOAL,
    };

    fp_metrics_add(call->service->config.metrics,
                   (enum fp_counter)(FP_COUNT_KINDS + kinds[kind]), 1);
}

static enum fp_err
answer_document(struct fp_call *call, const struct fp_document *document,
                int *keep, struct fp_error *error)
{
    switch (document->request.kind) {
    case FP_REQUEST_SIMULATE:
        return simulate(call, document, keep, error);
    case FP_REQUEST_PROJECT:
    case FP_REQUEST_EXPLAIN:
    case FP_REQUEST_CASH_FLOW:
    case FP_REQUEST_NET_WORTH:
        return project(call, document, error);
    case FP_REQUEST_STRESS:
    case FP_REQUEST_RANGE:
    case FP_REQUEST_GOAL:
        return fp_several_document(call, document, keep, error);
    case FP_REQUEST_BACKTEST:
        return backtest(call, document, error);
    case FP_REQUEST_SOLVE:
        return solve(call, document, keep, error);
    case FP_REQUEST_SENSITIVITY:
        return sensitivity(call, document, keep, error);
    case FP_REQUEST_SAFE_RATE:
        return safe_rate(call, document, error);
    case FP_REQUEST_BOOTSTRAP: /* has become a simulation … */
    case FP_REQUEST_MAX:       /* … and this a search */
    case FP_REQUEST_PLAN:
    case FP_REQUEST_COUNT:
        break;
    }
    return FP_EINTERNAL;
}

enum fp_err
fp_compute_document(struct fp_call *call, const void *context, int *keep,
                    struct fp_error *error)
{
    const struct fp_document *document = context;
    enum fp_err err = answer_document(call, document, keep, error);

    if (err == FP_OK)
        count_kind(call, document->request.kind);
    return err;
}

int
fp_compute_cached(struct fp_call *call, const char *result_id)
{
    struct fp_http_response *response = call->response;

    if (fp_call_cache_get(call, result_id, &response->body) != FP_OK)
        return 0;
    fp_http_response_header(response, "X-Cache", "hit");
    return 1;
}

enum fp_err
fp_compute_run(struct fp_call *call, const struct fp_work *work, int *keep,
               struct fp_error *error)
{
    struct fp_metrics *metrics = call->service->config.metrics;
    uint64_t from_ns = fp_clock_monotonic_ns(), took_ns;
    enum fp_err err;

    *keep = 1;
    fp_trace_open("compute");
    err = work->run(call, work->context, keep, error);
    took_ns = fp_clock_monotonic_ns() - from_ns;
    fp_trace_close(NULL); /* compute, or encode in its place */
    call->compute_ns += took_ns;
    fp_metrics_add(metrics, FP_COUNT_COMPUTE_NS, took_ns);
    fp_metrics_time(metrics, FP_STAGE_COMPUTE, took_ns);
    return err == FP_OK ? fp_buf_error(&call->response->body) : err;
}

int
fp_compute_work(struct fp_call *call, const struct fp_work *work)
{
    struct fp_service *service = call->service;
    struct fp_http_response *response = call->response;
    struct fp_error error = { .code = FP_OK };
    enum fp_err err;
    int keep;

    if (!work->fresh && fp_compute_cached(call, work->result_id))
        return 0;
    err = fp_compute_run(call, work, &keep, &error);
    if (err != FP_OK)
        return failed(call, work, err, &error);
    if (keep)
        fp_cache_put(service->cache, work->result_id, response->body.data,
                     response->body.len);
    fp_http_response_header(response, "X-Cache", "miss");
    return 0;
}
