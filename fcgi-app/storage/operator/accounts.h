/* Accounts as an operator manages them. Call fp_storage_admin_become_owner
 * first. Errors carry PostgreSQL's message. One thread at a time. */
#ifndef FP_STORAGE_ACCOUNTS_H
#define FP_STORAGE_ACCOUNTS_H

#include "base/arena.h"
#include "storage/identity/users_store.h"
#include "storage/operator/admin.h"

/* Makes an account. role: "user", "advisor" or "admin".
 * FP_ECONFLICT: the e-mail address is taken. FP_EINVAL: a value that the
 * schema refuses. */
enum fp_err fp_storage_account_create(struct fp_storage_admin *admin,
                                      const char *email,
                                      const char *password_hash,
                                      const char *role,
                                      char id[37], struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4, 5);

/* All accounts by e-mail address, without password hashes, in arena. */
enum fp_err fp_storage_account_list(struct fp_storage_admin *admin,
                                    struct fp_arena *arena,
                                    struct fp_user **list, size_t *count,
                                    struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4);

/* New password; every session of the account ends. FP_ENOTFOUND. */
enum fp_err fp_storage_account_set_password(struct fp_storage_admin *admin,
                                            const char *email,
                                            const char *password_hash,
                                            struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* disabled 1: no login, every session ends; 0: may log in again.
 * FP_ENOTFOUND. */
enum fp_err fp_storage_account_set_disabled(struct fp_storage_admin *admin,
                                            const char *email, int disabled,
                                            struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

#endif
