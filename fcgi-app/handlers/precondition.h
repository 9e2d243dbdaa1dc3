/* If-Match and If-None-Match over versions, for every kind of object that has
 * one. */
#ifndef FP_HANDLERS_PRECONDITION_H
#define FP_HANDLERS_PRECONDITION_H

#include <stdint.h>

#include "base/attr.h"
#include "handlers/call.h"

/* What If-Match lets a request change: *version above 0 is the only one, 0 is
 * any, and -1 says that the header lists several: look the current version up
 * and ask fp_precondition_current. Returns 0, or the status of the refusal
 * (428, 400). */
int fp_precondition_read(struct fp_call *call, int64_t *version)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* 0 when the list in If-Match names this version, or the status 412. */
int fp_precondition_current(struct fp_call *call, int64_t version)
    FP_MUST_CHECK FP_NONNULL(1);

/* The reply for an object that has changed: 412. */
int fp_precondition_failed(struct fp_call *call) FP_NONNULL(1);

/* 1 when If-None-Match names the version: the reply is 304 then, with its ETag
 * and without a body. */
int fp_precondition_unchanged(struct fp_call *call, int64_t version)
    FP_NONNULL(1);

#endif
