/* Withdrawal orders and the gross-up. */
#include "planning/engine/withdraw.h"

#include <math.h>

#include "planning/engine/search.h"

#define TOLERANCE 1e-6 /* dollars */

enum { STEPS_MAX = 100 };

static double
room_of(const struct fp_withdrawal *w, size_t i)
{
    double room = w->capacity[i] - w->direct[i] - w->required[i];

    return w->row->rules[i].closed || room < 0.0 ? 0.0 : room;
}

static void
add_draw(struct fp_withdrawal *w, double *left, int account, double most)
{
    double room = left[account] < most ? left[account] : most;

    if (room <= 0.0)
        return;
    w->draws[w->n_draws].account = account;
    w->draws[w->n_draws++].room = room;
    left[account] -= room;
}

/* Traditional accounts first, up to the top of the bracket. The room is
 * measured on the incomes and required distributions alone. */
static void
draw_bracket(struct fp_withdrawal *w, double *left)
{
    const struct fp_compiled *c = w->compiled;
    double most = 0.0, room;

    for (size_t i = 0; i < c->n_accounts; i++) {
        w->amount[i] = w->direct[i] + w->required[i];
        if (c->accounts[i].type == FP_ACCOUNT_TRADITIONAL &&
            !w->row->rules[i].early)
            most += left[i];
    }
    room = fp_settle_bracket_room(w, c->plan->strategy.fill_rate, most);
    for (size_t i = 0; i < c->n_accounts; i++) {
        double before = left[i];

        if (c->accounts[i].type != FP_ACCOUNT_TRADITIONAL ||
            w->row->rules[i].early)
            continue;
        add_draw(w, left, (int)i, room);
        room -= before - left[i];
    }
}

/* The parts in their order. Unless the plan lists its accounts, dollars that
 * bear an additional tax come after all that do not. */
static void
plan_draws(struct fp_withdrawal *w)
{
    const struct fp_compiled *c = w->compiled;
    const struct fp_strategy *strategy = &c->plan->strategy;
    double left[FP_COMPILED_ACCOUNTS_MAX];

    w->n_draws = 0;
    for (size_t i = 0; i < c->n_accounts; i++) {
        left[i] = room_of(w, i);
        w->converted[i] = 0.0;
    }
    if (strategy->order_kind == FP_ORDER_BRACKET_FILL &&
        c->plan->taxes.model == FP_TAX_US)
        draw_bracket(w, left);
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
                add_draw(w, left, account, HUGE_VAL);
        }
    }
    for (size_t k = 0; k < c->n_accounts; k++)
        add_draw(w, left, c->order[k], HUGE_VAL);
}

/* Splits `total` dollars beyond the required distributions: part after part,
 * or in proportion to what is left in each account. */
static void
split(struct fp_withdrawal *w, double total, double room)
{
    const struct fp_compiled *c = w->compiled;

    for (size_t i = 0; i < c->n_accounts; i++)
        w->amount[i] = w->direct[i] + w->required[i];
    if (total <= 0.0)
        return;
    if (c->plan->strategy.order_kind == FP_ORDER_PROPORTIONAL) {
        double share = room > 0.0 ? total / room : 0.0;

        if (share > 1.0)
            share = 1.0;
        for (size_t i = 0; i < c->n_accounts; i++)
            w->amount[i] += share * room_of(w, i);
        return;
    }
    for (size_t k = 0; k < w->n_draws && total > 0.0; k++) {
        const struct fp_draw *draw = &w->draws[k];
        double part = total < draw->room ? total : draw->room;

        w->amount[draw->account] += part;
        total -= part;
    }
}

/* One attempt of solving. */
struct attempt {
    struct fp_withdrawal *w;
    double required, room;
    int converts;
};

/* Money left after spending and tax when `total` is withdrawn beyond what is
 * required; negative: missing. Fills the amounts and their cost. */
static double
left_over(const struct attempt *a, double total)
{
    struct fp_withdrawal *w = a->w;

    split(w, total, a->room);
    fp_settle(w, a->converts);
    return w->cash + a->required + total - w->tax - w->health - w->wanted;
}

/* The least total that pays for everything. left_over rises with total but for
 * the cliffs of the law; at a cliff the answer is on the side that is enough.
 * Returns what is left over; negative: all is out and it is not enough. */
static double
search_total(const struct attempt *a, double missing)
{
    struct fp_search s;
    double value = missing;

    if (a->room <= 0.0)
        return missing;
    fp_search_start(&s, missing, a->room);
    for (int step = 0; step < STEPS_MAX; step++) {
        value = left_over(a, s.at);
        if (fabs(value) <= TOLERANCE || s.closed ||
            (value < 0.0 && s.at >= a->room))
            return value;
        fp_search_step(&s, 1, value, step);
    }
    return s.bracketed ? left_over(a, s.high) : value;
}

/* 1 when everything was paid. */
static int
try_to_pay(const struct attempt *a)
{
    struct fp_withdrawal *w = a->w;
    double left = left_over(a, 0.0);

    if (left < 0.0)
        left = search_total(a, left);
    w->paid = w->wanted;
    w->surplus = left > 0.0 ? left : 0.0;
    if (left >= -TOLERANCE)
        return 1;
    /* Everything is out. Tax comes first; what it leaves is spent. */
    w->paid = w->wanted + left;
    return 0;
}

void
fp_withdraw_solve(struct fp_withdrawal *w)
{
    const struct fp_compiled *c = w->compiled;
    struct attempt a = { .w = w, .converts = w->row->converts };

    plan_draws(w);
    for (size_t i = 0; i < c->n_accounts; i++) {
        a.required += w->required[i];
        a.room += room_of(w, i);
    }
    if (try_to_pay(&a))
        return;
    if (a.converts) {
        a.converts = 0;
        for (size_t i = 0; i < c->n_accounts; i++)
            w->converted[i] = 0.0;
        if (try_to_pay(&a))
            return;
    }
    if (w->paid < 0.0) {
        /* Not even the tax can be paid. */
        w->tax += w->paid;
        w->paid = 0.0;
    }
}
