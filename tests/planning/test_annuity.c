/* planning: annuity prices against sums written out from the life table. */
#include "tests/cmocka_fp.h"

#include "planning/math/annuity.h"
#include "planning/math/mortality.h"

static double
alive(enum fp_sex sex, int years)
{
    return fp_mortality_survival(FP_MORTALITY_SSA_PERIOD, sex, 1960, 65,
                                 65 + years);
}

static struct fp_annuity
basic(void)
{
    return (struct fp_annuity){
        .model = FP_MORTALITY_SSA_PERIOD,
        .lives = { { FP_SEX_MALE, 1960, 65 }, { FP_SEX_FEMALE, 1960, 65 } },
        .n_lives = 1, .rate = 0.04, .per_year = 1, .due = FP_TVM_START,
    };
}

static double
price(const struct fp_annuity *annuity)
{
    double value = -1;

    assert_int_equal(fp_annuity_price(annuity, &value), FP_OK);
    return value;
}

static void
yearly_sums(void **state)
{
    struct fp_annuity a = basic();
    double due = 0, rising = 0, deferred = 0, certain = 0, joint = 0,
           either = 0;

    (void)state;
    for (int k = 54; k >= 0; k--) {
        double m = alive(FP_SEX_MALE, k), w = alive(FP_SEX_FEMALE, k);
        double v = pow(1.04, -k);

        due += m * v;
        rising += m * v * pow(1.02, k);
        deferred += k >= 20 ? m * v : 0;
        certain += (k < 10 ? 1 : m) * v;
        joint += (m + 0.6 * w * (1 - m)) * v;
        either += (m * w + 0.6 * (m * (1 - w) + w * (1 - m))) * v;
    }
    assert_near(price(&a), due, 1e-11);
    a.due = FP_TVM_END; /* the first payment is a year away */
    assert_near(price(&a), due - 1, 1e-11);
    a = basic();
    a.cola = 0.02;
    assert_near(price(&a), rising, 1e-11);
    a.rate = 1.04 / 1.02 - 1; /* a real rate does the same */
    a.cola = 0;
    assert_near(price(&a), rising, 1e-11);
    a = basic();
    a.defer_years = 20;
    assert_near(price(&a), deferred, 1e-11);
    a = basic();
    a.certain_years = 10;
    assert_near(price(&a), certain, 1e-11);
    a = basic();
    a.n_lives = 2;
    a.survivor_share = 0.6;
    assert_near(price(&a), joint, 1e-11);
    a.either = 1;
    assert_near(price(&a), either, 1e-11);
    a.survivor_share = 1;
    a.rate = 0; /* joint and last survivor: the sum of being alive */
    {
        double sum = 0;

        for (int k = 0; k < 55; k++)
            sum += fp_mortality_either(alive(FP_SEX_MALE, k),
                                       alive(FP_SEX_FEMALE, k));
        assert_near(price(&a), sum, 1e-11);
    }
}

static void
identities(void **state)
{
    struct fp_annuity a = basic();
    double yearly = price(&a), monthly, end, payout, worth;

    (void)state;
    /* by the month: between due and immediate; near due - 11/24 */
    a.per_year = 12;
    monthly = price(&a);
    a.due = FP_TVM_END;
    end = price(&a);
    assert_true(end < monthly && monthly < yearly);
    assert_near(monthly - end, 1.0 / 12, 1e-12);
    assert_near(monthly, yearly - 11.0 / 24, 0.01);
    /* at no interest the continuous price is the life expectancy */
    a = basic();
    a.rate = 0;
    a.per_year = 365;
    assert_near(price(&a), fp_mortality_expectancy(FP_MORTALITY_SSA_PERIOD,
                                                   FP_SEX_MALE, 1960, 65) +
                               0.5 / 365, 1e-10);
    /* a certain annuity beyond every life is a level stream */
    a = basic();
    a.certain_years = 60;
    assert_near(price(&a), fp_tvm_annuity(0.04, 60, FP_TVM_START), 1e-11);
    a = basic();
    a.load = 0.1;
    assert_near(price(&a), yearly / 0.9, 1e-11);
    assert_int_equal(fp_annuity_payout(&a, &payout), FP_OK);
    assert_near(payout, 0.9 / yearly, 1e-13);
    assert_int_equal(fp_annuity_worth(&a, 100000, 100000 * payout, &worth),
                     FP_OK);
    assert_near(worth, 0.9, 1e-12);
    /* the sexes differ, half and half lies exactly between */
    {
        struct fp_annuity men = basic(), women = basic(), both = basic();

        women.lives[0].sex = FP_SEX_FEMALE;
        both.lives[0].sex = FP_SEX_UNSTATED;
        assert_true(price(&women) > price(&men) + 1);
        assert_near(price(&both), (price(&men) + price(&women)) / 2, 1e-11);
    }
    /* cohorts live longer than the period */
    a = basic();
    a.model = FP_MORTALITY_SSA_COHORT;
    assert_true(price(&a) > yearly);
}

static void
domain(void **state)
{
    struct fp_annuity good = basic(), a;
    double out = 42;

    (void)state;
    a = good; a.n_lives = 3;
    assert_int_equal(fp_annuity_price(&a, &out), FP_EDOM);
    a = good; a.lives[0].age = 120;
    assert_int_equal(fp_annuity_price(&a, &out), FP_EDOM);
    a = good; a.rate = -1;
    assert_int_equal(fp_annuity_price(&a, &out), FP_EDOM);
    a = good; a.per_year = 0;
    assert_int_equal(fp_annuity_price(&a, &out), FP_EDOM);
    a = good; a.load = 1;
    assert_int_equal(fp_annuity_payout(&a, &out), FP_EDOM);
    a = good; a.model = FP_MORTALITY_NONE;
    assert_int_equal(fp_annuity_price(&a, &out), FP_EDOM);
    a = good; a.survivor_share = 1.5;
    assert_int_equal(fp_annuity_price(&a, &out), FP_EDOM);
    a = good; a.defer_years = 119; /* nobody is left to be paid */
    assert_int_equal(fp_annuity_payout(&a, &out), FP_EDOM);
    assert_int_equal(fp_annuity_worth(&good, 0, 1, &out), FP_EDOM);
    assert_near(out, 42, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(yearly_sums),
        cmocka_unit_test(identities),
        cmocka_unit_test(domain),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
