/* Making and ending the service and its workers. */
#include "handlers/service.h"

#include <stdlib.h>

#include "base/clock.h"
#include "handlers/state.h"

enum { DEFAULT_ARENA_MB = 256 };

void
fp_service_config_init(struct fp_service_config *config)
{
    *config = (struct fp_service_config){
        .role = "api",
        .version = "",
        .environment = "production",
        .default_paths = 10000,
        .max_paths = 200000,
        .max_threads = 1,
        .max_body = (size_t)10 << 20,
        .arena_bytes = (size_t)DEFAULT_ARENA_MB << 20,
        .retry_after_s = 5,
    };
}

static enum fp_err
check_config(const struct fp_service_config *config, struct fp_error *error)
{
    if (config->role == NULL || config->version == NULL)
        return fp_error_set(error, FP_EINVAL, "The role is not stated.");
    if (config->default_paths == 0 ||
        config->default_paths > config->max_paths)
        return fp_error_set(error, FP_EINVAL,
                            "The default number of paths must be from 1 to "
                            "the maximum.");
    if (config->max_threads < 1 || config->max_threads > 64)
        return fp_error_set(error, FP_EINVAL,
                            "Simulation threads must be from 1 to 64.");
    if (config->max_body == 0)
        return fp_error_set(error, FP_EINVAL,
                            "The request size limit must be positive.");
    return FP_OK;
}

struct fp_service *
fp_service_new(const struct fp_service_config *config,
               struct fp_error *error)
{
    struct fp_service *service;

    if (check_config(config, error) != FP_OK)
        return NULL;
    service = calloc(1, sizeof(*service));
    if (service == NULL) {
        fp_error_set(error, FP_ENOMEM, "Out of memory.");
        return NULL;
    }
    service->config = *config;
    if (service->config.arena_bytes == 0)
        service->config.arena_bytes = (size_t)DEFAULT_ARENA_MB << 20;
    if (service->config.retry_after_s <= 0)
        service->config.retry_after_s = 5;
    service->started_ns = fp_clock_monotonic_ns();
    return service;
}

void
fp_service_free(struct fp_service *service)
{
    free(service);
}

void
fp_service_drain(struct fp_service *service)
{
    atomic_store(&service->draining, 1);
}

struct fp_service_worker *
fp_service_worker_new(struct fp_service *service, struct fp_error *error)
{
    struct fp_service_worker *worker = calloc(1, sizeof(*worker));

    if (worker == NULL) {
        fp_error_set(error, FP_ENOMEM, "Out of memory.");
        return NULL;
    }
    worker->service = service;
    return worker;
}

void
fp_service_worker_free(struct fp_service_worker *worker)
{
    free(worker);
}
