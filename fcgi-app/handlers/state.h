/* What a service and a worker hold. Private to handlers/. */
#ifndef FP_HANDLERS_STATE_H
#define FP_HANDLERS_STATE_H

#include <stdatomic.h>
#include <stdint.h>

#include "handlers/service.h"

/* Immutable after fp_service_new but for the atomics. */
struct fp_service {
    struct fp_service_config config;
    uint64_t started_ns;      /* monotonic */
    atomic_int draining;
};

/* Belongs to one thread. */
struct fp_service_worker {
    struct fp_service *service;
};

#endif
