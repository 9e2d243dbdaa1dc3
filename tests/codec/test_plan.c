/* Decoding plans: what is read, what is assumed, what is refused and where;
 * and the round trip through the canonical document. */
#include "base/text.h"
#include "codec/plan/decode.h"
#include "codec/plan/encode.h"
#include "tests/cmocka_fp.h"
#include "tests/codec/documents.h"

struct decoded {
    struct fp_arena *arena;
    struct fp_faults faults;
    struct fp_plan_document document;
    enum fp_err err;
};

static struct decoded
decode(const char *text)
{
    struct decoded d = { .arena = fp_arena_new(0) };

    assert_non_null(d.arena);
    fp_faults_init(&d.faults, d.arena);
    d.err = fp_plan_decode(text, strlen(text), d.arena, &d.faults,
                           &d.document);
    return d;
}

static struct decoded
decode_good(const char *text)
{
    struct decoded d = decode(text);

    for (size_t i = 0; i < d.faults.count; i++)
        print_error("%s %s: %s\n", d.faults.list[i].pointer,
                    d.faults.list[i].code, d.faults.list[i].detail);
    assert_int_equal(d.err, FP_OK);
    return d;
}

static const struct fp_assumption *
assumption(const struct fp_assumed *assumed, const char *pointer)
{
    for (size_t i = 0; i < assumed->count; i++)
        if (strcmp(assumed->list[i].pointer, pointer) == 0)
            return &assumed->list[i];
    return NULL;
}

static void
test_full(void **state)
{
    struct decoded d = decode_good(document_full);
    const struct fp_plan *plan = &d.document.plan;

    (void)state;
    assert_int_equal(plan->start_year, 2026);
    assert_int_equal(plan->n_people, 2);
    assert_int_equal(plan->people[0].birth_year, 1966);
    assert_int_equal(plan->people[0].birth_month, 4);
    assert_int_equal(plan->people[0].birth_day, 2);
    assert_int_equal(plan->people[0].sex, FP_SEX_MALE);
    assert_int_equal(plan->people[1].plan_to_age, 96);
    assert_string_equal(plan->state, "TX");
    assert_int_equal(plan->n_accounts, 4);
    assert_near(plan->accounts[0].balance, 250000.25, 0.0);
    assert_int_equal(plan->accounts[0].owner, -1);
    assert_int_equal(plan->accounts[2].owner, 1);
    assert_near(plan->accounts[2].balance, 100000.0, 0.0);
    /* Assets stand in alphabetical order: us_bill, us_bond, us_stock. */
    assert_int_equal(plan->market.n_assets, 3);
    assert_string_equal(plan->market.assets[0].id, "us_bill");
    assert_near(plan->accounts[3].weights[0], 1.0, 0.0);
    assert_near(plan->accounts[0].weights[2], 0.6, 0.0);
    assert_near(plan->market.correlations[1][2], 0.1, 0.0);
    assert_near(plan->market.correlations[2][1], 0.1, 0.0);
    assert_int_equal(plan->incomes[0].end.kind, FP_WHEN_AGE);
    assert_int_equal(plan->incomes[0].end.value, 65);
    assert_int_equal(plan->incomes[2].growth_basis, FP_GROWTH_NOMINAL);
    assert_int_equal(plan->expenses[1].start.kind, FP_WHEN_RETIREMENT);
    assert_int_equal(plan->expenses[1].end.person, 1);
    assert_int_equal(plan->contributions[0].account, 1);
    assert_near(plan->contributions[0].match_up_to_pay, 0.06, 0.0);
    assert_int_equal(plan->strategy.order_kind, FP_ORDER_LIST);
    assert_int_equal(plan->strategy.order[0], 3);
    assert_int_equal(plan->strategy.n_glide, 2);
    assert_int_equal(plan->strategy.timing, FP_TIMING_MID);
    /* What was said is not assumed; what was not said is. */
    assert_null(assumption(&d.document.assumed, "/market/inflation/mean"));
    assert_null(assumption(&d.document.assumed, "/taxes/model"));
    assert_null(assumption(&d.document.assumed, "/accounts/0/fee"));
    assert_non_null(assumption(&d.document.assumed, "/accounts/1/fee"));
    assert_non_null(assumption(&d.document.assumed,
                               "/market/correlations/us_bill~1us_bond"));
    assert_string_equal(
        assumption(&d.document.assumed, "/contributions/0/end/person")->value,
        "\"alex\"");
    fp_arena_free(d.arena);
}

static void
test_defaults(void **state)
{
    static const struct {
        const char *pointer, *value;
    } expected[] = {
        { "/household/filing_status", "\"single\"" },
        { "/household/state", "\"none\"" },
        { "/household/people/0/retirement_age", "65" },
        { "/household/people/0/plan_to_age", "95" },
        { "/accounts/0/fee", "0" },
        { "/accounts/0/owner", "\"ann\"" },
        { "/strategy/withdrawal_order", "\"conventional\"" },
        { "/strategy/withdrawal_timing", "\"start\"" },
        { "/taxes/model", "\"us\"" },
        { "/taxes/law_year", "2026" },
        { "/market/model", "\"lognormal\"" },
        { "/market/basis", "\"real\"" },
        { "/market/assets/us_stock", "{\"mean\":0.0861,\"sd\":0.193}" },
        { "/market/correlations/us_bond~1us_stock", "0.1" },
        { "/market/inflation/mean", "0.025" },
    };
    struct decoded d = decode_good(document_least);

    (void)state;
    for (size_t i = 0; i < FP_COUNT(expected); i++) {
        const struct fp_assumption *a =
            assumption(&d.document.assumed, expected[i].pointer);

        if (a == NULL)
            fail_msg("%s is not listed", expected[i].pointer);
        assert_string_equal(a->value, expected[i].value);
        assert_true(a->text[0] != '\0');
    }
    assert_near(d.document.plan.market.assets[1].mean, 0.0861, 0.0);
    fp_arena_free(d.arena);
}

/* document_least with one part of it replaced. */
static char *
with(const char *part, const char *by)
{
    const char *at = strstr(document_least, part);
    size_t room = sizeof(document_least) + strlen(by) + 1;
    char *out = malloc(room);

    assert_non_null(at);
    assert_non_null(out);
    snprintf(out, room, "%.*s%s%s", (int)(at - document_least), document_least,
             by, at + strlen(part));
    return out;
}

static void
test_refused(void **state)
{
    static const struct {
        const char *part, *by, *pointer, *code;
    } cases[] = {
        { "\"amount\": 30000", "\"amuont\": 30000", "/expenses/0/amuont",
          "unknown_field" },
        { "\"amount\": 30000", "\"amuont\": 30000", "/expenses/0/amount",
          "required" },
        { "\"balance\": 500000", "\"balance\": 1e400", "/accounts/0/balance",
          "number_range" },
        { "\"balance\": 500000", "\"balance\": NaN", "/accounts/0/balance",
          "syntax" },
        { "\"balance\": 500000", "\"balance\": 1, \"balance\": 2",
          "/accounts/0/balance", "duplicate_key" },
        { "\"balance\": 500000", "\"balance\": -1", "/accounts/0/balance",
          "range" },
        { "\"balance\": 500000", "\"balance\": \"1.005\"",
          "/accounts/0/balance", "type" },
        { "\"balance\": 500000", "\"balance\": null", "/accounts/0/balance",
          "type" },
        { "0.6", "0.7", "/accounts/0/allocation", "sum" },
        { "1961", "1900", "/start_year", "order" },
        { "1961", "1961.5", "/household/people/0/birth_year", "type" },
        { "\"birth_year\": 1961", "\"birth_date\": \"1961-02-29\"",
          "/household/people/0/birth_date", "value" },
        { "\"birth_year\": 1961", "\"birth_date\": \"2061-02-01\"",
          "/household/people/0/birth_date", "order" },
        { "1961", "2061", "/household/people/0/birth_year", "order" },
        { "\"traditional\"", "\"vault\"", "/accounts/0/type", "value" },
        { "\"us_bond\": 0.4", "\"moon\": 0.4", "/market/assets/moon",
          "required" },
        { "\"start_year\": 2026", "\"start_year\": 2026, \"dependents\": []",
          "/dependents", "unknown_field" },
        { "\"start_year\": 2026",
          "\"start_year\": 2026, \"time_step\": \"week\"", "/time_step",
          "value" },
        { "\"start_year\": 2026", "\"start_year\": 99999999999", "/start_year",
          "range" },
        { "\"start_year\": 2026,", "", "/start_year", "required" },
        { "\"type\"", "\"owner\": \"bob\", \"type\"", "/accounts/0/owner",
          "reference" },
        { "30000", "30000, \"start\": {\"age\": 70, \"year\": 2030}",
          "/expenses/0/start", "combination" },
        { "\"start_year\": 2026",
          "\"start_year\": 2026, \"strategy\": {\"withdrawal_order\": "
          "[\"ira\", \"x\"]}", "/strategy/withdrawal_order/1", "reference" },
        { "\"start_year\": 2026",
          "\"start_year\": 2026, \"market\": {\"correlations\": "
          "{\"us_stock/us_bond\": 2}}",
          "/market/correlations/us_stock~1us_bond", "range" },
        { "\"start_year\": 2026",
          "\"start_year\": 2026, \"strategy\": {\"roth_conversion\": "
          "{\"policy\": \"fill_bracket\"}}",
          "/strategy/roth_conversion/rate", "required" },
        { "\"start_year\": 2026",
          "\"start_year\": 2026, \"strategy\": {\"roth_conversion\": "
          "{\"policy\": \"fixed\", \"amount\": 5, \"tier\": 1}}",
          "/strategy/roth_conversion/tier", "combination" },
        { "\"start_year\": 2026",
          "\"start_year\": 2026, \"strategy\": {\"rebalance\": "
          "{\"band\": 3}}", "/strategy/rebalance/band", "range" },
        { "\"start_year\": 2026",
          "\"start_year\": 2026, \"goals\": [{\"id\": \"g\", \"amount\": 1, "
          "\"years\": [2030, 2029]}]", "/goals/0/years", "order" },
        { "\"start_year\": 2026",
          "\"start_year\": 2026, \"liabilities\": [{\"id\": \"m\", "
          "\"balance\": 1, \"rate\": 0.1, \"payment_monthly\": 1, "
          "\"property\": \"barn\"}]", "/liabilities/0/property",
          "reference" },
        { "\"start_year\": 2026",
          "\"start_year\": 2026, \"taxes\": {\"benefit_cut\": "
          "{\"share\": 2, \"year\": 2034}}", "/taxes/benefit_cut/share",
          "range" },
        { "\"start_year\": 2026",
          "\"start_year\": 2026, \"taxes\": {\"prior_magi\": [1]}",
          "/taxes/prior_magi", "count" },
        { "\"type\"", "\"roth_basis\": 5, \"type\"",
          "/accounts/0/roth_basis", "combination" },
        { "\"type\"", "\"sepp\": {\"start_year\": 2020}, \"type\"",
          "/accounts/0/sepp/start_year", "range" },
    };

    (void)state;
    for (size_t i = 0; i < FP_COUNT(cases); i++) {
        char *text = with(cases[i].part, cases[i].by);
        struct decoded d = decode(text);
        int found = 0;

        assert_int_equal(d.err == FP_OK, 0);
        for (size_t k = 0; k < d.faults.count; k++)
            found |= strcmp(d.faults.list[k].pointer, cases[i].pointer) == 0 &&
                     strcmp(d.faults.list[k].code, cases[i].code) == 0;
        if (!found) {
            for (size_t k = 0; k < d.faults.count; k++)
                print_error("  found %s %s\n", d.faults.list[k].pointer,
                            d.faults.list[k].code);
            fail_msg("case %zu: no %s at %s", i, cases[i].code,
                     cases[i].pointer);
        }
        fp_arena_free(d.arena);
        free(text);
    }
}

/* Words about long texts stay short, whole and in UTF-8. */
static void
test_long_texts(void **state)
{
    static const char euro[] = "\xe2\x82\xac";
    struct fp_buf id;
    char *text;

    (void)state;
    for (int n = 1; n <= 400; n += 21) {
        struct decoded d;

        fp_buf_init(&id, 0);
        fp_buf_str(&id, "\"owner\": \"");
        for (int i = 0; i < n; i++)
            fp_buf_str(&id, euro);
        fp_buf_str(&id, "\", \"type\"");
        text = with("\"type\"", fp_buf_text(&id));
        d = decode(text);
        assert_int_equal(d.err, FP_EINVAL);
        assert_int_equal(d.faults.count, 1);
        assert_string_equal(d.faults.list[0].pointer, "/accounts/0/owner");
        assert_string_equal(d.faults.list[0].code,
                            n * 3 > 200 ? "length" : "reference");
        assert_true(fp_text_utf8(d.faults.list[0].detail,
                                 strlen(d.faults.list[0].detail)));
        fp_arena_free(d.arena);
        fp_buf_fini(&id);
        free(text);
    }
}

/* One reply names every fault, and each of them once. */
static void
test_all_at_once(void **state)
{
    static const char text[] =
        "{\"start_yeer\": 2026, \"household\": {\"people\": [{\"id\": 3,"
        " \"birth_year\": 1961, \"plan_to_age\": 500}]},"
        " \"accounts\": [{\"id\": \"a\", \"type\": \"taxable\","
        " \"balance\": \"x\", \"fee\": 7, \"allocation\": {\"us_stock\": 2}}],"
        " \"market\": {\"inflation\": {\"mean\": 9}}}";
    static const char *const pointers[] = {
        "/start_yeer", "/start_year", "/household/people/0/id",
        "/household/people/0/plan_to_age", "/accounts/0/balance",
        "/accounts/0/fee", "/accounts/0/allocation", "/market/inflation/mean"
    };
    struct decoded d = decode(text);

    (void)state;
    assert_int_equal(d.err, FP_EINVAL);
    for (size_t i = 0; i < FP_COUNT(pointers); i++) {
        int n = 0;

        for (size_t k = 0; k < d.faults.count; k++)
            n += strcmp(d.faults.list[k].pointer, pointers[i]) == 0;
        if (n != 1)
            fail_msg("%s: %d faults", pointers[i], n);
    }
    fp_arena_free(d.arena);
}

static void
encode(const struct fp_plan *plan, struct fp_buf *buf)
{
    fp_buf_init(buf, 0);
    fp_plan_encode(buf, plan);
    assert_int_equal(fp_buf_error(buf), FP_OK);
}

/* The canonical document decodes to the same plan, without an assumption, and
 * encodes to the same bytes. */
static void
round_trip(const char *text)
{
    struct decoded first = decode_good(text), second;
    struct fp_buf a, b;

    encode(&first.document.plan, &a);
    second = decode_good(fp_buf_text(&a));
    encode(&second.document.plan, &b);
    assert_string_equal(fp_buf_text(&a), fp_buf_text(&b));
    assert_int_equal(first.document.plan.n_accounts,
                     second.document.plan.n_accounts);
    for (size_t i = 0; i < first.document.plan.n_accounts; i++)
        assert_memory_equal(first.document.plan.accounts[i].weights,
                            second.document.plan.accounts[i].weights,
                            sizeof(second.document.plan.accounts[i].weights));
    assert_memory_equal(first.document.plan.market.correlations,
                        second.document.plan.market.correlations,
                        sizeof(first.document.plan.market.correlations));
    fp_buf_fini(&a);
    fp_buf_fini(&b);
    fp_arena_free(first.arena);
    fp_arena_free(second.arena);
}

static void
test_round_trip(void **state)
{
    (void)state;
    round_trip(document_least);
    round_trip(document_full);
    round_trip(document_history);
}

/* The example that has everything: read, written, read again. */
static void
test_whole_household(void **state)
{
    char path[4096], text[16384];
    const char *folder = getenv("FP_SRCDIR");
    struct decoded d;
    const struct fp_plan *plan;
    FILE *file;
    size_t n;

    (void)state;
    snprintf(path, sizeof(path), "%s/examples/couple.json",
             folder != NULL ? folder : ".");
    file = fopen(path, "rb");
    if (file == NULL)
        fail_msg("%s cannot be read", path);
    n = fread(text, 1, sizeof(text) - 1, file);
    fclose(file);
    text[n] = '\0';
    round_trip(text);
    d = decode_good(text);
    plan = &d.document.plan;
    assert_int_equal(plan->n_goals, 3);
    assert_int_equal(plan->goals[0].kind, FP_GOAL_EDUCATION);
    assert_int_equal(plan->goals[0].to_year, 2033);
    assert_int_equal(plan->liabilities[0].property, 0);
    assert_near(plan->properties[0].sale_cost, 0.06, 0);
    assert_int_equal(plan->strategy.conversion.policy,
                     FP_CONVERSION_FILL_BRACKET);
    assert_int_equal(plan->incomes[3].claim_months, 6);
    assert_int_equal(plan->accounts[5].hsa_family, 1);
    assert_int_equal(plan->accounts[7].decedent_birth_year, 1941);
    assert_near(plan->taxes.heir_rate, 0.22, 0);
    assert_int_equal(plan->dependents[0].until_age, 24);
    fp_arena_free(d.arena);
}

/* The order of keys means nothing: same plan, same bytes. */
static void
test_key_order(void **state)
{
    char *text = with("{\"us_stock\": 0.6,   \"us_bond\": 0.4}",
                      "{\"us_bond\": 0.4, \"us_stock\": 0.6}");
    struct decoded first = decode_good(document_least),
                   second = decode_good(text);
    struct fp_buf a, b;

    (void)state;
    encode(&first.document.plan, &a);
    encode(&second.document.plan, &b);
    assert_string_equal(fp_buf_text(&a), fp_buf_text(&b));
    fp_buf_fini(&a);
    fp_buf_fini(&b);
    fp_arena_free(first.arena);
    fp_arena_free(second.arena);
    free(text);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_full),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_long_texts),
        cmocka_unit_test(test_all_at_once),
        cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_whole_household),
        cmocka_unit_test(test_key_order),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
