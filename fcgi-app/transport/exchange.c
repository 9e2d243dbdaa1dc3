/* Body in, handler, reply out. */
#include "transport/exchange.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "base/clock.h"
#include "http/problem.h"
#include "telemetry/log.h"
#include "telemetry/trace.h"
#include "transport/message.h"

enum { CHUNK = 16384, KEEP_BODY = 1 << 20, HEAD_MAX = 65536 };

struct fp_exchange {
    const struct fp_transport_config *config;
    struct fp_fcgi *fcgi;
    struct fp_arena *arena;           /* emptied after each request */
    struct fp_buf body;               /* of the request */
    struct fp_buf head;               /* of the reply */
    struct fp_http_response response;
    void *worker;                     /* of the handlers; NULL: refuses only */
    int (*take_place)(void *data);    /* NULL: no reply goes on */
    void *place_data;
    struct fp_http_stream *stream;    /* of a reply that goes on */
    char retry_after[16];
};

struct fp_exchange *
fp_exchange_new(const struct fp_transport_config *config, int with_worker,
                struct fp_error *error)
{
    struct fp_exchange *exchange = calloc(1, sizeof(*exchange));

    if (exchange == NULL)
        goto fail;
    exchange->config = config;
    fp_buf_init(&exchange->body, config->max_body);
    fp_buf_init(&exchange->head, HEAD_MAX);
    fp_http_response_init(&exchange->response);
    snprintf(exchange->retry_after, sizeof(exchange->retry_after), "%d",
             config->retry_after_s > 0 ? config->retry_after_s : 1);
    exchange->fcgi = fp_fcgi_new();
    exchange->arena = fp_arena_new(config->arena_bytes);
    if (exchange->fcgi == NULL || exchange->arena == NULL)
        goto fail;
    if (with_worker) {
        exchange->worker = config->handler.worker_new(
            config->handler.service, error);
        if (exchange->worker == NULL) {
            fp_exchange_free(exchange);
            return NULL;
        }
    }
    return exchange;
fail:
    fp_error_set(error, FP_ENOMEM, "Out of memory for a worker thread.");
    fp_exchange_free(exchange);
    return NULL;
}

void
fp_exchange_free(struct fp_exchange *exchange)
{
    if (exchange == NULL)
        return;
    if (exchange->worker != NULL)
        exchange->config->handler.worker_free(exchange->worker);
    fp_http_response_fini(&exchange->response);
    fp_buf_fini(&exchange->head);
    fp_buf_fini(&exchange->body);
    fp_arena_free(exchange->arena);
    fp_fcgi_free(exchange->fcgi);
    free(exchange);
}

struct fp_fcgi *
fp_exchange_fcgi(struct fp_exchange *exchange)
{
    return exchange->fcgi;
}

void
fp_exchange_streams(struct fp_exchange *exchange,
                    int (*take_place)(void *data), void *data)
{
    exchange->take_place = take_place;
    exchange->place_data = data;
}

struct fp_http_stream *
fp_exchange_take_stream(struct fp_exchange *exchange)
{
    struct fp_http_stream *stream = exchange->stream;

    exchange->stream = NULL;
    return stream;
}

static void
set_limit(fp_limit_ns *limit, int ms)
{
    if (limit != NULL)
        atomic_store(limit, ms == 0 ? 0
                                    : fp_clock_monotonic_ns() +
                                          (uint64_t)ms * 1000000);
}

/* Reads the body to its end whatever its size: libfcgi would take the rest
 * for the beginning of the next request. 0 when the connection broke. */
static int
read_body(struct fp_exchange *exchange, struct fp_http_request *request,
          int64_t announced)
{
    size_t max = exchange->config->max_body, total = 0, n;
    char chunk[CHUNK];

    if (exchange->body.cap > KEEP_BODY) {
        fp_buf_fini(&exchange->body);
        fp_buf_init(&exchange->body, max);
    }
    fp_buf_reset(&exchange->body);
    do {
        n = fp_fcgi_read(exchange->fcgi, chunk, sizeof(chunk));
        total += n;
        if (total <= max)
            fp_buf_add(&exchange->body, chunk, n);
    } while (n == sizeof(chunk));
    if (fp_fcgi_broken(exchange->fcgi))
        return 0;
    request->body = fp_buf_text(&exchange->body);
    request->body_len = exchange->body.len;
    request->body_state = FP_HTTP_BODY_OK;
    if (total > max || fp_buf_error(&exchange->body) != FP_OK) {
        request->body = "";
        request->body_len = 0;
        request->body_state = FP_HTTP_BODY_TOO_LARGE;
    } else if (announced >= 0 && (uint64_t)announced > total) {
        request->body_state = FP_HTTP_BODY_SHORT;
    }
    return 1;
}

/* A reply of the transport's own, with the log line the handlers would have
 * written. */
static void
own_problem(struct fp_exchange *exchange, struct fp_http_request *request,
            int status, const char *code, const char *detail)
{
    struct fp_http_response *response = &exchange->response;
    char trace_id[FP_TRACE_ID_TEXT];
    struct fp_log_line line;

    fp_http_response_reset(response);
    response->head_only = request->method == FP_HTTP_HEAD;
    fp_http_response_header(response, "Cache-Control", "no-store");
    fp_http_response_header(response, "X-Request-Id", request->request_id);
    if (status == 503)
        fp_http_response_header(response, "Retry-After",
                                exchange->retry_after);
    fp_problem(response, request, status, code, detail, NULL);
    fp_metrics_request(exchange->config->metrics,
                       fp_http_method_name(request->method), "unmatched",
                       status,
                       fp_clock_monotonic_ns() - request->accepted_ns);
    fp_log_begin(&line, FP_LOG_WARN, "request refused");
    fp_log_str(&line, "request_id", request->request_id);
    fp_trace_id(fp_http_header(request, "Traceparent"), request->request_id,
                trace_id);
    fp_log_str(&line, "trace_id", trace_id);
    fp_log_str(&line, "method", fp_http_method_name(request->method));
    fp_log_int(&line, "status", status);
    fp_log_str(&line, "code", code);
    fp_log_end(&line);
}

static int
write_reply(struct fp_exchange *exchange, struct fp_http_request *request)
{
    struct fp_http_response *response = &exchange->response;
    int with_body;

    if (fp_buf_error(&response->body) != FP_OK)
        own_problem(exchange, request, 500, "internal",
                    "The reply could not be built.");
    fp_buf_reset(&exchange->head);
    fp_message_head(response, &exchange->head, &with_body);
    if (fp_buf_error(&exchange->head) != FP_OK) {
        /* Headers past the limit: say so with the few that cannot be. */
        own_problem(exchange, request, 500, "internal",
                    "The reply's headers could not be built.");
        fp_buf_reset(&exchange->head);
        fp_message_head(response, &exchange->head, &with_body);
    }
    if (!fp_fcgi_write(exchange->fcgi, exchange->head.data,
                       exchange->head.len))
        return 0;
    return !with_body || response->body.len == 0 ||
           fp_fcgi_write(exchange->fcgi, response->body.data,
                         response->body.len);
}

/* Finds a place for a reply that goes on. Where no reply can, it ends with what
 * the handler wrote; where all places are taken it is refused. 1: it goes on. */
static int
find_place(struct fp_exchange *exchange, struct fp_http_request *request)
{
    struct fp_http_response *response = &exchange->response;

    if (response->stream == NULL)
        return 0;
    if (fp_buf_error(&response->body) == FP_OK && /* else it is a problem */
        exchange->take_place != NULL &&
        exchange->take_place(exchange->place_data))
        return 1;
    response->stream->free(response->stream);
    response->stream = NULL;
    if (exchange->take_place != NULL)
        own_problem(exchange, request, 503, "overloaded",
                    "Too many streams of events are open; read the object "
                    "itself, or try again later.");
    return 0;
}

/* Fills request; 0 when the connection broke, *rc is the path's verdict. */
static int
open_request(struct fp_exchange *exchange, struct fp_http_request *request,
             uint64_t accepted_ns, fp_limit_ns *limit, enum fp_err *rc)
{
    char **params = fp_fcgi_params(exchange->fcgi);

    request->arena = exchange->arena;
    request->accepted_ns = accepted_ns;
    request->started_ns = fp_clock_monotonic_ns();
    request->deadline_ns = accepted_ns +
        (uint64_t)exchange->config->request_ms * 1000000;
    *rc = fp_message_request(request, params);
    if (!read_body(exchange, request, fp_message_length(params)))
        return 0;
    set_limit(limit, 0);
    return 1;
}

int
fp_exchange_serve(struct fp_exchange *exchange, uint64_t accepted_ns,
                  fp_limit_ns *limit)
{
    struct fp_http_request request = { .arena = NULL };
    int good, goes_on;
    enum fp_err rc;

    if (!open_request(exchange, &request, accepted_ns, limit, &rc)) {
        fp_arena_reset(exchange->arena);
        return 0;
    }
    if (rc == FP_EINVAL) {
        own_problem(exchange, &request, 400, "bad_path",
                    "The request's path is not valid percent-encoded UTF-8.");
    } else if (rc != FP_OK) {
        own_problem(exchange, &request, 503, "overloaded",
                    "There is no memory for this request now.");
    } else if (request.started_ns >= request.deadline_ns) {
        fp_metrics_add(exchange->config->metrics,
                       FP_COUNT_REJECTED_DEADLINE, 1);
        own_problem(exchange, &request, 503, "deadline",
                    "The request waited longer than its time limit.");
    } else {
        exchange->config->handler.serve(exchange->worker, &request,
                                        &exchange->response);
    }
    set_limit(limit, exchange->config->write_ms);
    goes_on = find_place(exchange, &request);
    good = write_reply(exchange, &request);
    fp_arena_reset(exchange->arena);
    if (!goes_on)
        return good;
    /* Whoever took the place has to be told, even of a peer that is gone. */
    exchange->stream = exchange->response.stream;
    exchange->response.stream = NULL;
    return FP_EXCHANGE_GOES_ON;
}

int
fp_exchange_refuse(struct fp_exchange *exchange, uint64_t accepted_ns,
                   fp_limit_ns *limit)
{
    struct fp_http_request request = { .arena = NULL };
    enum fp_err rc;
    int good;

    if (!open_request(exchange, &request, accepted_ns, limit, &rc)) {
        fp_arena_reset(exchange->arena);
        return 0;
    }
    own_problem(exchange, &request, 503, "overloaded",
                "Every worker is busy and the queue is full; try again "
                "later.");
    set_limit(limit, exchange->config->write_ms);
    good = write_reply(exchange, &request);
    fp_arena_reset(exchange->arena);
    return good;
}
