/* Questions about a plan, answered. */
#include "handlers/questions/answer.h"

#include <string.h>

#include "handlers/compute.h"
#include "handlers/jobs/defer.h"
#include "handlers/questions/kept.h"
#include "handlers/questions/recall.h"
#include "handlers/signed.h"
#include "handlers/state.h"
#include "handlers/stored.h"

/* --- computing ------------------------------------------------------------- */

/* What time or an error ends may end elsewhere the next time. */
static int
is_ended_early(const struct fp_prepared *question)
{
    return question->requests->until_se > 0.0 ||
           question->requests->deadline_ms > 0;
}

int
fp_answer_prepared(struct fp_call *call, struct fp_prepared *question,
                   const struct fp_stored_plan *plan, struct fp_answered *out)
{
    int status = fp_defer(call, question, plan);

    *out = question->identity;
    if (question->one != NULL)
        question->one->answered = out;
    else
        question->many->answered = out;
    return status != 0 ? status : fp_compute_work(call, &question->work);
}

int
fp_answer_asked(struct fp_call *call, const struct fp_asked *asked, int fresh,
                struct fp_faults *faults, enum fp_err *err,
                struct fp_answered *out)
{
    struct fp_recall recall = { .possible = 0 };
    struct fp_prepared question;
    int status;

    if (!fresh && fp_recall(call, asked, &recall, out))
        return 0;
    *err = fp_prepare(call, asked, faults, &question);
    if (*err != FP_OK)
        return 0;
    question.work.fresh = fresh;
    status = fp_answer_prepared(call, &question, NULL, out);
    if (status == 0 && !fresh && !is_ended_early(&question))
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
fp_answer_settle(struct fp_call *call, struct fp_asked *asked,
                 struct fp_faults *query, struct fp_answered *out)
{
    struct fp_stored_simulation stored;
    int keep, status = wants_kept(call, &keep, query);

    asked->keep = keep;
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
answer(struct fp_call *call, struct fp_asked *asked, struct fp_faults *query)
{
    struct fp_answered answered;
    int status;

    asked->may_defer = 1;
    status = fp_answer_settle(call, asked, query, &answered);
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
    return answer(call, &asked, &query);
}

int
fp_answer_many(struct fp_call *call, enum fp_many_kind kind)
{
    struct fp_faults query;
    struct fp_asked asked;

    fp_faults_init(&query, call->arena);
    fp_document_asked_many(call, kind, &asked, &query);
    return answer(call, &asked, &query);
}

int
fp_answer_stored(struct fp_call *call, enum fp_request_kind kind,
                 struct fp_stored_plan *plan, struct fp_prepared *question)
{
    const char *id = fp_http_path_param(call->request, "id");
    struct fp_error error = { .code = FP_OK };
    struct fp_faults faults, query;
    struct fp_storage_call db;
    struct fp_asked asked;
    enum fp_err err = fp_stored_begin(call, &db);

    if (err == FP_OK)
        err = fp_stored_end(call, &db,
                            fp_storage_plan_read(&db, id, plan, &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error,
                                "You have no plan with this id.");
    fp_faults_init(&faults, call->arena);
    fp_faults_init(&query, call->arena);
    fp_document_asked(call, kind, plan->document, plan->document_len, &asked,
                      &query);
    asked.may_defer = 1;
    asked.keep = plan->is_shared && kind == FP_REQUEST_SIMULATE;
    err = fp_prepare(call, &asked, &faults, question);
    return fp_document_checked(call, err, &faults, &query);
}

int
fp_answer_plan(struct fp_call *call, enum fp_request_kind kind)
{
    struct fp_prepared question;
    struct fp_answered answered;
    struct fp_stored_plan plan;
    int status = fp_answer_stored(call, kind, &plan, &question);

    if (status == 0)
        status = fp_answer_prepared(call, &question, NULL, &answered);
    return status != 0 ? status : fp_signed_json(call, 200, answered.digest);
}
