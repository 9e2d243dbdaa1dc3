/* The interface described by itself: OpenAPI 3.1 from the route table and what
 * contract.h has of schemas/ and routes/. */
#ifndef FP_HANDLERS_OPENAPI_H
#define FP_HANDLERS_OPENAPI_H

#include <stddef.h>

#include "base/attr.h"
#include "base/buf.h"
#include "handlers/contract.h"
#include "http/route.h"

/* Writes the document for table[n] without the routes of the internal
 * listener. version is the package's. Failures are those of the buffer. */
void fp_openapi_write(struct fp_buf *out, const struct fp_route *table,
                      size_t n, const char *version) FP_NONNULL(1, 2, 4);

/* The description of a route, or NULL: a defect that the tests find. */
const struct fp_contract_operation *fp_contract_operation(const char *id)
    FP_NONNULL(1);

/* 1 when the route writes an object and shows it, which Prefer: return=minimal
 * spares the client. */
int fp_openapi_may_be_minimal(const struct fp_route *route) FP_NONNULL(1);

/* Calls take(context, status, code) for each error that the route can answer:
 * those that its row implies, then those of its description. */
void fp_openapi_errors(const struct fp_route *route,
                       void (*take)(void *context, int status,
                                    const char *code, size_t len),
                       void *context) FP_NONNULL(1, 2);

#endif
