/* The options of a simulation that need not keep its paths. Private to codec/
 * but for fp_request_stream, which codec/requests/request.h declares. */
#ifndef FP_CODEC_REQUEST_STREAM_H
#define FP_CODEC_REQUEST_STREAM_H

#include "base/attr.h"
#include "base/err.h"
#include "codec/json/reader.h"
#include "codec/requests/request.h"

/* Reads "stream" and "until_standard_error" out of an envelope; faults are
 * noted. */
void fp_request_read_stream(struct fp_request *request,
                            const struct fp_node *body) FP_NONNULL(1, 2);

/* One of them from text. FP_ENOTFOUND: it is none of them; FP_EINVAL: the value
 * is wrong, error says what is right. */
enum fp_err fp_request_stream_option(struct fp_request *request,
                                     const char *name, const char *value,
                                     struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

#endif
