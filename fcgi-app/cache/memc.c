/* The only file that knows libmemcached. */
#include "cache/memc.h"

#include <stdlib.h>
#include <string.h>

#include <libmemcached/memcached.h>

/* A server that announces gigabytes must not get them allocated. */
static const size_t ALLOCATION_MAX = (size_t)4 << 20;

struct fp_memc {
    memcached_st *handle;
};

static void *
bounded_malloc(const memcached_st *handle, const size_t size, void *context)
{
    (void)handle;
    (void)context;
    return size <= ALLOCATION_MAX ? malloc(size) : NULL;
}

static void *
bounded_realloc(const memcached_st *handle, void *memory, const size_t size,
                void *context)
{
    (void)handle;
    (void)context;
    return size <= ALLOCATION_MAX ? realloc(memory, size) : NULL;
}

static void *
bounded_calloc(const memcached_st *handle, size_t count, const size_t size,
               void *context)
{
    size_t total;

    (void)handle;
    (void)context;
    if (__builtin_mul_overflow(count, size, &total) || total > ALLOCATION_MAX)
        return NULL;
    return calloc(count, size);
}

static void
plain_free(const memcached_st *handle, void *memory, void *context)
{
    (void)handle;
    (void)context;
    free(memory);
}

static int
set_behaviours(memcached_st *handle, int step_ms)
{
    const struct {
        memcached_behavior_t name;
        uint64_t value;
    } behaviours[] = {
        { MEMCACHED_BEHAVIOR_NO_BLOCK, 1 },
        { MEMCACHED_BEHAVIOR_TCP_NODELAY, 1 },
        /* Stores are not acknowledged. libmemcached 1.1.4 asserts, and so ends
         * the process, when the answer to one is a well-formed answer to
         * something else; without an acknowledgement it reads none. */
        { MEMCACHED_BEHAVIOR_NOREPLY, 1 },
        { MEMCACHED_BEHAVIOR_CONNECT_TIMEOUT, (uint64_t)step_ms },
        { MEMCACHED_BEHAVIOR_POLL_TIMEOUT, (uint64_t)step_ms },
        { MEMCACHED_BEHAVIOR_SND_TIMEOUT, (uint64_t)step_ms * 1000 },
        { MEMCACHED_BEHAVIOR_RCV_TIMEOUT, (uint64_t)step_ms * 1000 },
        /* One try each: servers.c decides when a server is tried again, and a
         * handle that failed is thrown away. */
        { MEMCACHED_BEHAVIOR_SERVER_FAILURE_LIMIT, 1 },
        { MEMCACHED_BEHAVIOR_RETRY_TIMEOUT, 1 },
        { MEMCACHED_BEHAVIOR_DEAD_TIMEOUT, 1 },
    };
    size_t i;

    for (i = 0; i < FP_COUNT(behaviours); i++)
        if (memcached_behavior_set(handle, behaviours[i].name,
                                   behaviours[i].value) != MEMCACHED_SUCCESS)
            return 0;
    return 1;
}

struct fp_memc *
fp_memc_new(const char *host, int port, int step_ms)
{
    struct fp_memc *memc = calloc(1, sizeof(*memc));
    memcached_return_t added;

    if (memc == NULL)
        return NULL;
    memc->handle = memcached_create(NULL);
    if (memc->handle == NULL)
        goto failed;
    if (memcached_set_memory_allocators(memc->handle, bounded_malloc,
                                        plain_free, bounded_realloc,
                                        bounded_calloc,
                                        NULL) != MEMCACHED_SUCCESS ||
        !set_behaviours(memc->handle, step_ms))
        goto failed;
    added = port == 0
                ? memcached_server_add_unix_socket(memc->handle, host)
                : memcached_server_add(memc->handle, host, (in_port_t)port);
    if (added == MEMCACHED_SUCCESS)
        return memc;
failed:
    fp_memc_free(memc);
    return NULL;
}

void
fp_memc_free(struct fp_memc *memc)
{
    if (memc == NULL)
        return;
    if (memc->handle != NULL)
        memcached_free(memc->handle);
    free(memc);
}

enum fp_err
fp_memc_get(struct fp_memc *memc, const char *name, unsigned char **value,
            size_t *len)
{
    memcached_return_t rc = MEMCACHED_FAILURE;
    uint32_t flags = 0;
    size_t got = 0;
    char *bytes = memcached_get(memc->handle, name, strlen(name), &got,
                                &flags, &rc);

    if (rc == MEMCACHED_SUCCESS) {
        *value = (unsigned char *)bytes;
        *len = bytes != NULL ? got : 0;
        return FP_OK;
    }
    free(bytes);
    switch (rc) {
    case MEMCACHED_NOTFOUND: return FP_ENOTFOUND;
    case MEMCACHED_TIMEOUT: return FP_ETIMEOUT;
    default: return FP_EIO;
    }
}

enum fp_err
fp_memc_set(struct fp_memc *memc, const char *name, const void *value,
            size_t len, int ttl_s)
{
    switch (memcached_set(memc->handle, name, strlen(name), value, len,
                          (time_t)ttl_s, 0)) {
    case MEMCACHED_SUCCESS: return FP_OK;
    case MEMCACHED_E2BIG:
    case MEMCACHED_SERVER_MEMORY_ALLOCATION_FAILURE: return FP_ELIMIT;
    case MEMCACHED_TIMEOUT: return FP_ETIMEOUT;
    default: return FP_EIO;
    }
}
