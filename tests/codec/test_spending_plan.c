/* Spending rules in documents: every policy there and back, its parameters,
 * what is assumed for those left out, and what is refused and where. */
#include "base/text.h"
#include "codec/plan/decode.h"
#include "codec/plan/encode.h"
#include "codec/plan/words.h"
#include "planning/spending/spending.h"
#include "tests/cmocka_fp.h"

struct decoded {
    struct fp_arena *arena;
    struct fp_faults faults;
    struct fp_plan_document document;
    enum fp_err err;
};

/* A small plan with this spending rule; expenses may be none. */
static struct decoded
decode(const char *spending, const char *expenses)
{
    static const char form[] =
        "{\"start_year\": 2026, \"household\": {\"people\": ["
        "{\"id\": \"p\", \"birth_year\": 1961}]},"
        "\"accounts\": [{\"id\": \"all\", \"type\": \"taxable\","
        "\"balance\": 1000000, \"allocation\": {\"us_stock\": 1}}],"
        "\"expenses\": [%s], \"strategy\": {\"spending\": %s},"
        "\"taxes\": {\"model\": \"none\"},"
        "\"market\": {\"model\": \"historical\"}}";
    struct decoded d = { .arena = fp_arena_new(0) };
    char text[4096];

    assert_non_null(d.arena);
    snprintf(text, sizeof(text), form, expenses, spending);
    fp_faults_init(&d.faults, d.arena);
    d.err = fp_plan_decode(text, strlen(text), d.arena, &d.faults,
                           &d.document);
    return d;
}

#define LIVING "{\"id\": \"living\", \"amount\": 50000}"

static struct decoded
decode_good(const char *spending, const char *expenses)
{
    struct decoded d = decode(spending, expenses);

    for (size_t i = 0; i < d.faults.count; i++)
        print_error("%s: %s %s: %s\n", spending, d.faults.list[i].pointer,
                    d.faults.list[i].code, d.faults.list[i].detail);
    assert_int_equal(d.err, FP_OK);
    return d;
}

static const struct fp_spending_rule *
rule_of(const struct decoded *d)
{
    return &d->document.plan.strategy.spending;
}

static const char *
assumed(const struct decoded *d, const char *member)
{
    char pointer[100];

    snprintf(pointer, sizeof(pointer), "/strategy/spending/%s", member);
    for (size_t i = 0; i < d->document.assumed.count; i++)
        if (strcmp(d->document.assumed.list[i].pointer, pointer) == 0)
            return d->document.assumed.list[i].value;
    return NULL;
}

/* What is written reads back to the same rule and the same bytes. */
static void
there_and_back(const char *spending, const char *expenses)
{
    struct decoded first = decode_good(spending, expenses), second;
    struct fp_arena *arena = fp_arena_new(0);
    struct fp_faults faults;
    struct fp_buf a, b;

    fp_buf_init(&a, 0);
    fp_buf_init(&b, 0);
    fp_plan_encode(&a, &first.document.plan);
    fp_faults_init(&faults, arena);
    assert_int_equal(fp_plan_decode(fp_buf_text(&a), a.len, arena, &faults,
                                    &second.document), FP_OK);
    fp_plan_encode(&b, &second.document.plan);
    assert_string_equal(fp_buf_text(&a), fp_buf_text(&b));
    assert_memory_equal(rule_of(&first), rule_of(&second),
                        sizeof(struct fp_spending_rule));
    fp_buf_fini(&a);
    fp_buf_fini(&b);
    fp_arena_free(arena);
    fp_arena_free(first.arena);
}

static void
every_policy_goes_there_and_back(void **state)
{
    char text[300];
    int n = 0;

    (void)state;
    for (; fp_words_spending[n] != NULL; n++) {
        const char *phases = n == FP_SPENDING_PHASES
                                 ? ", \"phases\": [{\"age\": 70, "
                                   "\"factor\": 0.9}]" : "";

        snprintf(text, sizeof(text), "{\"policy\": \"%s\"%s}",
                 fp_words_spending[n], phases);
        there_and_back(text, LIVING);
        there_and_back(text, "");
        snprintf(text, sizeof(text),
                 "{\"policy\": \"%s\", \"start\": {\"age\": 70}, \"floor\": "
                 "12000.5, \"ceiling\": 90000, \"floor_essential\": true%s}",
                 fp_words_spending[n], phases);
        there_and_back(text, LIVING);
    }
    assert_int_equal(n, FP_SPENDING_COUNT);
}

/* Each parameter of each policy is read from its own key and written there. */
static void
every_parameter_goes_there_and_back(void **state)
{
    (void)state;
    for (size_t i = 0; i < fp_spending_params_count; i++) {
        const struct fp_spending_param *param = &fp_spending_params[i];
        double value = param->kind == FP_SPENDING_NUMBER
                           ? 0.25 * param->low + 0.75 *
                                 (param->high < 1e6 ? param->high : 1e6)
                           : 1.0;

        for (int policy = 0; policy < FP_SPENDING_COUNT; policy++) {
            char text[300];
            struct decoded d;

            if (!(param->policies >> policy & 1u) ||
                policy == FP_SPENDING_PHASES ||
                policy == FP_SPENDING_RISK_GUARDRAILS ||
                strcmp(param->name, "add_income") == 0)
                continue;
            if (param->kind == FP_SPENDING_FLAG)
                snprintf(text, sizeof(text),
                         "{\"policy\": \"%s\", \"%s\": true}",
                         fp_words_spending[policy], param->name);
            else
                snprintf(text, sizeof(text),
                         "{\"policy\": \"%s\", \"%s\": %.10g}",
                         fp_words_spending[policy], param->name, value);
            d = decode_good(text, LIVING);
            assert_near(fp_spending_param_get(rule_of(&d), param), value,
                        1e-9 * value);
            assert_null(assumed(&d, param->name));
            fp_arena_free(d.arena);
            there_and_back(text, LIVING);
        }
    }
}

static void
defaults_are_listed(void **state)
{
    struct decoded d;

    (void)state;
    d = decode_good("{\"policy\": \"guyton_klinger\"}", LIVING);
    assert_string_equal(assumed(&d, "guard_above"), "0.2");
    assert_string_equal(assumed(&d, "no_cut_years"), "15");
    assert_null(assumed(&d, "initial_rate"));
    assert_true(fp_spending_from_expenses(rule_of(&d)));
    fp_arena_free(d.arena);
    /* Without expenses there must be something to start from. */
    d = decode_good("{\"policy\": \"guyton_klinger\"}", "");
    assert_string_equal(assumed(&d, "initial_rate"), "0.04");
    assert_near(rule_of(&d)->initial_rate, 0.04, 0.0);
    assert_string_equal(assumed(&d, "add_income"), "true");
    fp_arena_free(d.arena);
    d = decode_good("{\"policy\": \"vpw\"}", "");
    assert_string_equal(assumed(&d, "stock_return"), "0.05");
    assert_null(assumed(&d, "rate"));
    assert_near(rule_of(&d)->rate, FP_SPENDING_UNSET, 0.0);
    fp_arena_free(d.arena);
}

static void
what_is_wrong_is_named(void **state)
{
    const struct {
        const char *spending, *pointer, *code;
    } cases[] = {
        { "{\"policy\": \"five_percent\"}", "/policy", "value" },
        { "{}", "/policy", "required" },
        { "7", "", "type" },
        { "{\"policy\": \"vpw\", \"percent\": 0.04}", "/percent",
          "combination" },
        { "{\"policy\": \"vpw\", \"speed\": 1}", "/speed", "unknown_field" },
        { "{\"policy\": \"vpw\", \"rate\": -1}", "/rate", "range" },
        { "{\"policy\": \"vpw\", \"rate\": 0.6}", "/rate", "range" },
        { "{\"policy\": \"endowment\", \"percent\": 5}", "/percent",
          "range" },
        { "{\"policy\": \"endowment\", \"percent\": 0}", "/percent",
          "range" },
        { "{\"policy\": \"endowment\", \"smoothing\": \"0.7\"}",
          "/smoothing", "type" },
        { "{\"policy\": \"cape\", \"cape\": 0}", "/cape", "range" },
        { "{\"policy\": \"guyton_klinger\", \"no_cut_years\": 1.5}",
          "/no_cut_years", "type" },
        { "{\"policy\": \"guyton_klinger\", \"amount\": 1, "
          "\"initial_rate\": 0.04}", "/initial_rate", "combination" },
        { "{\"policy\": \"guyton_klinger\", \"add_income\": true}",
          "/add_income", "combination" },
        { "{\"policy\": \"one_over_n\", \"floor\": 9, \"ceiling\": 8}",
          "/ceiling", "order" },
        { "{\"policy\": \"risk_guardrails\", \"lower_success\": 0.95}",
          "/lower_success", "order" },
        { "{\"policy\": \"risk_guardrails\", \"upper_success\": 0.5}",
          "/upper_success", "order" },
        { "{\"policy\": \"phases\"}", "/phases", "required" },
        { "{\"policy\": \"phases\", \"phases\": [{\"age\": 80, \"factor\": "
          "1}, {\"age\": 70, \"factor\": 1}]}", "/phases/1/age", "order" },
        { "{\"policy\": \"phases\", \"phases\": [{\"age\": 80, \"factor\": "
          "-1}]}", "/phases/0/factor", "range" },
        { "{\"policy\": \"smile\", \"phases\": []}", "/phases",
          "combination" },
        { "{\"policy\": \"smile\", \"start\": {\"age\": 70, \"person\": "
          "\"q\"}}", "/start/person", "reference" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct decoded d = decode(cases[i].spending, LIVING);
        char pointer[100];

        snprintf(pointer, sizeof(pointer), "/strategy/spending%s",
                 cases[i].pointer);
        assert_int_equal(d.err, FP_EINVAL);
        if (d.faults.count != 1 ||
            strcmp(d.faults.list[0].pointer, pointer) != 0 ||
            strcmp(d.faults.list[0].code, cases[i].code) != 0)
            fail_msg("%s: %zu faults, the first %s %s: %s",
                     cases[i].spending, d.faults.count,
                     d.faults.list[0].pointer, d.faults.list[0].code,
                     d.faults.list[0].detail);
        fp_arena_free(d.arena);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_policy_goes_there_and_back),
        cmocka_unit_test(every_parameter_goes_there_and_back),
        cmocka_unit_test(defaults_are_listed),
        cmocka_unit_test(what_is_wrong_is_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
