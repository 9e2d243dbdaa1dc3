/* Idempotency-Key around a handler. */
#include "handlers/once.h"

#include <string.h>

#include "auth/digest.h"
#include "base/buf.h"
#include "handlers/stored.h"
#include "http/idempotency.h"

/* A hash over all that makes requests of one route differ. */
static enum fp_err
hash_request(struct fp_call *call)
{
    const struct fp_http_request *request = call->request;
    char body[FP_SHA256_HEX], all[FP_SHA256_HEX];
    const char *text;
    enum fp_err err;

    err = fp_auth_sha256_hex(request->body, request->body_len, body);
    if (err != FP_OK)
        return err;
    text = fp_arena_printf(call->arena, "%s\n%s\n%s", request->path,
                           request->query, body);
    if (text == NULL)
        return FP_ENOMEM;
    err = fp_auth_sha256_hex(text, strlen(text), all);
    call->once.request_hash = fp_arena_strdup(call->arena, all);
    return err == FP_OK && call->once.request_hash == NULL ? FP_ENOMEM : err;
}

static const char *
header_of(const struct fp_http_response *response, const char *name)
{
    size_t i;

    for (i = 0; i < response->n_headers; i++)
        if (strcmp(response->headers[i].name, name) == 0)
            return response->headers[i].value;
    return NULL;
}

/* Writes what the key stands for in place of any reply. */
static int
answer(struct fp_call *call)
{
    const struct fp_idempotency_reply *reply = &call->once.reply;
    struct fp_http_response *response = call->response;

    response->n_headers = call->once_headers;
    switch (call->once.state) {
    case FP_KEY_REPLAY:
        fp_buf_reset(&response->body);
        if (reply->location != NULL)
            fp_http_response_header(response, "Location", reply->location);
        if (reply->etag != NULL)
            fp_http_response_header(response, "ETag", reply->etag);
        fp_http_response_header(response, "Idempotency-Replayed", "true");
        if (reply->body == NULL) {
            fp_call_no_content(call);
            return response->status = reply->status;
        }
        fp_buf_add(&response->body, reply->body, reply->body_len);
        return fp_call_json(call, reply->status);
    case FP_KEY_OTHER:
        return fp_call_problem(call, 422, "idempotency_key_reused",
                               "This Idempotency-Key was used for another "
                               "request; take a new one.");
    default:
        fp_call_header(call, "Retry-After", "1");
        return fp_call_problem(call, 409, "idempotency_in_progress",
                               "The first request with this "
                               "Idempotency-Key is still being answered.");
    }
}

static int
look(struct fp_call *call)
{
    struct fp_error error = { .code = FP_OK };
    struct fp_storage_call db;
    enum fp_err err = fp_stored_begin(call, &db);

    if (err == FP_OK)
        err = fp_stored_end(call, &db, fp_idempotency_look(&db, &error));
    if (err != FP_OK)
        return fp_stored_failed(call, err, &error, "There is no such key.");
    return call->once.state == FP_KEY_FREE ? 0 : answer(call);
}

int
fp_once_begin(struct fp_call *call)
{
    const char *header = fp_http_header(call->request, "Idempotency-Key");
    const char *key;
    int status;

    if (header == NULL || call->user_id == NULL)
        return 0;
    key = fp_http_idempotency_key(call->arena, header);
    if (key == NULL)
        return fp_call_problem(call, 400, "bad_idempotency_key",
                               "An Idempotency-Key is a string of 1 to 255 "
                               "visible characters of ASCII, such as "
                               "\"8e03978e-40d5-43dd-bc93-6894a57f9324\".");
    if (hash_request(call) != FP_OK)
        return fp_call_internal(call, "idempotency key", NULL);
    call->once_headers = call->response->n_headers;
    call->once.route = fp_arena_printf(
        call->arena, "%s %s", fp_http_method_name(call->route->method),
        call->route->path);
    if (call->once.route == NULL)
        return fp_call_internal(call, "idempotency key", NULL);
    call->once.key = key;
    status = look(call);
    if (status != 0)
        call->once.key = NULL;
    return status;
}

static int
keep(struct fp_call *call, struct fp_storage_call *db, int status)
{
    const struct fp_http_response *response = call->response;
    const struct fp_idempotency_reply reply = {
        .status = status,
        .location = header_of(response, "Location"),
        .etag = header_of(response, "ETag"),
        .body = response->body.data,
        .body_len = response->body.len,
    };
    struct fp_error error = { .code = FP_OK };
    enum fp_err err = fp_stored_end(call, db,
                                    fp_idempotency_keep(db, &reply, &error));

    if (err == FP_OK)
        return status;
    call->response->n_headers = call->once_headers;
    return fp_stored_failed(call, err, &error, "There is no such key.");
}

int
fp_once_end(struct fp_call *call, int status)
{
    struct fp_storage_call db;

    if (call->once.key == NULL || fp_stored_begin(call, &db) != FP_OK)
        return status;
    switch (call->once.state) {
    case FP_KEY_OPEN:
        if (status >= 200 && status < 300)
            return keep(call, &db, status);
        fp_idempotency_drop(&db);
        return status;
    case FP_KEY_USED:
        call->response->n_headers = call->once_headers;
        status = look(call);
        /* Taken a moment ago and gone now: its holder failed to keep it. */
        return status != 0 ? status : answer(call);
    case FP_KEY_BUSY:
        return answer(call);
    default:
        return status;
    }
}
