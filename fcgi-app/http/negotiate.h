/* Content negotiation: what the client sends and what it takes.
 * SOURCE: RFC 9110, sections 8.3.1 and 12.5.1, June 2022. Pure. */
#ifndef FP_HTTP_NEGOTIATE_H
#define FP_HTTP_NEGOTIATE_H

#include "base/attr.h"

/* 1 when an Accept header (NULL: absent, anything goes) takes type
 * ("application/json"). The most specific range decides; q=0 refuses. A
 * header that cannot be parsed takes anything, as most clients mean it. */
int fp_accept_allows(const char *header, const char *type) FP_NONNULL(2);

/* 1 when a Content-Type header is application/json, alone or with
 * charset=utf-8. NULL is not. */
int fp_content_type_json(const char *header);

/* The same for a merge patch, which plain application/json is taken for too.
 * SOURCE: RFC 7396, section 4, October 2014. */
#define FP_MERGE_PATCH_TYPE "application/merge-patch+json"
int fp_content_type_patch(const char *header);

#endif
