/* The calculators, which store nothing, and the simulations that are kept
 * with a stored plan. */
#include "base/clock.h"
#include "handlers/call.h"
#include "handlers/compute.h"
#include "handlers/document.h"
#include "handlers/handlers.h"
#include "handlers/questions/answer.h"
#include "handlers/state.h"
#include "handlers/stored.h"
#include "storage/plans_store.h"
#include "storage/simulations_store.h"

#define NO_PLAN "You have no plan with this id."

/* POST /api/v1/simulations */
int
fp_handle_simulate(struct fp_call *call)
{
    return fp_answer(call, FP_REQUEST_SIMULATE);
}

/* POST /api/v1/projections */
int
fp_handle_project(struct fp_call *call)
{
    return fp_answer(call, FP_REQUEST_PROJECT);
}

/* POST /api/v1/backtests */
int
fp_handle_backtest(struct fp_call *call)
{
    return fp_answer(call, FP_REQUEST_BACKTEST);
}

/* POST /api/v1/stress */
int
fp_handle_stress(struct fp_call *call)
{
    return fp_answer(call, FP_REQUEST_STRESS);
}

/* POST /api/v1/range */
int
fp_handle_range(struct fp_call *call)
{
    return fp_answer(call, FP_REQUEST_RANGE);
}

/* POST /api/v1/solve */
int
fp_handle_solve(struct fp_call *call)
{
    return fp_answer(call, FP_REQUEST_SOLVE);
}

/* POST /api/v1/explanations */
int
fp_handle_explain(struct fp_call *call)
{
    return fp_answer(call, FP_REQUEST_EXPLAIN);
}

/* GET /api/v1/plans/{id}/explain */
int
fp_handle_plan_explain(struct fp_call *call)
{
    struct fp_document document;
    struct fp_stored_plan plan;
    int status = fp_answer_stored(call, FP_REQUEST_EXPLAIN, &plan, &document);

    if (status == 0)
        status = fp_compute(call, &document);
    return status != 0 ? status : fp_call_json(call, 200);
}

static void
member(struct fp_buf *body, const char *name, const char *value)
{
    fp_buf_json(body, name);
    fp_buf_char(body, ':');
    fp_buf_json(body, value);
}

static int
reply_simulation(struct fp_call *call, int status,
                 const struct fp_stored_simulation *stored)
{
    struct fp_buf *body = &call->response->body;
    char created[FP_CLOCK_TEXT];
    size_t len = stored->result_len;

    while (len > 0 && stored->result[len - 1] == '\n')
        len--;
    fp_clock_rfc3339(stored->created_ms, created);
    fp_buf_reset(body);
    fp_buf_char(body, '{');
    member(body, "id", stored->id);
    fp_buf_char(body, ',');
    member(body, "plan_id", stored->plan_id);
    fp_buf_str(body, ",\"plan_version\":");
    fp_buf_int(body, stored->plan_version);
    fp_buf_char(body, ',');
    member(body, "kind", stored->kind);
    fp_buf_char(body, ',');
    member(body, "created", created);
    fp_buf_char(body, ',');
    member(body, "result_id", stored->result_id);
    fp_buf_str(body, ",\"result\":");
    fp_buf_add(body, stored->result, len);
    fp_buf_str(body, "}\n");
    fp_call_header(call, "ETag", "\"%s\"", stored->id);
    return fp_call_json(call, status);
}

/* POST /api/v1/plans/{id}/simulations */
int
fp_handle_plan_simulate(struct fp_call *call)
{
    struct fp_error error = { .code = FP_OK };
    struct fp_stored_simulation stored;
    struct fp_simulation_input input;
    struct fp_document document;
    struct fp_stored_plan plan;
    struct fp_storage_call db;
    enum fp_err err;
    int status = fp_answer_stored(call, FP_REQUEST_SIMULATE, &plan, &document);

    if (status == 0)
        status = fp_compute(call, &document);
    if (status != 0)
        return status;
    input = (struct fp_simulation_input){
        .plan_id = plan.id,
        .plan_version = plan.version,
        .kind = "simulation",
        .result_id = document.result_id,
        .result_len = call->response->body.len,
    };
    /* The reply is built in the same buffer, so the result moves out first. */
    input.result = fp_arena_strndup(call->worker->arena,
                                    call->response->body.data,
                                    call->response->body.len);
    if (input.result == NULL)
        return fp_call_internal(call, "memory", NULL);
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_simulation_insert(&db, &input, &stored,
                                                         &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, NO_PLAN);
    stored.result = input.result;
    stored.result_len = input.result_len;
    fp_call_header(call, "Location", "/api/v1/simulations/%s", stored.id);
    return reply_simulation(call, 201, &stored);
}

/* GET /api/v1/simulations/{id} */
int
fp_handle_simulation_get(struct fp_call *call)
{
    const char *id = fp_http_path_param(call->request, "id");
    struct fp_error error = { .code = FP_OK };
    struct fp_stored_simulation stored;
    struct fp_storage_call db;
    enum fp_err err;

    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_simulation_get(&db, id, &stored,
                                                      &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error,
                                "You have no simulation with this id.");
    return reply_simulation(call, 200, &stored);
}
