/* Conformance of figures: survival, money in time, closed forms, the second
 * engine, required distributions, spending policies. */
#include "planning/check/conformance_rows.h"

#include <math.h>

#include "base/text.h"
#include "planning/math/annuity.h"
#include "planning/math/closed_form.h"
#include "planning/check/grid.h"
#include "planning/math/mortality.h"
#include "planning/law/rmd.h"
#include "planning/law/social_security.h"
#include "planning/spending/spending.h"
#include "planning/math/tvm.h"

static double
survival(const struct fp_row_conformance_figure *r)
{
    return fp_mortality_survival((enum fp_mortality)r->a, (enum fp_sex)r->b,
                                 (int)r->c, (int)r->d, (int)r->e);
}

static double
survival_either(const struct fp_row_conformance_figure *r)
{
    enum fp_mortality model = (enum fp_mortality)r->a;

    return fp_mortality_either(
        fp_mortality_survival(model, FP_SEX_MALE, (int)r->b, (int)r->c,
                              (int)r->d),
        fp_mortality_survival(model, FP_SEX_FEMALE, (int)r->b, (int)r->c,
                              (int)r->d));
}

static double
expectancy(const struct fp_row_conformance_figure *r)
{
    return fp_mortality_expectancy((enum fp_mortality)r->a,
                                   (enum fp_sex)r->b, (int)r->c, (int)r->d);
}

static double
lognormal(const struct fp_row_conformance_figure *r)
{
    return fp_lognormal_percentile(r->a, r->b, r->c, r->d, r->e);
}

static double
merton(const struct fp_row_conformance_figure *r)
{
    return fp_merton_share(r->a, r->b, r->c, r->d);
}

static double
ruin(const struct fp_row_conformance_figure *r)
{
    const struct fp_spv spv = { r->a, r->b, r->c };
    double chance;

    return fp_spv_ruin(&spv, r->d, &chance) == FP_OK ? chance : NAN;
}

static double
normal(const struct fp_row_conformance_figure *r)
{
    return fp_normal_cdf(r->a);
}

static double
normal_quantile(const struct fp_row_conformance_figure *r)
{
    return fp_normal_quantile(r->a);
}

static double
gamma_p(const struct fp_row_conformance_figure *r)
{
    return fp_gamma_p(r->a, r->b);
}

static double
loan_payment(const struct fp_row_conformance_figure *r)
{
    return fp_loan_payment(r->a, r->b, (int)r->c, (int)r->d);
}

static double
tvm_payment(const struct fp_row_conformance_figure *r)
{
    const struct fp_tvm t = { .rate = r->a, .periods = r->b,
                              .present = r->c, .future = r->d,
                              .due = (enum fp_tvm_due)r->e };

    return fp_tvm_payment(&t);
}

static double
tvm_future(const struct fp_row_conformance_figure *r)
{
    const struct fp_tvm t = { .rate = r->a, .periods = r->b,
                              .present = r->c, .payment = r->d,
                              .due = (enum fp_tvm_due)r->e };

    return fp_tvm_future(&t);
}

static double
tvm_periods(const struct fp_row_conformance_figure *r)
{
    const struct fp_tvm t = { .rate = r->a, .present = r->b,
                              .payment = r->c, .future = r->d,
                              .due = (enum fp_tvm_due)r->e };
    double periods;

    return fp_tvm_periods(&t, &periods) == FP_OK ? periods : NAN;
}

static double
tvm_rate(const struct fp_row_conformance_figure *r)
{
    const struct fp_tvm t = { .periods = r->a, .present = r->b,
                              .payment = r->c, .future = r->d,
                              .due = (enum fp_tvm_due)r->e };
    double rate;

    return fp_tvm_rate(&t, &rate) == FP_OK ? rate : NAN;
}

/* The survivor, where there is one, is a woman of the same age. */
static double
annuity(const struct fp_row_conformance_figure *r)
{
    const struct fp_annuity a = {
        .model = FP_MORTALITY_SSA_PERIOD,
        .lives = { { (enum fp_sex)r->a, 1960, 65 },
                   { FP_SEX_FEMALE, 1960, 65 } },
        .n_lives = r->f > 0 ? 2 : 1,
        .survivor_share = r->f,
        .rate = r->b,
        .cola = r->c,
        .defer_years = (int)r->d,
        .certain_years = (int)r->e,
        .per_year = 1,
        .due = FP_TVM_START,
    };
    double price;

    return fp_annuity_price(&a, &price) == FP_OK ? price : NAN;
}

static double
required_distribution(const struct fp_row_conformance_figure *r)
{
    return fp_rmd_amount((int)r->a, (int)r->b, r->c);
}

static double
claim_factor(const struct fp_row_conformance_figure *r)
{
    double factor;

    return fp_ss_claim_factor((int)r->a, (int)r->b, &factor) == FP_OK
               ? factor : NAN;
}

/* What a policy spends in the second of its years: of 1,000,000 in the first,
 * of `wealth` after inflation in the second. */
static double
second_year(const struct fp_spending_rule *rule, int years, double wealth,
            double inflation)
{
    struct fp_spending_view view = {
        .year = 2026, .years_left = years, .started = 1, .ages = { 65, -1 },
        .wealth = 1e6, .price_level = 1, .stock_share = 0.6,
    };
    struct fp_spending_state state;

    fp_spending_start(rule, &state);
    (void)fp_spending_wanted(rule, &view, &state);
    view.t++;
    view.year++;
    view.years_left--;
    view.ages[0]++;
    view.wealth = wealth;
    view.price_level += inflation;
    view.inflation_last = inflation;
    return fp_spending_wanted(rule, &view, &state);
}

static double
vpw(const struct fp_row_conformance_figure *r)
{
    struct fp_spending_rule rule;

    fp_spending_defaults(FP_SPENDING_VPW, &rule);
    return second_year(&rule, (int)r->a + 1, 1e6, 0) / 1e6;
}

static double
guyton_klinger(const struct fp_row_conformance_figure *r)
{
    struct fp_spending_rule rule;

    fp_spending_defaults(FP_SPENDING_GUYTON_KLINGER, &rule);
    rule.initial_rate = r->a;
    rule.floor = r->d;
    return second_year(&rule, (int)r->e, r->b, r->c);
}

/* Level spending; the only figure that needs memory. */
static enum fp_err
grid(struct fp_conformance *run, const struct fp_row_conformance_figure *r,
     double *got)
{
    double *spending = fp_arena_array(run->arena, FP_GRID_YEARS_MAX,
                                      sizeof(*spending));
    const struct fp_grid_problem problem = {
        .mean = r->a, .sd = r->b, .wealth = r->c, .spending = spending,
        .years = (size_t)r->e, .timing = (enum fp_timing)r->f,
    };
    struct fp_grid_answer answer;
    struct fp_error error;
    enum fp_err err;

    if (spending == NULL)
        return FP_ENOMEM;
    for (size_t t = 0; t < FP_GRID_YEARS_MAX; t++)
        spending[t] = r->d;
    err = fp_grid_survival(&problem, run->arena, &answer, &error);
    *got = err == FP_OK ? answer.success : NAN;
    return err == FP_ENOMEM ? err : FP_OK;
}

static const struct {
    const char *kind, *quantity;
    double (*compute)(const struct fp_row_conformance_figure *row);
} kinds[FP_CONFORM_KINDS] = {
    [FP_CONFORM_SURVIVAL] = { "survival", "alive", survival },
    [FP_CONFORM_SURVIVAL_EITHER] = { "survival", "either_alive",
                                     survival_either },
    [FP_CONFORM_EXPECTANCY] = { "survival", "expectancy", expectancy },
    [FP_CONFORM_LOGNORMAL] = { "closed_form", "percentile", lognormal },
    [FP_CONFORM_MERTON] = { "closed_form", "share", merton },
    [FP_CONFORM_RUIN] = { "closed_form", "ruin", ruin },
    [FP_CONFORM_NORMAL] = { "closed_form", "normal", normal },
    [FP_CONFORM_NORMAL_QUANTILE] = { "closed_form", "normal_quantile",
                                     normal_quantile },
    [FP_CONFORM_GAMMA_P] = { "closed_form", "gamma_p", gamma_p },
    [FP_CONFORM_LOAN_PAYMENT] = { "money_in_time", "loan_payment",
                                  loan_payment },
    [FP_CONFORM_TVM_PAYMENT] = { "money_in_time", "payment", tvm_payment },
    [FP_CONFORM_TVM_FUTURE] = { "money_in_time", "future", tvm_future },
    [FP_CONFORM_TVM_PERIODS] = { "money_in_time", "periods", tvm_periods },
    [FP_CONFORM_TVM_RATE] = { "money_in_time", "rate", tvm_rate },
    [FP_CONFORM_ANNUITY] = { "annuity", "price", annuity },
    [FP_CONFORM_GRID] = { "second_engine", "success", NULL },
    [FP_CONFORM_RMD] = { "required_distribution", "amount",
                         required_distribution },
    [FP_CONFORM_RMD_SPOUSE] = { "required_distribution", "amount",
                                fp_conformance_rmd_spouse },
    [FP_CONFORM_INHERITED] = { "required_distribution", "inherited",
                               fp_conformance_inherited },
    [FP_CONFORM_SEPP] = { "early_withdrawal", "periodic_payment",
                          fp_conformance_sepp },
    [FP_CONFORM_MEDICARE] = { "medicare", "month", fp_conformance_medicare },
    [FP_CONFORM_ACA] = { "premium_credit", "credit", fp_conformance_aca },
    [FP_CONFORM_CONTRIBUTION] = { "contribution", "allowed",
                                  fp_conformance_contribution },
    [FP_CONFORM_VPW] = { "spending_policy", "vpw_rate", vpw },
    [FP_CONFORM_GUYTON_KLINGER] = { "spending_policy", "guyton_klinger",
                                    guyton_klinger },
    [FP_CONFORM_CLAIM_FACTOR] = { "ss_own", "factor", claim_factor },
};

enum fp_err
fp_conformance_figures(struct fp_conformance *run)
{
    for (size_t i = 0; i < fp_table_conformance_figures_count; i++) {
        const struct fp_row_conformance_figure *row =
            &fp_table_conformance_figures[i];
        double got = NAN;

        if (row->kind == FP_CONFORM_GRID) {
            enum fp_err err = grid(run, row, &got);

            if (err != FP_OK)
                return err;
        } else {
            got = kinds[row->kind].compute(row);
        }
        fp_conformance_open(run, kinds[row->kind].kind, row->name,
                            row->source);
        fp_conformance_compare(run, kinds[row->kind].quantity, got,
                               row->expected, row->tolerance);
        fp_conformance_close(run);
    }
    return FP_OK;
}
