/* What one entry looks like in memcached, and the name it has there. Private
 * to cache/. Pure; thread-safe.
 *
 *   tag[32]      keyed hash of everything after it
 *   "FPC1"       format
 *   key_len, value_len   32 bits each, little-endian
 *   key, value */
#ifndef FP_CACHE_ENTRY_H
#define FP_CACHE_ENTRY_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "cache/cache.h"

enum {
    FP_ENTRY_NAME = 69,      /* "fp1:", 64 digits, NUL */
    FP_ENTRY_HEAD = FP_CACHE_HASH + 4 + 4 + 4,
    FP_ENTRY_MAX = FP_ENTRY_HEAD + FP_CACHE_KEY_MAX + FP_CACHE_VALUE_MAX
};

/* The secret of all entries. */
struct fp_entry_seal {
    fp_cache_hash_fn hash;
    const void *secret;
    size_t secret_len;
};

/* The name of key in memcached, and 64 bits of it to choose a server by. */
void fp_entry_name(const struct fp_entry_seal *seal, const char *key,
                   char name[FP_ENTRY_NAME], uint64_t *spread)
    FP_NONNULL(1, 2, 3, 4);

size_t fp_entry_size(size_t key_len, size_t value_len);

/* Writes fp_entry_size() bytes to out. */
void fp_entry_write(const struct fp_entry_seal *seal, const char *key,
                    const void *value, size_t value_len, unsigned char *out)
    FP_NONNULL(1, 2, 5);

/* Checks entry[size] against key; *value points into it. FP_EINVAL: not one
 * of ours, of another key, cut, or altered. */
enum fp_err fp_entry_read(const struct fp_entry_seal *seal, const char *key,
                          const unsigned char *entry, size_t size,
                          const unsigned char **value, size_t *value_len)
    FP_MUST_CHECK FP_NONNULL(1, 2, 5, 6);

#endif
