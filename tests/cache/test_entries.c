/* cache/: entries under a seal, and which server has which. */
#include "tests/cmocka_fp.h"

#include "auth/digest.h"
#include "base/clock.h"
#include "cache/entry.h"
#include "cache/servers.h"

static const char SECRET[] = "sixteen bytes and more";
static const struct fp_entry_seal seal = { fp_auth_keyed_hash, SECRET,
                                           sizeof(SECRET) };

static void
entry_round_trip(void **state)
{
    static const char value[] = "some bytes \0 with a zero";
    const char *key = "simulation:abc";
    size_t size = fp_entry_size(strlen(key), sizeof(value)), got, i;
    unsigned char *entry = malloc(size + 1);
    const unsigned char *back = NULL;

    (void)state;
    assert_non_null(entry);
    fp_entry_write(&seal, key, value, sizeof(value), entry);
    assert_int_equal(fp_entry_read(&seal, key, entry, size, &back, &got),
                     FP_OK);
    assert_int_equal(got, sizeof(value));
    assert_memory_equal(back, value, got);
    /* Any other key, any cut, any changed bit. */
    assert_int_equal(fp_entry_read(&seal, "simulation:abd", entry, size,
                                   &back, &got), FP_EINVAL);
    assert_int_equal(fp_entry_read(&seal, "simulation:ab", entry, size, &back,
                                   &got), FP_EINVAL);
    for (i = 0; i < size; i++)
        assert_int_equal(fp_entry_read(&seal, key, entry, i, &back, &got),
                         FP_EINVAL);
    assert_int_equal(fp_entry_read(&seal, key, entry, size + 1, &back, &got),
                     FP_EINVAL);
    assert_int_equal(fp_entry_read(&seal, key, NULL, 0, &back, &got),
                     FP_EINVAL);
    for (i = 0; i < 8 * size; i++) {
        entry[i / 8] ^= (unsigned char)(1 << i % 8);
        if (fp_entry_read(&seal, key, entry, size, &back, &got) == FP_OK)
            fail_msg("bit %zu does not matter", i);
        entry[i / 8] ^= (unsigned char)(1 << i % 8);
    }
    {
        struct fp_entry_seal other = { fp_auth_keyed_hash, "another secret",
                                       14 };

        assert_int_equal(fp_entry_read(&other, key, entry, size, &back, &got),
                         FP_EINVAL);
    }
    free(entry);
}

static void
entry_names(void **state)
{
    struct fp_entry_seal other = { fp_auth_keyed_hash, "another secret", 14 };
    char a[FP_ENTRY_NAME], b[FP_ENTRY_NAME];
    uint64_t spread;

    (void)state;
    fp_entry_name(&seal, "key", a, &spread);
    assert_int_equal(strlen(a), 68);
    assert_int_equal(strncmp(a, "fp1:", 4), 0);
    assert_null(strstr(a, "key"));
    fp_entry_name(&seal, "key", b, &spread);
    assert_string_equal(a, b);
    fp_entry_name(&seal, "kez", b, &spread);
    assert_string_not_equal(a, b);
    fp_entry_name(&other, "key", b, &spread);
    assert_string_not_equal(a, b);
}

static void
server_list(void **state)
{
    static const char *const bad[] = {
        "host:", "host:0", "host:65536", "host:12x", ":11211", "[::1",
        "[::1]11211", "[]:1", "ho st:x", "a/b", "user@host", "a,a:11211",
        "::1",
    };
    struct fp_servers servers = { .n = 9 };
    struct fp_error error;
    char many[FP_CACHE_SERVERS_MAX * 8 + 16] = "";
    size_t i;

    (void)state;
    assert_int_equal(fp_servers_read(NULL, &servers, NULL), FP_OK);
    assert_int_equal(servers.n, 0);
    assert_int_equal(fp_servers_read(" , ", &servers, NULL), FP_OK);
    assert_int_equal(servers.n, 0);
    assert_int_equal(fp_servers_read("memcached:11212, other ,[::1]:5,"
                                     "/run/m.sock,[fe80::1]",
                                     &servers, NULL), FP_OK);
    assert_int_equal(servers.n, 5);
    assert_string_equal(servers.list[0].host, "memcached");
    assert_int_equal(servers.list[0].port, 11212);
    assert_string_equal(servers.list[1].host, "other");
    assert_int_equal(servers.list[1].port, 11211);
    assert_string_equal(servers.list[2].host, "::1");
    assert_int_equal(servers.list[2].port, 5);
    assert_string_equal(servers.list[3].host, "/run/m.sock");
    assert_int_equal(servers.list[3].port, 0);
    assert_string_equal(servers.list[4].host, "fe80::1");
    for (i = 0; i < FP_COUNT(bad); i++) {
        if (fp_servers_read(bad[i], &servers, &error) != FP_EINVAL)
            fail_msg("accepted \"%s\"", bad[i]);
        assert_non_null(strstr(error.detail, "MEMCACHED_SERVERS"));
    }
    assert_int_equal(servers.n, 5); /* untouched */
    for (i = 0; i <= FP_CACHE_SERVERS_MAX; i++)
        sprintf(many + strlen(many), "h%zu,", i);
    assert_int_equal(fp_servers_read(many, &servers, &error), FP_EINVAL);
}

static uint64_t
spread_of(size_t i)
{
    unsigned char hash[FP_SHA256_BYTES];
    uint64_t word;

    assert_int_equal(fp_auth_sha256(&i, sizeof(i), hash), FP_OK);
    memcpy(&word, hash, sizeof(word));
    return word;
}

/* Keys are spread evenly, and one server fewer moves only its own. */
static void
server_choice(void **state)
{
    enum { KEYS = 3000 };
    struct fp_servers three = { .n = 0 }, two = { .n = 0 };
    size_t per[3] = { 0, 0, 0 }, i;

    (void)state;
    assert_null(fp_servers_choose(&two, 1));
    assert_int_equal(fp_servers_read("a,b,c", &three, NULL), FP_OK);
    assert_int_equal(fp_servers_read("a,c", &two, NULL), FP_OK);
    for (i = 0; i < KEYS; i++) {
        const char *was = fp_servers_choose(&three, spread_of(i))->host;

        per[was[0] - 'a']++;
        if (was[0] != 'b')
            assert_string_equal(fp_servers_choose(&two, spread_of(i))->host,
                                was);
    }
    for (i = 0; i < 3; i++) /* ten standard deviations */
        assert_near((double)per[i], KEYS / 3.0, 10 * 25.8);
}

/* The pauses double to their ceiling; one prober at a time; one good answer
 * opens the server again. */
static void
server_pauses(void **state)
{
    const uint64_t ms = 1000000;
    struct fp_servers servers = { .max_pause_ns = 500 * ms };
    static const uint64_t want_ms[] = { 100, 200, 400, 500, 500 };
    struct fp_server *server;
    uint64_t now = 1000 * ms;
    size_t i;

    (void)state;
    assert_int_equal(fp_servers_read("a", &servers, NULL), FP_OK);
    server = &servers.list[0];
    for (i = 0; i < FP_COUNT(want_ms); i++) {
        assert_true(fp_server_ask(server, now));
        fp_server_failed(&servers, server, now);
        assert_int_equal(fp_servers_away(&servers, now), 1);
        /* Others that were under way fail too; it stays one pause. */
        fp_server_failed(&servers, server, now + 1);
        assert_false(fp_server_ask(server, now + want_ms[i] * ms - 1));
        now += want_ms[i] * ms;
        assert_int_equal(fp_servers_away(&servers, now), 0);
    }
    assert_true(fp_server_ask(server, now));
    assert_false(fp_server_ask(server, now)); /* somebody is trying it */
    fp_server_unasked(server);
    assert_true(fp_server_ask(server, now));
    fp_server_good(server);
    assert_true(fp_server_ask(server, now));
    assert_true(fp_server_ask(server, now));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entry_round_trip),
        cmocka_unit_test(entry_names),
        cmocka_unit_test(server_list),
        cmocka_unit_test(server_choice),
        cmocka_unit_test(server_pauses),
    };

    if (fp_auth_init() != FP_OK)
        return 99;
    return cmocka_run_group_tests_name("cache entries", tests, NULL, NULL);
}
