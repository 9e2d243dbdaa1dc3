/* The metrics add up over processes and pools, and are written in two formats. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "telemetry/edge.h"
#include "telemetry/metrics.h"
#include "telemetry/process.h"
#include "tests/cmocka_fp.h"

/* The value that stands after a series in the exposition, or -1. */
static double
series(const char *text, const char *name)
{
    const char *at = text;
    size_t len = strlen(name);

    while ((at = strstr(at, name)) != NULL) {
        if ((at == text || at[-1] == '\n') && at[len] == ' ')
            return strtod(at + len + 1, NULL);
        at += len;
    }
    return -1;
}

static void
adds_up_over_processes(void **state)
{
    struct fp_metrics *metrics = NULL;
    struct fp_error error;
    struct fp_buf text;
    int i, status;

    (void)state;
    assert_int_equal(fp_metrics_create(NULL, "api", &metrics, &error), FP_OK);
    for (i = 0; i < 3; i++) {
        pid_t pid = fork();

        assert_true(pid >= 0);
        if (pid == 0) {
            int k;

            fp_metrics_worker(metrics, i);
            for (k = 0; k < 1000; k++)
                fp_metrics_request(metrics, "GET", "/plans/{id}",
                                   k % 10 == 0 ? 404 : 200, 2000000);
            fp_metrics_add(metrics, FP_COUNT_SIMULATIONS, 5);
            fp_metrics_gauge(metrics, FP_GAUGE_QUEUE_DEPTH, i + 1);
            _exit(0);
        }
        assert_int_equal(waitpid(pid, &status, 0), pid);
        assert_int_equal(status, 0);
    }
    fp_metrics_add(metrics, FP_COUNT_COMPUTE_NS, UINT64_C(2500000000));
    fp_metrics_time(metrics, FP_STAGE_DB, 700000);
    fp_metrics_time(metrics, FP_STAGE_DB, UINT64_C(60000000000));
    fp_buf_init(&text, 0);
    fp_metrics_write(metrics, FP_METRICS_TEXT, NULL, &text);
    assert_int_equal(fp_buf_error(&text), FP_OK);
    assert_near(series(text.data, "finplan_http_requests_total{pool=\"api\","
                       "method=\"GET\",route=\"/plans/{id}\",status=\"2xx\"}"),
                2700, 0);
    assert_near(series(text.data, "finplan_http_requests_total{pool=\"api\","
                       "method=\"GET\",route=\"/plans/{id}\",status=\"4xx\"}"),
                300, 0);
    assert_near(series(text.data,
                       "finplan_http_request_duration_seconds_bucket{"
                       "pool=\"api\",method=\"GET\",route=\"/plans/{id}\","
                       "le=\"0.001\"}"), 0, 0);
    assert_near(series(text.data,
                       "finplan_http_request_duration_seconds_bucket{"
                       "pool=\"api\",method=\"GET\",route=\"/plans/{id}\","
                       "le=\"0.0025\"}"), 3000, 0);
    assert_near(series(text.data, "finplan_simulations_total{pool=\"api\"}"),
                15, 0);
    assert_near(series(text.data, "finplan_queue_depth{pool=\"api\"}"), 6, 0);
    assert_near(series(text.data,
                       "finplan_compute_seconds_total{pool=\"api\"}"),
                2.5, 0);
    assert_near(series(text.data, "finplan_db_duration_seconds_count{"
                                  "pool=\"api\"}"), 2, 0);
    assert_near(series(text.data, "finplan_db_duration_seconds_bucket{"
                                  "pool=\"api\",le=\"10.0\"}"), 1, 0);
    assert_near(series(text.data, "finplan_db_duration_seconds_sum{"
                                  "pool=\"api\"}"), 60.0007, 1e-9);
    fp_metrics_worker_gone(metrics, 2);
    fp_buf_reset(&text);
    fp_metrics_write(metrics, FP_METRICS_TEXT, NULL, &text);
    assert_near(series(text.data, "finplan_queue_depth{pool=\"api\"}"), 3, 0);
    assert_int_equal(fp_metrics_value(metrics, FP_COUNT_SIMULATIONS), 15);
    fp_buf_fini(&text);
    fp_metrics_free(metrics, 1);
}

static void
one_scrape_shows_every_pool(void **state)
{
    char dir[] = "/tmp/finplan-metrics-XXXXXX", file[64];
    struct fp_metrics *api = NULL, *sim = NULL;
    struct fp_error error;
    struct fp_buf text;
    int fd;

    (void)state;
    assert_non_null(mkdtemp(dir));
    assert_int_equal(fp_metrics_create(dir, "api", &api, &error), FP_OK);
    assert_int_equal(fp_metrics_create(dir, "sim", &sim, &error), FP_OK);
    fp_metrics_add(api, FP_COUNT_CACHE_HITS, 2);
    fp_metrics_add(sim, FP_COUNT_CACHE_HITS, 7);
    /* A file that is no segment is passed over. */
    snprintf(file, sizeof(file), "%s/metrics-bad.shm", dir);
    fd = open(file, O_CREAT | O_WRONLY, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "junk", 4), 4);
    close(fd);
    fp_buf_init(&text, 0);
    fp_metrics_write(api, FP_METRICS_TEXT, NULL, &text);
    assert_near(series(text.data, "finplan_cache_requests_total{pool=\"api\","
                                  "result=\"hit\"}"), 2, 0);
    assert_near(series(text.data, "finplan_cache_requests_total{pool=\"sim\","
                                  "result=\"hit\"}"), 7, 0);
    assert_null(strstr(text.data, "pool=\"bad\""));
    fp_buf_fini(&text);
    unlink(file);
    fp_metrics_free(api, 1);
    fp_metrics_free(sim, 1);
    assert_int_equal(rmdir(dir), 0);
}

static void
says_why_there_is_no_segment(void **state)
{
    struct fp_metrics *metrics = NULL;
    struct fp_error error;

    (void)state;
    assert_int_equal(fp_metrics_create(NULL, "No/Slash", &metrics, &error),
                     FP_EINVAL);
    assert_int_equal(fp_metrics_create("/nonexistent/dir", "api", &metrics,
                                       &error), FP_EIO);
    assert_non_null(strstr(error.detail, "/nonexistent/dir"));
    assert_null(metrics);
    fp_metrics_add(NULL, FP_COUNT_SIMULATIONS, 1);
    fp_metrics_request(NULL, "GET", "/", 200, 1);
    fp_metrics_free(NULL, 1);
}

static void
newest_view_of_what_all_see(void **state)
{
    struct fp_metrics *metrics = NULL;
    struct fp_error error;
    struct fp_buf text;
    int i;

    (void)state;
    assert_int_equal(fp_metrics_create(NULL, "jobs", &metrics, &error),
                     FP_OK);
    for (i = 0; i < 3; i++) {
        fp_metrics_worker(metrics, i);
        fp_metrics_gauge(metrics, FP_GAUGE_JOBS_QUEUED, 10 + i);
        fp_metrics_gauge(metrics, FP_GAUGE_SEEN_MS, 1000 + (i == 1) * 50);
        fp_metrics_gauge(metrics, FP_GAUGE_WORKERS, 1);
    }
    fp_buf_init(&text, 0);
    fp_metrics_write(metrics, FP_METRICS_TEXT, NULL, &text);
    assert_near(series(text.data, "finplan_jobs{pool=\"jobs\","
                                  "state=\"queued\"}"), 11, 0);
    assert_near(series(text.data, "finplan_workers{pool=\"jobs\"}"), 3, 0);
    fp_buf_fini(&text);
    fp_metrics_free(metrics, 1);
}

static void
says_the_same_in_openmetrics(void **state)
{
    const struct fp_metrics_edge edge = { 1, { 4, 0, 1, 3 },
                                          FP_METRICS_EDGE_OTHER };
    struct fp_metrics *metrics = NULL;
    struct fp_error error;
    struct fp_buf text;

    (void)state;
    assert_int_equal(fp_metrics_create(NULL, "api", &metrics, &error), FP_OK);
    fp_metrics_request(metrics, "GET", "/health", 200, 1);
    fp_metrics_simulation(metrics, 1000, 30);
    fp_buf_init(&text, 0);
    fp_metrics_write(metrics, FP_METRICS_OPENMETRICS, &edge, &text);
    assert_non_null(strstr(text.data, "# TYPE finplan_http_requests counter\n"));
    assert_null(strstr(text.data, "# TYPE finplan_http_requests_total"));
    assert_near(series(text.data, "finplan_http_requests_total{pool=\"api\","
                       "method=\"GET\",route=\"/health\",status=\"2xx\"}"),
                1, 0);
    assert_near(series(text.data, "finplan_simulation_paths_bucket{"
                       "pool=\"api\",le=\"500.0\"}"), 0, 0);
    assert_near(series(text.data, "finplan_simulation_paths_bucket{"
                       "pool=\"api\",le=\"1000.0\"}"), 1, 0);
    assert_near(series(text.data,
                       "finplan_simulation_path_years_sum{pool=\"api\"}"),
                30000, 0);
    assert_near(series(text.data,
                       "finplan_edge_connections{state=\"waiting\"}"), 3, 0);
    assert_non_null(strstr(text.data, "\nfinplan_edge_other_version 1\n"));
    assert_string_equal(text.data + text.len - 7, "\n# EOF\n");
    fp_buf_fini(&text);
    fp_metrics_free(metrics, 1);
}

static void
the_format_is_the_one_asked_for(void **state)
{
    (void)state;
    assert_int_equal(fp_metrics_format(NULL), FP_METRICS_TEXT);
    assert_int_equal(fp_metrics_format("*/*"), FP_METRICS_TEXT);
    assert_int_equal(fp_metrics_format("text/plain;version=0.0.4"),
                     FP_METRICS_TEXT);
    /* As Prometheus 2.42 asks. */
    assert_int_equal(fp_metrics_format(
        "application/openmetrics-text;version=1.0.0,"
        "application/openmetrics-text;version=0.0.1;q=0.75,"
        "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"), FP_METRICS_OPENMETRICS);
    assert_int_equal(fp_metrics_format("Application/OpenMetrics-Text"),
                     FP_METRICS_OPENMETRICS);
    assert_int_equal(fp_metrics_format("application/openmetrics-text; q=0.0"),
                     FP_METRICS_TEXT);
    assert_int_equal(fp_metrics_format("application/openmetrics-textual"),
                     FP_METRICS_TEXT);
    assert_non_null(strstr(fp_metrics_content_type(FP_METRICS_OPENMETRICS),
                           "version=1.0.0"));
}

static void
reads_the_connections_of_nginx(void **state)
{
    static const char *const bad[] = {
        "", "1 2 3", "1 2 3 4 5", "1 2 3 -4", "a b c d", "1 2 3 4\n",
        "99999999999 1 1 1"
    };
    struct fp_metrics_edge edge;
    size_t i;

    (void)state;
    fp_metrics_edge_parse("12 1 2 9", &edge);
    assert_true(edge.known && edge.connections[0] == 12 &&
                edge.connections[3] == 9);
    fp_metrics_edge_parse(NULL, &edge);
    assert_false(edge.known);
    for (i = 0; i < FP_COUNT(bad); i++) {
        fp_metrics_edge_parse(bad[i], &edge);
        assert_false(edge.known);
    }
}

/* More routes than there are, each with every status class, in three pools. */
static void
a_scrape_of_everything_is_quick(void **state)
{
    char dir[] = "/tmp/finplan-metrics-XXXXXX", route[64];
    static const char *const pools[] = { "api", "sim", "jobs" };
    struct fp_metrics *list[3];
    uint64_t best = UINT64_MAX;
    struct fp_error error;
    struct fp_buf text;
    size_t p, series_of_routes = 0;
    const char *at;
    int i;

    (void)state;
    assert_non_null(mkdtemp(dir));
    for (p = 0; p < 3; p++) {
        assert_int_equal(fp_metrics_create(dir, pools[p], &list[p], &error),
                         FP_OK);
        for (i = 0; i < 100; i++) {
            snprintf(route, sizeof(route), "/api/v1/things-%d/{id}", i);
            fp_metrics_request(list[p], "GET", route, 200, 1000);
            fp_metrics_request(list[p], "GET", route, 404, 1000);
        }
    }
    fp_buf_init(&text, 0);
    for (i = 0; i < 30; i++) {
        uint64_t from = fp_clock_monotonic_ns(), took;

        fp_buf_reset(&text);
        fp_metrics_write(list[0], FP_METRICS_TEXT, NULL, &text);
        took = fp_clock_monotonic_ns() - from;
        best = took < best ? took : best;
    }
    for (at = text.data; (at = strstr(at, "_seconds_count{pool=")) != NULL;
         at++)
        series_of_routes += strncmp(strchr(at, ','), ",method=", 8) == 0;
    assert_int_equal(series_of_routes, 300);
    print_message("a scrape of %zu bytes: %.2f ms\n", text.len,
                  (double)best / 1e6);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    assert_true(best < UINT64_C(5000000));
#endif
    fp_buf_fini(&text);
    for (p = 0; p < 3; p++)
        fp_metrics_free(list[p], 1);
    assert_int_equal(rmdir(dir), 0);
}

static uint64_t
edge_count(struct fp_metrics *metrics, enum fp_edge_status status)
{
    return fp_metrics_value(metrics,
                            (enum fp_counter)(FP_COUNT_EDGE + status));
}

static void
line(struct fp_metrics *metrics, const char *text)
{
    fp_edge_line(metrics, text, strlen(text));
}

static void
counts_what_nginx_answered(void **state)
{
    static const char *const bad[] = {
        "", "429", "<190>Nov 30 00:00:00 finplan: ", "finplan: 429 - -",
        "finplan: 429 - - - -", "finplan: -29 - - -", "finplan: x - - -",
        "finplan: 99 - - -",
    };
    struct fp_metrics *metrics = NULL;
    struct fp_error error;
    char large[400];
    size_t i;

    (void)state;
    assert_int_equal(fp_metrics_create(NULL, "api", &metrics, &error), FP_OK);
    line(metrics, "<190>Nov 30 00:00:00 finplan: 429 REJECTED - -");
    line(metrics, "<190>Nov 30 00:00:00 finplan: 429 PASSED REJECTED -\n");
    line(metrics, "<190>Nov 30 00:00:00 finplan: 200 REJECTED_DRY_RUN - -");
    line(metrics, "<190>Nov 30 00:00:00 finplan: 502 PASSED PASSED -");
    line(metrics, "<190>Nov 30 00:00:00 finplan: 304 PASSED PASSED HIT");
    line(metrics, "<190>Nov 30 00:00:00 finplan: 494 - - -");
    line(metrics, "<190>Nov 30 00:00:00 finplan: 418 - - -");
    assert_int_equal(edge_count(metrics, FP_EDGE_429), 2);
    assert_int_equal(edge_count(metrics, FP_EDGE_502), 1);
    assert_int_equal(edge_count(metrics, FP_EDGE_3XX), 1);
    assert_int_equal(edge_count(metrics, FP_EDGE_431), 1);
    assert_int_equal(edge_count(metrics, FP_EDGE_OTHER), 1);
    assert_int_equal(edge_count(metrics, FP_EDGE_2XX), 0);
    assert_int_equal(fp_metrics_value(metrics, FP_COUNT_EDGE_LIMITED_RATE),
                     1);
    assert_int_equal(
        fp_metrics_value(metrics, FP_COUNT_EDGE_LIMITED_CONNECTIONS), 1);
    assert_int_equal(fp_metrics_value(metrics, FP_COUNT_EDGE_WOULD_LIMIT), 1);
    assert_int_equal(fp_metrics_value(metrics, FP_COUNT_EDGE_CACHE_HITS), 1);
    for (i = 0; i < FP_COUNT(bad); i++)
        line(metrics, bad[i]);
    memset(large, 'x', sizeof(large));
    fp_edge_line(metrics, large, sizeof(large));
    fp_edge_line(metrics, "finplan: 429 - -\0-", 18);
    assert_int_equal(fp_metrics_value(metrics, FP_COUNT_EDGE_BAD_LINES),
                     FP_COUNT(bad) + 2);
    fp_metrics_free(metrics, 1);
}

static void
hears_nginx_over_its_socket(void **state)
{
    static const char text[] = "<190>Nov 30 00:00:00 finplan: 504 - - -";
    char dir[] = "/tmp/finplan-edge-XXXXXX";
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    struct fp_metrics *metrics = NULL;
    struct fp_edge edge, next;
    struct fp_error error;
    char path[200];
    int fd;

    (void)state;
    assert_non_null(mkdtemp(dir));
    assert_int_equal(fp_metrics_create(NULL, "api", &metrics, &error), FP_OK);
    snprintf(address.sun_path, sizeof(address.sun_path), "%s/edge.sock", dir);
    assert_int_equal(fp_edge_open(address.sun_path, &edge, &error), FP_OK);
    fd = socket(AF_UNIX, SOCK_DGRAM, 0);
    assert_int_equal(sendto(fd, text, strlen(text), 0,
                            (struct sockaddr *)&address, sizeof(address)),
                     strlen(text));
    fp_edge_read(&edge, metrics);
    fp_edge_read(&edge, metrics); /* empty: at once */
    assert_int_equal(edge_count(metrics, FP_EDGE_504), 1);
    /* Who takes over has the file; the other leaves it. */
    assert_int_equal(fp_edge_open(address.sun_path, &next, &error), FP_OK);
    fp_edge_close(&edge);
    assert_int_equal(access(address.sun_path, F_OK), 0);
    fp_edge_close(&next);
    assert_int_not_equal(access(address.sun_path, F_OK), 0);
    memset(path, 'x', sizeof(path) - 1);
    path[sizeof(path) - 1] = '\0';
    assert_int_equal(fp_edge_open(path, &edge, &error), FP_EINVAL);
    assert_int_equal(fp_edge_open("/nonexistent/edge.sock", &edge, &error),
                     FP_EIO);
    fp_edge_close(&edge);
    close(fd);
    fp_metrics_free(metrics, 1);
    assert_int_equal(rmdir(dir), 0);
}

static void
tells_what_a_process_uses(void **state)
{
    struct fp_process_seen seen = { 0 };
    struct fp_metrics *metrics = NULL;
    volatile uint64_t work = 1;
    struct fp_error error;
    struct fp_buf text;
    uint64_t cpu;
    int i;

    (void)state;
    assert_int_equal(fp_metrics_create(NULL, "api", &metrics, &error), FP_OK);
    for (i = 0; i < 50000000; i++)
        work = work * 3 + 1;
    fp_process_figures(metrics, &seen);
    cpu = fp_metrics_value(metrics, FP_COUNT_CPU_NS);
    assert_true(cpu > 1000000);
    fp_process_figures(metrics, &seen);
    assert_true(fp_metrics_value(metrics, FP_COUNT_CPU_NS) >= cpu);
    fp_buf_init(&text, 0);
    fp_metrics_write(metrics, FP_METRICS_TEXT, NULL, &text);
    assert_true(series(text.data, "finplan_process_resident_bytes{"
                                  "pool=\"api\"}") > 100000);
    assert_true(series(text.data, "finplan_process_open_fds{"
                                  "pool=\"api\"}") >= 3);
    fp_buf_fini(&text);
    fp_metrics_free(metrics, 1);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(adds_up_over_processes),
        cmocka_unit_test(one_scrape_shows_every_pool),
        cmocka_unit_test(says_why_there_is_no_segment),
        cmocka_unit_test(newest_view_of_what_all_see),
        cmocka_unit_test(says_the_same_in_openmetrics),
        cmocka_unit_test(the_format_is_the_one_asked_for),
        cmocka_unit_test(reads_the_connections_of_nginx),
        cmocka_unit_test(a_scrape_of_everything_is_quick),
        cmocka_unit_test(counts_what_nginx_answered),
        cmocka_unit_test(hears_nginx_over_its_socket),
        cmocka_unit_test(tells_what_a_process_uses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
