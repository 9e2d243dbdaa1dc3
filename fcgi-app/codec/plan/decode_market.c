/* The market that a plan lives in. */
#include <json.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "codec/plan/defaults.h"
#include "codec/plan/parts.h"
#include "codec/plan/words.h"
#include "planning/math/elementary.h"
#include "planning/market/market_cma.h"

enum { YEAR_MIN = 0, YEAR_MAX = 9999 };

/* --- moments --------------------------------------------------------------- */

/* Mean and deviation of an asset from the table, in the plan's basis and
 * parameters. */
static void
moments_of(const struct fp_market *market, const struct fp_row_cma *row,
           double *mean, double *sd)
{
    int real = market->basis == FP_GROWTH_REAL;
    double ratio;

    *mean = real ? row->real_mean : row->nominal_mean;
    *sd = real ? row->real_sd : row->nominal_sd;
    if (market->parameters == FP_PARAMETERS_LOG) {
        ratio = *sd / (1.0 + *mean);
        *sd = sqrt(fp_log(1.0 + ratio * ratio));
        *mean = fp_log(1.0 + *mean);
    }
}

static void
no_default(const struct fp_node *node, const char *id)
{
    fp_node_fault(node, "required",
                  "the plan holds \"%.64s\", for which no default is known: "
                  "give its mean and sd here (the table us_cma has defaults "
                  "for us_stock, us_bond, us_bill, intl_developed_eq and "
                  "others)", id);
}

/* Both moments at once, for an asset of which nothing is said. */
static void
default_asset(const struct fp_plan_reader *p, const struct fp_node *node,
              struct fp_asset *asset)
{
    const struct fp_row_cma *row = fp_cma_find(asset->id);
    struct fp_buf buf;

    if (row == NULL) {
        no_default(node, asset->id);
        return;
    }
    moments_of(&p->plan->market, row, &asset->mean, &asset->sd);
    fp_buf_init(&buf, 256);
    fp_buf_str(&buf, "{\"mean\":");
    fp_buf_double(&buf, asset->mean);
    fp_buf_str(&buf, ",\"sd\":");
    fp_buf_double(&buf, asset->sd);
    fp_buf_char(&buf, '}');
    fp_node_assume(node, fp_buf_text(&buf), row->source);
    fp_buf_fini(&buf);
}

/* The moments that stand in the document; the table's for the other. */
static void
read_moments(const struct fp_plan_reader *p, const struct fp_node *item,
             int wanted, struct fp_asset *asset)
{
    const struct fp_row_cma *row = fp_cma_find(asset->id);
    struct fp_node mean = fp_node_member(item, "mean");
    struct fp_node sd = fp_node_member(item, "sd");
    double known[2];

    if (wanted && !mean.present && !sd.present) {
        default_asset(p, item, asset);
        return;
    }
    if (wanted && row != NULL) {
        moments_of(&p->plan->market, row, &known[0], &known[1]);
        asset->mean = fp_node_number_or(&mean, known[0], row->source);
        asset->sd = fp_node_number_or(&sd, known[1], row->source);
        return;
    }
    if (wanted || mean.present)
        fp_node_number(&mean, &asset->mean);
    if (wanted || sd.present)
        fp_node_number(&sd, &asset->sd);
}

static void
read_assets(struct fp_plan_reader *p, const struct fp_node *market, int wanted)
{
    static const char *const known[] = { "mean", "sd", "class", NULL };
    struct fp_node list = fp_node_member(market, "assets");
    struct fp_asset *assets;

    if (list.present)
        fp_node_object(&list, NULL, "an object with a member for each asset");
    assets = fp_arena_array(p->reader.arena, p->n_assets, sizeof(*assets));
    if (assets == NULL) {
        fp_node_fault(&list, "memory", "memory ran out");
        return;
    }
    p->plan->market.assets = assets;
    p->plan->market.n_assets = p->n_assets;
    for (size_t a = 0; a < p->n_assets; a++) {
        struct fp_node item = fp_node_member(&list, p->assets[a]);
        struct fp_node kind = fp_node_member(&item, "class");

        assets[a].id = p->assets[a];
        if (!item.present) {
            if (wanted)
                default_asset(p, &item, &assets[a]);
            continue;
        }
        if (!fp_node_object(&item, known, "an object such as "
                                          "{\"mean\": 0.07, \"sd\": 0.18}"))
            continue;
        read_moments(p, &item, wanted, &assets[a]);
        p->plan->market.kinds[a] = (enum fp_asset_class)fp_node_word_or(
            &kind, fp_words_asset, FP_ASSET_UNSTATED, NULL);
    }
}

/* --- correlations ---------------------------------------------------------- */

struct correlations {
    struct fp_plan_reader *plan;
    struct fp_plan_correlations *out;
};

/* The value of a pair, once; 1 when it is one. */
static int
take_value(const struct fp_node *member, char *given, double *value)
{
    double c = 0.0;

    if (*given)
        fp_node_fault(member, "duplicate", "the pair stands twice, once each "
                                           "way round");
    *given = 1;
    if (!fp_node_number(member, &c))
        return 0;
    if (c < -1.0 || c > 1.0) {
        fp_node_fault(member, "range", "%.10g is outside -1 to 1", c);
        return 0;
    }
    *value = c;
    return 1;
}

static void
take_correlation(void *context, const char *name, const struct fp_node *member)
{
    struct correlations *c = context;
    struct fp_plan_correlations *out = c->out;
    const char *slash = strchr(name, '/');
    char first[FP_PLAN_ASSET_ID_MAX + 1];
    int i, j;

    if (slash == NULL || slash - name > FP_PLAN_ASSET_ID_MAX) {
        fp_node_fault(member, "value", "a pair of assets is written with a "
                                       "slash, \"us_stock/us_bond\"");
        return;
    }
    memcpy(first, name, (size_t)(slash - name));
    first[slash - name] = '\0';
    i = fp_plan_asset(c->plan, first);
    j = fp_plan_asset(c->plan, slash + 1);
    if (out->inflation != NULL && i >= 0 && j < 0 &&
        strcmp(slash + 1, "inflation") == 0) {
        (void)take_value(member, &out->given_inflation[i], &out->inflation[i]);
        return;
    }
    if (i < 0 || j < 0 || i == j) {
        fp_node_fault(member, "reference",
                      "a correlation is of two different assets of the plan%s",
                      out->inflation != NULL
                          ? ", or of one and inflation, \"us_stock/inflation\""
                          : "");
        return;
    }
    if (take_value(member, &out->given[i][j], &out->matrix[i][j]))
        out->matrix[j][i] = out->matrix[i][j];
    out->given[j][i] = 1;
}

void
fp_plan_read_correlations(struct fp_plan_reader *p, const struct fp_node *list,
                          struct fp_plan_correlations *out)
{
    struct correlations c = { p, out };

    if (list->present &&
        fp_node_object(list, NULL, "an object such as "
                                   "{\"us_stock/us_bond\": 0.1}"))
        fp_node_each(list, take_correlation, &c);
}

static void
default_correlation(struct fp_plan_reader *p, const struct fp_node *list,
                    size_t i, size_t j)
{
    struct fp_market *market = &p->plan->market;
    const char *source = "the two do not move together";
    char name[2 * FP_PLAN_ASSET_ID_MAX + 2];
    double value = 0.0;
    struct fp_node pair;

    snprintf(name, sizeof(name), "%s/%s", p->assets[i], p->assets[j]);
    pair = fp_node_member(list, name);
    (void)fp_cma_correlation(p->assets[i], p->assets[j], &value, &source);
    fp_node_assume_number(&pair, value, source);
    market->correlations[i][j] = market->correlations[j][i] = value;
}

static void
read_correlations(struct fp_plan_reader *p, const struct fp_node *node,
                  int sampled)
{
    struct fp_market *market = &p->plan->market;
    struct fp_plan_correlations c = { .matrix = market->correlations };
    struct fp_node list = fp_node_member(node, "correlations");

    if (market->inflation == FP_INFLATION_AR1)
        c.inflation = market->inflation_correlations;
    for (size_t i = 0; i < p->n_assets; i++)
        market->correlations[i][i] = 1.0;
    fp_plan_read_correlations(p, &list, &c);
    for (size_t i = 0; sampled && i < p->n_assets; i++)
        for (size_t j = i + 1; j < p->n_assets; j++)
            if (!c.given[i][j])
                default_correlation(p, &list, i, j);
}

/* --- inflation and the rest ------------------------------------------------ */

static void
read_ar1(struct fp_market *market, const struct fp_node *inflation)
{
    struct fp_node sd = fp_node_member(inflation, "sd");
    struct fp_node persistence = fp_node_member(inflation, "persistence");
    struct fp_node start = fp_node_member(inflation, "start");

    if (market->inflation != FP_INFLATION_AR1) {
        const struct fp_node *only[] = { &sd, &persistence, &start };

        for (size_t i = 0; i < 3; i++)
            if (only[i]->present)
                fp_node_fault(only[i], "combination",
                              "it belongs to the ar1 model");
        return;
    }
    market->inflation_sd = fp_node_number_or(
        &sd, FP_DEFAULT_INFLATION_SD, "as consumer prices of 1954-2025");
    market->inflation_persistence = fp_node_number_or(
        &persistence, FP_DEFAULT_INFLATION_PERSISTENCE,
        "as consumer prices of 1954-2025");
    market->has_inflation_start = start.present;
    market->inflation_start = fp_node_number_or(
        &start, market->inflation_mean, "inflation stands at its mean");
    market->has_inflation_start = 1;
}

static void
read_inflation(struct fp_market *market, const struct fp_node *node,
               int from_history)
{
    static const char *const known[] = { "model", "mean", "sd", "persistence",
                                         "start", NULL };
    struct fp_node inflation = fp_node_member(node, "inflation");
    struct fp_node model = fp_node_member(&inflation, "model");
    struct fp_node mean = fp_node_member(&inflation, "mean");

    if (inflation.present &&
        !fp_node_object(&inflation, known, "an object such as "
                        "{\"model\": \"fixed\", \"mean\": 0.025}"))
        return;
    if (!model.present && mean.present)
        from_history = 0;
    market->inflation = (enum fp_inflation_model)fp_node_word_or(
        &model, fp_words_inflation,
        from_history ? FP_INFLATION_HISTORICAL : FP_INFLATION_FIXED,
        from_history ? "inflation of the same years as the returns"
                     : "the same inflation every year");
    if (market->inflation == FP_INFLATION_FIXED ||
        market->inflation == FP_INFLATION_AR1)
        market->inflation_mean = fp_node_number_or(
            &mean, FP_DEFAULT_INFLATION, "prices rise by 2.5 % a year");
    else if (mean.present)
        fp_node_fault(&mean, "combination",
                      "only the fixed and ar1 models have a mean");
    read_ar1(market, &inflation);
}

static void
read_history(struct fp_market *market, const struct fp_node *node)
{
    struct fp_node scheme = fp_node_member(node, "bootstrap");
    struct fp_node block = fp_node_member(node, "block_years");
    struct fp_node from = fp_node_member(node, "from_year");
    struct fp_node to = fp_node_member(node, "to_year");
    int drawn = market->model == FP_MARKET_BOOTSTRAP;

    market->bootstrap = (enum fp_bootstrap)fp_node_word_or(
        &scheme, fp_words_bootstrap, FP_BOOTSTRAP_BLOCK, NULL);
    market->block_years = fp_node_int_or(
        &block, -YEAR_MAX, YEAR_MAX, FP_CMA_BLOCK_YEARS,
        drawn ? "draw blocks of five years" : NULL);
    market->from_year = fp_node_int_or(&from, YEAR_MIN, YEAR_MAX, 0, NULL);
    market->to_year = fp_node_int_or(&to, YEAR_MIN, YEAR_MAX, 0, NULL);
}

void
fp_plan_read_market(struct fp_plan_reader *p, const struct fp_node *root)
{
    static const char *const known[] = {
        "model", "parameters", "assets", "correlations", "basis", "inflation",
        "degrees_of_freedom", "regimes", "transition", "regime_step",
        "start_regime", "bootstrap", "block_years", "from_year", "to_year",
        "series", "opening", "conditioning", "tilt", "sampler",
        "control_variate", NULL
    };
    struct fp_market *market = &p->plan->market;
    struct fp_node node = fp_node_member(root, "market");
    struct fp_node model, basis, parameters, degrees, regimes, sampler, control;
    int from_history, own_regimes;

    if (node.present &&
        !fp_node_object(&node, known, "an object that describes a market"))
        return;
    model = fp_node_member(&node, "model");
    basis = fp_node_member(&node, "basis");
    parameters = fp_node_member(&node, "parameters");
    degrees = fp_node_member(&node, "degrees_of_freedom");
    regimes = fp_node_member(&node, "regimes");
    sampler = fp_node_member(&node, "sampler");
    control = fp_node_member(&node, "control_variate");
    market->model = (enum fp_market_model)fp_node_word_or(
        &model, fp_words_market, FP_MARKET_LOGNORMAL, "lognormal returns");
    from_history = market->model == FP_MARKET_BOOTSTRAP ||
                   market->model == FP_MARKET_HISTORICAL;
    own_regimes = market->model == FP_MARKET_REGIME && regimes.present;
    market->sampler = (enum fp_sampler)fp_node_word_or(
        &sampler, fp_words_sampler, FP_SAMPLER_AUTO, NULL);
    market->control_variate = fp_node_flag_or(&control, 0, NULL);
    market->parameters = (enum fp_market_parameters)fp_node_word_or(
        &parameters, fp_words_parameters, FP_PARAMETERS_ARITHMETIC, NULL);
    market->basis = (enum fp_growth_basis)fp_node_word_or(
        &basis, fp_words_growth, FP_GROWTH_REAL,
        from_history ? NULL : "mean returns are on top of inflation");
    read_assets(p, &node, !from_history && !own_regimes);
    read_inflation(market, &node, from_history);
    read_correlations(p, &node,
                      !from_history && market->model != FP_MARKET_FIXED);
    if (market->model == FP_MARKET_STUDENT_T)
        market->degrees_of_freedom = fp_node_number_or(
            &degrees, FP_CMA_DEGREES,
            "tails of a Student t with five degrees of freedom");
    else if (degrees.present)
        fp_node_fault(&degrees, "combination",
                      "degrees of freedom belong to the student_t market");
    read_history(market, &node);
    fp_plan_read_models(p, &node);
}
