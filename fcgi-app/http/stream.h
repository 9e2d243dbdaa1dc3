/* A reply that goes on after its handler has returned: a source that the
 * handler makes and the transport looks at from time to time, without a worker
 * being held. */
#ifndef FP_HTTP_STREAM_H
#define FP_HTTP_STREAM_H

#include "base/attr.h"
#include "base/buf.h"

/* The beginning of a source's own struct. It is made by the handler with
 * fp_buf_init(&out, FP_HTTP_STREAM_OUT), put into response->stream, and belongs
 * to the transport from then on; nothing in it may live in the request's
 * arena. From the moment the handler returns only one thread touches it. */
struct fp_http_stream {
    void (*free)(struct fp_http_stream *stream); /* frees all of it, out too */
    struct fp_buf out; /* what is to be sent next; whoever looks appends */
    int over;          /* set by whoever looks: nothing comes after out */
};

enum { FP_HTTP_STREAM_OUT = 65536 }; /* bytes between two looks */

#endif
