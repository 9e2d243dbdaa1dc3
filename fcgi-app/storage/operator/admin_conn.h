/* Running statements on the operator's connection. Internal to storage/. */
#ifndef FP_STORAGE_ADMIN_CONN_H
#define FP_STORAGE_ADMIN_CONN_H

#include <libpq-fe.h>

#include "storage/operator/admin.h"

struct fp_storage_admin {
    PGconn *conn;
};

/* One parameterised statement; values[n] in text format. *result (may be
 * NULL) is the caller's to PQclear. FP_ECONFLICT (unique violation),
 * FP_EFORBID (insufficient privilege), FP_EINVAL (check violation),
 * FP_EUNAVAIL (connection lost) or FP_EIO; detail is PostgreSQL's message. */
enum fp_err fp_admin_query(struct fp_storage_admin *admin, const char *sql,
                           int n, const char *const *values,
                           PGresult **result, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Several statements in one text, without parameters: a migration. */
enum fp_err fp_admin_script(struct fp_storage_admin *admin, const char *sql,
                            struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

#endif
