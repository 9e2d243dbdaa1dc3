/* What depends on more than a lane's dollars: contributions under their limits
 * and spending rules, path by path through the reference; and the months. */
#include <string.h>

#include "planning/kernel/lane_year.h"
#include "planning/plan/contribute.h"

/* What the law allows of the contributions, by contribution. */
struct items {
    lane allowed[FP_PLAN_FLOWS_MAX];
    lane employer[FP_PLAN_FLOWS_MAX];
    lane deductible[FP_PLAN_FLOWS_MAX];
};

/* Where the lanes' incomes lie to the ranges in which limits fade out, a bit a
 * lane. The income matters to fp_limits_phased alone, so lanes of one price that
 * lie outside the ranges, on the same sides, are allowed the same. */
struct incomes {
    size_t n;                    /* ranges that matter to the plan */
    unsigned below[3], above[3]; /* … and lanes on either side */
    unsigned same_price;
};

/* The income that phases limits out: engine/year_contribute.c. */
static lane
income_of(const struct fp_lane_work *k, const struct fp_lane_path *path)
{
    const struct fp_tax_input_lanes *in = &k->w.input;
    lane last = path->magi[1];
    lane own = in->wages[0] + in->wages[1] + in->self_employment[0] +
               in->self_employment[1] + in->retirement_income +
               in->rental_income + in->other_income;

    return lane_pick(lane_ge(last, lane_of(0.0)), last, own);
}

static void
add_range(struct incomes *out, const struct fp_phase_out *range, lane income)
{
    mask above = lane_ge(income, lane_of(range->end));
    mask below = mask_and(lane_le(income, lane_of(range->start)),
                          mask_not(above));

    out->below[out->n] = mask_bits(below);
    out->above[out->n++] = mask_bits(above);
}

static void
place_incomes(const struct fp_lane_work *k, const struct fp_lane_path *path,
              struct incomes *out)
{
    const struct fp_plan *plan = k->compiled->plan;
    const struct fp_limits *limits = k->rules->limits;
    enum fp_filing_status status = k->row->status;
    int kinds[FP_LIMIT_FREE + 1] = { 0 };
    lane income;

    out->n = 0;
    out->same_price =
        mask_bits(lane_eq(k->price, lane_of(k->rules->limits_price)));
    if (limits == NULL)
        return;
    for (size_t i = 0; i < plan->n_contributions; i++) {
        const struct fp_contribution *part = &plan->contributions[i];

        kinds[fp_contribute_kind(&plan->accounts[part->account], part)] = 1;
    }
    income = income_of(k, path);
    if (kinds[FP_LIMIT_ROTH_IRA])
        add_range(out, &limits->roth[status], income);
    if (kinds[FP_LIMIT_IRA]) {
        add_range(out, &limits->covered[status], income);
        add_range(out, &limits->spouse[status], income);
    }
}

/* The lanes that are allowed what lane i is, itself among them. */
static unsigned
like_lane(const struct incomes *incomes, int i)
{
    unsigned own = 1u << i, like = incomes->same_price;

    for (size_t r = 0; r < incomes->n; r++) {
        if (incomes->below[r] & own)
            like &= incomes->below[r];
        else if (incomes->above[r] & own)
            like &= incomes->above[r];
        else
            return own;
    }
    return like & own ? like : own;
}

/* The items of the path in lane i. */
static void
ask_reference(const struct fp_lane_work *k, const struct fp_lane_path *path,
              int i, struct fp_limit_item *items)
{
    const struct fp_limits *limits = k->rules->limits;
    struct fp_limits room;
    struct fp_year_work one;

    one.compiled = k->compiled;
    one.row = k->row;
    one.price = lane_get(k->price, i);
    memset(&one.w.fixed, 0, sizeof(one.w.fixed));
    for (int p = 0; p < FP_PLAN_PEOPLE_MAX; p++) {
        one.w.fixed.wages[p] = lane_get(k->w.input.wages[p], i);
        one.w.fixed.self_employment[p] =
            lane_get(k->w.input.self_employment[p], i);
    }
    one.w.fixed.retirement_income = lane_get(k->w.input.retirement_income, i);
    one.w.fixed.rental_income = lane_get(k->w.input.rental_income, i);
    one.w.fixed.other_income = lane_get(k->w.input.other_income, i);
    if (one.price != k->rules->limits_price)
        limits = fp_year_limits(k->compiled, k->row, one.price, &room);
    fp_year_limit(&one, limits, lane_get(path->magi[1], i), items);
}

static void
limit(const struct fp_lane_work *k, const struct fp_lane_path *path,
      struct items *out)
{
    size_t n = k->compiled->plan->n_contributions;
    struct fp_limit_item items[FP_PLAN_FLOWS_MAX];
    unsigned left = mask_bits(k->active), alike;
    struct incomes incomes;

    for (size_t j = 0; j < n; j++)
        out->allowed[j] = out->employer[j] = out->deductible[j] = lane_of(0.0);
    place_incomes(k, path, &incomes);
    for (; left != 0; left &= ~alike) {
        int first = __builtin_ctz(left);
        mask lanes;

        alike = like_lane(&incomes, first) & left;
        lanes = mask_from_bits(alike);
        ask_reference(k, path, first, items);
        for (size_t j = 0; j < n; j++) {
            const struct fp_limit_item *item = &items[j];

            out->allowed[j] =
                lane_pick(lanes, lane_of(item->allowed), out->allowed[j]);
            out->employer[j] = lane_pick(
                lanes, lane_of(item->employer_allowed), out->employer[j]);
            out->deductible[j] =
                lane_pick(lanes, lane_of(item->deductible), out->deductible[j]);
        }
    }
}

static void
add_contribution(struct fp_lane_work *k, size_t i, const struct items *items)
{
    const struct fp_plan *plan = k->compiled->plan;
    const struct fp_contribution *part = &plan->contributions[i];
    const struct fp_account *account = &plan->accounts[part->account];
    int place = k->row->slots[account->owner >= 0 ? account->owner : 0];
    mask some = lane_gt(items->allowed[i], lane_of(0.0));
    lane amount = lane_where(some, items->allowed[i]);
    lane match = lane_where(some, items->employer[i]);
    lane untaxed = amount;
    struct fp_tax_input_lanes *in = &k->w.input;

    if (fp_contribute_kind(account, part) == FP_LIMIT_IRA &&
        k->row->limits != NULL)
        untaxed = lane_where(some, items->deductible[i]);
    if (account->type == FP_ACCOUNT_HSA)
        in->adjustments = in->adjustments + amount;
    if (account->type == FP_ACCOUNT_TRADITIONAL ||
        account->type == FP_ACCOUNT_ROTH)
        in->savers_contributions[place] =
            in->savers_contributions[place] + amount;
    if (account->type == FP_ACCOUNT_TRADITIONAL) {
        in->pretax_deferrals = in->pretax_deferrals + untaxed;
        k->w.deferrals[place] = k->w.deferrals[place] + untaxed;
    }
    k->w.cash = k->w.cash - amount;
    k->match = k->match + match;
    k->in[part->account] = k->in[part->account] + (amount + match);
}

void
FP_LEVEL_NAME(fp_lane_year_contributions)(struct fp_lane_work *k,
                                          const struct fp_lane_path *path)
{
    const lane zero = lane_of(0.0);
    struct items items;

    k->match = k->rolled_in = zero;
    for (int p = 0; p < FP_PLAN_PEOPLE_MAX; p++)
        k->w.deferrals[p] = zero;
    for (size_t i = 0; i < k->compiled->n_accounts; i++)
        k->in[i] = zero;
    if (fp_year_contributes(k->compiled, k->row)) {
        limit(k, path, &items);
        for (size_t i = 0; i < k->compiled->plan->n_contributions; i++)
            add_contribution(k, i, &items);
    }
    for (size_t i = 0; i < k->compiled->n_accounts; i++) {
        lane lump = fp_lane_dollars(k->price, k->row->rolled_in[i]);

        k->in[i] = k->in[i] + lump;
        k->rolled_in = k->rolled_in + lump;
    }
}

/* Asks the plan's spending rule for the path in lane i. */
static void
ask_rule(const struct fp_lane_work *k, int t, int i,
         const struct fp_market_source *market, struct fp_lane_path *path,
         double *spending, double *least)
{
    const struct fp_compiled *c = k->compiled;
    struct fp_year_work one;
    struct fp_path_state state;

    one.compiled = c;
    one.row = k->row;
    one.price = lane_get(k->price, i);
    one.income = lane_get(k->income, i);
    one.match = lane_get(k->match, i);
    one.rolled_in = lane_get(k->rolled_in, i);
    for (size_t j = 0; j < c->n_accounts; j++) {
        one.in[j] = lane_get(k->in[j], i);
        state.balance[j] = lane_get(path->balance[j], i);
        if (c->drifts)
            for (size_t a = 0; a < c->n_assets; a++)
                state.weights[j][a] = lane_get(path->weights[j][a], i);
    }
    for (int p = 0; p < FP_PLAN_PEOPLE_MAX; p++)
        state.years_alive[p] = path->years_alive[p][i];
    state.inflation_last = lane_get(path->inflation_last, i);
    state.return_last = lane_get(path->return_last, i);
    state.spending = path->spending[i];
    fp_year_spending(&one, t, market, &state);
    path->spending[i] = state.spending;
    *spending = one.spending;
    *least = one.least;
}

void
FP_LEVEL_NAME(fp_lane_year_spending)(struct fp_lane_work *k, int t,
                                     const struct fp_market_source *market,
                                     struct fp_lane_path *path)
{
    double spending[FP_LANES] = { 0.0 }, least[FP_LANES] = { 0.0 };

    if (fp_spending_is_plain(&k->compiled->plan->strategy.spending)) {
        k->spending = k->least = fp_lane_dollars(k->price, k->row->expenses);
        return;
    }
    for (int i = 0; i < FP_LANES; i++)
        if (mask_get(k->active, i))
            ask_rule(k, t, i, market, path, &spending[i], &least[i]);
    k->spending = lane_load(spending);
    k->least = lane_load(least);
}
