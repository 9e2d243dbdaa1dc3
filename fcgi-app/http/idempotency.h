/* The Idempotency-Key header.
 * SOURCE: draft-ietf-httpapi-idempotency-key-header-07, section 2.1, October
 * 2025; RFC 9651 (structured fields), section 3.3.3, September 2024. */
#ifndef FP_HTTP_IDEMPOTENCY_H
#define FP_HTTP_IDEMPOTENCY_H

#include "base/arena.h"
#include "base/attr.h"

enum { FP_HTTP_IDEMPOTENCY_MAX = 255 }; /* bytes of a key */

/* The key that header names, in arena: a structured string ("8e03978e"),
 * whose parameters are ignored, or the same without quotes, as many clients
 * send it. NULL when it is neither, when it is empty or longer than the limit,
 * or when out of memory. */
const char *fp_http_idempotency_key(struct fp_arena *arena,
                                    const char *header) FP_NONNULL(1, 2);

#endif
