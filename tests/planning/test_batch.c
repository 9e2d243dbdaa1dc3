/* planning: the ordered line of households. */
#include "tests/cmocka_fp.h"

#include <pthread.h>

#include "planning/answers/batch.h"

enum { HOUSEHOLDS = 200, SLOTS = 7 };

struct slot {
    uint64_t number, answer;
    int in_use;                 /* atomic: 1 while a call has it */
};

struct book {
    uint64_t count;             /* households there are */
    uint64_t stop_at;           /* give stops at this one; 0: never */
    uint64_t taken, given;
    int taking, giving;         /* atomics */
    int broken;                 /* atomic: an order or an exclusion was */
    uint64_t most;              /* under way at once */
};

/* Faults are noted and asserted by the test's own thread. */
static void
enter(struct book *book, int *flag)
{
    if (__atomic_exchange_n(flag, 1, __ATOMIC_ACQ_REL) != 0)
        __atomic_store_n(&book->broken, 1, __ATOMIC_RELAXED);
}

static void
leave(int *flag)
{
    __atomic_store_n(flag, 0, __ATOMIC_RELEASE);
}

static int
take(void *context, void *at, uint64_t number)
{
    struct book *book = context;
    struct slot *slot = at;
    uint64_t under_way;

    enter(book, &book->taking);
    enter(book, &slot->in_use);
    if (number != book->taken)
        __atomic_store_n(&book->broken, 1, __ATOMIC_RELAXED);
    slot->number = number;
    if (number < book->count)
        __atomic_store_n(&book->taken, number + 1, __ATOMIC_RELAXED);
    under_way = book->taken - __atomic_load_n(&book->given, __ATOMIC_RELAXED);
    if (under_way > book->most)
        book->most = under_way;
    leave(&slot->in_use);
    leave(&book->taking);
    return number < book->count;
}

/* Some households are a thousand times the work of others. */
static void
work(void *context, void *at, uint64_t number)
{
    struct slot *slot = at;
    uint64_t rounds = number % 5 == 0 ? 20000 : 20, sum = number;

    enter(context, &slot->in_use);
    for (uint64_t i = 0; i < rounds; i++)
        sum = sum * 6364136223846793005u + 1442695040888963407u;
    slot->answer = sum;
    leave(&slot->in_use);
}

static int
give(void *context, void *at, uint64_t number)
{
    struct book *book = context;
    struct slot *slot = at;
    struct slot again = { .number = number };

    enter(book, &book->giving);
    enter(book, &slot->in_use);
    work(book, &again, number);
    if (number != book->given || slot->number != number ||
        slot->answer != again.answer)
        __atomic_store_n(&book->broken, 1, __ATOMIC_RELAXED);
    __atomic_store_n(&book->given, number + 1, __ATOMIC_RELAXED);
    leave(&slot->in_use);
    leave(&book->giving);
    return book->stop_at != 0 && number == book->stop_at;
}

static enum fp_err
run(struct book *book, size_t n_slots, int threads, uint64_t *given)
{
    const struct fp_batch_calls calls = { book, take, work, give };
    struct slot slots[SLOTS] = { { 0 } };
    void *places[SLOTS];

    for (size_t i = 0; i < SLOTS; i++)
        places[i] = &slots[i];
    return fp_batch_run(&calls, places, n_slots, threads, given);
}

static void
every_household_once_and_in_order(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 5; threads++)
        for (size_t n_slots = 1; n_slots <= SLOTS; n_slots += 3) {
            struct book book = { .count = HOUSEHOLDS };
            uint64_t given = 0;

            assert_int_equal(run(&book, n_slots, threads, &given), FP_OK);
            assert_int_equal(given, HOUSEHOLDS);
            assert_int_equal(book.taken, HOUSEHOLDS);
            assert_false(book.broken);
            assert_true(book.most <= n_slots + 1);
        }
}

static void
no_household_at_all(void **state)
{
    struct book book = { .count = 0 };
    uint64_t given = 1;

    (void)state;
    assert_int_equal(run(&book, 3, 3, &given), FP_OK);
    assert_int_equal(given, 0);
    assert_int_equal(run(&book, 3, 0, &given), FP_EINVAL);
    assert_int_equal(run(&book, 0, 1, &given), FP_EINVAL);
}

static void
a_stop_ends_it(void **state)
{
    (void)state;
    for (int threads = 1; threads <= 4; threads++) {
        struct book book = { .count = HOUSEHOLDS, .stop_at = 50 };
        uint64_t given = 0;

        assert_int_equal(run(&book, 5, threads, &given), FP_ECANCELED);
        assert_int_equal(given, 51);
        assert_true(book.taken <= 51 + 6);
        assert_false(book.broken);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_household_once_and_in_order),
        cmocka_unit_test(no_household_at_all), cmocka_unit_test(a_stop_ends_it)
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
