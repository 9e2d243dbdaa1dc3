/* Signatures of replies. */
#include "handlers/signed.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "handlers/state.h"
#include "telemetry/trace.h"

/* Longer inputs (by a nonce, say) are not echoed: the reply's header has to fit
 * a buffer of nginx. */
enum { INPUT_MAX = 450 };

#define LABEL "finplan"
#define TAG "finplan-result"

const char *
fp_signed_part(void *parts, const char *name)
{
    const struct fp_signed_parts *p = parts;

    if (strcmp(name, "@status") == 0)
        return p->status;
    if (strcmp(name, "content-type") == 0)
        return p->content_type;
    if (strcmp(name, "content-digest") == 0)
        return p->content_digest;
    if (strcmp(name, "question-digest") == 0)
        return p->question_digest;
    return NULL;
}

int
fp_signed_covers(const struct fp_sign_input *input)
{
    for (size_t i = 0; i < input->n; i++)
        if (strcmp(input->components[i], "content-digest") == 0)
            return 1;
    return 0;
}

/* What is signed when nobody says what; the question only where it is
 * known. */
static struct fp_sign_input
usual(int has_question)
{
    return (struct fp_sign_input){
        .label = LABEL,
        .components = { "@status", "content-type", "content-digest",
                        "question-digest" },
        .n = has_question ? 4 : 3,
        .tag = TAG,
    };
}

/* What is to be signed: as the request asks, or as usual. 0: nothing is. */
static int
wanted(struct fp_call *call, int has_question, struct fp_sign_input *input)
{
    const struct fp_service *service = call->service;
    const char *asked = fp_http_header(call->request, "Accept-Signature");

    if (service->signing == NULL || !fp_keys_can_sign(service->signing))
        return 0;
    *input = usual(has_question);
    if (asked == NULL)
        return service->config.sign_always;
    if (fp_sign_parse(asked, call->arena, input, NULL) != FP_OK ||
        (input->alg != NULL && strcmp(input->alg, "ed25519") != 0) ||
        (input->keyid != NULL &&
         strcmp(input->keyid, fp_keys_kid(service->signing)) != 0))
        return 0;
    if (input->n == 0) {
        const char *label = input->label, *nonce = input->nonce;

        *input = usual(has_question);
        input->label = label;
        input->nonce = nonce;
    }
    return 1;
}

/* 1 when the reply can say what was asked: by its digest, or by a body. */
static int
knows_question(const struct fp_call *call, const unsigned char *digest)
{
    return digest != NULL || call->route->body != FP_BODY_NONE;
}

/* Adds the fields. What cannot be signed as it was asked for is not. */
static void
sign(struct fp_call *call, int status, const unsigned char *digest,
     struct fp_sign_input *input)
{
    const struct fp_buf *body = &call->response->body;
    char content[FP_SIGN_DIGEST], question[FP_SIGN_DIGEST];
    unsigned char hash[FP_SHA256_BYTES];
    int has_question = knows_question(call, digest);
    struct fp_signed_parts parts = {
        .content_type = "application/json",
        .content_digest = content,
        .question_digest = has_question ? question : NULL,
    };
    const char *signature;
    enum fp_err err;

    snprintf(parts.status, sizeof(parts.status), "%d", status);
    err = fp_auth_sha256(body->data, body->len, hash);
    fp_sign_digest_text(hash, content);
    if (digest == NULL) {
        if (err == FP_OK)
            err = fp_auth_sha256(call->request->body, call->request->body_len,
                                 hash);
        digest = hash;
    }
    fp_sign_digest_text(digest, question);
    input->created = fp_clock_unix_ms() / 1000;
    input->keyid = fp_keys_kid(call->service->signing);
    if (err == FP_OK)
        err = fp_sign_params(input, call->arena);
    if (err == FP_OK && strlen(input->params) > INPUT_MAX)
        err = FP_ELIMIT;
    if (err == FP_OK)
        err = fp_sign_field(call->service->signing, input, fp_signed_part,
                            &parts, call->arena, &signature);
    if (err != FP_OK)
        return;
    fp_call_header(call, "Content-Digest", "%s", content);
    if (has_question)
        fp_call_header(call, "Question-Digest", "%s", question);
    fp_call_header(call, "Signature-Input", "%s=%s", input->label,
                   input->params);
    fp_call_header(call, "Signature", "%s", signature);
}

int
fp_signed_wanted(struct fp_call *call)
{
    struct fp_sign_input input;

    return wanted(call, 1, &input);
}

int
fp_signed_json(struct fp_call *call, int status, const unsigned char *digest)
{
    struct fp_sign_input input;

    fp_trace_open("encode");
    if (fp_buf_error(&call->response->body) == FP_OK &&
        wanted(call, knows_question(call, digest), &input))
        sign(call, status, digest, &input);
    fp_trace_close("encode");
    return fp_call_json(call, status);
}
