/* The frame of the API: probes, the route table's refusals, common headers. */
#include "handlers/call.h"
#include "handlers/lifetime.h"
#include "handlers/openapi/openapi.h"
#include "handlers/state.h"
#include "handlers/table.h"
#include "tests/cmocka_fp.h"
#include "tests/handlers/drive.h"

static struct drive drive;

static int
setup(void **state)
{
    struct fp_error error;

    (void)state;
    drive_config(&drive);
    if (fp_metrics_create(NULL, "api", &drive.config.metrics, &error) !=
        FP_OK)
        return 1;
    drive_open(&drive);
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    drive_close(&drive);
    fp_metrics_free(drive.config.metrics, 1);
    return 0;
}

static void
health_answers_without_a_database(void **state)
{
    (void)state;
    assert_int_equal(drive_call(&drive, "GET", "/health", NULL), 200);
    assert_string_equal(drive.response.content_type, "application/json");
    assert_non_null(strstr(drive_body(&drive), "\"status\":\"ok\""));
    assert_non_null(strstr(drive_body(&drive), "\"database\":\"off\""));
    assert_non_null(strstr(drive_body(&drive), "\"self_test\":\"passed\""));
    assert_string_equal(drive_header(&drive, "Cache-Control"), "no-store");
}

static void
readiness_needs_the_database(void **state)
{
    (void)state;
    assert_int_equal(drive_call(&drive, "GET", "/ready", NULL), 503);
    assert_string_equal(drive.response.content_type,
                        "application/problem+json");
    assert_string_equal(drive_header(&drive, "Retry-After"), "5");
    assert_non_null(strstr(drive_body(&drive), "\"code\":\"not_ready\""));
}

/* The cases that the service computed at its start; readiness depends on
 * them. */
static void
conformance_is_shown(void **state)
{
    (void)state;
    assert_int_equal(drive_call(&drive, "GET", "/api/v1/conformance", NULL),
                     200);
    assert_string_equal(drive.response.content_type, "application/json");
    assert_non_null(strstr(drive_body(&drive), "\"passed\":true}\n"));
    assert_non_null(strstr(drive_body(&drive), "\"failed\":0,"));
    assert_non_null(strstr(drive_body(&drive),
                           "{\"kind\":\"survival\",\"name\":"
                           "\"alive_men_85\",\"passed\":true"));
    assert_null(strstr(drive_body(&drive), "\"passed\":false"));
    assert_int_equal(drive_call(&drive, "POST", "/api/v1/conformance", "{}"),
                     405);
}

/* Where the cases could not be run when the process started. */
static void
conformance_that_is_not_known(void **state)
{
    size_t len = drive.service->conformance.len;

    (void)state;
    drive.service->conformance.len = 0;
    assert_int_equal(drive_call(&drive, "GET", "/api/v1/conformance", NULL),
                     503);
    assert_non_null(strstr(drive_body(&drive), "\"code\":\"not_ready\""));
    assert_non_null(drive_header(&drive, "Retry-After"));
    drive.service->conformance.len = len;
}

static void
a_failed_case_fails_readiness(void **state)
{
    (void)state;
    drive.service->conformant = 0;
    assert_int_equal(drive_call(&drive, "GET", "/ready", NULL), 503);
    assert_non_null(strstr(drive_body(&drive), "conformance"));
    assert_int_equal(drive_call(&drive, "GET", "/health", NULL), 200);
    assert_non_null(strstr(drive_body(&drive),
                           "\"conformance\":\"failed\""));
    drive.service->conformant = 1;
    assert_int_equal(drive_call(&drive, "GET", "/ready", NULL), 503);
    assert_null(strstr(drive_body(&drive), "conformance"));
    assert_int_equal(drive_call(&drive, "GET", "/health", NULL), 200);
    assert_non_null(strstr(drive_body(&drive),
                           "\"conformance\":\"passed\""));
}

static void
status_names_the_versions(void **state)
{
    (void)state;
    assert_int_equal(drive_call(&drive, "GET", "/status", NULL), 200);
    assert_non_null(strstr(drive_body(&drive),
                           "\"version\":\"0.0.0-test\""));
    assert_non_null(strstr(drive_body(&drive), "\"engine\":\"finplan-"));
    assert_non_null(strstr(drive_body(&drive), "\"tables\":\"us-"));
}

static void
head_is_get_without_a_body(void **state)
{
    (void)state;
    assert_int_equal(drive_call(&drive, "HEAD", "/health", NULL), 200);
    assert_true(drive.response.head_only);
    assert_true(drive.response.body.len > 0);
    assert_int_equal(drive_call(&drive, "GET", "/health", NULL), 200);
    assert_false(drive.response.head_only);
}

static void
unknown_paths_are_404(void **state)
{
    (void)state;
    assert_int_equal(drive_call(&drive, "GET", "/nowhere", NULL), 404);
    assert_non_null(strstr(drive_body(&drive),
                           "\"type\":\"urn:finplan:problem:not_found\""));
    assert_int_equal(drive_call(&drive, "POST", "/api/v1/../health", "{}"),
                     404);
}

static void
wrong_methods_are_405_with_allow(void **state)
{
    (void)state;
    assert_int_equal(drive_call(&drive, "POST", "/health", "{}"), 405);
    assert_string_equal(drive_header(&drive, "Allow"), "GET, HEAD, OPTIONS");
    assert_int_equal(drive_call(&drive, "BREW", "/health", NULL), 405);
    assert_int_equal(drive_call(&drive, "OPTIONS", "/health", NULL), 204);
    assert_string_equal(drive_header(&drive, "Allow"), "GET, HEAD, OPTIONS");
    assert_null(drive.response.content_type);
}

static void
refuses_what_the_client_cannot_read(void **state)
{
    (void)state;
    drive.headers[0] = "Accept";
    drive.headers[1] = "text/html";
    assert_int_equal(drive_call(&drive, "GET", "/status", NULL), 406);
    drive.headers[0] = "Accept";
    drive.headers[1] = "text/html, */*;q=0.1";
    assert_int_equal(drive_call(&drive, "GET", "/status", NULL), 200);
}

static void
metrics_are_internal(void **state)
{
    (void)state;
    assert_int_equal(drive_call(&drive, "GET", "/metrics", NULL), 404);
    drive.internal = 1;
    drive.headers[0] = "Accept";
    drive.headers[1] = "text/plain";
    assert_int_equal(drive_call(&drive, "GET", "/metrics", NULL), 200);
    assert_non_null(strstr(drive_body(&drive),
                           "finplan_http_requests_total{pool=\"api\","
                           "method=\"GET\",route=\"/health\","
                           "status=\"2xx\"} "));
    assert_non_null(strstr(drive_body(&drive), "route=\"unmatched\""));
    assert_null(strstr(drive_body(&drive), "/nowhere"));
    /* Who watches is no client. */
    drive.internal = 1;
    drive.headers[0] = "Accept";
    drive.headers[1] = "text/plain";
    assert_int_equal(drive_call(&drive, "GET", "/metrics", NULL), 200);
    assert_null(strstr(drive_body(&drive),
                       "method=\"GET\",route=\"/metrics\",status=\"2xx\""));
}

static void
every_reply_carries_its_id_and_times(void **state)
{
    (void)state;
    drive_call(&drive, "GET", "/nowhere", NULL);
    assert_string_equal(drive_header(&drive, "X-Request-Id"),
                        drive.request.request_id);
    assert_non_null(strstr(drive_body(&drive), drive.request.request_id));
    assert_non_null(strstr(drive_header(&drive, "Server-Timing"),
                           "queue;dur="));
}

/* Documents of the law and of the service may be kept and asked for anew. */
static void
public_documents_have_tags(void **state)
{
    static const char *const paths[] = {
        "/api/v1/openapi.json", "/api/v1/spending/policies",
        "/api/v1/tax/tables/2026",
    };
    char etag[80];
    size_t i;

    (void)state;
    for (i = 0; i < FP_COUNT(paths); i++) {
        assert_int_equal(drive_call(&drive, "GET", paths[i], NULL), 200);
        assert_string_equal(drive_header(&drive, "Cache-Control"),
                            "public, max-age=300");
        snprintf(etag, sizeof(etag), "%s", drive_header(&drive, "ETag"));
        assert_int_equal(etag[0], '"');
        drive.headers[0] = "If-None-Match";
        drive.headers[1] = etag;
        assert_int_equal(drive_call(&drive, "GET", paths[i], NULL), 304);
        assert_string_equal(drive_header(&drive, "ETag"), etag);
        assert_string_equal(drive_body(&drive), "");
        drive.headers[0] = "If-None-Match";
        drive.headers[1] = "\"another\"";
        assert_int_equal(drive_call(&drive, "GET", paths[i], NULL), 200);
    }
    assert_int_equal(drive_call(&drive, "GET", "/api/v1/tax/tables/1492",
                                NULL), 404);
    assert_string_equal(drive_header(&drive, "Cache-Control"), "no-store");
}

static int
has_schema(const char *name)
{
    size_t i;

    for (i = 0; name != NULL && i < fp_contract_schemas_count; i++)
        if (strcmp(fp_contract_schemas[i].name, name) == 0)
            return 1;
    return name == NULL;
}

static void
the_interface_describes_itself(void **state)
{
    char etag[80];

    (void)state;
    assert_int_equal(drive_call(&drive, "GET", "/api/v1/openapi.json", NULL),
                     200);
    assert_string_equal(drive_header(&drive, "Cache-Control"),
                        "public, max-age=300");
    assert_memory_equal(drive_body(&drive), "{\"openapi\":\"3.1.0\"", 18);
    snprintf(etag, sizeof(etag), "%s", drive_header(&drive, "ETag"));
    assert_int_equal(strlen(etag), 66);
    drive.headers[0] = "If-None-Match";
    drive.headers[1] = etag;
    assert_int_equal(drive_call(&drive, "GET", "/api/v1/openapi.json", NULL),
                     304);
    assert_int_equal(drive.response.body.len, 0);
    assert_string_equal(drive_header(&drive, "ETag"), etag);
}

/* The forms of RFC 9745, section 2.1 (a date of RFC 9651), and of RFC 8594,
 * section 3. */
static void
routes_say_when_they_go(void **state)
{
    const struct fp_contract_operation leaving = {
        .id = "x", .deprecated = "2023-06-30", .sunset = "2018-11-11",
        .successor = "/api/v1/new" };
    const struct fp_contract_operation staying = { .id = "y" };
    struct fp_call call = { .response = &drive.response,
                            .arena = drive.arena };

    (void)state;
    fp_http_response_reset(&drive.response);
    fp_lifetime_headers(&call, &staying);
    assert_int_equal(drive.response.n_headers, 0);
    fp_lifetime_headers(&call, &leaving);
    assert_string_equal(drive_header(&drive, "Deprecation"), "@1688083200");
    assert_string_equal(drive_header(&drive, "Sunset"),
                        "Sun, 11 Nov 2018 00:00:00 GMT");
    assert_string_equal(drive_header(&drive, "Link"),
                        "</api/v1/new>; rel=\"successor-version\"");
}

static void
the_table_is_sound(void **state)
{
    const struct fp_route *table;
    size_t n, i, j;

    (void)state;
    table = fp_handlers_table(&n);
    assert_true(n >= 4);
    for (i = 0; i < n; i++) {
        assert_non_null(table[i].handler);
        assert_int_equal(table[i].path[0], '/');
        if (fp_contract_operation(table[i].id) == NULL)
            fail_msg("no file of routes/ describes %s", table[i].id);
        if (!has_schema(table[i].takes) || !has_schema(table[i].gives))
            fail_msg("a schema of %s is missing", table[i].id);
        for (j = 0; j < i; j++) {
            assert_string_not_equal(table[j].id, table[i].id);
            if (table[j].method == table[i].method)
                assert_string_not_equal(table[j].path, table[i].path);
        }
        if (table[i].scope == FP_SCOPE_USER ||
            table[i].scope == FP_SCOPE_CALCULATOR)
            assert_memory_equal(table[i].path, "/api/v1/", 8);
    }
}

static void
draining_fails_readiness_only(void **state)
{
    (void)state;
    fp_service_drain(drive.service);
    assert_int_equal(drive_call(&drive, "GET", "/ready", NULL), 503);
    assert_non_null(strstr(drive_body(&drive), "shutting down"));
    assert_int_equal(drive_call(&drive, "GET", "/health", NULL), 200);
    assert_non_null(strstr(drive_body(&drive), "\"draining\""));
}

static void
wrong_configurations_do_not_start(void **state)
{
    struct fp_service_config config = drive.config;
    struct fp_error error = { .code = FP_OK };

    (void)state;
    config.history_path = "/nonexistent/series.csv";
    assert_null(fp_service_new(&config, &error));
    assert_int_equal(error.code, FP_EIO);
    assert_non_null(strstr(error.detail, "/nonexistent/series.csv"));
    config = drive.config;
    config.max_threads = 0;
    assert_null(fp_service_new(&config, &error));
    assert_int_equal(error.code, FP_EINVAL);
    config = drive.config;
    config.keys.algorithm = "HS256";
    config.keys.secret = "hush-CHANGE_ME";
    assert_null(fp_service_new(&config, &error));
    assert_non_null(strstr(error.detail, "JWT_SECRET_KEY"));
    assert_null(strstr(error.detail, "hush"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(health_answers_without_a_database),
        cmocka_unit_test(readiness_needs_the_database),
        cmocka_unit_test(conformance_is_shown),
        cmocka_unit_test(conformance_that_is_not_known),
        cmocka_unit_test(a_failed_case_fails_readiness),
        cmocka_unit_test(status_names_the_versions),
        cmocka_unit_test(head_is_get_without_a_body),
        cmocka_unit_test(unknown_paths_are_404),
        cmocka_unit_test(wrong_methods_are_405_with_allow),
        cmocka_unit_test(refuses_what_the_client_cannot_read),
        cmocka_unit_test(metrics_are_internal),
        cmocka_unit_test(public_documents_have_tags),
        cmocka_unit_test(every_reply_carries_its_id_and_times),
        cmocka_unit_test(the_interface_describes_itself),
        cmocka_unit_test(routes_say_when_they_go),
        cmocka_unit_test(the_table_is_sound),
        cmocka_unit_test(wrong_configurations_do_not_start),
        cmocka_unit_test(draining_fails_readiness_only),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
