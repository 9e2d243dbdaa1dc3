/* The parts of a market that only some models have: regimes, rows of years,
 * where valuations stand, and tilts. */
#include <math.h>
#include <string.h>

#include "codec/plan/defaults.h"
#include "codec/plan/parts.h"
#include "codec/plan/words.h"
#include "planning/market/history.h"

enum { YEAR_FIRST = 1, YEAR_LAST = 9999 };

/* --- regimes --------------------------------------------------------------- */

struct moments {
    struct fp_plan_reader *plan;
    struct fp_regime *regime;
    char given[FP_PLAN_ASSETS_MAX];
};

static void
take_moments(void *context, const char *name, const struct fp_node *member)
{
    static const char *const known[] = { "mean", "sd", NULL };
    struct moments *m = context;
    struct fp_node mean = fp_node_member(member, "mean");
    struct fp_node sd = fp_node_member(member, "sd");
    int asset = fp_plan_asset(m->plan, name);

    if (asset < 0) {
        fp_node_fault(member, "reference", "it is no asset of the plan");
        return;
    }
    m->given[asset] = 1;
    if (!fp_node_object(member, known, "an object such as "
                                       "{\"mean\": 0.07, \"sd\": 0.18}"))
        return;
    (void)fp_node_number(&mean, &m->regime->means[asset]);
    (void)fp_node_number(&sd, &m->regime->sds[asset]);
}

/* One regime; pairs that it leaves out correlate as in the market. */
static void
read_regime(struct fp_plan_reader *p, const struct fp_node *node,
            struct fp_regime *regime)
{
    static const char *const known[] = { "id", "assets", "correlations",
                                         NULL };
    struct moments m = { .plan = p, .regime = regime };
    struct fp_plan_correlations c = { .matrix = regime->correlations };
    struct fp_node id = fp_node_member(node, "id");
    struct fp_node assets = fp_node_member(node, "assets");
    struct fp_node list = fp_node_member(node, "correlations");

    regime->id = "";
    memcpy(regime->correlations, p->plan->market.correlations,
           sizeof(regime->correlations));
    if (!fp_node_object(node, known, "an object that describes a regime"))
        return;
    (void)fp_node_text(&id, &regime->id);
    if (fp_node_object(&assets, NULL, "an object of the assets' moments"))
        fp_node_each(&assets, take_moments, &m);
    for (size_t a = 0; a < p->n_assets; a++)
        if (!m.given[a])
            fp_node_fault(&assets, "required",
                          "a regime needs the mean and sd of every asset of "
                          "the plan; %.64s is missing", p->assets[a]);
    fp_plan_read_correlations(p, &list, &c);
}

static void
read_transition(struct fp_plan_reader *p, const struct fp_node *node, size_t n)
{
    size_t rows = 0, columns;

    if (!fp_node_array(node, FP_REGIMES_MAX, "an array of rows", &rows))
        return;
    if (rows != n)
        fp_node_fault(node, "count",
                      "%zu regimes need %zu rows of probabilities, not %zu", n,
                      n, rows);
    for (size_t k = 0; k < rows && k < n; k++) {
        struct fp_node row = fp_node_element(node, k);

        columns = 0;
        if (!fp_node_array(&row, FP_REGIMES_MAX, "an array of probabilities",
                           &columns))
            continue;
        if (columns != n)
            fp_node_fault(&row, "count",
                          "%zu regimes need %zu probabilities, not %zu", n, n,
                          columns);
        for (size_t j = 0; j < columns && j < n; j++) {
            struct fp_node cell = fp_node_element(&row, j);

            (void)fp_node_number(&cell, &p->plan->market.transition[k][j]);
        }
    }
}

/* The id of the first year's regime, of the plan's or the built-in ones. */
static void
read_start(struct fp_market *market, const struct fp_node *node)
{
    const char *id;

    if (!node->present || !fp_node_text(node, &id))
        return;
    for (size_t k = 0; k < market->n_regimes; k++)
        if (strcmp(market->regimes[k].id, id) == 0)
            market->start_regime = (int)k + 1;
    for (size_t k = 0; market->n_regimes == 0 && fp_words_regime[k] != NULL;
         k++)
        if (strcmp(fp_words_regime[k], id) == 0)
            market->start_regime = (int)k + 1;
    if (market->start_regime == 0)
        fp_node_fault(node, "reference", "it names no regime of the market");
}

static void
read_regimes(struct fp_plan_reader *p, const struct fp_node *node)
{
    struct fp_market *market = &p->plan->market;
    struct fp_node list = fp_node_member(node, "regimes");
    struct fp_node transition = fp_node_member(node, "transition");
    struct fp_node pace = fp_node_member(node, "regime_step");
    struct fp_node start = fp_node_member(node, "start_regime");
    struct fp_regime *regimes;
    size_t n = 0;

    if (market->model != FP_MARKET_REGIME) {
        const struct fp_node *only[] = { &list, &transition, &pace, &start };

        for (size_t i = 0; i < 4; i++)
            if (only[i]->present)
                fp_node_fault(only[i], "combination",
                              "it belongs to the regime market");
        return;
    }
    if (!list.present) {
        fp_node_assume_word(&list, "built-in",
                            "two regimes of monthly stock returns, Hardy "
                            "(2001), with each stock's stated mean and sd");
        if (transition.present)
            fp_node_fault(&transition, "combination",
                          "it belongs to regimes of the plan");
        if (pace.present)
            fp_node_fault(&pace, "combination",
                          "it belongs to regimes of the plan");
        read_start(market, &start);
        return;
    }
    if (!fp_node_array(&list, FP_REGIMES_MAX, "an array of regimes", &n))
        return;
    regimes = fp_arena_array(p->reader.arena, n + 1, sizeof(*regimes));
    if (regimes == NULL) {
        fp_node_fault(&list, "memory", "memory ran out");
        return;
    }
    for (size_t k = 0; k < n; k++) {
        struct fp_node item = fp_node_element(&list, k);

        read_regime(p, &item, &regimes[k]);
    }
    if (n < 2)
        fp_node_fault(&list, "count", "a market has 2 to %d regimes, not %zu",
                      FP_REGIMES_MAX, n);
    market->regimes = regimes;
    market->n_regimes = n;
    read_transition(p, &transition, n);
    market->regime_monthly = fp_node_word_or(
        &pace, fp_words_regime_step, 0, "the regime may change every year");
    read_start(market, &start);
}

/* --- rows of years --------------------------------------------------------- */

struct row {
    struct fp_plan_reader *plan;
    double *returns;   /* by asset */
    double *inflation;
    int with_year;
};

static void
take_cell(void *context, const char *name, const struct fp_node *member)
{
    struct row *row = context;
    int asset = fp_plan_asset(row->plan, name);

    if (strcmp(name, "inflation") == 0 && asset < 0)
        (void)fp_node_number(member, row->inflation);
    else if (asset >= 0)
        (void)fp_node_number(member, &row->returns[asset]);
    else if (!row->with_year || strcmp(name, "year") != 0)
        fp_node_fault(member, "reference",
                      "it is no asset of the plan (a row has the returns of "
                      "the plan's assets, and inflation)");
}

/* Rows of returns by asset and inflation; with_year: consecutive years. Every
 * row needs every asset of the plan. */
static const struct fp_history *
read_rows(struct fp_plan_reader *p, const struct fp_node *node,
          const char *name, int with_year, int inflation_needed)
{
    struct fp_history *out = fp_arena_alloc(p->reader.arena, sizeof(*out));
    double *returns, *inflation;
    size_t n = 0;

    if (!fp_node_array(node, FP_HISTORY_YEARS_MAX, "an array of years", &n))
        return NULL;
    if (n == 0) {
        fp_node_fault(node, "count", "there must be a year at least");
        return NULL;
    }
    returns = fp_arena_array(p->reader.arena, n * p->n_assets + 1,
                             sizeof(*returns));
    inflation = fp_arena_array(p->reader.arena, n, sizeof(*inflation));
    if (out == NULL || returns == NULL || inflation == NULL) {
        fp_node_fault(node, "memory", "memory ran out");
        return NULL;
    }
    *out = (struct fp_history){ .name = name, .source = "the plan",
                                .n_years = n, .n_columns = p->n_assets,
                                .returns = returns, .inflation = inflation };
    for (size_t a = 0; a < p->n_assets; a++)
        out->columns[a] = p->assets[a];
    for (size_t t = 0; t < n; t++) {
        struct row row = { p, returns + t * p->n_assets, inflation + t,
                           with_year };
        struct fp_node item = fp_node_element(node, t);
        struct fp_node year = fp_node_member(&item, "year");
        int64_t value = 0;

        for (size_t a = 0; a < p->n_assets; a++)
            row.returns[a] = NAN;
        *row.inflation = inflation_needed ? NAN : 0.0;
        if (!fp_node_object(&item, NULL, "an object of a year's returns"))
            continue;
        fp_node_each(&item, take_cell, &row);
        for (size_t a = 0; a < p->n_assets; a++)
            if (isnan(row.returns[a]))
                fp_node_fault(&item, "required", "the return of %.64s is "
                              "missing", p->assets[a]);
        if (isnan(*row.inflation))
            fp_node_fault(&item, "required", "inflation is missing");
        if (!with_year ||
            !fp_node_int(&year, YEAR_FIRST, YEAR_LAST, &value))
            continue;
        if (t == 0)
            out->first_year = (int)value;
        else if (value != out->first_year + (int64_t)t)
            fp_node_fault(&year, "order",
                          "the years of a series follow one another; here %d "
                          "is expected", out->first_year + (int)t);
    }
    return out;
}

static void
read_conditioning(struct fp_market *market, const struct fp_node *node)
{
    static const char *const known[] = { "cape", "bond_yield", "years", NULL };
    struct fp_conditioning *out = &market->conditioning;
    struct fp_node list = fp_node_member(node, "conditioning");
    struct fp_node cape = fp_node_member(&list, "cape");
    struct fp_node yield = fp_node_member(&list, "bond_yield");
    struct fp_node years = fp_node_member(&list, "years");

    if (!list.present ||
        !fp_node_object(&list, known, "an object such as {\"cape\": 30}"))
        return;
    if (!cape.present && !yield.present)
        fp_node_fault(&list, "required", "it needs cape or bond_yield");
    out->cape = fp_node_number_or(&cape, 0.0, NULL);
    if (cape.present && out->cape == 0.0)
        fp_node_fault(&cape, "range", "0 is outside 1 to 1000");
    out->has_bond_yield = yield.present;
    out->bond_yield = fp_node_number_or(&yield, 0.0, NULL);
    out->years = fp_node_int_or(&years, 0, YEAR_LAST, FP_DEFAULT_FADE_YEARS,
                                "the long-run means hold after ten years");
}

static void
take_tilt(void *context, const char *name, const struct fp_node *member)
{
    struct fp_plan_reader *p = context;
    int asset = fp_plan_asset(p, name);

    if (asset < 0)
        fp_node_fault(member, "reference", "it is no asset of the plan");
    else
        (void)fp_node_number(member, &p->plan->market.tilt.returns[asset]);
}

static void
read_tilt(struct fp_plan_reader *p, const struct fp_node *node)
{
    static const char *const known[] = { "years", "inflation", "returns",
                                         NULL };
    struct fp_tilt *out = &p->plan->market.tilt;
    struct fp_node list = fp_node_member(node, "tilt");
    struct fp_node years = fp_node_member(&list, "years");
    struct fp_node inflation = fp_node_member(&list, "inflation");
    struct fp_node returns = fp_node_member(&list, "returns");
    int64_t n = 0;

    if (!list.present ||
        !fp_node_object(&list, known, "an object such as {\"years\": 10, "
                                      "\"returns\": {\"us_stock\": -0.05}}"))
        return;
    if (fp_node_int(&years, 1, FP_PLAN_YEARS_MAX, &n))
        out->years = (int)n;
    out->inflation = fp_node_number_or(&inflation, 0.0, NULL);
    if (returns.present &&
        fp_node_object(&returns, NULL, "an object of the assets' factors"))
        fp_node_each(&returns, take_tilt, p);
}

void
fp_plan_read_models(struct fp_plan_reader *p, const struct fp_node *node)
{
    struct fp_market *market = &p->plan->market;
    struct fp_node series = fp_node_member(node, "series");
    struct fp_node opening = fp_node_member(node, "opening");

    read_regimes(p, node);
    if (series.present)
        market->series = read_rows(p, &series, "of the plan", 1, 1);
    if (opening.present)
        market->opening = read_rows(p, &opening, "of the plan", 0, 1);
    read_conditioning(market, node);
    read_tilt(p, node);
}
