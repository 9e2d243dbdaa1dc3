/* One reply: status, headers, body. */
#include "http/response.h"

#include <string.h>

/* A result with every percentile of a hundred years is below 200 KB. */
#define BODY_MAX ((size_t)32 << 20)

void
fp_http_response_init(struct fp_http_response *response)
{
    memset(response, 0, sizeof(*response));
    response->status = 200;
    fp_buf_init(&response->body, BODY_MAX);
}

void
fp_http_response_reset(struct fp_http_response *response)
{
    response->status = 200;
    response->content_type = NULL;
    response->n_headers = 0;
    response->head_only = 0;
    if (response->stream != NULL)
        response->stream->free(response->stream);
    response->stream = NULL;
    fp_buf_reset(&response->body);
}

void
fp_http_response_fini(struct fp_http_response *response)
{
    if (response->stream != NULL)
        response->stream->free(response->stream);
    response->stream = NULL;
    fp_buf_fini(&response->body);
}

void
fp_http_response_header(struct fp_http_response *response, const char *name,
                        const char *value)
{
    if (strpbrk(name, "\r\n") != NULL || strpbrk(value, "\r\n") != NULL ||
        response->n_headers == FP_HTTP_HEADERS_MAX)
        return;
    response->headers[response->n_headers].name = name;
    response->headers[response->n_headers].value = value;
    response->n_headers++;
}

void
fp_http_response_set(struct fp_http_response *response, const char *name,
                     const char *value)
{
    size_t i;

    for (i = 0; i < response->n_headers; i++)
        if (strcmp(response->headers[i].name, name) == 0) {
            memmove(&response->headers[i], &response->headers[i + 1],
                    (response->n_headers - i - 1) *
                        sizeof(response->headers[0]));
            response->n_headers--;
            break;
        }
    fp_http_response_header(response, name, value);
}
