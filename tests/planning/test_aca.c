/* The premium tax credit: published percentages and examples, and the law's
 * edges. */
#include "tests/cmocka_fp.h"

#include "base/attr.h"
#include "planning/answers/project.h"
#include "planning/law/aca.h"
#include "tests/planning/plan_kit.h"

static struct fp_aca_law
law_of(int year, enum fp_aca_area area)
{
    struct fp_aca_law law;

    fp_aca_get(year, year, area, &law);
    return law;
}

/* The part of income that one person pays at a multiple of the poverty line:
 * of a benchmark that no income could pay. */
static double
part(const struct fp_aca_law *law, double multiple)
{
    double magi = multiple * law->poverty_first;

    return (1e9 - fp_aca_credit(law, 1, magi, 1e9, 1e9, 1)) / magi;
}

/* SOURCE: HHS poverty guidelines of 2022 to 2025, households of one and four
 * as printed. */
static void
poverty_lines(void **state)
{
    static const struct {
        int year;
        double one[3], four[3];
    } cases[] = {
        { 2023, { 13590, 16990, 15630 }, { 27750, 34690, 31920 } },
        { 2024, { 14580, 18210, 16770 }, { 30000, 37500, 34500 } },
        { 2025, { 15060, 18810, 17310 }, { 31200, 39000, 35880 } },
        { 2026, { 15650, 19550, 17990 }, { 32150, 40190, 36980 } },
    };

    (void)state;
    for (size_t i = 0; i < FP_COUNT(cases); i++)
        for (int area = 0; area < 3; area++) {
            struct fp_aca_law law = law_of(cases[i].year, area);

            assert_near(law.poverty_first, cases[i].one[area], 0);
            assert_near(law.poverty_first + 3 * law.poverty_more,
                        cases[i].four[area], 0);
        }
}

/* SOURCE: Rev. Proc. 2025-25 (2026); 26 U.S.C. 36B(b)(3)(A)(iii). */
static void
percentages(void **state)
{
    struct fp_aca_law old = law_of(2025, FP_ACA_CONTIGUOUS),
                      new = law_of(2026, FP_ACA_CONTIGUOUS);

    (void)state;
    assert_near(part(&new, 1.00), 0.0210, 1e-9);
    assert_near(part(&new, 1.329), 0.0210, 1e-9);
    assert_near(part(&new, 1.33), 0.0314, 1e-6);
    assert_near(part(&new, 1.50), 0.0419, 1e-9);
    assert_near(part(&new, 2.00), 0.0660, 1e-9);
    assert_near(part(&new, 2.50), 0.0844, 1e-9);
    assert_near(part(&new, 2.75), 0.0920, 1e-9);
    assert_near(part(&new, 3.00), 0.0996, 1e-9);
    assert_near(part(&new, 4.00), 0.0996, 1e-9);
    assert_near(part(&old, 1.20), 0, 1e-9);
    assert_near(part(&old, 1.75), 0.0100, 1e-9);
    assert_near(part(&old, 2.25), 0.0300, 1e-9);
    assert_near(part(&old, 3.00), 0.0600, 1e-9);
    assert_near(part(&old, 4.00), 0.0850, 1e-9);
    assert_near(part(&old, 9.00), 0.0850, 1e-9);
}

/* SOURCE: Treas. Reg. 1.36B-3(g)(3), example 1: at 275 % under the table of
 * 2014 (8.05 to 9.5 per cent between 250 and 300) the percentage is 8.78 to a
 * hundredth of a per cent. */
static void
example_of_the_regulations(void **state)
{
    struct fp_aca_law law = law_of(2026, FP_ACA_CONTIGUOUS);

    (void)state;
    law.bands[4].initial = 0.0805;
    law.bands[4].final = 0.095;
    assert_near(part(&law, 2.75), 0.0878, 0.00005 + 1e-9);
}

/* SOURCE: KFF, "Premium Payments if Enhanced Premium Tax Credits Expire"
 * (2025): above 400 % of the poverty line, 106,600 for three in 2026, there is
 * no credit; with the enhancement nobody pays more than 8.5 % of income. */
static void
cliff_as_published(void **state)
{
    struct fp_aca_law with = law_of(2025, FP_ACA_CONTIGUOUS),
                      without = law_of(2026, FP_ACA_CONTIGUOUS);

    (void)state;
    assert_near(fp_aca_credit(&without, 3, 106600, 40000, 40000, 1),
                40000 - 0.0996 * 106600, 1e-6);
    assert_near(fp_aca_credit(&without, 3, 106600.01, 40000, 40000, 1), 0, 0);
    assert_near(fp_aca_credit(&with, 2, 85000, 30000, 30000, 1),
                30000 - 7225, 1e-6);
    /* The line rises with prices, and the cliff with it. */
    assert_true(fp_aca_credit(&without, 3, 107600, 40000, 40000, 1.01) > 0);
}

/* The credit never exceeds the premium of the plan bought. */
static void
cheaper_and_dearer_plans(void **state)
{
    struct fp_aca_law law = law_of(2026, FP_ACA_CONTIGUOUS);

    (void)state;
    /* 200 %: 6.6 % of 31,300 is 2,065.80. */
    assert_near(fp_aca_credit(&law, 1, 31300, 9000, 5000, 1), 5000, 1e-9);
    assert_near(fp_aca_credit(&law, 1, 31300, 9000, 12000, 1),
                9000 - 2065.8, 1e-9);
    assert_near(fp_aca_credit(&law, 1, 31300, 2000, 12000, 1), 0, 0);
    assert_near(fp_aca_credit(&law, 1, 15649, 9000, 9000, 1), 0, 0);
    assert_near(fp_aca_credit(&law, 1, -500, 9000, 9000, 1), 0, 0);
}

/* From the poverty line on the credit never rises with income, and jumps only
 * where the law has an edge: 133 and 400 % of the poverty line from 2026 on. */
static void
edges(void **state)
{
    (void)state;
    for (int year = 2023; year <= 2027; year++) {
        struct fp_aca_law law = law_of(year, FP_ACA_CONTIGUOUS);
        double line = law.poverty_first + law.poverty_more, step = 50;
        double before = 1e9;
        int jumps = 0;

        for (double magi = line; magi < 6 * line; magi += step) {
            double credit = fp_aca_credit(&law, 2, magi, 24000, 24000, 1);

            assert_true(credit <= before + 1e-9);
            jumps += before < 1e8 && before - credit > step;
            before = credit;
        }
        assert_int_equal(jumps, year >= 2026 ? 2 : 0);
    }
}

static void
years_and_places(void **state)
{
    struct fp_aca_law law;

    (void)state;
    assert_int_equal(fp_aca_area_of("AK"), FP_ACA_ALASKA);
    assert_int_equal(fp_aca_area_of("HI"), FP_ACA_HAWAII);
    assert_int_equal(fp_aca_area_of("none"), FP_ACA_CONTIGUOUS);
    assert_near(law_of(2040, FP_ACA_ALASKA).poverty_first, 19550, 0);
    assert_int_equal(law_of(2040, FP_ACA_ALASKA).n, 6);
    assert_near(law_of(2020, FP_ACA_HAWAII).poverty_first, 15630, 0);
    /* The amounts of one year, the percentages of another. */
    fp_aca_get(2025, 2026, FP_ACA_CONTIGUOUS, &law);
    assert_near(law.poverty_first, 15650, 0);
    assert_near(part(&law, 2.00), 0.02, 1e-9);
}

/* In a plan: separate returns pay the whole premium, others do not. */
static void
separate_returns_in_a_plan(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_projection p;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 10, 2e6, 40000, 0.0, 0.0);
    kit.accounts[0].type = FP_ACCOUNT_TRADITIONAL;
    kit.people[0].birth_year = 1964;
    kit.people[0].plan_to_age = 72;
    kit.plan.taxes.model = FP_TAX_US;
    kit.plan.marketplace.benchmark = 10000;
    kit.plan.marketplace.premium = 9000;
    assert_int_equal(fp_project(&kit.plan, NULL, arena, &p, NULL), FP_OK);
    assert_true(p.rows[0].health < 8000);
    kit.plan.filing_status = FP_FILING_MARRIED_SEPARATE;
    assert_int_equal(fp_project(&kit.plan, NULL, arena, &p, NULL), FP_OK);
    assert_near(p.rows[0].health, 9000, 0.01);
    fp_arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(poverty_lines),
        cmocka_unit_test(percentages),
        cmocka_unit_test(example_of_the_regulations),
        cmocka_unit_test(cliff_as_published),
        cmocka_unit_test(cheaper_and_dearer_plans),
        cmocka_unit_test(edges),
        cmocka_unit_test(years_and_places),
        cmocka_unit_test(separate_returns_in_a_plan),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
