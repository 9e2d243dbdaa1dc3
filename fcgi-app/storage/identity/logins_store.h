/* Proving who one is, and the bounds on guessing.
 *
 * Each attempt takes a place in a leaky bucket (sql/0003_identity.sql): one of
 * the account and the place that it comes from, and, unless the account has
 * been entered from there before, one of the account. Subjects are keyed
 * hashes that the caller makes, so the database learns no address from them.
 * Thread-safe. Errors common to all stores: pool.h. */
#ifndef FP_STORAGE_LOGINS_STORE_H
#define FP_STORAGE_LOGINS_STORE_H

#include <stdint.h>

#include "storage/identity/users_store.h"
#include "storage/pool.h"

enum { FP_SUBJECT = 32 }; /* bytes of a subject */

/* May a login to this address be tried now, and against what?
 *   account  the hash of the address
 *   source   the hash of the address and of where the attempt comes from
 * *wait_s > 0: not now, and out is untouched. Otherwise a place was taken
 * (fp_storage_session_create or fp_storage_throttle_give_back gives it back),
 * and out is the user with password_hash and totp, or has id NULL: unknown.
 * call->user_id is not used. */
enum fp_err fp_storage_login_begin(const struct fp_storage_call *call,
                                   const char *email,
                                   const unsigned char account[FP_SUBJECT],
                                   const unsigned char source[FP_SUBJECT],
                                   int64_t *wait_s, struct fp_user *out,
                                   struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4, 5, 6);

/* Gives back what an attempt took that was not carried out after all. */
enum fp_err fp_storage_throttle_give_back(
    const struct fp_storage_call *call,
    const unsigned char account[FP_SUBJECT],
    const unsigned char source[FP_SUBJECT], struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* May the authenticated user's password be tried now? Ten times in a row, then
 * once a minute. *wait_s > 0: not now; otherwise *hash is what to try it
 * against. FP_ENOTFOUND: gone or disabled. */
enum fp_err fp_storage_own_password(const struct fp_storage_call *call,
                                    const unsigned char subject[FP_SUBJECT],
                                    int64_t *wait_s, const char **hash,
                                    struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4);

#endif
