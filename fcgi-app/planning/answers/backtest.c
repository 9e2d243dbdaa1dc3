/* Historical backtest and safe withdrawal rates. */
#include "planning/answers/backtest.h"

#include "planning/engine/compile.h"
#include "planning/engine/year.h"
#include "planning/market/market.h"

#define FAIL_TOLERANCE 0.01 /* real dollars */
#define RATE_TOLERANCE 1e-9 /* part of the starting wealth */

struct backtest {
    const struct fp_compiled *compiled;
    const struct fp_market_source *market;
    struct fp_year_options options;
    int years;
};

/* Runs one window; returns the index of the first failed year or -1, and the
 * ending wealth in real dollars. */
static int
run_window(const struct backtest *b, const struct fp_year_options *options,
           uint64_t window, double *ending_real)
{
    struct fp_path_state state;
    struct fp_year_result year;
    double returns[FP_PLAN_ASSETS_MAX], inflation;
    int t, failed = -1;

    fp_year_start(b->compiled, &state);
    *ending_real = b->compiled->initial_wealth;
    for (t = 0; t < b->years; t++) {
        fp_market_draw(b->market, 0, window, t, returns, &inflation);
        fp_year_run(b->compiled, t, options, returns, inflation, &state, &year,
                    NULL);
        if (failed < 0 &&
            (year.wanted - year.paid) / year.price_level > FAIL_TOLERANCE)
            failed = t;
        *ending_real = year.closing / state.price_level;
    }
    return failed;
}

/* Like run_window, but says only whether every year was paid, and stops at
 * the first that was not. The tolerance is a part of the wealth, so that the
 * rate has the same digits for a small and a large plan. */
static int
survives(const struct backtest *b, double spend_real, uint64_t window)
{
    struct fp_year_options options = { 1, spend_real, NULL, NULL };
    struct fp_path_state state;
    struct fp_year_result year;
    double returns[FP_PLAN_ASSETS_MAX], inflation;
    double tolerance = 1e-12 * b->compiled->initial_wealth + 2e-6;
    int t;

    fp_year_start(b->compiled, &state);
    for (t = 0; t < b->years; t++) {
        fp_market_draw(b->market, 0, window, t, returns, &inflation);
        fp_year_run(b->compiled, t, &options, returns, inflation, &state,
                    &year, NULL);
        if ((year.wanted - year.paid) / year.price_level > tolerance)
            return 0;
    }
    return 1;
}

/* Highest constant real spending, as a part of the starting wealth, that the
 * window survives: bracketed by doubling, then halved. Survival is monotone
 * in spending. */
static double
safe_rate(const struct backtest *b, uint64_t window)
{
    double wealth = b->compiled->initial_wealth;
    double low = 0.0, high = 0.04;

    if (wealth <= 0.0)
        return 0.0;
    while (high < 1e6 && survives(b, high * wealth, window)) {
        low = high;
        high *= 2.0;
    }
    while (high - low > RATE_TOLERANCE) {
        double middle = 0.5 * (low + high);

        if (survives(b, middle * wealth, window))
            low = middle;
        else
            high = middle;
    }
    return low;
}

/* The year in which the plan's starting allocation had its lowest real
 * return. */
static void
worst_year(const struct backtest *b, uint64_t window,
           struct fp_backtest_window *out)
{
    const struct fp_compiled *c = b->compiled;
    const struct fp_compiled_year *first =
        &c->rows[fp_alive_set(c->years_alive, 0)][0];
    double returns[FP_PLAN_ASSETS_MAX], inflation;
    size_t i, a;
    int t;

    for (t = 0; t < b->years; t++) {
        double r = 0.0;

        fp_market_draw(b->market, 0, window, t, returns, &inflation);
        for (i = 0; i < c->n_accounts; i++)
            for (a = 0; a < c->n_assets; a++)
                r += c->accounts[i].balance / c->initial_wealth *
                     first->weights[i * c->n_assets + a] * returns[a];
        if (c->initial_wealth <= 0.0)
            r = 0.0;
        r = (1.0 + r) / (1.0 + inflation) - 1.0;
        if (t == 0 || r < out->worst_return) {
            out->worst_return = r;
            out->worst_year = out->start_year + t;
        }
    }
}

static void
test_window(const struct backtest *b, uint64_t window,
            struct fp_backtest_window *out)
{
    int failed;

    out->start_year = b->market->history_first + (int)window;
    failed = run_window(b, &b->options, window, &out->ending_real);
    out->survived = failed < 0;
    out->failed_year = failed < 0 ? 0 : out->start_year + failed;
    out->safe_rate = safe_rate(b, window);
    worst_year(b, window, out);
}

/* Windows first .. first + count - 1 are those that the options ask for. */
static enum fp_err
choose_windows(const struct fp_market_source *market,
               const struct fp_backtest_options *options, uint64_t *first,
               uint64_t *count, struct fp_error *error)
{
    int from = market->history_first;
    int to = market->history_first + (int)market->windows - 1;

    if (options->from_year != 0 && options->from_year > from)
        from = options->from_year;
    if (options->to_year != 0 && options->to_year < to)
        to = options->to_year;
    if (from > to)
        return fp_error_set(
            error, FP_EINVAL,
            "no window starts within the years asked for (from %d, to %d; 0 "
            "is any): windows of %d years start from %d to %d",
            options->from_year, options->to_year, market->years,
            market->history_first,
            market->history_first + (int)market->windows - 1);
    *first = (uint64_t)(from - market->history_first);
    *count = (uint64_t)(to - from + 1);
    return FP_OK;
}

enum fp_err
fp_backtest(const struct fp_plan *plan, const struct fp_history *history,
            const struct fp_backtest_options *options, struct fp_arena *arena,
            struct fp_backtest_result *result, struct fp_error *error)
{
    struct fp_market_source market;
    struct backtest b = { .market = &market,
                          .options = { .market = &market } };
    struct fp_backtest_result r = { 0 };
    uint64_t first = 0, count = 0, i;
    enum fp_err err;

    err = fp_compile(plan, arena, &b.compiled, error);
    if (err != FP_OK)
        return err;
    b.years = options->years != 0 ? options->years : b.compiled->years;
    if (b.years < 1 || b.years > b.compiled->years)
        return fp_error_set(error, FP_EINVAL,
                            "a window of %d years is not within the %d years "
                            "of the plan", b.years, b.compiled->years);
    err = fp_market_open(plan, history, FP_MARKET_HISTORICAL, b.years, arena,
                         &market, error);
    if (err == FP_OK)
        err = choose_windows(&market, options, &first, &count, error);
    if (err != FP_OK)
        return err;
    if (options->rate >= 0.0) {
        b.options.replace_spending = 1;
        b.options.spend_real = options->rate * b.compiled->initial_wealth;
    }
    r.list = fp_arena_array(arena, (size_t)count, sizeof(*r.list));
    if (r.list == NULL)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    r.windows = (size_t)count;
    r.years = (size_t)b.years;
    for (i = 0; i < count; i++) {
        struct fp_backtest_window *window = &r.list[i];

        test_window(&b, first + i, window);
        r.successes += window->survived != 0;
        if (i == 0 || window->safe_rate < r.safe_withdrawal_rate) {
            r.safe_withdrawal_rate = window->safe_rate;
            r.safe_withdrawal_start_year = window->start_year;
        }
    }
    r.success_rate = (double)r.successes / (double)r.windows;
    *result = r;
    return FP_OK;
}
