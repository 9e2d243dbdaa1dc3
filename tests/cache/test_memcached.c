/* cache/ in front of a real memcached, which is also stopped, killed and
 * brought back. Skipped (77) where memcached is not installed. */
#include "tests/cmocka_fp.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "auth/digest.h"
#include "base/clock.h"
#include "cache/cache.h"
#include "cache/entry.h"

extern char **environ;

static const char SECRET[] = "sixteen bytes and more";
static char dir[64];
static char path[96];
static pid_t server;

/* A Unix socket: no port to collide with those of other tests. */
static int
connect_once(void)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    strcpy(address.sun_path, path);
    if (fd >= 0 && connect(fd, (struct sockaddr *)&address,
                           sizeof(address)) != 0) {
        close(fd);
        fd = -1;
    }
    return fd;
}

static int
start(void)
{
    char user[] = "-u", root[] = "root", memory[] = "-m", size[] = "64";
    char name[] = "memcached", socket_flag[] = "-s", threads[] = "-t";
    char one[] = "1";
    char *argv[] = { name, socket_flag, path, memory, size, threads, one,
                     user, root, NULL };
    int tries, fd;

    unlink(path);
    if (posix_spawnp(&server, name, NULL, NULL, argv, environ) != 0)
        return 0;
    for (tries = 0; tries < 250; tries++) {
        if (waitpid(server, NULL, WNOHANG) == server) {
            server = 0;
            return 0;
        }
        fd = connect_once();
        if (fd >= 0) {
            close(fd);
            return 1;
        }
        poll(NULL, 0, 20);
    }
    return 0;
}

static void
stop(void)
{
    if (server > 0) {
        kill(server, SIGKILL);
        waitpid(server, NULL, 0);
    }
    server = 0;
}

static struct fp_cache *
cache_new(int budget_ms, int max_pause_ms)
{
    struct fp_cache *cache = NULL;

    assert_int_equal(fp_cache_new(&(struct fp_cache_config){
                                      .servers = path,
                                      .secret = SECRET,
                                      .secret_len = sizeof(SECRET),
                                      .hash = fp_auth_keyed_hash,
                                      .ttl_s = 60,
                                      .budget_ms = budget_ms,
                                      .max_pause_ms = max_pause_ms },
                                  &cache, NULL), FP_OK);
    return cache;
}

static uint64_t
event(struct fp_cache *cache, enum fp_cache_event which)
{
    struct fp_cache_stats stats;

    fp_cache_stats(cache, &stats);
    return stats.events[which];
}

/* Waits until the event was counted `times` times. */
static void
await(struct fp_cache *cache, enum fp_cache_event which, uint64_t times)
{
    int tries;

    for (tries = 0; tries < 500 && event(cache, which) < times; tries++)
        poll(NULL, 0, 10);
    assert_int_equal(event(cache, which), times);
}

/* Until key is found with this value; for a cache that has to recover. */
static void
await_value(struct fp_cache *cache, const char *key, const char *value)
{
    struct fp_buf out;
    int tries;

    fp_buf_init(&out, 0);
    for (tries = 0; tries < 500; tries++) {
        if (fp_cache_get(cache, key, &out) == FP_OK)
            break;
        fp_cache_put(cache, key, value, strlen(value));
        poll(NULL, 0, 10);
    }
    assert_string_equal(fp_buf_text(&out), value);
    fp_buf_fini(&out);
}

/* A store is not acknowledged, so it may arrive after the next question. */
static void
get_soon(struct fp_cache *cache, const char *key, struct fp_buf *out)
{
    int tries;

    for (tries = 0; tries < 500; tries++) {
        if (fp_cache_get(cache, key, out) == FP_OK)
            return;
        poll(NULL, 0, 10);
    }
    fail_msg("%s never arrives", key);
}

static void
there_and_back(void **state)
{
    /* A wide budget: this test is about values, not time. */
    struct fp_cache *cache = cache_new(5000, 0), *pod = cache_new(5000, 0);
    struct fp_buf out;
    char *big = malloc(FP_CACHE_VALUE_MAX + 1);
    size_t i;

    (void)state;
    assert_non_null(big);
    fp_buf_init(&out, 0);
    assert_int_equal(fp_cache_get(cache, "a", &out), FP_ENOTFOUND);
    assert_int_equal(event(cache, FP_CACHE_MISS), 1);
    fp_cache_put(cache, "a", "one\0two", 7);
    await(cache, FP_CACHE_STORED, 1);
    fp_buf_str(&out, "before:");
    get_soon(cache, "a", &out);
    assert_int_equal(out.len, 14);
    assert_memory_equal(out.data, "before:one\0two", 14);
    assert_int_equal(event(cache, FP_CACHE_HIT), 1);
    /* Another process with the same secret finds it too. */
    fp_buf_reset(&out);
    assert_int_equal(fp_cache_get(pod, "a", &out), FP_OK);
    assert_int_equal(out.len, 7);

    fp_cache_put(cache, "empty", "", 0);
    await(cache, FP_CACHE_STORED, 2);
    fp_buf_reset(&out);
    get_soon(cache, "empty", &out);
    assert_int_equal(out.len, 0);

    for (i = 0; i <= FP_CACHE_VALUE_MAX; i++)
        big[i] = (char)(i * 31 + i / 251);
    fp_cache_put(cache, "big", big, FP_CACHE_VALUE_MAX);
    await(cache, FP_CACHE_STORED, 3);
    fp_buf_reset(&out);
    get_soon(cache, "big", &out);
    assert_int_equal(out.len, FP_CACHE_VALUE_MAX);
    assert_memory_equal(out.data, big, FP_CACHE_VALUE_MAX);
    fp_cache_put(cache, "huge", big, FP_CACHE_VALUE_MAX + 1);
    await(cache, FP_CACHE_DROPPED, 1);
    assert_int_equal(fp_cache_get(cache, "huge", &out), FP_ENOTFOUND);
    /* A reply without room for it is left alone. */
    {
        struct fp_buf small;

        fp_buf_init(&small, 6);
        assert_int_equal(fp_cache_get(cache, "a", &small), FP_ENOTFOUND);
        assert_int_equal(fp_buf_error(&small), FP_OK);
        fp_buf_fini(&small);
    }
    assert_int_equal(event(cache, FP_CACHE_ERROR), 0);
    assert_int_equal(event(cache, FP_CACHE_TIMEOUT), 0);
    fp_buf_fini(&out);
    fp_cache_free(cache);
    fp_cache_free(pod);
    free(big);
}

/* Stores bytes under the name of key, as somebody else would. */
static void
plant(const char *key, const void *bytes, size_t len)
{
    struct fp_entry_seal seal = { fp_auth_keyed_hash, SECRET,
                                  sizeof(SECRET) };
    char name[FP_ENTRY_NAME], line[128], reply[16] = "";
    uint64_t spread;
    int fd = connect_once(), n;

    assert_true(fd >= 0);
    fp_entry_name(&seal, key, name, &spread);
    n = snprintf(line, sizeof(line), "set %s 0 60 %zu\r\n", name, len);
    assert_int_equal(send(fd, line, (size_t)n, MSG_NOSIGNAL), n);
    assert_int_equal(send(fd, bytes, len, MSG_NOSIGNAL), (ssize_t)len);
    assert_int_equal(send(fd, "\r\n", 2, MSG_NOSIGNAL), 2);
    assert_int_equal(recv(fd, reply, 8, MSG_WAITALL), 8);
    assert_string_equal(reply, "STORED\r\n");
    close(fd);
}

static void
foreign_entries(void **state)
{
    struct fp_entry_seal seal = { fp_auth_keyed_hash, SECRET,
                                  sizeof(SECRET) };
    struct fp_cache *cache = cache_new(5000, 0);
    unsigned char entry[FP_ENTRY_HEAD + 16];
    struct fp_buf out;

    (void)state;
    fp_buf_init(&out, 0);
    fp_entry_write(&seal, "key", "value", 5, entry);
    plant("key", entry, fp_entry_size(3, 5));
    assert_int_equal(fp_cache_get(cache, "key", &out), FP_OK);
    assert_string_equal(fp_buf_text(&out), "value");
    fp_buf_reset(&out);
    plant("key", entry, fp_entry_size(3, 5) - 1);
    assert_int_equal(fp_cache_get(cache, "key", &out), FP_ENOTFOUND);
    plant("kez", entry, fp_entry_size(3, 5)); /* replayed elsewhere */
    assert_int_equal(fp_cache_get(cache, "kez", &out), FP_ENOTFOUND);
    entry[FP_ENTRY_HEAD + 3] ^= 1;
    plant("key", entry, fp_entry_size(3, 5));
    assert_int_equal(fp_cache_get(cache, "key", &out), FP_ENOTFOUND);
    plant("key", "value", 5);
    assert_int_equal(fp_cache_get(cache, "key", &out), FP_ENOTFOUND);
    plant("key", "", 0);
    assert_int_equal(fp_cache_get(cache, "key", &out), FP_ENOTFOUND);
    assert_int_equal(out.len, 0);
    assert_int_equal(event(cache, FP_CACHE_MISS), 5);
    fp_buf_fini(&out);
    fp_cache_free(cache);
}

static int
ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void
misses_quickly(struct fp_cache *cache)
{
    enum { CALLS = 15 };
    double took[CALLS];
    struct fp_buf out;
    int i;

    fp_buf_init(&out, 0);
    for (i = 0; i < CALLS; i++) {
        uint64_t from = fp_clock_monotonic_ns();

        assert_int_equal(fp_cache_get(cache, "key", &out), FP_ENOTFOUND);
        took[i] = (double)(fp_clock_monotonic_ns() - from) / 1e6;
    }
    qsort(took, CALLS, sizeof(took[0]), ascending);
    if (took[CALLS / 2] > 20 || took[CALLS - 1] > 80)
        fail_msg("median %.1f ms, worst %.1f ms", took[CALLS / 2],
                 took[CALLS - 1]);
    fp_buf_fini(&out);
}

/* A memcached that is stopped mid-flight, then goes on. */
static void
stopped_and_continued(void **state)
{
    struct fp_cache *cache = cache_new(0, 200);

    (void)state;
    await_value(cache, "key", "value");
    assert_int_equal(kill(server, SIGSTOP), 0);
    poll(NULL, 0, 20);
    misses_quickly(cache);
    fp_cache_put(cache, "other", "value", 5);
    assert_true(event(cache, FP_CACHE_TIMEOUT) >= 1);
    assert_true(event(cache, FP_CACHE_SKIPPED) >= 1);
    assert_int_equal(kill(server, SIGCONT), 0);
    await_value(cache, "key", "value");
    fp_cache_free(cache);
}

static void
killed_and_restarted(void **state)
{
    struct fp_cache *cache = cache_new(0, 200);

    (void)state;
    await_value(cache, "key", "value");
    stop();
    misses_quickly(cache);
    assert_true(start());
    await_value(cache, "key", "again");
    fp_cache_free(cache);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(foreign_entries),
        cmocka_unit_test(stopped_and_continued),
        cmocka_unit_test(killed_and_restarted),
    };
    int failed;

    if (fp_auth_init() != FP_OK)
        return 99;
    snprintf(dir, sizeof(dir), "/tmp/fp-memcached-XXXXXX");
    if (mkdtemp(dir) == NULL)
        return 99;
    snprintf(path, sizeof(path), "%s/m.sock", dir);
    if (!start()) {
        stop();
        rmdir(dir);
        fprintf(stderr, "memcached does not start here: skipped\n");
        return 77;
    }
    failed = cmocka_run_group_tests_name("memcached", tests, NULL, NULL);
    stop();
    unlink(path);
    rmdir(dir);
    return failed;
}
