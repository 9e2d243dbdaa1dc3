/* One year of FP_LANES paths: engine/year.c in lanes. */
#include "planning/kernel/lane_year.h"

#include <string.h>

/* As in engine/year.c. */
#define EMPTY 1e-7
#define MISSED 0.01

void
FP_LEVEL_NAME(fp_lane_year_start)(const struct fp_compiled *compiled,
                                  struct fp_lane_path *path)
{
    struct fp_path_state one;

    fp_year_start(compiled, &one);
    for (size_t i = 0; i < compiled->n_accounts; i++) {
        path->balance[i] = lane_of(one.balance[i]);
        path->basis[i] = lane_of(one.basis[i]);
        path->sepp[i] = lane_of(one.sepp[i]);
        FP_LEVEL_NAME(fp_lane_roth_of)(&one.roth[i], &path->roth[i]);
        if (compiled->drifts)
            for (size_t a = 0; a < compiled->n_assets; a++)
                path->weights[i][a] = lane_of(one.weights[i][a]);
    }
    path->state_tax = lane_of(one.state_tax);
    path->price_level = lane_of(one.price_level);
    path->per_dollar = lane_of(1.0 / one.price_level);
    path->loss_short = lane_of(one.loss_short);
    path->loss_long = lane_of(one.loss_long);
    path->magi[0] = lane_of(one.magi[0]);
    path->magi[1] = lane_of(one.magi[1]);
    path->annuity_exclusion = lane_of(one.annuity_exclusion);
    path->inflation_last = lane_of(one.inflation_last);
    path->return_last = lane_of(one.return_last);
    for (int i = 0; i < FP_LANES; i++) {
        path->spending[i] = one.spending;
        for (int p = 0; p < FP_PLAN_PEOPLE_MAX; p++)
            path->years_alive[p][i] = one.years_alive[p];
    }
}

void
FP_LEVEL_NAME(fp_lane_year_turn)(const struct fp_compiled *compiled, int t,
                                 struct fp_lane_path *path)
{
    for (size_t i = 0; i < compiled->n_accounts; i++)
        if (compiled->accounts[i].type == FP_ACCOUNT_ROTH)
            FP_LEVEL_NAME(fp_lane_roth_advance)(
                &path->roth[i], compiled->plan->start_year + t);
}

static void
carry_basis(const struct fp_lane_work *k, size_t i, lane deposit, lane closing,
            struct fp_lane_path *path)
{
    const lane zero = lane_of(0.0);
    mask left = lane_gt(closing, zero);
    lane withdrawn = k->w.amount[i], yields = k->yields[i], base, part, basis;

    if (!fp_is_taxed_yearly(k->compiled->accounts[i].type) ||
        k->compiled->plan->taxes.model == FP_TAX_NONE)
        return; /* only taxes ask for the basis */
    part = lane_where(lane_gt(k->w.capacity[i], zero),
                      withdrawn / k->w.capacity[i]);
    basis = path->basis[i] + k->in[i];
    base = k->w.yield_base[i];
    if (k->share < 1.0)
        basis = basis + yields;
    else
        yields = lane_pick(
            lane_gt(base, zero),
            yields * lane_where(lane_lt(withdrawn, base),
                                1.0 - withdrawn / base),
            yields);
    basis = basis * (1.0 - part) + deposit;
    if (k->share == 1.0)
        basis = lane_pick(left, basis + yields, basis);
    path->basis[i] =
        lane_pick(k->active, lane_where(left, basis), path->basis[i]);
}

static void
carry_roth(const struct fp_lane_work *k, size_t i, lane converted,
           struct fp_lane_path *path)
{
    struct fp_roth_lanes *roth = &path->roth[i];

    if (k->compiled->accounts[i].type != FP_ACCOUNT_ROTH)
        return;
    FP_LEVEL_NAME(fp_lane_roth_withdraw)(
        roth, lane_where(k->active, k->w.amount[i]));
    FP_LEVEL_NAME(fp_lane_roth_contribute)(
        roth, lane_where(k->active, k->in[i]));
    if (k->row->converts)
        FP_LEVEL_NAME(fp_lane_roth_convert)(
            roth, lane_where(k->active, lane_positive(converted)));
}

static void
drift_weights(const struct fp_lane_work *k, size_t i,
              const struct fp_lane_market *market, struct fp_lane_path *path)
{
    const struct fp_compiled *c = k->compiled;
    const double *target = k->row->weights + i * c->n_assets;
    lane drifted[FP_PLAN_ASSETS_MAX];
    lane sum = lane_of(0.0), off = lane_of(0.0);
    mask some, back = mask_of(0);

    for (size_t a = 0; a < c->n_assets; a++) {
        drifted[a] = path->weights[i][a] * (1.0 + market->returns[a]);
        sum = sum + drifted[a];
    }
    some = lane_gt(sum, lane_of(0.0));
    for (size_t a = 0; a < c->n_assets; a++) {
        drifted[a] = lane_pick(some, drifted[a] / sum, drifted[a]);
        off = lane_pick(some,
                        lane_max(off, lane_abs(drifted[a] - target[a])), off);
    }
    if (c->plan->strategy.rebalance == FP_REBALANCE_BAND)
        back = lane_gt(off, lane_of(c->plan->strategy.band));
    for (size_t a = 0; a < c->n_assets; a++)
        path->weights[i][a] = lane_pick(
            k->active, lane_pick(back, lane_of(target[a]), drifted[a]),
            path->weights[i][a]);
}

static lane
converted_into(const struct fp_lane_work *k, size_t i)
{
    const struct fp_compiled *c = k->compiled;
    lane sum = -k->w.converted[i];

    for (size_t j = 0; j < c->n_accounts; j++)
        if (c->accounts[j].converts_into == (int)i)
            sum = sum + k->w.converted[j];
    return sum;
}

static lane
tax_part(const struct fp_lane_work *k)
{
    const lane zero = lane_of(0.0);
    lane withdrawn = zero, tax = k->w.tax;
    mask none = mask_or(lane_lt(k->w.paid, k->w.wanted), lane_le(tax, zero));

    if (mask_all(none))
        return zero;
    for (size_t i = 0; i < k->compiled->n_accounts; i++)
        withdrawn = withdrawn + k->w.amount[i];
    return lane_pick(
        none, zero,
        lane_pick(lane_gt(withdrawn, tax), tax / withdrawn,
                  lane_where(lane_gt(withdrawn, zero), lane_of(1.0))));
}

/* What an account closes at by the month; growth is of the account before
 * fees. */
static lane
close_by_months(const struct fp_lane_work *k, size_t i, lane flow, lane part,
                lane opening, lane *growth)
{
    lane late = k->w.amount[i] * part, closing, fees;

    /* An account that is emptied pays as its months allow. */
    late = lane_pick(lane_lt(opening * k->month_opening[i] +
                                 (flow + late) * k->month_flow[i],
                             late),
                     lane_of(0.0), late);
    fees = opening * k->month_opening_fees[i] +
           (flow + late) * k->month_flow_fees[i];
    closing = opening * k->month_opening[i] +
              (flow + late) * k->month_flow[i] - late;
    *growth = closing - opening - flow + fees;
    return closing;
}

static lane
close_accounts(struct fp_lane_work *k, const struct fp_lane_market *market,
               struct fp_lane_path *path, struct fp_lane_result *result)
{
    const struct fp_compiled *c = k->compiled;
    const lane zero = lane_of(0.0);
    lane wealth = zero, invested = zero, grown = zero;
    lane part = k->monthly ? tax_part(k) : zero;

    for (size_t i = 0; i < c->n_accounts; i++) {
        lane deposit = (int)i == c->surplus_account ? k->w.surplus : zero;
        lane moved = k->row->converts ? converted_into(k, i) : zero;
        lane flow = k->in[i] + deposit + moved - k->w.amount[i];
        lane opening = path->balance[i];
        lane base = opening + k->share * flow;
        lane growth = base * k->r[i];
        lane fees = base * (1.0 + k->r[i]) * c->accounts[i].fee;
        lane closing = opening + flow + growth - fees;

        if (k->monthly) {
            closing = close_by_months(k, i, flow, part, opening, &growth);
            base = opening + 0.5 * flow;
        }
        closing = lane_pick(lane_lt(closing, lane_of(EMPTY)), zero, closing);
        carry_basis(k, i, deposit, closing, path);
        carry_roth(k, i, moved, path);
        if (c->drifts)
            drift_weights(k, i, market, path);
        path->balance[i] = lane_pick(k->active, closing, path->balance[i]);
        wealth = wealth + closing;
        invested = invested + base;
        grown = grown + growth;
    }
    result->portfolio_return =
        lane_pick(k->active,
                  lane_where(lane_gt(invested, lane_of(EMPTY)),
                             grown / invested),
                  result->portfolio_return);
    return wealth;
}

static void
judge_goals(const struct fp_lane_work *k, lane missing,
            struct fp_lane_result *result)
{
    const struct fp_plan *plan = k->compiled->plan;
    mask short_of = mask_and(k->active, lane_gt(missing, MISSED * k->price));
    uint32_t due;

    if (plan->n_goals == 0)
        return; /* none was missed from the start: fp_lane_result_start */
    for (int i = 0; i < FP_LANES; i++) {
        if (!mask_get(k->active, i))
            continue;
        result->goals_missed[i] = 0;
        if (mask_get(short_of, i))
            result->goals_missed[i] = fp_year_goals_missed(
                plan, k->row, lane_get(k->price, i), lane_get(missing, i),
                &due);
    }
}

void
FP_LEVEL_NAME(fp_lane_year_stand_still)(const struct fp_compiled *compiled,
                                        mask active, lane inflation,
                                        struct fp_lane_path *path,
                                        struct fp_lane_result *result)
{
    const lane zero = lane_of(0.0);
    lane wealth = zero;

    for (size_t i = 0; i < compiled->n_accounts; i++) {
        path->balance[i] =
            lane_pick(active, path->balance[i] * (1.0 + inflation),
                      path->balance[i]);
        wealth = wealth + path->balance[i];
    }
    result->wanted = lane_pick(active, zero, result->wanted);
    result->paid = lane_pick(active, zero, result->paid);
    result->goals = lane_pick(active, zero, result->goals);
    result->taxes = lane_pick(active, zero, result->taxes);
    result->health = lane_pick(active, zero, result->health);
    result->portfolio_return =
        lane_pick(active, zero, result->portfolio_return);
    result->closing = lane_pick(active, wealth, result->closing);
    result->price_level =
        lane_pick(active, path->price_level, result->price_level);
    for (int i = 0; i < FP_LANES; i++)
        if (mask_get(active, i))
            result->goals_missed[i] = 0;
    path->price_level =
        lane_pick(active, path->price_level * (1.0 + inflation),
                  path->price_level);
}

static void
settle_for_less(struct fp_lane_work *k)
{
    const lane zero = lane_of(0.0);
    lane missing = k->w.wanted - k->w.paid;
    lane given_up = k->spending - k->least;
    mask less = mask_and(lane_gt(missing, zero), lane_gt(given_up, zero));

    given_up = lane_where(less, lane_pick(lane_gt(given_up, missing), missing,
                                          given_up));
    k->spending = k->spending - given_up;
    k->w.wanted = k->w.wanted - given_up;
}

/* What the year leaves for the next, beside the accounts. */
static void
carry_taxes(const struct fp_lane_work *k, struct fp_lane_path *path)
{
    if (k->compiled->plan->taxes.model != FP_TAX_US)
        return;
    path->loss_short = lane_pick(k->active, k->w.federal.loss_carried_short,
                                 path->loss_short);
    path->loss_long = lane_pick(k->active, k->w.federal.loss_carried_long,
                                path->loss_long);
    path->state_tax = lane_pick(k->active, lane_positive(k->w.state_tax),
                                path->state_tax);
    path->magi[0] = lane_pick(k->active, path->magi[1], path->magi[0]);
    path->magi[1] = lane_pick(k->active, k->w.federal.magi, path->magi[1]);
}

static void
take_result(const struct fp_lane_work *k, struct fp_lane_result *result)
{
    mask m = k->active;

    result->wanted = lane_pick(m, k->w.wanted, result->wanted);
    result->paid = lane_pick(m, k->w.paid, result->paid);
    result->goals = lane_pick(m, k->goals, result->goals);
    result->taxes = lane_pick(m, k->w.tax, result->taxes);
    result->health = lane_pick(m, k->w.health, result->health);
    result->price_level = lane_pick(m, k->price, result->price_level);
    judge_goals(k, k->w.wanted - k->w.paid, result);
}

void
FP_LEVEL_NAME(fp_lane_year_run)(const struct fp_compiled *compiled, int t,
                                unsigned alive, mask active,
                                const struct fp_year_options *options,
                                const struct fp_lane_rules *rules,
                                const struct fp_lane_market *market,
                                struct fp_lane_path *path,
                                struct fp_lane_result *result)
{
    static const double shares[] = { 1.0, 0.0, 0.5 };
    struct fp_lane_work k;
    lane closing;

    k.compiled = compiled;
    k.row = &compiled->rows[alive][t];
    k.rules = rules;
    k.active = active;
    k.price = path->price_level;
    k.monthly = compiled->plan->time_step == FP_STEP_MONTH;
    k.share = k.monthly ? 0.5 : shares[compiled->plan->strategy.timing];
    k.w.compiled = compiled;
    k.w.row = k.row;
    k.w.law = &rules->law;
    k.w.state_law = compiled->plan->taxes.model == FP_TAX_US &&
                            k.row->state != NULL
                        ? &rules->state_law
                        : NULL;
    k.w.tiers = &rules->tiers;
    k.w.price_level = k.price;
    k.w.share = k.share;
    FP_LEVEL_NAME(fp_lane_year_open)(&k, t, options, market, path);
    FP_LEVEL_NAME(fp_lane_withdraw_solve)(&k.w, active);
    settle_for_less(&k);
    take_result(&k, result);
    carry_taxes(&k, path);
    closing = close_accounts(&k, market, path, result);
    result->closing = lane_pick(active, closing, result->closing);
    path->inflation_last =
        lane_pick(active, market->inflation, path->inflation_last);
    path->return_last =
        lane_pick(active, result->portfolio_return, path->return_last);
    path->price_level =
        lane_pick(active, path->price_level * (1.0 + market->inflation),
                  path->price_level);
}

/* The tiers that conversions fill: this year's, also before anybody is
 * covered. */
static void
find_tiers(const struct fp_compiled *compiled,
           const struct fp_compiled_year *row, lane price,
           struct fp_lane_rules *rules)
{
    struct fp_medicare_law law;

    rules->tiers.n = 0;
    if (rules->medicare.n > 0)
        rules->tiers = rules->medicare;
    else if (fp_medicare_get(compiled->plan->taxes.law_year, row->status,
                             &law) == FP_OK)
        FP_LEVEL_NAME(fp_lane_medicare_index)(&law, row->year, price,
                                              &rules->tiers);
}

void
FP_LEVEL_NAME(fp_lane_year_rules)(const struct fp_compiled *compiled,
                                  const struct fp_compiled_year *row,
                                  lane price, struct fp_lane_rules *rules)
{
    const struct fp_taxes *taxes = &compiled->plan->taxes;
    lane factor = taxes->frozen ? lane_of(1.0) : price;

    rules->limits_price = lane_get(price, 0);
    rules->limits = fp_year_limits(compiled, row, rules->limits_price,
                                   &rules->limits_room);
    if (row->medicare != NULL)
        FP_LEVEL_NAME(fp_lane_medicare_index)(row->medicare, row->year, price,
                                              &rules->medicare);
    else
        rules->medicare.n = 0;
    if (taxes->model != FP_TAX_US)
        return;
    if (compiled->plan->strategy.conversion.policy == FP_CONVERSION_FILL_IRMAA)
        find_tiers(compiled, row, price, rules);
    FP_LEVEL_NAME(fp_lane_tax_law_index)(&row->law, factor, &rules->law);
    if (row->state != NULL)
        FP_LEVEL_NAME(fp_lane_state_law_index)(row->state, factor,
                                               &rules->state_law);
}
