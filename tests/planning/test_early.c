/* Early withdrawals: ages, separation, periodic payments by published
 * figures. */
#include "tests/cmocka_fp.h"

#include "planning/law/early.h"
#include "planning/math/tvm.h"

static void
half_birthdays(void **state)
{
    (void)state;
    assert_int_equal(fp_early_age_year(1970, 1), 2029);
    assert_int_equal(fp_early_age_year(1970, 6), 2029);
    assert_int_equal(fp_early_age_year(1970, 7), 2030);
    assert_int_equal(fp_early_age_year(1970, 12), 2030);
    assert_int_equal(fp_early_age_year(1970, 0), 2030);
}

static void
each_kind_of_account(void **state)
{
    struct fp_early_facts facts = { .type = FP_ACCOUNT_TRADITIONAL,
                                    .birth_year = 1970, .birth_month = 3 };

    (void)state;
    assert_int_equal(fp_early_due(&facts, 2028), FP_EARLY_DUE);
    assert_int_equal(fp_early_due(&facts, 2029), FP_EARLY_FREE);
    facts.type = FP_ACCOUNT_ROTH;
    assert_int_equal(fp_early_due(&facts, 2028), FP_EARLY_DUE);
    assert_int_equal(fp_early_due(&facts, 2029), FP_EARLY_FREE);
    facts.type = FP_ACCOUNT_HSA;
    assert_int_equal(fp_early_due(&facts, 2034), FP_EARLY_DUE_HSA);
    assert_int_equal(fp_early_due(&facts, 2035), FP_EARLY_FREE);
    facts.type = FP_ACCOUNT_529;
    assert_int_equal(fp_early_due(&facts, 2050), FP_EARLY_CLOSED);
    assert_false(fp_early_exempt(&facts, 2050));
    facts.type = FP_ACCOUNT_INHERITED;
    assert_int_equal(fp_early_due(&facts, 1999), FP_EARLY_FREE);
    facts.type = FP_ACCOUNT_TAXABLE;
    assert_true(fp_early_exempt(&facts, 1999));
    facts.type = FP_ACCOUNT_CASH;
    assert_true(fp_early_exempt(&facts, 1999));
}

/* SOURCE: 26 U.S.C. 72(t)(2)(A)(v); IRS Notice 87-13, Q&A-20: separated in or
 * after the year of 55, plans only. */
static void
rule_of_55(void **state)
{
    struct fp_early_facts facts = { .type = FP_ACCOUNT_TRADITIONAL,
                                    .employer_plan = 1, .birth_year = 1970,
                                    .separation_year = 2025 };

    (void)state;
    assert_false(fp_early_exempt(&facts, 2024));
    assert_true(fp_early_exempt(&facts, 2025));
    assert_true(fp_early_exempt(&facts, 2028));
    facts.separation_year = 2024;
    assert_false(fp_early_exempt(&facts, 2024));
    assert_false(fp_early_exempt(&facts, 2027));
    assert_true(fp_early_exempt(&facts, 2030));
    facts.separation_year = 0;
    assert_false(fp_early_exempt(&facts, 2027));
    facts.separation_year = 2025;
    facts.employer_plan = 0;
    assert_false(fp_early_exempt(&facts, 2027));
}

static void
facts_of_a_plan(void **state)
{
    struct fp_account account = { .type = FP_ACCOUNT_TRADITIONAL,
                                  .employer_plan = 1 };
    struct fp_person person = { .birth_year = 1970, .birth_month = 8,
                                .retirement_age = 56 };
    struct fp_early_facts facts = fp_early_facts_of(&account, &person);

    (void)state;
    assert_int_equal(facts.separation_year, 2026);
    assert_int_equal(facts.birth_month, 8);
    assert_false(fp_early_exempt(&facts, 2025));
    assert_true(fp_early_exempt(&facts, 2026));
}

/* SOURCE: Rev. Rul. 2002-62 as the IRS illustrates it: 400,000 at 50, 2.98 %,
 * 34.2 years of the table then in force, 18,811 a year; and a computation of
 * 2026 with the table of 2022 (847,000 at 45, 5 %, 41.0 years). */
static void
periodic_payments(void **state)
{
    (void)state;
    assert_near(400000 / fp_tvm_annuity(0.0298, 34.2, FP_TVM_END), 18811,
                0.5);
    assert_near(fp_sepp_payment(847000, 45, 0.05), 48975.48, 0.005);
    assert_near(fp_sepp_payment(362000, 50, 0), 10000, 1e-6);
    assert_near(fp_sepp_payment(0, 50, 0.05), 0, 0);
    assert_near(fp_sepp_payment(-5, 50, 0.05), 0, 0);
    for (int age = 41; age < 60; age++) {
        assert_true(fp_sepp_payment(1e6, age, 0.05) >
                    fp_sepp_payment(1e6, age - 1, 0.05));
        assert_true(fp_sepp_payment(1e6, age, 0.05) >
                    fp_sepp_payment(1e6, age, 0.04));
        assert_true(fp_sepp_payment(1e6, age, 0.05) > 0.05 * 1e6);
    }
    assert_near(fp_sepp_rate_max(0), 0.05, 0);
    assert_near(fp_sepp_rate_max(0.04), 0.05, 0);
    assert_near(fp_sepp_rate_max(0.045), 0.054, 1e-15);
}

/* The longer of five years and until 59 1/2. */
static void
series_last(void **state)
{
    struct fp_early_facts facts = { .type = FP_ACCOUNT_TRADITIONAL,
                                    .birth_year = 1970,
                                    .sepp_start_year = 2020 };

    (void)state;
    assert_false(fp_sepp_active(&facts, 2019));
    assert_true(fp_sepp_active(&facts, 2020));
    assert_true(fp_sepp_active(&facts, 2029));
    assert_false(fp_sepp_active(&facts, 2030));
    facts.sepp_start_year = 2027;
    assert_true(fp_sepp_active(&facts, 2031));
    assert_false(fp_sepp_active(&facts, 2032));
    facts.sepp_start_year = 0;
    assert_false(fp_sepp_active(&facts, 2027));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(half_birthdays),
        cmocka_unit_test(each_kind_of_account),
        cmocka_unit_test(rule_of_55),
        cmocka_unit_test(facts_of_a_plan),
        cmocka_unit_test(periodic_payments),
        cmocka_unit_test(series_last),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
