/* FastCGI records, as far as the event thread must understand them: is a
 * whole request waiting in the socket? Nothing is consumed or kept here.
 * SOURCE: FastCGI Specification 1.0, Open Market, 29 April 1996, section 3. */
#ifndef FP_TRANSPORT_FRAME_H
#define FP_TRANSPORT_FRAME_H

#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"

enum fp_frame {
    FP_FRAME_PARTIAL, /* a good beginning */
    FP_FRAME_PARAMS,  /* parameters are whole, the body is not */
    FP_FRAME_WHOLE,   /* parameters and body are whole */
    FP_FRAME_BAD      /* no FastCGI responder request */
};

/* Verdict on the first len bytes of a connection's input. Pure. */
enum fp_frame fp_frame_check(const unsigned char *bytes, size_t len)
    FP_NONNULL(1);

enum { FP_FRAME_NUDGE = 8 };

/* An empty FCGI_STDERR record of request 1. A web server that holds the
 * connection idle takes unexpected bytes as the sign to drop it; one that has
 * just begun to send a request on it reads an empty error text and goes on.
 * So a kept connection is given up without ever losing a request. */
extern const unsigned char fp_frame_nudge[FP_FRAME_NUDGE];

/* Appends bytes[len] as FCGI_STDOUT records of a request; and what ends a reply
 * that is complete: an empty one and FCGI_END_REQUEST. */
void fp_frame_stdout(struct fp_buf *out, int request_id, const void *bytes,
                     size_t len) FP_NONNULL(1, 3);
void fp_frame_end(struct fp_buf *out, int request_id) FP_NONNULL(1);

#endif
