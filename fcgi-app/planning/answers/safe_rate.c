/* Order statistics of the windows' safe rates. */
#include "planning/answers/safe_rate.h"

#include <math.h>
#include <stdlib.h>

const double fp_safe_rate_levels[FP_SAFE_RATE_LEVELS] = { 1.0, 0.99, 0.95, 0.9,
                                                          0.8, 0.75, 0.5 };

/* The windows with the highest rates first; earlier ones before later. */
static int
by_rate(const void *a, const void *b)
{
    const struct fp_backtest_window *x = a, *y = b;

    if (x->safe_rate != y->safe_rate)
        return x->safe_rate > y->safe_rate ? -1 : 1;
    return x->start_year - y->start_year;
}

/* `sorted` as by_rate leaves it. */
static struct fp_safe_rate
rate_of(const struct fp_backtest_window *sorted, size_t n, double wealth,
        double success)
{
    /* A part such as 0.9 of 70 is 63 windows, not the 64 that its last bit
     * would make of it. */
    double needed = ceil(success * (double)n - 1e-9);
    size_t last = needed < 1.0 ? 0 : (size_t)needed - 1;
    struct fp_safe_rate r = { .success = success };

    r.rate = sorted[last].safe_rate;
    r.amount = r.rate * wealth;
    r.start_year = sorted[last].start_year;
    r.survived = last + 1;
    while (r.survived < n && sorted[r.survived].safe_rate == r.rate)
        r.survived++;
    return r;
}

enum fp_err
fp_safe_rates(const struct fp_plan *plan, const struct fp_history *history,
              const struct fp_backtest_options *options, double success,
              struct fp_arena *arena, struct fp_safe_rates *result,
              struct fp_error *error)
{
    struct fp_backtest_options plain = *options;
    struct fp_safe_rates r = { 0 };
    struct fp_backtest_result past;
    enum fp_err err;

    if (!(success > 0.0 && success <= 1.0))
        return fp_error_set(error, FP_EINVAL,
                            "a part of the windows is above 0 and at most 1");
    plain.rate = -1.0;
    err = fp_backtest(plan, history, &plain, arena, &past, error);
    if (err != FP_OK)
        return err;
    r.years = past.years;
    r.windows = past.windows;
    r.first_year = past.list[0].start_year;
    r.last_year = past.list[past.windows - 1].start_year;
    for (size_t i = 0; i < plan->n_accounts; i++)
        r.wealth += plan->accounts[i].balance;
    qsort(past.list, past.windows, sizeof(*past.list), by_rate);
    r.asked = rate_of(past.list, past.windows, r.wealth, success);
    for (int i = 0; i < FP_SAFE_RATE_LEVELS; i++)
        r.levels[i] = rate_of(past.list, past.windows, r.wealth,
                              fp_safe_rate_levels[i]);
    *result = r;
    return FP_OK;
}
