/* Required distributions against the tables' own publication and worked
 * examples of the IRS, and what must hold for every owner and beneficiary. */
#include "tests/cmocka_fp.h"

#include "planning/law/rmd.h"
#include "planning/tables.h"

/* SOURCE: 26 U.S.C. 401(a)(9)(C)(v); IRS Pub. 590-B (2024), "Distributions
 * during owner's lifetime". */
static void
distributions_begin_by_birth(void **state)
{
    static const struct {
        int year, month, first;
    } cases[] = {
        { 1940, 3, 2010 },  { 1940, 9, 2011 },  { 1940, 0, 2011 },
        { 1949, 6, 2019 },  { 1949, 7, 2021 },  { 1949, 0, 2021 },
        { 1950, 12, 2022 }, { 1951, 1, 2024 },  { 1953, 0, 2026 },
        { 1959, 12, 2032 }, { 1960, 1, 2035 },  { 1985, 0, 2060 },
    };

    (void)state;
    for (size_t i = 0; i < FP_COUNT(cases); i++)
        assert_int_equal(fp_rmd_start_year(cases[i].year, cases[i].month),
                         cases[i].first);
    assert_int_equal(fp_rmd_start_age(1950), 72);
    assert_int_equal(fp_rmd_start_age(1951), 73);
    assert_int_equal(fp_rmd_start_age(1959), 73);
    assert_int_equal(fp_rmd_start_age(1960), 75);
}

/* SOURCE: IRS Pub. 590-B (2024), chapter 1, "Figuring the owner's required
 * minimum distribution": 100,000 at the end of the year before, owner of 75,
 * spouse six and eleven years younger; and the example of Capital Group's
 * extract of Table II (262,000, 76 and 60: 9,290.78). */
static void
published_owners(void **state)
{
    (void)state;
    assert_near(100000 / fp_rmd_divisor_of(1949, 75, 69), 4065, 0.5);
    assert_near(100000 / fp_rmd_divisor_of(1949, 75, 64), 3953, 0.5);
    assert_near(262000 / fp_rmd_divisor_of(1949, 76, 60), 9290.78, 0.005);
    assert_near(fp_rmd_divisor_of(1950, 75, 60), 28.3, 0);
    assert_near(fp_rmd_divisor_of(1950, 75, 65), 24.6, 0);
    assert_near(fp_rmd_divisor_of(1950, 75, 80), 24.6, 0);
    assert_near(fp_rmd_divisor_of(1950, 75, -1), 24.6, 0);
    assert_near(fp_rmd_divisor_of(1953, 72, 40), 0, 0);
    assert_near(fp_rmd_amount(1953, 73, 1000000), 37735.849, 0.001);
}

/* Joint table, owners of 70 to 80 across, spouses of 69 to 55 down.
 * SOURCE: IRS Pub. 590-B, Table II, as in the extract of Capital Group. */
static void
joint_table_as_published(void **state)
{
    static const double rows[][11] = {
        { 23.9, 23.4, 23.1, 22.7, 22.4, 22.1, 21.8, 21.5, 21.3, 21.1, 20.9 },
        { 24.3, 24.0, 23.6, 23.3, 23.0, 22.7, 22.4, 22.2, 22.0, 21.8, 21.6 },
        { 24.9, 24.5, 24.2, 23.9, 23.6, 23.3, 23.1, 22.9, 22.7, 22.5, 22.3 },
        { 25.4, 25.1, 24.8, 24.5, 24.2, 24.0, 23.7, 23.5, 23.4, 23.2, 23.1 },
        { 26.0, 25.7, 25.4, 25.1, 24.9, 24.6, 24.4, 24.3, 24.1, 23.9, 23.8 },
        { 26.6, 26.3, 26.0, 25.8, 25.5, 25.3, 25.2, 25.0, 24.8, 24.7, 24.6 },
        { 27.2, 26.9, 26.7, 26.5, 26.2, 26.1, 25.9, 25.7, 25.6, 25.5, 25.3 },
        { 27.9, 27.6, 27.4, 27.2, 27.0, 26.8, 26.6, 26.5, 26.4, 26.2, 26.1 },
        { 28.5, 28.3, 28.1, 27.9, 27.7, 27.5, 27.4, 27.3, 27.1, 27.0, 26.9 },
        { 29.2, 29.0, 28.8, 28.6, 28.4, 28.3, 28.2, 28.0, 27.9, 27.8, 27.8 },
        { 29.9, 29.7, 29.5, 29.4, 29.2, 29.1, 29.0, 28.8, 28.7, 28.7, 28.6 },
        { 30.7, 30.5, 30.3, 30.1, 30.0, 29.9, 29.8, 29.7, 29.6, 29.5, 29.4 },
        { 31.4, 31.2, 31.1, 30.9, 30.8, 30.7, 30.6, 30.5, 30.4, 30.3, 30.3 },
        { 32.2, 32.0, 31.9, 31.7, 31.6, 31.5, 31.4, 31.3, 31.2, 31.2, 31.1 },
        { 33.0, 32.8, 32.7, 32.6, 32.4, 32.4, 32.3, 32.2, 32.1, 32.0, 32.0 },
    };
    int compared = 0;

    (void)state;
    for (int owner = 70; owner <= 80; owner++)
        for (int spouse = 55; spouse <= 69; spouse++)
            if (owner - spouse > 10) {
                assert_near(fp_rmd_joint(owner, spouse),
                            rows[69 - spouse][owner - 70], 0);
                compared++;
            }
    assert_int_equal(compared, 110);
}

/* No hole in the tables; a younger spouse never lowers the divisor, a further
 * year of the owner never raises it, and the joint table is never below the
 * uniform one. */
static void
tables_are_whole(void **state)
{
    (void)state;
    for (int owner = 70; owner <= 120; owner++)
        for (int spouse = 20; spouse <= owner - 11; spouse++) {
            double divisor = fp_rmd_joint(owner, spouse);

            assert_true(divisor >= 2.0);
            assert_true(divisor >= fp_rmd_divisor(owner));
            assert_true(divisor >= fp_rmd_single(spouse));
            if (spouse > 20)
                assert_true(divisor <= fp_rmd_joint(owner, spouse - 1));
            if (owner > 70 && owner - 1 - spouse > 10)
                assert_true(divisor <= fp_rmd_joint(owner - 1, spouse));
        }
    assert_near(fp_rmd_joint(75, 65), 0, 0);
    assert_near(fp_rmd_joint(69, 20), 0, 0);
    assert_near(fp_rmd_joint(80, 12), fp_rmd_joint(80, 20), 0);
    assert_near(fp_rmd_joint(125, 60), fp_rmd_joint(120, 60), 0);
    for (int age = 1; age <= 120; age++)
        assert_true(fp_rmd_single(age) <= fp_rmd_single(age - 1));
    assert_near(fp_rmd_single(-1), 84.6, 0);
    assert_near(fp_rmd_single(0), 84.6, 0);
    assert_near(fp_rmd_single(50), 36.2, 0);
    assert_near(fp_rmd_single(80), 11.2, 0);
    assert_near(fp_rmd_single(121), 1.0, 0);
    for (int age = 73; age <= 121; age++)
        assert_true(fp_rmd_divisor(age) <= fp_rmd_divisor(age - 1));
}

static struct fp_inherited_rule
rule_of(int death, int decedent, enum fp_beneficiary class, int born, int year)
{
    struct fp_inherited account = { .death_year = death,
                                    .decedent_birth_year = decedent,
                                    .beneficiary = class,
                                    .birth_year = born };

    assert_near(fp_inherited_divisor(&account, year),
                fp_inherited_rule(&account, year).divisor, 0);
    return fp_inherited_rule(&account, year);
}

/* SOURCE: IRS Pub. 590-B (2024), "Beneficiary not an individual": owner dead
 * in 2023 at 80, 100,000 at the end of the year, 9,804 = 100,000 / 10.2 in
 * 2024. The owner's expectancy is the longer one for an older beneficiary. */
static void
owner_expectancy_where_longer(void **state)
{
    struct fp_inherited_rule rule;

    (void)state;
    rule = rule_of(2023, 1943, FP_BENEFICIARY_NEAR_AGE, 1939, 2024);
    assert_near(100000 / rule.divisor, 9804, 0.5);
    rule = rule_of(2024, 1944, FP_BENEFICIARY_TEN_YEAR, 1939, 2025);
    assert_near(rule.divisor, 10.2, 1e-12);
    rule = rule_of(2024, 1944, FP_BENEFICIARY_TEN_YEAR, 1939, 2030);
    assert_near(rule.divisor, 5.2, 1e-12);
    /* Died before payments began: no such choice. */
    rule = rule_of(2023, 1951, FP_BENEFICIARY_NEAR_AGE, 1945, 2024);
    assert_near(rule.divisor, 11.9, 1e-12);
}

/* Ten-year rule. SOURCE: Treas. Reg. 1.401(a)(9)-5(d)(1) and (e)(2); Notices
 * 2022-53, 2023-54 and 2024-35. */
static void
ten_years(void **state)
{
    struct fp_inherited_rule rule;

    (void)state;
    /* Died at 80, payments had begun; the child is 50 in the next year. */
    for (int year = 2021; year <= 2031; year++) {
        rule = rule_of(2021, 1941, FP_BENEFICIARY_TEN_YEAR, 1972, year);
        assert_int_equal(rule.must_empty, year >= 2031);
        if (year < 2025)
            assert_near(rule.divisor, 0, 0);
        else
            assert_near(rule.divisor, 36.2 - (year - 2022), 1e-12);
    }
    /* Died at 65: nothing before the tenth year. */
    for (int year = 2025; year <= 2034; year++) {
        rule = rule_of(2024, 1959, FP_BENEFICIARY_TEN_YEAR, 1990, year);
        assert_near(rule.divisor, 0, 0);
        assert_int_equal(rule.must_empty, year == 2034);
    }
    /* Born 1951: first distribution in 2024, required by April 1 of 2025. */
    assert_near(rule_of(2024, 1951, FP_BENEFICIARY_TEN_YEAR, 1980, 2026)
                    .divisor, 0, 0);
    assert_true(rule_of(2025, 1951, FP_BENEFICIARY_TEN_YEAR, 1980, 2026)
                    .divisor > 0);
    rule = rule_of(2026, 1940, FP_BENEFICIARY_TEN_YEAR, 1980, 2026);
    assert_near(rule.divisor, 0, 0);
    assert_int_equal(rule.must_empty, 0);
}

/* Eligible designated beneficiaries. SOURCE: Treas. Reg. 1.401(a)(9)-4(e) and
 * -5(e)(3) to (5). */
static void
life_expectancies(void **state)
{
    struct fp_inherited_rule rule;

    (void)state;
    /* A sibling of 69 in the first year: 19.6, one less every year. */
    for (int year = 2025; year <= 2044; year++) {
        rule = rule_of(2024, 1957, FP_BENEFICIARY_NEAR_AGE, 1956, year);
        assert_near(rule.divisor, year < 2044 ? 19.6 - (year - 2025) : 1.0,
                    1e-9);
        assert_int_equal(rule.must_empty, year >= 2044);
    }
    rule = rule_of(2024, 1957, FP_BENEFICIARY_DISABLED, 1985, 2030);
    assert_near(rule.divisor, 45.7 - 5, 1e-12);
    /* A child of 10 in 2024, 21 in 2035, empty in 2045. */
    for (int year = 2025; year <= 2045; year++) {
        rule = rule_of(2024, 1975, FP_BENEFICIARY_MINOR, 2014, year);
        assert_near(rule.divisor, 73.9 - (year - 2025), 1e-9);
        assert_int_equal(rule.must_empty, year == 2045);
    }
    /* Past 21 at the death: as anybody else. */
    rule = rule_of(2024, 1975, FP_BENEFICIARY_MINOR, 2003, 2034);
    assert_near(rule.divisor, 0, 0);
    assert_int_equal(rule.must_empty, 1);
    /* Deaths before 2020 keep the older law. */
    rule = rule_of(2018, 1950, FP_BENEFICIARY_TEN_YEAR, 1980, 2029);
    assert_near(rule.divisor, 46.7 - 10, 1e-9);
    assert_int_equal(rule.must_empty, 0);
    /* A spouse goes on as the owner. */
    assert_near(rule_of(2024, 1950, FP_BENEFICIARY_SPOUSE, 1952, 2026)
                    .divisor, 25.5, 0);
    assert_near(rule_of(2024, 1950, FP_BENEFICIARY_SPOUSE, 1965, 2026)
                    .divisor, 0, 0);
}

/* Every account of every class but the spouse's is gone at last, and nobody
 * has to take more than there is. */
static void
accounts_end(void **state)
{
    (void)state;
    for (int death = 2012; death <= 2030; death++)
        for (int decedent = 1930; decedent <= 1990; decedent += 4)
            for (int born = 1935; born < death; born += 3)
                for (int c = 0; c < FP_BENEFICIARY_COUNT; c++) {
                    int ends = 0;

                    if (c == FP_BENEFICIARY_SPOUSE)
                        continue;
                    for (int year = death; year < death + 100 && !ends;
                         year++) {
                        struct fp_inherited_rule rule = rule_of(
                            death, decedent, (enum fp_beneficiary)c, born,
                            year);

                        assert_true(rule.divisor == 0 || rule.divisor >= 1);
                        ends = rule.must_empty;
                        assert_true(!ends || year > death);
                    }
                    assert_true(ends);
                }
}

/* An employer's plan waits until its owner retires; individual accounts do
 * not. */
static void
still_at_work(void **state)
{
    struct fp_account account = { .type = FP_ACCOUNT_TRADITIONAL,
                                  .employer_plan = 1 };
    struct fp_person owner = { .birth_year = 1950, .retirement_age = 77 };

    (void)state;
    assert_true(fp_rmd_postponed(&account, &owner, 2026));
    assert_false(fp_rmd_postponed(&account, &owner, 2027));
    account.employer_plan = 0;
    assert_false(fp_rmd_postponed(&account, &owner, 2026));
}

static void
charity(void **state)
{
    (void)state;
    assert_int_equal(fp_qcd_start_year(1955, 6), 2025);
    assert_int_equal(fp_qcd_start_year(1955, 7), 2026);
    assert_int_equal(fp_qcd_start_year(1955, 0), 2026);
    assert_near(fp_rmd_after_qcd(30000, 10000), 20000, 0);
    assert_near(fp_rmd_after_qcd(30000, 40000), 0, 0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(distributions_begin_by_birth),
        cmocka_unit_test(published_owners),
        cmocka_unit_test(joint_table_as_published),
        cmocka_unit_test(tables_are_whole),
        cmocka_unit_test(owner_expectancy_where_longer),
        cmocka_unit_test(ten_years),
        cmocka_unit_test(life_expectancies),
        cmocka_unit_test(accounts_end),
        cmocka_unit_test(still_at_work),
        cmocka_unit_test(charity),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
