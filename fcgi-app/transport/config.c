/* Defaults and checks that both builds of the transport share. */
#include "transport/check.h"
#include "transport/transport.h"

void
fp_transport_config_init(struct fp_transport_config *config)
{
    *config = (struct fp_transport_config){
        .stop_fd = -1,
        .threads = 8,
        .queue_length = 64,
        .reject_length = 64,
        .max_connections = 1024,
        .max_body = (size_t)10 << 20,
        .arena_bytes = (size_t)64 << 20,
        .idle_ms = 75000,
        .read_ms = 10000,
        .write_ms = 30000,
        .request_ms = 30000,
        .drain_ms = 30000,
        .retry_after_s = 5,
        .max_streams = 256,
        .look_ms = 1000,
    };
}

enum fp_err
fp_transport_check(const struct fp_transport_config *config,
                   struct fp_error *error)
{
    if (config->n_listeners == 0 ||
        config->n_listeners > FP_TRANSPORT_LISTENERS)
        return fp_error_set(error, FP_EINVAL,
                            "There must be 1 to %d listening sockets.",
                            FP_TRANSPORT_LISTENERS);
    if (config->stop_fd < 0)
        return fp_error_set(error, FP_EINVAL,
                            "The descriptor that stops the transport is "
                            "missing.");
    if (config->threads < 1 || config->threads > 256)
        return fp_error_set(error, FP_EINVAL,
                            "Worker threads must be from 1 to 256.");
    if (config->queue_length == 0 || config->reject_length == 0 ||
        config->max_connections == 0 || config->max_body == 0)
        return fp_error_set(error, FP_EINVAL,
                            "The transport's limits must be positive.");
    if (config->idle_ms <= 0 || config->read_ms <= 0 ||
        config->write_ms <= 0 || config->request_ms <= 0 ||
        config->drain_ms <= 0 || config->look_ms <= 0)
        return fp_error_set(error, FP_EINVAL,
                            "The transport's times must be positive.");
    return FP_OK;
}
