/* The servers of MEMCACHED_SERVERS: read, chosen by key, left alone after
 * failures. Private to cache/. Not thread-safe: cache.c holds its lock. Time
 * is an argument (monotonic nanoseconds). */
#ifndef FP_CACHE_SERVERS_H
#define FP_CACHE_SERVERS_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "cache/cache.h"

/* A server is open (pause_ns 0), away (until away_until_ns), or on probation:
 * away_until_ns has passed, and one request at a time may try it. */
struct fp_server {
    char host[256];           /* or the path of a socket */
    int port;                 /* 0: a Unix socket */
    uint64_t id;              /* hash of its name: its place in the choice */
    uint64_t away_until_ns;
    uint64_t pause_ns;        /* the last pause; 0: it answered last time */
    int probing;              /* somebody is trying it now */
};

struct fp_servers {
    struct fp_server list[FP_CACHE_SERVERS_MAX];
    size_t n;
    uint64_t max_pause_ns;
};

/* Reads the list as cache.h describes it. FP_EINVAL. */
enum fp_err fp_servers_read(const char *text, struct fp_servers *out,
                            struct fp_error *error)
    FP_MUST_CHECK FP_NONNULL(2);

/* The server of a key; NULL when there is none. Each server that is added or
 * removed moves only its share of the keys (rendezvous hashing). A server that
 * is away keeps its keys, so that it does not come back with old values under
 * keys that were written elsewhere meanwhile. */
struct fp_server *fp_servers_choose(struct fp_servers *servers,
                                    uint64_t spread) FP_NONNULL(1);

/* 1 when the server may be asked now; on probation that makes the caller its
 * one prober, who must call good, failed or unasked. */
int fp_server_ask(struct fp_server *server, uint64_t now_ns) FP_NONNULL(1);

void fp_server_good(struct fp_server *server) FP_NONNULL(1);
void fp_server_failed(struct fp_servers *servers, struct fp_server *server,
                      uint64_t now_ns) FP_NONNULL(1, 2);
void fp_server_unasked(struct fp_server *server) FP_NONNULL(1);

/* Servers that may not be asked now. */
size_t fp_servers_away(const struct fp_servers *servers, uint64_t now_ns)
    FP_NONNULL(1);

#endif
