/* Records of every kind (records/kind.h), for the authenticated user
 * (call->user_id).
 *
 * What belongs to somebody else is FP_ENOTFOUND everywhere, except that an
 * advisor reads what was shared with them: each statement names the owner, and
 * row-level security checks the claim again. Every change leaves a row of
 * history and one of audit, by trigger, in its own transaction. Thread-safe.
 * Errors common to all stores: pool.h. */
#ifndef FP_STORAGE_RECORDS_STORE_H
#define FP_STORAGE_RECORDS_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "records/kind.h"
#include "storage/pool.h"

/* Moments: unix milliseconds; this one means now. */
#define FP_RECORD_NOW INT64_C(-1)

/* Why the database refused a record, when a rule of its kind says so. */
struct fp_record_refusal {
    const struct fp_record_rule *rule; /* or NULL */
    size_t item;                       /* which of several it refused; */
    int has_item;                      /* 0: that is not known */
};

struct fp_record_page {
    struct fp_record_row *rows;
    size_t count;
    const char *next;  /* `after` of the next page; NULL: this is the last */
};

/* Makes count (1 to FP_RECORD_BULK_MAX) records under parent (NULL for kinds
 * without one): all of them or none. *rows has them in the order given.
 * FP_ENOTFOUND: no such parent. FP_ELIMIT: no room for so many. FP_EINVAL,
 * FP_ECONFLICT: refusal says why. */
enum fp_err fp_storage_records_create(const struct fp_storage_call *call,
                                      const struct fp_record_kind *kind,
                                      const char *parent,
                                      const struct fp_record_values *list,
                                      size_t count,
                                      struct fp_record_row **rows,
                                      struct fp_record_refusal *refusal,
                                      struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4, 6, 7);

/* One record as it is, or as it was at a moment. FP_ENOTFOUND. */
enum fp_err fp_storage_record_get(const struct fp_storage_call *call,
                                  const struct fp_record_kind *kind,
                                  const char *id, int64_t moment,
                                  struct fp_record_row *out,
                                  struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 5);

/* A page of the records under parent, in keyset order: none is seen twice,
 * whatever comes and goes between pages. after NULL: from the start; else the
 * `next` of a page. FP_ENOTFOUND: no such parent; FP_EINVAL: after or limit. */
enum fp_err fp_storage_records_list(const struct fp_storage_call *call,
                                    const struct fp_record_kind *kind,
                                    const char *parent, int64_t moment,
                                    const char *after, size_t limit,
                                    struct fp_record_page *out,
                                    struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 7);

/* The households that others share with the user, in the same way. */
enum fp_err fp_storage_households_shared(const struct fp_storage_call *call,
                                         const char *after, size_t limit,
                                         struct fp_record_page *out,
                                         struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 4);

/* Replaces the written fields when the stored version is `version` (0: any).
 * FP_ENOTFOUND; FP_ECONFLICT with no rule in refusal: another version is
 * stored; else as in create. */
enum fp_err fp_storage_record_replace(const struct fp_storage_call *call,
                                      const struct fp_record_kind *kind,
                                      const char *id, int64_t version,
                                      const struct fp_record_values *values,
                                      struct fp_record_row *out,
                                      struct fp_record_refusal *refusal,
                                      struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 5, 6, 7);

/* Deletes the record and everything under it; versions as in replace.
 * FP_EFORBID: others refer to it. */
enum fp_err fp_storage_record_delete(const struct fp_storage_call *call,
                                     const struct fp_record_kind *kind,
                                     const char *id, int64_t version,
                                     struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* One version of a record. */
struct fp_record_version {
    struct fp_record_row row;  /* computed fields are NULL in past versions */
    int64_t until_ms;          /* unix milliseconds; 0: it is in force */
    int deleted;               /* it ended with the record's deletion */
};

/* Up to limit versions, the newest first; *more: there are older ones. after
 * 0: from the newest; else versions older than it. FP_ENOTFOUND: there never
 * was such a record. */
enum fp_err fp_storage_record_history(const struct fp_storage_call *call,
                                      const struct fp_record_kind *kind,
                                      const char *id, int64_t after,
                                      size_t limit,
                                      struct fp_record_version **list,
                                      size_t *count, int *more,
                                      struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 6, 7, 8);

#endif
