/* One HTTP reply: status, headers and a body buffer. Handlers fill it and
 * return; only transport/ writes it to a stream. */
#ifndef FP_HTTP_RESPONSE_H
#define FP_HTTP_RESPONSE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/buf.h"
#include "http/stream.h"

enum { FP_HTTP_HEADERS_MAX = 24 };

struct fp_http_header {
    const char *name;
    const char *value;
};

struct fp_http_response {
    int status;                /* 200 … 599 */
    const char *content_type;  /* NULL when there is no body */
    struct fp_http_header headers[FP_HTTP_HEADERS_MAX]; /* others */
    size_t n_headers;
    struct fp_buf body;        /* owned; reused from request to request */
    int head_only;             /* HEAD: length is sent, the body is not */
    struct fp_http_stream *stream; /* NULL, or what comes after the body; the
                                * transport's once the handler returned */
};

/* Empty 200 reply. init once per worker, reset before each request. */
void fp_http_response_init(struct fp_http_response *response) FP_NONNULL(1);
void fp_http_response_reset(struct fp_http_response *response) FP_NONNULL(1);
void fp_http_response_fini(struct fp_http_response *response) FP_NONNULL(1);

/* Adds a header; both texts must outlive the reply (constants or arena).
 * A value with CR, LF or NUL is dropped, so nothing can split the reply.
 * Past FP_HTTP_HEADERS_MAX the header is dropped too. */
void fp_http_response_header(struct fp_http_response *response,
                             const char *name, const char *value)
    FP_NONNULL(1, 2, 3);

/* The same in the place of a header of this name (in this spelling), if there
 * is one. */
void fp_http_response_set(struct fp_http_response *response, const char *name,
                          const char *value) FP_NONNULL(1, 2, 3);

#endif
