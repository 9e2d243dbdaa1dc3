/* One whole path: lives, years, and the summary. */
#include "planning/engine/path.h"

#include <math.h>
#include <string.h>

#include "planning/math/elementary.h"
#include "planning/math/rng.h"

#define LEAST_PRODUCT 1e-300

enum {
    POWER_MAX = 16,
    LIVES_YEAR = 1000 /* the draws of deaths: a year that no market has */
};

/* What the summary is made of while the path runs. */
struct tally {
    double last_spending, change_sum, change_squares;
    int changes;
    struct fp_path_growth growth;
};

const char *const fp_failure_cause_names[FP_FAILURE_CAUSE_COUNT] = {
    "underfunded",    "early_returns", "late_returns",
    "high_inflation", "long_life",     "goals"
};

/* Years lived by the person of rank u: the years t in which more than u of the
 * people are alive. */
static int
years_lived(const double *survival, int years, double u)
{
    int t = 0;

    while (t < years && survival[t] > u)
        t++;
    return t;
}

void
fp_path_draw_lives(const struct fp_path_context *x, uint64_t path,
                   int years_alive[FP_PLAN_PEOPLE_MAX])
{
    const struct fp_compiled *c = x->compiled;
    double u[2];

    if (!c->lives_drawn)
        return;
    fp_rng_uniform2(x->seed, path, LIVES_YEAR, 0, u);
    for (int p = 0; p < FP_PLAN_PEOPLE_MAX; p++) {
        if (c->survival[p] != NULL && years_alive[p] > 0)
            years_alive[p] =
                years_lived(c->survival[p], years_alive[p], u[p]);
    }
}

int
fp_path_utility_power(double risk_aversion)
{
    int power = (int)risk_aversion - 1;

    return risk_aversion == power + 1 && power >= 1 && power <= POWER_MAX
               ? power
               : 0;
}

double
fp_path_utility(double spending, double risk_aversion)
{
    double c = spending > FP_PATH_CENT ? spending : FP_PATH_CENT;
    int power = fp_path_utility_power(risk_aversion);
    double product = c;

    if (power == 0)
        return risk_aversion == 1.0 ? fp_log(c)
                                    : fp_pow(c, 1.0 - risk_aversion);
    while (--power > 0)
        product *= c;
    return 1.0 / product;
}

/* The log of a product of growth factors. */
static double
log_of(double product)
{
    return fp_log(product > LEAST_PRODUCT ? product : LEAST_PRODUCT);
}

enum fp_failure_cause
fp_path_cause(const struct fp_path_context *x,
              const struct fp_path_growth *growth, int t,
              const struct fp_year_result *year)
{
    double n = t + 1.0, early = n < FP_PATH_EARLY ? n : FP_PATH_EARLY;
    double lost_early = early * x->reference_growth - log_of(growth->early);
    double lost = n * x->reference_growth - log_of(growth->all);
    double missing = year->wanted - year->paid;

    if (missing <= year->goals + FP_PATH_TOLERANCE * year->price_level)
        return FP_FAILURE_GOALS;
    if (x->reference_failed >= 0)
        return FP_FAILURE_UNDERFUNDED;
    if (log_of(growth->inflation) > n * (x->reference_inflation + 0.01))
        return FP_FAILURE_INFLATION;
    if (lost <= 0.0)
        return x->compiled->lives_drawn ? FP_FAILURE_LONG_LIFE
                                        : FP_FAILURE_LATE_RETURNS;
    return lost_early >= 0.5 * lost ? FP_FAILURE_EARLY_RETURNS
                                    : FP_FAILURE_LATE_RETURNS;
}

static void
tally_spending(struct tally *tally, double spending,
               struct fp_path_summary *sum)
{
    double change;

    if (tally->last_spending > 0.0) {
        change = spending / tally->last_spending - 1.0;
        tally->change_sum += change;
        tally->change_squares += change * change;
        tally->changes++;
        if (-change > sum->worst_cut)
            sum->worst_cut = -change;
    }
    tally->last_spending = spending;
}

static void
add_year(const struct fp_path_context *x, struct tally *tally, int t,
         const struct fp_year_result *year, double inflation,
         struct fp_path_summary *sum)
{
    double per_dollar = 1.0 / year->price_level;
    double unpaid = (year->wanted - year->paid) * per_dollar;
    double spending = year->paid * per_dollar;
    double real = (1.0 + year->portfolio_return) / (1.0 + inflation);
    double growth = real > FP_PATH_LEAST_GROWTH ? real : FP_PATH_LEAST_GROWTH;

    tally->growth.all *= growth;
    if (t < FP_PATH_EARLY)
        tally->growth.early *= growth;
    tally->growth.inflation *= 1.0 + inflation;
    sum->taxes += year->taxes * per_dollar;
    sum->health += year->health * per_dollar;
    sum->goals_missed |= year->goals_missed;
    sum->utility += fp_path_utility(spending, x->risk_aversion);
    sum->years_lived++;
    tally_spending(tally, spending, sum);
    if (unpaid <= FP_PATH_TOLERANCE)
        return;
    if (sum->failed_year_index < 0) {
        sum->failed_year_index = t;
        sum->cause = fp_path_cause(x, &tally->growth, t, year);
    }
    sum->failed_years++;
    sum->unpaid += unpaid;
    sum->wanted_failed += year->wanted * per_dollar;
}

/* What heirs keep: traditional money after their tax, the rest whole (its
 * basis is stepped up, 26 U.S.C. 1014), property less debts. */
static double
legacy_of(const struct fp_compiled *c, const struct fp_path_state *state)
{
    unsigned alive = fp_alive_set(c->years_alive, c->years - 1);
    const struct fp_compiled_year *last = &c->rows[alive][c->years - 1];
    double sum = fp_flow_dollars(last->equity, state->price_level) -
                 last->debts;

    for (size_t i = 0; i < c->n_accounts; i++) {
        enum fp_account_type type = c->accounts[i].type;
        int taxed = type == FP_ACCOUNT_TRADITIONAL ||
                    type == FP_ACCOUNT_INHERITED || type == FP_ACCOUNT_HSA;

        sum += state->balance[i] *
               (taxed ? 1.0 - c->plan->taxes.heir_rate : 1.0);
    }
    return sum * (1.0 / state->price_level);
}

static void
finish(const struct fp_path_context *x, const struct tally *tally,
       const struct fp_path_state *state, struct fp_path_summary *sum)
{
    const struct fp_plan *plan = x->compiled->plan;
    double n = tally->changes;

    if (tally->changes > 1) {
        double variance =
            (tally->change_squares - tally->change_sum * tally->change_sum / n) /
            (n - 1.0);

        sum->volatility = variance > 0.0 ? sqrt(variance) : 0.0;
    }
    sum->legacy = legacy_of(x->compiled, state);
    for (size_t g = 0; g < plan->n_goals; g++)
        if (plan->goals[g].kind == FP_GOAL_LEGACY &&
            sum->legacy < plan->goals[g].amount - FP_PATH_TOLERANCE)
            sum->goals_missed |= (uint32_t)1 << g;
}

/* Runs all years of the state's path; expected: at expected returns. */
static void
run_years(const struct fp_path_context *x, uint64_t path, int expected,
          struct fp_path_state *state, const struct fp_path_cells *cells,
          struct fp_ledger_year *rows, struct tally *tally,
          struct fp_path_summary *sum)
{
    const struct fp_compiled *c = x->compiled;
    double returns[FP_PLAN_ASSETS_MAX], inflation;
    double months[FP_MARKET_MONTHS][FP_PLAN_ASSETS_MAX];
    int monthly = c->plan->time_step == FP_STEP_MONTH && !expected;
    const struct fp_market_draws draws = { x->market, x->seed, monthly };
    struct fp_year_options options = x->options;
    struct fp_market_walk walk;

    fp_market_walk_start(expected ? NULL : x->kept, &draws, path, &walk);
    memset(sum, 0, sizeof(*sum));
    sum->failed_year_index = -1;
    for (int t = 0; t < c->years; t++) {
        struct fp_year_result year;

        if (expected)
            fp_market_expected_year(x->market, t, returns, &inflation);
        else
            fp_market_walk_year(&walk, returns, &inflation, months);
        options.months = monthly ? (const double(*)[FP_PLAN_ASSETS_MAX])months
                                 : NULL;
        fp_year_run(c, t, &options, returns, inflation, state, &year,
                    rows != NULL ? &rows[t] : NULL);
        if (!year.nobody)
            add_year(x, tally, t, &year, inflation, sum);
        if (cells != NULL) {
            size_t cell = (size_t)t * cells->stride;
            double per_dollar = 1.0 / year.price_level;

            cells->wealth[cell] = year.closing * (1.0 / state->price_level);
            cells->spending[cell] =
                year.nobody ? NAN : year.paid * per_dollar;
            cells->taxes[cell] = year.nobody ? NAN : year.taxes * per_dollar;
        }
    }
    finish(x, tally, state, sum);
}

void
fp_path_run(const struct fp_path_context *x, uint64_t path,
            const struct fp_path_cells *cells, struct fp_ledger_year *rows,
            struct fp_path_summary *summary)
{
    struct tally tally = { .growth = { 1.0, 1.0, 1.0 } };
    struct fp_path_state state;

    fp_year_start(x->compiled, &state);
    fp_path_draw_lives(x, path, state.years_alive);
    run_years(x, path, 0, &state, cells, rows, &tally, summary);
}

void
fp_path_run_expected(const struct fp_path_context *x,
                     struct fp_ledger_year *rows,
                     struct fp_path_summary *summary)
{
    struct tally tally = { .growth = { 1.0, 1.0, 1.0 } };
    struct fp_path_state state;

    fp_year_start(x->compiled, &state);
    run_years(x, 0, 1, &state, NULL, rows, &tally, summary);
}

void
fp_path_refer(struct fp_path_context *x)
{
    struct tally tally = { .growth = { 1.0, 1.0, 1.0 } };
    struct fp_path_summary summary;
    struct fp_path_state state;

    x->reference_failed = -1;
    fp_year_start(x->compiled, &state);
    run_years(x, 0, 1, &state, NULL, NULL, &tally, &summary);
    x->reference_failed = summary.failed_year_index;
    if (summary.years_lived > 0) {
        x->reference_growth =
            log_of(tally.growth.all) / summary.years_lived;
        x->reference_inflation =
            log_of(tally.growth.inflation) / summary.years_lived;
    }
}
