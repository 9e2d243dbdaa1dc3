/* Historical cycles. */
#include "planning/answers/cycles.h"

#include <math.h>

#include "planning/math/elementary.h"
#include "planning/math/tvm.h"

enum { BOND_YEARS_LEFT = 9 };

/* Part of the portfolio below which a balance is the rounding of zero. */
#define DUST 1e-9

/* A par bond of ten years bought at y0, sold a year later at y1, and its
 * coupon. */
static double
bond_return(double y0, double y1)
{
    double discount = fp_pow(1.0 + y1, -BOND_YEARS_LEFT);
    double coupons = y1 != 0.0 ? y0 * (1.0 - discount) / y1
                               : y0 * BOND_YEARS_LEFT;

    return coupons + discount - 1.0 + y0;
}

static double
spending_of(const struct fp_cycle_case *one, int t, double balance,
            double prices)
{
    struct fp_tvm vpw = { .due = FP_TVM_START };

    switch (one->method) {
    case FP_CYCLE_INFLATION_ADJUSTED: return one->spending * prices;
    case FP_CYCLE_NOT_INFLATION_ADJUSTED: return one->spending;
    case FP_CYCLE_PERCENT_OF_PORTFOLIO: return one->percent * balance;
    case FP_CYCLE_VPW:
        vpw.rate = one->rate;
        vpw.periods = one->years - t;
        vpw.present = -balance;
        vpw.future = one->future_value * prices;
        return fp_tvm_payment(&vpw);
    case FP_CYCLE_METHOD_COUNT: break;
    }
    return 0.0;
}

static void
run_cycle(const struct fp_cycle_market *first, const struct fp_cycle_case *one,
          struct fp_cycle *out)
{
    double balance = one->portfolio, prices = 1.0;

    out->start_year = first->year;
    out->failed = 0;
    out->total_real_spending = 0.0;
    for (int t = 0; t < one->years; t++) {
        const struct fp_cycle_market *year = &first[t];
        double spending, gains, fee;

        prices = year->cpi / first->cpi;
        spending = spending_of(one, t, balance, prices);
        out->total_real_spending += spending / prices;
        balance -= spending;
        if (t >= one->social_security_delay)
            balance += one->social_security * prices;
        gains = balance *
                (one->shares * year->growth + one->gold * year->gold +
                 one->cash * one->cash_growth +
                 one->bonds * bond_return(year->yield, year[1].yield));
        fee = one->fee * (balance + gains);
        balance += gains + balance * one->shares * year->dividends - fee;
        if (fabs(balance) < DUST * one->portfolio)
            balance = 0.0;
        if (balance < 0.0)
            out->failed = 1;
    }
    out->end_nominal = balance;
    out->end_real = balance / prices;
}

static enum fp_err
check_case(const struct fp_cycle_case *one, struct fp_error *error)
{
    double weights = one->shares + one->bonds + one->gold + one->cash;

    if (one->years < 1 || one->years > FP_CYCLE_YEARS_MAX)
        return fp_error_set(error, FP_EINVAL,
                            "years: a cycle has 1 to %d years, not %d",
                            (int)FP_CYCLE_YEARS_MAX, one->years);
    if (fabs(weights - 1.0) > 1e-9)
        return fp_error_set(error, FP_EINVAL,
                            "the allocation sums to %.10g %%, not to 100",
                            100.0 * weights);
    if (!(one->portfolio > 0.0))
        return fp_error_set(error, FP_EINVAL,
                            "initial_portfolio is above 0");
    if (one->method == FP_CYCLE_VPW && one->rate <= -1.0)
        return fp_error_set(error, FP_EINVAL, "rate_pct is above -100");
    return FP_OK;
}

enum fp_err
fp_cycles_run(const struct fp_cycle_market *market, size_t n,
              const struct fp_cycle_case *one, struct fp_cycle *cycles,
              size_t max, size_t *count, struct fp_error *error)
{
    size_t found = 0;
    enum fp_err err = check_case(one, error);

    if (err != FP_OK)
        return err;
    for (size_t i = 0; i < n; i++) {
        size_t beyond = i + (size_t)one->years;

        /* The last year's bonds are priced at the yield of the year after. */
        if (market[i].year < one->first_start ||
            market[i].year + one->years - 1 > one->last_data_year ||
            beyond >= n)
            continue;
        if (found == max)
            return fp_error_set(error, FP_ELIMIT,
                                "more than %zu cycles", max);
        run_cycle(&market[i], one, &cycles[found++]);
    }
    if (found == 0)
        return fp_error_set(error, FP_ERANGE,
                            "no cycle of %d years lies within %d to %d and "
                            "the data", one->years, one->first_start,
                            one->last_data_year);
    *count = found;
    return FP_OK;
}
