/* Whether a result is one of this service, and whether it comes out again. */
#include <stdio.h>
#include <string.h>

#include "codec/requests/verify.h"
#include "handlers/handlers.h"
#include "handlers/questions/answer.h"
#include "handlers/signed.h"
#include "handlers/state.h"

/* Computes a question about a plan. Faults are named by their place in this
 * request. 0, or the status of the refusal. */
static int
compute(struct fp_call *call, const struct fp_verify *v)
{
    struct fp_faults faults, placed, none;
    struct fp_answered answered;
    enum fp_err err;
    int status;

    fp_faults_init(&faults, call->arena);
    fp_faults_init(&placed, call->arena);
    fp_faults_init(&none, call->arena);
    status = fp_answer_asked(call, &v->replay, 1, &faults, &err, &answered);
    if (status != 0)
        return status;
    for (size_t i = 0; i < faults.count; i++) {
        const struct fp_fault *fault = &faults.list[i];
        int option = fault->pointer[0] == '?';
        const char *pointer =
            fp_arena_printf(call->arena, "/replay/%s%s",
                            option ? "options/" : "body",
                            fault->pointer + option);

        fp_faults_add(&placed, pointer != NULL ? pointer : "/replay",
                      fault->code, "%s", fault->detail);
    }
    return fp_document_checked(call, err, &placed, &none);
}

/* Computes the question of a replay; its bytes go to *found. 0, or the status
 * of the refusal. */
static int
replay(struct fp_call *call, const struct fp_verify *v,
       struct fp_verified *found)
{
    struct fp_buf *body = &call->response->body;
    size_t headers = call->response->n_headers;
    int status = v->question != NULL
                     ? fp_question_reply(call, v->question, v->part,
                                         v->replay.body, v->replay.body_len,
                                         "/replay/body")
                     : compute(call, v);

    if (status != 0)
        return status;
    call->response->n_headers = headers; /* it is no reply of this request */
    found->got_len = body->len;
    found->got = fp_arena_strndup(call->arena, body->data, body->len);
    if (found->got == NULL)
        return fp_call_internal(call, "memory", NULL);
    found->replay = found->got_len == v->answer_len &&
                            memcmp(found->got, v->answer, v->answer_len) == 0
                        ? FP_VERDICT_GOOD
                        : FP_VERDICT_BAD;
    return 0;
}

/* Checks the signature over the result as it was sent. 0, or the status of the
 * refusal. */
static int
check(struct fp_call *call, const struct fp_verify *v,
      struct fp_verified *found)
{
    struct fp_signed_parts parts = { .content_type = "application/json",
                                     .question_digest = v->question_digest };
    char digest[FP_SIGN_DIGEST];
    unsigned char hash[FP_SHA256_BYTES];
    struct fp_error error = { .code = FP_OK };
    struct fp_sign_input input;
    enum fp_err err;

    if (call->service->signing == NULL)
        return fp_call_unavailable(call, "signing_unavailable",
                                   "This service has no key for results.");
    found->signature = FP_VERDICT_BAD;
    err = fp_sign_parse(v->signature_input, call->arena, &input, &error);
    if (err == FP_OK) {
        found->keyid = input.keyid;
        found->created = input.created;
        snprintf(parts.status, sizeof(parts.status), "%d", v->status);
        if (fp_auth_sha256(v->result, v->result_len, hash) != FP_OK)
            return fp_call_internal(call, "digest", NULL);
        fp_sign_digest_text(hash, digest);
        parts.content_digest = digest;
        err = fp_sign_check(call->service->signing, &input, v->signature,
                            fp_signed_part, &parts, &error);
    }
    if (err == FP_ENOMEM)
        return fp_call_internal(call, "memory", NULL);
    if (err == FP_OK && !fp_signed_covers(&input)) {
        fp_error_set(&error, FP_EAUTH,
                     "The signature does not cover the result: it has no "
                     "content-digest.");
        err = FP_EAUTH;
    }
    if (err == FP_OK)
        found->signature = FP_VERDICT_GOOD;
    else
        found->reason = fp_arena_strdup(call->arena, error.detail);
    return 0;
}

/* POST /api/v1/results/verify */
int
fp_handle_result_verify(struct fp_call *call)
{
    struct fp_verified found = { .replay = FP_VERDICT_NOT_ASKED };
    struct fp_faults faults, query;
    struct fp_verify v;
    enum fp_err err;
    int status;

    fp_faults_init(&faults, call->arena);
    fp_faults_init(&query, call->arena);
    fp_http_query_check(call->request, NULL, 0, &query);
    err = fp_verify_decode(call->request->body, call->request->body_len,
                           call->service->config.default_paths, call->arena,
                           &faults, &v);
    status = fp_document_checked(call, err, &faults, &query);
    if (status == 0) /* as much as could be asked for may be replayed */
        v.replay.may_defer = 1;
    if (status == 0 && v.signature != NULL)
        status = check(call, &v, &found);
    if (status == 0 && v.has_replay)
        status = replay(call, &v, &found);
    if (status != 0)
        return status;
    fp_buf_reset(&call->response->body);
    fp_verify_encode(&call->response->body, &v, &found, call->arena);
    return fp_call_json(call, 200);
}
