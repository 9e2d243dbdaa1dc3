/* Password resets: single-use tokens, stored as hashes, that a mail carries.
 * Nobody is authenticated here; call->user_id is not used. Thread-safe. Errors
 * common to all stores: pool.h. */
#ifndef FP_STORAGE_RESETS_STORE_H
#define FP_STORAGE_RESETS_STORE_H

#include <stdint.h>

#include "storage/identity/logins_store.h"
#include "storage/pool.h"

enum { FP_RESET_HASH = 32 }; /* bytes */

/* Whose reset it is; texts live in the arena of the call. */
struct fp_reset {
    const char *user_id;
    const char *email;   /* as registered */
};

/* Keeps a reset for the user of this address until ends_ms. account: hash of
 * the address, for the bound of five in an hour. FP_ENOTFOUND: no such user,
 * disabled, or too many; the same work was done. */
enum fp_err fp_storage_reset_request(const struct fp_storage_call *call,
                                     const char *email,
                                     const unsigned char account[FP_SUBJECT],
                                     const unsigned char hash[FP_RESET_HASH],
                                     int64_t ends_ms, struct fp_reset *out,
                                     struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4, 6);

/* Whose reset has this hash? FP_EAUTH: unknown, used or expired. */
enum fp_err fp_storage_reset_lookup(const struct fp_storage_call *call,
                                    const unsigned char hash[FP_RESET_HASH],
                                    struct fp_reset *out,
                                    struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* Uses it up: the new password holds, all sessions end, the bounds on guessing
 * begin anew, and source is a known place. FP_EAUTH: not good any more. */
enum fp_err fp_storage_reset_use(const struct fp_storage_call *call,
                                 const unsigned char hash[FP_RESET_HASH],
                                 const char *password_hash,
                                 const unsigned char account[FP_SUBJECT],
                                 const unsigned char source[FP_SUBJECT],
                                 struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4, 5);

#endif
