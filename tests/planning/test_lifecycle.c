/* Closed forms of optimal spending, and of the chance that spending lasts. */
#include "tests/cmocka_fp.h"

#include "planning/math/closed_form.h"
#include "planning/spending/lifecycle.h"
#include "planning/math/rng.h"
#include "planning/spending/spending.h"

/* With the optimal share, nu is Merton's own:
 * (rho - (1 - g)(r + (m - r)^2 / (2 g s^2))) / g. */
static void
merton_rate_at_the_optimal_share(void **state)
{
    double g = 3.0, rho = 0.02, m = 0.05, r = 0.02, s = 0.18;
    double share = fp_merton_share(m, r, s, g);
    double mean = r + share * (m - r);
    double own =
        (rho - (1 - g) * (r + (m - r) * (m - r) / (2 * g * s * s))) / g;

    (void)state;
    assert_near(fp_merton_rate(mean, share * s, g, rho), own, 1e-14);
    assert_near(fp_merton_rate(0.05, 0.2, 1.0, 0.03), 0.03, 1e-16);
}

/* Yearly parts use wealth up; short steps come to nu / (1 - exp(-nu T)). */
static void
merton_parts_are_an_annuity(void **state)
{
    double nu = 0.03, T = 20.0;

    (void)state;
    assert_near(fp_merton_part(nu, 1), 1.0, 0.0);
    assert_near(fp_merton_part(0.0, 8), 0.125, 1e-15);
    assert_near(fp_merton_part(1e-8, 8), 0.125, 1e-7);
    assert_near(fp_merton_part(nu / 1e5, (int)(T * 1e5)) * 1e5,
                nu / (1 - exp(-nu * T)), 1e-6);
    /* n parts, each of what is left: the last one is all. */
    assert_near(fp_merton_part(nu, 30), (1 - exp(-nu)) / (1 - exp(-nu * 30)),
                1e-15);
}

/* The rule is optimal: expected utility of two years falls when the first
 * year's part is moved either way. By exact integration over two states. */
static void
merton_part_is_optimal(void **state)
{
    struct fp_spending_rule rule;
    struct fp_spending_view view;
    struct fp_spending_state s;
    double g = 3.0, beta = exp(-0.02), mean = 0.06, sd = 0.15, best = -1e300;
    double lv = log(1 + sd * sd / (1.06 * 1.06)), lm = log(1 + mean) - lv / 2;
    double growth = exp((1 - g) * lm + (1 - g) * (1 - g) * lv / 2), at = 0;

    (void)state;
    memset(&view, 0, sizeof(view));
    fp_spending_defaults(FP_SPENDING_LIFECYCLE_MERTON, &rule);
    fp_spending_start(&rule, &s);
    view.started = 1;
    view.years_left = 2;
    view.wealth = 1.0;
    view.price_level = 1.0;
    view.expected_return = mean;
    view.volatility = sd;
    for (int i = 1; i < 10000; i++) {
        double c = i / 10000.0;
        double u = pow(c, 1 - g) / (1 - g) +
                   beta * pow(1 - c, 1 - g) * growth / (1 - g);

        if (u > best) {
            best = u;
            at = c;
        }
    }
    assert_near(fp_spending_wanted(&rule, &view, &s), at, 1.5e-4);
}

/* Without risk the present value is the annuity due. */
static void
lasting_without_risk_is_an_annuity(void **state)
{
    struct fp_lasting lasting = fp_lasting_of(30, 0.03, 0.0);
    double value = (1 - pow(1.03, -30)) / 0.03 * 1.03;

    (void)state;
    assert_near(fp_lasting_spending(&lasting, 1e6, fp_normal_quantile(0.9)),
                1e6 / value, 1e-4);
    assert_near(fp_lasting_chance(&lasting, value * 1.0001, 1.0), 1.0, 1e-12);
    assert_near(fp_lasting_chance(&lasting, value * 0.9999, 1.0), 0.0, 1e-12);
    lasting = fp_lasting_of(1, 0.03, 0.2);
    assert_near(fp_lasting_chance(&lasting, 1.0, 1.0), 1.0, 0.0);
    assert_near(fp_lasting_chance(&lasting, 0.99, 1.0), 0.0, 0.0);
}

/* Against sampling: the lognormal law is off by at most three points. */
static void
lasting_agrees_with_sampling(void **state)
{
    const struct {
        int n;
        double mean, sd, rate;
    } cases[] = { { 30, 0.04, 0.11, 0.04 },
                  { 30, 0.05, 0.12, 0.045 },
                  { 20, 0.03, 0.08, 0.06 },
                  { 40, 0.06, 0.18, 0.04 },
                  { 10, 0.02, 0.05, 0.105 } };
    enum { PATHS = 20000 };

    (void)state;
    for (size_t k = 0; k < sizeof(cases) / sizeof(cases[0]); k++) {
        double ratio = cases[k].sd / (1 + cases[k].mean);
        double variance = log(1 + ratio * ratio), sd = sqrt(variance);
        double m = log(1 + cases[k].mean) - variance / 2;
        struct fp_lasting lasting =
            fp_lasting_of(cases[k].n, cases[k].mean, cases[k].sd);
        double chance = fp_lasting_chance(&lasting, 1.0, cases[k].rate);
        int good = 0;

        for (int path = 0; path < PATHS; path++) {
            double wealth = 1.0;
            int t;

            for (t = 0; t < cases[k].n; t++) {
                double z[2];

                wealth -= cases[k].rate;
                if (wealth < 0.0)
                    break;
                fp_rng_normal2(1, (uint64_t)path, (uint32_t)t, 0, z);
                wealth *= exp(m + sd * z[0]);
            }
            good += t == cases[k].n;
        }
        assert_near(chance, good / (double)PATHS, 0.03);
        assert_near(
            fp_lasting_spending(&lasting, 1.0, fp_normal_quantile(chance)),
            cases[k].rate, 1e-8);
    }
}

/* Guardrails: between them spending stands, beyond them it is reset. */
static void
risk_guardrails_adjust_to_the_target(void **state)
{
    struct fp_spending_rule rule;
    struct fp_spending_view view;
    struct fp_spending_state s;
    struct fp_lasting lasting;
    double amount;

    (void)state;
    memset(&view, 0, sizeof(view));
    fp_spending_defaults(FP_SPENDING_RISK_GUARDRAILS, &rule);
    fp_spending_start(&rule, &s);
    view.started = 1;
    view.ages[0] = 65;
    view.ages[1] = -1;
    view.years_left = 30;
    view.wealth = 1e6;
    view.price_level = 1.0;
    view.expected_return = 0.04;
    view.volatility = 0.10;
    rule.initial_rate = 0.04;
    lasting = fp_lasting_of(30, 0.04, 0.10);
    assert_near(fp_spending_wanted(&rule, &view, &s), 40000, 1e-9);
    assert_true(fp_lasting_chance(&lasting, 1e6, 40000) > rule.lower_success);

    view.years_left = 29;
    view.inflation_last = 0.02;
    view.price_level = 1.02;
    lasting = fp_lasting_of(29, 0.04, 0.10);
    assert_near(fp_spending_wanted(&rule, &view, &s), 40800, 1e-9);

    view.wealth = 700000;
    view.inflation_last = 0.0;
    amount = fp_spending_wanted(&rule, &view, &s);
    assert_near(fp_lasting_chance(&lasting, 700000, amount),
                rule.target_success, 1e-9);
    assert_true(amount < 40800);

    view.wealth = 2000000;
    amount = fp_spending_wanted(&rule, &view, &s);
    assert_near(fp_lasting_chance(&lasting, 2000000, amount),
                rule.target_success, 1e-9);
    assert_true(amount > 40800);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merton_rate_at_the_optimal_share),
        cmocka_unit_test(merton_parts_are_an_annuity),
        cmocka_unit_test(merton_part_is_optimal),
        cmocka_unit_test(lasting_without_risk_is_an_annuity),
        cmocka_unit_test(lasting_agrees_with_sampling),
        cmocka_unit_test(risk_guardrails_adjust_to_the_target),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
