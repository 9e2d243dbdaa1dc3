/* Values in the memory of the process. */
#include "tests/cmocka_fp.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "cache/near.h"

enum { NOW = 1000, LATER = 2000 };

static void
put(struct fp_near *near, unsigned n, size_t len)
{
    char name[FP_ENTRY_NAME], value[4096];

    snprintf(name, sizeof(name), "fp1:%u", n);
    memset(value, 'a' + (int)(n % 26), sizeof(value));
    fp_near_put(near, name, n, LATER, value, len);
}

/* The length of what is found, and checks its bytes; -1: nothing. */
static int
get(struct fp_near *near, unsigned n, uint64_t now_ns)
{
    char name[FP_ENTRY_NAME];
    struct fp_buf out;
    int len = -1;

    snprintf(name, sizeof(name), "fp1:%u", n);
    fp_buf_init(&out, 8192);
    fp_buf_add(&out, "before", 6);
    if (fp_near_get(near, name, n, now_ns, &out)) {
        len = (int)out.len - 6;
        for (int i = 0; i < len; i++)
            assert_int_equal(out.data[6 + i], 'a' + (int)(n % 26));
    } else {
        assert_int_equal(out.len, 6);
    }
    fp_buf_fini(&out);
    return len;
}

static void
gives_back_what_it_was_given_until_it_expires(void **state)
{
    struct fp_near *near = fp_near_new(1 << 20);

    (void)state;
    assert_non_null(near);
    assert_int_equal(get(near, 1, NOW), -1);
    put(near, 1, 100);
    put(near, 1025, 7); /* of the same chain */
    put(near, 2, 0);
    assert_int_equal(get(near, 1, NOW), 100);
    assert_int_equal(get(near, 1025, NOW), 7);
    assert_int_equal(get(near, 2, NOW), 0);
    put(near, 1, 50); /* the new one counts */
    assert_int_equal(get(near, 1, LATER - 1), 50);
    assert_int_equal(get(near, 1, LATER), -1);
    assert_int_equal(get(near, 1, NOW), -1); /* it was dropped then */
    assert_int_equal(get(near, 1025, NOW), 7);
    fp_near_free(near);
}

static void
stays_in_its_room_and_keeps_what_is_read(void **state)
{
    const size_t room = 64 * 1024;
    struct fp_near *near = fp_near_new(room);
    size_t kept = 0;

    (void)state;
    assert_non_null(near);
    put(near, 0, 1000);
    for (unsigned n = 1; n < 500; n++) {
        put(near, n, 1000);
        assert_int_equal(get(near, 0, NOW), 1000);
        assert_int_equal(get(near, n, NOW), 1000);
    }
    for (unsigned n = 0; n < 500; n++)
        kept += get(near, n, NOW) == 1000;
    assert_in_range(kept, room / 1200 - 2, room / 1000);
    assert_int_equal(get(near, 499, NOW), 1000);
    assert_int_equal(get(near, 1, NOW), -1);
    fp_near_free(near);
}

static void
refuses_what_is_too_large_for_it_or_for_the_reply(void **state)
{
    struct fp_near *near = fp_near_new(16 * 1024);
    struct fp_buf small;

    (void)state;
    assert_non_null(near);
    put(near, 1, 4000);
    assert_int_equal(get(near, 1, NOW), -1);
    put(near, 2, 1000);
    fp_buf_init(&small, 999);
    assert_int_equal(fp_near_get(near, "fp1:2", 2, NOW, &small), 0);
    assert_int_equal(fp_buf_error(&small), FP_OK);
    assert_int_equal(small.len, 0);
    fp_buf_fini(&small);
    assert_int_equal(get(near, 2, NOW), 1000);
    fp_near_free(near);
}

static void *
busy(void *arg)
{
    for (unsigned i = 0; i < 20000; i++) {
        if (i % 3 == 0)
            put(arg, i % 97, 500 + i % 97);
        else if (get(arg, i % 97, NOW) >= 0)
            assert_int_equal(get(arg, 4242, NOW), -1);
    }
    return NULL;
}

static void
many_threads_use_one(void **state)
{
    struct fp_near *near = fp_near_new(32 * 1024);
    pthread_t threads[4];

    (void)state;
    assert_non_null(near);
    for (size_t i = 0; i < 4; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, busy, near), 0);
    for (size_t i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    fp_near_free(near);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_back_what_it_was_given_until_it_expires),
        cmocka_unit_test(stays_in_its_room_and_keeps_what_is_read),
        cmocka_unit_test(refuses_what_is_too_large_for_it_or_for_the_reply),
        cmocka_unit_test(many_threads_use_one),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
