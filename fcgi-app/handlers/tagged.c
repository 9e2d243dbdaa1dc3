/* Replies that may be kept. */
#include "handlers/tagged.h"

#include <stdio.h>

#include "auth/digest.h"
#include "http/etag.h"

enum { KEPT_TAG = FP_SHA256_HEX + 2 };

static const char *
tag_of(struct fp_call *call)
{
    const struct fp_buf *body = &call->response->body;
    char *tag = fp_arena_alloc(call->arena, KEPT_TAG);
    char hash[FP_SHA256_HEX];

    if (tag == NULL || fp_buf_error(body) != FP_OK ||
        fp_auth_sha256_hex(body->data, body->len, hash) != FP_OK)
        return NULL;
    snprintf(tag, KEPT_TAG, "\"%s\"", hash);
    return tag;
}

int
fp_tagged(struct fp_call *call, const char *etag)
{
    struct fp_http_response *response = call->response;

    if (etag == NULL)
        etag = tag_of(call);
    if (etag == NULL || fp_buf_error(&response->body) != FP_OK)
        return 0;
    fp_http_response_set(response, "Cache-Control",
                         call->user_id == NULL ? "public, max-age=300"
                                               : "private, max-age=300");
    fp_http_response_header(response, "ETag", etag);
    if (fp_etag_if_none_match(fp_http_header(call->request, "If-None-Match"),
                              etag) != FP_ETAG_MATCH)
        return 0;
    fp_call_no_content(call);
    return response->status = 304;
}

int
fp_tagged_json(struct fp_call *call, const char *etag)
{
    int status = fp_tagged(call, etag);

    return status != 0 ? status : fp_call_json(call, 200);
}
