/* The axes of a sensitivity. Private to codec/. */
#ifndef FP_CODEC_REQUEST_SENSITIVITY_H
#define FP_CODEC_REQUEST_SENSITIVITY_H

#include "base/attr.h"
#include "base/err.h"
#include "codec/json/reader.h"
#include "codec/requests/request.h"

/* Reads "x" and "y" ({"vary": …, "steps": […]}) or "grid" out of an envelope;
 * faults are noted. */
void fp_request_read_sensitivity(struct fp_request *request,
                                 const struct fp_node *body) FP_NONNULL(1, 2);

/* "spending" or "spending,returns": one or two axes of the usual steps.
 * FP_EINVAL: error says what is right. */
enum fp_err fp_request_sensitivity_grid(struct fp_request *request,
                                        const char *text,
                                        struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* Lists the usual steps where they were taken. */
void fp_request_complete_sensitivity(struct fp_request *request) FP_NONNULL(1);

/* The axes as text of the request's identity. */
void fp_request_identify_sensitivity(struct fp_buf *buf,
                                     const struct fp_request *request)
    FP_NONNULL(1, 2);

#endif
