/* Replies that go on: connections that are parked with a source of what is to
 * be sent. Of the kept build only.
 *
 * One thread has all of them, at most config->max_streams. It looks at every
 * source once in config->look_ms by one call of the handlers
 * (transport.h: streams_look), frames what that wrote, and sends it without
 * ever waiting for a peer. A stream ends
 *   when its source is over       after the last byte and END_REQUEST
 *   when the peer closes          or sends anything at all
 *   when the peer is slow         what is unsent is older than write_ms or
 *                                 more than a bound
 *   when the process drains       with END_REQUEST; the client comes back
 * and its connection is handed to the event thread as DONE, which closes it.
 * Between fp_streams_add and that the connection (state FP_CONN_STREAM) and
 * the stream belong to this thread alone. */
#ifndef FP_TRANSPORT_STREAMS_H
#define FP_TRANSPORT_STREAMS_H

#include "base/attr.h"
#include "base/err.h"
#include "http/stream.h"
#include "transport/kept.h"

struct fp_streams;

/* Starts the thread. FP_OK with *out NULL where no streams are configured.
 * FP_ENOMEM, FP_EIO, or what the handlers' worker_new says. */
enum fp_err fp_streams_new(struct fp_kept *kept, struct fp_streams **out,
                           struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Waits for the thread, whose streams end now. streams may be NULL. */
void fp_streams_free(struct fp_streams *streams);

/* Takes a place: 0 when all are taken. Every place taken is followed by
 * fp_streams_add. Any thread; streams may be NULL (there are no places). */
int fp_streams_take_place(struct fp_streams *streams);

/* Parks a connection whose reply has begun under this FastCGI request id. With
 * stream NULL there is no reply after all: place and connection are given back.
 * Any thread. */
void fp_streams_add(struct fp_streams *streams, struct fp_conn *conn,
                    struct fp_http_stream *stream, int request_id)
    FP_NONNULL(1, 2);

#endif
