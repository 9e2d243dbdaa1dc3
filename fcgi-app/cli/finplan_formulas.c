/* What the formulas of `finplan formula` compute. */
#include "cli/finplan_formula.h"

#include <math.h>

#include "planning/math/annuity.h"
#include "planning/math/closed_form.h"
#include "planning/math/mortality.h"
#include "planning/math/tvm.h"

enum { NEEDED = FORMULA_NEEDED, WHOLE = FORMULA_WHOLE };

#define BIG 1e15

static void
put(struct formula_result *out, size_t *n, const char *name, double value)
{
    out[(*n)++] = (struct formula_result){ name, value };
}

enum { A_SEX, A_AGE, A_RATE, A_MODEL, A_BIRTH, A_COLA, A_DEFER, A_CERTAIN,
       A_SPOUSE_SEX, A_SPOUSE_AGE, A_SPOUSE_BIRTH, A_SHARE, A_EITHER,
       A_PER_YEAR, A_DUE, A_LOAD };

static enum fp_err
annuity(const double *v, struct formula_result *out, size_t *n,
        struct fp_error *error)
{
    const struct fp_annuity a = {
        .model = v[A_MODEL] == 0 ? FP_MORTALITY_SSA_PERIOD
                                 : FP_MORTALITY_SSA_COHORT,
        .lives = { { (enum fp_sex)v[A_SEX], (int)v[A_BIRTH],
                     (int)v[A_AGE] },
                   { (enum fp_sex)v[A_SPOUSE_SEX], (int)v[A_SPOUSE_BIRTH],
                     (int)v[A_SPOUSE_AGE] } },
        .n_lives = v[A_SPOUSE_AGE] >= 0 ? 2 : 1,
        .survivor_share = v[A_SHARE],
        .either = (int)v[A_EITHER],
        .rate = v[A_RATE],
        .cola = v[A_COLA],
        .defer_years = (int)v[A_DEFER],
        .certain_years = (int)v[A_CERTAIN],
        .per_year = (int)v[A_PER_YEAR],
        .due = v[A_DUE] == 0 ? FP_TVM_START : FP_TVM_END,
        .load = v[A_LOAD],
    };
    double price;

    if (a.model == FP_MORTALITY_SSA_COHORT &&
        (v[A_BIRTH] == 0 || (a.n_lives == 2 && v[A_SPOUSE_BIRTH] == 0)))
        return fp_error_set(error, FP_EDOM, "the cohort table needs "
                            "birth_year (and spouse_birth_year)");
    if (fp_annuity_price(&a, &price) != FP_OK || !(price > 0))
        return fp_error_set(error, FP_EDOM, "nobody would be paid");
    put(out, n, "price_of_1_a_year", price);
    put(out, n, "payout_rate", 1 / price);
    put(out, n, "monthly_for_100000", 100000 / price / 12);
    return FP_OK;
}

enum { L_BALANCE, L_RATE, L_MONTHS, L_PAYMENT, L_CENTS, L_EXTRA };

static enum fp_err
loan(const double *v, struct formula_result *out, size_t *n,
     struct fp_error *error)
{
    struct fp_loan left = { v[L_BALANCE], v[L_RATE], v[L_PAYMENT],
                            (int)v[L_CENTS], (int)v[L_MONTHS] };
    double interest = 0, last = 0;
    int months = 0;

    if ((v[L_MONTHS] == 0) == (v[L_PAYMENT] == 0))
        return fp_error_set(error, FP_EDOM, "give either months or payment");
    if (v[L_MONTHS] > 0)
        left.payment_monthly = fp_loan_payment(
            v[L_BALANCE], v[L_RATE], (int)v[L_MONTHS], left.cents);
    put(out, n, "payment", left.payment_monthly);
    left.payment_monthly += v[L_EXTRA];
    while (left.balance > 0 && months < 12000) {
        struct fp_loan_month month = fp_loan_next(&left);

        interest += month.interest;
        last = month.payment;
        months++;
        /* without cents the end is within rounding of the last payment */
        if (left.balance < 1e-9 * v[L_BALANCE])
            break;
    }
    if (months == 12000)
        return fp_error_set(error, FP_EDOM, "the payment does not pay the "
                            "loan off in a thousand years");
    put(out, n, "months", months);
    put(out, n, "last_payment", last);
    put(out, n, "interest", interest);
    put(out, n, "paid", v[L_BALANCE] + interest);
    return FP_OK;
}

enum { T_RATE, T_FUTURE = 4, T_DUE };

/* The absent one of the five is asked for; the sign convention is that of
 * planning/math/tvm.h. */
static enum fp_err
tvm(const double *v, struct formula_result *out, size_t *n,
    struct fp_error *error)
{
    static const char *const names[] = { "rate", "periods", "present",
                                         "payment", "future" };
    struct fp_tvm t = { v[0], v[1], v[2], v[3], v[4],
                        v[T_DUE] == 0 ? FP_TVM_END : FP_TVM_START };
    enum fp_err err = FP_OK;
    int asked = -1, absent = 0;
    double value = NAN;

    for (int i = T_RATE; i <= T_FUTURE; i++)
        if (isnan(v[i])) {
            asked = i;
            absent++;
        }
    if (absent != 1)
        return fp_error_set(error, FP_EDOM, "give four of rate, periods, "
                            "present, payment and future");
    switch (asked) {
    case 0: err = fp_tvm_rate(&t, &value); break;
    case 1: err = fp_tvm_periods(&t, &value); break;
    case 2: value = fp_tvm_present(&t); break;
    case 3: value = fp_tvm_payment(&t); break;
    default: value = fp_tvm_future(&t); break;
    }
    if (err != FP_OK || !isfinite(value))
        return fp_error_set(error, FP_EDOM, "there is no such %s",
                            names[asked]);
    put(out, n, names[asked], value);
    return FP_OK;
}

static enum fp_err
lognormal(const double *v, struct formula_result *out, size_t *n,
          struct fp_error *error)
{
    static const double levels[] = { 0.05, 0.25, 0.5, 0.75, 0.95 };
    static const char *const names[] = { "p5", "p25", "p50", "p75", "p95" };

    (void)error;
    for (size_t i = 0; i < FP_COUNT(levels); i++)
        put(out, n, names[i], fp_lognormal_percentile(v[0], v[1], v[2], v[3],
                                                      levels[i]));
    put(out, n, "mean", v[0] * fp_tvm_growth(fp_tvm_expm1(v[1]), v[3]));
    return FP_OK;
}

static enum fp_err
merton(const double *v, struct formula_result *out, size_t *n,
       struct fp_error *error)
{
    (void)error;
    put(out, n, "share", fp_merton_share(v[0], v[1], v[2], v[3]));
    return FP_OK;
}

static enum fp_err
ruin(const double *v, struct formula_result *out, size_t *n,
     struct fp_error *error)
{
    const struct fp_spv spv = { v[0], v[1], v[2] };
    double chance, wealth, mean;

    if (fp_spv_ruin(&spv, v[3], &chance) != FP_OK ||
        fp_spv_wealth(&spv, v[4], &wealth) != FP_OK)
        return fp_error_set(error, FP_EDOM, "at this drift no wealth lasts");
    put(out, n, "ruin", chance);
    put(out, n, "wealth_that_lasts", wealth);
    put(out, n, "sustainable_rate", 1 / wealth);
    if (fp_spv_mean(&spv, &mean) == FP_OK)
        put(out, n, "mean_present_value", mean);
    return FP_OK;
}

const struct formula finplan_formulas[] = {
    { "annuity", "price of income for life",
      "expected present value over the SSA life tables (annuity.h)",
      { { "sex", "unstated|male|female", NEEDED, 0, 0, 0 },
        { "age", NULL, NEEDED | WHOLE, 0, 0, 119 },
        { "rate", NULL, NEEDED, 0, -0.5, 1 },
        { "model", "period|cohort", 0, 0, 0, 0 },
        { "birth_year", NULL, WHOLE, 0, 1880, 2100 },
        { "cola", NULL, 0, 0, -0.5, 1 },
        { "defer", NULL, WHOLE, 0, 0, 100 },
        { "certain", NULL, WHOLE, 0, 0, 100 },
        { "spouse_sex", "unstated|male|female", 0, 0, 0, 0 },
        { "spouse_age", NULL, WHOLE, -1, 0, 119 },
        { "spouse_birth_year", NULL, WHOLE, 0, 1880, 2100 },
        { "survivor_share", NULL, 0, 1, 0, 1 },
        { "reduced_after", "annuitant|either", 0, 0, 0, 0 },
        { "per_year", NULL, WHOLE, 12, 1, 365 },
        { "due", "start|end", 0, 0, 0, 0 },
        { "load", NULL, 0, 0, 0, 0.99 } },
      annuity },
    { "loan", "payment, months and interest of a loan paid by the month",
      "exact amortisation (tvm.h)",
      { { "balance", NULL, NEEDED, 0, 0.01, BIG },
        { "rate", NULL, NEEDED, 0, 0, 10 },
        { "months", NULL, WHOLE, 0, 1, 1200 },
        { "payment", NULL, 0, 0, 0.01, BIG },
        { "cents", NULL, WHOLE, 1, 0, 1 },
        { "extra", NULL, 0, 0, 0, BIG },
        { .name = NULL } },
      loan },
    { "lognormal", "wealth after some years",
      "exp((drift - sd^2/2) years + z sd sqrt(years))",
      { { "wealth", NULL, NEEDED, 0, 0, BIG },
        { "drift", NULL, NEEDED, 0, -1, 1 },
        { "sd", NULL, NEEDED, 0, 0, 2 },
        { "years", NULL, NEEDED, 0, 0, 200 },
        { .name = NULL } },
      lognormal },
    { "merton", "best constant share of the risky asset",
      "Merton (1969), Review of Economics and Statistics 51, 247-257",
      { { "drift", NULL, NEEDED, 0, -1, 1 },
        { "safe", NULL, NEEDED, 0, -1, 1 },
        { "sd", NULL, NEEDED, 0, 0.0001, 2 },
        { "aversion", NULL, NEEDED, 0, 0.0001, 1000 },
        { .name = NULL } },
      merton },
    { "ruin", "chance that wealth does not last for life",
      "Milevsky and Robinson (2005), Financial Analysts Journal 61(6)",
      { { "drift", NULL, NEEDED, 0, -1, 1 },
        { "sd", NULL, NEEDED, 0, 0.0001, 2 },
        { "median_life", NULL, NEEDED, 0, 0.1, 1000 },
        { "wealth", NULL, NEEDED, 0, 0.0001, BIG },
        { "chance", NULL, 0, 0.95, 0.0001, 0.9999 },
        { .name = NULL } },
      ruin },
    { "tvm", "the absent one of rate, periods, present, payment, future",
      "present (1+i)^n + payment (1 + i [start]) ((1+i)^n - 1)/i + future = 0",
      { { "rate", NULL, 0, (double)NAN, -0.99, 1000 },
        { "periods", NULL, 0, (double)NAN, 0, 100000 },
        { "present", NULL, 0, (double)NAN, -BIG, BIG },
        { "payment", NULL, 0, (double)NAN, -BIG, BIG },
        { "future", NULL, 0, (double)NAN, -BIG, BIG },
        { "due", "end|start", 0, 0, 0, 0 },
        { .name = NULL } },
      tvm },
};
const size_t finplan_formulas_count = FP_COUNT(finplan_formulas);
