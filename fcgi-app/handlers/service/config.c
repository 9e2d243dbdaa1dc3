/* The configuration's defaults, and what makes no sense. */
#include "handlers/service/parts.h"

enum { DEFAULT_MARKET_MB = 128 };

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
        .event_stream_s = 900,
        .jobs = { .sync_path_years = 10000000,
                  .max_paths = 10000000,
                  .most_open = 10,
                  .most_kept = 100,
                  .keep_ms = INT64_C(72) * 3600 * 1000,
                  .cut = { .path_years = 2000000, .most = 64 } },
        .max_body = (size_t)10 << 20,
        .arena_bytes = (size_t)FP_SERVICE_ARENA_MB << 20,
        .market_bytes = (size_t)DEFAULT_MARKET_MB << 20,
        .retry_after_s = FP_SERVICE_RETRY_AFTER_S,
        .cache = { .ttl_s = 3600 },
        .token_issuer = "finplan",
        .token_audience = "finplan-api",
        .access_ttl_s = 30 * 60,
        .reset_ttl_s = 60 * 60,
        .mail = { .from = "finplan@localhost.localdomain",
                  .timeout_ms = 30000, .keep_s = 24 * 3600 },
        .refresh_ttl_s = 7 * 24 * 3600,
        .argon2_permits = 2,
        .argon2_wait_ms = 2000,
        .traces = { .buffer = 512, .timeout_ms = 2000 },
        .trace_rules = { .per_10000 = 100, .follow = 1 },
    };
}

enum fp_err
fp_service_config_check(const struct fp_service_config *config, struct fp_error *error)
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
