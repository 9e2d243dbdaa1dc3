/* What a year's withdrawals and conversions cost: the return, the tax, and
 * the conversions that fill a bracket. */
#include "planning/engine/withdraw.h"

#include <math.h>
#include <string.h>

#include "planning/engine/search.h"

#define ROOM_TOLERANCE 1e-7 /* dollars */

enum { ROOM_STEPS_MAX = 40 };

static inline double
above(double value, double floor)
{
    return value > floor ? value - floor : 0.0;
}

/* Dividends and interest are paid on what stays in the account. */
static void
add_taxable(const struct fp_withdrawal *w, size_t i, struct fp_tax_input *in)
{
    const struct fp_compiled_account *account = &w->compiled->accounts[i];
    double base = w->yield_base[i];

    in->long_term_gains += w->amount[i] * w->gain[i];
    if (w->share == 1.0)
        base = above(base, w->amount[i]);
    in->qualified_dividends += base * account->yield_qualified;
    in->ordinary_dividends += base * account->yield_qualified;
    in->interest += base * account->yield_ordinary;
}

void
fp_settle_return(const struct fp_withdrawal *w, struct fp_tax_input *in)
{
    const struct fp_compiled *c = w->compiled;

    *in = w->fixed;
    for (size_t i = 0; i < c->n_accounts; i++) {
        double income = w->amount[i] - w->direct[i];

        switch (c->accounts[i].type) {
        case FP_ACCOUNT_TAXABLE:
        case FP_ACCOUNT_CASH: add_taxable(w, i, in); continue;
        case FP_ACCOUNT_TRADITIONAL:
        case FP_ACCOUNT_INHERITED:
            in->retirement_income += income + w->converted[i];
            if (w->row->rules[i].early)
                in->early_distribution += above(income, w->required[i]);
            break;
        case FP_ACCOUNT_ROTH:
            if (w->row->rules[i].qualified)
                continue;
            if (w->row->rules[i].early)
                in->early_distribution += above(income, w->seasoned[i]);
            in->retirement_income += above(income, w->free[i]);
            break;
        case FP_ACCOUNT_HSA:
            in->retirement_income += income;
            if (w->row->rules[i].early)
                in->early_distribution_hsa += income;
            break;
        case FP_ACCOUNT_529:
        case FP_ACCOUNT_TYPE_COUNT: continue;
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

/* Taxable distributions by the place of the account's owner on the return. */
static void
distributions(const struct fp_withdrawal *w, double by_place[2])
{
    const struct fp_compiled *c = w->compiled;

    for (size_t i = 0; i < c->n_accounts; i++) {
        double *sum = &by_place[w->row->slots[c->accounts[i].owner]];
        double income = w->amount[i] - w->direct[i];

        switch (c->accounts[i].type) {
        case FP_ACCOUNT_TRADITIONAL:
        case FP_ACCOUNT_INHERITED:
            *sum += income + w->converted[i];
            break;
        case FP_ACCOUNT_ROTH:
            if (!w->row->rules[i].qualified)
                *sum += above(income, w->free[i]);
            break;
        case FP_ACCOUNT_HSA:
        case FP_ACCOUNT_TAXABLE:
        case FP_ACCOUNT_CASH:
        case FP_ACCOUNT_529:
        case FP_ACCOUNT_TYPE_COUNT: break;
        }
    }
}

void
fp_settle_state(const struct fp_withdrawal *w, const struct fp_tax_input *in,
                const struct fp_tax_result *r, struct fp_state_input *state)
{
    const struct fp_compiled_year *row = w->row;

    memset(state, 0, sizeof(*state));
    state->n_taxpayers = in->n_taxpayers;
    state->n_dependents = row->n_dependent_ages;
    for (int i = 0; i < row->n_dependent_ages; i++)
        state->dependent_ages[i] = row->dependent_ages[i];
    for (int p = 0; p < FP_PLAN_PEOPLE_MAX; p++) {
        int place = row->slots[p];

        state->ages[p] = in->ages[p];
        state->wages[place] += in->wages[p];
        state->self_employment[place] += in->self_employment[p];
        state->pensions[p] = w->pensions[p];
        state->social_security[p] = w->benefits[p];
        state->fica[place] +=
            w->law->medicare_rate * in->wages[p] +
            w->law->oasdi_rate * (in->wages[p] < w->law->wage_base
                                      ? in->wages[p]
                                      : w->law->wage_base);
    }
    for (int p = 0; p < FP_PLAN_PEOPLE_MAX; p++)
        state->wages[p] = above(state->wages[p], w->deferrals[p]);
    distributions(w, state->distributions);
    state->interest = in->interest;
    state->ordinary_dividends = in->ordinary_dividends;
    state->qualified_dividends = in->qualified_dividends;
    state->short_term_gains = in->short_term_gains;
    state->long_term_gains = in->long_term_gains;
    state->rental_income = in->rental_income;
    state->other_income = in->other_income;
    state->agi = r->agi;
    state->taxable_social_security = r->taxable_social_security;
    state->taxable_income = r->taxable_income;
    state->deduction = r->deduction;
    state->senior_deduction = r->senior_deduction;
    state->itemized = r->deduction > r->standard_deduction
                          ? r->itemized_deduction
                          : 0.0;
    state->income_tax = above(r->income_tax - r->savers_credit - r->eitc, 0.0);
    state->eitc = r->eitc;
    state->child_credit = r->ctc_odc_nonrefundable + r->ctc_refundable;
}

/* The premium tax credit for the year's income. */
static double
premium_credit(const struct fp_withdrawal *w, const struct fp_tax_input *in)
{
    const struct fp_compiled_year *row = w->row;
    double magi = w->federal.magi + in->social_security -
                  w->federal.taxable_social_security;
    int people = row->n_taxpayers + row->children + row->dependents;

    return fp_aca_credit(row->aca, people, magi, w->benchmark, w->premium,
                         w->price_level);
}

/* Fills tax and its parts, and health. */
static void
assess(struct fp_withdrawal *w)
{
    const struct fp_taxes *taxes = &w->compiled->plan->taxes;
    struct fp_tax_input input;
    struct fp_state_input state;

    w->tax = w->state_tax = 0.0;
    w->health = w->costs;
    if (taxes->model == FP_TAX_NONE)
        return;
    fp_settle_return(w, &input);
    if (taxes->model == FP_TAX_FLAT) {
        w->tax = flat_tax(&input, taxes->flat_rate);
        return;
    }
    fp_tax_run(w->law, &input, &w->federal);
    w->tax = w->federal.total;
    if (w->row->aca != NULL)
        w->health -= premium_credit(w, &input);
    if (w->state_law == NULL)
        return;
    fp_settle_state(w, &input, &w->federal, &state);
    w->state_tax = fp_state_tax(w->state_law, &state);
    w->tax += w->state_tax;
}

/* Ordinary taxable income with `more` ordinary income. */
static double
ordinary_taxable(const struct fp_withdrawal *w,
                 const struct fp_tax_input *base, double more)
{
    struct fp_tax_input input = *base;
    struct fp_tax_result result;

    input.retirement_income += more;
    fp_tax_run(w->law, &input, &result);
    return result.taxable_income - result.preferential_income;
}

/* The top of the bracket that has `rate`; HUGE_VAL for the last one. */
static double
bracket_top(const struct fp_tax_schedule *schedule, double rate)
{
    for (size_t k = 0; k + 1 < schedule->n; k++)
        if (schedule->rate[k] >= rate - 1e-9)
            return schedule->floor[k + 1];
    return HUGE_VAL;
}

/* The largest income in [0, most] for which value(income) <= target, for a
 * rising, piecewise linear value. */
static double
largest(double (*value)(const struct fp_withdrawal *,
                        const struct fp_tax_input *, double),
        const struct fp_withdrawal *w, double target, double most)
{
    struct fp_tax_input base;
    struct fp_search s;
    double here;

    if (most <= 0.0)
        return 0.0;
    fp_settle_return(w, &base);
    here = value(w, &base, 0.0) - target;
    if (here >= 0.0)
        return 0.0;
    fp_search_start(&s, here, most);
    for (int step = 0; step < ROOM_STEPS_MAX; step++) {
        here = value(w, &base, s.at) - target;
        if (fabs(here) <= ROOM_TOLERANCE || s.closed ||
            (here < 0.0 && s.at >= most))
            return s.at;
        fp_search_step(&s, 1, here, step);
    }
    return s.low;
}

double
fp_settle_bracket_room(const struct fp_withdrawal *w, double rate, double most)
{
    double top = bracket_top(&w->law->ordinary, rate);

    return top == HUGE_VAL ? most : largest(ordinary_taxable, w, top, most);
}

/* Income as Medicare sees it, with `more` ordinary income. */
static double
medicare_income(const struct fp_withdrawal *w, const struct fp_tax_input *base,
                double more)
{
    struct fp_tax_input input = *base;
    struct fp_tax_result result;

    input.retirement_income += more;
    fp_tax_run(w->law, &input, &result);
    return result.magi;
}

/* Further income, at most `most`, that stays in the tier. The thresholds are
 * those of this year; those that will be looked at are two years younger. */
static double
threshold_room(const struct fp_withdrawal *w, int tier, double most)
{
    struct fp_medicare_law law = w->medicare;
    double top;

    if (law.n == 0) {
        struct fp_medicare_law base;

        if (fp_medicare_get(w->compiled->plan->taxes.law_year,
                            w->row->status, &base) != FP_OK)
            return 0.0;
        fp_medicare_index(&base, w->row->year, w->price_level, &law);
    }
    top = fp_medicare_threshold(&law, tier);
    return top == HUGE_VAL ? most : largest(medicare_income, w, top, most);
}

/* Conversions of the year, from the traditional accounts in their order. */
static void
convert(struct fp_withdrawal *w)
{
    const struct fp_compiled *c = w->compiled;
    const struct fp_conversion *policy = &c->plan->strategy.conversion;
    double room[FP_COMPILED_ACCOUNTS_MAX], most = 0.0, total = 0.0;

    for (size_t i = 0; i < c->n_accounts; i++) {
        w->converted[i] = 0.0;
        room[i] = c->accounts[i].converts_into >= 0
                      ? above(w->capacity[i], w->amount[i])
                      : 0.0;
        most += room[i];
    }
    switch (policy->policy) {
    case FP_CONVERSION_NONE: return;
    case FP_CONVERSION_FIXED:
        total = policy->amount * w->price_level;
        break;
    case FP_CONVERSION_FILL_BRACKET:
        total = fp_settle_bracket_room(w, policy->rate, most);
        break;
    case FP_CONVERSION_FILL_IRMAA:
        total = threshold_room(w, policy->tier, most);
        break;
    }
    if (total > most)
        total = most;
    for (size_t i = 0; i < c->n_accounts && total > 0.0; i++) {
        w->converted[i] = total < room[i] ? total : room[i];
        total -= w->converted[i];
    }
}

void
fp_settle(struct fp_withdrawal *w, int converts)
{
    if (converts)
        convert(w);
    assess(w);
}
