/* Figures that others published, against this build of the engine. */
#include "handlers/service/selftest.h"

#include <math.h>
#include <string.h>

#include "base/arena.h"
#include "planning/answers/backtest.h"
#include "planning/law/rmd.h"
#include "planning/law/social_security.h"
#include "planning/law/tax.h"
#include "planning/math/rng.h"
#include "planning/plan.h"
#include "planning/simulation/simulate.h"

static enum fp_err
expect(const char *what, double got, double want, double tolerance,
       struct fp_error *error)
{
    if (fabs(got - want) <= tolerance)
        return FP_OK;
    return fp_error_set(error, FP_EINTERNAL,
                        "Self-test: %s is %.10g, expected %.10g.", what, got,
                        want);
}

/* SOURCE: Random123 1.09, kat_vectors, "philox4x32 10", first row. */
static enum fp_err
check_random(struct fp_error *error)
{
    static const uint32_t counter[4], key[2];
    static const uint32_t want[4] = { 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu,
                                      0x9b00dbd8u };
    uint32_t out[4];

    fp_rng_philox(counter, key, out);
    if (memcmp(out, want, sizeof(want)) == 0)
        return FP_OK;
    return fp_error_set(error, FP_EINTERNAL,
                        "Self-test: Philox 4x32-10 gives %08x for zeros, "
                        "expected %08x.", out[0], want[0]);
}

/* SOURCE: Rev. Proc. 2025-32, effective 2026-01-01: single, wages 100,000,
 * standard deduction 16,100. */
static enum fp_err
check_tax(struct fp_error *error)
{
    struct fp_tax_input input = { .n_taxpayers = 1, .ages = { 40, 0 },
                                  .wages = { 100000, 0 } };
    struct fp_tax_result result;
    struct fp_tax_law law;

    if (fp_tax_law_get(2026, FP_FILING_SINGLE, &law) != FP_OK ||
        fp_tax_compute(&law, &input, &result) != FP_OK)
        return fp_error_set(error, FP_EINTERNAL,
                            "Self-test: the federal tax of 2026 cannot be "
                            "computed.");
    return expect("the tax on wages of 100,000 in 2026", result.income_tax,
                  13170.0, 0.005, error);
}

/* SOURCE: Treas. Reg. 1.401(a)(9)-9(c), effective 2022-01-01; 20 CFR 404.410
 * for a claim at 62 by someone born in 1960. */
static enum fp_err
check_benefits(struct fp_error *error)
{
    double factor = 0;
    enum fp_err err;

    err = expect("the distribution required at 73 on 1,000,000",
                 fp_rmd_amount(1953, 73, 1000000.0), 37735.849, 0.001,
                 error);
    if (err != FP_OK)
        return err;
    if (fp_ss_claim_factor(1960, 62 * 12, &factor) != FP_OK)
        factor = NAN;
    return expect("the benefit at 62 of someone born in 1960", factor, 0.7,
                  1e-9, error);
}

/* One person, one million, thirty years, 4 % at the start of each year, no
 * tax: the plan behind the published rates. */
struct simple_plan {
    struct fp_person person;
    struct fp_account account;
    struct fp_expense expense;
    struct fp_asset assets[2];
    struct fp_plan plan;
};

static void
simple_plan_init(struct simple_plan *simple)
{
    struct fp_plan *plan = &simple->plan;
    int i;

    memset(simple, 0, sizeof(*simple));
    simple->person = (struct fp_person){ .id = "p", .birth_year = 1961,
                                         .retirement_age = 65,
                                         .plan_to_age = 95 };
    simple->account = (struct fp_account){ .id = "a",
                                           .type = FP_ACCOUNT_TAXABLE,
                                           .balance = 1e6, .cost_basis = 1e6,
                                           .weights = { 0.5, 0.5 } };
    simple->expense = (struct fp_expense){ .id = "e", .amount = 40000,
                                           .essential = 1,
                                           .survivor_share = 1 };
    simple->assets[0] = (struct fp_asset){ "us_stock", 0.05, 0.12 };
    simple->assets[1] = (struct fp_asset){ "us_bond", 0.02, 0.06 };
    plan->name = "self-test";
    plan->start_year = 2026;
    memcpy(plan->state, "none", 5);
    plan->people = &simple->person;
    plan->n_people = 1;
    plan->accounts = &simple->account;
    plan->n_accounts = 1;
    plan->expenses = &simple->expense;
    plan->n_expenses = 1;
    plan->taxes.model = FP_TAX_NONE;
    plan->taxes.law_year = 2026;
    plan->market.assets = simple->assets;
    plan->market.n_assets = 2;
    for (i = 0; i < FP_PLAN_ASSETS_MAX; i++)
        plan->market.correlations[i][i] = 1;
    plan->market.block_years = 1;
}

/* SOURCE: closed-form lognormal sampling of 10^7 paths, real mean 5 %, sd
 * 12 %, 4 % for 30 years: 0.8688. */
static enum fp_err
check_simulation(struct fp_arena *arena, struct fp_error *error)
{
    const struct fp_sim_options options = { .paths = 2000, .seed = 1,
                                            .threads = 1 };
    struct fp_sim_result result;
    struct simple_plan simple;
    enum fp_err err;

    simple_plan_init(&simple);
    simple.account.weights[0] = 1;
    simple.account.weights[1] = 0;
    simple.plan.market.n_assets = 1;
    err = fp_simulate(&simple.plan, NULL, &options, arena, &result, error);
    if (err != FP_OK)
        return err;
    return expect("the success of 4 % over 30 years", result.success, 0.8688,
                  5 * result.success_se, error);
}

/* SOURCE: the annual series of A. Damodaran (NYU Stern), January 2026, 50/50,
 * start-of-year withdrawals: 64 of 69 windows survive 4 %. */
static enum fp_err
check_backtest(const struct fp_history *history, struct fp_arena *arena,
               struct fp_error *error)
{
    const struct fp_backtest_options options = { .years = 30, .rate = 0.04 };
    struct fp_backtest_result result;
    struct simple_plan simple;
    enum fp_err err;

    if (history->first_year != 1928 || history->n_years != 98 ||
        fp_history_column(history, "us_stock") < 0 ||
        fp_history_column(history, "us_bond") < 0)
        return FP_OK;
    simple_plan_init(&simple);
    simple.plan.market.model = FP_MARKET_HISTORICAL;
    simple.plan.market.inflation = FP_INFLATION_HISTORICAL;
    err = fp_backtest(&simple.plan, history, &options, arena, &result, error);
    if (err != FP_OK)
        return err;
    err = expect("the windows of the history", (double)result.windows, 69, 0,
                 error);
    if (err == FP_OK)
        err = expect("the windows that survive 4 %",
                     (double)result.successes, 64, 0, error);
    if (err == FP_OK)
        err = expect("the safe withdrawal rate", result.safe_withdrawal_rate,
                     0.03667, 0.00001, error);
    return err;
}

enum fp_err
fp_selftest(const struct fp_history *history, struct fp_error *error)
{
    struct fp_arena *arena = NULL;
    enum fp_err err;

    err = check_random(error);
    if (err == FP_OK)
        err = check_tax(error);
    if (err == FP_OK)
        err = check_benefits(error);
    if (err != FP_OK)
        return err;
    arena = fp_arena_new(0);
    if (arena == NULL)
        return fp_error_set(error, FP_ENOMEM, "Out of memory.");
    err = check_simulation(arena, error);
    if (err == FP_OK && history != NULL)
        err = check_backtest(history, arena, error);
    fp_arena_free(arena);
    return err;
}
