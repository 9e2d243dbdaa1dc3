/* Contribution limits: the published amounts, phase-outs by the worksheets of
 * Pub. 590-A, what a household may contribute together. */
#include "tests/cmocka_fp.h"

#include "base/arena.h"
#include "base/attr.h"
#include "base/faults.h"
#include "planning/law/limits.h"
#include "planning/law/tax.h"
#include "tests/planning/plan_kit.h"

static struct fp_limits
limits_of(int year)
{
    struct fp_limits limits;

    assert_int_equal(fp_limits_get(year, &limits), FP_OK);
    return limits;
}

static void
apply(int year, const struct fp_limit_household *household,
      struct fp_limit_item *items, size_t n)
{
    struct fp_limits limits = limits_of(year);

    assert_int_equal(fp_limits_apply(&limits, household, items, n), FP_OK);
    for (size_t i = 0; i < n; i++) {
        assert_near(items[i].allowed + items[i].excess, items[i].wanted,
                    1e-9);
        assert_int_equal(items[i].excess > 0.0 || items[i].employer_allowed <
                                                      items[i].employer,
                         items[i].reason != NULL);
    }
}

/* SOURCE: IRS Notices 2022-55, 2023-75, 2024-80 and 2025-67; Rev. Procs.
 * 2022-24, 2023-23, 2024-25 and 2025-19. */
static void
amounts_as_published(void **state)
{
    static const struct {
        int year;
        double amounts[13];
    } years[] = {
        { 2023, { 22500, 7500, 7500, 66000, 330000, 15500, 6500, 1000, 3850,
                  7750, 1000, 100000, 17000 } },
        { 2024, { 23000, 7500, 7500, 69000, 345000, 16000, 7000, 1000, 4150,
                  8300, 1000, 105000, 18000 } },
        { 2025, { 23500, 7500, 11250, 70000, 350000, 16500, 7000, 1000, 4300,
                  8550, 1000, 108000, 19000 } },
        { 2026, { 24500, 8000, 11250, 72000, 360000, 17000, 7500, 1100, 4400,
                  8750, 1000, 111000, 19000 } },
    };

    (void)state;
    for (size_t i = 0; i < FP_COUNT(years); i++) {
        struct fp_limits l = limits_of(years[i].year);
        double got[] = { l.elective, l.catch_up, l.super_catch_up,
                         l.additions, l.compensation, l.simple, l.ira,
                         l.ira_catch_up, l.hsa_self, l.hsa_family,
                         l.hsa_catch_up, l.qcd, l.gift };

        assert_int_equal(l.year, years[i].year);
        for (size_t k = 0; k < FP_COUNT(got); k++)
            assert_near(got[k], years[i].amounts[k], 0);
        assert_near(l.roth_catch_up_wages, years[i].year < 2026 ? 0 : 150000,
                    0);
    }
    assert_near(limits_of(2026).simple_catch_up, 4000, 0);
    assert_near(limits_of(2026).simple_super_catch_up, 5250, 0);
    assert_near(limits_of(2026).roth[FP_FILING_SINGLE].start, 153000, 0);
    assert_near(limits_of(2026).roth[FP_FILING_MARRIED_JOINT].end, 252000, 0);
    assert_near(limits_of(2026).covered[FP_FILING_SINGLE].end, 91000, 0);
    assert_near(limits_of(2026).covered[FP_FILING_MARRIED_JOINT].start,
                129000, 0);
    assert_near(limits_of(2030).elective, 24500, 0);
}

static void
catch_ups_by_age(void **state)
{
    struct fp_limits before = limits_of(2024), l = limits_of(2026);

    (void)state;
    for (int age = 30; age <= 75; age++) {
        double more = age < 50                 ? 0
                      : age >= 60 && age <= 63 ? 11250
                                               : 8000;

        assert_near(fp_limits_catch_up(&l, age, 0), more, 0);
        assert_near(fp_limits_catch_up(&before, age, 0), age < 50 ? 0 : 7500,
                    0);
    }
    assert_near(fp_limits_catch_up(&l, 62, 1), 5250, 0);
    assert_near(fp_limits_catch_up(&l, 64, 1), 4000, 0);
}

/* The rule of Pub. 590-A (worksheets 1-2 and 2-2): in proportion, up to the
 * next 10 dollars, not below 200. */
static void
phase_outs(void **state)
{
    struct fp_phase_out range = { 153000, 168000 };

    (void)state;
    assert_near(fp_limits_phased(7500, &range, 0), 7500, 0);
    assert_near(fp_limits_phased(7500, &range, 153000), 7500, 0);
    assert_near(fp_limits_phased(7500, &range, 160500), 3750, 0);
    assert_near(fp_limits_phased(7500, &range, 160501), 3750, 0);
    assert_near(fp_limits_phased(7500, &range, 160521), 3740, 0);
    assert_near(fp_limits_phased(7500, &range, 167990), 200, 0);
    assert_near(fp_limits_phased(7500, &range, 168000), 0, 0);
    assert_near(fp_limits_phased(100, &range, 167990), 100, 0);
    range = (struct fp_phase_out){ 0, 10000 };
    assert_near(fp_limits_phased(7500, &range, -5), 7500, 0);
    assert_near(fp_limits_phased(7500, &range, 5000), 3750, 0);
    assert_near(fp_limits_phased(7500, &range, 10000), 0, 0);
    for (double magi = 0; magi < 12000; magi += 7)
        assert_true(fp_limits_phased(7500, &range, magi + 7) <=
                    fp_limits_phased(7500, &range, magi));
}

static void
deferrals_share_a_limit(void **state)
{
    struct fp_limit_household one = { .status = FP_FILING_SINGLE,
                                      .magi = 200000,
                                      .people = { { .age = 52,
                                                    .pay = 200000,
                                                    .prior_wages = 200000,
                                                    .covered = 1 } },
                                      .n_people = 1 };
    struct fp_limit_item items[2] = {
        { .kind = FP_LIMIT_DEFERRAL, .wanted = 20000, .employer = 10000 },
        { .kind = FP_LIMIT_DEFERRAL, .wanted = 20000, .roth = 1 },
    };

    (void)state;
    apply(2026, &one, items, 2);
    assert_near(items[0].allowed, 20000, 0);
    assert_near(items[0].employer_allowed, 10000, 0);
    assert_null(items[0].note);
    /* 24,500 and 8,000 of catch-up, 20,000 used; made as Roth. */
    assert_near(items[1].allowed, 12500, 0);
    assert_null(items[1].note);
    items[1].roth = 0;
    apply(2026, &one, items, 2);
    assert_non_null(strstr(items[1].note, "Roth"));
    apply(2025, &one, items, 2);
    assert_near(items[1].allowed, 11000, 0);
    assert_null(items[1].note);
    one.people[0].age = 49;
    apply(2026, &one, items, 2);
    assert_near(items[1].allowed, 4500, 0);
    one.people[0].pay = 9000;
    apply(2026, &one, items, 2);
    assert_near(items[0].allowed, 9000, 0);
    assert_non_null(strstr(items[0].reason, "pay"));
    assert_near(items[1].allowed, 0, 0);
}

/* 415(c), 2026: 72,000 of regular deferrals and the employer's part together;
 * catch-ups on top (80,000 at 50, 83,250 at 60 as printed by the IRS). */
static void
total_additions(void **state)
{
    struct fp_limit_household one = { .status = FP_FILING_SINGLE,
                                      .people = { { .age = 55,
                                                    .pay = 400000 } },
                                      .n_people = 1 };
    struct fp_limit_item item = { .kind = FP_LIMIT_DEFERRAL, .wanted = 32500,
                                  .employer = 60000 };

    (void)state;
    apply(2026, &one, &item, 1);
    assert_near(item.allowed, 32500, 0);
    assert_near(item.employer_allowed, 47500, 0);
    assert_near(item.allowed + item.employer_allowed, 80000, 0);
    assert_non_null(strstr(item.reason, "415(c)"));
    one.people[0].age = 61;
    item.wanted = 50000;
    apply(2026, &one, &item, 1);
    assert_near(item.allowed + item.employer_allowed, 83250, 0);
    assert_non_null(strstr(item.reason, "402(g)"));
}

static void
individual_accounts(void **state)
{
    struct fp_limit_household couple = {
        .status = FP_FILING_MARRIED_JOINT, .magi = 139000,
        .people = { { .age = 45, .pay = 100000, .covered = 1 },
                    { .age = 51 } },
        .n_people = 2
    };
    struct fp_limit_item items[4] = {
        { .kind = FP_LIMIT_IRA, .wanted = 7500 },
        { .kind = FP_LIMIT_ROTH_IRA, .wanted = 1000 },
        { .kind = FP_LIMIT_ROTH_IRA, .person = 1, .wanted = 5000 },
        { .kind = FP_LIMIT_IRA, .person = 1, .wanted = 5000 },
    };

    (void)state;
    apply(2026, &couple, items, 4);
    /* Half of 129,000 to 149,000. */
    assert_near(items[0].allowed, 7500, 0);
    assert_near(items[0].deductible, 3750, 0);
    assert_non_null(items[0].note);
    assert_near(items[1].allowed, 0, 0);
    /* The spouse's, out of the other's pay: 7,500 and 1,100. */
    assert_near(items[2].allowed, 5000, 0);
    assert_near(items[3].allowed, 3600, 0);
    assert_near(items[3].deductible, 3600, 0);
    /* Little pay on the whole return. */
    couple.people[0].pay = 9000;
    apply(2026, &couple, items, 4);
    assert_near(items[0].allowed + items[2].allowed + items[3].allowed, 9000,
                1e-9);
    assert_non_null(strstr(items[2].reason, "pay"));
    /* On separate returns there is nothing to share. */
    couple.status = FP_FILING_MARRIED_SEPARATE;
    apply(2026, &couple, items, 4);
    assert_near(items[2].allowed, 0, 0);
    /* Too much income for Roth contributions; only the spouse is covered. */
    couple.status = FP_FILING_MARRIED_JOINT;
    couple.people[0].pay = 300000;
    couple.magi = 247000;
    apply(2026, &couple, items, 4);
    assert_near(items[0].deductible, 0, 0);
    assert_near(items[2].allowed, 4300, 0);
    assert_near(items[3].allowed, 4300, 0);
    assert_near(items[3].deductible, 4300, 0);
    couple.magi = 252000;
    apply(2026, &couple, items, 4);
    assert_near(items[2].allowed, 0, 0);
    assert_non_null(strstr(items[2].reason, "408A"));
    assert_near(items[3].allowed, 5000, 0);
    assert_near(items[3].deductible, 0, 0);
}

/* SOURCE: IRS Pub. 969, "Rules for married people". */
static void
health_savings(void **state)
{
    struct fp_limit_household couple = {
        .status = FP_FILING_MARRIED_JOINT,
        .people = { { .age = 56, .hsa_family = 1 }, { .age = 57 } },
        .n_people = 2
    };
    struct fp_limit_item items[2] = {
        { .kind = FP_LIMIT_HSA, .wanted = 8000 },
        { .kind = FP_LIMIT_HSA, .person = 1, .wanted = 8000 },
    };

    (void)state;
    apply(2026, &couple, items, 2);
    assert_near(items[0].allowed, 8000, 0);
    /* 750 of the family's 8,750 are left, and the own catch-up. */
    assert_near(items[1].allowed, 1750, 0);
    couple.people[0].hsa_family = 0;
    apply(2026, &couple, items, 2);
    assert_near(items[0].allowed, 5400, 0);
    assert_near(items[1].allowed, 5400, 0);
    couple.people[0].age = 65;
    apply(2026, &couple, items, 2);
    assert_near(items[0].allowed, 0, 0);
    assert_non_null(strstr(items[0].reason, "Medicare"));
}

static void
other_plans(void **state)
{
    struct fp_limit_household one = { .status = FP_FILING_SINGLE,
                                      .people = { { .age = 61,
                                                    .pay = 500000 } },
                                      .n_people = 1 };
    struct fp_limit_item sep = { .kind = FP_LIMIT_SEP, .wanted = 100000 },
                         simple = { .kind = FP_LIMIT_SIMPLE,
                                    .wanted = 50000 },
                         college = { .kind = FP_LIMIT_529, .wanted = 30000 },
                         taxable = { .kind = FP_LIMIT_FREE, .wanted = 1e9 };

    (void)state;
    apply(2026, &one, &sep, 1);
    assert_near(sep.allowed, 72000, 0);
    apply(2026, &one, &simple, 1);
    assert_near(simple.allowed, 17000 + 5250, 0);
    one.people[0].pay = 80000;
    apply(2026, &one, &sep, 1);
    assert_near(sep.allowed, 20000, 0);
    apply(2026, &one, &college, 1);
    assert_near(college.allowed, 30000, 0);
    assert_non_null(strstr(college.note, "gift"));
    one.status = FP_FILING_MARRIED_JOINT;
    apply(2026, &one, &college, 1);
    assert_null(college.note);
    apply(2026, &one, &taxable, 1);
    assert_near(taxable.excess, 0, 0);
}

static void
matching(void **state)
{
    struct fp_limits l = limits_of(2026);

    (void)state;
    assert_near(fp_limits_match(&l, 100000, 10000, 0.5, 0.06), 3000, 1e-9);
    assert_near(fp_limits_match(&l, 100000, 2000, 0.5, 0.06), 1000, 1e-9);
    /* 360,000 of pay count. */
    assert_near(fp_limits_match(&l, 1e6, 24500, 1, 0.05), 18000, 1e-9);
}

static void
indexing(void **state)
{
    struct fp_limits l = limits_of(2026), out;

    (void)state;
    fp_limits_index(&l, 2026, 1, &out);
    assert_memory_equal(&out, &l, sizeof(out));
    fp_limits_index(&l, 2027, 1.03, &out);
    assert_near(out.elective, 25000, 0);      /* 25,235 */
    assert_near(out.catch_up, 8000, 0);       /* 8,240 */
    assert_near(out.additions, 74000, 0);     /* 74,160 */
    assert_near(out.compensation, 370000, 0); /* 370,800 */
    assert_near(out.ira, 7500, 0);            /* 7,725 */
    assert_near(out.ira_catch_up, 1100, 0);   /* 1,133 */
    assert_near(out.hsa_self, 4550, 0);       /* 4,532 */
    assert_near(out.hsa_family, 9000, 0);     /* 9,012.50 */
    assert_near(out.hsa_catch_up, 1000, 0);
    assert_near(out.qcd, 114000, 0);          /* 114,330 */
    assert_near(out.gift, 19000, 0);          /* 19,570 */
    assert_near(out.roth_catch_up_wages, 150000, 0); /* 154,500 */
    assert_near(out.roth[FP_FILING_SINGLE].start, 158000, 0); /* 157,590 */
    assert_near(out.roth[FP_FILING_SINGLE].end, 173000, 0);
    assert_near(out.roth[FP_FILING_MARRIED_SEPARATE].end, 10000, 0);
    assert_int_equal(out.year, 2027);
    /* Prices that fall do not lower what cannot fall. */
    fp_limits_index(&l, 2027, 0.9, &out);
    assert_near(out.elective, 24500, 0);
    for (double factor = 1; factor < 3; factor += 0.01) {
        struct fp_limits more;

        fp_limits_index(&l, 2030, factor, &out);
        fp_limits_index(&l, 2030, factor + 0.01, &more);
        assert_true(more.elective >= out.elective);
        assert_true(out.elective <= factor * l.elective + 1e-6);
        assert_true(out.elective > factor * l.elective - 500);
        assert_true(out.hsa_family >= factor * l.hsa_family - 25.001);
        assert_true(out.hsa_family <= factor * l.hsa_family + 25.001);
    }
}

static void
every_range_is_whole(void **state)
{
    (void)state;
    for (int year = 2023; year <= 2026; year++) {
        struct fp_limits l = limits_of(year);

        for (int s = 0; s < FP_FILING_COUNT; s++) {
            assert_true(l.roth[s].end > l.roth[s].start);
            assert_true(l.covered[s].end > l.covered[s].start);
        }
        assert_near(l.spouse[FP_FILING_MARRIED_JOINT].start,
                    l.roth[FP_FILING_MARRIED_JOINT].start, 0);
        assert_true(l.simple > 0 && l.simple_catch_up > 0);
    }
}

/* The tax law's tables carry the limit of charitable distributions too. */
static void
charity_is_one_figure(void **state)
{
    (void)state;
    for (int year = 2023; year <= 2026; year++) {
        struct fp_tax_law law;

        assert_int_equal(fp_tax_law_get(year, FP_FILING_SINGLE, &law), FP_OK);
        assert_near(law.qcd_limit, limits_of(year).qcd, 0);
    }
}

static void
wrong_input(void **state)
{
    struct fp_limits limits = { .year = -3 };
    struct fp_limit_household good = { .n_people = 1 }, bad;
    struct fp_limit_item item = { .kind = FP_LIMIT_IRA, .allowed = -3 };

    (void)state;
    assert_int_equal(fp_limits_get(2022, &limits), FP_ERANGE);
    assert_int_equal(limits.year, -3);
    limits = limits_of(2026);
    bad = good;
    bad.n_people = 0;
    assert_int_equal(fp_limits_apply(&limits, &bad, &item, 1), FP_EINVAL);
    bad = good;
    bad.people[0].pay = NAN;
    assert_int_equal(fp_limits_apply(&limits, &bad, &item, 1), FP_EINVAL);
    bad = good;
    bad.magi = INFINITY;
    assert_int_equal(fp_limits_apply(&limits, &bad, &item, 1), FP_EINVAL);
    item.person = 1;
    assert_int_equal(fp_limits_apply(&limits, &good, &item, 1), FP_EINVAL);
    item.person = 0;
    item.wanted = -1;
    assert_int_equal(fp_limits_apply(&limits, &good, &item, 1), FP_EINVAL);
    assert_near(item.allowed, -3, 0);
}

static const struct fp_fault *
warning_at(const struct fp_faults *warnings, const char *code)
{
    for (size_t i = 0; i < warnings->count; i++)
        if (strcmp(warnings->list[i].code, code) == 0)
            return &warnings->list[i];
    return NULL;
}

/* A plan that contributes too much is told the year, the amount and the law;
 * one that does not is told nothing. */
static void
plans_are_warned(void **state)
{
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_faults faults, warnings;
    const struct fp_fault *found;
    struct fp_contribution part = { .id = "saving", .account = 0,
                                    .amount = 24500, .match_rate = 1,
                                    .match_up_to_pay = 0.05,
                                    .end = { FP_WHEN_AGE, 53, 0 } };
    struct fp_income salary = { .id = "job", .kind = FP_INCOME_SALARY,
                                .amount = 180000 };
    struct kit kit;

    (void)state;
    kit_simple(&kit, 20, 1e5, 30000, 0.03, 0.1);
    kit.people[0].birth_year = 1978;
    kit.people[0].plan_to_age = 68;
    kit.accounts[0].type = FP_ACCOUNT_TRADITIONAL;
    kit.accounts[0].employer_plan = 1;
    kit.plan.taxes.model = FP_TAX_US;
    kit.plan.incomes = &salary;
    kit.plan.n_incomes = 1;
    kit.plan.contributions = &part;
    kit.plan.n_contributions = 1;
    fp_faults_init(&faults, arena);
    fp_faults_init(&warnings, arena);
    assert_int_equal(fp_plan_validate(&kit.plan, &faults, &warnings), FP_OK);
    assert_null(warning_at(&warnings, "over_limit"));
    part.amount = 30000;
    assert_int_equal(fp_plan_validate(&kit.plan, &faults, &warnings), FP_OK);
    found = warning_at(&warnings, "over_limit");
    assert_non_null(found);
    assert_string_equal(found->pointer, "/contributions/0/amount");
    assert_non_null(strstr(found->detail, "in 2026, 24500.00 of 30000.00"));
    assert_non_null(strstr(found->detail, "402(g)"));
    /* From 50 on, in 2028, it is within the limit, but must be Roth. */
    part.start = (struct fp_when){ FP_WHEN_AGE, 50, 0 };
    fp_faults_init(&warnings, arena);
    assert_int_equal(fp_plan_validate(&kit.plan, &faults, &warnings), FP_OK);
    assert_null(warning_at(&warnings, "over_limit"));
    found = warning_at(&warnings, "limit");
    assert_non_null(found);
    assert_non_null(strstr(found->detail, "in 2028"));
    /* Individual accounts: 7,500, and no Roth contribution at that
     * income. */
    kit.accounts[0].employer_plan = 0;
    part.match_rate = 0;
    part.start = (struct fp_when){ FP_WHEN_NONE, 0, 0 };
    fp_faults_init(&warnings, arena);
    assert_int_equal(fp_plan_validate(&kit.plan, &faults, &warnings), FP_OK);
    found = warning_at(&warnings, "over_limit");
    assert_non_null(found);
    assert_non_null(strstr(found->detail, "7500.00 of 30000.00"));
    kit.accounts[0].type = FP_ACCOUNT_ROTH;
    fp_faults_init(&warnings, arena);
    assert_int_equal(fp_plan_validate(&kit.plan, &faults, &warnings), FP_OK);
    found = warning_at(&warnings, "over_limit");
    assert_non_null(found);
    assert_non_null(strstr(found->detail, " 0.00 of 30000.00"));
    assert_non_null(strstr(found->detail, "408A(c)(3)"));
    kit.plan.taxes.model = FP_TAX_NONE;
    fp_faults_init(&warnings, arena);
    assert_int_equal(fp_plan_validate(&kit.plan, &faults, &warnings), FP_OK);
    assert_null(warning_at(&warnings, "over_limit"));
    fp_arena_free(arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(amounts_as_published),
        cmocka_unit_test(catch_ups_by_age),
        cmocka_unit_test(phase_outs),
        cmocka_unit_test(deferrals_share_a_limit),
        cmocka_unit_test(total_additions),
        cmocka_unit_test(individual_accounts),
        cmocka_unit_test(health_savings),
        cmocka_unit_test(other_plans),
        cmocka_unit_test(matching),
        cmocka_unit_test(indexing),
        cmocka_unit_test(every_range_is_whole),
        cmocka_unit_test(charity_is_one_figure),
        cmocka_unit_test(wrong_input),
        cmocka_unit_test(plans_are_warned),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
