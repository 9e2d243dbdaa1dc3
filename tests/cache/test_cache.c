/* cache/: a cache in front of nobody, of a silent
 * server, of rubbish and of a slow one. No memcached is needed here. */
#include "tests/cmocka_fp.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#include "auth/digest.h"
#include "base/clock.h"
#include "cache/cache.h"

static const char SECRET[] = "sixteen bytes and more";

/* --- whole caches -------------------------------------------------------- */

static struct fp_cache *
cache_at(const char *servers, int max_pause_ms)
{
    struct fp_cache *cache = NULL;
    struct fp_error error = { 0 };

    if (fp_cache_new(&(struct fp_cache_config){
                         .servers = servers,
                         .secret = SECRET,
                         .secret_len = sizeof(SECRET),
                         .hash = fp_auth_keyed_hash,
                         .ttl_s = 60,
                         .max_pause_ms = max_pause_ms },
                     &cache, &error) != FP_OK)
        fail_msg("%s", error.detail);
    return cache;
}

static int
ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

enum { CALLS = 15 };

/* CALLS gets, all of them misses, `gap_ms` apart. The times in ms: most of
 * them, and the worst one on a machine that others use too. */
static void
all_miss(struct fp_cache *cache, int gap_ms, double median_ms, double worst_ms)
{
    double took[CALLS];
    struct fp_buf out;
    int i;

    fp_buf_init(&out, 0);
    for (i = 0; i < CALLS; i++) {
        uint64_t from = fp_clock_monotonic_ns();

        assert_int_equal(fp_cache_get(cache, "key", &out), FP_ENOTFOUND);
        took[i] = (double)(fp_clock_monotonic_ns() - from) / 1e6;
        if (gap_ms > 0)
            poll(NULL, 0, gap_ms);
    }
    assert_int_equal(out.len, 0);
    qsort(took, CALLS, sizeof(took[0]), ascending);
    if (took[CALLS / 2] > median_ms || took[CALLS - 1] > worst_ms)
        fail_msg("median %.1f ms, worst %.1f ms", took[CALLS / 2],
                 took[CALLS - 1]);
    fp_buf_fini(&out);
}

static void
no_servers(void **state)
{
    struct fp_cache *cache = cache_at("", 0);
    struct fp_cache_stats stats;

    (void)state;
    all_miss(cache, 0, 5, 60);
    fp_cache_put(cache, "key", "value", 5);
    fp_cache_stats(cache, &stats);
    assert_int_equal(stats.servers, 0);
    assert_int_equal(stats.events[FP_CACHE_MISS], CALLS);
    assert_int_equal(stats.events[FP_CACHE_ERROR], 0);
    fp_cache_free(cache);
}

static void
settings(void **state)
{
    struct fp_cache_config good = { .secret = SECRET, .secret_len = 22,
                                    .hash = fp_auth_keyed_hash, .ttl_s = 1 };
    struct fp_cache_config bad;
    struct fp_cache *cache = NULL;
    struct fp_error error;

    (void)state;
    bad = good;
    bad.ttl_s = 0;
    assert_int_equal(fp_cache_new(&bad, &cache, &error), FP_EINVAL);
    assert_non_null(strstr(error.detail, "CACHE_TTL_SECONDS"));
    bad.ttl_s = 2592001;
    assert_int_equal(fp_cache_new(&bad, &cache, &error), FP_EINVAL);
    bad = good;
    bad.secret_len = 15;
    assert_int_equal(fp_cache_new(&bad, &cache, &error), FP_EINVAL);
    bad = good;
    bad.hash = NULL;
    assert_int_equal(fp_cache_new(&bad, &cache, &error), FP_EINVAL);
    bad = good;
    bad.threads = 17;
    assert_int_equal(fp_cache_new(&bad, &cache, &error), FP_EINVAL);
    bad = good;
    bad.servers = "host:port";
    assert_int_equal(fp_cache_new(&bad, &cache, &error), FP_EINVAL);
    assert_null(cache);
}

/* A listening socket on a free port of the loopback; its address in text. */
static int
listen_somewhere(char text[32], int backlog)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t len = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, len), 0);
    if (backlog >= 0)
        assert_int_equal(listen(fd, backlog), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    sprintf(text, "127.0.0.1:%d", ntohs(address.sin_port));
    return fd;
}

static void
closed_port(void **state)
{
    char address[32];
    /* Bound and not listening: connections are refused, and nobody else can
     * take the port meanwhile. */
    int fd = listen_somewhere(address, -1);
    struct fp_cache *cache = cache_at(address, 0);
    struct fp_cache_stats stats;

    (void)state;
    all_miss(cache, 0, 5, 60);
    fp_cache_put(cache, "key", "value", 5);
    fp_cache_stats(cache, &stats);
    assert_true(stats.events[FP_CACHE_ERROR] +
                    stats.events[FP_CACHE_TIMEOUT] >= 1);
    assert_true(stats.events[FP_CACHE_SKIPPED] >= CALLS / 2);
    assert_int_equal(stats.events[FP_CACHE_HIT], 0);
    assert_int_equal(stats.events[FP_CACHE_ERROR] +
                         stats.events[FP_CACHE_TIMEOUT] +
                         stats.events[FP_CACHE_SKIPPED], CALLS);
    fp_cache_free(cache);
    close(fd);
}

/* Accepted by the kernel, answered by nobody. Every call that asks is let go
 * at 20 ms, and most do not ask. */
static void
silent_server(void **state)
{
    char address[32];
    int fd = listen_somewhere(address, 16);
    struct fp_cache *cache = cache_at(address, 0);
    struct fp_cache_stats stats;

    (void)state;
    all_miss(cache, 0, 5, 80);
    fp_cache_stats(cache, &stats);
    assert_true(stats.events[FP_CACHE_TIMEOUT] >= 1);
    assert_true(stats.events[FP_CACHE_SKIPPED] >= CALLS / 2);
    assert_int_equal(stats.away, 1);
    fp_cache_free(cache);
    /* With hardly any pause most of them ask: the budget itself. */
    cache = cache_at(address, 1);
    all_miss(cache, 5, 40, 100);
    fp_cache_stats(cache, &stats);
    assert_true(stats.events[FP_CACHE_TIMEOUT] >= 3);
    fp_cache_free(cache);
    close(fd);
}

/* A name that cannot be resolved is the resolver's time, not the caller's. */
static void
unknown_name(void **state)
{
    struct fp_cache *cache = cache_at("no-such-host.invalid", 0);

    (void)state;
    all_miss(cache, 0, 5, 80);
    fp_cache_free(cache);
}

/* A peer that answers whatever it is told to, a piece at a time. */
struct peer {
    int fd;
    char address[32];
    pthread_t thread;
    const char *answer;
    size_t len;
    int piece;        /* bytes at once; 0: all */
    int gap_ms;
    atomic_int stop;
};

static void
answer(struct peer *peer, int fd)
{
    char question[256];
    size_t at = 0;

    while (!atomic_load(&peer->stop)) {
        struct pollfd in = { .fd = fd, .events = POLLIN };

        if (poll(&in, 1, 20) > 0 &&
            recv(fd, question, sizeof(question), 0) <= 0)
            return;
        if (in.revents == 0 && at == 0)
            continue;
        while (at < peer->len && !atomic_load(&peer->stop)) {
            size_t n = peer->piece > 0 ? (size_t)peer->piece : peer->len;

            if (n > peer->len - at)
                n = peer->len - at;
            if (send(fd, peer->answer + at, n, MSG_NOSIGNAL) < 0)
                return;
            at += n;
            if (peer->gap_ms > 0)
                poll(NULL, 0, peer->gap_ms);
        }
        at = 0;
    }
}

static void *
peer_main(void *data)
{
    struct peer *peer = data;

    while (!atomic_load(&peer->stop)) {
        struct pollfd in = { .fd = peer->fd, .events = POLLIN };
        int fd;

        if (poll(&in, 1, 20) <= 0)
            continue;
        fd = accept(peer->fd, NULL, NULL);
        if (fd < 0)
            continue;
        answer(peer, fd);
        close(fd);
    }
    return NULL;
}

static void
peer_start(struct peer *peer, const char *text, size_t len)
{
    memset(peer, 0, sizeof(*peer));
    peer->fd = listen_somewhere(peer->address, 16);
    peer->answer = text;
    peer->len = len;
}

static void
peer_run(struct peer *peer)
{
    assert_int_equal(pthread_create(&peer->thread, NULL, peer_main, peer), 0);
}

static void
peer_stop(struct peer *peer)
{
    atomic_store(&peer->stop, 1);
    pthread_join(peer->thread, NULL);
    close(peer->fd);
}

/* What other protocols and a broken memcached would say. Lengths forged by a
 * hostile one are libmemcached's to survive (see cache.h). */
static void
rubbish(void **state)
{
    static const struct {
        const char *text;
        size_t len;
    } answers[] = {
#define TEXT(t) { t, sizeof(t) - 1 }
        TEXT("HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"),
        TEXT("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
        TEXT("VALUE x 0 4294967295\r\nshort\r\nEND\r\n"),
        TEXT("VALUE fp1:other 0 5\r\nvalue\r\nEND\r\n"),
        TEXT("END\r\n"),
        TEXT("STORED\r\n"),
        TEXT("DELETED\r\n"),
        TEXT("ERROR\r\n"),
        TEXT("SERVER_ERROR out of everything\r\n"),
        TEXT("\r\n\r\n\r\n\r\n"),
        TEXT("\xff\xfe\xfd\xfc\r\n"),
    };
    size_t i;

    (void)state;
    for (i = 0; i < FP_COUNT(answers); i++) {
        struct fp_cache_stats stats;
        struct fp_cache *cache;
        struct peer peer;

        peer_start(&peer, answers[i].text, answers[i].len);
        peer_run(&peer);
        cache = cache_at(peer.address, 0);
        all_miss(cache, 0, 20, 80);
        fp_cache_put(cache, "key", "value", 5);
        fp_cache_stats(cache, &stats);
        assert_int_equal(stats.events[FP_CACHE_HIT], 0);
        fp_cache_free(cache);
        peer_stop(&peer);
    }
}

/* One byte now and then keeps every step of libmemcached within its own time
 * limit; the caller is let go all the same. */
static void
trickle(void **state)
{
    static char text[400];
    struct fp_cache *cache;
    struct peer peer;

    (void)state;
    memset(text, 'V', sizeof(text));
    peer_start(&peer, text, sizeof(text));
    peer.piece = 1;
    peer.gap_ms = 5;
    peer_run(&peer);
    cache = cache_at(peer.address, 0);
    all_miss(cache, 0, 5, 80);
    atomic_store(&peer.stop, 1);
    fp_cache_free(cache);
    peer_stop(&peer);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_servers),
        cmocka_unit_test(settings),
        cmocka_unit_test(closed_port),
        cmocka_unit_test(silent_server),
        cmocka_unit_test(unknown_name),
        cmocka_unit_test(rubbish),
        cmocka_unit_test(trickle),
    };

    if (fp_auth_init() != FP_OK)
        return 99;
    return cmocka_run_group_tests_name("cache", tests, NULL, NULL);
}
