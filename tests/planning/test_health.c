/* Medicare's premiums and surcharges, and the premium tax credit. */
#include "tests/cmocka_fp.h"

#include "planning/answers/project.h"
#include "planning/law/aca.h"
#include "planning/law/medicare.h"
#include "tests/planning/plan_kit.h"

/* CMS, premiums of 2026: 202.90 a month; above 109,000 (218,000 joint) 81.20
 * more and 14.50 for Part D; from 500,000 (750,000) 487.00 and 91.00. */
static void
surcharges_are_those_of_cms(void **state)
{
    struct fp_medicare_law single, joint, later;

    (void)state;
    assert_int_equal(fp_medicare_get(2026, FP_FILING_SINGLE, &single), FP_OK);
    assert_int_equal(fp_medicare_get(2026, FP_FILING_MARRIED_JOINT, &joint),
                     FP_OK);
    assert_near(single.part_b, 202.90, 1e-9);
    assert_near(single.surcharge[0], 0, 0);
    assert_int_equal(fp_medicare_tier(&single, 109000), 0);
    assert_int_equal(fp_medicare_tier(&single, 109000.01), 1);
    assert_near(single.surcharge[1], 95.70, 1e-9);
    assert_int_equal(fp_medicare_tier(&single, 499999.99), 4);
    assert_int_equal(fp_medicare_tier(&single, 500000), 5);
    assert_near(single.surcharge[5], 578.00, 1e-9);
    assert_int_equal(fp_medicare_tier(&joint, 218000), 0);
    assert_int_equal(fp_medicare_tier(&joint, 749999), 4);
    assert_near(fp_medicare_threshold(&single, 0), 109000, 0);
    assert_true(fp_medicare_threshold(&single, 4) < 500000);
    assert_true(isinf(fp_medicare_threshold(&single, 5)));
    /* To the nearest thousand; the highest stays until 2028. */
    fp_medicare_index(&single, 2027, 1.0337, &later);
    assert_near(later.over[1], 113000, 1e-9);
    assert_near(later.over[5], 500000, 0);
    fp_medicare_index(&single, 2030, 1.1, &later);
    /* Prices since 2027: 1.1 to the power of 3/4. */
    assert_near(later.over[5], 537000, 1e-9);
    assert_int_equal(fp_medicare_get(2040, FP_FILING_SINGLE, &later), FP_OK);
    assert_int_equal(later.year, 2026);
}

/* 2026, one person, 40,000: 255.59 % of 15,650; 8.44 % + 1.52 % x 0.1118 of
 * income is the household's. */
static void
the_credit_goes_by_income(void **state)
{
    struct fp_aca_law law, before;
    double level = 40000.0 / 15650.0;
    double own = 40000 * (0.0844 + 0.0152 * (level - 2.5) / 0.5);

    (void)state;
    fp_aca_get(2026, 2026, FP_ACA_CONTIGUOUS, &law);
    fp_aca_get(2025, 2025, FP_ACA_CONTIGUOUS, &before);
    assert_near(fp_aca_credit(&law, 1, 40000, 8000, 9000, 1), 8000 - own,
                0.005);
    assert_near(8000 - own, 4556.0, 1.0);
    /* Not more than the premium paid. */
    assert_near(fp_aca_credit(&law, 1, 40000, 8000, 3000, 1), 3000, 0);
    /* The cliff at 400 %, which 2025 does not have. */
    assert_true(fp_aca_credit(&law, 1, 62600, 12000, 12000, 1) > 5000);
    assert_near(fp_aca_credit(&law, 1, 62601, 12000, 12000, 1), 0, 0);
    assert_near(fp_aca_credit(&before, 1, 100000, 12000, 12000, 1),
                12000 - 8500, 0.005);
    /* Nothing is due up to 150 % in 2025, and there is no credit below the
     * line. */
    assert_near(fp_aca_credit(&before, 2, 30000, 15000, 15000, 1), 15000,
                1e-9);
    assert_near(fp_aca_credit(&law, 1, 15000, 8000, 8000, 1), 0, 0);
    assert_int_equal(fp_aca_area_of("AK"), FP_ACA_ALASKA);
    assert_int_equal(fp_aca_area_of("CA"), FP_ACA_CONTIGUOUS);
    for (double magi = 16000; magi < 62000; magi += 500)
        assert_true(fp_aca_credit(&law, 1, magi, 9000, 9000, 1) + 1e-9 >=
                    fp_aca_credit(&law, 1, magi + 500, 9000, 9000, 1));
}

static struct fp_projection
project(struct kit *kit, struct fp_arena *arena)
{
    struct fp_projection result;

    assert_int_equal(fp_project(&kit->plan, NULL, arena, &result, NULL),
                     FP_OK);
    return result;
}

/* A large income raises the premiums two years later, and known incomes those
 * of the first two. */
static void
surcharges_come_two_years_later(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_property home = { .id = "land", .value = 400000,
                                .sell = { FP_WHEN_YEAR, 2028, 0 } };
    struct fp_projection p;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 10, 2e6, 30000, 0.0, 0.0);
    kit.people[0].birth_year = 1955;
    kit.people[0].plan_to_age = 81;
    kit.plan.taxes.model = FP_TAX_US;
    kit.plan.properties = &home;
    kit.plan.n_properties = 1;
    p = project(&kit, arena);
    assert_near(p.rows[0].health, 0, 0);
    assert_near(p.rows[3].health, 0, 0);
    /* 400,000 lies between 205,000 and 500,000. */
    assert_near(p.rows[4].health, 12 * (446.30 + 83.30), 0.01);
    assert_near(p.rows[5].health, 0, 0);
    kit.plan.taxes.has_prior_magi = 1;
    kit.plan.taxes.prior_magi[1] = 120000;
    kit.plan.taxes.medicare = FP_MEDICARE_FULL;
    p = project(&kit, arena);
    assert_near(p.rows[0].health, 12 * (202.90 + 38.99), 0.01);
    assert_near(p.rows[1].health, 12 * (202.90 + 38.99 + 95.70), 0.01);
    fp_arena_free(arena);
}

/* Insurance before 65 costs the premium less the credit. */
static void
the_marketplace_is_paid_for(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_projection p;
    struct fp_aca_law law;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 10, 2e6, 40000, 0.0, 0.0);
    kit.accounts[0].type = FP_ACCOUNT_TRADITIONAL;
    kit.people[0].birth_year = 1964;
    kit.people[0].plan_to_age = 72;
    kit.plan.taxes.model = FP_TAX_US;
    kit.plan.marketplace.benchmark = 10000;
    kit.plan.marketplace.premium = 9000;
    p = project(&kit, arena);
    fp_aca_get(2026, 2026, FP_ACA_CONTIGUOUS, &law);
    for (int t = 0; t < 3; t++)
        assert_near(p.rows[t].health,
                    9000 - fp_aca_credit(&law, 1, p.rows[t].tax.agi, 10000,
                                         9000, 1), 0.01);
    assert_true(p.rows[0].health > 1000 && p.rows[0].health < 9000);
    assert_near(p.rows[3].health, 0, 0); /* 65 */
    fp_arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(surcharges_are_those_of_cms),
        cmocka_unit_test(the_credit_goes_by_income),
        cmocka_unit_test(surcharges_come_two_years_later),
        cmocka_unit_test(the_marketplace_is_paid_for),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
