/* Public documents that clients and proxies may keep: a tag over their bytes,
 * and 304 for whoever has them already. */
#ifndef FP_HANDLERS_TAGGED_H
#define FP_HANDLERS_TAGGED_H

#include "base/attr.h"
#include "handlers/call.h"

/* Adds ETag and Cache-Control to a reply whose body is written. 304, and the
 * reply is whole, when If-None-Match names the tag; otherwise 0.
 *   etag   with its quotes, must outlive the call; NULL: made here, of the
 *          body's SHA-256
 * A reply to somebody who had to say who they are is for them alone. */
int fp_tagged(struct fp_call *call, const char *etag) FP_NONNULL(1);

/* The same, and fp_call_json(call, 200) after 0. */
int fp_tagged_json(struct fp_call *call, const char *etag) FP_NONNULL(1);

#endif
