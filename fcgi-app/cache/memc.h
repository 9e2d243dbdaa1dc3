/* libmemcached for one server and one thread. Private to cache/. */
#ifndef FP_CACHE_MEMC_H
#define FP_CACHE_MEMC_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

struct fp_memc;

/* A handle that connects when first used. Each step of its (connect, send,
 * wait, receive) takes at most step_ms. port 0: host is the path of a socket.
 * NULL: out of memory. */
struct fp_memc *fp_memc_new(const char *host, int port, int step_ms)
    FP_MUST_CHECK FP_NONNULL(1);
void fp_memc_free(struct fp_memc *memc);

/* *value: from malloc, at most max bytes. FP_OK, FP_ENOTFOUND, FP_ETIMEOUT, or
 * FP_EIO for every other failure. After the last two the handle must be freed:
 * a late answer could be taken for that of the next question. */
enum fp_err fp_memc_get(struct fp_memc *memc, const char *name,
                        unsigned char **value, size_t *len)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3, 4);

/* FP_OK, FP_ELIMIT (the server has no room for it), FP_ETIMEOUT, FP_EIO. */
enum fp_err fp_memc_set(struct fp_memc *memc, const char *name,
                        const void *value, size_t len, int ttl_s)
    FP_MUST_CHECK FP_NONNULL(1, 2, 3);

#endif
