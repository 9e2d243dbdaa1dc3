/* Sessions: families of refresh tokens, stored as hashes only.
 *
 * A login opens a family with its first token. Each refresh uses a token up
 * and adds the next one to the family; all tokens of a family end when the
 * family does. A used token that comes back means that two parties hold it,
 * so the whole family is revoked.
 * SOURCE: RFC 9700, section 4.14.2 (refresh token rotation), January 2025.
 *
 * Thread-safe. Errors common to all stores: pool.h. */
#ifndef FP_STORAGE_SESSIONS_STORE_H
#define FP_STORAGE_SESSIONS_STORE_H

#include <stdint.h>

#include "storage/pool.h"

enum { FP_SESSION_HASH = 32 }; /* bytes: SHA-256 of the token's secret */

/* Texts live in the arena of the call. */
struct fp_session {
    const char *id;      /* UUIDv7 of the family */
    const char *user_id; /* whose it is */
    const char *role;    /* the user's role now: "user", "advisor", "admin" */
    int64_t expires_ms;  /* unix milliseconds: end of the newest token */
};

/* Opens a family for the user who has just proved who they are
 * (call->user_id). expires_ms: when its first token ends, in the future.
 * FP_ENOTFOUND: no such user, or disabled. */
enum fp_err fp_storage_session_create(
    const struct fp_storage_call *call,
    const unsigned char token_hash[FP_SESSION_HASH], int64_t expires_ms,
    struct fp_session *out, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4);

/* Uses old_hash up and adds new_hash to its family, in one step: of two calls
 * with the same old_hash one gets FP_OK and the other revokes the family.
 * Nobody is authenticated yet; call->user_id is not used.
 * FP_EAUTH: unknown, expired, used before (the family is revoked now),
 * revoked, or the user is disabled; the caller treats all of them alike. */
enum fp_err fp_storage_session_rotate(
    const struct fp_storage_call *call,
    const unsigned char old_hash[FP_SESSION_HASH],
    const unsigned char new_hash[FP_SESSION_HASH], int64_t expires_ms,
    struct fp_session *out, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 5);

/* Logout: revokes the family of this token. An unknown or revoked one is
 * FP_OK too. call->user_id is not used. */
enum fp_err fp_storage_session_revoke(
    const struct fp_storage_call *call,
    const unsigned char token_hash[FP_SESSION_HASH], struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Revokes every family of call->user_id (after a change of password).
 * *revoked (may be NULL): how many were live. */
enum fp_err fp_storage_session_revoke_all(const struct fp_storage_call *call,
                                          int64_t *revoked,
                                          struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1);

#endif
