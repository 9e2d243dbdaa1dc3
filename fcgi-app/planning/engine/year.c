/* One year of one path, in the order that docs/methods.md states.
 *
 * Timing. `share` is the part of the year's flows that stands before the
 * market's return: 1 (start), 0 (end) or 1/2 (mid). With k = (1 + r)(1 - fee)
 * and f = contributions + deposits + conversions - withdrawals, an account
 * closes at
 *   (balance + share f) k + (1 - share) f. */
#include "planning/engine/year.h"

#include <math.h>
#include <string.h>

/* Less than this is the rounding of an emptied account, dollars. */
#define EMPTY 1e-7
/* A goal that lacks more than this was missed; real dollars. */
#define MISSED 0.01

void
fp_year_start(const struct fp_compiled *compiled, struct fp_path_state *state)
{
    unsigned alive = fp_alive_set(compiled->years_alive, 0);

    memset(state, 0, sizeof(*state));
    for (size_t i = 0; i < compiled->n_accounts; i++) {
        state->balance[i] = compiled->accounts[i].balance;
        state->basis[i] = compiled->accounts[i].basis;
        state->roth[i] = fp_roth_new(compiled->accounts[i].roth_basis, 0,
                                     compiled->plan->start_year);
        if (compiled->drifts)
            for (size_t a = 0; a < compiled->n_assets; a++)
                state->weights[i][a] =
                    compiled->rows[alive][0]
                        .weights[i * compiled->n_assets + a];
    }
    for (int p = 0; p < FP_PLAN_PEOPLE_MAX; p++)
        state->years_alive[p] = compiled->years_alive[p];
    for (int i = 0; i < 2; i++)
        state->magi[i] = compiled->plan->taxes.has_prior_magi
                             ? compiled->plan->taxes.prior_magi[i]
                             : -1.0;
    state->price_level = 1.0;
    fp_spending_start(&compiled->plan->strategy.spending, &state->spending);
}

/* Basis after a withdrawal of part of the account and a deposit. */
static void
carry_basis(const struct fp_year_work *k, size_t i, double deposit,
            double closing, struct fp_path_state *state)
{
    double withdrawn = k->w.amount[i];
    double part = k->w.capacity[i] > 0.0 ? withdrawn / k->w.capacity[i] : 0.0;
    double basis = state->basis[i] + k->in[i], yields = k->yields[i];

    if (k->share < 1.0)
        basis += yields;
    else if (k->w.yield_base[i] > 0.0)
        yields *= withdrawn < k->w.yield_base[i]
                      ? 1.0 - withdrawn / k->w.yield_base[i]
                      : 0.0;
    basis = basis * (1.0 - part) + deposit;
    if (k->share == 1.0 && closing > 0.0)
        basis += yields;
    state->basis[i] = closing > 0.0 ? basis : 0.0;
}

/* The layers of a Roth account after the year. */
static void
carry_roth(const struct fp_year_work *k, size_t i, double converted,
           struct fp_path_state *state)
{
    struct fp_roth *roth = &state->roth[i];
    int year = k->row->year;

    if (k->compiled->accounts[i].type != FP_ACCOUNT_ROTH)
        return;
    fp_roth_withdraw(roth, k->w.amount[i], year, 1);
    fp_roth_contribute(roth, k->in[i], year);
    if (converted > 0.0)
        fp_roth_convert(roth, converted, year);
}

/* Weights follow the market; a band sets them back once one is off by more. */
static void
drift_weights(const struct fp_year_work *k, size_t i, const double *returns,
              struct fp_path_state *state)
{
    const struct fp_compiled *c = k->compiled;
    const double *target = k->row->weights + i * c->n_assets;
    double sum = 0.0, off = 0.0;

    for (size_t a = 0; a < c->n_assets; a++) {
        state->weights[i][a] *= 1.0 + returns[a];
        sum += state->weights[i][a];
    }
    for (size_t a = 0; a < c->n_assets && sum > 0.0; a++) {
        state->weights[i][a] /= sum;
        off = fmax(off, fabs(state->weights[i][a] - target[a]));
    }
    if (c->plan->strategy.rebalance != FP_REBALANCE_BAND ||
        off <= c->plan->strategy.band)
        return;
    for (size_t a = 0; a < c->n_assets; a++)
        state->weights[i][a] = target[a];
}

/* Money that reaches account i beyond contributions: the surplus, and what
 * is converted into it less what is converted out of it. */
static double
converted_into(const struct fp_year_work *k, size_t i)
{
    const struct fp_compiled *c = k->compiled;
    double sum = -k->w.converted[i];

    for (size_t j = 0; j < c->n_accounts; j++)
        if (c->accounts[j].converts_into == (int)i)
            sum += k->w.converted[j];
    return sum;
}

static void
write_account(struct fp_ledger_account *out, const struct fp_year_work *k,
              size_t i)
{
    out->contributions = k->in[i];
    out->withdrawals = k->w.amount[i];
    out->rmd = k->w.required[i];
    out->realised_gain = k->w.amount[i] * k->w.gain[i];
}

/* The part of the withdrawals that pays the year's tax, at its end. In a year
 * that is short everything leaves as the plan's timing has it. */
static double
tax_part(const struct fp_year_work *k)
{
    double withdrawn = 0.0, tax = k->w.tax;

    if (k->w.paid < k->w.wanted || tax <= 0.0)
        return 0.0;
    for (size_t i = 0; i < k->compiled->n_accounts; i++)
        withdrawn += k->w.amount[i];
    return withdrawn > tax ? tax / withdrawn : withdrawn > 0.0 ? 1.0 : 0.0;
}

/* The market and the fees on what is left; returns the wealth at year end. */
static double
close_accounts(struct fp_year_work *k, const double *returns,
               struct fp_path_state *state, struct fp_year_result *result,
               struct fp_ledger_year *row)
{
    const struct fp_compiled *c = k->compiled;
    double wealth = 0.0, invested = 0.0, grown = 0.0;

    for (size_t i = 0; i < c->n_accounts; i++) {
        double deposit = (int)i == c->surplus_account ? k->w.surplus : 0.0;
        double moved = k->row->converts ? converted_into(k, i) : 0.0;
        double flow = k->in[i] + deposit + moved - k->w.amount[i];
        double opening = state->balance[i];
        double base = opening + k->share * flow;
        double growth = base * k->r[i];
        double fees = base * (1.0 + k->r[i]) * c->accounts[i].fee;
        double closing = opening + flow + growth - fees;

        if (k->monthly) {
            double late = k->w.amount[i] * tax_part(k);

            /* An account that is emptied pays as its months allow. */
            if (opening * k->month_opening[i] +
                    (flow + late) * k->month_flow[i] <
                late)
                late = 0.0;
            fees = opening * k->month_opening_fees[i] +
                   (flow + late) * k->month_flow_fees[i];
            closing = opening * k->month_opening[i] +
                      (flow + late) * k->month_flow[i] - late;
            growth = closing - opening - flow + fees;
            base = opening + 0.5 * flow;
        }
        /* An account that was emptied holds rounding dust, nothing more. */
        if (closing < EMPTY)
            closing = 0.0;
        carry_basis(k, i, deposit, closing, state);
        carry_roth(k, i, moved, state);
        if (c->drifts)
            drift_weights(k, i, returns, state);
        state->balance[i] = closing;
        wealth += closing;
        invested += base;
        grown += growth;
        if (row != NULL) {
            struct fp_ledger_account *out = &row->accounts[i];

            write_account(out, k, i);
            out->opening = opening;
            out->deposits = deposit;
            out->converted = moved;
            out->growth = growth;
            out->fees = fees;
            out->closing = closing;
            out->basis = state->basis[i];
            row->growth += growth;
            row->fees += fees;
            row->rmd += k->w.required[i];
            row->withdrawals += k->w.amount[i];
            row->converted += moved > 0.0 ? moved : 0.0;
        }
    }
    result->portfolio_return = invested > EMPTY ? grown / invested : 0.0;
    return wealth;
}

/* What cannot be paid is taken from the goals first, the one with the highest
 * priority number before the others. */
uint32_t
fp_year_goals_missed(const struct fp_plan *plan,
                     const struct fp_compiled_year *row, double price,
                     double missing, uint32_t *due)
{
    uint32_t left = 0, missed = 0;

    for (size_t g = 0; g < plan->n_goals; g++)
        if (fp_flow_dollars(row->goals[g], price) > 0.0)
            left |= (uint32_t)1 << g;
    *due = left;
    while (left != 0 && missing > MISSED * price) {
        int last = -1;

        for (int g = 0; g < (int)plan->n_goals; g++)
            if ((left >> g & 1u) &&
                (last < 0 ||
                 plan->goals[g].priority >= plan->goals[last].priority))
                last = g;
        missed |= (uint32_t)1 << last;
        left &= ~((uint32_t)1 << last);
        missing -= fp_flow_dollars(row->goals[last], price);
    }
    return missed;
}

/* Everyone has died: what is left keeps its value. */
static void
stand_still(const struct fp_compiled *c, int t, double inflation,
            struct fp_path_state *state, struct fp_year_result *result,
            struct fp_ledger_year *row)
{
    double wealth = 0.0;

    memset(result, 0, sizeof(*result));
    result->nobody = 1;
    result->price_level = state->price_level;
    for (size_t i = 0; i < c->n_accounts; i++) {
        double opening = state->balance[i];

        state->balance[i] *= 1.0 + inflation;
        wealth += state->balance[i];
        if (row == NULL)
            continue;
        memset(&row->accounts[i], 0, sizeof(row->accounts[i]));
        row->accounts[i].opening = opening;
        row->accounts[i].closing = state->balance[i];
        row->accounts[i].growth = state->balance[i] - opening;
        row->opening += opening;
        row->growth += state->balance[i] - opening;
    }
    result->closing = wealth;
    if (row != NULL) {
        row->year = c->plan->start_year + t;
        row->ages[0] = row->ages[1] = -1;
        row->price_level = state->price_level;
        row->closing = wealth;
        row->inflation = inflation;
    }
    state->price_level *= 1.0 + inflation;
}

/* A policy that takes its amount from the portfolio takes less where tax, debt
 * and goals leave less: that is no failure. */
static void
settle_for_less(struct fp_year_work *k)
{
    double missing = k->w.wanted - k->w.paid;
    double given_up = k->spending - k->least;

    if (missing <= 0.0 || given_up <= 0.0)
        return;
    if (given_up > missing)
        given_up = missing;
    k->spending -= given_up;
    k->w.wanted -= given_up;
}

void
fp_year_run(const struct fp_compiled *compiled, int t,
            const struct fp_year_options *options, const double *returns,
            double inflation, struct fp_path_state *state,
            struct fp_year_result *result, struct fp_ledger_year *row)
{
    static const double shares[] = { 1.0, 0.0, 0.5 };
    unsigned alive = fp_alive_set(state->years_alive, t);
    struct fp_year_work k;
    double opening = 0.0;

    if (alive == 0) {
        stand_still(compiled, t, inflation, state, result, row);
        return;
    }
    k.compiled = compiled;
    k.row = &compiled->rows[alive][t];
    k.price = state->price_level;
    k.monthly = compiled->plan->time_step == FP_STEP_MONTH;
    /* By the month, flows lie all over the year. */
    k.share = k.monthly ? 0.5 : shares[compiled->plan->strategy.timing];
    k.match = k.rolled_in = k.premiums = 0.0;
    k.w.compiled = compiled;
    k.w.row = k.row;
    k.w.law = &k.law;
    k.w.price_level = k.price;
    k.w.share = k.share;
    for (size_t i = 0; i < compiled->n_accounts; i++) {
        k.in[i] = 0.0;
        opening += state->balance[i];
    }
    fp_year_open(&k, t, options, returns, state);
    fp_withdraw_solve(&k.w);
    settle_for_less(&k);

    memset(result, 0, sizeof(*result));
    result->wanted = k.w.wanted;
    result->paid = k.w.paid;
    result->goals = k.goals;
    result->taxes = k.w.tax;
    result->health = k.w.health;
    result->price_level = k.price;
    result->goals_missed = fp_year_goals_missed(
        compiled->plan, k.row, k.price, result->wanted - result->paid,
        &result->goals_due);
    if (compiled->plan->taxes.model == FP_TAX_US) {
        state->loss_short = k.w.federal.loss_carried_short;
        state->loss_long = k.w.federal.loss_carried_long;
        state->state_tax = k.w.state_tax > 0.0 ? k.w.state_tax : 0.0;
        state->magi[0] = state->magi[1];
        state->magi[1] = k.w.federal.magi;
    }
    result->closing = close_accounts(&k, returns, state, result, row);
    if (row != NULL)
        fp_year_write(&k, opening, inflation, returns, result, row);
    state->inflation_last = inflation;
    state->return_last = result->portfolio_return;
    state->price_level *= 1.0 + inflation;
}
