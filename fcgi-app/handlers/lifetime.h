/* Routes that are on their way out say so.
 * SOURCE: RFC 9745 (Deprecation), March 2025; RFC 8594 (Sunset), May 2019. */
#ifndef FP_HANDLERS_LIFETIME_H
#define FP_HANDLERS_LIFETIME_H

#include "base/attr.h"
#include "handlers/call.h"
#include "handlers/contract.h"

/* Adds Deprecation, Sunset and Link of an operation that has them. */
void fp_lifetime_headers(struct fp_call *call,
                         const struct fp_contract_operation *operation)
    FP_NONNULL(1, 2);

/* The same for the call's own route; nothing for most. */
void fp_lifetime_of_route(struct fp_call *call) FP_NONNULL(1);

#endif
