/* Problem documents. */
#include "base/arena.h"
#include "http/problem.h"
#include "tests/cmocka_fp.h"
#include "tests/http/test_http.h"

static void
writes_the_members(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_http_request request = { .arena = arena,
                                       .request_id = "req-12345" };
    struct fp_http_response response;
    struct fp_faults faults;

    (void)state;
    fp_http_response_init(&response);
    fp_faults_init(&faults, arena);
    fp_faults_add(&faults, "/accounts/0/balance", "too_small",
                  "Must be at least %d, \"not\" -1.", 0);
    fp_faults_add(&faults, "?paths", "out_of_range", "Too many.");
    fp_faults_add(&faults, "@If-Match", "invalid", "No tag.");
    fp_buf_str(&response.body, "half a reply");
    assert_int_equal(fp_problem(&response, &request, 422, "invalid",
                                "The plan has faults.", &faults), 422);
    assert_int_equal(response.status, 422);
    assert_string_equal(response.content_type, "application/problem+json");
    assert_string_equal(
        fp_buf_text(&response.body),
        "{\"type\":\"urn:finplan:problem:invalid\","
        "\"title\":\"Unprocessable Content\",\"status\":422,"
        "\"detail\":\"The plan has faults.\",\"code\":\"invalid\","
        "\"request_id\":\"req-12345\",\"errors\":["
        "{\"pointer\":\"/accounts/0/balance\",\"code\":\"too_small\","
        "\"detail\":\"Must be at least 0, \\\"not\\\" -1.\"},"
        "{\"parameter\":\"paths\",\"code\":\"out_of_range\","
        "\"detail\":\"Too many.\"},"
        "{\"header\":\"If-Match\",\"code\":\"invalid\","
        "\"detail\":\"No tag.\"}]}\n");
    fp_http_response_fini(&response);
    fp_arena_free(arena);
}

static void
counts_what_it_leaves_out(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_http_request request = { .arena = arena };
    struct fp_http_response response;
    struct fp_faults faults;
    int i;

    (void)state;
    fp_http_response_init(&response);
    fp_faults_init(&faults, arena);
    for (i = 0; i < FP_FAULTS_MAX + 3; i++)
        fp_faults_add(&faults, "", "c", "d");
    fp_problem(&response, &request, 422, "invalid", "d", &faults);
    assert_non_null(strstr(fp_buf_text(&response.body),
                           "],\"errors_omitted\":3}"));
    fp_http_response_fini(&response);
    fp_arena_free(arena);
}

static void
maps_codes_to_statuses(void **state)
{
    (void)state;
    assert_int_equal(fp_problem_status(FP_EINVAL), 422);
    assert_int_equal(fp_problem_status(FP_ENOTFOUND), 404);
    assert_int_equal(fp_problem_status(FP_ECONFLICT), 409);
    assert_int_equal(fp_problem_status(FP_EAUTH), 401);
    assert_int_equal(fp_problem_status(FP_EFORBID), 403);
    assert_int_equal(fp_problem_status(FP_EUNAVAIL), 503);
    assert_int_equal(fp_problem_status(FP_ETIMEOUT), 503);
    assert_int_equal(fp_problem_status(FP_EINTERNAL), 500);
    assert_string_equal(fp_problem_title(428), "Precondition Required");
    assert_string_equal(fp_problem_title(299), "Error");
}

int
test_problem(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_the_members),
        cmocka_unit_test(counts_what_it_leaves_out),
        cmocka_unit_test(maps_codes_to_statuses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
