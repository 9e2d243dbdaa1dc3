/* Spans of a request: whose trace it is, which are taken, how they nest, and the
 * document that a collector gets. */
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "telemetry/otlp.h"
#include "telemetry/trace.h"
#include "tests/cmocka_fp.h"

#define TRACE "4bf92f3577b34da6a3ce929d0e0e4736"
#define PARENT "00f067aa0ba902b7"
#define REQUEST "0123456789abcdef0123456789abcdef"

static const struct fp_trace_rules all = { 1, 10000, 1 };

static void
takes_the_id_of_the_caller_or_of_the_request(void **state)
{
    static const char *const bad[] = {
        "", "00", "00-" TRACE "-" PARENT, "ff-" TRACE "-" PARENT "-01",
        "00-00000000000000000000000000000000-" PARENT "-01",
        "00-" TRACE "-0000000000000000-01", "00-" TRACE "-" PARENT "-0g",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-" PARENT "-01",
        "00-" TRACE "-" PARENT "-01-more", "0-" TRACE "-" PARENT "-01",
        "00_" TRACE "-" PARENT "-01",
    };
    char id[FP_TRACE_ID_TEXT], other[FP_TRACE_ID_TEXT];
    size_t i;

    (void)state;
    fp_trace_id("00-" TRACE "-" PARENT "-01", REQUEST, id);
    assert_string_equal(id, TRACE);
    fp_trace_id("cc-" TRACE "-" PARENT "-01-more", REQUEST, id);
    assert_string_equal(id, TRACE);
    for (i = 0; i < FP_COUNT(bad); i++) {
        fp_trace_id(bad[i], REQUEST, id);
        assert_string_equal(id, REQUEST);
    }
    fp_trace_id(NULL, "too-short", id);
    fp_trace_id(NULL, "00000000000000000000000000000000", other);
    assert_int_equal(strspn(id, "0123456789abcdef"), 32);
    assert_string_not_equal(id, other);
}

static int
sampled(const char *parent, const char *request,
        const struct fp_trace_rules *rules)
{
    static struct fp_trace trace;

    fp_trace_begin(&trace, parent, request, 1, rules);
    return trace.sampled;
}

static void
samples_as_it_is_told(void **state)
{
    const struct fp_trace_rules off = { 0, 10000, 1 }, none = { 1, 0, 1 },
                                some = { 1, 2500, 1 }, alone = { 1, 0, 0 };
    char request[33];
    int i, taken = 0;

    (void)state;
    assert_false(sampled("00-" TRACE "-" PARENT "-01", REQUEST, &off));
    assert_false(sampled(NULL, REQUEST, &none));
    assert_true(sampled("00-" TRACE "-" PARENT "-01", REQUEST, &none));
    assert_false(sampled("00-" TRACE "-" PARENT "-00", REQUEST, &all));
    assert_true(sampled(NULL, REQUEST, &all));
    assert_false(sampled("00-" TRACE "-" PARENT "-01", REQUEST, &alone));
    for (i = 0; i < 4000; i++) {
        /* Ids of nginx are random in every digit. */
        snprintf(request, sizeof(request), "%08x%08x%08x%08x",
                 i * 2654435761u, i * 40503u + 1, i * 2246822519u + 77,
                 i * 3266489917u + 3);
        taken += sampled(NULL, request, &some);
        assert_int_equal(sampled(NULL, request, &some),
                         sampled(NULL, request, &some));
    }
    assert_in_range(taken, 850, 1150);
}

static void
nests_spans_like_brackets(void **state)
{
    static struct fp_trace trace;
    uint64_t now = fp_clock_monotonic_ns();

    (void)state;
    fp_trace_begin(&trace, NULL, REQUEST, now, &all);
    fp_trace_use(&trace);
    assert_string_equal(fp_trace_current_id(), REQUEST);
    fp_trace_add("queue", "", now, now + 5);
    fp_trace_open("auth");
    fp_trace_add("sql", "session_live", now, now + 5);
    fp_trace_open("left open");
    fp_trace_close("auth");
    fp_trace_close("never opened");
    fp_trace_open("compute");
    fp_trace_turn("encode");
    fp_trace_close(NULL);
    fp_trace_end(&trace, "GET", "/x", 200, fp_clock_monotonic_ns());
    fp_trace_use(NULL);
    assert_null(fp_trace_current_id());
    fp_trace_open("after");
    assert_int_equal(trace.n_spans, 6);
    assert_int_equal(trace.spans[0].parent, -1);
    assert_string_equal(trace.spans[2].name, "session_live");
    assert_int_equal(trace.spans[2].parent, 1);
    assert_int_equal(trace.spans[3].parent, 1);
    assert_true(trace.spans[3].to_ns >= trace.spans[3].from_ns);
    assert_true(trace.spans[4].to_ns == trace.spans[5].from_ns);
    assert_int_equal(trace.spans[5].parent, -1);
    assert_int_equal(trace.depth, 0);
}

static void
has_room_for_so_many(void **state)
{
    static struct fp_trace trace;
    int i;

    (void)state;
    fp_trace_begin(&trace, NULL, REQUEST, 1, &all);
    fp_trace_use(&trace);
    for (i = 0; i < FP_TRACE_DEPTH + 3; i++)
        fp_trace_open("deep");
    for (i = 0; i < FP_TRACE_SPANS; i++)
        fp_trace_add("sql", "many", 1, 2);
    fp_trace_end(&trace, "GET", "/x", 200, 9);
    fp_trace_use(NULL);
    assert_int_equal(trace.n_spans, FP_TRACE_SPANS);
    assert_int_equal(trace.lost_spans, FP_TRACE_DEPTH + 3);
    assert_int_equal(trace.spans[FP_TRACE_DEPTH - 1].to_ns, 9);
}

static void
ids_of_spans_differ(void **state)
{
    static struct fp_trace trace;
    int i, k;

    (void)state;
    fp_trace_begin(&trace, NULL, REQUEST, 1, &all);
    for (i = -1; i < FP_TRACE_SPANS; i++) {
        assert_true(fp_trace_span_id(&trace, i) != 0);
        for (k = -1; k < i; k++)
            assert_true(fp_trace_span_id(&trace, i) !=
                        fp_trace_span_id(&trace, k));
    }
}

static void
writes_what_a_collector_reads(void **state)
{
    const struct fp_otlp_config config = { .service = "finplan-api",
                                           .version = "1", .role = "api",
                                           .environment = "a\"b" };
    static struct fp_trace trace;
    struct fp_buf text;

    (void)state;
    fp_trace_begin(&trace, "00-" TRACE "-" PARENT "-01", REQUEST, 1000, &all);
    fp_trace_use(&trace);
    fp_trace_add("sql", "plan_get", 1200, 1300);
    fp_trace_end(&trace, "GET", "/api/v1/plans/{id}", 503, 2000);
    fp_trace_use(NULL);
    fp_buf_init(&text, 0);
    fp_otlp_json(&text, &config, &trace, 1, 5000000000);
    assert_int_equal(fp_buf_error(&text), FP_OK);
    assert_non_null(strstr(text.data, "\"traceId\":\"" TRACE "\""));
    assert_non_null(strstr(text.data, "\"parentSpanId\":\"" PARENT "\","
                                      "\"name\":\"GET /api/v1/plans/{id}\","
                                      "\"kind\":2,\"startTimeUnixNano\":"
                                      "\"5000001000\",\"endTimeUnixNano\":"
                                      "\"5000002000\""));
    assert_non_null(strstr(text.data, "\"status\":{\"code\":2}"));
    assert_non_null(strstr(text.data, "\"name\":\"sql plan_get\",\"kind\":3"));
    assert_non_null(strstr(text.data, "\"stringValue\":\"a\\\"b\""));
    fp_buf_fini(&text);
}

/* What a request leaves for later goes on under the span that it was left in. */
static void
goes_on_elsewhere(void **state)
{
    const struct fp_otlp_config config = { .service = "finplan-api",
                                           .version = "1", .role = "jobs",
                                           .environment = "test" };
    static struct fp_trace request, work;
    char here[FP_TRACE_PARENT_TEXT];
    struct fp_buf text;

    (void)state;
    fp_trace_here(here);
    assert_string_equal(here, "");
    fp_trace_begin(&request, "00-" TRACE "-" PARENT "-00", REQUEST, 1, &all);
    fp_trace_use(&request);
    fp_trace_here(here);
    assert_memory_equal(here, "00-" TRACE "-", 36);
    assert_string_equal(here + 52, "-00");
    assert_false(sampled(here, REQUEST, &all));

    fp_trace_begin(&request, "00-" TRACE "-" PARENT "-01", REQUEST, 1, &all);
    fp_trace_use(&request);
    fp_trace_open("decode");
    fp_trace_here(here);
    assert_string_equal(here + 52, "-01");
    fp_trace_begin(&work, here, "job-1", 1000, &all);
    assert_true(work.sampled);
    assert_string_equal(work.id, TRACE);
    assert_true(work.parent == fp_trace_span_id(&request, 0));
    fp_trace_use(&work);
    fp_trace_open("compute");
    fp_trace_end_work(&work, "job shard", 3, 2, 1, 2000);
    fp_trace_use(NULL);
    fp_buf_init(&text, 0);
    fp_otlp_json(&text, &config, &work, 1, 0);
    assert_int_equal(fp_buf_error(&text), FP_OK);
    assert_non_null(strstr(text.data, "\"name\":\"job shard\",\"kind\":5"));
    assert_non_null(strstr(text.data, "{\"key\":\"finplan.job\",\"value\":"
                                      "{\"stringValue\":\"job-1\"}}"));
    assert_non_null(strstr(text.data, "{\"key\":\"finplan.shard\",\"value\":"
                                      "{\"intValue\":\"3\"}}"));
    assert_non_null(strstr(text.data, "\"status\":{\"code\":2}"));
    assert_non_null(strstr(text.data, "\"name\":\"compute\",\"kind\":1"));
    assert_null(strstr(text.data, "http."));
    fp_buf_fini(&text);
}

/* Nobody listens at port 9: nothing waits, everything is counted. */
static void
a_collector_that_is_down_costs_nothing(void **state)
{
    struct fp_otlp_config config = {
        .url = "http://127.0.0.1:9/v1/traces", .service = "s", .version = "1",
        .role = "api", .environment = "test", .buffer = 8, .timeout_ms = 500,
        .pause_ms = 20
    };
    static struct fp_trace trace;
    struct fp_otlp *otlp = NULL;
    struct fp_error error;
    uint64_t from;
    int i;

    (void)state;
    assert_int_equal(fp_metrics_create(NULL, "api", &config.metrics, &error),
                     FP_OK);
    config.buffer = 0;
    assert_int_equal(fp_otlp_new(&config, &otlp, &error), FP_EINVAL);
    config.buffer = 8;
    assert_int_equal(fp_otlp_new(&config, &otlp, &error), FP_OK);
    fp_trace_begin(&trace, NULL, REQUEST, 1, &all);
    fp_trace_end(&trace, "GET", "/", 200, 2);
    from = fp_clock_monotonic_ns();
    for (i = 0; i < 10000; i++)
        fp_otlp_offer(otlp, &trace);
    assert_true(fp_clock_monotonic_ns() - from < UINT64_C(1000000000));
    fp_otlp_free(otlp);
    assert_int_equal(fp_metrics_value(config.metrics, FP_COUNT_TRACES_SENT),
                     0);
    assert_true(fp_metrics_value(config.metrics, FP_COUNT_TRACES_FULL) > 0);
    assert_int_equal(fp_metrics_value(config.metrics, FP_COUNT_TRACES_FULL) +
                     fp_metrics_value(config.metrics,
                                      FP_COUNT_TRACES_FAILED), 10000);
    fp_otlp_offer(NULL, &trace);
    fp_otlp_free(NULL);
    fp_metrics_free(config.metrics, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(takes_the_id_of_the_caller_or_of_the_request),
        cmocka_unit_test(samples_as_it_is_told),
        cmocka_unit_test(nests_spans_like_brackets),
        cmocka_unit_test(has_room_for_so_many),
        cmocka_unit_test(ids_of_spans_differ),
        cmocka_unit_test(writes_what_a_collector_reads),
        cmocka_unit_test(goes_on_elsewhere),
        cmocka_unit_test(a_collector_that_is_down_costs_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
