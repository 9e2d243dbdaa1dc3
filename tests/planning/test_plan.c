/* Validation: every fault at once, each at its field. */
#include "tests/cmocka_fp.h"

#include "planning/plan.h"
#include "tests/planning/plan_kit.h"

struct findings {
    struct fp_arena *arena;
    struct fp_faults faults, warnings;
    enum fp_err err;
};

static struct findings
validate(struct kit *kit)
{
    struct findings f = { .arena = fp_arena_new(0) };

    fp_faults_init(&f.faults, f.arena);
    fp_faults_init(&f.warnings, f.arena);
    f.err = fp_plan_validate(&kit->plan, &f.faults, &f.warnings);
    return f;
}

static int
has(const struct fp_faults *faults, const char *pointer, const char *code)
{
    size_t i;

    for (i = 0; i < faults->count; i++)
        if (strcmp(faults->list[i].pointer, pointer) == 0 &&
            strcmp(faults->list[i].code, code) == 0)
            return 1;
    for (i = 0; i < faults->count; i++)
        print_message("found %s %s: %s\n", faults->list[i].pointer,
                      faults->list[i].code, faults->list[i].detail);
    return 0;
}

static void
good_plans_pass(void **state)
{
    struct findings f;
    struct kit kit;
    uint64_t seed;

    (void)state;
    kit_couple(&kit);
    f = validate(&kit);
    assert_int_equal(f.err, FP_OK);
    fp_arena_free(f.arena);
    for (seed = 1; seed < 50; seed++) {
        kit_random(&kit, seed);
        f = validate(&kit);
        if (f.err != FP_OK)
            fail_msg("seed %llu: %s %s", (unsigned long long)seed,
                     f.faults.list[0].pointer, f.faults.list[0].detail);
        fp_arena_free(f.arena);
    }
}

static void
all_faults_come_at_once(void **state)
{
    struct findings f;
    struct kit kit;

    (void)state;
    kit_couple(&kit);
    kit.accounts[1].weights[0] = 0.5;
    kit.accounts[2].balance = NAN;
    kit.accounts[3].owner = -1;
    kit.accounts[4].id = "ira";
    kit.incomes[2].claim_age = 61;
    kit.incomes[1].owner = 5;
    kit.expenses[0].survivor_share = 1.5;
    kit.contributions[0].account = 9;
    kit.plan.market.correlations[0][2] = 0.99;
    kit.plan.market.correlations[2][0] = 0.99;
    kit.plan.market.correlations[1][2] = -0.99;
    kit.plan.market.correlations[2][1] = -0.99;
    kit.plan.taxes.law_year = 1999;
    f = validate(&kit);
    assert_int_equal(f.err, FP_EINVAL);
    assert_true(has(&f.faults, "/accounts/1/allocation", "sum"));
    assert_true(has(&f.faults, "/accounts/2/balance", "range"));
    assert_true(has(&f.faults, "/accounts/3/owner", "required"));
    assert_true(has(&f.faults, "/accounts/4/id", "duplicate"));
    assert_true(has(&f.faults, "/incomes/2/claim_age", "range"));
    assert_true(has(&f.faults, "/incomes/1/owner", "reference"));
    assert_true(has(&f.faults, "/expenses/0/survivor_share", "range"));
    assert_true(has(&f.faults, "/contributions/0/account", "reference"));
    assert_true(has(&f.warnings, "/market/correlations", "repaired"));
    assert_true(has(&f.faults, "/taxes/law_year", "range"));
    assert_int_equal(f.faults.count, 9);
    fp_arena_free(f.arena);
}

static void
a_plan_must_last(void **state)
{
    struct findings f;
    struct kit kit;

    (void)state;
    kit_simple(&kit, 30, 1e6, 1, 0.05, 0.1);
    kit.plan.start_year = 2080;
    f = validate(&kit);
    assert_true(has(&f.faults, "/start_year", "order"));
    fp_arena_free(f.arena);
    kit.plan.start_year = 1950;
    kit.people[0].birth_year = 1949;
    kit.people[0].plan_to_age = 110;
    f = validate(&kit);
    assert_true(has(&f.faults, "/household/people", "range"));
    fp_arena_free(f.arena);
    kit.plan.n_people = 0;
    f = validate(&kit);
    assert_true(has(&f.faults, "/household/people", "count"));
    fp_arena_free(f.arena);
}

static void
what_is_left_out_is_said(void **state)
{
    struct findings f;
    struct kit kit;

    (void)state;
    kit_couple(&kit);
    strcpy(kit.plan.state, "CA");
    f = validate(&kit);
    assert_int_equal(f.err, FP_OK);
    assert_true(has(&f.warnings, "/household/state", "left_out"));
    fp_arena_free(f.arena);
    strcpy(kit.plan.state, "TX");
    f = validate(&kit);
    assert_int_equal(f.warnings.count, 0);
    fp_arena_free(f.arena);
    strcpy(kit.plan.state, "XX");
    f = validate(&kit);
    assert_true(has(&f.faults, "/household/state", "value"));
    fp_arena_free(f.arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_plans_pass),
        cmocka_unit_test(all_faults_come_at_once),
        cmocka_unit_test(a_plan_must_last),
        cmocka_unit_test(what_is_left_out_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
