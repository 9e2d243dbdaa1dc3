/* What the spending policy wants in a year: the year as a policy sees it. */
#include <math.h>

#include "planning/year.h"

/* Moments of real returns where the market states none of its own (it draws
 * from history).
 * SOURCE: planning/data/us_annual_1928_2025.csv, us_stock and us_bond over
 * cpi_inflation, 98 years. */
#define STOCK_MEAN 0.0861
#define STOCK_SD 0.1930
#define BOND_MEAN 0.0183
#define BOND_SD 0.0886
#define STOCK_BOND_CORRELATION 0.0909

/* Shares of the plan's assets in everything that the accounts hold. */
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

        wealth += state->balance[i];
        for (size_t a = 0; a < c->n_assets; a++)
            shares[a] += state->balance[i] * weights[a];
    }
    for (size_t a = 0; a < c->n_assets && wealth > 0.0; a++)
        shares[a] /= wealth;
    return wealth;
}

/* Arithmetic mean and standard deviation of the portfolio's real return, from
 * the assets' own where the market has them. */
static void
expect(const struct fp_market *market, const double *shares,
       struct fp_spending_view *view)
{
    double mean = 0.0, variance = 0.0, stock = view->stock_share;
    double bond = 1.0 - stock;

    if (market->model != FP_MARKET_LOGNORMAL &&
        market->model != FP_MARKET_FIXED) {
        view->expected_return = stock * STOCK_MEAN + bond * BOND_MEAN;
        view->volatility = sqrt(
            stock * stock * STOCK_SD * STOCK_SD +
            bond * bond * BOND_SD * BOND_SD +
            2.0 * stock * bond * STOCK_SD * BOND_SD * STOCK_BOND_CORRELATION);
        return;
    }
    for (size_t a = 0; a < market->n_assets; a++) {
        mean += shares[a] * market->assets[a].mean;
        for (size_t b = 0; b < market->n_assets; b++)
            variance += shares[a] * shares[b] * market->assets[a].sd *
                        market->assets[b].sd * market->correlations[a][b];
    }
    if (market->basis == FP_GROWTH_NOMINAL)
        mean = (1.0 + mean) / (1.0 + market->inflation_mean) - 1.0;
    view->expected_return = mean;
    view->volatility = sqrt(fmax(0.0, variance));
}

double
fp_year_spending(const struct fp_year_work *k, int t,
                 struct fp_path_state *state)
{
    const struct fp_compiled *c = k->compiled;
    const struct fp_plan *plan = c->plan;
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
    for (size_t a = 0; a < c->n_assets; a++)
        if (fp_spending_is_stock(plan->market.assets[a].id))
            view.stock_share += shares[a];
    expect(&plan->market, shares, &view);
    return fp_spending_wanted(&plan->strategy.spending, &view,
                              &state->spending);
}
