/* transport: records, queue, messages, listening sockets. */
#include "tests/cmocka_fp.h"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "transport/frame.h"
#include "transport/listen.h"
#include "transport/message.h"
#include "transport/queue.h"

/* BEGIN, PARAMS "ab", end of PARAMS, STDIN "x", end of STDIN. */
static const unsigned char whole[] = {
    1, 1, 0, 1, 0, 8, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0,
    1, 4, 0, 1, 0, 4, 4, 0, 1, 1, 'a', 'b', 0, 0, 0, 0,
    1, 4, 0, 1, 0, 0, 0, 0,
    1, 5, 0, 1, 0, 1, 7, 0, 'x', 0, 0, 0, 0, 0, 0, 0,
    1, 5, 0, 1, 0, 0, 0, 0,
};

static void
test_frame_grows(void **state)
{
    size_t len;

    (void)state;
    for (len = 0; len < 40; len++)
        assert_int_equal(fp_frame_check(whole, len), FP_FRAME_PARTIAL);
    for (; len < sizeof(whole); len++)
        assert_int_equal(fp_frame_check(whole, len), FP_FRAME_PARAMS);
    assert_int_equal(fp_frame_check(whole, len), FP_FRAME_WHOLE);
}

static void
test_frame_refuses(void **state)
{
    static const size_t where[] = { 0, 1, 5, 17, 33, 41 };
    unsigned char bytes[sizeof(whole)];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(where) / sizeof(where[0]); i++) {
        memcpy(bytes, whole, sizeof(whole));
        bytes[where[i]] = 11;
        assert_int_equal(fp_frame_check(bytes, sizeof(bytes)), FP_FRAME_BAD);
    }
    /* A second beginning; a body before its parameters. */
    memcpy(bytes, whole, sizeof(whole));
    memcpy(bytes + 16, whole, 16);
    assert_int_equal(fp_frame_check(bytes, sizeof(bytes)), FP_FRAME_BAD);
    memcpy(bytes, whole, sizeof(whole));
    bytes[17] = 5;
    assert_int_equal(fp_frame_check(bytes, sizeof(bytes)), FP_FRAME_BAD);
}

static void
test_queue(void **state)
{
    struct fp_queue queue;
    int items[3];
    size_t len;

    (void)state;
    assert_int_equal(fp_queue_init(&queue, 2), FP_OK);
    assert_true(fp_queue_push(&queue, &items[0], &len));
    assert_true(fp_queue_push(&queue, &items[1], &len));
    assert_int_equal(len, 2);
    assert_false(fp_queue_push(&queue, &items[2], &len));
    assert_ptr_equal(fp_queue_pop(&queue, &len), &items[0]);
    assert_true(fp_queue_push(&queue, &items[2], &len));
    fp_queue_close(&queue);
    assert_false(fp_queue_push(&queue, &items[0], &len));
    assert_ptr_equal(fp_queue_pop(&queue, &len), &items[1]);
    assert_ptr_equal(fp_queue_pop(&queue, &len), &items[2]);
    assert_null(fp_queue_pop(&queue, &len));
    fp_queue_fini(&queue);
}

static void
test_request(void **state)
{
    char *params[] = {
        "REQUEST_METHOD=PUT", "REQUEST_URI=/a%2Fb/%E2%82%AC?x=%31#frag",
        "HTTP_IF_MATCH=\"7\"", "CONTENT_TYPE=application/json",
        "CONTENT_LENGTH=12", "HTTP_X_REQUEST_ID=0123456789abcdef",
        "REMOTE_ADDR=192.0.2.1", "HTTP_X=", NULL
    };
    struct fp_http_request request = { .arena = fp_arena_new(0) };

    (void)state;
    assert_int_equal(fp_message_request(&request, params), FP_OK);
    assert_int_equal(request.method, FP_HTTP_PUT);
    assert_string_equal(request.path, "/a/b/\xe2\x82\xac");
    assert_string_equal(request.query, "x=%31#frag");
    assert_string_equal(request.request_id, "0123456789abcdef");
    assert_string_equal(request.remote_addr, "192.0.2.1");
    assert_int_equal(request.internal, 0);
    assert_string_equal(fp_http_header(&request, "if-match"), "\"7\"");
    assert_string_equal(fp_http_header(&request, "Content-Type"),
                        "application/json");
    assert_string_equal(fp_http_header(&request, "X"), "");
    assert_null(fp_http_header(&request, "If-Matc"));
    assert_null(fp_http_header(&request, "Accept"));
    assert_int_equal(fp_message_length(params), 12);
    fp_arena_free(request.arena);
}

static void
test_bad_requests(void **state)
{
    static const char *const uris[] = { "REQUEST_URI=/%", "REQUEST_URI=/%0",
                                        "REQUEST_URI=/%00", "REQUEST_URI=x",
                                        "REQUEST_URI=/%c0%80", "OTHER=" };
    struct fp_http_request request = { .arena = fp_arena_new(0) };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(uris) / sizeof(uris[0]); i++) {
        char *params[] = { (char *)uris[i], NULL };

        assert_int_equal(fp_message_request(&request, params), FP_EINVAL);
        assert_string_equal(request.path, "/");
        assert_true(strlen(request.request_id) >= 8);
        assert_int_equal(fp_message_length(params), -1);
    }
    fp_arena_free(request.arena);
}

static void
test_head(void **state)
{
    struct fp_http_response response;
    struct fp_buf head;
    int with_body = -1;

    (void)state;
    fp_buf_init(&head, 0);
    fp_http_response_init(&response);
    response.status = 404;
    response.content_type = "text/plain";
    fp_buf_str(&response.body, "gone");
    fp_http_response_header(&response, "X-A", "1");
    fp_message_head(&response, &head, &with_body);
    assert_string_equal(fp_buf_text(&head),
                        "Status: 404 Not Found\r\n"
                        "Content-Type: text/plain\r\n"
                        "Content-Length: 4\r\n"
                        "X-A: 1\r\n\r\n");
    assert_int_equal(with_body, 1);
    response.head_only = 1;
    fp_message_head(&response, &head, &with_body);
    assert_int_equal(with_body, 0);
    response.head_only = 0;
    response.status = 204;
    fp_buf_reset(&head);
    fp_message_head(&response, &head, &with_body);
    assert_string_equal(fp_buf_text(&head),
                        "Status: 204 No Content\r\nX-A: 1\r\n\r\n");
    assert_int_equal(with_body, 0);
    fp_http_response_fini(&response);
    fp_buf_fini(&head);
}

static void
test_addresses(void **state)
{
    static const char *const wrong[] = {
        "", "unix:", "unix:relative", "/path", "0.0.0.0:9000", "9000",
        "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "[::]:1",
        "127.0.0.1:80x", "localhost:80"
    };
    struct fp_error error;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_int_equal(fp_listen_check(wrong[i], &error), FP_EINVAL);
    assert_int_equal(fp_listen_check("unix:/run/a.sock", NULL), FP_OK);
    assert_int_equal(fp_listen_check("127.0.0.1:9000", NULL), FP_OK);
    assert_int_equal(fp_listen_check("[::1]:9000", NULL), FP_OK);
}

static int
try_connect(const char *path)
{
    struct sockaddr_un to = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    strcpy(to.sun_path, path);
    if (connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0)
        return fd;
    close(fd);
    return -1;
}

/* After the refusal nobody gets in, and who was in the backlog still does. */
static void
test_refuse_keeps_the_backlog(void **state)
{
    char dir[] = "/tmp/fp-listen-XXXXXX", path[64], address[80];
    struct fp_listener listener = { .fd = -1 };
    struct fp_error error;
    struct stat st;
    int early, accepted;

    (void)state;
    assert_non_null(mkdtemp(dir));
    snprintf(path, sizeof(path), "%s/s", dir);
    snprintf(address, sizeof(address), "unix:%s", path);
    assert_int_equal(fp_listen_open(address, 8, &listener, &error), FP_OK);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0660);
    early = try_connect(path);
    assert_true(early >= 0);
    fp_listen_refuse(&listener);
    assert_int_equal(try_connect(path), -1);
    accepted = accept(listener.fd, NULL, NULL);
    assert_true(accepted >= 0);
    assert_int_equal(write(early, "x", 1), 1);
    close(accepted);
    close(early);
    fp_listen_close(&listener, 1);
    assert_int_equal(stat(path, &st), -1);
    rmdir(dir);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_frame_grows),
        cmocka_unit_test(test_frame_refuses),
        cmocka_unit_test(test_queue),
        cmocka_unit_test(test_request),
        cmocka_unit_test(test_bad_requests),
        cmocka_unit_test(test_head),
        cmocka_unit_test(test_addresses),
        cmocka_unit_test(test_refuse_keeps_the_backlog),
    };

    return cmocka_run_group_tests_name("transport", tests, NULL, NULL);
}
