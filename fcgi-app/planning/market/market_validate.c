/* Validation of the market: every parameter's range, what goes together, and
 * which correlations had to be repaired. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "planning/market/history.h"
#include "planning/market/market.h"
#include "planning/market/market_cma.h"
#include "planning/plan/validate.h"

enum { POINTER = 200, CHANGES_LISTED = 6 };

#define UNUSUAL_MEAN 0.15
#define CHANGE_SHOWN 5e-5 /* half of the last decimal that a warning shows */

static void
fault(struct fp_validation *v, const char *pointer, const char *code,
      const char *detail)
{
    fp_faults_add(v->faults, pointer, code, "%s", detail);
}

/* A fault unless low <= value <= high; NaN is outside. */
static void
range(struct fp_validation *v, const char *pointer, double value, double low,
      double high, const char *hint)
{
    if (!(value >= low && value <= high))
        fp_faults_add(v->faults, pointer, "range",
                      "%.10g is outside %.10g to %.10g%s", value, low, high,
                      hint);
}

/* --- moments -------------------------------------------------------------- */

/* Mean and deviation of a yearly return at a pointer's members. */
static void
check_moments(struct fp_validation *v, const char *at, double mean, double sd)
{
    char pointer[POINTER];

    snprintf(pointer, sizeof(pointer), "%s/mean", at);
    if (!(mean > -1.0 && mean <= 1.0))
        fp_faults_add(v->faults, pointer, "range",
                      "%.10g is outside -1 to 1 (0.05 is 5 %%)", mean);
    else if (mean > UNUSUAL_MEAN)
        fp_faults_add(v->warnings, pointer, "unusual",
                      "a mean return above 15 %% a year is unusual");
    snprintf(pointer, sizeof(pointer), "%s/sd", at);
    range(v, pointer, sd, 0.0, 2.0, " (0.18 is 18 %)");
}

static void
check_assets(struct fp_validation *v, int moments)
{
    const struct fp_market *market = &v->plan->market;
    char pointer[POINTER];

    for (size_t a = 0; a < market->n_assets; a++) {
        const struct fp_asset *asset = &market->assets[a];

        for (size_t k = 0; k < a; k++)
            if (strcmp(market->assets[k].id, asset->id) == 0)
                fp_faults_add(v->faults, "/market/assets", "duplicate",
                              "two assets have the id %s", asset->id);
        snprintf(pointer, sizeof(pointer), "/market/assets/%.64s", asset->id);
        if (moments)
            check_moments(v, pointer, asset->mean, asset->sd);
        if ((int)market->kinds[a] < 0 || market->kinds[a] >= FP_ASSET_CLASS_COUNT)
            fault(v, pointer, "value", "there is no such class of assets");
    }
}

/* --- correlations --------------------------------------------------------- */

static const char *
name_of(const struct fp_market *market, size_t i)
{
    return i < market->n_assets ? market->assets[i].id : "inflation";
}

/* 1 when the elements are correlations; else a fault. */
static int
check_elements(struct fp_validation *v, const char *pointer,
               const struct fp_matrix *matrix, size_t n)
{
    const struct fp_market *market = &v->plan->market;

    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double c = matrix->at[i][j];

            if ((i != j || c == 1.0) && c >= -1.0 && c <= 1.0 &&
                c == matrix->at[j][i])
                continue;
            fp_faults_add(v->faults, pointer, "range",
                          "the correlation of %s and %s is %.10g; it must "
                          "be -1 to 1, and the same both ways",
                          name_of(market, i), name_of(market, j), c);
            return 0;
        }
    return 1;
}

/* Says which pairs were changed, the most changed ones first. */
static void
warn_repaired(struct fp_validation *v, const char *pointer,
              const struct fp_matrix *given, const struct fp_matrix *used,
              size_t n, double most)
{
    const struct fp_market *market = &v->plan->market;
    unsigned char told[FP_CORRELATION_MAX][FP_CORRELATION_MAX] = { { 0 } };
    char text[CHANGES_LISTED * 180];
    size_t len = 0, changed = 0, listed = 0;

    for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n; j++)
            changed += fabs(used->at[i][j] - given->at[i][j]) > CHANGE_SHOWN;
    text[0] = '\0';
    for (; listed < changed && listed < CHANGES_LISTED; listed++) {
        size_t p = 0, q = 0;
        double best = -1.0;

        for (size_t i = 0; i < n; i++)
            for (size_t j = i + 1; j < n; j++) {
                double by = fabs(used->at[i][j] - given->at[i][j]);

                if (!told[i][j] && by > best) {
                    best = by;
                    p = i;
                    q = j;
                }
            }
        told[p][q] = 1;
        len += (size_t)snprintf(
            text + len, sizeof(text) - len, "%s%.64s/%.64s %.4f -> %.4f",
            listed > 0 ? ", " : "", name_of(market, p), name_of(market, q),
            given->at[p][q], used->at[p][q]);
    }
    fp_faults_add(v->warnings, pointer, "repaired",
                  "no returns can have these correlations together (the "
                  "matrix is not positive semidefinite); the nearest ones "
                  "that can are used, with the stated deviations: %s%s; "
                  "largest change %.4f",
                  text, listed < changed ? " and smaller ones" : "", most);
}

static void
check_correlations(struct fp_validation *v, const char *pointer, int regime)
{
    struct fp_matrix given, used;
    double most;
    size_t n;

    most = fp_market_correlations(&v->plan->market, regime, &given, &used, &n);
    if (check_elements(v, pointer, &given, n) && most > 0.0)
        warn_repaired(v, pointer, &given, &used, n, most);
}

/* --- the models ----------------------------------------------------------- */

static void
check_regimes(struct fp_validation *v)
{
    const struct fp_market *market = &v->plan->market;
    int stocks = 0;
    char pointer[POINTER];

    for (size_t a = 0; a < market->n_assets; a++)
        stocks += fp_cma_kind(market, a) == FP_ASSET_STOCK;
    if (market->n_regimes == 0 && stocks == 0)
        fp_faults_add(v->warnings, "/market/model", "unusual",
                      "the built-in regimes are those of stocks, and no asset "
                      "of the plan is one (\"class\": \"stock\")");
    if (market->n_regimes > FP_REGIMES_MAX || market->n_regimes == 1) {
        fp_faults_add(v->faults, "/market/regimes", "count",
                      "a market has 2 to %d regimes, not %zu", FP_REGIMES_MAX,
                      market->n_regimes);
        return;
    }
    if (market->start_regime < 0 ||
        (size_t)market->start_regime >
            (market->n_regimes > 0 ? market->n_regimes : 2))
        fault(v, "/market/start_regime", "reference",
              "it names no regime of the market");
    for (size_t k = 0; k < market->n_regimes; k++) {
        double sum = 0.0;

        for (size_t a = 0; a < market->n_assets; a++) {
            snprintf(pointer, sizeof(pointer),
                     "/market/regimes/%zu/assets/%.64s", k,
                     market->assets[a].id);
            check_moments(v, pointer, market->regimes[k].means[a],
                          market->regimes[k].sds[a]);
        }
        snprintf(pointer, sizeof(pointer), "/market/regimes/%zu/correlations",
                 k);
        check_correlations(v, pointer, (int)k);
        for (size_t j = 0; j < market->n_regimes; j++) {
            snprintf(pointer, sizeof(pointer), "/market/transition/%zu/%zu", k,
                     j);
            range(v, pointer, market->transition[k][j], 0.0, 1.0, "");
            sum += market->transition[k][j];
        }
        snprintf(pointer, sizeof(pointer), "/market/transition/%zu", k);
        if (!(fabs(sum - 1.0) <= 1e-9))
            fp_faults_add(v->faults, pointer, "sum",
                          "the probabilities sum to %.10g and not to 1", sum);
    }
}

static void
check_conditioning(struct fp_validation *v)
{
    const struct fp_market *market = &v->plan->market;
    const struct fp_conditioning *now = &market->conditioning;
    int used = now->cape != 0.0 || now->has_bond_yield, stocks = 0, bonds = 0;

    if (!used)
        return;
    if (market->model != FP_MARKET_LOGNORMAL &&
        market->model != FP_MARKET_STUDENT_T &&
        market->model != FP_MARKET_FIXED)
        fault(v, "/market/conditioning", "combination",
              "conditioned means go with the lognormal, student_t and fixed "
              "markets");
    if (now->cape != 0.0)
        range(v, "/market/conditioning/cape", now->cape, 1.0, 1000.0, "");
    if (now->has_bond_yield)
        range(v, "/market/conditioning/bond_yield", now->bond_yield, -0.05,
              0.5, " (0.04 is 4 %)");
    if (now->years < 1 || now->years > FP_PLAN_YEARS_MAX)
        fp_faults_add(v->faults, "/market/conditioning/years", "range",
                      "%d is outside 1 to %d", now->years, FP_PLAN_YEARS_MAX);
    for (size_t a = 0; a < market->n_assets; a++) {
        stocks += fp_cma_kind(market, a) == FP_ASSET_STOCK;
        bonds += fp_cma_kind(market, a) == FP_ASSET_BOND;
    }
    if (now->cape != 0.0 && stocks == 0)
        fp_faults_add(v->warnings, "/market/conditioning/cape", "left_out",
                      "no asset of the plan is a stock");
    if (now->has_bond_yield && bonds == 0)
        fp_faults_add(v->warnings, "/market/conditioning/bond_yield",
                      "left_out", "no asset of the plan is a bond");
}

static void
check_tilt(struct fp_validation *v)
{
    const struct fp_tilt *by = &v->plan->market.tilt;
    char pointer[POINTER];

    if (by->years < 0 || by->years > FP_PLAN_YEARS_MAX)
        fp_faults_add(v->faults, "/market/tilt/years", "range",
                      "%d is outside 1 to %d", by->years, FP_PLAN_YEARS_MAX);
    range(v, "/market/tilt/inflation", by->inflation, -0.5, 1.0,
          " (0.05 is five points more)");
    for (size_t a = 0; a < v->plan->market.n_assets; a++) {
        snprintf(pointer, sizeof(pointer), "/market/tilt/returns/%.64s",
                 v->plan->market.assets[a].id);
        range(v, pointer, by->returns[a], -1.0, 1.0,
              " (-0.05 is five points less)");
    }
}

static void
check_inflation(struct fp_validation *v, int from_history)
{
    const struct fp_market *market = &v->plan->market;
    int joint = market->inflation == FP_INFLATION_HISTORICAL ||
                market->inflation == FP_INFLATION_BOOTSTRAP;

    if (joint && !from_history)
        fault(v, "/market/inflation/model", "combination",
              "historical inflation goes with the bootstrap and historical "
              "markets, whose years it shares");
    if (joint)
        return;
    if (!(market->inflation_mean > -0.5 && market->inflation_mean <= 1.0))
        fp_faults_add(v->faults, "/market/inflation/mean", "range",
                      "%.10g is outside -0.5 to 1 (0.025 is 2.5 %%)",
                      market->inflation_mean);
    if (market->inflation != FP_INFLATION_AR1)
        return;
    range(v, "/market/inflation/sd", market->inflation_sd, 0.0, 0.5,
          " (0.02 is 2 %)");
    range(v, "/market/inflation/persistence", market->inflation_persistence,
          0.0, 0.99, "");
    if (market->has_inflation_start)
        range(v, "/market/inflation/start", market->inflation_start, -0.5,
              1.0, " (0.025 is 2.5 %)");
}

/* Rows of years: no loss beyond all, no impossible prices. Missing values are
 * looked for when the market is opened. */
static void
check_rows(struct fp_validation *v, const char *list,
           const struct fp_history *rows)
{
    char pointer[POINTER];

    for (size_t t = 0; rows != NULL && t < rows->n_years; t++) {
        for (size_t c = 0; c < rows->n_columns; c++) {
            double r = rows->returns[t * rows->n_columns + c];

            snprintf(pointer, sizeof(pointer), "/market/%s/%zu/%.64s", list, t,
                     rows->columns[c]);
            if (!isnan(r))
                range(v, pointer, r, -1.0, 100.0, " (0.07 is 7 %)");
        }
        snprintf(pointer, sizeof(pointer), "/market/%s/%zu/inflation", list,
                 t);
        if (!isnan(rows->inflation[t]))
            range(v, pointer, rows->inflation[t], -0.9, 100.0,
                  " (0.025 is 2.5 %)");
    }
}

static void
check_history(struct fp_validation *v)
{
    const struct fp_market *market = &v->plan->market;

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

void
fp_validate_market(struct fp_validation *v)
{
    const struct fp_market *market = &v->plan->market;
    int from_history = market->model == FP_MARKET_BOOTSTRAP ||
                       market->model == FP_MARKET_HISTORICAL;

    if (market->n_assets < 1 || market->n_assets > FP_PLAN_ASSETS_MAX) {
        fp_faults_add(v->faults, "/market/assets", "count",
                      "a market has 1 to %d assets, not %zu",
                      FP_PLAN_ASSETS_MAX, market->n_assets);
        return;
    }
    check_assets(v, !from_history &&
                        !(market->model == FP_MARKET_REGIME &&
                          market->n_regimes > 0));
    if (!from_history)
        check_correlations(v, "/market/correlations", -1);
    if (market->parameters == FP_PARAMETERS_LOG &&
        market->model != FP_MARKET_LOGNORMAL)
        fault(v, "/market/parameters", "combination",
              "log parameters go with the lognormal market");
    if (market->control_variate && market->model != FP_MARKET_LOGNORMAL)
        fault(v, "/market/control_variate", "combination",
              "a control variate goes with the lognormal market");
    if (market->model == FP_MARKET_STUDENT_T)
        range(v, "/market/degrees_of_freedom", market->degrees_of_freedom,
              2.1, 1000.0, "");
    if (market->model == FP_MARKET_REGIME)
        check_regimes(v);
    check_conditioning(v);
    check_tilt(v);
    check_inflation(v, from_history);
    if (market->series != NULL && !from_history)
        fault(v, "/market/series", "combination",
              "a series of years goes with the bootstrap and historical "
              "markets");
    check_rows(v, "series", market->series);
    check_rows(v, "opening", market->opening);
    check_history(v);
}
