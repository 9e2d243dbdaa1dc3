/* transport: replies that go on. The handlers are the function look below, the
 * peer is the other end of a pair of sockets. */
#include "tests/cmocka_fp.h"

#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "transport/streams.h"

enum { ID = 3, STDOUT = 6, END_REQUEST = 3, WAIT_MS = 10000, LOOK_MS = 20,
       WRITE_MS = 300 };

struct source {
    struct fp_http_stream base; /* first */
    const char *text;           /* what each look appends */
    size_t repeat;              /* so often */
    int looks_left;             /* it is over with the last one; -1: never */
    atomic_int *freed;
};

struct rig {
    struct fp_transport_config config;
    struct fp_kept kept;
    struct fp_streams *streams;
    struct fp_conn conn;
    int peer;
    atomic_int freed;
};

static void *
worker_new(void *service, struct fp_error *error)
{
    if (service != NULL)
        return service;
    fp_error_set(error, FP_ENOMEM, "no worker");
    return NULL;
}

static void
worker_free(void *worker)
{
    (void)worker;
}

static void
look(void *worker, struct fp_http_stream *const *list, size_t n)
{
    (void)worker;
    for (size_t i = 0; i < n; i++) {
        struct source *source = (struct source *)list[i];

        for (size_t k = 0; k < source->repeat; k++)
            fp_buf_str(&source->base.out, source->text);
        if (source->looks_left > 0 && --source->looks_left == 0)
            source->base.over = 1;
    }
}

static void
free_source(struct fp_http_stream *stream)
{
    struct source *source = (struct source *)stream;

    atomic_fetch_add(source->freed, 1);
    fp_buf_fini(&stream->out);
    free(source);
}

static struct fp_http_stream *
make_source(struct rig *rig, const char *text, size_t repeat, int looks)
{
    struct source *source = calloc(1, sizeof(*source));

    assert_non_null(source);
    fp_buf_init(&source->base.out, FP_HTTP_STREAM_OUT);
    source->base.free = free_source;
    source->text = text;
    source->repeat = repeat;
    source->looks_left = looks;
    source->freed = &rig->freed;
    return &source->base;
}

static void
prepare(struct rig *rig, size_t places)
{
    memset(rig, 0, sizeof(*rig));
    fp_transport_config_init(&rig->config);
    rig->config.max_streams = places;
    rig->config.look_ms = LOOK_MS;
    rig->config.write_ms = WRITE_MS;
    rig->config.handler = (struct fp_transport_handler){
        .service = rig, .worker_new = worker_new, .worker_free = worker_free,
        .streams_look = look
    };
    rig->kept.config = &rig->config;
}

static void
start(struct rig *rig, size_t places)
{
    int pair[2];

    prepare(rig, places);
    assert_int_equal(fp_streams_new(&rig->kept, &rig->streams, NULL), FP_OK);
    assert_non_null(rig->streams);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
    rig->conn.fd = pair[0];
    rig->conn.state = FP_CONN_BUSY;
    rig->peer = pair[1];
}

static void
finish(struct rig *rig)
{
    fp_streams_free(rig->streams);
    close(rig->conn.fd);
    if (rig->peer >= 0)
        close(rig->peer);
}

static void
park(struct rig *rig, struct fp_http_stream *stream)
{
    assert_true(fp_streams_take_place(rig->streams));
    fp_streams_add(rig->streams, &rig->conn, stream, ID);
}

/* Until the connection is given back, which it has to be. */
static void
wait_done(struct rig *rig)
{
    const struct timespec pause = { 0, 5000000 };

    for (int i = 0; i < WAIT_MS / 5; i++) {
        if (atomic_load(&rig->conn.state) == FP_CONN_DONE &&
            atomic_load(&rig->kept.n_done) == 1)
            return;
        nanosleep(&pause, NULL);
    }
    fail_msg("the connection was never given back");
}

static void
read_all(int fd, unsigned char *bytes, size_t len)
{
    while (len > 0) {
        struct pollfd ready = { .fd = fd, .events = POLLIN };
        ssize_t n;

        assert_int_equal(poll(&ready, 1, WAIT_MS), 1);
        n = read(fd, bytes, len);
        assert_true(n > 0);
        bytes += n;
        len -= (size_t)n;
    }
}

/* What the records up to END_REQUEST say, as a text. */
static void
read_reply(int fd, char *text, size_t size)
{
    unsigned char head[8], body[65536];
    size_t len = 0;

    for (;;) {
        size_t content;

        read_all(fd, head, sizeof(head));
        content = (size_t)head[4] << 8 | head[5];
        read_all(fd, body, content + head[6]);
        assert_int_equal(head[0], 1);
        assert_int_equal(head[2] << 8 | head[3], ID);
        if (head[1] == END_REQUEST)
            break;
        assert_int_equal(head[1], STDOUT);
        assert_true(len + content < size);
        memcpy(text + len, body, content);
        len += content;
    }
    text[len] = '\0';
}

static void
test_until_its_source_is_over(void **state)
{
    struct rig rig;
    char text[64];

    (void)state;
    start(&rig, 2);
    park(&rig, make_source(&rig, "tick;", 1, 3));
    assert_int_equal(atomic_load(&rig.conn.state), FP_CONN_STREAM);
    read_reply(rig.peer, text, sizeof(text));
    assert_string_equal(text, "tick;tick;tick;");
    wait_done(&rig);
    assert_int_equal(atomic_load(&rig.freed), 1);
    finish(&rig);
}

static void
test_until_the_peer_closes(void **state)
{
    struct rig rig;

    (void)state;
    start(&rig, 2);
    park(&rig, make_source(&rig, "tick;", 1, -1));
    close(rig.peer);
    rig.peer = -1;
    wait_done(&rig);
    assert_int_equal(atomic_load(&rig.freed), 1);
    finish(&rig);
}

static void
test_until_the_peer_says_anything(void **state)
{
    struct rig rig;

    (void)state;
    start(&rig, 2);
    park(&rig, make_source(&rig, "", 0, -1));
    assert_int_equal(write(rig.peer, "x", 1), 1);
    wait_done(&rig);
    finish(&rig);
}

/* A peer that takes nothing is cut after write_ms, or when more is unsent than
 * is kept for it; neither waits for it. */
static void
test_until_the_peer_is_slow(void **state)
{
    static const size_t repeats[] = { 2000, 8000 };
    struct timespec from, to;

    (void)state;
    for (size_t i = 0; i < sizeof(repeats) / sizeof(repeats[0]); i++) {
        int small = 4096;
        struct rig rig;

        start(&rig, 1);
        assert_int_equal(setsockopt(rig.conn.fd, SOL_SOCKET, SO_SNDBUF,
                                    &small, sizeof(small)), 0);
        clock_gettime(CLOCK_MONOTONIC, &from);
        park(&rig, make_source(&rig, "01234567", repeats[i], -1));
        wait_done(&rig);
        clock_gettime(CLOCK_MONOTONIC, &to);
        assert_true(to.tv_sec - from.tv_sec < WAIT_MS / 1000);
        assert_int_equal(atomic_load(&rig.freed), 1);
        finish(&rig);
    }
}

static void
test_until_the_process_drains(void **state)
{
    struct rig rig;
    char text[1024];

    (void)state;
    start(&rig, 2);
    park(&rig, make_source(&rig, "", 0, -1));
    atomic_store(&rig.kept.draining, 1);
    read_reply(rig.peer, text, sizeof(text));
    wait_done(&rig);
    finish(&rig);

    /* The end of the thread is one too. */
    start(&rig, 2);
    park(&rig, make_source(&rig, "", 0, -1));
    fp_streams_free(rig.streams);
    rig.streams = NULL;
    read_reply(rig.peer, text, sizeof(text));
    assert_int_equal(atomic_load(&rig.conn.state), FP_CONN_DONE);
    assert_int_equal(atomic_load(&rig.freed), 1);
    finish(&rig);
}

static void
test_places(void **state)
{
    struct rig rig;

    (void)state;
    assert_false(fp_streams_take_place(NULL));
    start(&rig, 2);
    assert_true(fp_streams_take_place(rig.streams));
    assert_true(fp_streams_take_place(rig.streams));
    assert_false(fp_streams_take_place(rig.streams));
    /* A reply that came to nothing gives its place back. */
    fp_streams_add(rig.streams, &rig.conn, NULL, ID);
    assert_int_equal(atomic_load(&rig.conn.state), FP_CONN_DONE);
    assert_true(fp_streams_take_place(rig.streams));
    assert_false(fp_streams_take_place(rig.streams));
    finish(&rig);
}

static void
test_none_and_none_possible(void **state)
{
    struct fp_error error = { .code = FP_OK };
    struct fp_streams *streams;
    struct rig rig;

    (void)state;
    prepare(&rig, 0);
    streams = (struct fp_streams *)&rig;
    assert_int_equal(fp_streams_new(&rig.kept, &streams, NULL), FP_OK);
    assert_null(streams);
    fp_streams_free(streams);
    prepare(&rig, 2);
    rig.config.handler.service = NULL;
    assert_int_not_equal(fp_streams_new(&rig.kept, &streams, &error), FP_OK);
    assert_string_equal(error.detail, "no worker");
    assert_null(streams);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_until_its_source_is_over),
        cmocka_unit_test(test_until_the_peer_closes),
        cmocka_unit_test(test_until_the_peer_says_anything),
        cmocka_unit_test(test_until_the_peer_is_slow),
        cmocka_unit_test(test_until_the_process_drains),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_none_and_none_possible),
    };

    return cmocka_run_group_tests_name("streams", tests, NULL, NULL);
}
