/* planning/calculators: claims of Social Security, survival of one and two,
 * pensions against lump sums. */
#include "tests/cmocka_fp.h"

#include "planning/calculators/claiming.h"
#include "planning/calculators/longevity.h"
#include "planning/calculators/pension.h"

enum { YEAR = 12 };

static int
months(int years)
{
    return years * YEAR;
}

/* SSA, "Retirement age and benefit reduction": who is born in 1960 or later
 * and would have 1,000 at 67 has 700 at 62, and 1,240 at 70. The claims at 62
 * and 67 are even at 78 years and 8 months, those at 67 and 70 at 82 1/2. */
static void
break_even_without_interest(void **state)
{
    struct fp_ss_worker worker = { { 1962, 3, 10 }, 1000, 0 };
    double monthly[3];
    const int claims[] = { 62, 67, 70 };

    (void)state;
    for (int i = 0; i < 3; i++) {
        worker.claim_months = months(claims[i]);
        assert_int_equal(fp_ss_own_benefit(&worker, &monthly[i]), FP_OK);
    }
    assert_near(monthly[0], 700, 0);
    assert_near(monthly[2], 1240, 0);
    assert_int_equal(fp_claims_break_even(700, months(62), 1000, months(67),
                                          0), months(78) + 8);
    assert_int_equal(fp_claims_break_even(1000, months(67), 1240, months(70),
                                          0), months(82) + 6);
    /* interest makes waiting take longer, and then impossible */
    assert_true(fp_claims_break_even(700, months(62), 1000, months(67),
                                     0.03) > months(78) + 8);
    assert_int_equal(fp_claims_break_even(700, months(62), 1000, months(67),
                                          0.2), -1);
}

/* One person at no interest: the monthly benefit times the months that the
 * life table expects after the claim. */
static void
one_person_by_expectancy(void **state)
{
    struct fp_claims c = {
        .people = { { { 1960, 6, 15 }, 2000, FP_SEX_FEMALE } },
        .n_people = 1, .model = FP_MORTALITY_SSA_COHORT,
        .now = 2027 * YEAR + 5 /* 67 years old */
    };
    const int claim[2] = { months(67), 0 };
    double years = fp_mortality_expectancy(FP_MORTALITY_SSA_COHORT,
                                           FP_SEX_FEMALE, 1960, 67);
    struct fp_claims_value v;

    (void)state;
    assert_int_equal(fp_claims_value(&c, claim, &v), FP_OK);
    /* payments at a month's end: half a month less than the mean life */
    assert_near(v.total, 2000 * YEAR * (years - 0.5 / YEAR), 1.0);
    assert_near(v.total, v.own[0], 0);
}

/* Alive at the start of month t, deaths even between birthdays. */
static double
alive_at(const struct fp_claims *c, int i, int t)
{
    int age = c->now - fp_ss_birth_month(c->people[i].birth);
    int year = fp_ss_birth_year(c->people[i].birth);
    double ends[2], at[2];

    for (int k = 0; k < 2; k++) {
        int months_old = age + (k == 0 ? 0 : t), whole = months_old / YEAR;

        ends[0] = fp_mortality_survival(c->model, c->people[i].sex, year,
                                        age / YEAR, whole);
        ends[1] = fp_mortality_survival(c->model, c->people[i].sex, year,
                                        age / YEAR, whole + 1);
        at[k] = ends[0] + (months_old % YEAR) / 12.0 * (ends[1] - ends[0]);
    }
    return at[1] / at[0];
}

/* A couple, month by month and death by death, the slow way. */
static double
couple_slowly(const struct fp_claims *c, const int claim[2])
{
    enum { SPAN = 60 * YEAR };
    static double alive[2][SPAN + 1];
    double total = 0, own[2], excess[2];
    struct fp_ss_worker w[2];
    int age[2];

    for (int i = 0; i < 2; i++) {
        w[i] = (struct fp_ss_worker){ c->people[i].birth, c->people[i].pia,
                                      claim[i] };
        age[i] = c->now - fp_ss_birth_month(c->people[i].birth);
        assert_int_equal(fp_ss_own_benefit(&w[i], &own[i]), FP_OK);
        for (int t = 0; t <= SPAN; t++)
            alive[i][t] = alive_at(c, i, t);
    }
    for (int i = 0; i < 2; i++)
        assert_int_equal(fp_ss_spousal_excess(&w[1 - i], &w[i], &excess[i]),
                         FP_OK);
    for (int t = 0; t < SPAN; t++) {
        double v = pow(1 + c->rate, -(t + 1) / 12.0);

        for (int i = 0; i < 2; i++) {
            int j = 1 - i;
            double mine = age[i] + t >= claim[i] ? own[i] : 0;
            double married = mine;

            if (age[i] + t >= claim[i] && age[j] + t >= claim[j])
                married += excess[i];
            total += v * alive[i][t + 1] * alive[j][t + 1] * married;
            for (int d = 0; d <= t; d++) {
                struct fp_ss_deceased gone = { w[j], age[j] + d >= claim[j],
                                               age[j] + d };
                double chance = alive[j][d] - alive[j][d + 1], widowed = 0;
                int start = age[i] + d > FP_SS_EARLIEST_SURVIVOR
                                ? age[i] + d : FP_SS_EARLIEST_SURVIVOR;

                if (chance <= 0)
                    continue;
                if (age[i] + t >= start)
                    assert_int_equal(fp_ss_survivor_benefit(
                                         &gone, c->people[i].birth, start,
                                         &widowed), FP_OK);
                total += v * alive[i][t + 1] * chance * fmax(widowed, mine);
            }
        }
    }
    return total;
}

static void
couples_the_slow_way(void **state)
{
    static const int claims[3][2] = { { 62, 62 }, { 70, 64 }, { 67, 70 } };
    struct fp_claims c = {
        .people = { { { 1964, 2, 20 }, 2800, FP_SEX_MALE },
                    { { 1968, 11, 3 }, 900, FP_SEX_FEMALE } },
        .n_people = 2, .model = FP_MORTALITY_SSA_COHORT, .rate = 0.02,
        .now = 2026 * YEAR + 1
    };

    (void)state;
    for (int k = 0; k < 3; k++) {
        const int claim[2] = { months(claims[k][0]), months(claims[k][1]) };
        struct fp_claims_value v;
        double sum = 0;

        assert_int_equal(fp_claims_value(&c, claim, &v), FP_OK);
        assert_near(v.total, couple_slowly(&c, claim), 1e-4 * v.total);
        for (int i = 0; i < 2; i++)
            sum += v.own[i] + v.spousal[i] + v.survivor[i];
        assert_near(sum, v.total, 1e-6);
        assert_true(v.survivor[1] > 0);
    }
}

static void
claims_refused(void **state)
{
    struct fp_claims c = { .people = { { { 1960, 1, 2 }, 1000, FP_SEX_MALE } },
                           .n_people = 1, .model = FP_MORTALITY_NONE,
                           .now = 2026 * YEAR };
    struct fp_claims_value v;

    (void)state;
    assert_int_equal(fp_claims_value(&c, (int[2]){ 744, 0 }, &v), FP_EINVAL);
    c.model = FP_MORTALITY_SSA_PERIOD;
    assert_int_equal(fp_claims_value(&c, (int[2]){ 743, 0 }, &v), FP_EINVAL);
    c.now = 1950 * YEAR;
    assert_int_equal(fp_claims_value(&c, (int[2]){ 744, 0 }, &v), FP_EINVAL);
}

/* Both and either follow from each; the means are those of mortality.h. */
static void
survival_of_two(void **state)
{
    static struct fp_longevity l;
    const struct fp_annuity_life lives[2] = { { FP_SEX_MALE, 1960, 66 },
                                              { FP_SEX_FEMALE, 1963, 63 } };

    (void)state;
    assert_int_equal(fp_longevity(FP_MORTALITY_SSA_COHORT, lives, 2, &l),
                     FP_OK);
    assert_int_equal(l.n, 58);
    for (int i = 0; i < 2; i++)
        assert_near(l.expectancy[i],
                    fp_mortality_expectancy(FP_MORTALITY_SSA_COHORT,
                                            lives[i].sex, lives[i].birth_year,
                                            lives[i].age), 1e-9);
    for (size_t k = 0; k < l.n; k++)
        assert_near(l.both[k] + l.either[k], l.alive[0][k] + l.alive[1][k],
                    1e-12);
    assert_near(l.expectancy_both + l.expectancy_either,
                l.expectancy[0] + l.expectancy[1], 1e-9);
    for (double chance = 0.05; chance < 1; chance += 0.05) {
        size_t k = fp_longevity_years(l.either, l.n, chance);

        assert_true(l.either[k] >= chance);
        assert_true(k + 1 == l.n || l.either[k + 1] < chance);
    }
    assert_int_equal(fp_longevity(FP_MORTALITY_NONE, lives, 1, &l),
                     FP_EINVAL);
}

static void
pension_against_lump_sum(void **state)
{
    struct fp_pension_form form = {
        .monthly = 1000,
        .terms = { .model = FP_MORTALITY_SSA_COHORT, .n_lives = 1,
                   .lives = { { FP_SEX_MALE, 1961, 65 } }, .rate = 0.04,
                   .per_year = 12, .due = FP_TVM_START }
    };
    struct fp_pension_value v, at_rate;
    double price;

    (void)state;
    assert_int_equal(fp_annuity_price(&form.terms, &price), FP_OK);
    assert_int_equal(fp_pension(&form, 120000, &v), FP_OK);
    assert_near(v.value, 12000 * price, 1e-6);
    assert_near(v.break_even_years, 10, 1e-12);
    assert_near(v.equal_monthly * 12 * price, 120000, 1e-6);
    /* at its own rate the pension is worth the lump sum */
    form.terms.rate = v.rate;
    assert_int_equal(fp_pension(&form, 120000, &at_rate), FP_OK);
    assert_near(at_rate.difference, 0, 1e-3);
    /* ten years certain and nothing after are an ordinary annuity: 1,000 a
     * month at 0 % are worth 120,000 to somebody who is sure to die */
    form.terms.rate = 0;
    form.terms.lives[0].age = 119;
    form.terms.certain_years = 10;
    assert_int_equal(fp_pension(&form, 120000, &v), FP_OK);
    assert_near(v.value, 120000, 1e-6);
    /* half to a survivor is worth more than nothing, less than all */
    form.terms = (struct fp_annuity){
        .model = FP_MORTALITY_SSA_COHORT, .n_lives = 2, .rate = 0.03,
        .lives = { { FP_SEX_MALE, 1961, 65 }, { FP_SEX_FEMALE, 1963, 63 } },
        .per_year = 12, .due = FP_TVM_START
    };
    double last = 0;
    for (int share = 0; share <= 4; share++) {
        form.terms.survivor_share = share / 4.0;
        assert_int_equal(fp_pension(&form, 0, &v), FP_OK);
        assert_true(v.value > last);
        assert_true(isnan(v.rate) && isnan(v.break_even_years));
        last = v.value;
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(break_even_without_interest),
        cmocka_unit_test(one_person_by_expectancy),
        cmocka_unit_test(couples_the_slow_way),
        cmocka_unit_test(claims_refused),
        cmocka_unit_test(survival_of_two),
        cmocka_unit_test(pension_against_lump_sum),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
