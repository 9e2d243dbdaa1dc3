/* What a year's withdrawals and conversions cost in lanes: engine/settle.c. */
#include "planning/engine/search.h"
#include "planning/kernel/lane_withdraw.h"

#define ROOM_TOLERANCE 1e-7 /* dollars */

enum { ROOM_STEPS_MAX = 40 };

/* The state's return as far as the amounts do not change it. */
static void
prepare_state(struct fp_lane_withdrawal *w)
{
    const struct fp_compiled_year *row = w->row;
    const struct fp_tax_input_lanes *in = &w->input;
    struct fp_state_input_lanes *state = &w->state;
    const lane zero = lane_of(0.0);

    for (int place = 0; place < FP_PLAN_PEOPLE_MAX; place++)
        state->wages[place] = state->self_employment[place] =
            state->fica[place] = zero;
    state->treasury_interest = zero;
    state->n_taxpayers = in->n_taxpayers;
    state->n_dependents = row->n_dependent_ages;
    for (int i = 0; i < row->n_dependent_ages; i++)
        state->dependent_ages[i] = row->dependent_ages[i];
    for (int p = 0; p < FP_PLAN_PEOPLE_MAX; p++) {
        int place = row->slots[p];

        state->ages[p] = in->ages[p];
        state->wages[place] = state->wages[place] + in->wages[p];
        state->self_employment[place] =
            state->self_employment[place] + in->self_employment[p];
        state->pensions[p] = w->pensions[p];
        state->social_security[p] = w->benefits[p];
        state->fica[place] =
            state->fica[place] +
            (w->law->medicare_rate * in->wages[p] +
             w->law->oasdi_rate * lane_min(in->wages[p], w->law->wage_base));
    }
    for (int p = 0; p < FP_PLAN_PEOPLE_MAX; p++)
        state->wages[p] = lane_above(state->wages[p], w->deferrals[p]);
    state->short_term_gains = in->short_term_gains;
    state->rental_income = in->rental_income;
    state->other_income = in->other_income;
}

void
FP_LEVEL_NAME(fp_lane_settle_prepare)(struct fp_lane_withdrawal *w)
{
    const struct fp_tax_input_lanes *in = &w->input;

    w->before.long_term_gains = in->long_term_gains;
    w->before.qualified_dividends = in->qualified_dividends;
    w->before.ordinary_dividends = in->ordinary_dividends;
    w->before.interest = in->interest;
    w->before.retirement_income = in->retirement_income;
    w->before.early_distribution = in->early_distribution;
    w->before.early_distribution_hsa = in->early_distribution_hsa;
    if (w->compiled->plan->taxes.model != FP_TAX_US)
        return;
    FP_LEVEL_NAME(fp_lane_tax_prepare)(w->law, in, &w->prepared);
    if (w->state_law != NULL)
        prepare_state(w);
}

static void
add_taxable(struct fp_lane_withdrawal *w, size_t i)
{
    const struct fp_compiled_account *account = &w->compiled->accounts[i];
    struct fp_tax_input_lanes *in = &w->input;
    lane base = w->yield_base[i];

    in->long_term_gains = in->long_term_gains + w->amount[i] * w->gain[i];
    if (w->share == 1.0)
        base = lane_above(base, w->amount[i]);
    in->qualified_dividends =
        in->qualified_dividends + base * account->yield_qualified;
    in->ordinary_dividends =
        in->ordinary_dividends + base * account->yield_qualified;
    in->interest = in->interest + base * account->yield_ordinary;
}

/* What leaves a retirement account is income, and may bear additional tax. */
static void
add_distribution(struct fp_lane_withdrawal *w, size_t i)
{
    const struct fp_account_rules *rules = &w->row->rules[i];
    struct fp_tax_input_lanes *in = &w->input;
    lane income = w->amount[i] - w->direct[i];

    switch (w->compiled->accounts[i].type) {
    case FP_ACCOUNT_TRADITIONAL:
    case FP_ACCOUNT_INHERITED:
        in->retirement_income =
            in->retirement_income + (income + w->converted[i]);
        if (rules->early)
            in->early_distribution =
                in->early_distribution + lane_above(income, w->required[i]);
        break;
    case FP_ACCOUNT_ROTH:
        if (rules->qualified)
            break;
        if (rules->early)
            in->early_distribution =
                in->early_distribution + lane_above(income, w->seasoned[i]);
        in->retirement_income =
            in->retirement_income + lane_above(income, w->free[i]);
        break;
    case FP_ACCOUNT_HSA:
        in->retirement_income = in->retirement_income + income;
        if (rules->early)
            in->early_distribution_hsa = in->early_distribution_hsa + income;
        break;
    case FP_ACCOUNT_TAXABLE:
    case FP_ACCOUNT_CASH:
    case FP_ACCOUNT_529:
    case FP_ACCOUNT_TYPE_COUNT: break;
    }
}

/* The return for the amounts, in w->input. */
static void
fill_return(struct fp_lane_withdrawal *w)
{
    const struct fp_compiled *c = w->compiled;
    struct fp_tax_input_lanes *in = &w->input;

    in->long_term_gains = w->before.long_term_gains;
    in->qualified_dividends = w->before.qualified_dividends;
    in->ordinary_dividends = w->before.ordinary_dividends;
    in->interest = w->before.interest;
    in->retirement_income = w->before.retirement_income;
    in->early_distribution = w->before.early_distribution;
    in->early_distribution_hsa = w->before.early_distribution_hsa;
    for (size_t i = 0; i < c->n_accounts; i++) {
        if (c->accounts[i].type == FP_ACCOUNT_TAXABLE ||
            c->accounts[i].type == FP_ACCOUNT_CASH)
            add_taxable(w, i);
        else
            add_distribution(w, i);
    }
}

static lane
flat_tax(const struct fp_tax_input_lanes *in, double rate)
{
    lane base = in->wages[0] + in->wages[1] - in->pretax_deferrals +
                in->interest + in->ordinary_dividends + in->long_term_gains +
                in->retirement_income + in->rental_income + in->other_income;

    return lane_where(lane_gt(base, lane_of(0.0)), rate * base);
}

/* Taxable distributions by the place of the account's owner on the return. */
static void
distribute(const struct fp_lane_withdrawal *w, lane by_place[2])
{
    const struct fp_compiled *c = w->compiled;

    by_place[0] = by_place[1] = lane_of(0.0);
    for (size_t i = 0; i < c->n_accounts; i++) {
        lane *sum = &by_place[w->row->slots[c->accounts[i].owner]];
        lane income = w->amount[i] - w->direct[i];
        enum fp_account_type type = c->accounts[i].type;

        if (type == FP_ACCOUNT_TRADITIONAL || type == FP_ACCOUNT_INHERITED)
            *sum = *sum + (income + w->converted[i]);
        else if (type == FP_ACCOUNT_ROTH && !w->row->rules[i].qualified)
            *sum = *sum + lane_above(income, w->free[i]);
    }
}

static lane
state_tax(struct fp_lane_withdrawal *w)
{
    const struct fp_tax_input_lanes *in = &w->input;
    const struct fp_tax_result_lanes *r = &w->federal;
    struct fp_state_input_lanes *state = &w->state;

    distribute(w, state->distributions);
    state->interest = in->interest;
    state->ordinary_dividends = in->ordinary_dividends;
    state->qualified_dividends = in->qualified_dividends;
    state->long_term_gains = in->long_term_gains;
    state->agi = r->agi;
    state->taxable_social_security = r->taxable_social_security;
    state->taxable_income = r->taxable_income;
    state->deduction = r->deduction;
    state->senior_deduction = r->senior_deduction;
    state->itemized =
        lane_where(lane_gt(r->deduction, r->standard_deduction),
                   r->itemized_deduction);
    state->income_tax =
        lane_positive(r->income_tax - r->savers_credit - r->eitc);
    state->eitc = r->eitc;
    state->child_credit = r->ctc_odc_nonrefundable + r->ctc_refundable;
    return FP_LEVEL_NAME(fp_lane_state_tax)(w->state_law, state);
}

static lane
premium_credit(const struct fp_lane_withdrawal *w)
{
    const struct fp_compiled_year *row = w->row;
    lane magi = w->federal.magi + w->input.social_security -
                w->federal.taxable_social_security;
    int people = row->n_taxpayers + row->children + row->dependents;

    return FP_LEVEL_NAME(fp_lane_aca_credit)(row->aca, people, magi,
                                             w->benchmark, w->premium,
                                             w->price_level);
}

static void
assess(struct fp_lane_withdrawal *w)
{
    const struct fp_taxes *taxes = &w->compiled->plan->taxes;

    w->tax = w->state_tax = lane_of(0.0);
    w->health = w->costs;
    if (taxes->model == FP_TAX_NONE)
        return;
    fill_return(w);
    if (taxes->model == FP_TAX_FLAT) {
        w->tax = flat_tax(&w->input, taxes->flat_rate);
        return;
    }
    FP_LEVEL_NAME(fp_lane_tax_run)(w->law, &w->prepared, &w->input,
                                   &w->federal);
    w->tax = w->federal.total;
    if (w->row->aca != NULL)
        w->health = w->health - premium_credit(w);
    if (w->state_law == NULL)
        return;
    w->state_tax = state_tax(w);
    w->tax = w->tax + w->state_tax;
}

/* What is to be brought to a target by further ordinary income. */
enum measure { ORDINARY_TAXABLE, MEDICARE_INCOME };

static lane
measured(const struct fp_lane_withdrawal *w, enum measure measure,
         struct fp_tax_input_lanes *input, lane more)
{
    struct fp_tax_result_lanes result;

    input->retirement_income = w->input.retirement_income + more;
    FP_LEVEL_NAME(fp_lane_tax_run)(w->law, &w->prepared, input, &result);
    if (measure == MEDICARE_INCOME)
        return result.magi;
    return result.taxable_income - result.preferential_income;
}

static lane
largest(struct fp_lane_withdrawal *w, mask active, enum measure measure,
        lane target, lane most)
{
    const lane zero = lane_of(0.0);
    mask open = mask_and(active, lane_gt(most, zero));
    struct fp_tax_input_lanes input;
    struct fp_search s;
    lane here, found;

    if (!mask_any(open))
        return zero;
    fill_return(w);
    input = w->input;
    here = measured(w, measure, &input, zero) - target;
    open = mask_and(open, lane_lt(here, zero));
    fp_search_start(&s, here, most);
    s.at = lane_where(open, s.at);
    found = zero;
    for (int step = 0; step < ROOM_STEPS_MAX; step++) {
        mask done;

        here = measured(w, measure, &input, s.at) - target;
        done = mask_and(
            open,
            mask_or(mask_or(lane_le(lane_abs(here), lane_of(ROOM_TOLERANCE)),
                            s.closed),
                    mask_and(lane_lt(here, zero), lane_ge(s.at, most))));
        found = lane_pick(done, s.at, found);
        open = mask_and(open, mask_not(done));
        if (!mask_any(open))
            break;
        fp_search_step(&s, open, here, step);
    }
    return lane_pick(open, s.low, found);
}

lane
FP_LEVEL_NAME(fp_lane_settle_bracket_room)(struct fp_lane_withdrawal *w,
                                           mask active, double rate, lane most)
{
    const struct fp_tax_schedule_lanes *schedule = &w->law->ordinary;

    for (size_t k = 0; k + 1 < schedule->n; k++)
        if (schedule->rate[k] >= rate - 1e-9)
            return largest(w, active, ORDINARY_TAXABLE,
                           schedule->floor[k + 1], most);
    return most;
}

static lane
threshold_room(struct fp_lane_withdrawal *w, mask active, int tier, lane most)
{
    const struct fp_medicare_law_lanes *law = w->tiers;
    size_t next = (size_t)(tier < 0 ? 0 : tier) + 1;
    lane top;

    if (law->n == 0)
        return lane_of(0.0);
    if (next >= law->n)
        return most;
    top = law->over[next];
    if (next + 1 == law->n)
        top = top - 0.01;
    return largest(w, active, MEDICARE_INCOME, top, most);
}

static void
convert(struct fp_lane_withdrawal *w, mask converts)
{
    const struct fp_compiled *c = w->compiled;
    const struct fp_conversion *policy = &c->plan->strategy.conversion;
    const lane zero = lane_of(0.0);
    lane room[FP_COMPILED_ACCOUNTS_MAX], most = zero, total = zero;

    for (size_t i = 0; i < c->n_accounts; i++) {
        w->converted[i] = zero;
        room[i] = c->accounts[i].converts_into >= 0
                      ? lane_above(w->capacity[i], w->amount[i])
                      : zero;
        most = most + room[i];
    }
    switch (policy->policy) {
    case FP_CONVERSION_NONE: return;
    case FP_CONVERSION_FIXED: total = policy->amount * w->price_level; break;
    case FP_CONVERSION_FILL_BRACKET:
        total = FP_LEVEL_NAME(fp_lane_settle_bracket_room)(
            w, converts, policy->rate, most);
        break;
    case FP_CONVERSION_FILL_IRMAA:
        total = threshold_room(w, converts, policy->tier, most);
        break;
    }
    total = lane_where(converts, lane_min(total, most));
    for (size_t i = 0; i < c->n_accounts; i++) {
        w->converted[i] = lane_positive(lane_min(total, room[i]));
        total = total - w->converted[i];
    }
}

void
FP_LEVEL_NAME(fp_lane_settle)(struct fp_lane_withdrawal *w, mask converts)
{
    if (mask_any(converts))
        convert(w, converts);
    else if (w->row->converts)
        for (size_t i = 0; i < w->compiled->n_accounts; i++)
            w->converted[i] = lane_of(0.0);
    assess(w);
}
