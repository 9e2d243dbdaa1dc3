/* Making and ending the service and its workers. */
#include "handlers/service/service.h"

#include <stdio.h>
#include <stdlib.h>

#include "auth/digest.h"
#include "base/clock.h"
#include "codec/results/conformance.h"
#include "handlers/openapi/openapi.h"
#include "handlers/service/parts.h"
#include "handlers/service/selftest.h"
#include "handlers/state.h"
#include "handlers/table.h"
#include "telemetry/log.h"

/* A wrong figure does not stop the process: /ready tells the orchestrator,
 * and /health and the log tell a person. */
static void
run_self_test(struct fp_service *service)
{
    struct fp_error error = { .code = FP_OK };

    service->self_test_ok = fp_selftest(&service->history, &error) == FP_OK;
    if (!service->self_test_ok)
        fp_log_text(FP_LOG_ERROR, "%s", error.detail);
}

/* The same for the oracle cases: the whole list, kept for whoever asks. */
static void
run_conformance(struct fp_service *service)
{
    struct fp_conformance_summary summary = { 0 };
    struct fp_arena *arena = fp_arena_new(0);
    enum fp_err err = FP_ENOMEM;

    if (arena != NULL)
        err = fp_conformance_json(&service->conformance, arena, &summary);
    fp_arena_free(arena);
    if (err != FP_OK) {
        fp_buf_reset(&service->conformance);
        fp_log_text(FP_LOG_ERROR, "The conformance cases could not be run: "
                    "out of memory.");
        return;
    }
    service->conformant = summary.failed == 0;
    if (!service->conformant)
        fp_log_text(FP_LOG_ERROR, "%zu of %zu conformance cases failed; "
                    "GET /api/v1/conformance shows which.", summary.failed,
                    summary.cases);
}

static enum fp_err
write_openapi(struct fp_service *service, struct fp_error *error)
{
    struct fp_buf *document = &service->openapi;
    const struct fp_route *table;
    char hash[FP_SHA256_HEX];
    enum fp_err err;
    size_t n;

    table = fp_handlers_table(&n);
    fp_openapi_write(document, table, n, service->config.version);
    err = fp_buf_error(document);
    if (err == FP_OK)
        err = fp_auth_sha256_hex(document->data, document->len, hash);
    if (err != FP_OK)
        return fp_error_set(error, err, "The OpenAPI document could not be "
                            "written.");
    snprintf(service->openapi_etag, sizeof(service->openapi_etag), "\"%s\"",
             hash);
    return FP_OK;
}

struct fp_service *
fp_service_new(const struct fp_service_config *config,
               struct fp_error *error)
{
    struct fp_service *service = NULL;

    if (fp_service_config_check(config, error) != FP_OK)
        return NULL;
    if (fp_auth_init() != FP_OK) {
        fp_error_set(error, FP_EIO, "The system gives no random bytes.");
        return NULL;
    }
    service = calloc(1, sizeof(*service));
    if (service == NULL) {
        fp_error_set(error, FP_ENOMEM, "Out of memory.");
        return NULL;
    }
    fp_buf_init(&service->conformance, 0);
    fp_buf_init(&service->openapi, 0);
    service->config = *config;
    if (service->config.arena_bytes == 0)
        service->config.arena_bytes = (size_t)FP_SERVICE_ARENA_MB << 20;
    if (service->config.retry_after_s <= 0)
        service->config.retry_after_s = FP_SERVICE_RETRY_AFTER_S;
    service->started_ns = fp_clock_monotonic_ns();
    service->arena = fp_arena_new(0);
    if (service->arena == NULL) {
        fp_error_set(error, FP_ENOMEM, "Out of memory.");
        goto fail;
    }
    if (config->market_bytes > 0) {
        service->markets = fp_market_paths_new(config->market_bytes,
                                               FP_MARKET_KEEP_REPEATED);
        if (service->markets == NULL) {
            fp_error_set(error, FP_ENOMEM, "Out of memory.");
            goto fail;
        }
    }
    if (fp_service_load_history(service, error) != FP_OK ||
        fp_service_open_accounts(service, error) != FP_OK ||
        fp_service_open_signing(service, error) != FP_OK ||
        fp_service_open_cache(service, error) != FP_OK ||
        fp_service_open_traces(service, error) != FP_OK ||
        fp_service_open_storage(service, error) != FP_OK ||
        fp_service_open_mail(service, error) != FP_OK ||
        write_openapi(service, error) != FP_OK)
        goto fail;
    run_self_test(service);
    run_conformance(service);
    return service;
fail:
    fp_service_free(service);
    return NULL;
}

void
fp_service_free(struct fp_service *service)
{
    if (service == NULL)
        return;
    fp_buf_fini(&service->openapi);
    fp_buf_fini(&service->conformance);
    fp_mail_free(service->mail);
    fp_storage_pool_free(service->storage);
    fp_otlp_free(service->otlp);
    fp_cache_free(service->cache);
    fp_memo_free(service->recall);
    fp_sealer_free(service->sealer);
    fp_passwords_free(service->passwords);
    fp_tokens_free(service->tokens);
    fp_keys_free(service->keys);
    fp_auth_wipe(service->throttle_key, sizeof(service->throttle_key));
    fp_keys_free(service->signing);
    fp_auth_wipe(service->page_key, sizeof(service->page_key));
    fp_auth_wipe(service->cache_key, sizeof(service->cache_key));
    fp_auth_wipe(service->log_key, sizeof(service->log_key));
    fp_market_paths_free(service->markets);
    fp_arena_free(service->arena);
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
    worker->arena = fp_arena_new(service->config.arena_bytes);
    if (worker->arena == NULL) {
        fp_error_set(error, FP_ENOMEM, "Out of memory.");
        free(worker);
        return NULL;
    }
    return worker;
}

void
fp_service_worker_free(struct fp_service_worker *worker)
{
    if (worker == NULL)
        return;
    fp_arena_free(worker->arena);
    free(worker);
}

struct fp_storage_pool *
fp_service_storage(struct fp_service *service)
{
    return service->storage;
}

struct fp_otlp *
fp_service_otlp(struct fp_service *service)
{
    return service->otlp;
}

const struct fp_history *
fp_service_history(const struct fp_service *service)
{
    return &service->history;
}
