/* Room that is kept between runs. */
#include <pthread.h>
#include <stdint.h>
#include <string.h>

#include "base/pages.h"
#include "tests/cmocka_fp.h"

#define MIB ((size_t)1 << 20)

static void
small_room_is_plain_memory(void **state)
{
    char *room = fp_pages_take(100);

    (void)state;
    assert_non_null(room);
    memset(room, 1, 100);
    fp_pages_give(room, 100);
    fp_pages_give(NULL, 4 * MIB);
    fp_pages_give(NULL, 0);
}

static void
large_room_is_aligned_and_comes_back(void **state)
{
    char *first = fp_pages_take(5 * MIB + 1), *second;

    (void)state;
    assert_non_null(first);
    assert_int_equal((uintptr_t)first % (2 * MIB), 0);
    memset(first, 1, 6 * MIB);
    fp_pages_give(first, 5 * MIB + 1);
    second = fp_pages_take(4 * MIB);
    assert_ptr_equal(second, first);
    memset(second, 2, 4 * MIB);
    fp_pages_give(second, 4 * MIB);
}

static void
what_is_too_small_is_not_given_out(void **state)
{
    char *small = fp_pages_take(2 * MIB), *large;

    (void)state;
    assert_non_null(small);
    fp_pages_give(small, 2 * MIB);
    large = fp_pages_take(12 * MIB);
    assert_non_null(large);
    memset(large, 3, 12 * MIB);
    fp_pages_give(large, 12 * MIB);
}

static void
no_size_overflows(void **state)
{
    (void)state;
    assert_null(fp_pages_take(SIZE_MAX));
}

enum { ROUNDS = 400, THREADS = 4 };

/* Nobody else writes into what a thread holds. */
static void *
work(void *own)
{
    unsigned char mark = *(unsigned char *)own;

    for (size_t round = 0; round < ROUNDS; round++) {
        size_t bytes = (2 + 2 * (round % 3)) * MIB;
        unsigned char *room = fp_pages_take(bytes);

        if (room == NULL)
            return NULL;
        for (size_t i = 0; i < bytes; i += 4096)
            room[i] = mark;
        for (size_t i = 0; i < bytes; i += 4096)
            if (room[i] != mark)
                return NULL;
        fp_pages_give(room, bytes);
    }
    return own;
}

static void
threads_do_not_share_a_room(void **state)
{
    pthread_t threads[THREADS];
    unsigned char marks[THREADS];

    (void)state;
    for (size_t i = 0; i < THREADS; i++) {
        marks[i] = (unsigned char)(i + 1);
        assert_int_equal(pthread_create(&threads[i], NULL, work, &marks[i]),
                         0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        void *answer;

        assert_int_equal(pthread_join(threads[i], &answer), 0);
        assert_ptr_equal(answer, &marks[i]);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_room_is_plain_memory),
        cmocka_unit_test(large_room_is_aligned_and_comes_back),
        cmocka_unit_test(what_is_too_small_is_not_given_out),
        cmocka_unit_test(no_size_overflows),
        cmocka_unit_test(threads_do_not_share_a_room),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
