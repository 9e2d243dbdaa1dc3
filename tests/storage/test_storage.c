/* storage without a database: the statement table, configuration, migration
 * verdicts, and what a call does when nobody answers. */
#include "tests/cmocka_fp.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "storage/operator/migrate.h"
#include "storage/plans_store.h"
#include "storage/pool.h"
#include "storage/rows.h"
#include "storage/statements.h"

#define MS UINT64_C(1000000)

static const char user[] = "01890a5d-ac96-774b-bcce-b302099a8057";

static void
test_statements_state_their_parameters(void **state)
{
    (void)state;
    for (int i = 0; i < FP_SQL_COUNT; i++) {
        const struct fp_statement_entry *entry =
            fp_statement_entry((enum fp_statement)i);
        int highest = 0;

        assert_non_null(entry->name);
        assert_non_null(entry->sql);
        for (const char *p = entry->sql; (p = strchr(p, '$')) != NULL; p++) {
            int n = atoi(p + 1);

            assert_in_range(n, 1, FP_SQL_PARAMS_MAX);
            if (n > highest)
                highest = n;
        }
        if (highest != entry->params)
            fail_msg("%s says %d parameters and uses %d", entry->name,
                     entry->params, highest);
        for (int j = 0; j < i; j++)
            assert_string_not_equal(
                entry->name,
                fp_statement_entry((enum fp_statement)j)->name);
    }
}

/* The first lock: every statement on a user's rows names the owner. */
static void
test_statements_name_the_owner(void **state)
{
    (void)state;
    for (int i = FP_SQL_PLAN_INSERT; i <= FP_SQL_SIMULATION_GET; i++) {
        const struct fp_statement_entry *entry =
            fp_statement_entry((enum fp_statement)i);

        if (strstr(entry->sql, "WHERE") != NULL &&
            strstr(entry->sql, "owner_id = $1::uuid") == NULL)
            fail_msg("%s does not name the owner", entry->name);
    }
}

static void
test_pool_refuses_bad_configuration(void **state)
{
    struct fp_storage_config config = { .url = "postgresql://h/db",
                                        .connections = 1 };
    struct fp_storage_pool *pool = NULL;
    struct fp_error error = { .code = FP_OK };

    (void)state;
    config.url = "postgresql://user:secret@[h/db";
    assert_int_equal(fp_storage_pool_new(&config, &pool, &error), FP_EINVAL);
    assert_null(strstr(error.detail, "secret"));
    config.url = "";
    assert_int_equal(fp_storage_pool_new(&config, &pool, &error), FP_EINVAL);
    config.url = "postgresql://h/db";
    config.connections = 0;
    assert_int_equal(fp_storage_pool_new(&config, &pool, &error), FP_EINVAL);
    config.connections = 1;
    config.lock_timeout_ms = -1;
    assert_int_equal(fp_storage_pool_new(&config, &pool, &error), FP_EINVAL);
    assert_null(pool);
}

static unsigned events;

static void
count_event(void *data, const struct fp_storage_event *event)
{
    (void)data;
    assert_string_equal(event->statement, "connect");
    assert_string_equal(event->request_id, "req-1");
    events++;
}

/* Opens a pool on 127.0.0.1:port and reads one plan before `ms` pass. */
static enum fp_err
ask(struct fp_storage_pool *pool, unsigned ms, uint64_t *spent_ms,
    struct fp_error *error)
{
    struct fp_arena *arena = fp_arena_new(0);
    const uint64_t started = fp_clock_monotonic_ns();
    const struct fp_storage_call call = {
        .pool = pool,
        .arena = arena,
        .deadline_ns = started + ms * MS,
        .request_id = "req-1",
        .user_id = user,
    };
    struct fp_stored_plan plan;
    enum fp_err err = fp_storage_plan_get(&call, user, &plan, error);

    *spent_ms = (fp_clock_monotonic_ns() - started) / MS;
    fp_arena_free(arena);
    return err;
}

static struct fp_storage_pool *
pool_at(int port)
{
    char url[128];
    const struct fp_storage_config config = {
        .url = url,
        .connections = 2,
        .connect_timeout_ms = 400,
        .log = count_event,
    };
    struct fp_storage_pool *pool = NULL;

    snprintf(url, sizeof(url),
             "postgresql://u:hidden@/db?hostaddr=127.0.0.1&port=%d", port);
    assert_int_equal(fp_storage_pool_new(&config, &pool, NULL), FP_OK);
    return pool;
}

static int
bound_socket(int *port, int listening)
{
    struct sockaddr_in address = { .sin_family = AF_INET };
    socklen_t len = sizeof(address);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, len), 0);
    if (listening)
        assert_int_equal(listen(fd, 8), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    *port = ntohs(address.sin_port);
    return fd;
}

/* A port that refuses: the first call learns it, the next ones within the
 * back-off do not even try. */
static void
test_down_fails_at_once(void **state)
{
    int port = 0, fd = bound_socket(&port, 0);
    struct fp_storage_pool *pool = pool_at(port);
    struct fp_storage_stats stats;
    struct fp_error error = { .code = FP_OK };
    uint64_t spent = 0;

    (void)state;
    events = 0;
    assert_int_equal(ask(pool, 5000, &spent, &error), FP_EUNAVAIL);
    assert_true(spent < 1000);
    assert_null(strstr(error.detail, "127.0.0.1"));
    assert_int_equal(events, 1);
    assert_int_equal(ask(pool, 5000, &spent, &error), FP_EUNAVAIL);
    assert_true(spent < 20);
    fp_storage_pool_stats(pool, &stats);
    assert_int_equal(stats.down, 1);
    assert_int_equal(stats.refused, 1);
    assert_int_equal(stats.connect_failures, 1);
    assert_int_equal(stats.open, 0);
    assert_int_equal(stats.in_use, 0);
    /* After the back-off one call tries again. */
    usleep(150 * 1000);
    assert_int_equal(ask(pool, 5000, &spent, &error), FP_EUNAVAIL);
    fp_storage_pool_stats(pool, &stats);
    assert_int_equal(stats.connect_failures, 2);
    fp_storage_pool_free(pool);
    close(fd);
}

/* A peer that accepts and says nothing: the connect timeout, or the caller's
 * deadline where that is nearer, ends it. */
static void
test_silent_server_is_cut(void **state)
{
    int port = 0, fd = bound_socket(&port, 1);
    struct fp_storage_pool *pool = pool_at(port);
    struct fp_error error = { .code = FP_OK };
    uint64_t spent = 0;

    (void)state;
    assert_int_equal(ask(pool, 100, &spent, &error), FP_ETIMEOUT);
    assert_in_range(spent, 90, 350);
    assert_int_equal(ask(pool, 5000, &spent, &error), FP_EUNAVAIL);
    assert_in_range(spent, 390, 1500);
    assert_int_equal(ask(pool, 5000, &spent, &error), FP_EUNAVAIL);
    assert_true(spent < 20);
    fp_storage_pool_free(pool);
    close(fd);
}

static void
test_past_deadline_touches_nothing(void **state)
{
    int port = 0, fd = bound_socket(&port, 0);
    struct fp_storage_pool *pool = pool_at(port);
    struct fp_storage_stats stats;
    uint64_t spent = 0;

    (void)state;
    assert_int_equal(ask(pool, 0, &spent, NULL), FP_ETIMEOUT);
    fp_storage_pool_stats(pool, &stats);
    assert_int_equal(stats.connect_failures, 0);
    fp_storage_pool_free(pool);
    close(fd);
}

#define SHA_A                                                                 \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define SHA_B                                                                 \
    "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static void
test_migration_verdicts(void **state)
{
    struct fp_migration known[2] = { { 1, "one", "", SHA_A },
                                     { 2, "two", "", SHA_B } };
    struct fp_applied applied[3] = { { 1, "one", SHA_A, "then" },
                                     { 2, "two", SHA_B, "then" },
                                     { 3, "three", SHA_B, "then" } };
    struct fp_error error = { .code = FP_OK };

    (void)state;
    for (size_t n = 0; n <= 2; n++)
        assert_int_equal(
            fp_storage_migrations_verify(known, 2, applied, n, &error),
            FP_OK);
    assert_int_equal(
        fp_storage_migrations_verify(known, 2, applied, 3, &error),
        FP_ECONFLICT);
    assert_non_null(strstr(error.detail, "newer"));
    applied[1].sha256 = SHA_A;
    assert_int_equal(
        fp_storage_migrations_verify(known, 2, applied, 2, &error),
        FP_ECONFLICT);
    assert_non_null(strstr(error.detail, "0002_two"));
    applied[0].version = 2;
    assert_int_equal(
        fp_storage_migrations_verify(known, 2, applied, 1, &error),
        FP_ECONFLICT);
    known[1].version = 3;
    assert_int_equal(
        fp_storage_migrations_verify(known, 2, applied, 0, &error),
        FP_ECONFLICT);
    assert_non_null(strstr(error.detail, "gaps"));
}

static void
test_text_helpers(void **state)
{
    const unsigned char bytes[3] = { 0x00, 0xab, 0xff };
    char hex[7], number[FP_INT_TEXT];

    (void)state;
    assert_string_equal(fp_hex_text(bytes, sizeof(bytes), hex), "00abff");
    assert_string_equal(fp_int_text(INT64_MIN, number),
                        "-9223372036854775808");
    assert_int_equal(fp_char_count("a\xc3\xa9\xf0\x9f\x8c\xb3"), 3);
}

static void
test_url_parts(void **state)
{
    char name[64], database[64];

    (void)state;
    assert_int_equal(fp_storage_url_parts("postgresql://app:pw@h/data", name,
                                          sizeof(name), database,
                                          sizeof(database)),
                     FP_OK);
    assert_string_equal(name, "app");
    assert_string_equal(database, "data");
    assert_int_equal(fp_storage_url_parts("host=h", name, sizeof(name),
                                          database, sizeof(database)),
                     FP_OK);
    assert_string_equal(name, "");
    assert_int_equal(fp_storage_url_parts("not a url", name, sizeof(name),
                                          database, sizeof(database)),
                     FP_EINVAL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_statements_state_their_parameters),
        cmocka_unit_test(test_statements_name_the_owner),
        cmocka_unit_test(test_pool_refuses_bad_configuration),
        cmocka_unit_test(test_down_fails_at_once),
        cmocka_unit_test(test_silent_server_is_cut),
        cmocka_unit_test(test_past_deadline_touches_nothing),
        cmocka_unit_test(test_migration_verdicts),
        cmocka_unit_test(test_text_helpers),
        cmocka_unit_test(test_url_parts),
    };

    return cmocka_run_group_tests_name("storage", tests, NULL, NULL);
}
