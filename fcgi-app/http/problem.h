/* Errors as documents: application/problem+json.
 * SOURCE: RFC 9457, "Problem Details for HTTP APIs", July 2023. */
#ifndef FP_HTTP_PROBLEM_H
#define FP_HTTP_PROBLEM_H

#include "base/attr.h"
#include "base/faults.h"
#include "http/request.h"
#include "http/response.h"

#define FP_PROBLEM_TYPE "application/problem+json"

/* Replaces the reply's body by a problem document and sets its status and
 * content type; headers stay.
 *   code     stable word; the type is "urn:finplan:problem:<code>"
 *   detail   a sentence for a person
 *   faults   NULL, or the list that becomes "errors". A fault whose pointer
 *            starts with '?' names a query parameter ("parameter" in place of
 *            "pointer"), one that starts with '@' a header ("header").
 * Returns status, so that a handler can return it. */
int fp_problem(struct fp_http_response *response,
               const struct fp_http_request *request, int status,
               const char *code, const char *detail,
               const struct fp_faults *faults) FP_NONNULL(1, 2, 4, 5);

/* The status for a failure of our own rooms; 500 when none fits better. */
int fp_problem_status(enum fp_err err);

/* The reason phrase of a status ("Not Found"); "Error" for an unknown one. */
const char *fp_problem_title(int status);

#endif
