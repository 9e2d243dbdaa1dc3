/* libfcgi behind a few calls: one object per thread, one request at a time.
 * The library has no timeouts and no limits of its own; who owns the
 * descriptor sets those. Only fcgi*.c include the library's header. */
#ifndef FP_TRANSPORT_FCGI_H
#define FP_TRANSPORT_FCGI_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

struct fp_fcgi;

/* Readies the library; once per process, before threads. It installs signal
 * handlers, so ours come afterwards; SIGPIPE is ignored on return. FP_EIO. */
enum fp_err fp_fcgi_init(void) FP_MUST_CHECK;

struct fp_fcgi *fp_fcgi_new(void) FP_MUST_CHECK;
void fp_fcgi_free(struct fp_fcgi *fcgi);

/* Takes one connection from a non-blocking listener and reads its parameters.
 * 1 when there is a request, 0 when there was none. Public functions only. */
int fp_fcgi_accept(struct fp_fcgi *fcgi, int listener) FP_NONNULL(1);

/* Ends the request of fp_fcgi_accept and closes its connection. 1 when the
 * whole reply was written. */
int fp_fcgi_close(struct fp_fcgi *fcgi) FP_NONNULL(1);

/* Reads the parameters of the next request from fd, which stays the caller's:
 * the library works on a duplicate. 1 when there is a request; 0 when the
 * peer closed, timed out or spoke no FastCGI. */
int fp_fcgi_attach(struct fp_fcgi *fcgi, int fd) FP_NONNULL(1);

/* Ends the request of fp_fcgi_attach. 1 when the reply was written and the
 * peer wants the connection kept. */
int fp_fcgi_detach(struct fp_fcgi *fcgi) FP_NONNULL(1);

/* Gives up a request of fp_fcgi_attach whose reply goes on: what was written is
 * sent, no end is. Returns the FastCGI request id, or -1 when the peer is
 * gone. */
int fp_fcgi_leave(struct fp_fcgi *fcgi) FP_NONNULL(1);

/* "NAME=value" texts, NULL at the end; valid until the request ends. */
char **fp_fcgi_params(struct fp_fcgi *fcgi) FP_NONNULL(1);

/* Up to size body bytes; fewer means that the body ended. */
size_t fp_fcgi_read(struct fp_fcgi *fcgi, void *bytes, size_t size)
    FP_NONNULL(1, 2);

/* 1 when the body stopped because of the connection, not at its end. */
int fp_fcgi_broken(struct fp_fcgi *fcgi) FP_NONNULL(1);

/* 0 when the peer is gone. */
int fp_fcgi_write(struct fp_fcgi *fcgi, const void *bytes, size_t len)
    FP_NONNULL(1, 2);

#endif
