/* Withdrawal orders and the gross-up. */
#include "planning/withdraw.h"

#include <math.h>

#define TOLERANCE 1e-6 /* dollars */

enum { STEPS_MAX = 100 };

/* Splits `total` dollars beyond the required distributions over the accounts:
 * one after the other, or in proportion to what is left in each. */
static void
split(struct fp_withdrawal *w, double total)
{
    const struct fp_compiled *c = w->compiled;
    double room[FP_COMPILED_ACCOUNTS_MAX], all = 0.0;
    size_t i;

    for (i = 0; i < c->n_accounts; i++) {
        room[i] = w->capacity[i] - w->required[i];
        all += room[i];
        w->amount[i] = w->required[i];
    }
    if (total <= 0.0)
        return;
    if (c->plan->strategy.order_kind == FP_ORDER_PROPORTIONAL) {
        double share = all > 0.0 ? total / all : 0.0;

        if (share > 1.0)
            share = 1.0;
        for (i = 0; i < c->n_accounts; i++)
            w->amount[i] += share * room[i];
        return;
    }
    for (i = 0; i < c->n_accounts && total > 0.0; i++) {
        int account = c->order[i];
        double part = total < room[account] ? total : room[account];

        w->amount[account] += part;
        total -= part;
    }
}

void
fp_withdraw_return(const struct fp_withdrawal *w, struct fp_tax_input *input)
{
    const struct fp_compiled *c = w->compiled;
    size_t i;

    *input = w->fixed;
    for (i = 0; i < c->n_accounts; i++) {
        switch (c->accounts[i].type) {
        case FP_ACCOUNT_TAXABLE:
        case FP_ACCOUNT_CASH:
            input->long_term_gains += w->amount[i] * w->gain[i];
            break;
        case FP_ACCOUNT_TRADITIONAL:
        case FP_ACCOUNT_INHERITED:
            input->retirement_income += w->amount[i];
            break;
        case FP_ACCOUNT_ROTH:
        case FP_ACCOUNT_HSA:
        case FP_ACCOUNT_529:
        case FP_ACCOUNT_TYPE_COUNT: break;
        }
    }
}

/* The flat model: one rate on everything that the income tax knows, losses
 * included up to the year's gains and income. */
static double
flat_tax(const struct fp_tax_input *in, double rate)
{
    double base = in->wages[0] + in->wages[1] - in->pretax_deferrals +
                  in->interest + in->ordinary_dividends +
                  in->long_term_gains + in->retirement_income +
                  in->rental_income + in->other_income;

    return base > 0.0 ? rate * base : 0.0;
}

static double
tax_of(const struct fp_withdrawal *w)
{
    const struct fp_taxes *taxes = &w->compiled->plan->taxes;
    struct fp_tax_input input;

    if (taxes->model == FP_TAX_NONE)
        return 0.0;
    fp_withdraw_return(w, &input);
    return taxes->model == FP_TAX_FLAT ? flat_tax(&input, taxes->flat_rate)
                                       : fp_tax_total(w->law, &input);
}

/* Money left after spending and tax when `total` is withdrawn beyond what is
 * required; negative: missing. Fills amount and tax. */
static double
left_over(struct fp_withdrawal *w, double required, double total)
{
    split(w, total);
    w->tax = tax_of(w);
    return w->cash + required + total - w->tax - w->wanted;
}

/* The root of left_over between low (missing) and high (enough): secant steps
 * inside a bracket, halving where they leave it or stall. left_over rises
 * with total, because no marginal rate reaches one. */
static double
solve_total(struct fp_withdrawal *w, double required, double low,
            double low_value, double high, double high_value)
{
    double at = low, value = low_value;
    double before = low, before_value = low_value;
    int step;

    /* Most of the way is what is missing, before tax. */
    at = low - low_value;
    for (step = 0; step < STEPS_MAX; step++) {
        if (!(at > low && at < high))
            at = low + (high - low) *
                           (step % 3 == 2
                                ? 0.5
                                : -low_value / (high_value - low_value));
        if (!(at > low && at < high))
            at = 0.5 * (low + high);
        value = left_over(w, required, at);
        if (fabs(value) <= TOLERANCE || high - low <= 1e-12 * (1.0 + high))
            return value;
        if (value < 0.0) {
            low = at;
            low_value = value;
        } else {
            high = at;
            high_value = value;
        }
        {
            double slope = (value - before_value) / (at - before);
            double next = at - value / slope;

            before = at;
            before_value = value;
            at = isfinite(next) ? next : low;
        }
    }
    return value;
}

void
fp_withdraw_solve(struct fp_withdrawal *w)
{
    const struct fp_compiled *c = w->compiled;
    double required = 0.0, room = 0.0, left, most;
    size_t i;

    for (i = 0; i < c->n_accounts; i++) {
        required += w->required[i];
        room += w->capacity[i] - w->required[i];
    }
    w->surplus = 0.0;
    w->paid = w->wanted;
    left = left_over(w, required, 0.0);
    if (left >= 0.0) {
        w->surplus = left;
        return;
    }
    if (c->plan->taxes.model == FP_TAX_NONE && -left <= room) {
        split(w, -left);
        return;
    }
    most = left_over(w, required, room);
    if (most < 0.0) {
        /* Everything is out. Tax comes first; what it leaves is spent. */
        w->paid = w->wanted + most;
        if (w->paid < 0.0) {
            w->tax += w->paid;
            w->paid = 0.0;
        }
        return;
    }
    if (room > 0.0)
        left = solve_total(w, required, 0.0, left, room, most);
    if (left > 0.0)
        w->surplus = left;
}
