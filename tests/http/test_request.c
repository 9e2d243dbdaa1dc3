/* Requests and replies: decoding, query parameters, ids, header safety. */
#include "base/arena.h"
#include "http/page.h"
#include "http/request.h"
#include "http/response.h"
#include "tests/cmocka_fp.h"
#include "tests/http/test_http.h"

static struct fp_arena *arena;

static int
setup(void **state)
{
    (void)state;
    arena = fp_arena_new(0);
    return arena == NULL;
}

static int
teardown(void **state)
{
    (void)state;
    fp_arena_free(arena);
    return 0;
}

static struct fp_http_request
with_query(const char *query)
{
    struct fp_http_request request = { .arena = arena, .query = query,
                                       .path = "/api/v1/plans" };

    return request;
}

static void
decodes_escapes(void **state)
{
    (void)state;
    assert_string_equal(fp_http_percent_decode(arena, "a%2Fb+c", 7, 0),
                        "a/b+c");
    assert_string_equal(fp_http_percent_decode(arena, "a%c3%a9+c", 9, 1),
                        "a\xc3\xa9 c");
    assert_null(fp_http_percent_decode(arena, "%4", 2, 0));
    assert_null(fp_http_percent_decode(arena, "%zz", 3, 0));
    assert_null(fp_http_percent_decode(arena, "%00", 3, 0));
    assert_null(fp_http_percent_decode(arena, "%ff", 3, 0));
    assert_null(fp_http_percent_decode(arena, "a\0b", 3, 0));
}

static void
finds_query_parameters(void **state)
{
    struct fp_http_request request =
        with_query("a=1&&b=two%20words&flag&a=3&c=%zz");

    (void)state;
    assert_string_equal(fp_http_query_param(&request, "a"), "1");
    assert_string_equal(fp_http_query_param(&request, "b"), "two words");
    assert_string_equal(fp_http_query_param(&request, "flag"), "");
    assert_null(fp_http_query_param(&request, "c"));
    assert_null(fp_http_query_param(&request, "d"));
}

static void
names_wrong_query_parameters(void **state)
{
    static const char *const names[] = { "paths", "seed" };
    struct fp_http_request request =
        with_query("paths=0&seed=1&seed=2&colour=red&x=%f");
    struct fp_faults faults;
    int64_t paths = -1;

    (void)state;
    fp_faults_init(&faults, arena);
    fp_http_query_check(&request, names, 2, &faults);
    assert_int_equal(faults.count, 3);
    assert_string_equal(faults.list[0].pointer, "?seed");
    assert_string_equal(faults.list[0].code, "duplicate");
    assert_string_equal(faults.list[1].pointer, "?colour");
    assert_string_equal(faults.list[1].code, "unknown_parameter");
    assert_string_equal(faults.list[2].code, "malformed");
    assert_int_equal(fp_http_query_int(&request, "paths", 1, 10, &paths,
                                       &faults), 0);
    assert_int_equal(paths, -1);
    assert_string_equal(faults.list[3].pointer, "?paths");
    assert_int_equal(fp_http_query_int(&request, "seed", 0, 10, &paths,
                                       &faults), 1);
    assert_int_equal(paths, 1);
}

static void
methods_are_case_sensitive(void **state)
{
    (void)state;
    assert_int_equal(fp_http_method_parse("DELETE"), FP_HTTP_DELETE);
    assert_int_equal(fp_http_method_parse("delete"), FP_HTTP_OTHER);
    assert_int_equal(fp_http_method_parse(""), FP_HTTP_OTHER);
    assert_string_equal(fp_http_method_name(FP_HTTP_PATCH), "PATCH");
    assert_string_equal(fp_http_method_name(FP_HTTP_OTHER), "OTHER");
}

static void
keeps_good_ids_and_replaces_bad_ones(void **state)
{
    struct fp_http_request request = with_query("");
    char long_id[80];

    (void)state;
    fp_http_request_id_set(&request, "0123456789abcdef0123456789abcdef");
    assert_string_equal(request.request_id,
                        "0123456789abcdef0123456789abcdef");
    fp_http_request_id_set(&request, "short");
    assert_int_equal(strlen(request.request_id), 36);
    fp_http_request_id_set(&request, "evil\r\nSet-Cookie: a=b");
    assert_int_equal(strlen(request.request_id), 36);
    fp_http_request_id_set(&request, NULL);
    assert_int_equal(strlen(request.request_id), 36);
    memset(long_id, 'a', sizeof(long_id));
    long_id[65] = '\0';
    fp_http_request_id_set(&request, long_id);
    assert_int_equal(strlen(request.request_id), 36);
    long_id[64] = '\0';
    fp_http_request_id_set(&request, long_id);
    assert_string_equal(request.request_id, long_id);
}

static void
headers_cannot_split_a_reply(void **state)
{
    struct fp_http_response response;
    int i;

    (void)state;
    fp_http_response_init(&response);
    fp_http_response_header(&response, "A", "1");
    fp_http_response_header(&response, "B", "1\r\nC: 2");
    fp_http_response_header(&response, "D\n", "1");
    assert_int_equal(response.n_headers, 1);
    for (i = 0; i < 2 * FP_HTTP_HEADERS_MAX; i++)
        fp_http_response_header(&response, "E", "1");
    assert_int_equal(response.n_headers, FP_HTTP_HEADERS_MAX);
    response.status = 404;
    fp_buf_str(&response.body, "x");
    fp_http_response_reset(&response);
    assert_int_equal(response.status, 200);
    assert_int_equal(response.n_headers, 0);
    assert_int_equal(response.body.len, 0);
    fp_http_response_fini(&response);
}

/* Stands in for the keyed hash of auth/: every byte counts. */
static void
mix(const void *key, size_t key_len, const void *bytes, size_t len,
    unsigned char out[32])
{
    const unsigned char *p = bytes;
    uint64_t sum = key_len > 0 ? *(const unsigned char *)key : 0;
    size_t i;

    for (i = 0; i < len; i++)
        sum = (sum ^ p[i]) * UINT64_C(1099511628211);
    for (i = 0; i < 32; i++)
        out[i] = (unsigned char)(sum >> (i % 8 * 8));
}

/* A request for a page of the list at path, as owner asks for it. */
static struct fp_http_request
sealed(const char *owner, const char *path, const char *query)
{
    static const unsigned char key[1] = { 7 };
    struct fp_http_request request = with_query(query);

    request.path = path;
    request.seal = (struct fp_http_seal){ mix, key, sizeof(key), owner };
    return request;
}

static size_t
faults_of(const char *owner, const char *path, const char *cursor)
{
    struct fp_http_request request =
        sealed(owner, path, fp_arena_printf(arena, "cursor=%s", cursor));
    struct fp_faults faults;
    struct fp_page page;

    fp_faults_init(&faults, arena);
    fp_page_read(&request, &page, &faults);
    assert_int_equal(page.after[0] != '\0', faults.count == 0);
    return faults.count;
}

/* A cursor of somebody else, of another list, or with one bit changed. */
static void
foreign_and_forged_cursors_are_faults(void **state)
{
    struct fp_http_request request = sealed("alice", "/plans", "");
    const char *cursor = fp_page_cursor(&request, "0190b6d4-7e1a");
    size_t len, i;
    char *forged;

    (void)state;
    assert_non_null(cursor);
    assert_int_equal(faults_of("alice", "/plans", cursor), 0);
    assert_int_equal(faults_of("bob", "/plans", cursor), 1);
    assert_int_equal(faults_of(NULL, "/plans", cursor), 1);
    assert_int_equal(faults_of("alice", "/goals", cursor), 1);
    assert_int_equal(faults_of("alice/", "plans", cursor), 1);
    len = strlen(cursor);
    for (i = 0; i < len; i++) {
        forged = fp_arena_strdup(arena, cursor);
        forged[i] = forged[i] == 'A' ? 'B' : 'A';
        assert_int_equal(faults_of("alice", "/plans", forged), 1);
    }
    forged = fp_arena_strndup(arena, cursor, len - 2);
    assert_int_equal(faults_of("alice", "/plans", forged), 1);
    request.seal.hash = NULL;
    assert_null(fp_page_cursor(&request, "0190b6d4-7e1a"));
}

static void
cursors_come_back(void **state)
{
    static const char *const keys[] = { "a", "ab", "abc",
        "0190b6d4-7e1a-7c3e-8b1e-2f0c5a6d7e8f" };
    struct fp_page page;
    struct fp_faults faults;
    size_t i;

    (void)state;
    for (i = 0; i < FP_COUNT(keys); i++) {
        struct fp_http_request request = sealed("alice", "/plans", "");

        request.query = fp_arena_printf(arena, "limit=7&cursor=%s",
                                        fp_page_cursor(&request, keys[i]));
        fp_faults_init(&faults, arena);
        fp_page_read(&request, &page, &faults);
        assert_true(fp_faults_none(&faults));
        assert_int_equal(page.limit, 7);
        assert_string_equal(page.after, keys[i]);
    }
}

static void
bad_pages_are_faults(void **state)
{
    static const char *const queries[] = {
        "limit=0", "limit=201", "limit=ten", "cursor=", "cursor=a",
        "cursor=YR", "cursor=!!!!", "cursor=AAAA"
    };
    struct fp_page page;
    struct fp_faults faults;
    size_t i;

    (void)state;
    for (i = 0; i < FP_COUNT(queries); i++) {
        struct fp_http_request request = sealed("alice", "/plans",
                                                queries[i]);

        fp_faults_init(&faults, arena);
        fp_page_read(&request, &page, &faults);
        assert_int_equal(faults.count, 1);
        assert_int_equal(page.limit, FP_PAGE_DEFAULT);
        assert_string_equal(page.after, "");
    }
}

static void
links_to_the_next_page(void **state)
{
    struct fp_http_request request = sealed("alice", "/api/v1/plans",
                                            "limit=2");
    struct fp_http_response response;
    struct fp_page page = { .limit = 2, .after = "" };

    (void)state;
    fp_http_response_init(&response);
    fp_page_link(&request, &response, &page, "abc");
    assert_int_equal(response.n_headers, 1);
    assert_string_equal(response.headers[0].name, "Link");
    assert_string_equal(response.headers[0].value,
                        fp_arena_printf(
                            arena, "</api/v1/plans?limit=2&cursor=%s>; "
                                   "rel=\"next\"",
                            fp_page_cursor(&request, "abc")));
    fp_http_response_fini(&response);
}

int
test_request(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decodes_escapes),
        cmocka_unit_test(finds_query_parameters),
        cmocka_unit_test(names_wrong_query_parameters),
        cmocka_unit_test(methods_are_case_sensitive),
        cmocka_unit_test(keeps_good_ids_and_replaces_bad_ones),
        cmocka_unit_test(headers_cannot_split_a_reply),
        cmocka_unit_test(cursors_come_back),
        cmocka_unit_test(foreign_and_forged_cursors_are_faults),
        cmocka_unit_test(bad_pages_are_faults),
        cmocka_unit_test(links_to_the_next_page),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
