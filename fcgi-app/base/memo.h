/* Bounded memory of values that cost something to find again, each under a
 * hash of what it follows from, until it expires. Thread-safe. */
#ifndef FP_BASE_MEMO_H
#define FP_BASE_MEMO_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"

enum { FP_MEMO_HASH = 32 };

struct fp_memo;

/* Room for at least `entries` values (1 or more) of `size` bytes. NULL: out
 * of memory. */
struct fp_memo *fp_memo_new(size_t entries, size_t size) FP_MUST_CHECK;
void fp_memo_free(struct fp_memo *memo);

/* Copies the value to out: FP_OK, or FP_ENOTFOUND (unknown, or expired at
 * now_s). The hash must be one that nobody can find a second text for. */
enum fp_err fp_memo_find(struct fp_memo *memo,
                         const unsigned char hash[FP_MEMO_HASH],
                         int64_t now_s, void *out)
    FP_MUST_CHECK FP_NONNULL(1, 2, 4);

/* Keeps it; where there is no room the one that expires first goes. */
void fp_memo_add(struct fp_memo *memo, const unsigned char hash[FP_MEMO_HASH],
                 int64_t expires_s, const void *value) FP_NONNULL(1, 2, 4);

#endif
