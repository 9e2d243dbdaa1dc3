/* Control variates of a run. */
#include "planning/simulation/control.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "planning/market/market.h"
#include "planning/math/elementary.h"
#include "planning/math/stats.h"
#include "planning/simulation/errors.h"

#define LN2 0.6931471805599453
#define LEAST_PIVOT 1e-9 /* of a control that the others leave unexplained */

enum { CONTROLS = 3, LEAST_PATHS = 8 * FP_REPLICATES };

/* Sums over the paths of one replicate. */
struct moments {
    double n, y, c[CONTROLS], cc[CONTROLS][CONTROLS], cy[CONTROLS];
};

struct control {
    const struct fp_sim_cells *cells;
    double *weights;  /* [years][n_assets] */
    double *values;   /* [paths][CONTROLS], each less its expectation */
    double *left;     /* [paths] */
};

/* What the accounts hold together in each year, at their first balances; a
 * year whose row is missing is as the one before. */
static void
fill_weights(const struct fp_compiled *compiled, double *weights)
{
    size_t n = compiled->n_assets;

    for (int t = 0; t < compiled->years; t++) {
        const struct fp_compiled_year *rows =
            compiled->rows[fp_alive_set(compiled->years_alive, t)];
        double *at = weights + (size_t)t * n, total = 0.0;

        for (size_t k = 0; rows != NULL && rows[t].weights != NULL &&
                           k < compiled->n_accounts; k++)
            for (size_t a = 0; a < n; a++)
                at[a] += compiled->accounts[k].balance *
                         rows[t].weights[k * n + a];
        for (size_t a = 0; a < n; a++)
            total += at[a];
        for (size_t a = 0; a < n; a++)
            if (total > 0.0)
                at[a] /= total;
            else
                at[a] = t > 0 ? at[a - n] : 1.0 / (double)n;
    }
}

/* The expectation of 2^y for y = sum of factor[k] z[k]. */
static double
mean_power(const struct fp_market_source *market, size_t asset)
{
    double variance = 0.0;

    for (size_t k = 0; k <= asset; k++) {
        double sd = (double)market->factor[asset][k] * LN2;

        variance += sd * sd;
    }
    return fp_exp(0.5 * variance);
}

/* What a dollar is expected to grow into in the years that are drawn. */
static double
expected_growth(const struct control *control)
{
    const struct fp_market_source *market = control->cells->context->market;
    size_t n = market->n_assets;
    double growth = 1.0;

    for (size_t t = market->n_opening; t < control->cells->years; t++) {
        const double *row =
            market->growth + fp_market_growth_row(market, (int)t);
        double year = 0.0;

        for (size_t a = 0; a < n; a++)
            year += control->weights[t * n + a] * row[a] *
                    mean_power(market, a);
        growth *= year;
    }
    return growth;
}

/* The controls of one path, out[2] with its expectation. */
static void
draw_controls(const struct control *control, uint64_t number, double *out)
{
    const struct fp_path_context *context = control->cells->context;
    const struct fp_market_source *market = context->market;
    size_t n = market->n_assets, years = control->cells->years;
    struct fp_market_path path;

    out[0] = out[1] = 0.0;
    out[2] = 1.0;
    fp_market_path_start(market, context->seed, number, &path);
    if (market->sampling.directions > 0)
        fp_sampling_lead(&market->sampling, path.seed, path.path, 1,
                         path.lead);
    for (size_t t = market->n_opening; t < years; t++) {
        const double *weights = control->weights + t * n;
        const double *growth =
            market->growth + fp_market_growth_row(market, (int)t);
        float logs[FP_PLAN_ASSETS_MAX];
        double shock, sum = 0.0, year = 0.0;

        path.t = (int)t;
        fp_market_year_lognormal(&path, logs, &shock);
        for (size_t a = 0; a < n; a++) {
            sum += weights[a] * (double)logs[a];
            year += weights[a] * growth[a] * (double)fp_exp2_float(logs[a]);
        }
        out[0] += sum;
        out[1] += sum * (1.0 - (double)t / (double)years);
        out[2] *= year;
    }
}

/* Adds one replicate's sums to another's. */
static void
add_moments(struct moments *sum, const struct moments *m)
{
    sum->n += m->n;
    sum->y += m->y;
    for (size_t i = 0; i < CONTROLS; i++) {
        sum->c[i] += m->c[i];
        sum->cy[i] += m->cy[i];
        for (size_t j = 0; j < CONTROLS; j++)
            sum->cc[i][j] += m->cc[i][j];
    }
}

/* The coefficients of the regression on centred controls, by Cholesky; a
 * control that the ones before it explain takes no part. */
static void
regress(const struct moments *m, double *beta)
{
    double lower[CONTROLS][CONTROLS] = { { 0.0 } }, half[CONTROLS];

    for (size_t i = 0; i < CONTROLS; i++) {
        double own = m->cc[i][i] - m->c[i] * m->c[i] / m->n, pivot = own;

        half[i] = m->cy[i] - m->c[i] * m->y / m->n;
        for (size_t j = 0; j < i; j++) {
            double sum = m->cc[i][j] - m->c[i] * m->c[j] / m->n;

            for (size_t k = 0; k < j; k++)
                sum -= lower[i][k] * lower[j][k];
            lower[i][j] = lower[j][j] > 0.0 ? sum / lower[j][j] : 0.0;
            pivot -= lower[i][j] * lower[i][j];
            half[i] -= lower[i][j] * half[j];
        }
        lower[i][i] = pivot > LEAST_PIVOT * own ? sqrt(pivot) : 0.0;
        half[i] = lower[i][i] > 0.0 ? half[i] / lower[i][i] : 0.0;
    }
    for (size_t i = CONTROLS; i-- > 0;) {
        beta[i] = half[i];
        for (size_t k = i + 1; k < CONTROLS; k++)
            beta[i] -= lower[k][i] * beta[k];
        beta[i] = lower[i][i] > 0.0 ? beta[i] / lower[i][i] : 0.0;
    }
}

/* Mean and error of what left[] holds, which becomes what the controls do not
 * explain. */
static void
correct(struct control *control, double *mean, double *error)
{
    struct moments own[FP_REPLICATES];
    double beta[FP_REPLICATES][CONTROLS];
    size_t n = (size_t)control->cells->paths;

    memset(own, 0, sizeof(own));
    for (size_t path = 0; path < n; path++) {
        struct moments *m =
            &own[fp_error_group(control->cells->sampler, path)];
        const double *c = control->values + path * CONTROLS;
        double y = control->left[path];

        m->n += 1.0;
        m->y += y;
        for (size_t i = 0; i < CONTROLS; i++) {
            m->c[i] += c[i];
            m->cy[i] += c[i] * y;
            for (size_t j = 0; j < CONTROLS; j++)
                m->cc[i][j] += c[i] * c[j];
        }
    }
    for (size_t g = 0; g < FP_REPLICATES; g++) {
        struct moments others;

        memset(&others, 0, sizeof(others));
        for (size_t k = 0; k < FP_REPLICATES; k++)
            if (k != g)
                add_moments(&others, &own[k]);
        regress(&others, beta[g]);
    }
    for (size_t path = 0; path < n; path++) {
        size_t g = fp_error_group(control->cells->sampler, path);

        for (size_t i = 0; i < CONTROLS; i++)
            control->left[path] -=
                beta[g][i] * control->values[path * CONTROLS + i];
    }
    fp_stats_mean(control->left, n, mean, error);
    *error = fp_error_of_mean(control->cells->sampler, control->left, n);
}

static void
correct_success(struct control *control, struct fp_sim_result *r)
{
    const struct fp_sim_cells *cells = control->cells;
    double p;

    for (uint64_t path = 0; path < cells->paths; path++)
        control->left[path] = cells->summaries[path].failed_year_index < 0;
    correct(control, &p, &r->success_se);
    r->success = fmin(fmax(p, 0.0), 1.0);
    fp_sim_interval(r);
}

static void
correct_all(struct control *control, struct fp_sim_result *r)
{
    const struct fp_sim_cells *cells = control->cells;
    size_t n = (size_t)cells->paths;
    double expected = expected_growth(control);

    for (size_t path = 0; path < n; path++) {
        double *c = control->values + path * CONTROLS;

        draw_controls(control, path, c);
        c[2] -= expected;
    }
    correct_success(control, r);
    memcpy(control->left, cells->wealth + (cells->years - 1) * n,
           n * sizeof(*control->left));
    correct(control, &r->ending.mean, &r->ending.standard_error);
    for (size_t path = 0; path < n; path++)
        control->left[path] = cells->summaries[path].legacy;
    correct(control, &r->legacy.mean, &r->legacy.standard_error);
    for (size_t path = 0; path < n; path++)
        control->left[path] = cells->summaries[path].taxes;
    correct(control, &r->taxes_lifetime_mean, &r->taxes_lifetime_se);
}

enum fp_err
fp_control_correct(const struct fp_sim_cells *cells,
                   struct fp_sim_result *result)
{
    const struct fp_compiled *compiled = cells->context->compiled;
    struct control control = { .cells = cells };
    size_t n = (size_t)cells->paths;
    enum fp_err err = FP_ENOMEM;

    /* Too few say nothing about coefficients. */
    if (n < LEAST_PATHS)
        return FP_OK;
    control.weights = calloc(cells->years * compiled->n_assets,
                             sizeof(*control.weights));
    control.values = malloc(n * CONTROLS * sizeof(*control.values));
    control.left = malloc(n * sizeof(*control.left));
    if (control.weights != NULL && control.values != NULL &&
        control.left != NULL) {
        fill_weights(compiled, control.weights);
        correct_all(&control, result);
        result->control_variate = 1;
        err = FP_OK;
    }
    free(control.left);
    free(control.values);
    free(control.weights);
    return err;
}
