/* What the spending policy wants in a year: the year as a policy sees it. */
#include <math.h>

#include "planning/engine/year.h"

/* The plan's assets as parts of what the accounts hold; those for education
 * cannot be spent. */
static double
hold(const struct fp_year_work *k, const struct fp_path_state *state,
     double shares[FP_PLAN_ASSETS_MAX])
{
    const struct fp_compiled *c = k->compiled;
    double wealth = 0.0;

    for (size_t a = 0; a < c->n_assets; a++)
        shares[a] = 0.0;
    for (size_t i = 0; i < c->n_accounts; i++) {
        const double *weights = c->drifts ? state->weights[i]
                                          : k->row->weights + i * c->n_assets;

        if (c->accounts[i].type == FP_ACCOUNT_529)
            continue;
        wealth += state->balance[i];
        for (size_t a = 0; a < c->n_assets; a++)
            shares[a] += state->balance[i] * weights[a];
    }
    for (size_t a = 0; a < c->n_assets && wealth > 0.0; a++)
        shares[a] /= wealth;
    return wealth;
}

/* The portfolio's share in shares, and the moments of its real return. */
static void
expect(const struct fp_compiled *c, const double *shares,
       struct fp_spending_view *view)
{
    double variance = 0.0;

    for (size_t a = 0; a < c->n_assets; a++) {
        view->expected_return += shares[a] * c->real_mean[a];
        if (c->is_stock[a])
            view->stock_share += shares[a];
        for (size_t b = 0; b < c->n_assets; b++)
            variance += shares[a] * shares[b] * c->real_covariance[a][b];
    }
    view->volatility = sqrt(fmax(0.0, variance));
}

void
fp_year_spending(struct fp_year_work *k, int t,
                 const struct fp_market_source *market,
                 struct fp_path_state *state)
{
    const struct fp_compiled *c = k->compiled;
    const struct fp_spending_rule *rule = &c->plan->strategy.spending;
    double shares[FP_PLAN_ASSETS_MAX], contributed = 0.0;
    struct fp_spending_view view = {
        .t = t,
        .year = k->row->year,
        .started = k->row->policy_started,
        .price_level = k->price,
        .inflation_last = state->inflation_last,
        .return_last = state->return_last,
        .expenses_planned = fp_flow_dollars(k->row->expenses, k->price),
        .essential = fp_flow_dollars(k->row->essential, k->price),
        .future_income = k->row->later_income * k->price,
    };

    if (fp_spending_is_plain(rule)) {
        /* No policy looks at anything else. */
        k->spending = k->least = view.expenses_planned;
        return;
    }
    for (int p = 0; p < FP_PLAN_PEOPLE_MAX; p++) {
        view.ages[p] = k->row->ages[p];
        if (state->years_alive[p] - t > view.years_left)
            view.years_left = state->years_alive[p] - t;
    }
    /* Nobody knows the year of a death that is drawn. */
    if (c->lives_drawn || view.years_left > c->years - t)
        view.years_left = c->years - t;
    for (size_t i = 0; i < c->n_accounts; i++)
        contributed += k->in[i];
    contributed -= k->match + k->rolled_in;
    view.other_income = fmax(0.0, k->income - contributed);
    view.wealth = hold(k, state, shares);
    expect(c, shares, &view);
    if (market != NULL)
        view.cape = fp_market_cape(market, t);
    k->spending = fp_spending_wanted(rule, &view, &state->spending);
    k->least = fp_spending_least(rule, &view, k->spending);
}
