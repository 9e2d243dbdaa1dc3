/* Shares, and the audit log as its owner reads it. Thread-safe. */
#ifndef FP_STORAGE_SHARING_STORE_H
#define FP_STORAGE_SHARING_STORE_H

#include "records/kind.h"
#include "storage/pool.h"
#include "storage/records/records_store.h"

/* Lets the advisor with an address read a household of the user.
 * FP_ENOTFOUND: no such household; FP_EFORBID: no advisor has the address;
 * FP_ELIMIT: it has 20 already; FP_ECONFLICT, FP_EINVAL: refusal. */
enum fp_err fp_storage_share_create(const struct fp_storage_call *call,
                                    const char *household,
                                    const char *address,
                                    struct fp_record_row *out,
                                    struct fp_record_refusal *refusal,
                                    struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4, 5);

/* One row of the audit log. Texts are NULL where there is nothing to say. */
struct fp_audit_entry {
    int64_t id;
    int64_t at_ms;         /* unix milliseconds */
    const char *actor;     /* who did it; NULL: an operator, or nobody */
    const char *action;    /* "accounts.changed", "session.opened" */
    const char *object;    /* id */
    const char *household; /* id */
    int64_t version;       /* that the change made; 0: has none */
    const char *detail;    /* a word */
    const char *request;   /* X-Request-Id of the request that did it */
    const char *fields;    /* JSON array of the columns that changed */
};

/* What happened to the user's things, the newest first: all, or to one object
 * (NULL: all). after 0: from the newest; else entries older than this one.
 * *more: there are older ones. */
enum fp_err fp_storage_audit(const struct fp_storage_call *call,
                             const char *object, int64_t after, size_t limit,
                             struct fp_audit_entry **list, size_t *count,
                             int *more, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 5, 6, 7);

#endif
