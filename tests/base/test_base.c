/* base: arena, buffer, text, faults, uuid. */
#include "tests/cmocka_fp.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/faults.h"
#include "base/text.h"
#include "base/uuid.h"

static void
count_up(void *object)
{
    ++*(int *)object;
}

static void
arena_caps_and_cleanups(void **state)
{
    struct fp_arena *arena = fp_arena_new(100000);
    int cleaned = 0;
    char *p;

    (void)state;
    assert_non_null(arena);
    p = fp_arena_alloc(arena, 70000);
    assert_non_null(p);
    assert_int_equal(p[69999], 0);
    assert_null(fp_arena_alloc(arena, 70000));
    assert_null(fp_arena_array(arena, SIZE_MAX / 2, 4));
    assert_int_equal(fp_arena_defer(arena, count_up, &cleaned), FP_OK);
    fp_arena_reset(arena);
    assert_int_equal(cleaned, 1);
    assert_int_equal(fp_arena_used(arena), 0);
    assert_non_null(fp_arena_alloc(arena, 70000));
    assert_string_equal(fp_arena_printf(arena, "%d-%s", 7, "x"), "7-x");
    /* No room for the entry: the cleanup runs at once. */
    assert_non_null(fp_arena_alloc(arena, 100000 - fp_arena_used(arena) - 16));
    while (fp_arena_alloc(arena, 1) != NULL)
        continue;
    assert_int_equal(fp_arena_defer(arena, count_up, &cleaned), FP_ENOMEM);
    assert_int_equal(cleaned, 2);
    fp_arena_free(arena);
    assert_int_equal(cleaned, 2);
}

static void
buffer_writes_numbers_and_text(void **state)
{
    struct fp_buf buf;

    (void)state;
    fp_buf_init(&buf, 0);
    fp_buf_fixed(&buf, 1234.565, 2);
    fp_buf_char(&buf, ' ');
    fp_buf_fixed(&buf, -0.001, 2);
    fp_buf_char(&buf, ' ');
    fp_buf_fixed(&buf, 0.0 / 0.0 * 1.0, 2);
    fp_buf_char(&buf, ' ');
    fp_buf_int(&buf, INT64_MIN);
    fp_buf_char(&buf, ' ');
    fp_buf_double(&buf, 0.1);
    fp_buf_char(&buf, ' ');
    fp_buf_double(&buf, 1.0 / 3.0);
    assert_string_equal(fp_buf_text(&buf),
                        "1234.57 0.00 null -9223372036854775808 0.1 "
                        "0.3333333333333333");
    fp_buf_reset(&buf);
    fp_buf_json(&buf, "a\"\\\n\x01\xc3\xa9");
    assert_string_equal(fp_buf_text(&buf), "\"a\\\"\\\\\\n\\u0001\xc3\xa9\"");
    fp_buf_fini(&buf);

    fp_buf_init(&buf, 4);
    fp_buf_str(&buf, "abc");
    fp_buf_str(&buf, "de");
    fp_buf_str(&buf, "f");
    assert_int_equal(fp_buf_error(&buf), FP_ELIMIT);
    assert_string_equal(fp_buf_text(&buf), "abc");
    fp_buf_fini(&buf);
}

static void
text_is_strict(void **state)
{
    int64_t n;
    double x;
    int y, m, d;

    (void)state;
    assert_int_equal(fp_text_int64("-12", 3, -20, 20, &n), FP_OK);
    assert_int_equal(n, -12);
    assert_int_equal(fp_text_int64("+1", 2, 0, 9, &n), FP_EINVAL);
    assert_int_equal(fp_text_int64("", 0, 0, 9, &n), FP_EINVAL);
    assert_int_equal(fp_text_int64("10", 2, 0, 9, &n), FP_ERANGE);
    assert_int_equal(
        fp_text_int64("99999999999999999999", 20, 0, INT64_MAX, &n),
        FP_ERANGE);
    assert_int_equal(fp_text_double("1e3", 3, &x), FP_OK);
    assert_true(x == 1000.0);
    assert_int_equal(fp_text_double("1e400", 5, &x), FP_ERANGE);
    assert_int_equal(fp_text_double("01", 2, &x), FP_EINVAL);
    assert_int_equal(fp_text_double("NaN", 3, &x), FP_EINVAL);
    assert_int_equal(fp_text_cents("-0.05", 5, &n), FP_OK);
    assert_int_equal(n, -5);
    assert_int_equal(fp_text_cents("12.3", 4, &n), FP_OK);
    assert_int_equal(n, 1230);
    assert_int_equal(fp_text_cents("12.345", 6, &n), FP_EINVAL);
    assert_int_equal(fp_text_cents("92233720368547758.08", 20, &n), FP_ERANGE);
    assert_int_equal(fp_text_date("2024-02-29", 10, &y, &m, &d), FP_OK);
    assert_int_equal(fp_text_date("2023-02-29", 10, &y, &m, &d), FP_ERANGE);
    assert_int_equal(fp_text_date("2023-2-29", 9, &y, &m, &d), FP_EINVAL);
    assert_true(fp_text_ieq("Content-Type", "content-type"));
    assert_false(fp_text_ieq("a", "ab"));
    assert_true(fp_text_utf8("\xf0\x9f\x92\xb0", 4));
    assert_false(fp_text_utf8("\xed\xa0\x80", 3));
    assert_false(fp_text_utf8("\xc0\x80", 2));
    assert_false(fp_text_utf8("\xe2\x82", 2));
}

static void
faults_keep_a_bounded_list(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_faults faults;
    int i;

    (void)state;
    fp_faults_init(&faults, arena);
    assert_true(fp_faults_none(&faults));
    for (i = 0; i < FP_FAULTS_MAX + 5; i++)
        fp_faults_add(&faults, "/a", "range", "value %d is too large", i);
    assert_int_equal(faults.count, FP_FAULTS_MAX);
    assert_int_equal(faults.dropped, 5);
    assert_string_equal(faults.list[1].detail, "value 1 is too large");
    fp_arena_free(arena);
}

static void
identifiers_and_times(void **state)
{
    char a[FP_UUID_TEXT], b[FP_UUID_TEXT], text[FP_CLOCK_TEXT];

    (void)state;
    assert_int_equal(fp_uuid7(0x0123456789abLL, a), FP_OK);
    assert_int_equal(fp_uuid7(0x0123456789acLL, b), FP_OK);
    assert_true(fp_uuid_valid(a, strlen(a)));
    assert_memory_equal(a, "01234567-89ab-7", 15);
    assert_true(strcmp(a, b) < 0);
    assert_false(fp_uuid_valid("01234567-89AB-7000-8000-000000000000", 36));
    fp_clock_rfc3339(1700000000123, text);
    assert_string_equal(text, "2023-11-14T22:13:20.123Z");
    fp_clock_rfc3339(-1, text);
    assert_string_equal(text, "1969-12-31T23:59:59.999Z");
}

/* SOURCE: RFC 3339, section 5.8, July 2002 (the examples). */
static void
times_are_read(void **state)
{
    static const struct {
        const char *text;
        int64_t want;
    } good[] = {
        { "1985-04-12T23:20:50.52Z", 482196050520 },
        { "1996-12-19T16:39:57-08:00", 851042397000 },
        { "1990-12-31T23:59:60Z", 662688000000 },
        { "1990-12-31T15:59:60-08:00", 662688000000 },
        { "1970-01-01T00:00:00z", 0 },
        { "2024-02-29t00:00:00.0009999+00:00", 1709164800000 },
    };
    static const char *const bad[] = {
        "", "2026-01-01", "2026-01-01T00:00:00", "2026-01-01 00:00:00Z",
        "2026-02-29T00:00:00Z", "2026-01-01T24:00:00Z",
        "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z",
        "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+0100",
        "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00ZZ",
        "2026-01-01T00:00:00-01:0", "1969-12-31T23:59:59Z",
    };
    char text[FP_CLOCK_TEXT];
    int64_t ms = -1;

    (void)state;
    for (size_t i = 0; i < FP_COUNT(good); i++) {
        assert_int_equal(fp_clock_parse(good[i].text, strlen(good[i].text),
                                        &ms), FP_OK);
        assert_true(ms == good[i].want);
    }
    for (size_t i = 0; i < FP_COUNT(bad); i++) {
        ms = -1;
        assert_int_not_equal(fp_clock_parse(bad[i], strlen(bad[i]), &ms),
                             FP_OK);
        assert_true(ms == -1);
    }
    /* Every day of eight centuries there and back. */
    for (int64_t day = 0; day < 292194; day++) {
        fp_clock_rfc3339(day * 86400000, text);
        assert_int_equal(fp_clock_parse(text, strlen(text), &ms), FP_OK);
        assert_true(ms == day * 86400000);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arena_caps_and_cleanups),
        cmocka_unit_test(buffer_writes_numbers_and_text),
        cmocka_unit_test(text_is_strict),
        cmocka_unit_test(faults_keep_a_bounded_list),
        cmocka_unit_test(identifiers_and_times),
        cmocka_unit_test(times_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
