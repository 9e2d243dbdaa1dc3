/* Pieces of the OpenAPI document; private to handlers/openapi/. */
#ifndef FP_HANDLERS_OPENAPI_PARTS_H
#define FP_HANDLERS_OPENAPI_PARTS_H

#include "handlers/openapi/openapi.h"

/* "NAME": {reference to the header}, after a comma when *n > 0; counts. */
void fp_openapi_header(struct fp_buf *out, const char *name, int *n)
    FP_NONNULL(1, 2, 3);

/* "get": {operation}. Nothing for a route without a description. */
void fp_openapi_write_operation(struct fp_buf *out,
                                const struct fp_route *route)
    FP_NONNULL(1, 2);

/* ,"400": {…},…,"default": {…}: the refusals of one route. A status with one
 * code refers to a component that many routes share. */
void fp_openapi_write_errors(struct fp_buf *out, const struct fp_route *route)
    FP_NONNULL(1, 2);

/* "responses": {…}: those components. */
void fp_openapi_write_responses(struct fp_buf *out,
                                const struct fp_route *table, size_t n)
    FP_NONNULL(1, 2);

#endif
