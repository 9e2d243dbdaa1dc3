/* What a service opens of other rooms: traces, database, mail and cache, and how
 * their events are logged and counted. */
#include "handlers/service/parts.h"

#include <string.h>

#include "auth/digest.h"
#include "handlers/document.h"
#include "handlers/state.h"
#include "telemetry/log.h"

enum { QUESTIONS_REMEMBERED = 4096 };

enum fp_err
fp_service_open_traces(struct fp_service *service, struct fp_error *error)
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

static int
is_timed(void *data)
{
    (void)data;
    return fp_trace_is_sampled();
}

static void
trace_statement(void *data, const char *statement, uint64_t from_ns,
                uint64_t to_ns)
{
    (void)data;
    fp_trace_add("sql", statement, from_ns, to_ns);
}

enum fp_err
fp_service_open_storage(struct fp_service *service, struct fp_error *error)
{
    struct fp_storage_config config = service->config.storage;

    if (config.url == NULL || config.url[0] == '\0')
        return FP_OK;
    if (config.log == NULL)
        config.log = fp_service_log_storage;
    if (service->otlp != NULL) {
        config.span = trace_statement;
        config.is_timed = is_timed;
    }
    return fp_storage_pool_new(&config, &service->storage, error);
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

enum fp_err
fp_service_open_mail(struct fp_service *service, struct fp_error *error)
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

enum fp_err
fp_service_open_cache(struct fp_service *service, struct fp_error *error)
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
