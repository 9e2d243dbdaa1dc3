/* The log never blocks and never breaks a line. */
#include <sys/wait.h>
#include <unistd.h>

#include "telemetry/log.h"
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

static void
one_level_for_all_processes(void **state)
{
    int status;
    pid_t pid;

    (void)state;
    fp_log_init(FP_LOG_INFO, NULL);
    fp_log_share();
    assert_true(fp_log_on(FP_LOG_INFO) && !fp_log_on(FP_LOG_DEBUG));
    pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        fp_log_level_set(FP_LOG_DEBUG);
        _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(fp_log_on(FP_LOG_DEBUG));
    assert_string_equal(fp_log_level_word(FP_LOG_WARN), "warn");
    fp_log_level_set(FP_LOG_INFO);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_one_json_line),
        cmocka_unit_test(cuts_what_is_too_long),
        cmocka_unit_test(drops_lines_for_a_reader_that_sleeps),
        cmocka_unit_test(levels_have_words),
        cmocka_unit_test(one_level_for_all_processes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
