/* The first half of a year: incomes, contributions, what the accounts can
 * give and must give, what is paid straight out of them, and what is wanted. */
#include <math.h>
#include <string.h>

#include "planning/law/rmd.h"
#include "planning/engine/year.h"

static inline double
smaller(double a, double b)
{
    return a < b ? a : b;
}

static inline double
above_zero(double value)
{
    return value > 0.0 ? value : 0.0;
}

static inline double
dollars(const struct fp_year_work *k, struct fp_flow flow)
{
    return fp_flow_dollars(flow, k->price);
}

/* Social Security of each person; a survivor's where deaths are drawn. */
static double
take_benefits(struct fp_year_work *k, int t, const struct fp_path_state *state)
{
    const struct fp_compiled *c = k->compiled;
    double sum = 0.0;

    memset(k->w.benefits, 0, sizeof(k->w.benefits));
    for (int p = 0; p < FP_PLAN_PEOPLE_MAX; p++) {
        int gone = state->years_alive[1 - p];

        k->benefits[p] = dollars(k, k->row->benefits[p]);
        if (c->widowed[p] != NULL && t < state->years_alive[p] && gone <= t)
            k->benefits[p] =
                k->price * c->widowed[p][gone * c->years + t];
        k->w.benefits[k->row->slots[p]] += k->benefits[p];
        sum += k->benefits[p];
    }
    return sum;
}

/* The incomes of the year, on the return and in cash. */
static void
take_incomes(struct fp_year_work *k, int t, struct fp_path_state *state)
{
    const struct fp_compiled_year *row = k->row;
    struct fp_tax_input *in = &k->w.fixed;
    double retirement = 0.0, excluded = state->annuity_exclusion;

    memset(in, 0, sizeof(*in));
    memset(k->w.pensions, 0, sizeof(k->w.pensions));
    in->n_taxpayers = row->n_taxpayers;
    in->children_under_17 = row->children;
    in->other_dependents = row->dependents;
    in->eitc_children = row->eitc_children;
    for (int p = 0; p < 2; p++) {
        double pension = dollars(k, row->retirement[p]);
        double untaxed = smaller(pension, excluded);

        in->ages[p] = row->tax_ages[p];
        in->blind[p] = row->tax_blind[p];
        in->wages[p] = dollars(k, row->wages[p]);
        in->self_employment[p] = dollars(k, row->self_employment[p]);
        in->retirement_income += pension - untaxed;
        k->w.pensions[row->slots[p]] += pension - untaxed;
        retirement += pension;
        excluded -= untaxed;
    }
    in->rental_income = dollars(k, row->rental);
    in->other_income = dollars(k, row->other);
    in->social_security = take_benefits(k, t, state);
    in->short_term_gains = -state->loss_short;
    in->long_term_gains = -state->loss_long;
    k->w.cash = in->wages[0] + in->wages[1] + in->self_employment[0] +
                in->self_employment[1] + retirement + in->rental_income +
                in->other_income + in->social_security +
                dollars(k, row->tax_free);
}

/* The price of a property that is sold, less its loans; the gain beyond the
 * exclusion is taxed. The loss on a home counts for nothing. */
static void
sell_property(struct fp_year_work *k)
{
    const struct fp_compiled_year *row = k->row;
    double gain = dollars(k, row->sale_gain);

    if (row->sale.real == 0.0 && row->sale.nominal == 0.0)
        return;
    k->w.cash += dollars(k, row->sale) - row->sale_payoff;
    if (row->sale_exclusion > 0.0) {
        gain -= row->sale_exclusion;
        gain = gain > 0.0 ? gain : 0.0;
    }
    k->w.fixed.long_term_gains += gain;
}

static double
blended_return(const struct fp_year_work *k, size_t i, const double *returns,
               const struct fp_path_state *state)
{
    const struct fp_compiled *c = k->compiled;
    const double *weights = c->drifts ? state->weights[i]
                                      : k->row->weights + i * c->n_assets;
    double r = 0.0;

    for (size_t a = 0; a < c->n_assets; a++)
        r += weights[a] * returns[a];
    return r;
}

/* What an account can give: all that a withdrawal at the plan's timing would
 * leave at zero by the year's end. */
static double
capacity(const struct fp_year_work *k, size_t i, double balance)
{
    double factor =
        (1.0 + k->r[i]) * (1.0 - k->compiled->accounts[i].fee);

    if (k->monthly && balance > 0.0)
        return k->in[i] + balance * k->month_opening[i] / k->month_flow[i];
    if (k->share == 1.0 || balance <= 0.0)
        return k->in[i] + balance;
    return k->in[i] + balance * factor / (k->share * factor + 1.0 - k->share);
}

static void
open_accounts(struct fp_year_work *k, const double *returns,
              struct fp_path_state *state)
{
    const struct fp_compiled *c = k->compiled;

    for (size_t i = 0; i < c->n_accounts; i++) {
        const struct fp_account_rules *rules = &k->row->rules[i];
        double balance = state->balance[i];

        if (!k->monthly)
            k->r[i] = blended_return(k, i, returns, state);
        k->w.capacity[i] = capacity(k, i, balance);
        k->w.direct[i] = k->w.required[i] = k->w.gain[i] = 0.0;
        k->w.yield_base[i] = k->yields[i] = 0.0;
        fp_roth_advance(&state->roth[i], k->row->year);
        k->w.free[i] = fp_roth_basis(&state->roth[i]);
        k->w.seasoned[i] = fp_roth_free(&state->roth[i], k->row->year);
        if (rules->sepp_starts)
            state->sepp[i] = rules->sepp_factor * balance;
        if (rules->sepp_factor > 0.0)
            k->w.required[i] = smaller(state->sepp[i], k->w.capacity[i]);
        if (rules->empty)
            k->w.required[i] = k->w.capacity[i];
        else if (rules->rmd_divisor > 0.0)
            k->w.required[i] =
                smaller(balance / rules->rmd_divisor, k->w.capacity[i]);
        if (!fp_is_taxed_yearly(c->accounts[i].type))
            continue;
        k->w.yield_base[i] = balance;
        k->yields[i] = balance * (c->accounts[i].yield_qualified +
                                  c->accounts[i].yield_ordinary);
        if (k->w.capacity[i] > 0.0) {
            double basis = state->basis[i] + k->in[i] +
                           (k->share < 1.0 ? k->yields[i] : 0.0);

            k->w.gain[i] = 1.0 - basis / k->w.capacity[i];
        }
    }
}

/* Pays up to `amount` straight from the accounts of one type; what they pay
 * is cash for its purpose. Returns what was paid. */
static double
pay_directly(struct fp_year_work *k, enum fp_account_type type, double amount)
{
    const struct fp_compiled *c = k->compiled;
    double paid = 0.0;

    for (size_t i = 0; i < c->n_accounts && paid < amount; i++) {
        double part;

        if (c->accounts[i].type != type)
            continue;
        part = smaller(amount - paid, k->w.capacity[i] - k->w.direct[i]);
        if (part <= 0.0)
            continue;
        k->w.direct[i] += part;
        paid += part;
    }
    k->w.cash += paid;
    return paid;
}

/* An annuity is bought out of its account; what it costs comes back free of
 * tax over the buyer's planned years (an exclusion ratio, 26 U.S.C. 72(b))
 * unless the money was never taxed. */
static void
buy_annuities(struct fp_year_work *k, struct fp_path_state *state)
{
    const struct fp_compiled *c = k->compiled;

    for (size_t i = 0; i < c->n_accounts; i++) {
        double premium = smaller(dollars(k, k->row->premiums[i]),
                                 k->w.capacity[i] - k->w.direct[i]);
        int years = 0;

        if (premium <= 0.0)
            continue;
        k->w.direct[i] += premium;
        k->premiums += premium;
        if (!fp_is_taxed_yearly(c->accounts[i].type))
            continue;
        for (int p = 0; p < FP_PLAN_PEOPLE_MAX; p++)
            if (c->years_alive[p] > years)
                years = c->years_alive[p];
        years -= k->row->year - c->plan->start_year;
        if (years > 0)
            state->annuity_exclusion += premium / years;
    }
}

/* Gifts straight out of traditional accounts, within each owner's yearly
 * limit; they count towards what is required. Returns what was given.
 * SOURCE: 26 U.S.C. 408(d)(8), effective 2006-01-01. */
static double
give_directly(struct fp_year_work *k, double amount)
{
    const struct fp_compiled *c = k->compiled;
    double left[FP_PLAN_PEOPLE_MAX] = { k->law.qcd_limit, k->law.qcd_limit };
    double given = 0.0;

    for (size_t i = 0; i < c->n_accounts && given < amount; i++) {
        double *limit = &left[c->accounts[i].owner];
        double part;

        if (!k->row->rules[i].gives || c->plan->accounts[i].employer_plan)
            continue;
        part = smaller(smaller(amount - given, *limit),
                       k->w.capacity[i] - k->w.direct[i]);
        if (part <= 0.0)
            continue;
        k->w.direct[i] += part;
        k->w.required[i] = fp_rmd_after_qcd(k->w.required[i], part);
        *limit -= part;
        given += part;
    }
    k->w.cash += given;
    return given;
}

/* Medical costs and gifts are paid from where they cost least; what is left
 * of them may be deducted, with the taxes and the interest of the home. State
 * tax is deducted in the year after it was computed. */
static void
itemise(struct fp_year_work *k, const struct fp_path_state *state)
{
    const struct fp_plan *plan = k->compiled->plan;
    struct fp_tax_input *in = &k->w.fixed;
    double medical = smaller(dollars(k, k->row->medical), k->spending);
    double gifts = smaller(dollars(k, k->row->charity), k->spending);

    /* What several accounts pay may sum to a trifle more. */
    medical = above_zero(medical - pay_directly(k, FP_ACCOUNT_HSA, medical));
    if (plan->strategy.charity_from_ira && plan->taxes.model == FP_TAX_US)
        gifts = above_zero(gifts - give_directly(k, gifts));
    in->medical_expenses = medical;
    in->charity_cash = gifts;
    in->salt_paid = dollars(k, k->row->property_tax) + state->state_tax;
    in->mortgage_interest = k->row->mortgage_interest;
    in->mortgage_balance = k->row->mortgage_balance;
}

static void
want(struct fp_year_work *k, int t, const struct fp_year_options *options,
     struct fp_path_state *state)
{
    const struct fp_plan *plan = k->compiled->plan;
    double education = 0.0;

    if (options->replace_spending)
        k->spending = k->least = options->spend_real * k->price;
    else
        fp_year_spending(k, t, options->market, state);
    k->debt_service = k->row->debt_service;
    k->goals = 0.0;
    for (size_t g = 0; g < plan->n_goals; g++) {
        double amount = dollars(k, k->row->goals[g]);

        k->goals += amount;
        if (plan->goals[g].kind == FP_GOAL_EDUCATION)
            education += amount;
    }
    if (education > 0.0)
        pay_directly(k, FP_ACCOUNT_529, education);
    if (!options->replace_spending)
        itemise(k, state);
    k->w.wanted = k->spending + k->debt_service + k->goals;
}

/* The year's law at the year's prices. */
static void
index_law(struct fp_year_work *k)
{
    const struct fp_taxes *taxes = &k->compiled->plan->taxes;
    double factor = taxes->frozen ? 1.0 : k->price;

    k->w.state_law = NULL;
    if (taxes->model != FP_TAX_US)
        return;
    fp_tax_law_index(&k->row->law, factor, &k->law);
    if (k->row->state == NULL)
        return;
    fp_state_law_index(k->row->state, factor, &k->state_law);
    k->w.state_law = &k->state_law;
}

/* Health insurance: Medicare by the income of two years ago, the marketplace
 * before the credit. Income that is not known bears no surcharge. */
static void
insure(struct fp_year_work *k, const struct fp_path_state *state)
{
    const struct fp_compiled_year *row = k->row;
    const struct fp_compiled *c = k->compiled;
    struct fp_medicare_law *law = &k->w.medicare;
    double monthly;

    law->n = 0;
    k->w.costs = k->w.benchmark = k->w.premium = 0.0;
    if (row->medicare != NULL) {
        fp_medicare_index(row->medicare, row->year, k->price, law);
        monthly = state->magi[0] >= 0.0
                      ? law->surcharge[fp_medicare_tier(law, state->magi[0])]
                      : 0.0;
        if (c->plan->taxes.medicare == FP_MEDICARE_FULL)
            monthly += law->part_b + law->part_d;
        k->w.costs += 12.0 * monthly * row->on_medicare;
    }
    if (row->aca != NULL) {
        double covered = row->on_marketplace * k->price;

        k->w.benchmark = c->marketplace_benchmark * covered;
        k->w.premium = c->marketplace_premium * covered;
        k->w.costs += k->w.premium;
    }
}

void
fp_year_open(struct fp_year_work *k, int t,
             const struct fp_year_options *options, const double *returns,
             struct fp_path_state *state)
{
    index_law(k);
    insure(k, state);
    take_incomes(k, t, state);
    k->income = k->w.cash;
    sell_property(k);
    fp_year_contribute(k, state);
    if (k->monthly)
        fp_year_walk_months(k, returns, options, state);
    open_accounts(k, returns, state);
    buy_annuities(k, state);
    want(k, t, options, state);
}
