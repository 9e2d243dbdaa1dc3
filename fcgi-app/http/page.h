/* Pages of a list: limit, an opaque cursor, and the Link to the next page.
 *
 * A cursor is the key of the last row shown (keyset paging), so a page costs
 * the same however deep it is and rows that come or go do not shift it. It is
 * sealed with the request's seal: good for this user and this path only, and
 * nobody can make one up. */
#ifndef FP_HTTP_PAGE_H
#define FP_HTTP_PAGE_H

#include "base/attr.h"
#include "base/faults.h"
#include "http/request.h"
#include "http/response.h"

enum { FP_PAGE_DEFAULT = 50, FP_PAGE_MAX = 200, FP_PAGE_KEY_MAX = 128 };

struct fp_page {
    int limit;         /* 1 … FP_PAGE_MAX */
    const char *after; /* key of the last row seen, "" from the start */
    const char *query; /* what else the link to the next page repeats, encoded
                        * ("&as_of=…"); NULL or "": nothing */
};

/* Reads ?limit= and ?cursor=; what is wrong goes to faults. */
void fp_page_read(struct fp_http_request *request, struct fp_page *page,
                  struct fp_faults *faults) FP_NONNULL(1, 2, 3);

/* The opaque form of a key for the list that was asked for, in the request's
 * arena; NULL without a seal, for a key of more than FP_PAGE_KEY_MAX bytes,
 * or when out of memory. */
const char *fp_page_cursor(const struct fp_http_request *request,
                           const char *key) FP_NONNULL(1, 2);

/* Adds the Link header with rel="next" for the page after key. */
void fp_page_link(struct fp_http_request *request,
                  struct fp_http_response *response,
                  const struct fp_page *page, const char *key)
    FP_NONNULL(1, 2, 3, 4);

#endif
