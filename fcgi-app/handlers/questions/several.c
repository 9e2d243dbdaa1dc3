/* Answers of several runs, by a deadline where one is said. */
#include "handlers/questions/several.h"

#include <string.h>

#include "codec/results/answers.h"
#include "codec/results/compare.h"
#include "handlers/state.h"
#include "planning/answers/compare.h"
#include "planning/answers/goal.h"
#include "planning/answers/scenarios.h"
#include "telemetry/trace.h"

enum { FIRST_PATHS = 256, TIMES = 4 };

/* The runs of one answer, over options->paths; the result is left alone when
 * they do not come to their end. */
typedef enum fp_err (*run_fn)(void *context,
                              const struct fp_sim_options *options,
                              struct fp_error *error);

/* Runs over as many paths as time allows; *paths says how many. */
static enum fp_err
run_in_time(const struct fp_request *request, struct fp_sim_options *options,
            run_fn run, void *context, uint64_t *paths, struct fp_error *error)
{
    uint64_t all = options->paths, next = all;
    enum fp_err err;

    *paths = 0;
    if (request->deadline_ms > 0 && fp_request_narrows(request) &&
        all > FIRST_PATHS)
        next = FIRST_PATHS;
    for (;;) {
        options->paths = next;
        err = run(context, options, error);
        if (err == FP_ECANCELED && *paths > 0)
            return FP_OK;
        if (err != FP_OK)
            return err;
        *paths = next;
        if (next == all)
            return FP_OK;
        next = next < all / TIMES ? next * TIMES : all;
    }
}

/* --- one plan -------------------------------------------------------------- */

/* What is asked, and room for what comes of it. */
struct several {
    const struct fp_document *document;
    struct fp_arena *arena;
    struct fp_scenarios scenarios;
    struct fp_goal_result goal;
};

static enum fp_err
run_one(void *context, const struct fp_sim_options *options,
        struct fp_error *error)
{
    struct several *s = context;
    const struct fp_request *request = &s->document->request;
    const struct fp_plan *plan = &request->document.plan;
    const struct fp_history *history = s->document->history;

    switch (request->kind) {
    case FP_REQUEST_RANGE:
        return fp_range_run(plan, history, options, s->arena, &s->scenarios,
                            error);
    case FP_REQUEST_STRESS:
        return fp_stress_run(plan, history, options, s->arena, &s->scenarios,
                             error);
    default:
        return fp_goal_funding(plan, request->goal, history, options, &s->goal,
                               error);
    }
}

static void
write_one(struct fp_call *call, const struct several *s,
          const struct fp_request *request, const char *result_id)
{
    struct fp_metrics *metrics = call->service->config.metrics;

    if (request->kind == FP_REQUEST_GOAL) {
        fp_metrics_add(metrics, FP_COUNT_SIMULATIONS, FP_GOAL_SHARES);
        fp_result_goal(&call->response->body, request, result_id,
                       s->document->history, &s->goal);
        return;
    }
    fp_metrics_add(metrics, FP_COUNT_SIMULATIONS, s->scenarios.n + 1);
    fp_result_scenarios(&call->response->body, request, result_id,
                        s->document->history,
                        request->kind == FP_REQUEST_RANGE ? "models"
                                                          : "scenarios",
                        &s->scenarios);
}

enum fp_err
fp_several_document(struct fp_call *call, const struct fp_document *document,
                    int *keep, struct fp_error *error)
{
    struct several s = { .document = document, .arena = call->worker->arena };
    struct fp_answered answered;
    struct fp_request request;
    struct fp_watch watch;
    struct fp_sim_options options =
        fp_compute_options(call, &document->request, &watch);
    uint64_t paths;
    enum fp_err err = run_in_time(&document->request, &options, run_one, &s,
                                  &paths, error);

    if (err == FP_OK)
        err = fp_compute_fewer(call, document, paths, "deadline", &request,
                               &answered, keep);
    if (err != FP_OK)
        return err;
    fp_trace_turn("encode");
    write_one(call, &s, &request, answered.result_id);
    return FP_OK;
}

/* --- several --------------------------------------------------------------- */

struct comparison {
    const struct fp_document_many *asked;
    struct fp_compare_result result;
};

static enum fp_err
run_many(void *context, const struct fp_sim_options *options,
         struct fp_error *error)
{
    const struct fp_plan *plans[FP_COMPARE_PLANS_MAX];
    struct comparison *c = context;
    const struct fp_request_many *many = &c->asked->many;

    for (size_t i = 0; i < many->n; i++)
        plans[i] = &many->list[i].document.plan;
    return fp_compare(plans, many->n, c->asked->history, options, &c->result,
                      error);
}

/* The comparison over fewer paths, as it would have been asked for. */
static enum fp_err
narrow(struct fp_call *call, const struct fp_document_many *asked,
       uint64_t paths, struct fp_document_many *out)
{
    enum fp_err err;

    fp_call_header(call, "Stopped-By", "deadline; paths=%llu",
                   (unsigned long long)paths);
    *out = *asked;
    for (size_t i = 0; i < out->many.n; i++)
        out->many.list[i].paths = paths;
    err = fp_document_identify_many(out);
    if (err == FP_OK && asked->answered != NULL) {
        memcpy(asked->answered->result_id, out->result_id,
               sizeof(out->result_id));
        memcpy(asked->answered->digest, out->digest, sizeof(out->digest));
    }
    return err;
}

enum fp_err
fp_several_comparison(struct fp_call *call, const void *context, int *keep,
                      struct fp_error *error)
{
    struct comparison c = { .asked = context };
    const struct fp_document_many *asked = c.asked, *said = c.asked;
    struct fp_document_many *fewer;
    const char *ids[FP_COMPARE_PLANS_MAX];
    struct fp_watch watch;
    struct fp_sim_options options =
        fp_compute_options(call, &asked->many.list[0], &watch);
    uint64_t paths;
    enum fp_err err = run_in_time(&asked->many.list[0], &options, run_many, &c,
                                  &paths, error);

    if (err != FP_OK)
        return err;
    *keep = paths == asked->many.list[0].paths;
    if (!*keep) {
        said = fewer = fp_arena_alloc(call->worker->arena, sizeof(*fewer));
        err = fewer == NULL ? FP_ENOMEM : narrow(call, asked, paths, fewer);
        if (err != FP_OK)
            return err;
    }
    for (size_t i = 0; i < said->many.n; i++)
        ids[i] = said->ids[i];
    fp_metrics_add(call->service->config.metrics, FP_COUNT_SIMULATIONS,
                   said->many.n);
    fp_metrics_add(call->service->config.metrics,
                   (enum fp_counter)(FP_COUNT_KINDS + FP_KIND_COMPARISON), 1);
    fp_trace_turn("encode");
    fp_result_compare(&call->response->body, &said->many, said->result_id, ids,
                      said->history, &c.result);
    return FP_OK;
}
