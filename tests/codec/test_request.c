/* A plan with the options of one calculation: in one document, and beside it. */
#include "codec/requests/request.h"
#include "tests/cmocka_fp.h"
#include "tests/codec/documents.h"

static enum fp_err
request(enum fp_request_kind kind, const char *text, struct fp_arena *arena,
        struct fp_faults *faults, struct fp_request *out)
{
    fp_faults_init(faults, arena);
    return fp_request_decode(kind, text, strlen(text), arena, faults, out);
}

static void
test_envelope(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    char *text = malloc(sizeof(document_least) + 100);
    struct fp_request bare, enveloped;
    struct fp_faults faults;
    struct fp_error error;
    struct fp_buf a, b;

    (void)state;
    assert_non_null(arena);
    assert_non_null(text);
    sprintf(text, "{\"plan\": %s, \"paths\": 500, \"seed\": 9}",
            document_least);
    assert_int_equal(request(FP_REQUEST_SIMULATE, document_least, arena,
                             &faults, &bare), FP_OK);
    assert_int_equal(request(FP_REQUEST_SIMULATE, text, arena, &faults,
                             &enveloped), FP_OK);
    assert_string_equal(enveloped.prefix, "/plan");
    assert_int_equal(fp_request_option(&bare, "paths", "500", &error), FP_OK);
    assert_int_equal(fp_request_option(&bare, "seed", "9", &error), FP_OK);
    assert_int_equal(fp_request_option(&bare, "paths", "0", &error),
                     FP_EINVAL);
    assert_int_equal(fp_request_option(&bare, "rate", "0.04", &error),
                     FP_ENOTFOUND);
    fp_request_complete(&bare, 10000);
    fp_request_complete(&enveloped, 10000);
    fp_buf_init(&a, 0);
    fp_buf_init(&b, 0);
    fp_request_identity(&a, &bare, NULL);
    fp_request_identity(&b, &enveloped, NULL);
    assert_string_equal(fp_buf_text(&a), fp_buf_text(&b));
    /* Another seed is another result. */
    enveloped.seed = 10;
    fp_buf_reset(&b);
    fp_request_identity(&b, &enveloped, NULL);
    assert_string_not_equal(fp_buf_text(&a), fp_buf_text(&b));
    fp_buf_fini(&a);
    fp_buf_fini(&b);
    free(text);
    fp_arena_free(arena);
}

static void
test_envelope_faults(void **state)
{
    static const char text[] =
        "{\"plan\": {\"start_year\": 2026, \"household\": {}}, \"paths\": 0,"
        " \"rate\": 1}";
    static const char *const pointers[] = {
        "/plan/household/people", "/paths", "/rate"
    };
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_request out;
    struct fp_faults faults;

    (void)state;
    assert_non_null(arena);
    assert_int_equal(request(FP_REQUEST_SIMULATE, text, arena, &faults, &out),
                     FP_EINVAL);
    for (size_t i = 0; i < FP_COUNT(pointers); i++) {
        int found = 0;

        for (size_t k = 0; k < faults.count; k++)
            found |= strcmp(faults.list[k].pointer, pointers[i]) == 0;
        if (!found)
            fail_msg("no fault at %s", pointers[i]);
    }
    fp_arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_envelope),
        cmocka_unit_test(test_envelope_faults),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
