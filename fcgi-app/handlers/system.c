/* /health, /ready, /status, /metrics, /api/v1/conformance: for probes and
 * operators. */
#include <string.h>

#include "base/clock.h"
#include "handlers/call.h"
#include "handlers/handlers.h"
#include "handlers/state.h"
#include "handlers/stored.h"
#include "planning/law/tax.h"
#include "planning/version.h"

/* A probe must hear before its own limit (5 s), also when the database does
 * not answer. */
enum { PROBE_MS = 2000 };

static void
member(struct fp_buf *body, const char *name, const char *value)
{
    fp_buf_json(body, name);
    fp_buf_char(body, ':');
    fp_buf_json(body, value);
}

static const char *
storage_word(const struct fp_service *service)
{
    struct fp_storage_stats stats;

    if (service->storage == NULL)
        return "off";
    fp_storage_pool_stats(service->storage, &stats);
    return stats.down ? "down" : "up";
}

static const char *
cache_word(const struct fp_service *service)
{
    struct fp_cache_stats stats;

    fp_cache_stats(service->cache, &stats);
    if (stats.servers == 0)
        return "off";
    return stats.away == 0 ? "up"
           : stats.away < stats.servers ? "degraded" : "down";
}

/* 200 as long as the process can answer at all: a restart mends nothing that
 * is wrong with a database. Asks nobody, so it cannot hang. */
int
fp_handle_health(struct fp_call *call)
{
    struct fp_service *service = call->service;
    struct fp_buf *body = &call->response->body;

    fp_buf_str(body, "{\"status\":\"ok\",\"components\":{");
    member(body, "requests",
           atomic_load(&service->draining) ? "draining" : "up");
    fp_buf_char(body, ',');
    member(body, "database", storage_word(service));
    fp_buf_char(body, ',');
    member(body, "cache", cache_word(service));
    fp_buf_char(body, ',');
    member(body, "self_test", service->self_test_ok ? "passed" : "failed");
    fp_buf_char(body, ',');
    member(body, "conformance", service->conformant ? "passed" : "failed");
    fp_buf_str(body, "}}\n");
    return fp_call_json(call, 200);
}

/* Why the database keeps the process from being ready, or NULL. */
static const char *
database_fault(struct fp_call *call)
{
    uint64_t limit_ns = fp_clock_monotonic_ns() +
                        UINT64_C(1000000) * PROBE_MS;
    struct fp_storage_call db;
    struct fp_error error = { .code = FP_OK };
    int version = 0;

    if (fp_stored_begin(call, &db) != FP_OK)
        return "No database is configured.";
    if (db.deadline_ns > limit_ns)
        db.deadline_ns = limit_ns;
    switch (fp_stored_end(call, &db,
                          fp_storage_ready(&db, &version, &error))) {
    case FP_OK:
        return NULL;
    case FP_ECONFLICT:
        return "The database's schema is not the one that this program was "
               "built for; run finplan-admin migrate.";
    default:
        return "The database cannot be reached.";
    }
}

int
fp_handle_ready(struct fp_call *call)
{
    struct fp_service *service = call->service;
    const char *fault;

    if (atomic_load(&service->draining))
        fault = "This process is shutting down.";
    else if (!service->self_test_ok)
        fault = "The built-in self-test failed; the log says which figure.";
    else if (!service->conformant)
        fault = "A conformance case failed; GET /api/v1/conformance shows "
                "which.";
    else
        fault = database_fault(call);
    if (fault != NULL)
        return fp_call_unavailable(call, "not_ready", fault);
    fp_buf_str(&call->response->body, "{\"status\":\"ready\"}\n");
    return fp_call_json(call, 200);
}

int
fp_handle_status(struct fp_call *call)
{
    const struct fp_service *service = call->service;
    const struct fp_history *history = &service->history;
    struct fp_buf *body = &call->response->body;
    uint64_t up_ns = fp_clock_monotonic_ns() - service->started_ns;
    int first = 0, last = 0;

    fp_tax_law_years(&first, &last);
    fp_buf_str(body, "{\"service\":\"finplan-api\",");
    member(body, "version", service->config.version);
    fp_buf_char(body, ',');
    member(body, "engine", fp_planning_version());
    fp_buf_char(body, ',');
    member(body, "role", service->config.role);
    fp_buf_char(body, ',');
    member(body, "environment", service->config.environment);
    fp_buf_str(body, ",\"uptime_seconds\":");
    fp_buf_int(body, (int64_t)(up_ns / UINT64_C(1000000000)));
    fp_buf_str(body, ",\"tax\":{");
    member(body, "tables", fp_tax_tables_id());
    fp_buf_printf(body, ",\"first_year\":%d,\"last_year\":%d}", first, last);
    fp_buf_str(body, ",\"history\":{");
    member(body, "name", history->name != NULL ? history->name : "");
    fp_buf_char(body, ',');
    member(body, "checksum", history->checksum);
    fp_buf_printf(body, ",\"first_year\":%d,\"last_year\":%d}}\n",
                  history->first_year,
                  history->first_year + (int)history->n_years - 1);
    return fp_call_json(call, 200);
}

/* What this process computed when it started. */
int
fp_handle_conformance(struct fp_call *call)
{
    const struct fp_buf *kept = &call->service->conformance;

    if (kept->len == 0)
        return fp_call_unavailable(call, "not_ready",
                                   "The conformance cases could not be run; "
                                   "the log says why.");
    fp_buf_add(&call->response->body, kept->data, kept->len);
    return fp_call_json(call, 200);
}

/* nginx adds what only it knows, its connections and the version of its
 * configuration, to the scrapes that pass through it
 * (nginx/snippets/internal.conf.in). */
int
fp_handle_metrics(struct fp_call *call)
{
    struct fp_http_response *response = call->response;
    enum fp_metrics_format format =
        fp_metrics_format(fp_http_header(call->request, "Accept"));
    struct fp_metrics_edge edge;
    const char *version;

    fp_metrics_edge_parse(fp_http_header(call->request,
                                         "X-Edge-Connections"), &edge);
    version = fp_http_header(call->request, "X-Edge-Version");
    edge.version = version == NULL ? FP_METRICS_EDGE_NO_VERSION
                   : strcmp(version, call->service->config.version) == 0
                       ? FP_METRICS_EDGE_OURS
                       : FP_METRICS_EDGE_OTHER;
    fp_metrics_write(call->service->config.metrics, format, &edge,
                     &response->body);
    if (fp_buf_error(&response->body) != FP_OK)
        return fp_call_internal(call, "metrics", NULL);
    response->status = 200;
    response->content_type = fp_metrics_content_type(format);
    return 200;
}
