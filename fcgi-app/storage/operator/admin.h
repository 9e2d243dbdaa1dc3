/* One connection for operators: migrations, roles, accounts, checks. Used by
 * finplan-admin, never by the service. Unlike the stores' errors, its errors
 * carry PostgreSQL's own message, because the reader is the operator.
 *
 * Needs a direct connection (not one through PgBouncer in transaction mode):
 * it holds session locks. One thread at a time. */
#ifndef FP_STORAGE_ADMIN_H
#define FP_STORAGE_ADMIN_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

struct fp_storage_admin;

struct fp_storage_admin_config {
    const char *url;      /* required */
    const char *password; /* used when url has none; or NULL */
    const char *database; /* instead of that in url; or NULL */
    int wait_ms;          /* keep trying that long while it is unreachable */
};

/* Connects. FP_EINVAL (the URL cannot be read), FP_EUNAVAIL, FP_ENOMEM. */
enum fp_err fp_storage_admin_open(const struct fp_storage_admin_config *config,
                                  struct fp_storage_admin **out,
                                  struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* admin may be NULL. */
void fp_storage_admin_close(struct fp_storage_admin *admin);

/* Takes the role that owns the schema (finplan_owner), as migrations and
 * accounts need. FP_EFORBID: this login may not, or the role does not exist;
 * detail says what to do. */
enum fp_err fp_storage_admin_become_owner(struct fp_storage_admin *admin,
                                          struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1);

/* User and database named in a connection string, for messages and bootstrap;
 * "" when it does not say. FP_EINVAL. */
enum fp_err fp_storage_url_parts(const char *url, char *user, size_t user_size,
                                 char *database, size_t database_size)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4);

/* Version of libpq as one number, 150020 for 15.20. */
int fp_storage_libpq_version(void);

#endif
