/* A bounded memory of values under hashes. */
#include <stdint.h>
#include <string.h>

#include "base/memo.h"
#include "tests/cmocka_fp.h"

enum { NOW = 1000000, ROOM = 64 };

struct value {
    size_t number;
    char text[24];
};

/* Well spread, as the hashes of the callers are. SOURCE: splitmix64. */
static void
hash_of(size_t number, unsigned char hash[FP_MEMO_HASH])
{
    uint64_t x = number;
    int i;

    for (i = 0; i < FP_MEMO_HASH / 8; i++) {
        uint64_t z = x += UINT64_C(0x9e3779b97f4a7c15);

        z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
        z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
        z ^= z >> 31;
        memcpy(hash + 8 * i, &z, 8);
    }
}

static void
stays_bounded_keeps_the_newest_and_forgets_the_expired(void **state)
{
    struct fp_memo *memo = fp_memo_new(ROOM, sizeof(struct value));
    unsigned char hash[FP_MEMO_HASH];
    struct value value = { .text = "kept" }, got;
    size_t i, found = 0;

    (void)state;
    assert_non_null(memo);
    for (i = 0; i < 1000; i++) {
        hash_of(i, hash);
        value.number = i;
        fp_memo_add(memo, hash, (int64_t)(NOW + i), &value);
        assert_int_equal(fp_memo_find(memo, hash, NOW - 1, &got), FP_OK);
        assert_int_equal(got.number, i);
        assert_string_equal(got.text, "kept");
        assert_int_equal(fp_memo_find(memo, hash, (int64_t)(NOW + i), &got),
                         FP_ENOTFOUND);
    }
    for (i = 0; i < 1000; i++) {
        hash_of(i, hash);
        if (fp_memo_find(memo, hash, NOW - 1, &got) == FP_OK) {
            assert_int_equal(got.number, i);
            found++;
        }
    }
    assert_int_equal(found, ROOM);
    fp_memo_free(memo);
}

static void
a_value_takes_the_place_of_the_same_hash(void **state)
{
    struct fp_memo *memo = fp_memo_new(1, sizeof(struct value));
    unsigned char hash[FP_MEMO_HASH];
    struct value value = { .number = 1 }, got;

    (void)state;
    assert_non_null(memo);
    hash_of(7, hash);
    fp_memo_add(memo, hash, NOW + 1, &value);
    value.number = 2;
    fp_memo_add(memo, hash, NOW + 5, &value);
    assert_int_equal(fp_memo_find(memo, hash, NOW + 3, &got), FP_OK);
    assert_int_equal(got.number, 2);
    hash[31] ^= 1;
    assert_int_equal(fp_memo_find(memo, hash, NOW, &got), FP_ENOTFOUND);
    assert_null(fp_memo_new(SIZE_MAX / 2, sizeof(value)));
    fp_memo_free(memo);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stays_bounded_keeps_the_newest_and_forgets_the_expired),
        cmocka_unit_test(a_value_takes_the_place_of_the_same_hash),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
