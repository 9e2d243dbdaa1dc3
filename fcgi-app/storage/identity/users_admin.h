/* What an admin sees of users, and of what was done: never the contents of a
 * plan. The functions in the database look at the role that call->user_id has
 * there, so a caller who is no admin gets no rows. Thread-safe. Errors common
 * to all stores: pool.h. */
#ifndef FP_STORAGE_USERS_ADMIN_H
#define FP_STORAGE_USERS_ADMIN_H

#include <stdint.h>

#include "storage/identity/users_store.h"
#include "storage/pool.h"

enum { FP_ADMIN_PAGE_MAX = 200 };

/* Newest first; the next page begins after `next` (NULL: there is none). */
struct fp_user_page {
    struct fp_user *users;  /* without password_hash and display_name */
    size_t count;
    const char *next;
};

/* after: id that the page before ended with, or NULL. FP_EINVAL. */
enum fp_err fp_storage_admin_users(const struct fp_storage_call *call,
                                   const char *after, size_t limit,
                                   struct fp_user_page *out,
                                   struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 4);

/* One user. FP_ENOTFOUND. */
enum fp_err fp_storage_admin_user(const struct fp_storage_call *call,
                                  const char *id, struct fp_user *out,
                                  struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* Changes the role (NULL: as it is) and whether the user may log in (disabled
 * 0 or 1, -1: as it is) of a user of this version (0: any); sessions end when
 * either takes something away or changes the role.
 * FP_ENOTFOUND, FP_ECONFLICT (another version), FP_EINVAL (the admin's own
 * account), FP_EFORBID (no admin). */
enum fp_err fp_storage_admin_user_change(const struct fp_storage_call *call,
                                         const char *id, int64_t version,
                                         const char *role, int disabled,
                                         struct fp_user *out,
                                         struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 6);

/* One row of the audit log. Ids are NULL where there is none. */
struct fp_audit_row {
    const char *id;       /* a number that grows */
    int64_t at_ms;
    const char *actor_id; /* NULL: nobody was authenticated */
    const char *owner_id;
    const char *action;
    const char *object_id;
    const char *detail;   /* a word, or NULL */
};

struct fp_audit_page {
    struct fp_audit_row *rows;
    size_t count;
    const char *next;
};

/* Newest first; of one owner, or of all (owner_id NULL). FP_EINVAL. */
enum fp_err fp_storage_admin_audit(const struct fp_storage_call *call,
                                   const char *owner_id, const char *after,
                                   size_t limit, struct fp_audit_page *out,
                                   struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 5);

#endif
