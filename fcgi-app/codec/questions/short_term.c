/* /projections/short-term: the cash of the next days from recurring items. */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "codec/json/member.h"
#include "codec/questions/ask.h"
#include "codec/questions/kinds.h"
#include "planning/calculators/day.h"
#include "planning/calculators/short_term.h"

enum { DAYS_LEAST = 30, YEAR_LEAST = 1900, YEAR_MOST = 2200, DATE_TEXT = 48 };

#define CENTS_MOST INT64_C(100000000000000)

static const char *const everys[] = { "once", "daily", "weekly", "biweekly",
                                      "semimonthly", "monthly", "quarterly",
                                      "yearly", NULL };
static const char *const weekends[] = { "stays", "before", "after", NULL };

struct asked {
    struct fp_short_term q;
    struct fp_item items[FP_SHORT_TERM_ITEMS];
    const char *item_ids[FP_SHORT_TERM_ITEMS];
    const char *account_ids[FP_SHORT_TERM_ACCOUNTS];
    int with_days;
};

/* A day "2026-01-31" in a member; fallback when it is absent and may be. */
static int
read_day(const struct fp_node *object, const char *name, int needed,
         int fallback)
{
    struct fp_node node = fp_node_member(object, name);
    const char *text;
    struct fp_date d;

    if ((!node.present && !needed) || !fp_node_text(&node, &text))
        return fallback;
    if (fp_text_date(text, strlen(text), &d.year, &d.month, &d.day) !=
            FP_OK || d.year < YEAR_LEAST || d.year > YEAR_MOST) {
        fp_node_fault(&node, "value", "a day is written \"2026-01-31\", in "
                      "the years %d to %d", YEAR_LEAST, YEAR_MOST);
        return fallback;
    }
    return fp_day_of(d);
}

static void
read_accounts(const struct fp_node *root, struct asked *a)
{
    static const char *const known[] = { "id", "balance", "floor", NULL };
    struct fp_node list;
    size_t n = fp_ask_list(root, "accounts", 1, FP_SHORT_TERM_ACCOUNTS,
                           "a list of accounts", &list);

    a->q.n_accounts = n;
    for (size_t i = 0; i < n; i++) {
        struct fp_node one = fp_node_element(&list, i), floor;

        a->account_ids[i] = "";
        if (!fp_node_object(&one, known, "an account"))
            continue;
        a->account_ids[i] = fp_ask_text(&one, "id");
        a->q.opening[i] = fp_ask_cents(&one, "balance", -CENTS_MOST,
                                       CENTS_MOST);
        floor = fp_node_member(&one, "floor");
        a->q.floor[i] = fp_ask_cents_or(&one, "floor", -CENTS_MOST,
                                        CENTS_MOST, 0);
        if (!floor.present)
            fp_node_assume_number(&floor, 0, "a warning below nothing");
        for (size_t k = 0; k < i; k++)
            if (strcmp(a->account_ids[k], a->account_ids[i]) == 0) {
                struct fp_node id = fp_node_member(&one, "id");

                fp_node_fault(&id, "duplicate",
                              "another account has this id");
            }
    }
}

/* The account of a member by its id; fallback when it is absent. */
static int
read_account(const struct fp_node *object, const char *name,
             const struct asked *a, int fallback)
{
    struct fp_node node = fp_node_member(object, name);
    const char *id;

    if (!node.present)
        return fallback;
    if (!fp_node_text(&node, &id))
        return fallback;
    for (size_t i = 0; i < a->q.n_accounts; i++)
        if (strcmp(a->account_ids[i], id) == 0)
            return (int)i;
    fp_node_fault(&node, "value", "there is no account of this id");
    return fallback;
}

/* "days": [15, 31] of a semi-monthly item. */
static void
read_halves(const struct fp_node *one, struct fp_item *item)
{
    struct fp_node list = fp_node_member(one, "days");
    size_t n = 0;

    item->days[0] = 15;
    item->days[1] = 31;
    if (!list.present) {
        fp_node_assume(&list, "[15,31]", "on the 15th and the last day");
        return;
    }
    if (!fp_node_array(&list, 2, "two days of the month", &n))
        return;
    for (size_t k = 0; k < n; k++) {
        struct fp_node day = fp_node_element(&list, k);
        int64_t value = 1;

        (void)fp_node_int(&day, 1, 31, &value);
        item->days[k] = (int)value;
    }
    if (n != 2 || item->days[0] >= item->days[1])
        fp_node_fault(&list, "value",
                      "two days of the month, the earlier one first");
}

static void
read_item(const struct fp_node *one, struct asked *a, size_t i)
{
    static const char *const known[] = {
        "id", "account", "to_account", "amount", "every", "start", "end",
        "days", "month_end", "weekend", NULL
    };
    struct fp_item *item = &a->items[i];

    if (!fp_node_object(one, known, "an item"))
        return;
    a->item_ids[i] = fp_ask_text(one, "id");
    item->account = read_account(one, "account", a, 0);
    item->to_account = read_account(one, "to_account", a, -1);
    item->cents = fp_ask_cents(one, "amount", -CENTS_MOST, CENTS_MOST);
    item->every = (enum fp_item_every)fp_ask_word(one, "every", everys);
    item->start = read_day(one, "start", 1, 0);
    item->end = read_day(one, "end", 0, INT_MAX);
    if (item->every == FP_ITEM_SEMIMONTHLY)
        read_halves(one, item);
    item->month_end = fp_ask_flag_or(one, "month_end", 0, NULL);
    item->weekend = (enum fp_item_weekend)fp_ask_word_or(
        one, "weekend", weekends, FP_WEEKEND_STAYS, NULL);
    if (item->to_account >= 0 && item->cents > 0)
        item->cents = -item->cents;
    if (item->to_account == item->account) {
        struct fp_node to = fp_node_member(one, "to_account");

        fp_node_fault(&to, "value", "a transfer has two accounts");
    }
}

static void
read_items(const struct fp_node *root, struct asked *a)
{
    struct fp_node list;
    size_t n = fp_ask_list(root, "items", 0, FP_SHORT_TERM_ITEMS,
                           "a list of items", &list);

    for (size_t i = 0; i < n; i++) {
        struct fp_node one = fp_node_element(&list, i);

        a->item_ids[i] = "";
        read_item(&one, a, i);
    }
    a->q.items = a->items;
    a->q.n_items = n;
}

static void
read_asked(struct fp_question *q, struct asked *a)
{
    static const char *const known[] = { "start", "days", "accounts",
                                         "items", "floor", "detail", NULL };
    static const char *const detail[] = { "daily", "events", NULL };
    struct fp_node floor = fp_node_member(&q->root, "floor");

    if (!fp_node_object(&q->root, known, "accounts and items"))
        return;
    a->q.first = read_day(&q->root, "start", 1, 0);
    a->q.n_days = fp_ask_whole_or(&q->root, "days", DAYS_LEAST,
                                  FP_SHORT_TERM_DAYS, 90,
                                  "the next 90 days");
    read_accounts(&q->root, a);
    read_items(&q->root, a);
    a->q.floor_total = fp_ask_cents_or(&q->root, "floor", -CENTS_MOST,
                                       CENTS_MOST, 0);
    if (!floor.present)
        fp_node_assume_number(&floor, 0, "a warning when all accounts "
                              "together are below nothing");
    a->with_days = fp_ask_word_or(&q->root, "detail", detail, 0, NULL) == 0;
}

/* --- the answer ------------------------------------------------------------ */

static const char *
date_text(int day, char text[DATE_TEXT])
{
    struct fp_date d = fp_day_date(day);

    snprintf(text, DATE_TEXT, "%04d-%02d-%02d", d.year, d.month, d.day);
    return text;
}

static void
write_lowest(struct fp_buf *buf, const struct fp_lowest *l, int64_t floor)
{
    char text[DATE_TEXT];

    fp_json_cents(buf, "lowest_balance", l->balance);
    fp_json_text(buf, "lowest_date", date_text(l->day, text));
    fp_json_cents(buf, "floor", floor);
    fp_json_int(buf, "days_below_floor", l->days_below);
    fp_json_text(buf, "first_below_floor",
                 l->first_below != INT_MAX ? date_text(l->first_below, text)
                                           : NULL);
}

static void
write_accounts(struct fp_buf *buf, const struct asked *a,
               const struct fp_short_term_result *r)
{
    fp_json_name(buf, "accounts");
    fp_buf_char(buf, '[');
    for (size_t i = 0; i < a->q.n_accounts; i++) {
        fp_buf_str(buf, i > 0 ? ",{\"id\":" : "{\"id\":");
        fp_buf_json(buf, a->account_ids[i]);
        fp_json_cents(buf, "opening", a->q.opening[i]);
        fp_json_cents(buf, "closing",
                      r->accounts[i][a->q.n_days - 1].balance);
        write_lowest(buf, &r->lowest[i], a->q.floor[i]);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
}

static void
write_days(struct fp_buf *buf, const struct asked *a,
           const struct fp_short_term_result *r)
{
    char text[DATE_TEXT];

    fp_json_name(buf, "days");
    fp_buf_char(buf, '[');
    for (int d = 0; a->with_days && d < a->q.n_days; d++) {
        fp_buf_str(buf, d > 0 ? ",{\"date\":\"" : "{\"date\":\"");
        fp_buf_str(buf, date_text(a->q.first + d, text));
        fp_buf_char(buf, '"');
        fp_json_cents(buf, "in", r->total[d].in);
        fp_json_cents(buf, "out", r->total[d].out);
        fp_json_cents(buf, "balance", r->total[d].balance);
        fp_json_name(buf, "balances");
        for (size_t i = 0; i < a->q.n_accounts; i++) {
            fp_buf_char(buf, i > 0 ? ',' : '[');
            fp_json_cents_value(buf, r->accounts[i][d].balance);
        }
        fp_buf_str(buf, "]}");
    }
    fp_buf_char(buf, ']');
}

static void
write_events(struct fp_buf *buf, const struct asked *a,
             const struct fp_short_term_result *r)
{
    char text[DATE_TEXT];

    fp_json_name(buf, "events");
    fp_buf_char(buf, '[');
    for (size_t i = 0; i < r->n_events; i++) {
        const struct fp_item *item = &a->items[r->events[i].item];

        fp_buf_str(buf, i > 0 ? ",{\"date\":\"" : "{\"date\":\"");
        fp_buf_str(buf, date_text(r->events[i].day, text));
        fp_buf_char(buf, '"');
        fp_json_text(buf, "item", a->item_ids[r->events[i].item]);
        fp_json_text(buf, "account", a->account_ids[item->account]);
        fp_json_text(buf, "to_account",
                     item->to_account >= 0 ? a->account_ids[item->to_account]
                                           : NULL);
        fp_json_cents(buf, "amount", item->cents);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
}

static void
warn(struct fp_question *q, const char *pointer, const char *what,
     const struct fp_lowest *l)
{
    char first[DATE_TEXT], lowest[DATE_TEXT];

    if (l->days_below == 0)
        return;
    fp_question_warn(q, pointer, "below_floor", "%.60s: %d day%s below the "
                     "floor, the first on %s, the lowest on %s.", what,
                     l->days_below, l->days_below == 1 ? "" : "s",
                     date_text(l->first_below, first),
                     date_text(l->day, lowest));
}

static void
warn_all(struct fp_question *q, const struct asked *a,
         const struct fp_short_term_result *r)
{
    for (size_t i = 0; i < a->q.n_accounts; i++) {
        char pointer[32];

        snprintf(pointer, sizeof(pointer), "/accounts/%zu", i);
        warn(q, pointer, a->account_ids[i], &r->lowest[i]);
    }
    warn(q, "", "all accounts", &r->lowest_total);
}

enum fp_err
fp_question_short_term(struct fp_question *q, struct fp_buf *buf)
{
    struct fp_short_term_result *r = fp_ask_room(&q->root, 1, sizeof(*r));
    struct asked *a = fp_ask_room(&q->root, 1, sizeof(*a));
    char text[DATE_TEXT];
    enum fp_err err;

    if (r == NULL || a == NULL)
        return FP_ENOMEM;
    read_asked(q, a);
    if (!fp_question_good(q))
        return FP_EINVAL;
    r->max_events = FP_SHORT_TERM_EVENTS;
    r->events = fp_ask_room(&q->root, r->max_events, sizeof(*r->events));
    if (r->events == NULL)
        return FP_ENOMEM;
    err = fp_short_term(&a->q, r);
    if (err == FP_ELIMIT)
        return fp_error_set(&q->error, FP_ELIMIT, "The items have more than "
                            "%d events in these days.",
                            FP_SHORT_TERM_EVENTS / 2);
    if (err != FP_OK)
        return fp_error_set(&q->error, FP_ERANGE,
                            "A balance is too large to hold.");
    warn_all(q, a, r);
    fp_question_source(q, "whole cents; a balance is that of the day's end; "
                          "public holidays are left out");
    fp_question_head(q, buf);
    fp_json_text(buf, "start", date_text(a->q.first, text));
    fp_json_text(buf, "end",
                 date_text(a->q.first + a->q.n_days - 1, text));
    fp_json_name(buf, "total");
    fp_buf_str(buf, "{\"closing\":");
    fp_json_cents_value(buf, r->total[a->q.n_days - 1].balance);
    write_lowest(buf, &r->lowest_total, a->q.floor_total);
    fp_buf_char(buf, '}');
    write_accounts(buf, a, r);
    write_days(buf, a, r);
    write_events(buf, a, r);
    fp_question_end(buf);
    return FP_OK;
}
