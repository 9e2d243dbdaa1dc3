/* Questions about a plan, answered. */
#include "handlers/questions/answer.h"

#include <string.h>

#include "codec/result_compare.h"
#include "handlers/compute.h"
#include "handlers/jobs/defer.h"
#include "handlers/questions/kept.h"
#include "handlers/questions/recall.h"
#include "handlers/signed.h"
#include "handlers/state.h"
#include "handlers/stored.h"
#include "telemetry/trace.h"

/* --- computing ------------------------------------------------------------- */

static enum fp_err
run_comparison(struct fp_call *call, const void *context, int *keep,
               struct fp_error *error)
{
    const struct fp_document_many *c = context;
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
    fp_metrics_add(call->service->config.metrics,
                   (enum fp_counter)(FP_COUNT_KINDS + FP_KIND_COMPARISON), 1);
    fp_trace_turn("encode");
    fp_result_compare(&call->response->body, &c->many, c->result_id, ids,
                      c->history, &result);
    return FP_OK;
}

static int
compare(struct fp_call *call, const struct fp_asked *asked, int fresh,
        struct fp_faults *faults, enum fp_err *err, struct fp_answered *out)
{
    struct fp_document_many *c = fp_arena_alloc(call->arena, sizeof(*c));
    const struct fp_work work = { .result_id = out->result_id,
                                  .pointer = "",
                                  .fresh = fresh,
                                  .run = run_comparison,
                                  .context = c };

    *err = c == NULL ? FP_ENOMEM
                     : fp_document_ask_many(call, asked, faults, c);
    if (*err != FP_OK)
        return 0;
    memcpy(out->result_id, c->result_id, sizeof(out->result_id));
    memcpy(out->digest, c->digest, sizeof(out->digest));
    return fp_compute_work(call, &work);
}

int
fp_answer_asked(struct fp_call *call, const struct fp_asked *asked, int fresh,
                struct fp_faults *faults, enum fp_err *err,
                struct fp_answered *out)
{
    struct fp_document *document;
    struct fp_recall recall = { .possible = 0 };
    int status;

    if (!fresh && fp_recall(call, asked, &recall, out))
        return 0;
    if (asked->is_many)
        return compare(call, asked, fresh, faults, err, out);
    document = fp_arena_alloc(call->arena, sizeof(*document));
    *err = document == NULL ? FP_ENOMEM
                            : fp_document_ask(call, asked, faults, document);
    if (*err != FP_OK)
        return 0;
    document->fresh |= fresh;
    document->answered = out;
    memcpy(out->result_id, document->result_id, sizeof(out->result_id));
    memcpy(out->digest, document->digest, sizeof(out->digest));
    status = asked->may_defer && !asked->replays
                 ? fp_defer(call, document, NULL)
                 : 0;
    if (status == 0)
        status = fp_compute(call, document);
    /* What time or an error ends may end elsewhere the next time. */
    if (status == 0 && !document->fresh &&
        document->request.until_se <= 0.0 &&
        document->request.deadline_ms == 0)
        fp_recall_keep(call, &recall, out);
    return status;
}

/* --- replying -------------------------------------------------------------- */

/* Whether the query says that the result is to be kept. 0, or the status of
 * the refusal. */
static int
wants_kept(struct fp_call *call, int *keep, struct fp_faults *faults)
{
    const char *text = fp_http_query_param(call->request, "keep");

    *keep = text != NULL && strcmp(text, "true") == 0;
    if (text != NULL && !*keep && strcmp(text, "false") != 0)
        fp_faults_add(faults, "?keep", "invalid", "keep is true or false");
    if (!*keep || call->user_id != NULL)
        return 0;
    fp_http_response_header(call->response, "WWW-Authenticate",
                            "Bearer realm=\"finplan\"");
    return fp_call_problem(call, 401, "unauthenticated",
                           "Only a user can keep results: send an access "
                           "token.");
}

int
fp_answer_checked(struct fp_call *call, const struct fp_asked *asked,
                  int fresh, const struct fp_faults *query,
                  struct fp_answered *out)
{
    struct fp_faults faults;
    enum fp_err err = FP_OK;
    int status = 0;

    fp_faults_init(&faults, call->arena);
    if (fp_faults_none(query))
        status = fp_answer_asked(call, asked, fresh, &faults, &err, out);
    else /* all that is wrong is told at once */
        err = fp_document_faults(call, asked, &faults);
    return status != 0 ? status
                       : fp_document_checked(call, err, &faults, query);
}

int
fp_answer_settle(struct fp_call *call, const struct fp_asked *asked,
                 struct fp_faults *query, struct fp_answered *out)
{
    struct fp_stored_simulation stored;
    int keep, status = wants_kept(call, &keep, query);

    if (status == 0)
        status = fp_answer_checked(call, asked, 0, query, out);
    if (status == 0 && keep)
        status = fp_kept_insert(call, asked, out->result_id, NULL, &stored);
    if (status == 0 && keep)
        fp_call_header(call, "Location", "/api/v1/results/%s",
                       out->result_id);
    return status;
}

static int
answer(struct fp_call *call, const struct fp_asked *asked,
       struct fp_faults *query)
{
    struct fp_answered answered;
    int status = fp_answer_settle(call, asked, query, &answered);

    return status != 0 ? status : fp_signed_json(call, 200, answered.digest);
}

int
fp_answer(struct fp_call *call, enum fp_request_kind kind)
{
    struct fp_faults query;
    struct fp_asked asked;

    fp_faults_init(&query, call->arena);
    fp_document_asked(call, kind, call->request->body, call->request->body_len,
                      &asked, &query);
    asked.may_defer = fp_defer_takes(kind);
    return answer(call, &asked, &query);
}

int
fp_answer_many(struct fp_call *call, enum fp_many_kind kind)
{
    struct fp_faults query;
    struct fp_asked asked;

    fp_faults_init(&query, call->arena);
    fp_document_asked(call, FP_REQUEST_SIMULATE, call->request->body,
                      call->request->body_len, &asked, &query);
    asked.is_many = 1;
    asked.many = kind;
    return answer(call, &asked, &query);
}

int
fp_answer_stored(struct fp_call *call, enum fp_request_kind kind,
                 struct fp_stored_plan *plan, struct fp_document *document)
{
    const char *id = fp_http_path_param(call->request, "id");
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    enum fp_err err = fp_stored_begin(call, &db);

    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_plan_get(&db, id, plan, &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error,
                                "You have no plan with this id.");
    return fp_document_stored(call, kind, plan->document, plan->document_len,
                              document);
}
