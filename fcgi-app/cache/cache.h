/* Results in memcached. A cache that is dead, slow or talks rubbish is a miss
 * and a counter, never an error, and costs a request at most budget_ms.
 *
 * libmemcached bounds each of its steps but not their sum, and it resolves
 * names in the caller's thread. So its handles belong to a few threads of this
 * room; callers wait for the answer until the budget ends and then go on
 * without it. Storing does not wait at all. After a failure a server is left
 * alone for a while that doubles up to max_pause_ms, then one request tries
 * it again.
 *
 * Keys are hashed under a secret, so that who can read or write the memcached
 * can neither see nor guess them. Each entry carries its format, its full key
 * and a keyed hash of both key and value, and is checked on reading: a
 * foreign, truncated or altered entry is a miss.
 *
 * What is not covered: libmemcached 1.1.4 believes the length that a VALUE
 * line announces, so a hostile server (not just a broken one) can make it
 * write out of bounds. Memcached belongs on a network of its own, as its
 * authors ask for too.
 *
 * Create it after fork, one per process. Thread-safe. */
#ifndef FP_CACHE_CACHE_H
#define FP_CACHE_CACHE_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"

enum {
    FP_CACHE_VALUE_MAX = 1000000, /* bytes; larger values are not stored */
    FP_CACHE_KEY_MAX = 512,       /* bytes of a key, as callers give it */
    FP_CACHE_SERVERS_MAX = 32,
    FP_CACHE_HASH = 32            /* bytes of a keyed hash */
};

/* A keyed hash; fp_auth_keyed_hash has this form. */
typedef void (*fp_cache_hash_fn)(const void *key, size_t key_len,
                                 const void *bytes, size_t len,
                                 unsigned char out[FP_CACHE_HASH]);

enum fp_cache_event {
    FP_CACHE_HIT,       /* there, or still in this process */
    FP_CACHE_MISS,      /* absent there; also a foreign or damaged entry */
    FP_CACHE_TIMEOUT,   /* no answer within the budget */
    FP_CACHE_ERROR,     /* cannot connect, closed, garbage */
    FP_CACHE_SKIPPED,   /* not asked: the server is being left alone */
    FP_CACHE_STORED,    /* sent; memcached does not acknowledge it */
    FP_CACHE_DROPPED,   /* not stored: too large, queue full, server away */
    FP_CACHE_EVENTS
};

/* Called from any thread for each event; must be quick. */
typedef void (*fp_cache_event_fn)(void *data, enum fp_cache_event event);

struct fp_cache_config {
    const char *servers;      /* "host:port,host:port"; "/path" is a socket,
                               * "[::1]:11211" an IPv6 address; the port may be
                               * left out (11211). "" or NULL: no cache, every
                               * get is a miss */
    const void *secret;       /* 16 bytes or more, the same on all pods */
    size_t secret_len;
    fp_cache_hash_fn hash;
    int ttl_s;                /* 1 … 2592000; CACHE_TTL_SECONDS */
    int budget_ms;            /* of one get; 0: 20 */
    int max_pause_ms;         /* after failures; 0: 5000 */
    unsigned threads;         /* of this room; 0: 2, at most 16 */
    size_t near_bytes;        /* what was read lately is also kept in this
                               * process, for a minute; 0: it is not */
    fp_cache_event_fn event;  /* may be NULL */
    void *event_data;
};

struct fp_cache;

struct fp_cache_stats {
    uint64_t events[FP_CACHE_EVENTS];
    size_t servers;           /* configured */
    size_t away;              /* being left alone now */
};

/* Texts are copied. No server is contacted yet. FP_EINVAL (error names the
 * setting), FP_ENOMEM. */
enum fp_err fp_cache_new(const struct fp_cache_config *config,
                         struct fp_cache **out, struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(1, 2);

/* Ends the threads; what was not stored yet is forgotten. Waits for what they
 * are doing: a few budgets, or as long as the system's resolver takes. No call
 * may be running. cache may be NULL. */
void fp_cache_free(struct fp_cache *cache);

/* Appends the value of key to out. FP_OK, or FP_ENOTFOUND for every reason
 * why there is none; out is untouched then. */
enum fp_err fp_cache_get(struct fp_cache *cache, const char *key,
                         struct fp_buf *out) FP_MUST_CHECK FP_NONNULL(1, 2, 3);

/* Stores value[len] under key, some time soon; nothing tells whether it
 * worked but the events. */
void fp_cache_put(struct fp_cache *cache, const char *key, const void *value,
                  size_t len) FP_NONNULL(1, 2);

void fp_cache_stats(struct fp_cache *cache, struct fp_cache_stats *out)
    FP_NONNULL(1, 2);

#endif
