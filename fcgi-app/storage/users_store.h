/* Users: who may log in. Thread-safe. Errors common to all stores: pool.h. */
#ifndef FP_STORAGE_USERS_STORE_H
#define FP_STORAGE_USERS_STORE_H

#include <stdint.h>

#include "storage/pool.h"

enum {
    FP_USER_EMAIL_MAX = 254,        /* bytes */
    FP_USER_PASSWORD_HASH_MAX = 255 /* bytes */
};

/* Texts live in the arena of the call. */
struct fp_user {
    const char *id;            /* UUIDv7 */
    const char *email;         /* as registered; compared without case */
    const char *role;          /* "user", "advisor" or "admin" */
    const char *password_hash; /* argon2id string; NULL where not looked up */
    int disabled;              /* 1: may not log in or refresh */
    int64_t created_ms;        /* unix milliseconds */
};

/* Registers a user with the role "user". email must be UTF-8 and hold '@';
 * password_hash is stored as given. call->user_id is not used.
 * FP_ECONFLICT: the e-mail address is taken. FP_EINVAL: a text is too long or
 * empty, or the address has no '@'. */
enum fp_err fp_storage_user_create(const struct fp_storage_call *call,
                                   const char *email,
                                   const char *password_hash,
                                   struct fp_user *out, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4);

/* For login, before anybody is authenticated: by e-mail address in any case,
 * password_hash included. call->user_id is not used. FP_ENOTFOUND. */
enum fp_err fp_storage_user_by_email(const struct fp_storage_call *call,
                                     const char *email, struct fp_user *out,
                                     struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* The authenticated user (call->user_id), without password_hash.
 * FP_ENOTFOUND: no longer there. */
enum fp_err fp_storage_user_self(const struct fp_storage_call *call,
                                 struct fp_user *out, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Replaces the authenticated user's password hash (after a change of password
 * or of the hash's cost). FP_ENOTFOUND, FP_EINVAL. */
enum fp_err fp_storage_user_set_password(const struct fp_storage_call *call,
                                         const char *password_hash,
                                         struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

#endif
