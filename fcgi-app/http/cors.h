/* Which web pages may use the service from a browser: the CORS protocol.
 * Tokens travel in Authorization, which a page sets itself, so no credentials
 * of the browser are ever allowed. Pure; thread-safe.
 * SOURCE: WHATWG, Fetch Standard, section 3.2, CORS protocol. */
#ifndef FP_HTTP_CORS_H
#define FP_HTTP_CORS_H

#include "base/attr.h"
#include "http/request.h"
#include "http/response.h"

/* 1 when the text is "", "*" or origins ("https://app.example.com",
 * "http://localhost:5173") with blanks between them. */
int fp_cors_valid(const char *allowed) FP_NONNULL(1);

/* 1 when pages of the origin may read replies. */
int fp_cors_allows(const char *allowed, const char *origin) FP_NONNULL(1, 2);

/* Adds to a whole reply what its reader's browser asks for; nothing where
 * allowed is NULL or "". A preflight (OPTIONS with Access-Control-Request-Method)
 * is told the methods of the reply's Allow header. */
void fp_cors_apply(const char *allowed, const struct fp_http_request *request,
                   struct fp_http_response *response) FP_NONNULL(2, 3);

#endif
