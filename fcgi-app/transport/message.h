/* Between CGI parameters and struct fp_http_request, and between struct
 * fp_http_response and the head of a CGI reply. No sockets, no libfcgi. */
#ifndef FP_TRANSPORT_MESSAGE_H
#define FP_TRANSPORT_MESSAGE_H

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "http/request.h"
#include "http/response.h"

/* Value of NAME in params ("NAME=value" texts, NULL at the end) or NULL. */
const char *fp_message_param(char *const *params, const char *name)
    FP_NONNULL(1, 2);

/* Fills everything of request but the body and the times from params; its
 * arena must be set. The path is that of REQUEST_URI (DOCUMENT_URI when there
 * is none), decoded once. FP_EINVAL: the path's encoding is broken; request
 * can still be answered (its path is "/"). FP_ENOMEM. */
enum fp_err fp_message_request(struct fp_http_request *request,
                               char *const *params)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Announced body length, or -1 when there is none that can be read. */
int64_t fp_message_length(char *const *params) FP_NONNULL(1);

/* Appends status line and headers, with the empty line, to head. *with_body:
 * whether the body follows. */
void fp_message_head(const struct fp_http_response *response,
                     struct fp_buf *head, int *with_body)
    FP_NONNULL(1, 2, 3);

#endif
