/* The options of a request to solve for one quantity of a plan. Private to
 * codec/ but for fp_request_solve, which codec/requests/request.h declares. */
#ifndef FP_CODEC_REQUEST_SOLVE_H
#define FP_CODEC_REQUEST_SOLVE_H

#include "base/attr.h"
#include "base/err.h"
#include "codec/json/reader.h"
#include "codec/requests/request.h"

/* Reads "for", "person", "property", "success", "low", "high" and "tolerance"
 * out of an envelope; faults are noted. */
void fp_request_read_solve(struct fp_request *request,
                           const struct fp_node *body) FP_NONNULL(1, 2);

/* One of them from text, which must outlive the request. FP_ENOTFOUND: it is
 * none of them; FP_EINVAL: the value is wrong, error says what is right. */
enum fp_err fp_request_solve_option(struct fp_request *request,
                                    const char *name, const char *value,
                                    struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* Takes the usual success when none was given, and lists it. */
void fp_request_complete_solve(struct fp_request *request) FP_NONNULL(1);

/* The options as text of the request's identity. */
void fp_request_identify_solve(struct fp_buf *buf,
                               const struct fp_request *request)
    FP_NONNULL(1, 2);

#endif
