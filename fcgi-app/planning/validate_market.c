/* Validation of the strategy, the taxes and the market. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "planning/market.h"
#include "planning/tax.h"
#include "planning/validate.h"

enum { POINTER = 128 };

static void
fault(struct fp_validation *v, const char *pointer, const char *code,
      const char *detail)
{
    fp_faults_add(v->faults, pointer, code, "%s", detail);
}

static void
check_glide(struct fp_validation *v)
{
    const struct fp_strategy *strategy = &v->plan->strategy;
    char pointer[POINTER];
    size_t i;

    if (strategy->n_glide > FP_PLAN_GLIDE_MAX) {
        fp_faults_add(v->faults, "/strategy/glide_path", "count",
                      "at most %d points are possible", FP_PLAN_GLIDE_MAX);
        return;
    }
    for (i = 0; i < strategy->n_glide; i++) {
        snprintf(pointer, sizeof(pointer), "/strategy/glide_path/%zu", i);
        fp_validate_weights(v, pointer, strategy->glide[i].weights);
        if (i > 0 && strategy->glide[i].age <= strategy->glide[i - 1].age)
            fp_faults_add(v->faults, pointer, "order",
                          "the ages of a glide path must rise; %d follows %d",
                          strategy->glide[i].age, strategy->glide[i - 1].age);
    }
    if (strategy->n_glide > 0 && strategy->rebalance == FP_REBALANCE_NEVER)
        fault(v, "/strategy/rebalance", "combination",
              "a glide path needs yearly rebalancing");
}

void
fp_validate_strategy(struct fp_validation *v)
{
    const struct fp_plan *plan = v->plan;
    const struct fp_strategy *strategy = &plan->strategy;
    char pointer[POINTER];
    int first, last;
    size_t i;

    fp_validate_spending(v);
    for (i = 0; i < strategy->n_order; i++)
        if (strategy->order[i] < 0 ||
            (size_t)strategy->order[i] >= plan->n_accounts) {
            snprintf(pointer, sizeof(pointer),
                     "/strategy/withdrawal_order/%zu", i);
            fault(v, pointer, "reference", "it names no account of the plan");
        }
    check_glide(v);
    fp_tax_law_years(&first, &last);
    if (plan->taxes.model == FP_TAX_US &&
        (plan->taxes.law_year < first || plan->taxes.law_year > last))
        fp_faults_add(v->faults, "/taxes/law_year", "range",
                      "there are tax tables for %d to %d, not for %d", first,
                      last, plan->taxes.law_year);
    if (plan->taxes.model == FP_TAX_FLAT &&
        !(plan->taxes.flat_rate >= 0.0 && plan->taxes.flat_rate < 0.95))
        fp_faults_add(v->faults, "/taxes/flat", "range",
                      "%.10g is outside 0 to 0.95", plan->taxes.flat_rate);
}

static void
check_asset(struct fp_validation *v, size_t a)
{
    const struct fp_asset *asset = &v->plan->market.assets[a];
    char pointer[POINTER];
    size_t k;

    for (k = 0; k < a; k++)
        if (strcmp(v->plan->market.assets[k].id, asset->id) == 0)
            fp_faults_add(v->faults, "/market/assets", "duplicate",
                          "two assets have the id %s", asset->id);
    snprintf(pointer, sizeof(pointer), "/market/assets/%.64s/mean", asset->id);
    if (!(asset->mean > -1.0 && asset->mean <= 1.0))
        fp_faults_add(v->faults, pointer, "range",
                      "%.10g is outside -1 to 1 (0.05 is 5 %%)", asset->mean);
    else if (asset->mean > 0.15)
        fp_faults_add(v->warnings, pointer, "unusual",
                      "a mean return above 15 %% a year is unusual");
    snprintf(pointer, sizeof(pointer), "/market/assets/%.64s/sd", asset->id);
    if (!(asset->sd >= 0.0 && asset->sd <= 2.0))
        fp_faults_add(v->faults, pointer, "range",
                      "%.10g is outside 0 to 2 (0.18 is 18 %%)", asset->sd);
}

static void
check_correlations(struct fp_validation *v)
{
    const struct fp_market *market = &v->plan->market;
    double lower[FP_PLAN_ASSETS_MAX][FP_PLAN_ASSETS_MAX];
    size_t i, j;

    for (i = 0; i < market->n_assets; i++)
        for (j = 0; j < market->n_assets; j++) {
            double c = market->correlations[i][j];

            if ((i == j && c != 1.0) || !(c >= -1.0 && c <= 1.0) ||
                c != market->correlations[j][i]) {
                fp_faults_add(v->faults, "/market/correlations", "range",
                              "the correlation of %s and %s is %.10g; it must "
                              "be -1 to 1, and the same both ways",
                              market->assets[i].id, market->assets[j].id, c);
                return;
            }
        }
    if (fp_market_cholesky(market->correlations, market->n_assets, lower) !=
        FP_OK)
        fault(v, "/market/correlations", "positive_semidefinite",
              "no returns can have these correlations together: the matrix "
              "is not positive semidefinite");
}

void
fp_validate_market(struct fp_validation *v)
{
    const struct fp_market *market = &v->plan->market;
    int from_history = market->model == FP_MARKET_BOOTSTRAP ||
                       market->model == FP_MARKET_HISTORICAL;
    size_t a;

    if (market->n_assets < 1 || market->n_assets > FP_PLAN_ASSETS_MAX) {
        fp_faults_add(v->faults, "/market/assets", "count",
                      "a market has 1 to %d assets, not %zu",
                      FP_PLAN_ASSETS_MAX, market->n_assets);
        return;
    }
    if (!from_history) {
        for (a = 0; a < market->n_assets; a++)
            check_asset(v, a);
        check_correlations(v);
    }
    if (market->inflation == FP_INFLATION_HISTORICAL && !from_history)
        fault(v, "/market/inflation/model", "combination",
              "historical inflation goes with the bootstrap and historical "
              "markets, whose years it shares");
    if (market->inflation == FP_INFLATION_FIXED &&
        !(market->inflation_mean > -0.5 && market->inflation_mean <= 1.0))
        fp_faults_add(v->faults, "/market/inflation/mean", "range",
                      "%.10g is outside -0.5 to 1 (0.025 is 2.5 %%)",
                      market->inflation_mean);
    if (market->model == FP_MARKET_BOOTSTRAP &&
        (market->block_years < 1 || market->block_years > FP_PLAN_YEARS_MAX))
        fp_faults_add(v->faults, "/market/block_years", "range",
                      "%d is outside 1 to %d", market->block_years,
                      FP_PLAN_YEARS_MAX);
    if (market->from_year != 0 && market->to_year != 0 &&
        market->from_year > market->to_year)
        fp_faults_add(v->faults, "/market/to_year", "order",
                      "the history ends in %d, before it starts in %d",
                      market->to_year, market->from_year);
}
