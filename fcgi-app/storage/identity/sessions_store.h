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

enum {
    FP_SESSION_HASH = 32,       /* bytes: SHA-256 of the token's secret */
    FP_SESSION_AGENT_MAX = 200, /* bytes of user_agent; the rest is cut */
    FP_SESSIONS_PAGE_MAX = 200
};

/* Texts live in the arena of the call. */
struct fp_session {
    const char *id;      /* UUIDv7 of the family */
    const char *user_id; /* whose it is */
    const char *role;    /* the user's role now: "user", "advisor", "admin" */
    int64_t expires_ms;  /* unix milliseconds: end of the newest token */
};

/* One login as its user sees it. */
struct fp_session_row {
    const char *id;
    const char *user_agent; /* what the login's client called itself, or NULL */
    int64_t created_ms;
    int64_t used_ms;        /* of the last refresh */
    int64_t expires_ms;
};

/* The next page begins after `next` (NULL: there is none). */
struct fp_session_page {
    struct fp_session_row *rows;
    size_t count;
    const char *next;
};

/* Where a login comes from, for the bounds on guessing (throttles_store.h),
 * and what its client calls itself (NULL: nothing). */
struct fp_session_origin {
    const unsigned char *account; /* 32 bytes */
    const unsigned char *source;  /* 32 bytes */
    const char *user_agent;
};

/* Opens a family for the user who has just proved who they are
 * (call->user_id). expires_ms: when its first token ends, in the future.
 * origin (may be NULL) is a known place from now on.
 * FP_ENOTFOUND: no such user, or disabled. */
enum fp_err fp_storage_session_create(
    const struct fp_storage_call *call,
    const unsigned char token_hash[FP_SESSION_HASH], int64_t expires_ms,
    const struct fp_session_origin *origin, struct fp_session *out,
    struct fp_error *error) FP_MUST_CHECK FP_NONNULL(1, 2, 5);

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

/* The live sessions of call->user_id, newest first. after: id that the page
 * before ended with, or NULL. FP_EINVAL: after is no id, limit is not 1 to
 * FP_SESSIONS_PAGE_MAX. */
enum fp_err fp_storage_session_list(const struct fp_storage_call *call,
                                    const char *after, size_t limit,
                                    struct fp_session_page *out,
                                    struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 4);

/* The user's role now, if the session id of call->user_id is live and the user
 * is not disabled. FP_ENOTFOUND otherwise. */
enum fp_err fp_storage_session_live(const struct fp_storage_call *call,
                                    const char *id, const char **role,
                                    struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* Ends one live session of call->user_id. FP_ENOTFOUND. */
enum fp_err fp_storage_session_revoke_one(const struct fp_storage_call *call,
                                          const char *id,
                                          struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Ends every live session of call->user_id but `id`; *revoked: how many. */
enum fp_err fp_storage_session_revoke_others(
    const struct fp_storage_call *call, const char *id, int64_t *revoked,
    struct fp_error *error) FP_MUST_CHECK FP_NONNULL(1, 2, 3);

#endif
