/* Results that are kept, of a stored plan or by themselves, for the authenticated
 * user (call->user_id). Another user's result is FP_ENOTFOUND. Thread-safe.
 * Errors common to all stores: pool.h. */
#ifndef FP_STORAGE_SIMULATIONS_STORE_H
#define FP_STORAGE_SIMULATIONS_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "storage/pool.h"

enum {
    FP_SIMULATION_RESULT_LIMIT = 32 << 20, /* bytes */
    FP_SIMULATION_REQUEST_LIMIT = 11 << 20, /* bytes */
    FP_SIMULATIONS_PER_PLAN = 100,
    FP_RESULTS_PER_USER = 500  /* without a plan */
};

struct fp_simulation_input {
    const char *plan_id;   /* NULL: of no stored plan */
    int64_t plan_version;  /* the version that was computed */
    const char *kind;      /* "simulation", "projection", "backtest", … */
    const char *result_id; /* content hash, 32 lower-case hex digits */
    const char *result;    /* result[result_len]: a valid JSON object */
    size_t result_len;
    const char *request;   /* request[request_len]: the question, a valid JSON
                            * object; NULL (and 0): not known */
    size_t request_len;
};

/* Texts live in the arena of the call. */
struct fp_stored_simulation {
    const char *id;        /* UUIDv7 */
    const char *plan_id;   /* NULL: of no stored plan */
    int64_t plan_version;
    const char *kind;
    const char *result_id;
    int64_t created_ms;    /* unix milliseconds */
    const char *result;    /* exactly the bytes stored, NUL-terminated; NULL
                              from insert */
    size_t result_len;
    const char *request;   /* as stored; NULL from insert, and where an older
                            * release kept it without */
    size_t request_len;
};

/* Keeps a result; of each plan the newest FP_SIMULATIONS_PER_PLAN are kept, of
 * those without one the user's newest FP_RESULTS_PER_USER, and
 * older ones go (any result can be computed again from plan, seed and engine
 * version). FP_ENOTFOUND: no such plan of this user. FP_EINVAL: a field
 * out of bounds. */
enum fp_err fp_storage_simulation_insert(const struct fp_storage_call *call,
                                         const struct fp_simulation_input *in,
                                         struct fp_stored_simulation *out,
                                         struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* FP_ENOTFOUND (also when id is not a UUID). */
enum fp_err fp_storage_simulation_get(const struct fp_storage_call *call,
                                      const char *id,
                                      struct fp_stored_simulation *out,
                                      struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* The newest with this result id. FP_ENOTFOUND (also when it is none). */
enum fp_err fp_storage_result_get(const struct fp_storage_call *call,
                                  const char *result_id,
                                  struct fp_stored_simulation *out,
                                  struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

#endif
