/* Roth accounts: the order in which they come out, five-year clocks, by the
 * examples of the regulations and of Pub. 590-B. */
#include "tests/cmocka_fp.h"

#include "planning/answers/project.h"
#include "planning/law/roth.h"
#include "planning/math/rng.h"
#include "tests/planning/plan_kit.h"

/* SOURCE: IRS Pub. 590-B, "Ordering rules for distributions": regular
 * contributions first, then conversions, then earnings. */
static void
contributions_first(void **state)
{
    struct fp_roth roth = fp_roth_new(0, 2020, 2020);
    struct fp_roth_parts parts;

    (void)state;
    fp_roth_convert(&roth, 80000, 2020);
    fp_roth_contribute(&roth, 7000, 2021);
    parts = fp_roth_withdraw(&roth, 7000, 2021, 0);
    assert_near(parts.contributions, 7000, 0);
    assert_near(parts.taxable + parts.penalised, 0, 0);
    /* The next dollars are the conversion of the year before: no income, but
     * the additional tax. */
    parts = fp_roth_withdraw(&roth, 5000, 2021, 0);
    assert_near(parts.conversions, 5000, 0);
    assert_near(parts.taxable, 0, 0);
    assert_near(parts.penalised, 5000, 0);
    assert_near(fp_roth_basis(&roth), 75000, 0);
}

/* SOURCE: Treas. Reg. 1.408A-6, Q&A-5(c): the additional tax on a conversion
 * of 1998 ends with the distributions of 2003 (five years from January 1 of
 * the year of the conversion). */
static void
each_conversion_has_its_clock(void **state)
{
    struct fp_roth roth = fp_roth_new(1000, 1990, 1998);
    struct fp_roth_parts parts;

    (void)state;
    fp_roth_convert(&roth, 10000, 1998);
    fp_roth_convert(&roth, 20000, 2000);
    for (int year = 2000; year <= 2006; year++) {
        double free = 1000 + (year >= 2003 ? 10000 : 0) +
                      (year >= 2005 ? 20000 : 0);

        assert_near(fp_roth_free(&roth, year), free, 0);
        parts = fp_roth_look(&roth, 31000, year, 0);
        assert_near(parts.contributions, free, 0);
        assert_near(parts.penalised, 31000 - free, 0);
        assert_near(parts.taxable, 0, 0);
    }
    /* The oldest conversion goes first. */
    parts = fp_roth_withdraw(&roth, 6000, 2001, 0);
    assert_near(parts.penalised, 5000, 0);
    assert_near(fp_roth_free(&roth, 2003), 5000, 0);
    assert_near(fp_roth_free(&roth, 2005), 25000, 0);
}

/* SOURCE: 26 U.S.C. 408A(d)(2). First contribution in 2022: the five years end
 * with 2026. */
static void
qualified_by_age_and_years(void **state)
{
    static const struct {
        int year, age_ok;
        double taxable, penalised;
    } cases[] = {
        { 2026, 0, 500, 500 }, { 2026, 1, 500, 0 },
        { 2027, 0, 500, 500 }, { 2027, 1, 0, 0 },
    };
    struct fp_roth roth = fp_roth_new(1000, 2022, 2022);
    struct fp_roth old = fp_roth_new(1000, 0, 2022);

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct fp_roth_parts parts = fp_roth_look(&roth, 1500, cases[i].year,
                                                  cases[i].age_ok);

        assert_near(parts.contributions, 1000, 0);
        assert_near(parts.earnings, 500, 0);
        assert_near(parts.taxable, cases[i].taxable, 0);
        assert_near(parts.penalised, cases[i].penalised, 0);
    }
    assert_true(fp_roth_qualified(&old, 2022, 1));
    assert_false(fp_roth_qualified(&old, 2022, 0));
}

/* Past 59 1/2 a conversion is free at once. */
static void
no_penalty_with_age(void **state)
{
    struct fp_roth roth = fp_roth_new(0, 0, 2026);
    struct fp_roth_parts parts;

    (void)state;
    fp_roth_convert(&roth, 10000, 2026);
    parts = fp_roth_withdraw(&roth, 12000, 2026, 1);
    assert_near(parts.conversions, 10000, 0);
    assert_near(parts.earnings, 2000, 0);
    assert_near(parts.taxable + parts.penalised, 0, 0);
    assert_near(fp_roth_basis(&roth), 0, 0);
}

static void
edges(void **state)
{
    struct fp_roth roth = fp_roth_new(-5, 2020, 2020);
    struct fp_roth_parts parts = fp_roth_withdraw(&roth, -3, 2020, 0);

    (void)state;
    assert_near(parts.earnings, 0, 0);
    assert_near(fp_roth_basis(&roth), 0, 0);
    fp_roth_convert(&roth, 100, 2020);
    fp_roth_advance(&roth, 2060);
    assert_near(roth.contributions, 100, 0);
    fp_roth_advance(&roth, 2050);
    assert_int_equal(roth.year, 2060);
}

/* Random lives against a plain list of dated layers. */
static void
ring_equals_list(void **state)
{
    (void)state;
    for (uint64_t i = 0; i < 2000; i++) {
        struct fp_roth roth = fp_roth_new(500, 2015, 2020);
        double layers[40] = { 0 }, basis = 500;

        for (int t = 0; t < 40; t++) {
            int year = 2020 + t, age_ok = t >= 25;
            double u[2], v[2], left, penalised = 0, taken;
            struct fp_roth_parts parts;

            fp_rng_uniform2(5, i, (uint32_t)t, 0, u);
            fp_rng_uniform2(5, i, (uint32_t)t, 1, v);
            if (u[0] < 0.3) {
                fp_roth_contribute(&roth, 100 * u[1], year);
                basis += 100 * u[1];
            }
            if (v[0] < 0.4) {
                fp_roth_convert(&roth, 300 * v[1], year);
                layers[t] += 300 * v[1];
            }
            left = u[0] * 400;
            parts = fp_roth_withdraw(&roth, left, year, age_ok);
            assert_near(parts.contributions + parts.conversions +
                            parts.earnings, left, 1e-9);
            for (int k = 0; k <= t - 5; k++) {
                basis += layers[k];
                layers[k] = 0;
            }
            taken = left < basis ? left : basis;
            basis -= taken;
            left -= taken;
            for (int k = 0; k <= t; k++) {
                taken = left < layers[k] ? left : layers[k];
                layers[k] -= taken;
                left -= taken;
                penalised += taken;
            }
            assert_near(parts.earnings, left, 1e-9);
            assert_near(parts.taxable, age_ok ? 0 : left, 1e-9);
            assert_near(parts.penalised, age_ok ? 0 : penalised + left, 1e-9);
        }
    }
}

/* A ladder of conversions: who lives on them before 59 1/2 owes the additional
 * tax on each until its fifth year is over. */
static void
ladder_in_a_plan(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_roth roth = fp_roth_new(60000, 0, 2026);
    struct fp_projection p;
    struct kit kit;
    int penalised = 0, free = 0;

    (void)state;
    kit_simple(&kit, 12, 900000, 25000, 0.0, 0.0);
    kit.people[0].birth_year = 1981; /* 45 to 56 */
    kit.people[0].plan_to_age = 57;
    kit.accounts[0].type = FP_ACCOUNT_TRADITIONAL;
    kit.accounts[1] = kit.accounts[0];
    kit.accounts[1].id = "roth";
    kit.accounts[1].type = FP_ACCOUNT_ROTH;
    kit.accounts[1].balance = 100000;
    kit.accounts[1].roth_basis = 60000;
    kit.plan.n_accounts = 2;
    kit.plan.taxes.model = FP_TAX_US;
    kit.plan.strategy.order_kind = FP_ORDER_LIST;
    kit.plan.strategy.order[0] = 1;
    kit.plan.strategy.order[1] = 0;
    kit.plan.strategy.n_order = 2;
    kit.plan.strategy.conversion.policy = FP_CONVERSION_FIXED;
    kit.plan.strategy.conversion.amount = 30000;
    assert_int_equal(fp_project(&kit.plan, NULL, arena, &p, NULL), FP_OK);
    for (int t = 0; t < 12; t++) {
        const struct fp_ledger_account *account = &p.rows[t].accounts[1];
        struct fp_roth_parts parts = fp_roth_withdraw(
            &roth, account->withdrawals, 2026 + t, 0);

        fp_roth_convert(&roth, account->converted, 2026 + t);
        assert_near(account->converted, 30000, 0.01);
        assert_near(p.rows[t].accounts[0].withdrawals, 0, 0.01);
        assert_near(p.rows[t].tax.early_penalty, 0.1 * parts.penalised, 0.01);
        penalised += parts.penalised > 100;
        free += parts.penalised == 0;
    }
    assert_true(penalised >= 3);
    assert_true(free >= 2);
    fp_arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(contributions_first),
        cmocka_unit_test(each_conversion_has_its_clock),
        cmocka_unit_test(qualified_by_age_and_years),
        cmocka_unit_test(no_penalty_with_age),
        cmocka_unit_test(edges),
        cmocka_unit_test(ring_equals_list),
        cmocka_unit_test(ladder_in_a_plan),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
