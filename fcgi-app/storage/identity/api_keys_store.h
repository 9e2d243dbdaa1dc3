/* API keys: created, listed, rotated and revoked by their user, and looked up
 * when a request comes with one. Only hashes of their secrets are kept.
 * Thread-safe. Errors common to all stores: pool.h. */
#ifndef FP_STORAGE_API_KEYS_STORE_H
#define FP_STORAGE_API_KEYS_STORE_H

#include <stdint.h>

#include "storage/pool.h"

enum {
    FP_API_KEYS_MAX = 100,     /* that one user may have */
    FP_API_KEY_NAME_MAX = 100, /* characters */
    FP_API_KEY_HASH = 32       /* bytes */
};

/* Texts live in the arena of the call; times are unix milliseconds, 0 where
 * there is none. */
struct fp_api_key_row {
    const char *id;       /* UUIDv7 */
    const char *name;
    const char *scope;    /* words separated by blanks */
    const char *prefix;   /* the beginning of its secret */
    int64_t created_ms, expires_ms;
    int64_t rotated_ms;
    int64_t used_ms;      /* by the hour */
    int64_t overlap_ms;   /* until when the secret of before is good */
};

/* The secret of a new or rotated key, as it is kept. */
struct fp_api_key_secret {
    unsigned char hash[FP_API_KEY_HASH];
    const char *prefix;
};

/* Makes a key of call->user_id. FP_ELIMIT: there are FP_API_KEYS_MAX live
 * ones. FP_EINVAL. */
enum fp_err fp_storage_api_key_create(const struct fp_storage_call *call,
                                      const char *name, const char *scope,
                                      int64_t expires_ms,
                                      const struct fp_api_key_secret *secret,
                                      struct fp_api_key_row *out,
                                      struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 5, 6);

/* All keys of call->user_id that were not revoked, newest first. */
enum fp_err fp_storage_api_key_list(const struct fp_storage_call *call,
                                    struct fp_api_key_row **rows,
                                    size_t *count, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* A new secret; the one before is good for overlap_s more, any earlier one
 * ends now. FP_ENOTFOUND: no live key with this id. */
enum fp_err fp_storage_api_key_rotate(const struct fp_storage_call *call,
                                      const char *id, int overlap_s,
                                      const struct fp_api_key_secret *secret,
                                      struct fp_api_key_row *out,
                                      struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4, 5);

/* FP_ENOTFOUND: none with this id, or revoked. */
enum fp_err fp_storage_api_key_revoke(const struct fp_storage_call *call,
                                      const char *id, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Whose key has this hash, and what may it do? Remembers the use, by the
 * hour. call->user_id is not used. FP_EAUTH: unknown, expired, revoked, or its
 * user is disabled; the caller treats all of them alike. */
enum fp_err fp_storage_api_key_lookup(
    const struct fp_storage_call *call,
    const unsigned char hash[FP_API_KEY_HASH], const char **user_id,
    const char **role, const char **scope, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4, 5);

#endif
