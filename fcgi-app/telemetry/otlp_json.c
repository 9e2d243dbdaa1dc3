/* Traces as an ExportTraceServiceRequest in JSON: ids in hexadecimal, 64-bit
 * numbers as texts.
 * SOURCE: opentelemetry-proto 1.0, trace/v1/trace.proto; attribute names of the
 * OpenTelemetry semantic conventions for HTTP, 1.23. */
#include <string.h>
#include <unistd.h>

#include "telemetry/otlp.h"

/* enum SpanKind and StatusCode of the protocol. */
enum { KIND_INTERNAL = 1, KIND_SERVER = 2, KIND_CLIENT = 3, KIND_CONSUMER = 5,
       STATUS_ERROR = 2 };

static void
text_attribute(struct fp_buf *out, const char *key, const char *value)
{
    fp_buf_str(out, "{\"key\":");
    fp_buf_json(out, key);
    fp_buf_str(out, ",\"value\":{\"stringValue\":");
    fp_buf_json(out, value);
    fp_buf_str(out, "}}");
}

static void
int_attribute(struct fp_buf *out, const char *key, int64_t value)
{
    fp_buf_printf(out, "{\"key\":\"%s\",\"value\":{\"intValue\":\"%lld\"}}",
                  key, (long long)value);
}

static void
ids(struct fp_buf *out, const struct fp_trace *trace, uint64_t span,
    uint64_t parent)
{
    fp_buf_printf(out, "{\"traceId\":\"%s\",\"spanId\":\"%016llx\",",
                  trace->id, (unsigned long long)span);
    if (parent != 0)
        fp_buf_printf(out, "\"parentSpanId\":\"%016llx\",",
                      (unsigned long long)parent);
}

static void
times(struct fp_buf *out, int kind, uint64_t from_ns, uint64_t to_ns)
{
    fp_buf_printf(out,
                  "\"kind\":%d,\"startTimeUnixNano\":\"%llu\","
                  "\"endTimeUnixNano\":\"%llu\"",
                  kind, (unsigned long long)from_ns,
                  (unsigned long long)to_ns);
}

static void
request_attributes(struct fp_buf *out, const struct fp_trace *trace)
{
    text_attribute(out, "http.request.method", trace->method);
    fp_buf_char(out, ',');
    text_attribute(out, "http.route", trace->route);
    fp_buf_char(out, ',');
    int_attribute(out, "http.response.status_code", trace->status);
    fp_buf_char(out, ',');
    text_attribute(out, "finplan.request_id", trace->request_id);
}

static void
work_attributes(struct fp_buf *out, const struct fp_trace *trace)
{
    text_attribute(out, "finplan.job", trace->request_id);
    fp_buf_char(out, ',');
    if (trace->shard >= 0) {
        int_attribute(out, "finplan.shard", trace->shard);
        fp_buf_char(out, ',');
    }
    int_attribute(out, "finplan.attempt", trace->attempt);
}

/* The request, or the work: what the other spans hang on. */
static void
root_span(struct fp_buf *out, const struct fp_trace *trace, uint64_t wall_ns)
{
    int is_work = trace->method == NULL;

    ids(out, trace, fp_trace_span_id(trace, -1), trace->parent);
    fp_buf_str(out, "\"name\":\"");
    if (!is_work) {
        fp_buf_str(out, trace->method); /* both of closed sets */
        fp_buf_char(out, ' ');
    }
    fp_buf_str(out, trace->route);
    fp_buf_str(out, "\",");
    times(out, is_work ? KIND_CONSUMER : KIND_SERVER,
          trace->from_ns + wall_ns, trace->to_ns + wall_ns);
    fp_buf_str(out, ",\"attributes\":[");
    (is_work ? work_attributes : request_attributes)(out, trace);
    if (trace->lost_spans > 0) {
        fp_buf_char(out, ',');
        int_attribute(out, "finplan.lost_spans", trace->lost_spans);
    }
    fp_buf_char(out, ']');
    if (trace->failed)
        fp_buf_printf(out, ",\"status\":{\"code\":%d}", STATUS_ERROR);
    fp_buf_char(out, '}');
}

static void
inner_span(struct fp_buf *out, const struct fp_trace *trace, int index,
           uint64_t wall_ns)
{
    const struct fp_trace_span *span = &trace->spans[index];
    int is_sql = strcmp(span->kind, "sql") == 0;
    int is_client = is_sql || strcmp(span->kind, "cache") == 0;

    fp_buf_char(out, ',');
    ids(out, trace, fp_trace_span_id(trace, index),
        fp_trace_span_id(trace, span->parent));
    fp_buf_str(out, "\"name\":\"");
    fp_buf_str(out, span->kind);
    if (span->name[0] != '\0') {
        fp_buf_char(out, ' ');
        fp_buf_str(out, span->name);
    }
    fp_buf_str(out, "\",");
    times(out, is_client ? KIND_CLIENT : KIND_INTERNAL,
          span->from_ns + wall_ns, span->to_ns + wall_ns);
    if (is_sql) {
        fp_buf_str(out, ",\"attributes\":[");
        text_attribute(out, "db.system", "postgresql");
        fp_buf_char(out, ',');
        text_attribute(out, "db.operation", span->name);
        fp_buf_char(out, ']');
    }
    fp_buf_char(out, '}');
}

void
fp_otlp_json(struct fp_buf *out, const struct fp_otlp_config *config,
             const struct fp_trace *traces, size_t n, uint64_t wall_ns)
{
    fp_buf_str(out, "{\"resourceSpans\":[{\"resource\":{\"attributes\":[");
    text_attribute(out, "service.name", config->service);
    fp_buf_char(out, ',');
    text_attribute(out, "service.version", config->version);
    fp_buf_char(out, ',');
    text_attribute(out, "deployment.environment", config->environment);
    fp_buf_char(out, ',');
    text_attribute(out, "finplan.role", config->role);
    fp_buf_char(out, ',');
    int_attribute(out, "process.pid", getpid());
    fp_buf_str(out, "]},\"scopeSpans\":[{\"scope\":{\"name\":\"finplan\"},"
                    "\"spans\":[");
    for (size_t t = 0; t < n; t++) {
        if (t > 0)
            fp_buf_char(out, ',');
        root_span(out, &traces[t], wall_ns);
        for (int i = 0; i < traces[t].n_spans; i++)
            inner_span(out, &traces[t], i, wall_ns);
    }
    fp_buf_str(out, "]}]}]}\n");
}
