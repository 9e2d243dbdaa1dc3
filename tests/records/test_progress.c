/* How far goals are, worked by hand. */
#include "tests/cmocka_fp.h"

#include "records/progress.h"

static void
test_by_hand(void **state)
{
    static const struct {
        int64_t amount;
        int years;
        int64_t saved;
        struct fp_day today, due;
        int64_t target, remaining, monthly;
        int months;
    } cases[] = {
        /* 12,000 in a year, nothing saved: a thousand a month. */
        { 1200000, 1, 0, { 2026, 1, 15 }, { 2027, 1, 15 },
          1200000, 1200000, 100000, 12 },
        /* One day short of the month: eleven months. 1,200,000 / 11. */
        { 1200000, 1, 0, { 2026, 1, 15 }, { 2027, 1, 14 },
          1200000, 1200000, 109091, 11 },
        /* Four years of 30,000, half of it saved. */
        { 3000000, 4, 6000000, { 2026, 3, 1 }, { 2033, 9, 1 },
          12000000, 6000000, 66667, 90 },
        /* Due today, overdue, and more saved than wanted. */
        { 100, 1, 40, { 2026, 3, 1 }, { 2026, 3, 1 }, 100, 60, 60, 0 },
        { 100, 1, 40, { 2026, 3, 1 }, { 2020, 3, 1 }, 100, 60, 60, 0 },
        { 100, 1, 140, { 2026, 3, 1 }, { 2027, 3, 1 }, 100, 0, 0, 12 },
        /* Taken out again: more is missing than was wanted. */
        { 100, 1, -50, { 2026, 3, 1 }, { 2026, 4, 1 }, 100, 150, 150, 1 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct fp_goal_progress p =
            fp_goal_progress(cases[i].amount, cases[i].years, cases[i].saved,
                             cases[i].today, cases[i].due);

        assert_true(p.target_cents == cases[i].target);
        assert_true(p.remaining_cents == cases[i].remaining);
        assert_int_equal(p.months_left, cases[i].months);
        assert_true(p.monthly_cents == cases[i].monthly);
        assert_true(p.share ==
                    (double)cases[i].saved / (double)cases[i].target);
        /* So much a month is enough, and a cent less is not. */
        if (p.months_left > 0 && p.remaining_cents > 0) {
            assert_true(p.monthly_cents * p.months_left >= p.remaining_cents);
            assert_true((p.monthly_cents - 1) * p.months_left <
                        p.remaining_cents);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_by_hand) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
