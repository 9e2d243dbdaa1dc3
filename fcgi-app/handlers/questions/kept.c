/* Keeping results, and finding them again. */
#include "handlers/questions/kept.h"

#include <string.h>

#include "base/clock.h"
#include "handlers/handlers.h"
#include "handlers/questions/prepare.h"
#include "handlers/signed.h"
#include "handlers/state.h"
#include "handlers/stored.h"

#define NO_RESULT "You have no simulation with this id."

const char *
fp_kept_kind(const struct fp_asked *asked)
{
    static const char *const kinds[FP_REQUEST_COUNT] = {
        [FP_REQUEST_SIMULATE] = "simulation",
        [FP_REQUEST_PROJECT] = "projection",
        [FP_REQUEST_BACKTEST] = "backtest",
        [FP_REQUEST_EXPLAIN] = "explanation",
        [FP_REQUEST_STRESS] = "stress",
        [FP_REQUEST_RANGE] = "range",
        [FP_REQUEST_SOLVE] = "solution",
        [FP_REQUEST_MAX] = "solution",
        [FP_REQUEST_CASH_FLOW] = "cash_flow",
        [FP_REQUEST_NET_WORTH] = "net_worth",
        [FP_REQUEST_BOOTSTRAP] = "simulation",
        [FP_REQUEST_SENSITIVITY] = "sensitivity",
        [FP_REQUEST_SAFE_RATE] = "safe_rate",
        [FP_REQUEST_GOAL] = "goal",
    };

    if (asked->is_many)
        return asked->many == FP_MANY_PLANS ? "comparison"
                                            : "spending_comparison";
    return kinds[asked->kind];
}

/* The question as a text in the call's arena. NULL out of memory. */
static const char *
question_of(struct fp_call *call, const struct fp_asked *asked, size_t *len)
{
    struct fp_buf text;
    const char *copy = NULL;

    fp_buf_init(&text, 0);
    fp_asked_encode(&text, asked);
    if (fp_buf_error(&text) == FP_OK)
        copy = fp_arena_strndup(call->worker->arena, fp_buf_text(&text),
                                text.len);
    *len = text.len;
    fp_buf_fini(&text);
    return copy;
}

int
fp_kept_insert(struct fp_call *call, const struct fp_asked *asked,
               const char *result_id, const struct fp_stored_plan *plan,
               struct fp_stored_simulation *stored)
{
    struct fp_simulation_input input = {
        .plan_id = plan != NULL ? plan->id : NULL,
        .plan_version = plan != NULL ? plan->version : 0,
        .kind = fp_kept_kind(asked),
        .result_id = result_id,
        .result_len = call->response->body.len,
    };
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    enum fp_err err;

    /* The reply may be built in the same buffer, so the result moves out. */
    input.result = fp_arena_strndup(call->worker->arena,
                                    call->response->body.data,
                                    call->response->body.len);
    input.request = question_of(call, asked, &input.request_len);
    if (input.result == NULL || input.request == NULL)
        return fp_call_internal(call, "memory", NULL);
    err = fp_stored_begin(call, &db);
    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_simulation_insert(&db, &input, stored,
                                                         &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error,
                                "You have no plan with this id.");
    stored->result = input.result;
    stored->result_len = input.result_len;
    return 0;
}

void
fp_kept_again(struct fp_asked *asked,
              const struct fp_stored_simulation *stored)
{
    asked->replays = 1;
    asked->may_defer = 1;
    asked->ran = fp_asked_ran_of(stored->result, stored->result_len);
    asked->ran.ours = 1;
}

/* The row that a store function finds by the path's {id}. */
static int
find(struct fp_call *call,
     enum fp_err (*get)(const struct fp_storage_call *db, const char *id,
                        struct fp_stored_simulation *out,
                        struct fp_error *error),
     const char *missing, struct fp_stored_simulation *stored)
{
    const char *id = fp_http_path_param(call->request, "id");
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    enum fp_err err = fp_stored_begin(call, &db);

    if (err == FP_OK)
        err = fp_stored_end(call, &db, get(&db, id, stored, &error));
    return err == FP_OK ? 0 : fp_stored_failed(call, err, &error, missing);
}

int
fp_kept_simulation(struct fp_call *call, struct fp_stored_simulation *stored,
                   struct fp_asked *asked)
{
    struct fp_faults faults;
    int status = find(call, fp_storage_simulation_get, NO_RESULT, stored);

    if (status != 0)
        return status;
    if (strcmp(stored->kind, "simulation") != 0)
        return fp_call_problem(call, 409, "not_a_simulation",
                               "This result is of another kind; only a "
                               "simulation has paths.");
    if (stored->request == NULL)
        return fp_call_problem(call, 409, "question_unknown",
                               "This result was kept without its question; "
                               "simulate the plan again.");
    fp_faults_init(&faults, call->arena);
    if (fp_asked_decode(stored->request, stored->request_len, "",
                        call->service->config.default_paths, call->arena,
                        &faults, asked) != FP_OK)
        return fp_call_internal(call, "kept_question", NULL);
    return 0;
}

const unsigned char *
fp_kept_digest(struct fp_call *call, const struct fp_stored_simulation *stored)
{
    struct fp_prepared *question =
        fp_arena_alloc(call->arena, sizeof(*question));
    struct fp_faults faults;
    struct fp_asked asked;

    if (!fp_signed_wanted(call) || stored->request == NULL ||
        question == NULL)
        return NULL;
    fp_faults_init(&faults, call->arena);
    if (fp_asked_decode(stored->request, stored->request_len, "",
                        call->service->config.default_paths, call->arena,
                        &faults, &asked) != FP_OK)
        return NULL;
    fp_kept_again(&asked, stored);
    if (fp_prepare(call, &asked, &faults, question) != FP_OK ||
        strcmp(question->identity.result_id, stored->result_id) != 0)
        return NULL;
    return question->identity.digest;
}

static void
member(struct fp_buf *body, const char *name, const char *value)
{
    fp_buf_json(body, name);
    fp_buf_char(body, ':');
    if (value != NULL)
        fp_buf_json(body, value);
    else
        fp_buf_str(body, "null");
}

int
fp_kept_reply(struct fp_call *call, int status,
              const struct fp_stored_simulation *stored,
              const unsigned char *digest)
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
    if (stored->plan_id != NULL)
        fp_buf_int(body, stored->plan_version);
    else
        fp_buf_str(body, "null");
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
    return fp_signed_json(call, status, digest);
}

static int
show(struct fp_call *call, const struct fp_stored_simulation *stored)
{
    return fp_kept_reply(call, 200, stored, fp_kept_digest(call, stored));
}

/* GET /api/v1/simulations/{id} */
int
fp_handle_simulation_get(struct fp_call *call)
{
    struct fp_stored_simulation stored;
    int status = find(call, fp_storage_simulation_get, NO_RESULT, &stored);

    return status != 0 ? status : show(call, &stored);
}

/* GET /api/v1/results/{id} */
int
fp_handle_result_get(struct fp_call *call)
{
    struct fp_stored_simulation stored;
    int status = find(call, fp_storage_result_get,
                      "You have kept no result with this id.", &stored);

    return status != 0 ? status : show(call, &stored);
}
