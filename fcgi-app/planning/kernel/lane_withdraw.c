/* Withdrawal orders and the gross-up in lanes: engine/withdraw.c. */
#include "planning/kernel/lane_withdraw.h"

#include "planning/engine/search.h"

#define TOLERANCE 1e-6 /* dollars */

enum { STEPS_MAX = 100 };

static lane
room_of(const struct fp_lane_withdrawal *w, size_t i)
{
    if (w->row->rules[i].closed)
        return lane_of(0.0);
    return lane_positive(w->capacity[i] - w->direct[i] - w->required[i]);
}

static void
add_draw(struct fp_lane_withdrawal *w, lane *left, int account, lane most)
{
    lane room = lane_positive(lane_min(left[account], most));

    if (!mask_any(lane_gt(room, lane_of(0.0))))
        return;
    w->draws[w->n_draws].account = account;
    w->draws[w->n_draws++].room = room;
    left[account] = left[account] - room;
}

static void
draw_bracket(struct fp_lane_withdrawal *w, mask active, lane *left)
{
    const struct fp_compiled *c = w->compiled;
    lane most = lane_of(0.0), room;

    for (size_t i = 0; i < c->n_accounts; i++) {
        w->amount[i] = w->direct[i] + w->required[i];
        if (c->accounts[i].type == FP_ACCOUNT_TRADITIONAL &&
            !w->row->rules[i].early)
            most = most + left[i];
    }
    room = FP_LEVEL_NAME(fp_lane_settle_bracket_room)(
        w, active, c->plan->strategy.fill_rate, most);
    for (size_t i = 0; i < c->n_accounts; i++) {
        lane before = left[i];

        if (c->accounts[i].type != FP_ACCOUNT_TRADITIONAL ||
            w->row->rules[i].early)
            continue;
        add_draw(w, left, (int)i, room);
        room = room - (before - left[i]);
    }
}

static void
plan_draws(struct fp_lane_withdrawal *w, mask active)
{
    const struct fp_compiled *c = w->compiled;
    const struct fp_strategy *strategy = &c->plan->strategy;
    lane left[FP_COMPILED_ACCOUNTS_MAX];
    const lane all = lane_of(HUGE_VAL);

    w->n_draws = 0;
    for (size_t i = 0; i < c->n_accounts; i++) {
        left[i] = room_of(w, i);
        w->converted[i] = lane_of(0.0);
    }
    if (strategy->order_kind == FP_ORDER_BRACKET_FILL &&
        c->plan->taxes.model == FP_TAX_US)
        draw_bracket(w, active, left);
    if (strategy->order_kind != FP_ORDER_LIST) {
        for (size_t k = 0; k < c->n_accounts; k++) {
            int account = c->order[k];
            const struct fp_account_rules *rules = &w->row->rules[account];

            if (c->accounts[account].type == FP_ACCOUNT_ROTH &&
                !rules->qualified)
                add_draw(w, left, account,
                         rules->early ? w->seasoned[account]
                                      : w->free[account]);
            else if (!rules->early)
                add_draw(w, left, account, all);
        }
    }
    for (size_t k = 0; k < c->n_accounts; k++)
        add_draw(w, left, c->order[k], all);
}

static void
split(struct fp_lane_withdrawal *w, lane total, lane room)
{
    const struct fp_compiled *c = w->compiled;
    const lane zero = lane_of(0.0);

    for (size_t i = 0; i < c->n_accounts; i++)
        w->amount[i] = w->direct[i] + w->required[i];
    if (c->plan->strategy.order_kind == FP_ORDER_PROPORTIONAL) {
        lane share = lane_min(lane_where(lane_gt(room, zero), total / room),
                              lane_of(1.0));

        share = lane_where(lane_gt(total, zero), share);
        for (size_t i = 0; i < c->n_accounts; i++)
            w->amount[i] = w->amount[i] + share * room_of(w, i);
        return;
    }
    for (size_t k = 0; k < w->n_draws; k++) {
        const struct fp_lane_draw *draw = &w->draws[k];
        lane part = lane_positive(lane_min(total, draw->room));

        w->amount[draw->account] = w->amount[draw->account] + part;
        total = total - part;
    }
}

/* One attempt of solving. */
struct attempt {
    struct fp_lane_withdrawal *w;
    lane required, room;
    mask converts;
};

static lane
left_over(const struct attempt *a, lane total)
{
    struct fp_lane_withdrawal *w = a->w;

    split(w, total, a->room);
    FP_LEVEL_NAME(fp_lane_settle)(w, a->converts);
    return w->cash + a->required + total - w->tax - w->health - w->wanted;
}

/* Searches in the open lanes from `missing`, what is left over at a total of
 * 0; the others have their totals in at. Returns what is left over, and keeps
 * every lane's total in at. */
static lane
search_total(const struct attempt *a, mask open, lane missing, lane *at)
{
    struct fp_search s;
    lane value = missing;
    mask rest;

    open = mask_and(open, lane_gt(a->room, lane_of(0.0)));
    if (!mask_any(open))
        return missing;
    fp_search_start(&s, missing, a->room);
    s.at = lane_pick(open, s.at, *at);
    for (int step = 0; step < STEPS_MAX; step++) {
        lane here = left_over(a, s.at);
        mask done = mask_or(
            mask_or(lane_le(lane_abs(here), lane_of(TOLERANCE)), s.closed),
            mask_and(lane_lt(here, lane_of(0.0)), lane_ge(s.at, a->room)));

        value = lane_pick(open, here, value);
        open = mask_and(open, mask_not(done));
        if (!mask_any(open))
            break;
        fp_search_step(&s, open, here, step);
    }
    rest = mask_and(open, s.bracketed);
    if (mask_any(rest)) {
        s.at = lane_pick(rest, s.high, s.at);
        value = lane_pick(rest, left_over(a, s.at), value);
    }
    *at = s.at;
    return value;
}

/* Tries in the lanes of `wanted`; the others keep the totals in at. Returns
 * those in which everything was paid. */
static mask
try_to_pay(const struct attempt *a, mask wanted, lane *at)
{
    struct fp_lane_withdrawal *w = a->w;
    const lane zero = lane_of(0.0);
    lane left;
    mask paid;

    *at = lane_pick(wanted, zero, *at);
    left = left_over(a, *at);
    left = search_total(a, mask_and(wanted, lane_lt(left, zero)), left, at);
    paid = lane_ge(left, lane_of(-TOLERANCE));
    w->paid = lane_pick(wanted, lane_pick(paid, w->wanted, w->wanted + left),
                        w->paid);
    w->surplus = lane_pick(wanted, lane_positive(left), w->surplus);
    return mask_and(wanted, paid);
}

void
FP_LEVEL_NAME(fp_lane_withdraw_solve)(struct fp_lane_withdrawal *w,
                                      mask active)
{
    const struct fp_compiled *c = w->compiled;
    const lane zero = lane_of(0.0);
    struct attempt a = { .w = w, .converts = mask_of(w->row->converts) };
    lane at = zero;
    mask short_of, none;

    FP_LEVEL_NAME(fp_lane_settle_prepare)(w);
    plan_draws(w, active);
    a.required = a.room = w->paid = w->surplus = zero;
    for (size_t i = 0; i < c->n_accounts; i++) {
        a.required = a.required + w->required[i];
        a.room = a.room + room_of(w, i);
    }
    short_of = mask_and(active, mask_not(try_to_pay(&a, active, &at)));
    if (w->row->converts && mask_any(short_of)) {
        a.converts = mask_not(short_of);
        short_of = mask_and(short_of,
                            mask_not(try_to_pay(&a, short_of, &at)));
    }
    /* Not even the tax can be paid. */
    none = mask_and(short_of, lane_lt(w->paid, zero));
    w->tax = lane_pick(none, w->tax + w->paid, w->tax);
    w->paid = lane_pick(none, zero, w->paid);
}
