/* planning/calculators: studies, emergencies, survivors, and a home. */
#include "tests/cmocka_fp.h"

#include "planning/calculators/education.h"
#include "planning/calculators/protection.h"
#include "planning/calculators/rent_or_buy.h"
#include "planning/math/tvm.h"

/* Compound interest tables: 20,000 at 5 % are 32,577.89 after ten years. */
static void
one_student(void **state)
{
    static struct fp_education_result r;
    struct fp_education p = {
        .students = { { 10, 4, 20000, 1 } }, .n = 1, .cost_growth = 0.05,
        .growth = 0.05, .savings = 80000
    };

    (void)state;
    assert_int_equal(fp_education(&p, &r), FP_OK);
    assert_near(r.year[10].cost, 32577.89, 0.005);
    /* costs and savings grow alike: four years cost four times 20,000 now */
    assert_near(r.cost_value, 80000, 1e-6);
    assert_near(r.shortfall, 0, 1e-6);
    assert_near(r.funded, 1, 1e-9);
    assert_near(r.year[13].closing, 0, 1e-6);
    p.savings = 60000;
    assert_int_equal(fp_education(&p, &r), FP_OK);
    assert_near(r.funded, 0.75, 1e-9);
    assert_near(r.year[13].shortfall, r.year[13].cost, 1e-6);
    assert_near(r.savings_needed, 20000, 0.01);
    assert_true(isnan(r.contribution_needed));
    p.contribution_years = 10;
    p.contribution_growth = 0.05;
    assert_int_equal(fp_education(&p, &r), FP_OK);
    /* ten contributions that grow like everything else */
    assert_near(r.contribution_needed, 2000, 0.01);
}

static void
students_share_savings(void **state)
{
    static struct fp_education_result r, again;
    struct fp_education p = {
        .students = { { 3, 4, 25000, 1 }, { 5, 4, 25000, 0.5 } }, .n = 2,
        .cost_growth = 0.04, .growth = 0.06, .savings = 30000,
        .contribution = 5000, .contribution_years = 6,
        .contribution_growth = 0.02
    };
    double in = 0;

    (void)state;
    assert_int_equal(fp_education(&p, &r), FP_OK);
    assert_int_equal(r.years, 9);
    assert_near(r.student_cost[0] + r.student_cost[1], r.cost, 1e-6);
    assert_near(r.paid + r.shortfall, r.cost, 1e-6);
    for (size_t t = 0; t < r.years; t++)
        in += r.year[t].contribution;
    assert_near(in, 5000 * fp_tvm_sum(0.02, 6, FP_TVM_END), 1e-6);
    p.contribution = r.contribution_needed;
    assert_int_equal(fp_education(&p, &again), FP_OK);
    assert_true(again.shortfall < 0.01);
    p.contribution *= 0.999;
    assert_int_equal(fp_education(&p, &again), FP_OK);
    assert_true(again.shortfall > 0.01);
    p.students[0].years = 0;
    assert_int_equal(fp_education(&p, &again), FP_EINVAL);
}

static void
emergencies(void **state)
{
    struct fp_emergency q = { .essential_monthly = 3000, .months = 6,
                              .deductibles = 2000, .saved = 8000,
                              .saving_monthly = 500 };
    struct fp_emergency_result r;

    (void)state;
    assert_int_equal(fp_emergency(&q, &r), FP_OK);
    assert_near(r.target, 20000, 0);
    assert_near(r.shortfall, 12000, 0);
    assert_near(r.months_covered, 2, 1e-12);
    assert_int_equal(r.months_to_target, 24);
    q.rate = 0.05;
    assert_int_equal(fp_emergency(&q, &r), FP_OK);
    assert_in_range(r.months_to_target, 21, 23);
    q.saving_monthly = q.rate = 0;
    assert_int_equal(fp_emergency(&q, &r), FP_OK);
    assert_int_equal(r.months_to_target, -1);
    q.saved = 50000;
    assert_int_equal(fp_emergency(&q, &r), FP_OK);
    assert_int_equal(r.months_to_target, 0);
    assert_near(r.shortfall, 0, 0);
    q.essential_monthly = 0;
    assert_int_equal(fp_emergency(&q, &r), FP_EINVAL);
}

/* Rejda & McNamara, chapter 11, an exercise: of 60,000 a year a third goes to
 * taxes and oneself, for 20 years at 6 %: 458,800 with the factor 11.47. */
static void
human_life_value(void **state)
{
    struct fp_life_need q = { .rate = 0.06, .earnings = 60000,
                              .self_share = 1.0 / 3, .work_years = 20 };
    struct fp_life_need_result r;

    (void)state;
    assert_int_equal(fp_life_need(&q, &r), FP_OK);
    assert_near(r.life_value, 458800, 5);
    assert_near(r.life_value, 40000 * fp_tvm_annuity(0.06, 20, FP_TVM_END),
                1e-6);
    q.earnings_growth = 0.06; /* every year is worth the same */
    assert_int_equal(fp_life_need(&q, &r), FP_OK);
    assert_near(r.life_value, 20 * 40000 / 1.06, 1e-6);
}

/* By hand without interest: ten years of 20,000 and twenty of 5,000. */
static void
capital_needs(void **state)
{
    struct fp_life_need q = {
        .immediate = 150000,
        .periods = { { 10, 50000, 30000 }, { 20, 25000, 20000 },
                     { 5, 10000, 30000 } },
        .n_periods = 3, .assets = 100000, .insurance = 50000
    };
    struct fp_life_need_result r;

    (void)state;
    assert_int_equal(fp_life_need(&q, &r), FP_OK);
    assert_near(r.income_capital, 300000, 1e-6);
    assert_near(r.capital, 450000, 1e-6);
    assert_near(r.need, 300000, 1e-6);
    q.rate = 0.03;
    assert_int_equal(fp_life_need(&q, &r), FP_OK);
    assert_near(r.income_capital,
                20000 * fp_tvm_annuity(0.03, 10, FP_TVM_START) +
                    5000 * (fp_tvm_annuity(0.03, 30, FP_TVM_START) -
                            fp_tvm_annuity(0.03, 10, FP_TVM_START)), 1e-6);
    q.insurance = 1e6;
    assert_int_equal(fp_life_need(&q, &r), FP_OK);
    assert_near(r.need, 0, 0);
    q.periods[0].years = 0;
    assert_int_equal(fp_life_need(&q, &r), FP_EINVAL);
}

/* By hand: a home for 240,000 in cash that keeps its value, against a rent of
 * 1,000, nothing growing: the rent is what the owner is ahead by. */
static void
a_home_in_cash(void **state)
{
    static struct fp_rent_result r;
    struct fp_rent_or_buy q = { .price = 240000, .down_payment = 240000,
                                .months = 360, .rent = 1000, .years = 10 };

    (void)state;
    assert_int_equal(fp_rent_or_buy(&q, &r), FP_OK);
    for (int y = 0; y < 10; y++)
        assert_near(r.year[y].owner_worth - r.year[y].renter_worth,
                    12000 * (y + 1), 1e-6);
    assert_int_equal(r.break_even_year, 1);
    assert_near(r.break_even_rent, 0, 1e-3);
    /* 6 % of the price to sell: 14,400 are made up in the second year */
    q.selling_rate = 0.06;
    assert_int_equal(fp_rent_or_buy(&q, &r), FP_OK);
    assert_int_equal(r.break_even_year, 2);
    assert_near(r.break_even_rent, 14400 / 120.0, 1e-3);
}

/* A home bought on credit, at one rate everywhere and without other costs, is
 * even with a rent that is the interest on its price. */
static void
one_rate_is_even(void **state)
{
    static struct fp_rent_result r;
    struct fp_rent_or_buy q = { .price = 300000, .down_payment = 60000,
                                .rate = 0.06, .months = 360, .years = 20 };

    (void)state;
    q.return_rate = fp_tvm_growth(0.06 / 12, 12) - 1;
    /* at each month's end: 300,000 at 0.5 % */
    q.rent = 1500;
    assert_int_equal(fp_rent_or_buy(&q, &r), FP_OK);
    assert_near(r.break_even_rent, 1500, 0.05);
    assert_near(r.year[19].owner_worth, r.year[19].renter_worth, 50);
}

static void
a_home_properties(void **state)
{
    static struct fp_rent_result r;
    struct fp_rent_or_buy q = {
        .price = 400000, .down_payment = 80000, .rate = 0.065, .months = 360,
        .closing_rate = 0.03, .selling_rate = 0.06, .tax_rate = 0.012,
        .upkeep_rate = 0.015, .appreciation = 0.03, .rent = 2200,
        .rent_growth = 0.03, .return_rate = 0.05, .years = 30
    };
    double last = -1e18;

    (void)state;
    for (int k = 0; k < 10; k++) {
        q.rent = 1500 + 200 * k;
        assert_int_equal(fp_rent_or_buy(&q, &r), FP_OK);
        assert_true(r.year[29].owner_worth - r.year[29].renter_worth > last);
        last = r.year[29].owner_worth - r.year[29].renter_worth;
    }
    q.rent = r.break_even_rent;
    assert_int_equal(fp_rent_or_buy(&q, &r), FP_OK);
    assert_near(r.year[29].owner_worth, r.year[29].renter_worth, 5);
    assert_near(r.year[29].balance, 0, 0);
    q.down_payment = 500000;
    assert_int_equal(fp_rent_or_buy(&q, &r), FP_EINVAL);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_student),
        cmocka_unit_test(students_share_savings),
        cmocka_unit_test(emergencies),
        cmocka_unit_test(human_life_value),
        cmocka_unit_test(capital_needs),
        cmocka_unit_test(a_home_in_cash),
        cmocka_unit_test(one_rate_is_even),
        cmocka_unit_test(a_home_properties),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
