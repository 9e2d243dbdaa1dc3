/* One request from its parameters to its last reply byte: what a worker
 * thread does between taking a connection and giving it back. */
#ifndef FP_TRANSPORT_EXCHANGE_H
#define FP_TRANSPORT_EXCHANGE_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "transport/fcgi.h"
#include "transport/transport.h"

/* The moment after which the event thread cuts a connection that a worker
 * holds; 0: no limit now (the handlers keep the request's own deadline). */
typedef _Atomic uint64_t fp_limit_ns;

struct fp_exchange;

/* Everything that one thread needs. with_worker 0: it can only refuse.
 * NULL with error set. */
struct fp_exchange *fp_exchange_new(const struct fp_transport_config *config,
                                    int with_worker, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1);
void fp_exchange_free(struct fp_exchange *exchange);

struct fp_fcgi *fp_exchange_fcgi(struct fp_exchange *exchange) FP_NONNULL(1);

/* Who keeps a place for a reply that goes on; NULL: nobody can, and such
 * replies end with what their handler wrote. */
void fp_exchange_streams(struct fp_exchange *exchange,
                         int (*take_place)(void *data), void *data)
    FP_NONNULL(1);

/* What fp_exchange_serve returns besides 0 and 1: the reply goes on, and its
 * source is to be taken. */
enum { FP_EXCHANGE_GOES_ON = 2 };
struct fp_http_stream *fp_exchange_take_stream(struct fp_exchange *exchange)
    FP_NONNULL(1);

/* Reads the body, serves, writes the reply; the library's request must be
 * open and is left open. accepted_ns: when the request was readable. limit may
 * be NULL. Returns 0 when the connection is of no more use. */
int fp_exchange_serve(struct fp_exchange *exchange, uint64_t accepted_ns,
                      fp_limit_ns *limit) FP_NONNULL(1);

/* Reads the body to its end and answers 503 "overloaded" with Retry-After. */
int fp_exchange_refuse(struct fp_exchange *exchange, uint64_t accepted_ns,
                       fp_limit_ns *limit) FP_NONNULL(1);

#endif
