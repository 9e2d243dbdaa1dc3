/* planning: survival from the life tables, and drawn lifetimes. */
#include "tests/cmocka_fp.h"

#include "planning/math/mortality.h"
#include "planning/math/rng.h"

/* Alive at 85, 90, 95 and 100 of those alive at 65, per cent, period table of
 * the Trustees Report 2025. */
static void
period_survival(void **state)
{
    static const int ages[4] = { 85, 90, 95, 100 };
    static const double men[4] = { 41.78, 21.32, 6.53, 0.92 };
    static const double women[4] = { 54.14, 32.27, 12.72, 2.56 };
    double m, w;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        m = fp_mortality_survival(FP_MORTALITY_SSA_PERIOD, FP_SEX_MALE, 1960,
                                  65, ages[i]);
        w = fp_mortality_survival(FP_MORTALITY_SSA_PERIOD, FP_SEX_FEMALE,
                                  1960, 65, ages[i]);
        assert_near(100 * m, men[i], 0.005);
        assert_near(100 * w, women[i], 0.005);
        if (ages[i] == 95)
            assert_near(100 * fp_mortality_either(m, w), 18.42, 0.005);
        assert_near(fp_mortality_survival(FP_MORTALITY_SSA_PERIOD,
                                          FP_SEX_UNSTATED, 1960, 65,
                                          ages[i]),
                    (m + w) / 2, 1e-15);
    }
    assert_near(fp_mortality_expectancy(FP_MORTALITY_SSA_PERIOD, FP_SEX_MALE,
                                        1960, 65), 17.48, 0.005);
    assert_near(fp_mortality_expectancy(FP_MORTALITY_SSA_PERIOD,
                                        FP_SEX_FEMALE, 1960, 0),
                80.19, 0.005);
}

static void
cohorts(void **state)
{
    const enum fp_mortality c = FP_MORTALITY_SSA_COHORT;

    (void)state;
    assert_near(fp_mortality_qx(c, FP_SEX_MALE, 1960, 65), 0.015623, 0);
    assert_near(fp_mortality_qx(c, FP_SEX_FEMALE, 1990, 65), 0.007068, 0);
    assert_near(fp_mortality_qx(c, FP_SEX_UNSTATED, 1960, 65),
                (0.015623 + 0.009208) / 2, 1e-15);
    /* half way between two births: the geometric mean */
    assert_near(fp_mortality_qx(c, FP_SEX_MALE, 1965, 65),
                sqrt(0.015623 * 0.014315), 1e-15);
    /* beyond the tables */
    assert_near(fp_mortality_qx(c, FP_SEX_MALE, 1900, 65), 0.022593, 0);
    assert_near(fp_mortality_qx(c, FP_SEX_FEMALE, 2040, 65), 0.006008, 0);
    assert_near(fp_mortality_qx(c, FP_SEX_FEMALE, 1963, 119), 1, 0);
    assert_near(fp_mortality_qx(c, FP_SEX_FEMALE, 1963, 300), 1, 0);
    /* born 1965 and 61 in 2026: 1960's 61 was 2021, so 1970 and 1980 lead */
    assert_near(fp_mortality_qx(c, FP_SEX_MALE, 1965, 61),
                0.011168 * sqrt(0.011168 / 0.010067), 1e-14);
    /* … but 2021 itself has its deaths */
    assert_near(fp_mortality_qx(c, FP_SEX_MALE, 1960, 61), 0.015291, 0);
}

static void
later_births_live_longer(void **state)
{
    (void)state;
    for (int year = 1930; year < 2010; year++)
        for (int to = 70; to <= 115; to += 5)
            for (int sex = FP_SEX_UNSTATED; sex <= FP_SEX_FEMALE; sex++)
                assert_true(
                    fp_mortality_survival(FP_MORTALITY_SSA_COHORT,
                                          (enum fp_sex)sex, year + 1, 65,
                                          to) >=
                    fp_mortality_survival(FP_MORTALITY_SSA_COHORT,
                                          (enum fp_sex)sex, year, 65, to) -
                        (year < 1960 ? 0.01 : 0.0));
}

static void
curves_agree_with_survival(void **state)
{
    double alive[FP_MORTALITY_CURVE];

    (void)state;
    for (int model = 0; model < FP_MORTALITY_COUNT; model++)
        for (int sex = FP_SEX_UNSTATED; sex <= FP_SEX_FEMALE; sex++)
            for (int age = 0; age <= 119; age += 17) {
                fp_mortality_curve((enum fp_mortality)model,
                                   (enum fp_sex)sex, 1957, age, alive,
                                   FP_MORTALITY_CURVE);
                assert_near(alive[0], 1, 0);
                for (int k = 1; k < FP_MORTALITY_CURVE; k++) {
                    assert_true(alive[k] <= alive[k - 1]);
                    assert_near(alive[k],
                                fp_mortality_survival(
                                    (enum fp_mortality)model,
                                    (enum fp_sex)sex, 1957, age, age + k),
                                1e-15);
                }
                assert_near(alive[FP_MORTALITY_CURVE - 1],
                            model == FP_MORTALITY_NONE ? 1 : 0, 0);
            }
    assert_near(fp_mortality_qx(FP_MORTALITY_NONE, FP_SEX_MALE, 1957, 119),
                0, 0);
    assert_true(isinf(fp_mortality_expectancy(FP_MORTALITY_NONE,
                                              FP_SEX_MALE, 1957, 65)));
    /* negative ages count as 0, none beyond is no change */
    assert_near(fp_mortality_qx(FP_MORTALITY_SSA_PERIOD, FP_SEX_MALE, 2030,
                                -3), 0.006064, 0);
    assert_near(fp_mortality_survival(FP_MORTALITY_SSA_PERIOD, FP_SEX_MALE,
                                      1960, 65, 64), 1, 0);
}

static void
table_search(void **state)
{
    static const double alive[] = { 1, 0.75, 0.75, 0.5, 0 };

    (void)state;
    assert_int_equal(fp_mortality_years(alive, 5, 0.999), 0);
    assert_int_equal(fp_mortality_years(alive, 5, 0.75), 0);
    assert_int_equal(fp_mortality_years(alive, 5, 0.7499), 2);
    assert_int_equal(fp_mortality_years(alive, 5, 0.5), 2);
    assert_int_equal(fp_mortality_years(alive, 5, 0.4999), 3);
    assert_int_equal(fp_mortality_years(alive, 5, 1e-300), 3);
    assert_int_equal(fp_mortality_years(alive, 4, 1e-300), 3);
    assert_int_equal(fp_mortality_years(alive, 1, 0.5), 0);
}

/* 50,000 draws follow the curve they came from, within five standard errors,
 * and the single draw is the table search. */
static void
draws_follow_the_curve(void **state)
{
    enum { N = 50000 };
    double alive[FP_MORTALITY_CURVE], u[2];
    size_t lived[FP_MORTALITY_CURVE] = { 0 };

    (void)state;
    fp_mortality_curve(FP_MORTALITY_SSA_COHORT, FP_SEX_UNSTATED, 1961, 65,
                       alive, FP_MORTALITY_CURVE);
    for (uint64_t i = 0; i < N; i++) {
        size_t years;

        fp_rng_uniform2(20261123, i, 0, 0, u);
        years = fp_mortality_years(alive, FP_MORTALITY_CURVE, u[0]);
        for (size_t k = 0; k <= years; k++)
            lived[k]++;
        if (i < 500)
            assert_int_equal(fp_mortality_draw(FP_MORTALITY_SSA_COHORT,
                                               FP_SEX_UNSTATED, 1961, 65,
                                               u[0]), years);
    }
    for (size_t k = 0; k < FP_MORTALITY_CURVE; k++) {
        double p = alive[k], se = sqrt(p * (1 - p) / N);

        assert_near((double)lived[k] / N, p, 5 * se + 1e-4);
    }
    assert_true(lived[20] > N / 4 && lived[20] < N);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(period_survival),
        cmocka_unit_test(cohorts),
        cmocka_unit_test(later_births_live_longer),
        cmocka_unit_test(curves_agree_with_survival),
        cmocka_unit_test(table_search),
        cmocka_unit_test(draws_follow_the_curve),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
