/* The values that were read most lately, in the memory of this process: what
 * is asked for again and again need not come from memcached each time. Bounded
 * by bytes; the one that was not read for longest goes. Private to cache/.
 * Thread-safe. */
#ifndef FP_CACHE_NEAR_H
#define FP_CACHE_NEAR_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "cache/entry.h"

struct fp_near;

/* Room for bytes, names and bookkeeping included. NULL: out of memory. */
struct fp_near *fp_near_new(size_t bytes) FP_MUST_CHECK;
void fp_near_free(struct fp_near *near);

/* Appends the value of that name, alive at now_ns, to out. 1; or 0, and out is
 * untouched. spread: 64 bits of the name that are well mixed. */
int fp_near_get(struct fp_near *near, const char *name, uint64_t spread,
                uint64_t now_ns, struct fp_buf *out)
    FP_MUST_CHECK FP_NONNULL(1, 2, 5);

/* Keeps value[len] until then. What takes more than an eighth of the room is
 * not kept; nor is anything when memory is short. */
void fp_near_put(struct fp_near *near, const char *name, uint64_t spread,
                 uint64_t until_ns, const void *value, size_t len)
    FP_NONNULL(1, 2);

#endif
