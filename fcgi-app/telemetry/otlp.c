/* The buffer of traces and the thread that empties it.
 *
 * Two arrays take turns: requests fill one under the lock, for as long as a
 * copy takes; the thread swaps them under the lock and sends the other without
 * it. */
#include "telemetry/otlp.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "telemetry/log.h"

enum {
    BUFFER_MAX = 100000,
    BATCH = 64,              /* traces of one delivery */
    PAUSE_MS = 1000,
    PAUSE_MAX_MS = 30000,
    DOCUMENT_MAX = 4 << 20
};

struct fp_otlp {
    struct fp_otlp_config config;
    pthread_mutex_t lock;    /* guards the four below */
    pthread_cond_t woken;
    struct fp_trace *filling;
    size_t n;
    int over;
    struct fp_trace *sending; /* of the thread, like all that follows */
    pthread_t thread;
    CURL *curl;
    struct curl_slist *headers;
    struct fp_buf document;
    int pause_ms;            /* until the next delivery */
    int failing;             /* the last one failed: said once */
};

/* The collector's answer is of no use. */
static size_t
forget(char *bytes, size_t size, size_t n, void *data)
{
    (void)bytes;
    (void)data;
    return size * n;
}

static uint64_t
wall_offset_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (uint64_t)now.tv_sec * UINT64_C(1000000000) +
           (uint64_t)now.tv_nsec - fp_clock_monotonic_ns();
}

static int
set_options(struct fp_otlp *otlp)
{
    CURL *curl = otlp->curl;
    CURLcode code = CURLE_OK;

#define SET(option, value)                                                    \
    if (code == CURLE_OK)                                                     \
    code = curl_easy_setopt(curl, option, value)
    SET(CURLOPT_URL, otlp->config.url);
    SET(CURLOPT_PROTOCOLS_STR, "http,https");
    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_TIMEOUT_MS, (long)otlp->config.timeout_ms);
    SET(CURLOPT_HTTPHEADER, otlp->headers);
    SET(CURLOPT_WRITEFUNCTION, forget);
    SET(CURLOPT_NOPROXY, "*");
#undef SET
    return code == CURLE_OK;
}

/* 1 when the collector took them. */
static int
deliver(struct fp_otlp *otlp, const struct fp_trace *traces, size_t n)
{
    struct fp_buf *document = &otlp->document;
    long status = 0;

    fp_buf_reset(document);
    fp_otlp_json(document, &otlp->config, traces, n, wall_offset_ns());
    if (fp_buf_error(document) != FP_OK ||
        curl_easy_setopt(otlp->curl, CURLOPT_POSTFIELDSIZE_LARGE,
                         (curl_off_t)document->len) != CURLE_OK ||
        curl_easy_setopt(otlp->curl, CURLOPT_POSTFIELDS, document->data) !=
            CURLE_OK ||
        curl_easy_perform(otlp->curl) != CURLE_OK)
        return 0;
    curl_easy_getinfo(otlp->curl, CURLINFO_RESPONSE_CODE, &status);
    return status >= 200 && status < 300;
}

static void
send_all(struct fp_otlp *otlp, size_t n)
{
    struct fp_metrics *metrics = otlp->config.metrics;
    size_t at = 0;
    int usual = otlp->config.pause_ms > 0 ? otlp->config.pause_ms : PAUSE_MS;

    while (at < n) {
        size_t batch = n - at < BATCH ? n - at : BATCH;

        if (!deliver(otlp, otlp->sending + at, batch)) {
            fp_metrics_add(metrics, FP_COUNT_TRACES_FAILED, n - at);
            otlp->pause_ms = otlp->failing ? 2 * otlp->pause_ms : usual;
            if (otlp->pause_ms > PAUSE_MAX_MS)
                otlp->pause_ms = PAUSE_MAX_MS;
            if (!otlp->failing)
                fp_log_text(FP_LOG_WARN, "the collector of traces does not "
                            "take them; they are dropped");
            otlp->failing = 1;
            return;
        }
        fp_metrics_add(metrics, FP_COUNT_TRACES_SENT, batch);
        at += batch;
    }
    if (n > 0 && otlp->failing)
        fp_log_text(FP_LOG_INFO, "the collector takes traces again");
    otlp->failing = 0;
    otlp->pause_ms = usual;
}

/* Waits for the end of the pause, for a buffer that is half full, or for the
 * end of the service. */
static void
rest(struct fp_otlp *otlp)
{
    const size_t enough = (otlp->config.buffer + 1) / 2;
    uint64_t until = fp_clock_monotonic_ns() +
                     (uint64_t)otlp->pause_ms * UINT64_C(1000000);
    struct timespec end = { .tv_sec = (time_t)(until / 1000000000u),
                            .tv_nsec = (long)(until % 1000000000u) };

    while (!otlp->over && (otlp->failing || otlp->n < enough) &&
           fp_clock_monotonic_ns() < until)
        pthread_cond_timedwait(&otlp->woken, &otlp->lock, &end);
}

static void *
thread_main(void *argument)
{
    struct fp_otlp *otlp = argument;
    int over;

    do {
        struct fp_trace *full;
        size_t n;

        pthread_mutex_lock(&otlp->lock);
        rest(otlp);
        over = otlp->over;
        full = otlp->filling;
        otlp->filling = otlp->sending;
        otlp->sending = full;
        n = otlp->n;
        otlp->n = 0;
        pthread_mutex_unlock(&otlp->lock);
        fp_metrics_gauge(otlp->config.metrics, FP_GAUGE_TRACES_WAITING,
                         (int64_t)n);
        send_all(otlp, n);
    } while (!over);
    return NULL;
}

static void
release(struct fp_otlp *otlp)
{
    fp_buf_fini(&otlp->document);
    curl_slist_free_all(otlp->headers);
    curl_easy_cleanup(otlp->curl);
    free(otlp->filling);
    free(otlp->sending);
    pthread_cond_destroy(&otlp->woken);
    pthread_mutex_destroy(&otlp->lock);
    free(otlp);
}

enum fp_err
fp_otlp_new(const struct fp_otlp_config *config, struct fp_otlp **out,
            struct fp_error *error)
{
    struct fp_otlp *otlp;
    pthread_condattr_t attr;

    if (config->buffer < 1 || config->buffer > BUFFER_MAX ||
        config->timeout_ms < 1)
        return fp_error_set(error, FP_EINVAL, "The buffer of traces holds 1 "
                            "to %d of them.", (int)BUFFER_MAX);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return fp_error_set(error, FP_EIO, "libcurl does not start.");
    otlp = calloc(1, sizeof(*otlp));
    if (otlp == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    otlp->config = *config;
    otlp->pause_ms = config->pause_ms > 0 ? config->pause_ms : PAUSE_MS;
    fp_buf_init(&otlp->document, DOCUMENT_MAX);
    pthread_mutex_init(&otlp->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&otlp->woken, &attr);
    pthread_condattr_destroy(&attr);
    otlp->filling = calloc(config->buffer, sizeof(*otlp->filling));
    otlp->sending = calloc(config->buffer, sizeof(*otlp->sending));
    otlp->curl = curl_easy_init();
    otlp->headers = curl_slist_append(NULL, "Content-Type: application/json");
    if (otlp->filling == NULL || otlp->sending == NULL ||
        otlp->curl == NULL || otlp->headers == NULL || !set_options(otlp)) {
        release(otlp);
        return fp_error_set(error, FP_ENOMEM,
                            "No memory for %zu traces, or their URL cannot "
                            "be used.", config->buffer);
    }
    if (pthread_create(&otlp->thread, NULL, thread_main, otlp) != 0) {
        release(otlp);
        return fp_error_set(error, FP_EIO, "No thread for traces.");
    }
    *out = otlp;
    return FP_OK;
}

void
fp_otlp_offer(struct fp_otlp *otlp, const struct fp_trace *trace)
{
    int full;

    if (otlp == NULL || !trace->sampled)
        return;
    pthread_mutex_lock(&otlp->lock);
    full = otlp->n == otlp->config.buffer;
    if (!full) {
        /* The spans beyond the last are not copied. */
        memcpy(&otlp->filling[otlp->n], trace,
               offsetof(struct fp_trace, spans) +
                   (size_t)trace->n_spans * sizeof(trace->spans[0]));
        if (++otlp->n == (otlp->config.buffer + 1) / 2)
            pthread_cond_signal(&otlp->woken);
    }
    pthread_mutex_unlock(&otlp->lock);
    if (full)
        fp_metrics_add(otlp->config.metrics, FP_COUNT_TRACES_FULL, 1);
}

void
fp_otlp_free(struct fp_otlp *otlp)
{
    if (otlp == NULL)
        return;
    pthread_mutex_lock(&otlp->lock);
    otlp->over = 1;
    pthread_cond_signal(&otlp->woken);
    pthread_mutex_unlock(&otlp->lock);
    pthread_join(otlp->thread, NULL);
    release(otlp);
}
