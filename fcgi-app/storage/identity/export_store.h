/* Everything the authenticated user (call->user_id) has, page by page: the rows
 * of every table that has an owner, as JSON, without secrets and hashes
 * (sql/0011_export.sql). Thread-safe. Errors common to all stores: pool.h. */
#ifndef FP_STORAGE_EXPORT_STORE_H
#define FP_STORAGE_EXPORT_STORE_H

#include <stddef.h>

#include "storage/pool.h"

enum {
    FP_EXPORT_ROWS = 1000,       /* of a page, at most */
    FP_EXPORT_BYTES = 8 << 20    /* of JSON, unless one row has more */
};

/* Texts live in the arena of the call. */
struct fp_export_row {
    const char *kind; /* name of the table */
    const char *json; /* the row, an object */
};

struct fp_export_page {
    struct fp_export_row *rows;
    size_t count;
    const char *next; /* where the next page begins; NULL: that was all */
};

/* after: `next` of the page before, or NULL. FP_EINVAL: it is none. */
enum fp_err fp_storage_export_page(const struct fp_storage_call *call,
                                   const char *after,
                                   struct fp_export_page *out,
                                   struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 3);

#endif
