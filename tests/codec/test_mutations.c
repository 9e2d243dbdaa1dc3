/* Seeded mutations of good plans through gate and decoder: nothing crashes,
 * faults and errors agree, and what is accepted survives the round trip. */
#include "codec/plan/decode.h"
#include "codec/plan/encode.h"
#include "tests/cmocka_fp.h"
#include "tests/codec/documents.h"

enum { ROUNDS = 4000, ROOM = 8192 };

/* A small generator of our own, so that a failing round can be run again.
 * SOURCE: G. Marsaglia, "Xorshift RNGs", 2003. */
static uint32_t
draw(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static size_t
mutate(char *text, size_t len, uint32_t *state)
{
    static const char *const parts[] = {
        "null", "{}", "[]", "-1", "1e300", "\"\"", "0.5", "true", "\"\\u0000\"",
        "99999999999", "{\"year\":1}", ",", "}", "\xff", "\xe2\x82\xac", "-0"
    };
    size_t at = draw(state) % len;
    const char *part = parts[draw(state) % FP_COUNT(parts)];
    size_t n = strlen(part), cut;

    switch (draw(state) % 5) {
    case 0: /* another byte */
        text[at] = (char)draw(state);
        return len;
    case 1: /* bytes gone */
        cut = 1 + draw(state) % 12;
        if (cut > len - at)
            cut = len - at;
        memmove(text + at, text + at + cut, len - at - cut);
        return len - cut > 0 ? len - cut : len;
    case 2: /* another digit, where there is one */
        for (; at < len; at++)
            if (text[at] >= '0' && text[at] <= '9') {
                text[at] = (char)('0' + draw(state) % 10);
                break;
            }
        return len;
    case 3: /* another value, after a colon */
        while (at < len && text[at] != ':')
            at++;
        for (cut = at; cut < len && strchr(",}]", text[cut]) == NULL;)
            cut++;
        if (at >= len || len - cut + at + 1 + n >= ROOM)
            return len;
        memmove(text + at + 1 + n, text + cut, len - cut);
        memcpy(text + at + 1, part, n);
        return at + 1 + n + len - cut;
    default: /* bytes more */
        if (len + n >= ROOM)
            return len;
        memmove(text + at + n, text + at, len - at);
        memcpy(text + at, part, n);
        return len + n;
    }
}

static void
check_again(const struct fp_plan *plan, struct fp_arena *arena)
{
    struct fp_plan_document again;
    struct fp_faults faults;
    struct fp_buf a, b;

    fp_buf_init(&a, 0);
    fp_buf_init(&b, 0);
    fp_faults_init(&faults, arena);
    fp_plan_encode(&a, plan);
    assert_int_equal(fp_buf_error(&a), FP_OK);
    if (fp_plan_decode(a.data, a.len, arena, &faults, &again) != FP_OK)
        fail_msg("%s: %s in %s", faults.list[0].pointer,
                 faults.list[0].detail, a.data);
    fp_plan_encode(&b, &again.plan);
    assert_string_equal(fp_buf_text(&a), fp_buf_text(&b));
    fp_buf_fini(&a);
    fp_buf_fini(&b);
}

static void
test_mutations(void **state)
{
    static const char *const documents[] = { document_least, document_full,
                                             document_history };
    struct fp_arena *arena = fp_arena_new(0);
    char *text = malloc(ROOM);
    size_t accepted = 0;

    (void)state;
    assert_non_null(arena);
    assert_non_null(text);
    for (uint32_t round = 1; round <= ROUNDS; round++) {
        uint32_t random = round * 2654435761u | 1u;
        const char *document = documents[round % FP_COUNT(documents)];
        struct fp_plan_document out;
        struct fp_faults faults;
        size_t len = strlen(document);
        enum fp_err err;

        memcpy(text, document, len);
        for (uint32_t n = 1 + draw(&random) % 3; n > 0; n--)
            len = mutate(text, len, &random);
        fp_arena_reset(arena);
        fp_faults_init(&faults, arena);
        err = fp_plan_decode(text, len, arena, &faults, &out);
        if ((err == FP_OK) != (fp_faults_none(&faults) != 0))
            fail_msg("round %u: error %d with %zu faults", round, (int)err,
                     faults.count);
        if (err == FP_OK) {
            accepted++;
            check_again(&out.plan, arena);
        }
    }
    /* Both ways out were taken often. */
    assert_in_range(accepted, ROUNDS / 100, ROUNDS - ROUNDS / 10);
    free(text);
    fp_arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_mutations) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
