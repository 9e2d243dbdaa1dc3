/* The calculators and the stored routes without a database: answers, faults
 * with their pointers, statuses. */
#include "base/clock.h"
#include "handlers/state.h"
#include "tests/cmocka_fp.h"
#include "tests/handlers/drive.h"

static struct drive drive;

static const char good[] =
    "{\"start_year\":2026,"
    "\"household\":{\"filing_status\":\"single\",\"state\":\"none\","
    "\"people\":[{\"id\":\"pat\",\"birth_year\":1961,"
    "\"retirement_age\":65,\"plan_to_age\":95}]},"
    "\"accounts\":[{\"id\":\"a\",\"owner\":\"pat\",\"type\":\"taxable\","
    "\"balance\":1000000,\"cost_basis\":1000000,"
    "\"allocation\":{\"us_stock\":1}}],"
    "\"expenses\":[{\"id\":\"living\",\"amount\":40000}],"
    "\"taxes\":{\"model\":\"none\"},"
    "\"market\":{\"model\":\"lognormal\","
    "\"assets\":{\"us_stock\":{\"mean\":0.05,\"sd\":0.12}},"
    "\"basis\":\"real\",\"inflation\":{\"model\":\"fixed\",\"mean\":0}}}";

/* Three faults in three places, and an unknown field. */
static const char faulty[] =
    "{\"start_year\":2026,\"colour\":\"red\","
    "\"household\":{\"filing_status\":\"singel\",\"state\":\"none\","
    "\"people\":[{\"id\":\"pat\",\"birth_year\":1961,"
    "\"retirement_age\":65,\"plan_to_age\":95}]},"
    "\"accounts\":[{\"id\":\"a\",\"owner\":\"pat\",\"type\":\"taxable\","
    "\"balance\":-1,\"allocation\":{\"us_stock\":1}}],"
    "\"expenses\":[{\"id\":\"living\",\"amount\":\"much\"}],"
    "\"market\":{\"model\":\"lognormal\","
    "\"assets\":{\"us_stock\":{\"mean\":0.05,\"sd\":0.12}}}}";

static int
setup(void **state)
{
    struct fp_error error;

    (void)state;
    drive_config(&drive);
    drive.config.max_body = 20000;
    drive.config.max_paths = 50000;
    drive.config.default_paths = 300;
    if (fp_metrics_create(NULL, "sim", &drive.config.metrics, &error) !=
        FP_OK)
        return 1;
    drive_open(&drive);
    return 0;
}

static int
teardown(void **state)
{
    (void)state;
    drive_close(&drive);
    fp_metrics_free(drive.config.metrics, 1);
    return 0;
}

static void
expect_problem(int status, int want, const char *code)
{
    char text[64];

    snprintf(text, sizeof(text), "\"code\":\"%s\"", code);
    if (status != want || strstr(drive_body(&drive), text) == NULL)
        fail_msg("%d, expected %d %s: %s", status, want, code,
                 drive_body(&drive));
    assert_string_equal(drive.response.content_type,
                        "application/problem+json");
}

static void
expect_pointer(const char *pointer)
{
    char text[96];

    snprintf(text, sizeof(text), "\"pointer\":\"%s\"", pointer);
    if (strstr(drive_body(&drive), text) == NULL)
        fail_msg("no %s in %s", text, drive_body(&drive));
}

static void
a_bare_plan_is_simulated(void **state)
{
    uint64_t before = fp_metrics_value(drive.config.metrics,
                                       FP_COUNT_PATH_YEARS);
    char *first;

    (void)state;
    drive.query = "paths=400&seed=9";
    assert_int_equal(drive_call(&drive, "POST", "/api/v1/simulations", good),
                     200);
    assert_string_equal(drive.response.content_type, "application/json");
    assert_non_null(strstr(drive_body(&drive), "\"standard_error\""));
    assert_string_equal(drive_header(&drive, "X-Cache"), "miss");
    assert_int_equal(fp_metrics_value(drive.config.metrics,
                                      FP_COUNT_PATH_YEARS),
                     before + 400 * 30);
    first = strdup(drive_body(&drive));
    drive.query = "seed=9&paths=400";
    assert_int_equal(drive_call(&drive, "POST", "/api/v1/simulations", good),
                     200);
    assert_string_equal(drive_body(&drive), first);
    free(first);
}

static void
an_envelope_gives_the_same_bytes(void **state)
{
    char *bare, *envelope = NULL;

    (void)state;
    drive.query = "paths=400&seed=9";
    assert_int_equal(drive_call(&drive, "POST", "/api/v1/simulations", good),
                     200);
    bare = strdup(drive_body(&drive));
    assert_true(asprintf(&envelope, "{\"seed\":9,\"plan\":%s,\"paths\":400}",
                         good) > 0);
    assert_int_equal(drive_call(&drive, "POST", "/api/v1/simulations",
                                envelope), 200);
    assert_string_equal(drive_body(&drive), bare);
    free(envelope);
    free(bare);
}

static void
a_projection_answers(void **state)
{
    (void)state;
    assert_int_equal(drive_call(&drive, "POST", "/api/v1/projections", good),
                     200);
    assert_non_null(strstr(drive_body(&drive), "\"result_id\""));
}

static void
all_faults_come_at_once(void **state)
{
    (void)state;
    expect_problem(drive_call(&drive, "POST", "/api/v1/simulations", faulty),
                   422, "invalid");
    expect_pointer("/colour");
    expect_pointer("/household/filing_status");
    expect_pointer("/expenses/0/amount");
}

static void
pointers_are_relative_to_the_body(void **state)
{
    char *envelope = NULL;

    (void)state;
    assert_true(asprintf(&envelope,
                         "{\"plan\":%s,\"paths\":-4,\"extra\":1}",
                         faulty) > 0);
    expect_problem(drive_call(&drive, "POST", "/api/v1/simulations",
                              envelope), 422, "invalid");
    expect_pointer("/plan/colour");
    expect_pointer("/plan/household/filing_status");
    expect_pointer("/paths");
    expect_pointer("/extra");
    free(envelope);
}

static void
syntax_is_400(void **state)
{
    static const char *const bodies[] = {
        "{", "[1,]", "{\"a\":1,\"a\":2}", "{\"a\":NaN}", "nul",
        "{\"a\":\"\\ud800\"}", "{\"a\":1} x", "{\"a\":\"\xff\"}",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
    };
    size_t i;

    (void)state;
    for (i = 0; i < FP_COUNT(bodies); i++)
        assert_int_equal(drive_call(&drive, "POST", "/api/v1/simulations",
                                    bodies[i]), 400);
    drive.headers[0] = "Content-Type";
    drive.headers[1] = "application/json";
    assert_int_equal(drive_call(&drive, "POST", "/api/v1/simulations", ""),
                     400);
}

static void
the_query_is_checked(void **state)
{
    static const char *const queries[] = { "paths=0", "paths=50001",
        "paths=x", "seed=-1", "pahts=3", "seed=1&seed=2" };
    size_t i;
    int status;

    (void)state;
    for (i = 0; i < FP_COUNT(queries); i++) {
        drive.query = queries[i];
        status = drive_call(&drive, "POST", "/api/v1/simulations", good);
        assert_true(status == 400 || status == 422);
        assert_non_null(strstr(drive_body(&drive), "\"parameter\":\""));
    }
}

static void
bodies_are_checked_before_they_are_read(void **state)
{
    char *big = malloc(30001);

    (void)state;
    memset(big, ' ', 30000);
    big[30000] = '\0';
    expect_problem(drive_call(&drive, "POST", "/api/v1/simulations", big),
                   413, "too_large");
    free(big);
    drive.headers[0] = "Content-Type";
    drive.headers[1] = "text/plain";
    expect_problem(drive_call(&drive, "POST", "/api/v1/simulations", good),
                   415, "unsupported_media_type");
    expect_problem(drive_call(&drive, "GET", "/api/v1/simulations", NULL),
                   405, "method_not_allowed");
    assert_string_equal(drive_header(&drive, "Allow"), "POST, OPTIONS");
}

static void
a_deadline_is_kept(void **state)
{
    uint64_t from_ns = fp_clock_monotonic_ns();

    (void)state;
    drive.query = "paths=50000";
    drive.deadline_ns = from_ns + UINT64_C(1000000);
    expect_problem(drive_call(&drive, "POST", "/api/v1/simulations", good),
                   503, "deadline");
    assert_non_null(drive_header(&drive, "Retry-After"));
    assert_int_equal(fp_metrics_value(drive.config.metrics,
                                      FP_COUNT_REJECTED_DEADLINE), 1);
}

static void
stored_routes_need_a_token(void **state)
{
    (void)state;
    expect_problem(drive_call(&drive, "GET", "/api/v1/plans", NULL), 401,
                   "unauthenticated");
    assert_string_equal(drive_header(&drive, "WWW-Authenticate"),
                        "Bearer realm=\"finplan\"");
}

/* A slider: the plan again with a little more spending. Whoever asks a second
 * time has the markets kept; the third run reads those of the second, and
 * answers as a service that keeps none. */
static void
the_next_simulation_reads_the_markets_of_the_last(void **state)
{
    struct fp_market_paths_counts before, after;
    char *moved = strdup(good), *amount;
    struct drive bare;

    (void)state;
    amount = strstr(moved, "40000");
    assert_non_null(amount);
    memcpy(amount, "41000", 5);
    drive_config(&bare);
    bare.config.default_paths = 300;
    bare.config.market_bytes = 0;
    drive_open(&bare);
    assert_null(bare.service->markets);
    for (int i = 0; i < 2; i++)
        assert_int_equal(drive_call(&drive, "POST", "/api/v1/simulations",
                                    good), 200);
    fp_market_paths_count(drive.service->markets, &before);
    assert_int_equal(drive_call(&drive, "POST", "/api/v1/simulations", moved),
                     200);
    fp_market_paths_count(drive.service->markets, &after);
    assert_int_equal(after.hits, before.hits + 1);
    assert_int_equal(after.misses, before.misses);
    assert_int_equal(drive_call(&bare, "POST", "/api/v1/simulations", moved),
                     200);
    assert_string_equal(drive_body(&drive), drive_body(&bare));
    drive_close(&bare);
    free(moved);
}

static void
a_quantity_is_solved_for(void **state)
{
    (void)state;
    drive.query = "for=spending&success=0.8&paths=200";
    assert_int_equal(drive_call(&drive, "POST", "/api/v1/solve", good), 200);
    assert_non_null(strstr(drive_body(&drive), "\"state\":\"found\""));
    assert_non_null(strstr(drive_body(&drive), "\"target\":0.800000"));
    expect_problem(drive_call(&drive, "POST", "/api/v1/solve", good), 422,
                   "invalid");
    expect_pointer("/for");
    drive.query = "for=claim_age&person=pat";
    expect_problem(drive_call(&drive, "POST", "/api/v1/solve", good), 422,
                   "invalid");
    drive.query = "for=spending&paths=60000";
    expect_problem(drive_call(&drive, "POST", "/api/v1/solve", good), 422,
                   "invalid");
    assert_non_null(strstr(drive_body(&drive), "\"code\":\"too_large\""));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_quantity_is_solved_for),
        cmocka_unit_test(the_next_simulation_reads_the_markets_of_the_last),
        cmocka_unit_test(a_bare_plan_is_simulated),
        cmocka_unit_test(an_envelope_gives_the_same_bytes),
        cmocka_unit_test(a_projection_answers),
        cmocka_unit_test(all_faults_come_at_once),
        cmocka_unit_test(pointers_are_relative_to_the_body),
        cmocka_unit_test(syntax_is_400),
        cmocka_unit_test(the_query_is_checked),
        cmocka_unit_test(bodies_are_checked_before_they_are_read),
        cmocka_unit_test(a_deadline_is_kept),
        cmocka_unit_test(stored_routes_need_a_token),
    };

    return cmocka_run_group_tests(tests, setup, teardown);
}
