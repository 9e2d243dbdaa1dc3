/* The cash of the next days. */
#include "planning/calculators/short_term.h"

#include <limits.h>
#include <string.h>

#include "planning/calculators/day.h"

enum { SUNDAY = 0, SATURDAY = 6, DAYS_LEAST = 1, WEEKEND_MOST = 2 };

#define CENTS_MOST INT64_C(100000000000000) /* of one amount */

/* Months between nominal days; 0: it goes by days. */
static int
months_of(enum fp_item_every every)
{
    switch (every) {
    case FP_ITEM_MONTHLY: return 1;
    case FP_ITEM_QUARTERLY: return 3;
    case FP_ITEM_YEARLY: return 12;
    default: return 0;
    }
}

static int
days_of(enum fp_item_every every)
{
    switch (every) {
    case FP_ITEM_DAILY: return 1;
    case FP_ITEM_WEEKLY: return 7;
    case FP_ITEM_BIWEEKLY: return 14;
    default: return 0;
    }
}

/* The k-th of the two days a month, counted from the start's month. */
static int
half_month(const struct fp_item *item, int k)
{
    struct fp_date from = fp_day_date(item->start);
    int skipped = 0;

    while (skipped < 2 &&
           fp_day_of(fp_day_add_months(from, 0, item->days[skipped])) <
               item->start)
        skipped++;
    k += skipped;
    return fp_day_of(fp_day_add_months(from, k / 2, item->days[k % 2]));
}

int
fp_item_nominal(const struct fp_item *item, int k)
{
    struct fp_date from = fp_day_date(item->start);
    int months = months_of(item->every);

    if (item->every == FP_ITEM_SEMIMONTHLY)
        return half_month(item, k);
    if (months > 0)
        return fp_day_of(fp_day_add_months(from, k * months,
                                           item->month_end ? 31 : from.day));
    return item->start + k * days_of(item->every);
}

int
fp_item_moved(const struct fp_item *item, int day)
{
    int weekday = fp_day_weekday(day);

    if (item->weekend == FP_WEEKEND_STAYS ||
        (weekday != SUNDAY && weekday != SATURDAY))
        return day;
    if (item->weekend == FP_WEEKEND_BEFORE)
        return day - (weekday == SUNDAY ? 2 : 1);
    return day + (weekday == SUNDAY ? 1 : 2);
}

static int
is_item(const struct fp_short_term *q, const struct fp_item *item)
{
    return item->account >= 0 && item->account < (int)q->n_accounts &&
           item->to_account >= -1 && item->to_account < (int)q->n_accounts &&
           item->to_account != item->account &&
           (item->to_account < 0 || item->cents <= 0) &&
           item->cents >= -CENTS_MOST && item->cents <= CENTS_MOST &&
           (int)item->every >= 0 && item->every < FP_ITEM_EVERY &&
           (item->every != FP_ITEM_SEMIMONTHLY ||
            (item->days[0] >= 1 && item->days[0] < item->days[1] &&
             item->days[1] <= 31));
}

static int
is_question(const struct fp_short_term *q)
{
    if (q->n_days < DAYS_LEAST || q->n_days > FP_SHORT_TERM_DAYS ||
        q->n_accounts < 1 || q->n_accounts > FP_SHORT_TERM_ACCOUNTS ||
        q->n_items > FP_SHORT_TERM_ITEMS)
        return 0;
    for (size_t i = 0; i < q->n_items; i++)
        if (!is_item(q, &q->items[i]))
            return 0;
    return 1;
}

/* The first k that can matter: nominal days a weekend before the first day. */
static int
first_k(const struct fp_item *item, int first)
{
    int step = days_of(item->every), k = 0;

    if (step > 0 && item->start < first - WEEKEND_MOST)
        k = (first - WEEKEND_MOST - item->start) / step;
    return k;
}

static enum fp_err
add_event(struct fp_short_term_result *r, int day, size_t item)
{
    size_t k = r->n_events;

    if (k == r->max_events / 2)
        return FP_ELIMIT;
    r->events[k] = (struct fp_event){ day, item };
    r->n_events++;
    return FP_OK;
}

/* Every event of one item within the days asked about. */
static enum fp_err
add_item(const struct fp_short_term *q, size_t index,
         struct fp_short_term_result *r)
{
    const struct fp_item *item = &q->items[index];
    int last = q->first + q->n_days - 1;

    for (int k = first_k(item, q->first);; k++) {
        int nominal = fp_item_nominal(item, k), day;
        enum fp_err err;

        if (nominal > item->end || nominal > last + WEEKEND_MOST)
            return FP_OK;
        day = fp_item_moved(item, nominal);
        if (day >= q->first && day <= last) {
            err = add_event(r, day, index);
            if (err != FP_OK)
                return err;
        }
        if (item->every == FP_ITEM_ONCE)
            return FP_OK;
    }
}

static int
add(int64_t *sum, int64_t amount)
{
    return !__builtin_add_overflow(*sum, amount, sum);
}

static int
book(struct fp_day_balance *day, int64_t cents)
{
    return add(cents >= 0 ? &day->in : &day->out, cents);
}

static enum fp_err
book_events(const struct fp_short_term *q, struct fp_short_term_result *r)
{
    for (size_t i = 0; i < r->n_events; i++) {
        const struct fp_item *item = &q->items[r->events[i].item];
        int day = r->events[i].day - q->first, good;

        good = book(&r->accounts[item->account][day], item->cents);
        if (item->to_account >= 0)
            good = good && book(&r->accounts[item->to_account][day],
                                -item->cents);
        else
            good = good && book(&r->total[day], item->cents);
        if (!good)
            return FP_ERANGE;
    }
    return FP_OK;
}

/* Balances from the day's movements, and how low they go. */
static int
follow(struct fp_day_balance *days, int n, int64_t opening, int64_t floor,
       int first, struct fp_lowest *lowest)
{
    int64_t balance = opening;

    *lowest = (struct fp_lowest){ INT64_MAX, first, 0, INT_MAX };
    for (int d = 0; d < n; d++) {
        if (!add(&balance, days[d].in) || !add(&balance, days[d].out))
            return 0;
        days[d].balance = balance;
        if (balance < lowest->balance) {
            lowest->balance = balance;
            lowest->day = first + d;
        }
        if (balance < floor) {
            if (lowest->days_below++ == 0)
                lowest->first_below = first + d;
        }
    }
    return 1;
}

/* By day, then by item: they came item by item, and are dealt out by day. */
static void
sort_events(const struct fp_short_term *q, struct fp_short_term_result *r,
            struct fp_event *room)
{
    size_t at[FP_SHORT_TERM_DAYS + 1] = { 0 };

    for (size_t i = 0; i < r->n_events; i++)
        at[r->events[i].day - q->first + 1]++;
    for (int d = 1; d <= q->n_days; d++)
        at[d] += at[d - 1];
    for (size_t i = 0; i < r->n_events; i++)
        room[at[r->events[i].day - q->first]++] = r->events[i];
    memcpy(r->events, room, r->n_events * sizeof(*room));
}

enum fp_err
fp_short_term(const struct fp_short_term *q, struct fp_short_term_result *r)
{
    int64_t opening = 0;
    enum fp_err err = FP_OK;

    if (!is_question(q))
        return FP_EINVAL;
    memset(r->accounts, 0, sizeof(r->accounts));
    memset(r->total, 0, sizeof(r->total));
    r->n_events = 0;
    for (size_t i = 0; i < q->n_items && err == FP_OK; i++)
        err = add_item(q, i, r);
    if (err == FP_OK)
        err = book_events(q, r);
    if (err != FP_OK)
        return err;
    for (size_t a = 0; a < q->n_accounts; a++)
        if (!add(&opening, q->opening[a]) ||
            !follow(r->accounts[a], q->n_days, q->opening[a], q->floor[a],
                    q->first, &r->lowest[a]))
            return FP_ERANGE;
    if (!follow(r->total, q->n_days, opening, q->floor_total, q->first,
                &r->lowest_total))
        return FP_ERANGE;
    if (r->n_events > 0)
        sort_events(q, r, r->events + r->max_events / 2);
    return FP_OK;
}
