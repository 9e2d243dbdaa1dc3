/* Decimals, merge patches and documents of records. */
#include "tests/cmocka_fp.h"

#include <json.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "codec/json/decimal.h"
#include "codec/json/gate.h"
#include "codec/json/merge_patch.h"
#include "codec/records/decode.h"
#include "codec/records/encode.h"

static enum fp_err
decimal(const char *text, int scale, int64_t *out)
{
    return fp_decimal_read(text, strlen(text), scale, out);
}

static void
test_decimals(void **state)
{
    static const struct {
        const char *text;
        int scale;
        int64_t want;
    } good[] = {
        { "0", 2, 0 }, { "-0", 2, 0 }, { "1", 2, 100 }, { "1.5", 2, 150 },
        { "-0.05", 2, -5 }, { "1.50000", 2, 150 }, { "100", 0, 100 },
        { "5e-05", 8, 5000 }, { "1.2E3", 0, 1200 }, { "1e+2", 2, 10000 },
        { "0.00000001", 8, 1 }, { "1000000000000", 2, 100000000000000 },
        { "0.1000000000000000000000000000000", 1, 1 }, { "0e999", 2, 0 },
        { "92233720368547758.07", 2, INT64_MAX },
    };
    static const struct {
        const char *text;
        enum fp_err want;
    } bad[] = {
        { "", FP_EINVAL }, { "-", FP_EINVAL }, { "01", FP_EINVAL },
        { ".5", FP_EINVAL }, { "1.", FP_EINVAL }, { "+1", FP_EINVAL },
        { "1e", FP_EINVAL }, { "1 ", FP_EINVAL }, { "NaN", FP_EINVAL },
        { "0x1", FP_EINVAL }, { "1,5", FP_EINVAL },
        { "0.001", FP_EDOM }, { "1e-3", FP_EDOM }, { "1.005", FP_EDOM },
        { "92233720368547758.08", FP_ERANGE }, { "1e300", FP_ERANGE },
        { "123456789012345678901234567890", FP_ERANGE },
    };

    (void)state;
    for (size_t i = 0; i < FP_COUNT(good); i++) {
        int64_t value = -1;

        if (decimal(good[i].text, good[i].scale, &value) != FP_OK ||
            value != good[i].want)
            fail_msg("%s is %lld", good[i].text, (long long)value);
    }
    for (size_t i = 0; i < FP_COUNT(bad); i++) {
        int64_t value = -1;

        if (decimal(bad[i].text, 2, &value) != bad[i].want || value != -1)
            fail_msg("%s was taken", bad[i].text);
    }
}

/* Writing and reading again gives the same, at every scale. */
static void
test_decimals_there_and_back(void **state)
{
    static const int64_t values[] = { 0, 1, -1, 10, 99, -100, 123456789,
                                      INT64_MAX, -INT64_MAX };

    (void)state;
    for (int scale = 0; scale <= 8; scale++)
        for (size_t i = 0; i < FP_COUNT(values); i++) {
            char text[FP_DECIMAL_TEXT];
            int64_t again = 0;

            fp_decimal_write(values[i], scale, 0, text);
            assert_int_equal(decimal(text, scale, &again), FP_OK);
            assert_true(again == values[i]);
        }
}

/* SOURCE: RFC 7396, appendix A, October 2014. */
static void
test_merge_patch(void **state)
{
    static const char *const cases[][3] = {
        { "{\"a\":\"b\"}", "{\"a\":\"c\"}", "{\"a\":\"c\"}" },
        { "{\"a\":\"b\"}", "{\"b\":\"c\"}", "{\"a\":\"b\",\"b\":\"c\"}" },
        { "{\"a\":\"b\"}", "{\"a\":null}", "{}" },
        { "{\"a\":\"b\",\"b\":\"c\"}", "{\"a\":null}", "{\"b\":\"c\"}" },
        { "{\"a\":[\"b\"]}", "{\"a\":\"c\"}", "{\"a\":\"c\"}" },
        { "{\"a\":\"c\"}", "{\"a\":[\"b\"]}", "{\"a\":[\"b\"]}" },
        { "{\"a\":{\"b\":\"c\"}}", "{\"a\":{\"b\":\"d\",\"c\":null}}",
          "{\"a\":{\"b\":\"d\"}}" },
        { "{\"a\":[{\"b\":\"c\"}]}", "{\"a\":[1]}", "{\"a\":[1]}" },
        { "[\"a\",\"b\"]", "[\"c\",\"d\"]", "[\"c\",\"d\"]" },
        { "{\"a\":\"b\"}", "[\"c\"]", "[\"c\"]" },
        { "{\"a\":\"foo\"}", "null", "null" },
        { "{\"a\":\"foo\"}", "\"bar\"", "\"bar\"" },
        { "{\"e\":null}", "{\"a\":1}", "{\"e\":null,\"a\":1}" },
        { "[1,2]", "{\"a\":\"b\",\"c\":null}", "{\"a\":\"b\"}" },
        { "{}", "{\"a\":{\"bb\":{\"ccc\":null}}}", "{\"a\":{\"bb\":{}}}" },
    };
    struct fp_arena *arena = fp_arena_new(0);

    (void)state;
    for (size_t i = 0; i < FP_COUNT(cases); i++) {
        struct json_object *target = NULL, *patch = NULL, *out = NULL;
        struct fp_faults faults;

        fp_faults_init(&faults, arena);
        assert_int_equal(fp_json_parse(cases[i][0], strlen(cases[i][0]), NULL,
                                       arena, &faults, &target), FP_OK);
        assert_int_equal(fp_json_parse(cases[i][1], strlen(cases[i][1]), NULL,
                                       arena, &faults, &patch), FP_OK);
        assert_int_equal(fp_merge_patch(target, patch, arena, &out), FP_OK);
        assert_string_equal(json_object_to_json_string_ext(
                                out, JSON_C_TO_STRING_PLAIN), cases[i][2]);
    }
    fp_arena_free(arena);
}

/* Each kind can be written from what was read, and comes out the same. */
static void
test_fields_there_and_back(void **state)
{
    static const char document[] =
        "{\"name\":\"Caf\\u00e9\",\"type\":\"taxable\",\"opening_balance\":"
        "\"-12.3\",\"fee\":0.0018}";
    const struct fp_record_kind *kind = fp_record_kind(FP_RECORD_ACCOUNT);
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_record_row row = { .id = "i", .version = 1 };
    struct fp_record_values values, again;
    struct fp_assumed assumed;
    struct fp_faults faults;
    struct fp_buf text;

    (void)state;
    fp_faults_init(&faults, arena);
    fp_assumed_init(&assumed, arena);
    assert_int_equal(fp_record_decode(kind, document, strlen(document), arena,
                                      &faults, &assumed, &values), FP_OK);
    assert_int_equal(assumed.count, 4);
    assert_string_equal(values.values[fp_record_field(kind,
                                                      "opening_balance")],
                        "-1230");
    assert_string_equal(values.values[fp_record_field(kind, "fee")],
                        "0.0018");
    assert_null(values.values[fp_record_field(kind, "cost_basis")]);
    memcpy(row.values, values.values, sizeof(row.values));
    fp_buf_init(&text, 0);
    fp_record_encode_fields(&text, kind, &row);
    assert_non_null(strstr(fp_buf_text(&text), "\"opening_balance\":-12.30"));
    fp_assumed_init(&assumed, arena);
    assert_int_equal(fp_record_decode(kind, text.data, text.len, arena,
                                      &faults, &assumed, &again), FP_OK);
    assert_int_equal(assumed.count, 0);
    for (size_t i = 0; i < kind->n_fields; i++)
        if (values.values[i] == NULL)
            assert_null(again.values[i]);
        else
            assert_string_equal(values.values[i], again.values[i]);
    fp_buf_fini(&text);
    fp_arena_free(arena);
}

static void
test_money_is_written_in_cents(void **state)
{
    static const char *const cases[][2] = {
        { "0", "0.00" }, { "5", "0.05" }, { "-5", "-0.05" },
        { "10", "0.10" }, { "-123", "-1.23" }, { "100000", "1000.00" },
    };

    (void)state;
    for (size_t i = 0; i < FP_COUNT(cases); i++) {
        struct fp_buf text;

        fp_buf_init(&text, 0);
        fp_record_encode_money(&text, cases[i][0]);
        assert_string_equal(fp_buf_text(&text), cases[i][1]);
        fp_buf_fini(&text);
    }
}

/* What every descriptor must keep to. */
static void
test_descriptors(void **state)
{
    (void)state;
    for (int id = 0; id < FP_RECORD_COUNT; id++) {
        const struct fp_record_kind *kind = fp_record_kind((enum fp_record)id);
        char path[128];

        assert_int_equal(kind->id, id);
        assert_true(kind->n_fields <= FP_RECORD_FIELDS_MAX);
        assert_true((kind->parent == FP_RECORD_NONE) ==
                    (kind->parent_id == NULL));
        snprintf(path, sizeof(path), "/api/v1/%s/{id}/history", kind->plural);
        assert_ptr_equal(fp_record_kind_at(path), kind);
        if (kind->date != NULL)
            assert_true(fp_record_field(kind, kind->date) >= 0);
        for (size_t i = 0; i < kind->n_fields; i++) {
            const struct fp_record_field *field = &kind->fields[i];
            const unsigned marks = FP_FIELD_REQUIRED | FP_FIELD_NULLABLE |
                                   FP_FIELD_DERIVED;

            /* One of the four ways of being absent, and only one. */
            assert_int_equal(__builtin_popcount(field->flags & marks) +
                                 (field->fallback != NULL), 1);
            assert_true((field->fallback != NULL) == (field->why != NULL));
            assert_non_null(field->text);
            assert_true((field->type == FP_FIELD_WORD) ==
                        (field->words != NULL));
        }
        for (size_t i = 0; i < kind->n_rules; i++)
            assert_true(kind->rules[i].field[0] == '\0' ||
                        fp_record_field(kind, kind->rules[i].field) >= 0);
    }
    assert_null(fp_record_kind_at("/api/v1/nothing/{id}"));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decimals),
        cmocka_unit_test(test_decimals_there_and_back),
        cmocka_unit_test(test_merge_patch),
        cmocka_unit_test(test_fields_there_and_back),
        cmocka_unit_test(test_money_is_written_in_cents),
        cmocka_unit_test(test_descriptors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
