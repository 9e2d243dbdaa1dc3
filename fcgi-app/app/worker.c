/* Wires configuration, service and transport together. */
#include "app/worker.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "app/figures.h"
#include "base/cpus.h"
#include <config.h>
#include "handlers/service/service.h"
#include "jobs/worker.h"
#include "telemetry/log.h"
#include "transport/transport.h"

#define HOUR_MS INT64_C(3600000)

enum { THREADS_API = 8, THREADS_SIM = 2, MIB_SHIFT = 20 };

/* What the transport's callbacks need. */
struct worker {
    const struct fp_worker_setup *setup;
    struct fp_service *service;
};

static int
number(const struct fp_config *config, enum fp_key key)
{
    return (int)fp_config_number(config, key);
}

static const char *
text_or_null(const struct fp_config *config, enum fp_key key)
{
    const char *text = fp_config_text(config, key);

    return *text != '\0' ? text : NULL;
}

/* --- what the transport calls ------------------------------------------ */

static void *
thread_new(void *data, struct fp_error *error)
{
    const struct worker *worker = data;

    return fp_service_worker_new(worker->service, error);
}

static void
thread_free(void *thread)
{
    fp_service_worker_free(thread);
}

static void
serve(void *thread, struct fp_http_request *request,
      struct fp_http_response *response)
{
    fp_service_serve(thread, request, response);
}

static void
streams_look(void *thread, struct fp_http_stream *const *list, size_t n)
{
    fp_service_streams_look(thread, list, n);
}

static void
draining(void *data)
{
    const struct worker *worker = data;

    fp_service_drain(worker->service);
    fp_log_text(FP_LOG_INFO, "draining");
}

static void
ready(void *data)
{
    const struct worker *worker = data;

    while (write(worker->setup->ready_fd, "1", 1) < 0 && errno == EINTR)
        ;
    close(worker->setup->ready_fd);
    fp_log_text(FP_LOG_INFO, "worker is ready");
}

/* --- configuration to the structs of the rooms ------------------------- */

int
fp_worker_has_no_socket(const struct fp_config *config)
{
    return strcmp(fp_config_text(config, FP_KEY_ROLE), "jobs") == 0;
}

static int
is_sim(const struct fp_config *config)
{
    return strcmp(fp_config_text(config, FP_KEY_ROLE), "sim") == 0;
}

static void
fill_transport(struct fp_transport_config *out, struct worker *worker,
               int stop_fd)
{
    const struct fp_worker_setup *setup = worker->setup;
    const struct fp_config *config = setup->config;
    size_t i;

    fp_transport_config_init(out);
    for (i = 0; i < setup->n_listeners; i++)
        out->listeners[i] = setup->listeners[i].fd;
    out->n_listeners = setup->n_listeners;
    out->stop_fd = stop_fd;
    out->threads = number(config, FP_KEY_WORKER_THREADS);
    if (out->threads == 0)
        out->threads = is_sim(config) ? THREADS_SIM : THREADS_API;
    out->queue_length = (size_t)number(config, FP_KEY_QUEUE_LENGTH);
    out->max_connections = (size_t)number(config, FP_KEY_MAX_CONNECTIONS);
    out->max_body = (size_t)number(config, FP_KEY_MAX_REQUEST_SIZE_MB)
                    << MIB_SHIFT;
    out->arena_bytes = (size_t)number(config, FP_KEY_REQUEST_MEMORY_MB)
                       << MIB_SHIFT;
    out->idle_ms = number(config, FP_KEY_IDLE_TIMEOUT_SECONDS) * 1000;
    out->read_ms = number(config, FP_KEY_READ_TIMEOUT_SECONDS) * 1000;
    out->write_ms = number(config, FP_KEY_WRITE_TIMEOUT_SECONDS) * 1000;
    out->request_ms = number(config, FP_KEY_REQUEST_TIMEOUT_SECONDS) * 1000;
    out->drain_ms = number(config, FP_KEY_DRAIN_TIMEOUT_SECONDS) * 1000;
    out->retry_after_s = number(config, FP_KEY_RETRY_AFTER_SECONDS);
    out->max_streams = is_sim(config)
                           ? 0
                           : (size_t)number(config, FP_KEY_EVENT_STREAMS);
    out->metrics = setup->metrics;
    out->handler = (struct fp_transport_handler){
        .service = worker,
        .worker_new = thread_new,
        .worker_free = thread_free,
        .serve = serve,
        .streams_look = streams_look,
        .draining = draining,
        .ready = ready,
    };
}

static struct fp_jobs_cut
cut_of(const struct fp_config *config)
{
    return (struct fp_jobs_cut){
        .path_years = (uint64_t)fp_config_number(
            config, FP_KEY_JOBS_SHARD_PATH_YEARS),
        .most = (size_t)number(config, FP_KEY_JOBS_MAX_SHARDS),
    };
}

/* This process's share of the pool: the first ones take what is left over. */
static size_t
pool_share(const struct fp_config *config, int index)
{
    int pool = number(config, FP_KEY_DATABASE_POOL_SIZE);
    int workers = number(config, FP_KEY_WORKERS);

    return (size_t)(pool / workers + (index < pool % workers));
}

static enum fp_storage_prepared
prepared_of(const struct fp_config *config)
{
    const char *word =
        fp_config_text(config, FP_KEY_DATABASE_PREPARED_STATEMENTS);

    return strcmp(word, "on") == 0    ? FP_PREPARED_ON
           : strcmp(word, "off") == 0 ? FP_PREPARED_OFF
                                      : FP_PREPARED_AUTO;
}

/* Letters are of the pool that answers for accounts. */
static void
fill_mail(struct fp_mail_config *out, const struct fp_config *config)
{
    const char *tls = fp_config_text(config, FP_KEY_SMTP_TLS);

    if (strcmp(fp_config_text(config, FP_KEY_ROLE), "api") != 0)
        return;
    out->outbox = text_or_null(config, FP_KEY_MAIL_OUTBOX_DIR);
    out->from = fp_config_text(config, FP_KEY_MAIL_FROM);
    out->relay = text_or_null(config, FP_KEY_SMTP_RELAY_URL);
    out->username = text_or_null(config, FP_KEY_SMTP_USERNAME);
    out->password = text_or_null(config, FP_KEY_SMTP_PASSWORD);
    out->tls = strcmp(tls, "required") == 0  ? FP_MAIL_TLS_REQUIRED
               : strcmp(tls, "offered") == 0 ? FP_MAIL_TLS_OFFERED
                                             : FP_MAIL_TLS_OFF;
    out->ca_file = text_or_null(config, FP_KEY_SMTP_CA_FILE);
    out->timeout_ms = number(config, FP_KEY_SMTP_TIMEOUT_SECONDS) * 1000;
}

static void
fill_service(struct fp_service_config *out,
             const struct fp_worker_setup *setup, const char *history)
{
    const struct fp_config *config = setup->config;
    int threads = number(config, FP_KEY_MAX_SIMULATION_THREADS);

    fp_service_config_init(out);
    if (threads == 0) {
        threads = fp_cpus() < 64 ? fp_cpus() : 64;
        if (fp_worker_has_no_socket(config)) /* each process has a shard */
            threads /= number(config, FP_KEY_WORKERS);
        if (threads < 1)
            threads = 1;
    }
    out->role = fp_config_text(config, FP_KEY_ROLE);
    out->version = PACKAGE_VERSION;
    out->environment = fp_config_text(config, FP_KEY_ENVIRONMENT);
    out->anonymous = number(config, FP_KEY_ANONYMOUS_CALCULATORS);
    out->history_path = history;
    out->default_paths =
        (uint64_t)number(config, FP_KEY_MONTE_CARLO_DEFAULT_SIMULATIONS);
    out->max_paths =
        (uint64_t)number(config, FP_KEY_MONTE_CARLO_MAX_SIMULATIONS);
    out->max_threads = threads;
    out->max_body = (size_t)number(config, FP_KEY_MAX_REQUEST_SIZE_MB)
                    << MIB_SHIFT;
    out->arena_bytes = (size_t)number(config, FP_KEY_REQUEST_MEMORY_MB)
                       << MIB_SHIFT;
    out->market_bytes = (size_t)number(config, FP_KEY_MARKET_MEMORY_MB)
                        << MIB_SHIFT;
    out->retry_after_s = number(config, FP_KEY_RETRY_AFTER_SECONDS);
    out->metrics = setup->metrics;
    out->traces.url = text_or_null(config, FP_KEY_TRACES_URL);
    out->traces.buffer = (size_t)number(config, FP_KEY_TRACES_BUFFER);
    out->traces.timeout_ms = number(config, FP_KEY_TRACES_TIMEOUT_MS);
    out->trace_rules.per_10000 = number(config, FP_KEY_TRACES_PER_10000);
    out->trace_rules.follow = number(config, FP_KEY_TRACES_FOLLOW_CALLER);

    out->event_stream_s = number(config, FP_KEY_EVENT_STREAM_SECONDS);
    out->jobs = (struct fp_jobs_limits){
        .sync_path_years = (uint64_t)fp_config_number(
            config, FP_KEY_SIMULATION_SYNC_PATH_YEARS),
        .max_paths = (uint64_t)number(config, FP_KEY_JOBS_MAX_PATHS),
        .most_open = number(config, FP_KEY_JOBS_PER_USER),
        .most_kept = number(config, FP_KEY_JOBS_KEPT_PER_USER),
        .keep_ms = number(config, FP_KEY_JOBS_RESULT_HOURS) * HOUR_MS,
        .cut = cut_of(config),
    };
    out->storage.url = text_or_null(config, FP_KEY_DATABASE_URL);
    out->storage.password = text_or_null(config, FP_KEY_DATABASE_PASSWORD);
    out->storage.connections = pool_share(config, setup->index);
    out->storage.connect_timeout_ms =
        number(config, FP_KEY_DATABASE_CONNECT_TIMEOUT_MS);
    out->storage.statement_timeout_ms =
        number(config, FP_KEY_DATABASE_STATEMENT_TIMEOUT_MS);
    out->storage.lock_timeout_ms =
        number(config, FP_KEY_DATABASE_LOCK_TIMEOUT_MS);
    out->storage.prepared = prepared_of(config);

    out->cache.servers = text_or_null(config, FP_KEY_MEMCACHED_SERVERS);
    out->cache.secret = text_or_null(config, FP_KEY_CACHE_SECRET_KEY);
    if (out->cache.secret != NULL)
        out->cache.secret_len = strlen(out->cache.secret);
    out->cache.ttl_s = number(config, FP_KEY_CACHE_TTL_SECONDS);
    out->cache.budget_ms = number(config, FP_KEY_CACHE_TIMEOUT_MS);
    out->cache.near_bytes =
        (size_t)number(config, FP_KEY_CACHE_LOCAL_MB) << MIB_SHIFT;

    out->cors_origins = text_or_null(config, FP_KEY_CORS_ALLOWED_ORIGINS);
    out->keys.algorithm = text_or_null(config, FP_KEY_JWT_ALGORITHM);
    out->keys.secret = text_or_null(config, FP_KEY_JWT_SECRET_KEY);
    out->keys.private_key = text_or_null(config, FP_KEY_JWT_PRIVATE_KEY);
    out->keys.public_key = text_or_null(config, FP_KEY_JWT_PUBLIC_KEY);
    out->keys.previous = text_or_null(config, FP_KEY_JWT_PREVIOUS_KEYS);
    out->signing_key = text_or_null(config, FP_KEY_RESULT_SIGNING_KEY);
    out->signing_previous =
        text_or_null(config, FP_KEY_RESULT_SIGNING_PREVIOUS_KEYS);
    out->sign_always = strcmp(fp_config_text(config, FP_KEY_RESULT_SIGNATURES),
                              "always") == 0;
    out->token_issuer = fp_config_text(config, FP_KEY_JWT_ISSUER);
    out->token_audience = fp_config_text(config, FP_KEY_JWT_AUDIENCE);
    out->access_ttl_s =
        number(config, FP_KEY_JWT_ACCESS_TOKEN_EXPIRE_MINUTES) * 60;
    out->refresh_ttl_s =
        number(config, FP_KEY_JWT_REFRESH_TOKEN_EXPIRE_DAYS) * 24 * 3600;
    out->totp_key = text_or_null(config, FP_KEY_TOTP_SECRET_KEY);
    out->totp_previous = text_or_null(config, FP_KEY_TOTP_PREVIOUS_KEYS);
    out->reset_ttl_s =
        number(config, FP_KEY_PASSWORD_RESET_EXPIRE_MINUTES) * 60;
    out->reset_url = text_or_null(config, FP_KEY_PASSWORD_RESET_URL);
    fill_mail(&out->mail, config);
    out->argon2_permits = (unsigned)number(config, FP_KEY_ARGON2_PERMITS);
    out->argon2_wait_ms = number(config, FP_KEY_ARGON2_WAIT_MS);
}

static enum fp_err
answer(void *thread, struct fp_jobs_whole *whole, struct fp_error *error)
{
    return fp_service_answer(thread, whole, error);
}

static enum fp_err
work(struct worker *worker, const struct fp_service_config *service,
     int stop_fd, struct fp_error *error)
{
    const struct fp_config *config = worker->setup->config;
    struct fp_storage_config bell = service->storage;
    struct fp_service_worker *thread;
    struct fp_jobs_config jobs;
    enum fp_err err;

    fp_jobs_config_init(&jobs);
    jobs.pool = fp_service_storage(worker->service);
    if (jobs.pool == NULL)
        return fp_error_set(error, FP_EINVAL,
                            "DATABASE_URL must say where the jobs are.");
    thread = fp_service_worker_new(worker->service, error);
    if (thread == NULL)
        return FP_ENOMEM;
    bell.log = fp_service_log_storage;
    jobs.storage = &bell;
    jobs.listen_url = text_or_null(config, FP_KEY_JOBS_LISTEN_URL);
    jobs.history = fp_service_history(worker->service);
    jobs.metrics = worker->setup->metrics;
    jobs.otlp = fp_service_otlp(worker->service);
    jobs.threads = service->max_threads;
    jobs.arena_bytes = service->arena_bytes;
    jobs.cut = service->jobs.cut;
    jobs.keep_ms = service->jobs.keep_ms;
    jobs.lease_ms = number(config, FP_KEY_JOBS_LEASE_SECONDS) * 1000;
    jobs.attempts = number(config, FP_KEY_JOBS_ATTEMPTS);
    jobs.poll_ms = number(config, FP_KEY_JOBS_POLL_MS);
    jobs.stop_fd = stop_fd;
    jobs.ready = ready;
    jobs.data = worker;
    jobs.answer = answer;
    jobs.answer_data = thread;
    err = fp_jobs_work(&jobs, error);
    fp_service_worker_free(thread);
    return err;
}

static enum fp_err
serve_requests(struct worker *worker, int stop_fd, struct fp_error *error)
{
    struct fp_transport_config transport;

    fill_transport(&transport, worker, stop_fd);
    return fp_transport_run(&transport, error);
}

static int
open_stop_fd(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

int
fp_worker_run(const struct fp_worker_setup *setup)
{
    struct worker worker = { .setup = setup };
    struct fp_service_config service;
    struct fp_error error = { .code = FP_OK };
    struct fp_figures *figures;
    char *history = NULL;
    int stop_fd = open_stop_fd();
    enum fp_err rc = FP_EIO;

    if (stop_fd < 0 ||
        asprintf(&history, "%s/us_annual_1928_2025.csv",
                 fp_config_text(setup->config, FP_KEY_DATA_DIR)) < 0) {
        fp_error_set(&error, FP_EIO, "Out of descriptors or memory.");
        goto out;
    }
    fp_metrics_worker(setup->metrics, setup->slot);
    fill_service(&service, setup, history);
    worker.service = fp_service_new(&service, &error);
    if (worker.service == NULL)
        goto out;
    figures = fp_figures_start(worker.service, setup->metrics);
    if (fp_worker_has_no_socket(setup->config))
        rc = work(&worker, &service, stop_fd, &error);
    else
        rc = serve_requests(&worker, stop_fd, &error);
    fp_figures_stop(figures);
    if (rc != FP_ETIMEOUT)
        fp_service_free(worker.service);
out:
    if (rc != FP_OK)
        fp_log_text(FP_LOG_ERROR, "worker: %s", error.detail);
    else
        fp_log_text(FP_LOG_INFO, "worker has drained");
    if (rc == FP_ETIMEOUT)
        _exit(1); /* threads still run and use what exit() would free */
    free(history);
    if (stop_fd >= 0)
        close(stop_fd);
    return rc == FP_OK ? 0 : 1;
}
