/* Plan documents of the authenticated user (call->user_id).
 *
 * Another user's plan is FP_ENOTFOUND everywhere: each statement names the
 * owner, and row-level security checks the claim again. The document's bytes
 * come back exactly as they were stored. Thread-safe. Errors common to all
 * stores: pool.h. */
#ifndef FP_STORAGE_PLANS_STORE_H
#define FP_STORAGE_PLANS_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "storage/pool.h"

enum {
    FP_PLAN_NAME_LIMIT = 200,              /* characters */
    FP_PLAN_DOCUMENT_LIMIT = 10 << 20,     /* bytes */
    FP_PLANS_PAGE_MAX = 200,               /* plans in one page */
    FP_PLANS_PER_USER = 1000
};

/* Texts live in the arena of the call. */
struct fp_stored_plan {
    const char *id;       /* UUIDv7 */
    const char *name;     /* may be "" */
    int64_t version;      /* 1, then one more at each replacement */
    int64_t created_ms;   /* unix milliseconds */
    int64_t updated_ms;
    const char *household_id; /* NULL: of no household */
    const char *document; /* NUL-terminated JSON object; NULL in lists */
    size_t document_len;
    int is_shared;        /* 1: another user's, read as an advisor; only
                           * fp_storage_plan_read says so */
};

struct fp_plan_input {
    const char *name;     /* NULL: "" */
    const char *document; /* document[document_len]: a valid JSON object */
    size_t document_len;
    const char *household_id; /* one of the user's; "": of none; NULL: as it
                               * was, and of none where it is new */
};

/* Stores a new plan. FP_ELIMIT: the user has FP_PLANS_PER_USER plans already.
 * FP_EINVAL: name or document out of bounds, no such household. */
enum fp_err fp_storage_plan_create(const struct fp_storage_call *call,
                                   const struct fp_plan_input *plan,
                                   struct fp_stored_plan *out,
                                   struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* FP_ENOTFOUND (also when id is not a UUID). */
enum fp_err fp_storage_plan_get(const struct fp_storage_call *call,
                                const char *id, struct fp_stored_plan *out,
                                struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* The same of what the user may read: their own, and those of the households
 * that others share with them. */
enum fp_err fp_storage_plan_read(const struct fp_storage_call *call,
                                 const char *id, struct fp_stored_plan *out,
                                 struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

struct fp_stored_plan_page {
    struct fp_stored_plan *plans; /* newest first, without documents */
    size_t count;
    const char *next;             /* `after` of the next page; NULL: last */
};

/* One page of the user's plans, newest first, in keyset order: a plan is
 * never seen twice, whatever is added or deleted between pages. after NULL:
 * from the start; otherwise the `next` of a page. limit 1 … FP_PLANS_PAGE_MAX.
 * FP_EINVAL: limit or cursor. */
enum fp_err fp_storage_plan_list(const struct fp_storage_call *call,
                                 const char *after, size_t limit,
                                 struct fp_stored_plan_page *out,
                                 struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 4);

/* The same of the plans of a household that the user may read. */
enum fp_err fp_storage_plan_list_of(const struct fp_storage_call *call,
                                    const char *household, const char *after,
                                    size_t limit,
                                    struct fp_stored_plan_page *out,
                                    struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 5);

/* Replaces name and document when the stored version is expected_version
 * (0: whatever it is). FP_ENOTFOUND; FP_ECONFLICT: another version is stored,
 * *current_version (may be NULL) says which; FP_EINVAL as in create. */
enum fp_err fp_storage_plan_replace(const struct fp_storage_call *call,
                                    const char *id, int64_t expected_version,
                                    const struct fp_plan_input *plan,
                                    struct fp_stored_plan *out,
                                    int64_t *current_version,
                                    struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4, 5);

/* Deletes the plan and its simulations; versions as in replace. */
enum fp_err fp_storage_plan_delete(const struct fp_storage_call *call,
                                   const char *id, int64_t expected_version,
                                   int64_t *current_version,
                                   struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

#endif
