/* The market part of a plan's canonical document. */
#include "codec/plan/encode.h"

#include <stdio.h>

#include "codec/plan/words.h"
#include "planning/market/history.h"

/* ,"name": */
static void
name(struct fp_buf *buf, const char *text)
{
    fp_buf_char(buf, ',');
    fp_buf_json(buf, text);
    fp_buf_char(buf, ':');
}

static void
number(struct fp_buf *buf, const char *member, double value)
{
    name(buf, member);
    fp_buf_double(buf, value);
}

static void
word(struct fp_buf *buf, const char *member, const char *value)
{
    name(buf, member);
    fp_buf_json(buf, value);
}

/* "id":{"mean":m,"sd":s of each asset. */
static void
moments(struct fp_buf *buf, const char *id, double mean, double sd)
{
    fp_buf_json(buf, id);
    fp_buf_str(buf, ":{\"mean\":");
    fp_buf_double(buf, mean);
    number(buf, "sd", sd);
}

static void
pair(struct fp_buf *buf, const char **comma, const char *first,
     const char *second, double value)
{
    char text[200];

    snprintf(text, sizeof(text), "%.90s/%.90s", first, second);
    fp_buf_str(buf, *comma);
    *comma = ",";
    fp_buf_json(buf, text);
    fp_buf_char(buf, ':');
    fp_buf_double(buf, value);
}

/* 1 when absent pairs would be taken from a table. */
static int
is_sampled(const struct fp_market *m)
{
    return m->model == FP_MARKET_LOGNORMAL ||
           m->model == FP_MARKET_STUDENT_T || m->model == FP_MARKET_REGIME;
}

/* The upper triangle, "a/b": value; pairs that absence stands for are left
 * out: those at their base, without one zeros that no table would fill. */
static void
correlations(struct fp_buf *buf, const struct fp_market *m,
             const double matrix[FP_PLAN_ASSETS_MAX][FP_PLAN_ASSETS_MAX],
             const double base[FP_PLAN_ASSETS_MAX][FP_PLAN_ASSETS_MAX])
{
    const char *comma = "";

    fp_buf_char(buf, '{');
    for (size_t i = 0; i < m->n_assets; i++)
        for (size_t j = i + 1; j < m->n_assets; j++)
            if (base != NULL ? matrix[i][j] != base[i][j]
                             : matrix[i][j] != 0.0 || is_sampled(m))
                pair(buf, &comma, m->assets[i].id, m->assets[j].id,
                     matrix[i][j]);
    for (size_t i = 0; i < m->n_assets; i++)
        if (base == NULL && m->inflation_correlations[i] != 0.0)
            pair(buf, &comma, m->assets[i].id, "inflation",
                 m->inflation_correlations[i]);
    fp_buf_char(buf, '}');
}

static void
assets(struct fp_buf *buf, const struct fp_market *m)
{
    name(buf, "assets");
    fp_buf_char(buf, '{');
    for (size_t a = 0; a < m->n_assets; a++) {
        fp_buf_str(buf, a > 0 ? "," : "");
        moments(buf, m->assets[a].id, m->assets[a].mean, m->assets[a].sd);
        if (m->kinds[a] != FP_ASSET_UNSTATED)
            word(buf, "class", fp_words_asset[m->kinds[a]]);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, '}');
}

static void
inflation(struct fp_buf *buf, const struct fp_market *m)
{
    name(buf, "inflation");
    fp_buf_str(buf, "{\"model\":");
    fp_buf_json(buf, fp_words_inflation[m->inflation]);
    if (m->inflation == FP_INFLATION_FIXED || m->inflation == FP_INFLATION_AR1)
        number(buf, "mean", m->inflation_mean);
    if (m->inflation == FP_INFLATION_AR1) {
        number(buf, "sd", m->inflation_sd);
        number(buf, "persistence", m->inflation_persistence);
        if (m->has_inflation_start)
            number(buf, "start", m->inflation_start);
    }
    fp_buf_char(buf, '}');
}

static void
regimes(struct fp_buf *buf, const struct fp_market *m)
{
    if (m->start_regime > 0)
        word(buf, "start_regime",
             m->n_regimes > 0 ? m->regimes[m->start_regime - 1].id
                              : fp_words_regime[m->start_regime - 1]);
    if (m->n_regimes == 0)
        return;
    name(buf, "regimes");
    for (size_t k = 0; k < m->n_regimes; k++) {
        const struct fp_regime *regime = &m->regimes[k];

        fp_buf_str(buf, k > 0 ? ",{\"id\":" : "[{\"id\":");
        fp_buf_json(buf, regime->id);
        name(buf, "assets");
        fp_buf_char(buf, '{');
        for (size_t a = 0; a < m->n_assets; a++) {
            fp_buf_str(buf, a > 0 ? "," : "");
            moments(buf, m->assets[a].id, regime->means[a], regime->sds[a]);
            fp_buf_char(buf, '}');
        }
        fp_buf_char(buf, '}');
        name(buf, "correlations");
        correlations(buf, m, regime->correlations, m->correlations);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
    name(buf, "transition");
    for (size_t k = 0; k < m->n_regimes; k++) {
        fp_buf_str(buf, k > 0 ? ",[" : "[[");
        for (size_t j = 0; j < m->n_regimes; j++) {
            fp_buf_str(buf, j > 0 ? "," : "");
            fp_buf_double(buf, m->transition[k][j]);
        }
        fp_buf_char(buf, ']');
    }
    fp_buf_char(buf, ']');
    word(buf, "regime_step", fp_words_regime_step[m->regime_monthly]);
}

static void
rows(struct fp_buf *buf, const char *member, const struct fp_history *rows_of,
     int with_year)
{
    if (rows_of == NULL)
        return;
    name(buf, member);
    for (size_t t = 0; t < rows_of->n_years; t++) {
        fp_buf_str(buf, t > 0 ? ",{\"inflation\":" : "[{\"inflation\":");
        fp_buf_double(buf, rows_of->inflation[t]);
        if (with_year)
            number(buf, "year", rows_of->first_year + (double)t);
        for (size_t c = 0; c < rows_of->n_columns; c++)
            number(buf, rows_of->columns[c],
                   rows_of->returns[t * rows_of->n_columns + c]);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
}

static void
conditioning(struct fp_buf *buf, const struct fp_conditioning *now)
{
    if (now->cape == 0.0 && !now->has_bond_yield)
        return;
    name(buf, "conditioning");
    fp_buf_str(buf, "{\"years\":");
    fp_buf_double(buf, now->years);
    if (now->cape != 0.0)
        number(buf, "cape", now->cape);
    if (now->has_bond_yield)
        number(buf, "bond_yield", now->bond_yield);
    fp_buf_char(buf, '}');
}

static void
tilt(struct fp_buf *buf, const struct fp_market *m)
{
    const char *comma = "";

    if (m->tilt.years == 0)
        return;
    name(buf, "tilt");
    fp_buf_str(buf, "{\"years\":");
    fp_buf_double(buf, m->tilt.years);
    number(buf, "inflation", m->tilt.inflation);
    name(buf, "returns");
    fp_buf_char(buf, '{');
    for (size_t a = 0; a < m->n_assets; a++) {
        if (m->tilt.returns[a] == 0.0)
            continue;
        fp_buf_str(buf, comma);
        comma = ",";
        fp_buf_json(buf, m->assets[a].id);
        fp_buf_char(buf, ':');
        fp_buf_double(buf, m->tilt.returns[a]);
    }
    fp_buf_str(buf, "}}");
}

void
fp_plan_encode_market(struct fp_buf *buf, const struct fp_market *m)
{
    fp_buf_str(buf, "{\"model\":");
    fp_buf_json(buf, fp_words_market[m->model]);
    if (m->parameters != FP_PARAMETERS_ARITHMETIC)
        word(buf, "parameters", fp_words_parameters[m->parameters]);
    assets(buf, m);
    name(buf, "correlations");
    correlations(buf, m, m->correlations, NULL);
    word(buf, "basis", fp_words_growth[m->basis]);
    inflation(buf, m);
    if (m->model == FP_MARKET_STUDENT_T)
        number(buf, "degrees_of_freedom", m->degrees_of_freedom);
    if (m->model == FP_MARKET_REGIME)
        regimes(buf, m);
    if (m->bootstrap != FP_BOOTSTRAP_BLOCK)
        word(buf, "bootstrap", fp_words_bootstrap[m->bootstrap]);
    number(buf, "block_years", m->block_years);
    if (m->from_year != 0)
        number(buf, "from_year", m->from_year);
    if (m->to_year != 0)
        number(buf, "to_year", m->to_year);
    rows(buf, "series", m->series, 1);
    rows(buf, "opening", m->opening, 0);
    conditioning(buf, &m->conditioning);
    tilt(buf, m);
    if (m->sampler != FP_SAMPLER_AUTO)
        word(buf, "sampler", fp_words_sampler[m->sampler]);
    if (m->control_variate) {
        name(buf, "control_variate");
        fp_buf_str(buf, "true");
    }
    fp_buf_char(buf, '}');
}
