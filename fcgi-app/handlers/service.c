/* Making and ending the service and its workers. */
#include "handlers/service.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "auth/digest.h"
#include "base/clock.h"
#include "codec/files/history.h"
#include "codec/results/conformance.h"
#include "handlers/document.h"
#include "handlers/openapi.h"
#include "handlers/selftest.h"
#include "handlers/state.h"
#include "handlers/table.h"
#include "telemetry/log.h"

enum { DEFAULT_ARENA_MB = 256, DEFAULT_MARKET_MB = 128,
       HISTORY_BYTES_MAX = 4 << 20, TOKENS_REMEMBERED = 4096,
       QUESTIONS_REMEMBERED = 4096 };

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
        .arena_bytes = (size_t)DEFAULT_ARENA_MB << 20,
        .market_bytes = (size_t)DEFAULT_MARKET_MB << 20,
        .retry_after_s = 5,
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

/* PostgreSQL's own words go to the log, never to a client. */
void
fp_service_log_storage(void *data, const struct fp_storage_event *event)
{
    struct fp_log_line line;

    (void)data;
    fp_log_begin(&line, FP_LOG_WARN, "database");
    fp_log_str(&line, "request_id",
               event->request_id[0] != '\0' ? event->request_id : NULL);
    fp_log_str(&line, "trace_id", fp_trace_current_id());
    fp_log_str(&line, "statement", event->statement);
    fp_log_str(&line, "sqlstate", event->sqlstate);
    fp_log_str(&line, "error", fp_err_name(event->code));
    /* Of class 22 PostgreSQL quotes the value that it could not read. */
    if (strncmp(event->sqlstate, "22", 2) != 0)
        fp_log_str(&line, "detail", event->message);
    fp_log_end(&line);
}

static void
trace_statement(void *data, const char *statement, uint64_t from_ns,
                uint64_t to_ns)
{
    (void)data;
    fp_trace_add("sql", statement, from_ns, to_ns);
}

static enum fp_err
open_traces(struct fp_service *service, struct fp_error *error)
{
    struct fp_otlp_config *config = &service->config.traces;

    service->config.trace_rules.on = config->url != NULL;
    if (config->url == NULL)
        return FP_OK;
    config->service = "finplan-api";
    config->version = service->config.version;
    config->role = service->config.role;
    config->environment = service->config.environment;
    config->metrics = service->config.metrics;
    return fp_otlp_new(config, &service->otlp, error);
}

static enum fp_err
open_storage(struct fp_service *service, struct fp_error *error)
{
    struct fp_storage_config config = service->config.storage;

    if (config.url == NULL || config.url[0] == '\0')
        return FP_OK;
    if (config.log == NULL)
        config.log = fp_service_log_storage;
    if (service->otlp != NULL)
        config.span = trace_statement;
    return fp_storage_pool_new(&config, &service->storage, error);
}

static enum fp_err
read_file(const char *path, struct fp_buf *text, struct fp_error *error)
{
    enum fp_err err = FP_OK;
    char block[8192];
    FILE *file;
    size_t n;

    file = fopen(path, "rbe");
    if (file == NULL)
        return fp_error_set(error, FP_EIO, "Cannot read %s: %s.", path,
                            strerror(errno));
    while ((n = fread(block, 1, sizeof(block), file)) > 0)
        fp_buf_add(text, block, n);
    if (ferror(file))
        err = fp_error_set(error, FP_EIO, "Cannot read %s: %s.", path,
                           strerror(errno));
    else if (fp_buf_error(text) != FP_OK || text->len == 0)
        err = fp_error_set(error, FP_EIO, "%s is empty or too large.", path);
    fclose(file);
    return err;
}

/* "us_annual_1928_2025" of "/usr/share/finplan/us_annual_1928_2025.csv". */
static char *
history_name(struct fp_arena *arena, const char *path)
{
    const char *base = strrchr(path, '/');
    size_t len;

    base = base != NULL ? base + 1 : path;
    len = strlen(base);
    if (len > 4 && strcmp(base + len - 4, ".csv") == 0)
        len -= 4;
    return fp_arena_strndup(arena, base, len);
}

/* The key that signs results, apart from the one that signs tokens. */
static enum fp_err
open_signing(struct fp_service *service, struct fp_error *error)
{
    const struct fp_keys_config keys = {
        .algorithm = "EdDSA",
        .private_key = service->config.signing_key,
        .previous = service->config.signing_previous,
    };
    enum fp_err err = FP_OK;

    if (keys.private_key != NULL)
        err = fp_keys_new(&keys, &service->signing, NULL);
    return err == FP_OK ? FP_OK
                        : fp_error_set(error, err,
                                       "RESULT_SIGNING_KEY or "
                                       "RESULT_SIGNING_PREVIOUS_KEYS is no "
                                       "Ed25519 key: PEM, or for the former "
                                       "the seed of 32 bytes as base64url.");
}

/* Accounts: keys, tokens, passwords, and what is derived from the keys. */
static enum fp_err
open_accounts(struct fp_service *service, struct fp_error *error)
{
    const struct fp_service_config *config = &service->config;
    struct fp_tokens_config tokens = {
        .issuer = config->token_issuer,
        .audience = config->token_audience,
        .access_ttl_s = config->access_ttl_s,
        .remembered = TOKENS_REMEMBERED,
    };
    enum fp_err err;

    /* Without keys the pseudonyms still must not be guessable. */
    fp_auth_random(service->log_key, sizeof(service->log_key));
    fp_auth_random(service->cache_key, sizeof(service->cache_key));
    fp_auth_random(service->page_key, sizeof(service->page_key));
    fp_auth_random(service->throttle_key, sizeof(service->throttle_key));
    if (config->keys.algorithm == NULL)
        return FP_OK;
    err = fp_keys_new(&config->keys, &service->keys, error);
    if (err != FP_OK)
        return err;
    fp_keys_derive(service->keys, "log", service->log_key);
    fp_keys_derive(service->keys, "cache", service->cache_key);
    fp_keys_derive(service->keys, "page", service->page_key);
    fp_keys_derive(service->keys, "throttle", service->throttle_key);
    tokens.keys = service->keys;
    err = fp_tokens_new(&tokens, &service->tokens, error);
    if (err == FP_OK && config->totp_key != NULL)
        err = fp_sealer_new("TOTP_SECRET_KEY", config->totp_key,
                            "TOTP_PREVIOUS_KEYS", config->totp_previous,
                            &service->sealer, error);
    if (err != FP_OK)
        return err;
    service->passwords = fp_passwords_new(config->argon2_permits,
                                          config->argon2_wait_ms, error);
    return service->passwords != NULL ? FP_OK : FP_EINVAL;
}

/* Letters are logged without whom they are for. */
static void
log_mail(void *data, enum fp_mail_event event, const char *reason)
{
    static const struct {
        enum fp_log_level level;
        const char *word;
    } words[] = {
        [FP_MAIL_WRITTEN] = { FP_LOG_INFO, "written" },
        [FP_MAIL_SENT] = { FP_LOG_INFO, "sent" },
        [FP_MAIL_DEFERRED] = { FP_LOG_WARN, "deferred" },
        [FP_MAIL_FAILED] = { FP_LOG_ERROR, "failed" },
        [FP_MAIL_LOST] = { FP_LOG_ERROR, "lost" },
        [FP_MAIL_DROPPED] = { FP_LOG_ERROR, "dropped" },
    };
    struct fp_log_line line;

    (void)data;
    fp_log_begin(&line, words[event].level, "letter");
    fp_log_str(&line, "outcome", words[event].word);
    if (reason[0] != '\0')
        fp_log_str(&line, "detail", reason);
    fp_log_end(&line);
}

static enum fp_err
open_mail(struct fp_service *service, struct fp_error *error)
{
    struct fp_mail_config config = service->config.mail;

    if (config.outbox == NULL)
        return FP_OK;
    if (config.event == NULL)
        config.event = log_mail;
    return fp_mail_new(&config, &service->mail, error);
}

static void
count_cache(void *data, enum fp_cache_event event)
{
    static const int counters[FP_CACHE_EVENTS] = {
        [FP_CACHE_HIT] = FP_COUNT_CACHE_HITS,
        [FP_CACHE_MISS] = FP_COUNT_CACHE_MISSES,
        [FP_CACHE_TIMEOUT] = FP_COUNT_CACHE_TIMEOUTS,
        [FP_CACHE_ERROR] = FP_COUNT_CACHE_ERRORS,
        [FP_CACHE_SKIPPED] = FP_COUNT_CACHE_SKIPPED,
        [FP_CACHE_STORED] = FP_COUNT_CACHE_STORES,
        [FP_CACHE_DROPPED] = FP_COUNT_CACHE_DROPPED,
    };

    fp_metrics_add(data, (enum fp_counter)counters[event], 1);
}

static enum fp_err
open_cache(struct fp_service *service, struct fp_error *error)
{
    struct fp_cache_config config = service->config.cache;

    if (config.secret == NULL) {
        config.secret = service->cache_key;
        config.secret_len = sizeof(service->cache_key);
    }
    if (config.hash == NULL)
        config.hash = fp_auth_keyed_hash;
    if (config.event == NULL) {
        config.event = count_cache;
        config.event_data = service->config.metrics;
    }
    if (config.servers != NULL && config.servers[0] != '\0') {
        service->recall = fp_memo_new(QUESTIONS_REMEMBERED,
                                      sizeof(struct fp_answered));
        if (service->recall == NULL)
            return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    }
    return fp_cache_new(&config, &service->cache, error);
}

/* A service that starts without its history would refuse half of its work
 * later, so a missing or broken file is a failure of the start. */
static enum fp_err
load_history(struct fp_service *service, struct fp_error *error)
{
    const char *path = service->config.history_path != NULL
                           ? service->config.history_path
                           : FP_PKGDATADIR "/us_annual_1928_2025.csv";
    struct fp_faults faults;
    struct fp_buf text;
    char *name = NULL;
    enum fp_err err;

    fp_buf_init(&text, HISTORY_BYTES_MAX);
    err = read_file(path, &text, error);
    if (err != FP_OK)
        goto out;
    name = history_name(service->arena, path);
    if (name == NULL) {
        err = fp_error_set(error, FP_ENOMEM, "Out of memory.");
        goto out;
    }
    fp_faults_init(&faults, service->arena);
    err = fp_history_decode(name, text.data, text.len, service->arena,
                            &faults, &service->history);
    if (err != FP_OK) {
        err = fp_error_set(error, FP_EIO, "%s: %s: %s", path,
                           faults.count > 0 ? faults.list[0].pointer : "",
                           faults.count > 0 ? faults.list[0].detail
                                            : "out of memory.");
        goto out;
    }
    err = fp_auth_sha256_hex(text.data, text.len, service->history.checksum);
out:
    fp_buf_fini(&text);
    return err;
}

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

    if (check_config(config, error) != FP_OK)
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
        service->config.arena_bytes = (size_t)DEFAULT_ARENA_MB << 20;
    if (service->config.retry_after_s <= 0)
        service->config.retry_after_s = 5;
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
    if (load_history(service, error) != FP_OK ||
        open_accounts(service, error) != FP_OK ||
        open_signing(service, error) != FP_OK ||
        open_cache(service, error) != FP_OK ||
        open_traces(service, error) != FP_OK ||
        open_storage(service, error) != FP_OK ||
        open_mail(service, error) != FP_OK ||
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

const struct fp_history *
fp_service_history(const struct fp_service *service)
{
    return &service->history;
}
