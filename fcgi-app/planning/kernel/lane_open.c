/* The first half of a year in lanes: engine/year_open.c. */
#include <stddef.h>

#include "planning/kernel/lane_year.h"

static inline lane
dollars(const struct fp_lane_work *k, struct fp_flow flow)
{
    return fp_lane_dollars(k->price, flow);
}

static inline int
is_zero(struct fp_flow flow)
{
    return flow.real == 0.0 && flow.nominal == 0.0;
}

/* A survivor's benefit, by the year in which each path's other one died. */
static lane
widowed(const struct fp_lane_work *k, int t, int p,
        const struct fp_lane_path *path, lane own)
{
    const struct fp_compiled *c = k->compiled;
    double amounts[FP_LANES], prices[FP_LANES];

    lane_store(amounts, own);
    lane_store(prices, k->price);
    for (int i = 0; i < FP_LANES; i++) {
        int gone = path->years_alive[1 - p][i];

        if (t < path->years_alive[p][i] && gone <= t)
            amounts[i] = prices[i] * c->widowed[p][gone * c->years + t];
    }
    return lane_load(amounts);
}

static lane
take_benefits(struct fp_lane_work *k, int t, const struct fp_lane_path *path)
{
    const struct fp_compiled *c = k->compiled;
    lane sum = lane_of(0.0);

    for (int p = 0; p < FP_PLAN_PEOPLE_MAX; p++)
        k->w.benefits[p] = lane_of(0.0);
    for (int p = 0; p < FP_PLAN_PEOPLE_MAX; p++) {
        k->benefits[p] = dollars(k, k->row->benefits[p]);
        if (c->widowed[p] != NULL)
            k->benefits[p] = widowed(k, t, p, path, k->benefits[p]);
        k->w.benefits[k->row->slots[p]] =
            k->w.benefits[k->row->slots[p]] + k->benefits[p];
        sum = sum + k->benefits[p];
    }
    return sum;
}

/* Stores, where the compiler would make of memset one instruction that is slow
 * to start. Without taxes nothing is read but what the year adds up. */
static void
clear_input(struct fp_tax_input_lanes *in, enum fp_tax_model model)
{
    enum { FIRST = offsetof(struct fp_tax_input_lanes, wages),
           FIELDS = (sizeof(*in) - FIRST) / sizeof(lane) };
    const lane zero = lane_of(0.0);
    double *fields = (double *)in->wages;

    in->no_eitc = 0;
    if (model == FP_TAX_NONE) {
        in->retirement_income = in->adjustments = in->pretax_deferrals = zero;
        for (int p = 0; p < FP_PLAN_PEOPLE_MAX; p++)
            in->savers_contributions[p] = zero;
        return;
    }
#pragma GCC unroll 32
    for (size_t i = 0; i < FIELDS; i++)
        lane_store(fields + i * FP_LANES, zero);
}

static void
take_incomes(struct fp_lane_work *k, int t, const struct fp_lane_path *path)
{
    const struct fp_compiled_year *row = k->row;
    struct fp_tax_input_lanes *in = &k->w.input;
    lane retirement = lane_of(0.0), excluded = path->annuity_exclusion;

    clear_input(in, k->compiled->plan->taxes.model);
    in->n_taxpayers = row->n_taxpayers;
    in->children_under_17 = row->children;
    in->other_dependents = row->dependents;
    in->eitc_children = row->eitc_children;
    for (int p = 0; p < 2; p++)
        k->w.pensions[p] = lane_of(0.0);
    for (int p = 0; p < 2; p++) {
        lane pension = dollars(k, row->retirement[p]);
        lane untaxed = lane_min(pension, excluded);

        in->ages[p] = row->tax_ages[p];
        in->blind[p] = row->tax_blind[p];
        in->wages[p] = dollars(k, row->wages[p]);
        in->self_employment[p] = dollars(k, row->self_employment[p]);
        in->retirement_income = in->retirement_income + (pension - untaxed);
        k->w.pensions[row->slots[p]] =
            k->w.pensions[row->slots[p]] + (pension - untaxed);
        retirement = retirement + pension;
        excluded = excluded - untaxed;
    }
    in->rental_income = dollars(k, row->rental);
    in->other_income = dollars(k, row->other);
    in->social_security = take_benefits(k, t, path);
    in->short_term_gains = -path->loss_short;
    in->long_term_gains = -path->loss_long;
    k->w.cash = in->wages[0] + in->wages[1] + in->self_employment[0] +
                in->self_employment[1] + retirement + in->rental_income +
                in->other_income + in->social_security +
                dollars(k, row->tax_free);
}

static void
sell_property(struct fp_lane_work *k)
{
    const struct fp_compiled_year *row = k->row;
    lane gain;

    if (is_zero(row->sale))
        return;
    gain = dollars(k, row->sale_gain);
    k->w.cash = k->w.cash + (dollars(k, row->sale) - row->sale_payoff);
    if (row->sale_exclusion > 0.0)
        gain = lane_positive(gain - row->sale_exclusion);
    k->w.input.long_term_gains = k->w.input.long_term_gains + gain;
}

static lane
blended_return(const struct fp_lane_work *k, size_t i,
               const struct fp_lane_market *market,
               const struct fp_lane_path *path)
{
    const struct fp_compiled *c = k->compiled;
    const double *weights = k->row->weights + i * c->n_assets;
    lane r = lane_of(0.0);

    for (size_t a = 0; a < c->n_assets; a++) {
        if (c->drifts)
            r = r + path->weights[i][a] * market->returns[a];
        else if (weights[a] != 0.0)
            r = r + weights[a] * market->returns[a];
    }
    return r;
}

static lane
capacity(const struct fp_lane_work *k, size_t i, lane balance)
{
    lane factor = (1.0 + k->r[i]) * (1.0 - k->compiled->accounts[i].fee);
    mask some = lane_gt(balance, lane_of(0.0));

    if (k->monthly)
        return lane_pick(some,
                         k->in[i] + balance * k->month_opening[i] /
                                        k->month_flow[i],
                         k->in[i] + balance);
    if (k->share == 1.0)
        return k->in[i] + balance;
    return lane_pick(some,
                     k->in[i] + balance * factor /
                                    (k->share * factor + 1.0 - k->share),
                     k->in[i] + balance);
}

/* What the law asks of account i this year. */
static void
require(struct fp_lane_work *k, size_t i, lane balance,
        struct fp_lane_path *path)
{
    const struct fp_account_rules *rules = &k->row->rules[i];

    k->w.required[i] = lane_of(0.0);
    if (rules->sepp_starts)
        path->sepp[i] = lane_pick(k->active, rules->sepp_factor * balance,
                                  path->sepp[i]);
    if (rules->sepp_factor > 0.0)
        k->w.required[i] = lane_min(path->sepp[i], k->w.capacity[i]);
    if (rules->empty)
        k->w.required[i] = k->w.capacity[i];
    else if (rules->rmd_divisor > 0.0)
        k->w.required[i] =
            lane_min(balance / rules->rmd_divisor, k->w.capacity[i]);
}

static void
open_accounts(struct fp_lane_work *k, const struct fp_lane_market *market,
              struct fp_lane_path *path)
{
    const struct fp_compiled *c = k->compiled;

    for (size_t i = 0; i < c->n_accounts; i++) {
        lane balance = path->balance[i], basis;

        if (!k->monthly)
            k->r[i] = blended_return(k, i, market, path);
        k->w.capacity[i] = capacity(k, i, balance);
        k->w.direct[i] = k->w.gain[i] = lane_of(0.0);
        k->w.yield_base[i] = k->yields[i] = lane_of(0.0);
        k->w.free[i] = k->w.seasoned[i] = lane_of(0.0);
        if (c->accounts[i].type == FP_ACCOUNT_ROTH) {
            k->w.free[i] =
                FP_LEVEL_NAME(fp_lane_roth_basis)(&path->roth[i]);
            k->w.seasoned[i] = path->roth[i].contributions;
        }
        require(k, i, balance, path);
        if (!fp_is_taxed_yearly(c->accounts[i].type) ||
            c->plan->taxes.model == FP_TAX_NONE)
            continue;
        k->w.yield_base[i] = balance;
        k->yields[i] = balance * (c->accounts[i].yield_qualified +
                                  c->accounts[i].yield_ordinary);
        basis = path->basis[i] + k->in[i] +
                (k->share < 1.0 ? k->yields[i] : lane_of(0.0));
        k->w.gain[i] =
            lane_where(lane_gt(k->w.capacity[i], lane_of(0.0)),
                       1.0 - basis / k->w.capacity[i]);
    }
}

static lane
pay_directly(struct fp_lane_work *k, enum fp_account_type type, lane amount)
{
    const struct fp_compiled *c = k->compiled;
    lane paid = lane_of(0.0);

    for (size_t i = 0; i < c->n_accounts; i++) {
        lane part;

        if (c->accounts[i].type != type)
            continue;
        part = lane_positive(
            lane_min(amount - paid, k->w.capacity[i] - k->w.direct[i]));
        k->w.direct[i] = k->w.direct[i] + part;
        paid = paid + part;
    }
    k->w.cash = k->w.cash + paid;
    return paid;
}

static void
buy_annuities(struct fp_lane_work *k, struct fp_lane_path *path)
{
    const struct fp_compiled *c = k->compiled;

    k->premiums = lane_of(0.0);
    for (size_t i = 0; i < c->n_accounts; i++) {
        lane premium;
        int years = 0;

        if (is_zero(k->row->premiums[i]))
            continue;
        premium = lane_positive(lane_min(dollars(k, k->row->premiums[i]),
                                         k->w.capacity[i] - k->w.direct[i]));
        k->w.direct[i] = k->w.direct[i] + premium;
        k->premiums = k->premiums + premium;
        if (!fp_is_taxed_yearly(c->accounts[i].type))
            continue;
        for (int p = 0; p < FP_PLAN_PEOPLE_MAX; p++)
            if (c->years_alive[p] > years)
                years = c->years_alive[p];
        years -= k->row->year - c->plan->start_year;
        if (years > 0)
            path->annuity_exclusion =
                lane_pick(k->active, path->annuity_exclusion + premium / years,
                          path->annuity_exclusion);
    }
}

static lane
give_directly(struct fp_lane_work *k, lane amount)
{
    const struct fp_compiled *c = k->compiled;
    lane left[FP_PLAN_PEOPLE_MAX];
    lane given = lane_of(0.0);

    for (int p = 0; p < FP_PLAN_PEOPLE_MAX; p++)
        left[p] = k->rules->law.qcd_limit;
    for (size_t i = 0; i < c->n_accounts; i++) {
        lane *limit = &left[c->accounts[i].owner];
        lane part;

        if (!k->row->rules[i].gives || c->plan->accounts[i].employer_plan)
            continue;
        part = lane_positive(lane_min(lane_min(amount - given, *limit),
                                      k->w.capacity[i] - k->w.direct[i]));
        k->w.direct[i] = k->w.direct[i] + part;
        k->w.required[i] =
            lane_pick(lane_gt(part, lane_of(0.0)),
                      lane_above(k->w.required[i], part), k->w.required[i]);
        *limit = *limit - part;
        given = given + part;
    }
    k->w.cash = k->w.cash + given;
    return given;
}

static void
itemise(struct fp_lane_work *k, const struct fp_lane_path *path)
{
    const struct fp_plan *plan = k->compiled->plan;
    struct fp_tax_input_lanes *in = &k->w.input;
    lane medical = lane_min(dollars(k, k->row->medical), k->spending);
    lane gifts = lane_min(dollars(k, k->row->charity), k->spending);

    medical = lane_above(medical, pay_directly(k, FP_ACCOUNT_HSA, medical));
    if (plan->strategy.charity_from_ira && plan->taxes.model == FP_TAX_US)
        gifts = lane_above(gifts, give_directly(k, gifts));
    in->medical_expenses = medical;
    in->charity_cash = gifts;
    in->salt_paid = dollars(k, k->row->property_tax) + path->state_tax;
    in->mortgage_interest = lane_of(k->row->mortgage_interest);
    in->mortgage_balance = lane_of(k->row->mortgage_balance);
}

static void
want(struct fp_lane_work *k, int t, const struct fp_year_options *options,
     struct fp_lane_path *path)
{
    const struct fp_plan *plan = k->compiled->plan;
    lane education = lane_of(0.0);
    int educates = 0;

    if (options->replace_spending)
        k->spending = k->least = options->spend_real * k->price;
    else
        FP_LEVEL_NAME(fp_lane_year_spending)(k, t, options->market, path);
    k->debt_service = k->row->debt_service;
    k->goals = lane_of(0.0);
    for (size_t g = 0; g < plan->n_goals; g++) {
        lane amount;

        if (is_zero(k->row->goals[g]))
            continue;
        amount = dollars(k, k->row->goals[g]);
        k->goals = k->goals + amount;
        if (plan->goals[g].kind == FP_GOAL_EDUCATION) {
            education = education + amount;
            educates = 1;
        }
    }
    if (educates)
        pay_directly(k, FP_ACCOUNT_529, education);
    if (!options->replace_spending)
        itemise(k, path);
    k->w.wanted = k->spending + k->debt_service + k->goals;
}

static void
insure(struct fp_lane_work *k, const struct fp_lane_path *path)
{
    const struct fp_compiled_year *row = k->row;
    const struct fp_compiled *c = k->compiled;

    k->w.costs = k->w.benchmark = k->w.premium = lane_of(0.0);
    if (row->medicare != NULL) {
        lane monthly = lane_where(
            lane_ge(path->magi[0], lane_of(0.0)),
            FP_LEVEL_NAME(fp_lane_medicare_surcharge)(&k->rules->medicare,
                                                      path->magi[0]));

        if (c->plan->taxes.medicare == FP_MEDICARE_FULL)
            monthly = monthly + (k->rules->medicare.part_b +
                                 k->rules->medicare.part_d);
        k->w.costs = k->w.costs + 12.0 * monthly * (double)row->on_medicare;
    }
    if (row->aca != NULL) {
        lane covered = (double)row->on_marketplace * k->price;

        k->w.benchmark = c->marketplace_benchmark * covered;
        k->w.premium = c->marketplace_premium * covered;
        k->w.costs = k->w.costs + k->w.premium;
    }
}

void
FP_LEVEL_NAME(fp_lane_year_open)(struct fp_lane_work *k, int t,
                                 const struct fp_year_options *options,
                                 const struct fp_lane_market *market,
                                 struct fp_lane_path *path)
{
    insure(k, path);
    take_incomes(k, t, path);
    k->income = k->w.cash;
    sell_property(k);
    FP_LEVEL_NAME(fp_lane_year_contributions)(k, path);
    if (k->monthly)
        FP_LEVEL_NAME(fp_lane_year_walk_months)(k, market, path);
    open_accounts(k, market, path);
    buy_annuities(k, path);
    want(k, t, options, path);
}
