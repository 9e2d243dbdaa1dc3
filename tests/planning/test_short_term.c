/* planning/calculators: days, recurring items and the cash of the next days. */
#include "tests/cmocka_fp.h"

#include <limits.h>

#include "planning/calculators/day.h"
#include "planning/calculators/short_term.h"
#include "planning/math/rng.h"

static int
day(int y, int m, int d)
{
    return fp_day_of((struct fp_date){ y, m, d });
}

/* The Unix epoch was a Thursday, 2000-03-01 is day 11,017 and a Wednesday, and
 * 1900 had no leap day (calendars). */
static void
the_calendar(void **state)
{
    (void)state;
    assert_int_equal(day(1970, 1, 1), 0);
    assert_int_equal(fp_day_weekday(0), 4);
    assert_int_equal(day(2000, 3, 1), 11017);
    assert_int_equal(fp_day_weekday(11017), 3);
    assert_int_equal(day(1900, 3, 1) - day(1900, 2, 28), 1);
    assert_int_equal(fp_day_month_length(2024, 2), 29);
    assert_int_equal(fp_day_month_length(2100, 2), 28);
    for (int d = day(1600, 1, 1); d < day(2400, 1, 1); d++) {
        struct fp_date date = fp_day_date(d);

        assert_int_equal(fp_day_of(date), d);
        assert_in_range(date.day, 1, fp_day_month_length(date.year,
                                                         date.month));
    }
}

static void
expect_days(const struct fp_item *item, const int (*dates)[3], int n)
{
    for (int k = 0; k < n; k++)
        assert_int_equal(fp_item_nominal(item, k),
                         day(dates[k][0], dates[k][1], dates[k][2]));
}

/* RFC 5545 skips months without the day; bills do not: what is due on the 31st
 * is due on the last day of shorter months. */
static void
ends_of_months(void **state)
{
    struct fp_item item = { .every = FP_ITEM_MONTHLY, .end = INT_MAX,
                            .start = day(2024, 1, 31) };

    (void)state;
    expect_days(&item, (const int[][3]){ { 2024, 1, 31 }, { 2024, 2, 29 },
                                         { 2024, 3, 31 }, { 2024, 4, 30 } },
                4);
    item.every = FP_ITEM_YEARLY;
    item.start = day(2024, 2, 29);
    expect_days(&item, (const int[][3]){ { 2024, 2, 29 }, { 2025, 2, 28 },
                                         { 2026, 2, 28 }, { 2027, 2, 28 },
                                         { 2028, 2, 29 } }, 5);
    item.every = FP_ITEM_QUARTERLY;
    item.start = day(2025, 11, 30);
    expect_days(&item, (const int[][3]){ { 2025, 11, 30 }, { 2026, 2, 28 },
                                         { 2026, 5, 30 } }, 3);
    item.month_end = 1;
    expect_days(&item, (const int[][3]){ { 2025, 11, 30 }, { 2026, 2, 28 },
                                         { 2026, 5, 31 } }, 3);
    item = (struct fp_item){ .every = FP_ITEM_SEMIMONTHLY,
                             .days = { 15, 31 }, .end = INT_MAX,
                             .start = day(2026, 1, 20) };
    expect_days(&item, (const int[][3]){ { 2026, 1, 31 }, { 2026, 2, 15 },
                                         { 2026, 2, 28 }, { 2026, 3, 15 } },
                4);
    item.every = FP_ITEM_BIWEEKLY;
    expect_days(&item, (const int[][3]){ { 2026, 1, 20 }, { 2026, 2, 3 } },
                2);
}

/* 2026-08-01 is a Saturday. */
static void
weekends(void **state)
{
    struct fp_item item = { .weekend = FP_WEEKEND_BEFORE };

    (void)state;
    assert_int_equal(fp_item_moved(&item, day(2026, 8, 1)),
                     day(2026, 7, 31));
    assert_int_equal(fp_item_moved(&item, day(2026, 8, 2)),
                     day(2026, 7, 31));
    item.weekend = FP_WEEKEND_AFTER;
    assert_int_equal(fp_item_moved(&item, day(2026, 8, 1)), day(2026, 8, 3));
    assert_int_equal(fp_item_moved(&item, day(2026, 8, 3)), day(2026, 8, 3));
}

static struct fp_short_term_result *
room(void)
{
    static struct fp_event events[2000];
    static struct fp_short_term_result r;

    r.events = events;
    r.max_events = 2000;
    return &r;
}

/* By hand: 1,000 on January 1, rent of 1,500 on the 1st, pay of 800 every
 * second Friday from the 2nd on: 1,000 - 1,500 + 800 + 800 + 800 at the end of
 * January, lowest at -500 on the first day. */
static void
a_month_by_hand(void **state)
{
    const struct fp_item items[] = {
        { 0, -1, -150000, FP_ITEM_MONTHLY, day(2025, 6, 1), INT_MAX,
          { 0, 0 }, 0, FP_WEEKEND_STAYS },
        { 0, -1, 80000, FP_ITEM_BIWEEKLY, day(2026, 1, 2), INT_MAX,
          { 0, 0 }, 0, FP_WEEKEND_STAYS },
    };
    struct fp_short_term q = { .first = day(2026, 1, 1), .n_days = 31,
                               .opening = { 100000 }, .n_accounts = 1,
                               .items = items, .n_items = 2 };
    struct fp_short_term_result *r = room();

    (void)state;
    assert_int_equal(fp_short_term(&q, r), FP_OK);
    assert_int_equal(r->n_events, 4);
    assert_int_equal(r->total[30].balance, 190000);
    assert_int_equal(r->lowest_total.balance, -50000);
    assert_int_equal(r->lowest_total.day, q.first);
    assert_int_equal(r->lowest_total.days_below, 1);
    assert_int_equal(r->events[0].item, 0);
    assert_int_equal(r->events[3].day, day(2026, 1, 30));
}

/* Every cent that comes in or goes out is in the balance, transfers change no
 * total, and days add up: over random households. */
static void
cents_are_kept(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 200; i++) {
        struct fp_item items[30];
        struct fp_short_term q = { .first = day(2026, 2, 3),
                                   .n_days = 30 + (int)(i % 336),
                                   .n_accounts = 3, .items = items,
                                   .n_items = 30,
                                   .opening = { 12345, -678, 9000000 } };
        struct fp_short_term_result *r = room();
        int64_t sum = 12345 - 678 + 9000000, moved = 0;

        for (uint32_t k = 0; k < 30; k++) {
            double u[4];

            fp_rng_uniform2(1, i, k, 0, u);
            fp_rng_uniform2(1, i, k, 1, u + 2);
            items[k] = (struct fp_item){
                (int)(u[0] * 3), -1, (int64_t)((u[1] - 0.5) * 1e6),
                k % 7 == 0 ? FP_ITEM_ONCE
                           : (enum fp_item_every)(2 + (int)(u[2] * 6)),
                q.first - 400 + (int)(u[3] * 700), INT_MAX, { 1, 16 },
                (int)(k & 1), (enum fp_item_weekend)(k % 3)
            };
            if (k % 5 == 0 && items[k].cents < 0)
                items[k].to_account = (items[k].account + 1) % 3;
        }
        assert_int_equal(fp_short_term(&q, r), FP_OK);
        for (size_t e = 0; e < r->n_events; e++) {
            const struct fp_item *item = &items[r->events[e].item];

            assert_true(e == 0 || r->events[e].day >= r->events[e - 1].day);
            assert_in_range(r->events[e].day - q.first, 0, q.n_days - 1);
            if (item->to_account < 0)
                moved += item->cents;
        }
        assert_int_equal(r->total[q.n_days - 1].balance, sum + moved);
        for (int d = 0; d < q.n_days; d++) {
            int64_t all = 0;

            for (int a = 0; a < 3; a++)
                all += r->accounts[a][d].balance;
            assert_int_equal(all, r->total[d].balance);
            sum += r->total[d].in + r->total[d].out;
            assert_int_equal(sum, r->total[d].balance);
            assert_true(r->lowest_total.balance <= r->total[d].balance);
        }
    }
}

static void
refuses(void **state)
{
    struct fp_item item = { 0, -1, 1, FP_ITEM_DAILY, day(2026, 1, 1),
                            INT_MAX, { 0, 0 }, 0, FP_WEEKEND_STAYS };
    struct fp_short_term q = { .first = day(2026, 1, 1), .n_days = 366,
                               .n_accounts = 1, .items = &item,
                               .n_items = 1 };
    struct fp_short_term_result *r = room();

    (void)state;
    assert_int_equal(fp_short_term(&q, r), FP_EINVAL);
    q.n_days = 365;
    r->max_events = 100;
    assert_int_equal(fp_short_term(&q, r), FP_ELIMIT);
    r->max_events = 2000;
    q.opening[0] = INT64_MAX - 3;
    assert_int_equal(fp_short_term(&q, r), FP_ERANGE);
    item.account = 1;
    assert_int_equal(fp_short_term(&q, r), FP_EINVAL);
    item = (struct fp_item){ 0, -1, 1, FP_ITEM_SEMIMONTHLY, 0, INT_MAX,
                             { 15, 15 }, 0, FP_WEEKEND_STAYS };
    assert_int_equal(fp_short_term(&q, r), FP_EINVAL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_calendar),
        cmocka_unit_test(ends_of_months),
        cmocka_unit_test(weekends),
        cmocka_unit_test(a_month_by_hand),
        cmocka_unit_test(cents_are_kept),
        cmocka_unit_test(refuses),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
