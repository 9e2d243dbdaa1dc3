/* Transactions of an account taken together: files imported, sums. The rules
 * of records_store.h hold. Thread-safe. */
#ifndef FP_STORAGE_LEDGER_STORE_H
#define FP_STORAGE_LEDGER_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "records/kind.h"
#include "storage/pool.h"
#include "storage/records/records_store.h"

enum {
    FP_LEDGER_IMPORT_MAX = 10000, /* transactions of one file */
    FP_LEDGER_GROUPS_MAX = 1200
};

/* One transaction of a file. */
struct fp_ledger_line {
    const char *date;        /* "2026-01-31" */
    int64_t cents;
    const char *description;
    const char *category;    /* or NULL */
    const char *external_id; /* or NULL */
    int duplicate;           /* out: the account has it already */
};

/* Adds the lines that are no duplicates to the account, or (dry_run) only says
 * which those are. source: "csv" or "ofx". Imports into one account take
 * turns. FP_ENOTFOUND; FP_ELIMIT: the account is full; FP_EINVAL. */
enum fp_err fp_storage_import(const struct fp_storage_call *call,
                              const char *account, const char *source,
                              int dry_run, struct fp_ledger_line *lines,
                              size_t count, struct fp_record_refusal *refusal,
                              struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 5, 7);

/* Cents as text, because a sum may pass 64 bits. */
struct fp_ledger_group {
    const char *key;         /* "2026-01", "2026", a category; NULL: none */
    int64_t count;
    const char *in, *out, *net;
};

/* Sums by month, year or category of what was booked from one day to another,
 * both included (NULL: without end). FP_ENOTFOUND; FP_ELIMIT: more groups than
 * FP_LEDGER_GROUPS_MAX. */
enum fp_err fp_storage_ledger_summary(const struct fp_storage_call *call,
                                      const char *account, const char *from,
                                      const char *to, const char *by,
                                      struct fp_ledger_group **groups,
                                      size_t *count, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 5, 6, 7);

/* A goal, with the number of its contributions and the day of the last one
 * (NULL: none). FP_ENOTFOUND. */
enum fp_err fp_storage_goal(const struct fp_storage_call *call,
                            const char *id, struct fp_record_row *goal,
                            int64_t *contributions, const char **last,
                            struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4, 5);

#endif
