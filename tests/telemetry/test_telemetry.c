/* The log never blocks and never breaks a line; the metrics add up over
 * processes and pools. */
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "telemetry/log.h"
#include "telemetry/metrics.h"
#include "tests/cmocka_fp.h"

static void
writes_one_json_line(void **state)
{
    struct fp_log_line line;
    char text[FP_LOG_LINE_MAX + 1];
    ssize_t n;
    int fds[2];

    (void)state;
    assert_int_equal(pipe(fds), 0);
    fp_log_init(FP_LOG_INFO, "api");
    fp_log_to(fds[1]);
    fp_log_begin(&line, FP_LOG_INFO, "request");
    fp_log_str(&line, "route", "/a\"b\\c\n\x01\x7f");
    fp_log_str(&line, "absent", NULL);
    fp_log_int(&line, "status", -5);
    fp_log_ms(&line, "total_ms", 1234567);
    fp_log_end(&line);
    fp_log_begin(&line, FP_LOG_DEBUG, "not written");
    fp_log_str(&line, "a", "b");
    fp_log_end(&line);
    n = read(fds[0], text, sizeof(text) - 1);
    assert_true(n > 0);
    text[n] = '\0';
    assert_memory_equal(text, "{\"ts\":\"20", 9);
    assert_non_null(strstr(text, "\"level\":\"info\",\"role\":\"api\",\"pid\":"));
    assert_non_null(strstr(
        text, "\"msg\":\"request\","
              "\"route\":\"/a\\\"b\\\\c\\u000a\\u0001\\u007f\","
              "\"status\":-5,\"total_ms\":1.235}\n"));
    assert_ptr_equal(strchr(text, '\n'), text + n - 1);
    fp_log_to(STDERR_FILENO);
    close(fds[0]);
    close(fds[1]);
}

static void
cuts_what_is_too_long(void **state)
{
    struct fp_log_line line;
    char *big = malloc(10000), text[FP_LOG_LINE_MAX + 1];
    ssize_t n;
    int fds[2];

    (void)state;
    memset(big, 'x', 9999);
    big[9999] = '\0';
    assert_int_equal(pipe(fds), 0);
    fp_log_to(fds[1]);
    fp_log_begin(&line, FP_LOG_ERROR, "m");
    fp_log_str(&line, "big", big);
    fp_log_int(&line, "after", 1);
    fp_log_end(&line);
    n = read(fds[0], text, sizeof(text) - 1);
    text[n] = '\0';
    assert_true(n < FP_LOG_LINE_MAX);
    assert_non_null(strstr(text, "\"msg\":\"m\",\"cut\":true}\n"));
    fp_log_to(STDERR_FILENO);
    close(fds[0]);
    close(fds[1]);
    free(big);
}

static void
drops_lines_for_a_reader_that_sleeps(void **state)
{
    char text[65536];
    uint64_t before = fp_log_dropped();
    int fds[2], i;
    ssize_t n;

    (void)state;
    assert_int_equal(pipe(fds), 0);
    fp_log_to(fds[1]);
    for (i = 0; i < 2000; i++)
        fp_log_text(FP_LOG_INFO, "line %d of a flood that nobody reads", i);
    assert_true(fp_log_dropped() > before);
    while ((n = read(fds[0], text, sizeof(text))) == (ssize_t)sizeof(text))
        ;
    fp_log_text(FP_LOG_INFO, "reader is back");
    n = read(fds[0], text, sizeof(text) - 1);
    text[n] = '\0';
    assert_non_null(strstr(text, "\"dropped_before\":"));
    fp_log_to(STDERR_FILENO);
    close(fds[0]);
    close(fds[1]);
}

static void
levels_have_words(void **state)
{
    (void)state;
    assert_int_equal(fp_log_level_parse("error"), FP_LOG_ERROR);
    assert_int_equal(fp_log_level_parse("warning"), FP_LOG_WARN);
    assert_int_equal(fp_log_level_parse("INFO"), -1);
}

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
    fp_metrics_write(metrics, &text);
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
                                  "pool=\"api\",le=\"30\"}"), 1, 0);
    assert_near(series(text.data, "finplan_db_duration_seconds_sum{"
                                  "pool=\"api\"}"), 60.0007, 1e-9);
    fp_metrics_worker_gone(metrics, 2);
    fp_buf_reset(&text);
    fp_metrics_write(metrics, &text);
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
    fp_metrics_write(api, &text);
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

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_one_json_line),
        cmocka_unit_test(cuts_what_is_too_long),
        cmocka_unit_test(drops_lines_for_a_reader_that_sleeps),
        cmocka_unit_test(levels_have_words),
        cmocka_unit_test(adds_up_over_processes),
        cmocka_unit_test(one_scrape_shows_every_pool),
        cmocka_unit_test(says_why_there_is_no_segment),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
