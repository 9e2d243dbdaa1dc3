/* Route matching. */
#include "base/arena.h"
#include "http/route.h"
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

static int
handler(struct fp_call *call)
{
    (void)call;
    return 200;
}

static const struct fp_route table[] = {
    { .method = FP_HTTP_GET, .path = "/health", .handler = handler },
    { .method = FP_HTTP_POST, .path = "/plans", .handler = handler },
    { .method = FP_HTTP_GET, .path = "/plans", .handler = handler },
    { .method = FP_HTTP_PUT, .path = "/plans/{id}", .handler = handler },
    { .method = FP_HTTP_POST, .path = "/plans/{id}/runs/{run}",
      .handler = handler },
    { .method = FP_HTTP_GET, .path = "/plans/latest", .handler = handler },
};

static enum fp_route_verdict
match(enum fp_http_method method, const char *path,
      struct fp_http_request *request, const struct fp_route **route,
      char allow[FP_ROUTE_ALLOW_TEXT])
{
    memset(request, 0, sizeof(*request));
    request->arena = arena;
    request->method = method;
    request->path = path;
    *route = NULL;
    return fp_route_match(table, FP_COUNT(table), request, route, allow);
}

static void
matches_exact_paths(void **state)
{
    struct fp_http_request request;
    const struct fp_route *route;
    char allow[FP_ROUTE_ALLOW_TEXT];

    (void)state;
    assert_int_equal(match(FP_HTTP_GET, "/plans", &request, &route, allow),
                     FP_ROUTE_FOUND);
    assert_ptr_equal(route, &table[2]);
    assert_string_equal(request.route, "/plans");
    assert_string_equal(allow, "GET, HEAD, POST, OPTIONS");
    assert_int_equal(match(FP_HTTP_HEAD, "/health", &request, &route, allow),
                     FP_ROUTE_FOUND);
    assert_ptr_equal(route, &table[0]);
}

static void
binds_parameters(void **state)
{
    struct fp_http_request request;
    const struct fp_route *route;
    char allow[FP_ROUTE_ALLOW_TEXT];

    (void)state;
    assert_int_equal(match(FP_HTTP_POST, "/plans/p 1/runs/7", &request,
                           &route, allow), FP_ROUTE_FOUND);
    assert_string_equal(fp_http_path_param(&request, "id"), "p 1");
    assert_string_equal(fp_http_path_param(&request, "run"), "7");
    assert_null(fp_http_path_param(&request, "other"));
    assert_string_equal(request.route, "/plans/{id}/runs/{run}");
}

static void
refuses_other_paths(void **state)
{
    static const char *const paths[] = { "/", "/healt", "/healthy",
        "/health/", "/plans/", "/plans//runs/7", "/plans/1/runs", "//health",
        "" };
    struct fp_http_request request;
    const struct fp_route *route;
    char allow[FP_ROUTE_ALLOW_TEXT];
    size_t i;

    (void)state;
    for (i = 0; i < FP_COUNT(paths); i++) {
        assert_int_equal(match(FP_HTTP_GET, paths[i], &request, &route,
                               allow), FP_ROUTE_NONE);
        assert_string_equal(request.route, "unmatched");
        assert_string_equal(allow, "");
        assert_null(route);
    }
}

static void
tells_method_from_path(void **state)
{
    struct fp_http_request request;
    const struct fp_route *route;
    char allow[FP_ROUTE_ALLOW_TEXT];

    (void)state;
    assert_int_equal(match(FP_HTTP_DELETE, "/plans/9", &request, &route,
                           allow), FP_ROUTE_METHOD);
    assert_string_equal(allow, "PUT, OPTIONS");
    assert_string_equal(request.route, "/plans/{id}");
    assert_int_equal(match(FP_HTTP_OTHER, "/health", &request, &route,
                           allow), FP_ROUTE_METHOD);
    assert_int_equal(match(FP_HTTP_OPTIONS, "/plans", &request, &route,
                           allow), FP_ROUTE_OPTIONS);
    assert_string_equal(allow, "GET, HEAD, POST, OPTIONS");
}

static void
literal_segments_win(void **state)
{
    struct fp_http_request request;
    const struct fp_route *route;
    char allow[FP_ROUTE_ALLOW_TEXT];

    (void)state;
    assert_int_equal(match(FP_HTTP_GET, "/plans/latest", &request, &route,
                           allow), FP_ROUTE_FOUND);
    assert_ptr_equal(route, &table[5]);
    assert_string_equal(allow, "GET, HEAD, OPTIONS");
    assert_int_equal(request.n_params, 0);
    /* What only the other template takes is not taken here. */
    assert_int_equal(match(FP_HTTP_PUT, "/plans/latest", &request, &route,
                           allow), FP_ROUTE_METHOD);
    assert_int_equal(match(FP_HTTP_PUT, "/plans/late", &request, &route,
                           allow), FP_ROUTE_FOUND);
    assert_ptr_equal(route, &table[3]);
}

int
test_route(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matches_exact_paths),
        cmocka_unit_test(binds_parameters),
        cmocka_unit_test(literal_segments_win),
        cmocka_unit_test(refuses_other_paths),
        cmocka_unit_test(tells_method_from_path),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
