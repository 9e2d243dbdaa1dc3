/* Several plans, or one under several spending policies, on the same random
 * numbers. */
#include "codec/result_compare.h"
#include "handlers/compute.h"
#include "handlers/handlers.h"
#include "handlers/state.h"

/* A comparison: what is compared, and the ids of it and its simulations. */
struct comparison {
    struct fp_request_many many;
    const struct fp_history *history;
    char result_id[FP_RESULT_ID];
    char ids[FP_COMPARE_PLANS_MAX][FP_RESULT_ID];
};

static enum fp_err
run(struct fp_call *call, const void *context, int *keep,
    struct fp_error *error)
{
    const struct comparison *c = context;
    const struct fp_plan *plans[FP_COMPARE_PLANS_MAX];
    const char *ids[FP_COMPARE_PLANS_MAX];
    struct fp_watch watch;
    struct fp_sim_options options =
        fp_compute_options(call, &c->many.list[0], &watch);
    struct fp_compare_result result;
    enum fp_err err;

    (void)keep;
    for (size_t i = 0; i < c->many.n; i++) {
        plans[i] = &c->many.list[i].document.plan;
        ids[i] = c->ids[i];
    }
    err = fp_compare(plans, c->many.n, c->history, &options, &result, error);
    if (err != FP_OK)
        return err;
    fp_metrics_add(call->service->config.metrics, FP_COUNT_SIMULATIONS,
                   c->many.n);
    fp_result_compare(&call->response->body, &c->many, c->result_id, ids,
                      c->history, &result);
    return FP_OK;
}

static int
compare(struct fp_call *call, enum fp_many_kind kind)
{
    struct comparison *c = fp_arena_alloc(call->arena, sizeof(*c));
    struct fp_work work = { .pointer = "", .run = run, .context = c };
    int status;

    if (c == NULL)
        return fp_call_internal(call, "memory", NULL);
    status = fp_document_many(call, kind, &c->many, &c->history, c->result_id,
                              c->ids);
    work.result_id = c->result_id;
    if (status == 0)
        status = fp_compute_work(call, &work);
    return status != 0 ? status : fp_call_json(call, 200);
}

/* POST /api/v1/simulations/compare */
int
fp_handle_simulate_compare(struct fp_call *call)
{
    return compare(call, FP_MANY_PLANS);
}

/* POST /api/v1/spending/compare */
int
fp_handle_spending_compare(struct fp_call *call)
{
    return compare(call, FP_MANY_POLICIES);
}
