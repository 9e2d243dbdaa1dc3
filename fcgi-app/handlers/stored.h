/* How handlers use the database: the call for storage/, its time and counts,
 * and the reply for its failures. One thread, one call. */
#ifndef FP_HANDLERS_STORED_H
#define FP_HANDLERS_STORED_H

#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "handlers/call.h"
#include "storage/pool.h"

/* Fills db for the user of the call (user_id may be NULL before login) and
 * starts the clock. FP_EUNAVAIL when no database is configured. */
enum fp_err fp_stored_begin(struct fp_call *call, struct fp_storage_call *db)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Stops the clock after one store function and counts its outcome. Returns
 * err, so that a store function can be wrapped in it. */
enum fp_err fp_stored_end(struct fp_call *call,
                          const struct fp_storage_call *db, enum fp_err err)
    FP_NONNULL(1, 2);

/* The reply for a failed store function: 503 with Retry-After while the
 * database is away, 404 for what is absent or someone else's, 409, 422; and
 * 500 with a log line for the rest. missing is the 404's sentence. */
int fp_stored_failed(struct fp_call *call, enum fp_err err,
                     const struct fp_error *error, const char *missing)
    FP_NONNULL(1, 4);

#endif
