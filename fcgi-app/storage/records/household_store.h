/* Everything of a household at once, for a plan to be made of it. Thread-safe.
 */
#ifndef FP_STORAGE_HOUSEHOLD_STORE_H
#define FP_STORAGE_HOUSEHOLD_STORE_H

#include "records/household.h"
#include "storage/pool.h"

/* The user's own household, and (set not NULL) one of their assumption sets.
 * FP_ENOTFOUND: no such household; FP_EFORBID: no such set; FP_ELIMIT: more of
 * a kind than a plan could hold. */
enum fp_err fp_storage_household_read(const struct fp_storage_call *call,
                                      const char *household, const char *set,
                                      struct fp_household *out,
                                      struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4);

#endif
