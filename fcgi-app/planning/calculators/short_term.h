/* The cash of the next 30 to 365 days: balances of accounts by the day from
 * recurring and single items, the lowest of them, and the days below a floor.
 *
 * Money is int64_t cents with checked sums. A balance is that of the day's
 * end, after everything that falls on the day. Public holidays are left out.
 * Pure; thread-safe. */
#ifndef FP_PLANNING_SHORT_TERM_H
#define FP_PLANNING_SHORT_TERM_H

#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"

#ifdef __cplusplus
extern "C" {
#endif

enum {
    FP_SHORT_TERM_ACCOUNTS = 20,
    FP_SHORT_TERM_DAYS = 365,
    FP_SHORT_TERM_ITEMS = 500,
    FP_SHORT_TERM_EVENTS = 50000
};

enum fp_item_every {
    FP_ITEM_ONCE,
    FP_ITEM_DAILY,
    FP_ITEM_WEEKLY,
    FP_ITEM_BIWEEKLY,
    FP_ITEM_SEMIMONTHLY, /* on days[0] and days[1] of each month */
    FP_ITEM_MONTHLY,     /* on the day of the start, or the month's last */
    FP_ITEM_QUARTERLY,   /* every third month, likewise */
    FP_ITEM_YEARLY,      /* likewise */
    FP_ITEM_EVERY
};

/* Where an item goes that falls on a Saturday or Sunday. */
enum fp_item_weekend { FP_WEEKEND_STAYS, FP_WEEKEND_BEFORE, FP_WEEKEND_AFTER };

struct fp_item {
    int account;            /* index */
    int to_account;         /* a transfer: what account loses this one gains
                             * (cents is negative); -1: none */
    int64_t cents;          /* positive comes in, negative goes out */
    enum fp_item_every every;
    int start, end;         /* days (day.h): first nominal day, and the last
                             * possible one (INT_MAX: none) */
    int days[2];            /* semi-monthly: 1..31, ascending */
    int month_end;          /* 1: monthly and longer, always on the last day */
    enum fp_item_weekend weekend;
};

struct fp_event {
    int day;
    size_t item;
};

/* The balances of one account, or of all. */
struct fp_day_balance {
    int64_t in, out;        /* of the day; out <= 0; of all accounts: without
                             * transfers */
    int64_t balance;
};

/* How low a line of balances goes. */
struct fp_lowest {
    int64_t balance;
    int day;                /* the first one with it */
    int days_below;         /* of the floor */
    int first_below;        /* INT_MAX: none */
};

struct fp_short_term {
    int first, n_days;
    int64_t opening[FP_SHORT_TERM_ACCOUNTS]; /* at the first day's start */
    int64_t floor[FP_SHORT_TERM_ACCOUNTS];   /* of each account */
    int64_t floor_total;
    size_t n_accounts;
    const struct fp_item *items;             /* [n_items] */
    size_t n_items;
};

struct fp_short_term_result {
    struct fp_day_balance accounts[FP_SHORT_TERM_ACCOUNTS]
                                  [FP_SHORT_TERM_DAYS];
    struct fp_day_balance total[FP_SHORT_TERM_DAYS];
    struct fp_lowest lowest[FP_SHORT_TERM_ACCOUNTS], lowest_total;
    struct fp_event *events;  /* the caller's room, [max_events], the second
                               * half of which is scratch; by day, then by
                               * item */
    size_t max_events, n_events;
};

/* The k-th nominal day of an item, from 0, before weekends are looked at; k may
 * be any number that stays within years 1 to 9999. FP_ITEM_ONCE has only k 0.
 * A semi-monthly item counts from the first of its days that is not before the
 * start. */
int fp_item_nominal(const struct fp_item *item, int k) FP_NONNULL(1);

/* The nominal day moved off the weekend. */
int fp_item_moved(const struct fp_item *item, int day) FP_NONNULL(1);

/* FP_EINVAL: a member outside its range; FP_ELIMIT: more events than there is
 * room for; FP_ERANGE: a balance is too large for 64 bits. */
enum fp_err fp_short_term(const struct fp_short_term *question,
                          struct fp_short_term_result *out)
    FP_MUST_CHECK FP_NONNULL(1, 2);

#ifdef __cplusplus
}
#endif

#endif
