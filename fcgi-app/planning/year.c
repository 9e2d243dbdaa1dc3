/* One year of one path, in the order that docs/methods.md states.
 *
 * Timing. `share` is the part of the year's flows that stands before the
 * market's return: 1 (start), 0 (end) or 1/2 (mid). With k = (1 + r)(1 - fee)
 * and f = contributions + deposits - withdrawals, an account closes at
 *   (balance + share f) k + (1 - share) f. */
#include "planning/year.h"

#include <math.h>
#include <string.h>

#include "planning/withdraw.h"

/* Less than this is the rounding of an emptied account, dollars. */
#define EMPTY 1e-7

/* Scratch of one year. */
struct work {
    const struct fp_compiled *c;
    const struct fp_compiled_year *row;
    double price;             /* I */
    double share;
    double r[FP_COMPILED_ACCOUNTS_MAX];  /* blended nominal return */
    double in[FP_COMPILED_ACCOUNTS_MAX]; /* contributions with the match */
    double yields[FP_COMPILED_ACCOUNTS_MAX]; /* taxed and reinvested */
    double match;
    struct fp_tax_law law;
    struct fp_withdrawal w;
};

static inline double
dollars(struct fp_flow flow, double price)
{
    return flow.real * price + flow.nominal;
}

static inline int
is_taxed_yearly(enum fp_account_type type)
{
    return type == FP_ACCOUNT_TAXABLE || type == FP_ACCOUNT_CASH;
}

void
fp_year_start(const struct fp_compiled *compiled, struct fp_path_state *state)
{
    size_t i, a;

    for (i = 0; i < compiled->n_accounts; i++) {
        state->balance[i] = compiled->accounts[i].balance;
        state->basis[i] = compiled->accounts[i].basis;
        if (compiled->drifts)
            for (a = 0; a < compiled->n_assets; a++)
                state->weights[i][a] =
                    compiled->list[0].weights[i * compiled->n_assets + a];
    }
    state->price_level = 1.0;
    state->loss_carried = 0.0;
}

/* The incomes of the year, on the return and in cash. */
static void
take_incomes(struct work *k, const struct fp_path_state *state)
{
    const struct fp_compiled_year *row = k->row;
    struct fp_tax_input *in = &k->w.fixed;
    double tax_free = dollars(row->tax_free, k->price);

    memset(in, 0, sizeof(*in));
    in->n_taxpayers = row->n_taxpayers;
    in->ages[0] = row->tax_ages[0];
    in->ages[1] = row->tax_ages[1];
    in->wages[0] = dollars(row->wages[0], k->price);
    in->wages[1] = dollars(row->wages[1], k->price);
    in->retirement_income = dollars(row->retirement, k->price);
    in->rental_income = dollars(row->rental, k->price);
    in->other_income = dollars(row->other, k->price);
    in->social_security = dollars(row->social_security, k->price);
    in->long_term_gains = -state->loss_carried;
    k->w.cash = in->wages[0] + in->wages[1] + in->retirement_income +
                in->rental_income + in->other_income + in->social_security +
                tax_free;
}

/* Contributions leave the cash and enter the account; those to retirement
 * accounts never exceed what is left of the owner's pay, and those to
 * traditional accounts lower the income tax. The employer's match is new
 * money. */
static void
take_contributions(struct work *k)
{
    const struct fp_plan *plan = k->c->plan;
    double pay[FP_PLAN_PEOPLE_MAX] = { k->w.fixed.wages[0],
                                       k->w.fixed.wages[1] };
    size_t i;

    k->match = 0.0;
    for (i = 0; i < plan->n_contributions; i++) {
        const struct fp_contribution *part = &plan->contributions[i];
        const struct fp_account *account = &plan->accounts[part->account];
        int owner = account->owner >= 0 ? account->owner : 0;
        double amount = dollars(k->row->contributions[i], k->price);
        double match, counted;

        if (amount <= 0.0)
            continue;
        if (!is_taxed_yearly(account->type)) {
            if (amount > pay[owner])
                amount = pay[owner];
            pay[owner] -= amount;
        }
        counted = part->match_up_to_pay * k->w.fixed.wages[owner];
        match = part->match_rate * (amount < counted ? amount : counted);
        if (account->type == FP_ACCOUNT_TRADITIONAL)
            k->w.fixed.pretax_deferrals += amount;
        k->w.cash -= amount;
        k->match += match;
        k->in[part->account] += amount + match;
    }
}

/* Returns, capacities, gains a dollar and required distributions. */
static void
open_accounts(struct work *k, const double *returns,
              const struct fp_path_state *state)
{
    const struct fp_compiled *c = k->c;
    struct fp_tax_input *in = &k->w.fixed;
    size_t i, a;

    for (i = 0; i < c->n_accounts; i++) {
        const struct fp_compiled_account *account = &c->accounts[i];
        const double *weights = c->drifts
                                    ? state->weights[i]
                                    : k->row->weights + i * c->n_assets;
        double balance = state->balance[i], factor, r = 0.0;

        for (a = 0; a < c->n_assets; a++)
            r += weights[a] * returns[a];
        k->r[i] = r;
        factor = (1.0 + r) * (1.0 - account->fee);
        k->w.capacity[i] =
            k->in[i] + (balance > 0.0 ? balance * factor /
                                            (k->share * factor + 1.0 -
                                             k->share)
                                      : 0.0);
        if (k->share == 1.0)
            k->w.capacity[i] = k->in[i] + balance;
        k->w.required[i] = 0.0;
        if (k->row->rmd_divisor[i] > 0.0) {
            k->w.required[i] = balance / k->row->rmd_divisor[i];
            if (k->w.required[i] > k->w.capacity[i])
                k->w.required[i] = k->w.capacity[i];
        }
        k->w.gain[i] = 0.0;
        k->yields[i] = 0.0;
        if (!is_taxed_yearly(account->type))
            continue;
        k->yields[i] =
            balance * (account->yield_qualified + account->yield_ordinary);
        in->qualified_dividends += balance * account->yield_qualified;
        in->interest += balance * account->yield_ordinary;
        if (k->w.capacity[i] > 0.0) {
            double basis = state->basis[i] + k->in[i] +
                           (k->share < 1.0 ? k->yields[i] : 0.0);

            k->w.gain[i] = 1.0 - basis / k->w.capacity[i];
        }
    }
    in->ordinary_dividends = in->qualified_dividends;
}

static double
wanted_spending(const struct work *k, const struct fp_year_options *options,
                const struct fp_path_state *state)
{
    const struct fp_strategy *strategy = &k->c->plan->strategy;
    double wealth = 0.0;
    size_t i;

    if (options->replace_spending)
        return options->spend_real * k->price;
    if (strategy->spending == FP_SPENDING_CONSTANT_REAL)
        return dollars(k->row->expenses, k->price);
    for (i = 0; i < k->c->n_accounts; i++)
        wealth += state->balance[i];
    return strategy->percent * wealth;
}

/* Basis after a withdrawal of part of the account and a deposit. */
static void
carry_basis(const struct work *k, size_t i, double deposit, double closing,
            struct fp_path_state *state)
{
    double withdrawn = k->w.amount[i];
    double part = k->w.capacity[i] > 0.0 ? withdrawn / k->w.capacity[i] : 0.0;
    double basis = state->basis[i] + k->in[i];

    if (k->share < 1.0)
        basis += k->yields[i];
    basis = basis * (1.0 - part) + deposit;
    if (k->share == 1.0 && closing > 0.0)
        basis += k->yields[i];
    state->basis[i] = closing > 0.0 ? basis : 0.0;
}

static void
drift_weights(const struct work *k, size_t i, const double *returns,
              struct fp_path_state *state)
{
    double sum = 0.0;
    size_t a;

    for (a = 0; a < k->c->n_assets; a++) {
        state->weights[i][a] *= 1.0 + returns[a];
        sum += state->weights[i][a];
    }
    for (a = 0; a < k->c->n_assets && sum > 0.0; a++)
        state->weights[i][a] /= sum;
}

static void
write_account(struct fp_ledger_account *out, const struct work *k, size_t i,
              double opening, double deposit, double growth, double fees,
              double closing, double basis)
{
    out->opening = opening;
    out->contributions = k->in[i];
    out->deposits = deposit;
    out->withdrawals = k->w.amount[i];
    out->growth = growth;
    out->fees = fees;
    out->closing = closing;
    out->basis = basis;
    out->rmd = k->w.required[i];
    out->realised_gain = k->w.amount[i] * k->w.gain[i];
}

/* The market and the fees on what is left; returns the wealth at year end. */
static double
close_accounts(struct work *k, const double *returns,
               struct fp_path_state *state, struct fp_ledger_year *row)
{
    const struct fp_compiled *c = k->c;
    double wealth = 0.0;
    size_t i;

    for (i = 0; i < c->n_accounts; i++) {
        double deposit =
            (int)i == c->surplus_account ? k->w.surplus : 0.0;
        double flow = k->in[i] + deposit - k->w.amount[i];
        double opening = state->balance[i];
        double base = opening + k->share * flow;
        double growth = base * k->r[i];
        double fees = base * (1.0 + k->r[i]) * c->accounts[i].fee;
        double closing = opening + flow + growth - fees;

        /* An account that was emptied holds rounding dust, nothing more. */
        if (closing < EMPTY)
            closing = 0.0;
        carry_basis(k, i, deposit, closing, state);
        if (c->drifts)
            drift_weights(k, i, returns, state);
        state->balance[i] = closing;
        wealth += closing;
        if (row != NULL) {
            write_account(&row->accounts[i], k, i, opening, deposit, growth,
                          fees, closing, state->basis[i]);
            row->growth += growth;
            row->fees += fees;
            row->rmd += k->w.required[i];
            row->withdrawals += k->w.amount[i];
        }
    }
    return wealth;
}

/* Loss beyond the year's limit, for the years that follow.
 * SOURCE: 26 U.S.C. 1212(b), effective 1970-01-01. */
static double
loss_to_carry(const struct work *k)
{
    struct fp_tax_input input;
    double unused;

    fp_withdraw_return(&k->w, &input);
    unused = -input.long_term_gains - input.short_term_gains -
             k->law.capital_loss_limit;
    return unused > 0.0 ? unused : 0.0;
}

static void
write_row(const struct work *k, double inflation, const double *returns,
          double opening, const struct fp_year_result *result,
          struct fp_ledger_year *row)
{
    const struct fp_plan *plan = k->c->plan;
    size_t i;

    row->year = k->row->year;
    for (i = 0; i < FP_PLAN_PEOPLE_MAX; i++)
        row->ages[i] = i < plan->n_people ? k->row->ages[i] : -1;
    row->price_level = k->price;
    row->opening = opening;
    row->match = k->match;
    row->incomes = 0.0;
    for (i = 0; i < plan->n_incomes; i++) {
        row->income_amounts[i] = dollars(k->row->incomes[i], k->price);
        row->incomes += row->income_amounts[i];
    }
    row->inflows = row->incomes + row->match;
    row->spending_wanted = result->wanted;
    row->spending_paid = result->paid;
    row->shortfall = result->wanted - result->paid;
    row->outflows = result->paid;
    row->taxes = result->taxes;
    row->deposits = k->w.surplus;
    row->closing = result->closing;
    row->status = k->row->status;
    row->inflation = inflation;
    for (i = 0; i < k->c->n_assets; i++)
        row->returns[i] = returns[i];
    fp_withdraw_return(&k->w, &row->tax_input);
    memset(&row->tax, 0, sizeof(row->tax));
    row->tax.total = result->taxes;
    if (plan->taxes.model == FP_TAX_US) {
        struct fp_tax_result tax;

        if (fp_tax_compute(&k->law, &row->tax_input, &tax) == FP_OK)
            row->tax = tax;
    }
}

void
fp_year_run(const struct fp_compiled *compiled, int t,
            const struct fp_year_options *options, const double *returns,
            double inflation, struct fp_path_state *state,
            struct fp_year_result *result, struct fp_ledger_year *row)
{
    static const double shares[] = { 1.0, 0.0, 0.5 };
    struct work k;
    double opening = 0.0;
    size_t i;

    k.c = compiled;
    k.row = &compiled->list[t];
    k.price = state->price_level;
    k.share = shares[compiled->plan->strategy.timing];
    k.w.compiled = compiled;
    k.w.row = k.row;
    k.w.law = &k.law;
    for (i = 0; i < compiled->n_accounts; i++) {
        k.in[i] = 0.0;
        opening += state->balance[i];
    }
    if (compiled->plan->taxes.model == FP_TAX_US)
        fp_tax_law_index(&k.row->law, k.price, &k.law);
    take_incomes(&k, state);
    take_contributions(&k);
    open_accounts(&k, returns, state);
    k.w.wanted = wanted_spending(&k, options, state);
    if (row != NULL) {
        row->growth = row->fees = row->rmd = row->withdrawals = 0.0;
    }
    fp_withdraw_solve(&k.w);

    result->wanted = k.w.wanted;
    result->paid = k.w.paid;
    result->taxes = k.w.tax;
    result->price_level = k.price;
    if (compiled->plan->taxes.model == FP_TAX_US)
        state->loss_carried = loss_to_carry(&k);
    result->closing = close_accounts(&k, returns, state, row);
    if (row != NULL)
        write_row(&k, inflation, returns, opening, result, row);
    state->price_level *= 1.0 + inflation;
}
