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
    int64_t updated_ms;
    const char *display_name;  /* NULL: none, or not looked up */
    int64_t version;           /* grows with each change; 0: not looked up */
    int totp;                  /* 1: a second factor is on, where looked up */
    int recovery_codes;        /* of it, not used yet */
};

/* What a user may change; NULL leaves it. */
struct fp_user_change {
    const char *email;
    int sets_display_name;     /* 1: display_name is meant, NULL removes it */
    const char *display_name;
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

/* The authenticated user (call->user_id), without password_hash, with what is
 * known of the second factor.
 * FP_ENOTFOUND: no longer there. */
enum fp_err fp_storage_user_self(const struct fp_storage_call *call,
                                 struct fp_user *out, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Replaces the authenticated user's password hash by one of the same password
 * at another cost. FP_ENOTFOUND, FP_EINVAL. */
enum fp_err fp_storage_user_set_password(const struct fp_storage_call *call,
                                         const char *password_hash,
                                         struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* A new password of the authenticated user. Every session but this one and
 * every reset on its way ends with the old one. FP_ENOTFOUND, FP_EINVAL. */
enum fp_err fp_storage_user_change_password(const struct fp_storage_call *call,
                                            const char *password_hash,
                                            const char *session_id,
                                            struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* Changes the authenticated user if still of this version.
 * FP_ENOTFOUND (gone, or another version), FP_ECONFLICT (the address is
 * taken), FP_EINVAL. */
enum fp_err fp_storage_user_change(const struct fp_storage_call *call,
                                   int64_t version,
                                   const struct fp_user_change *change,
                                   struct fp_user *out,
                                   struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 3, 4);

/* Removes the authenticated user and everything of theirs. FP_ENOTFOUND. */
enum fp_err fp_storage_user_erase(const struct fp_storage_call *call,
                                  struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1);

#endif
