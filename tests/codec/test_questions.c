/* The questions that need no plan: every one of them answers a good document
 * with JSON that the gate lets through, and nothing that is done to a value of
 * the document makes it do anything but answer or refuse. */
#include "codec/json/gate.h"
#include "codec/questions/question.h"
#include "tests/cmocka_fp.h"

enum { ROOM = 4096 };

static const struct {
    const char *question, *part, *document;
} cases[] = {
    { "tax/federal", NULL,
      "{\"year\":2025,\"filing_status\":\"mfj\",\"state\":\"NY\","
      "\"wages_head\":90000,\"long_term_gains\":-5000,"
      "\"dependent_ages\":\"5;12\"}" },
    { "tax/state/{code}", "CA",
      "{\"year\":2025,\"filing_status\":\"hoh\",\"wages_head\":90000}" },
    { "tax/payroll", NULL,
      "{\"filing_status\":\"single\",\"wages_head\":300000}" },
    { "tax/self-employment", NULL,
      "{\"filing_status\":\"single\",\"self_employment_head\":50000}" },
    { "tax/capital-gains", NULL,
      "{\"filing_status\":\"single\",\"long_term_gains\":50000,"
      "\"qualified_dividends\":4000}" },
    { "tax/niit", NULL,
      "{\"filing_status\":\"single\",\"rental_income\":300000}" },
    { "tax/amt", NULL,
      "{\"filing_status\":\"single\",\"wages_head\":900000,"
      "\"salt_paid\":80000}" },
    { "tax/social-security", NULL,
      "{\"filing_status\":\"single\",\"social_security\":30000,"
      "\"pensions_taxable\":20000}" },
    { "tax/irmaa", NULL,
      "{\"year\":2026,\"filing_status\":\"single\",\"magi\":150000,"
      "\"people\":1}" },
    { "tax/aca", NULL,
      "{\"year\":2026,\"people\":2,\"magi\":80000,\"benchmark\":20000,"
      "\"state\":\"AK\"}" },
    { "tax/marginal", NULL,
      "{\"year\":2025,\"filing_status\":\"single\",\"wages_head\":90000,"
      "\"medicare_people\":1,\"add\":\"retirement\",\"up_to\":20000,"
      "\"points\":5,\"marketplace\":{\"people\":1,\"benchmark\":9000}}" },
    { "tax/bracket-room", NULL,
      "{\"year\":2025,\"filing_status\":\"mfj\",\"age_head\":66,"
      "\"social_security\":30000,\"medicare_people\":2,"
      "\"children_under_17\":1}" },
    { "retirement/rmd", NULL,
      "{\"year\":2026,\"years\":12,\"accounts\":[{\"id\":\"a\","
      "\"balance\":100000,\"growth\":0.05,\"birth_year\":1953,"
      "\"spouse_birth_year\":1970,\"gift\":1000},{\"id\":\"b\","
      "\"balance\":5000,\"birth_year\":1980,\"inherited\":"
      "{\"death_year\":2024,\"decedent_birth_year\":1945}}]}" },
    { "retirement/contributions", NULL,
      "{\"year\":2026,\"filing_status\":\"married_joint\",\"magi\":247000,"
      "\"people\":[{\"age\":62,\"pay\":200000}],\"contributions\":"
      "[{\"id\":\"k\",\"kind\":\"deferral\",\"wanted\":40000,"
      "\"employer\":8000}]}" },
    { "retirement/roth-conversion", NULL,
      "{\"now\":{\"year\":2025,\"filing_status\":\"single\","
      "\"wages_head\":50000},\"later\":{\"filing_status\":\"single\","
      "\"social_security\":30000},\"withdraw_from\":2030,"
      "\"withdraw_years\":10,\"traditional\":500000,\"growth\":0.04,"
      "\"conversions\":[{\"year\":2026,\"amount\":40000}]}" },
    { "retirement/social-security", NULL,
      "{\"people\":[{\"birth\":\"1962-03-10\",\"pia\":1000},"
      "{\"birth\":\"1960-01-20\",\"earnings\":[{\"year\":1990,"
      "\"amount\":30000}],\"claim_age\":66,\"claim_months\":3}],"
      "\"rate\":0.01,\"as_of\":\"2026-01\"}" },
    { "retirement/pension", NULL,
      "{\"people\":[{\"age\":65,\"birth_year\":1961},{\"age\":63,"
      "\"birth_year\":1963}],\"rate\":0.04,\"lump_sum\":100000,"
      "\"options\":[{\"name\":\"j\",\"monthly\":900,"
      "\"survivor_share\":0.5,\"certain_years\":10,\"cola\":0.02}]}" },
    { "retirement/annuity", NULL,
      "{\"people\":[{\"age\":65,\"sex\":\"male\"}],\"rate\":0.04,"
      "\"premium\":100000,\"monthly\":500,\"load\":0.1,"
      "\"defer_years\":2}" },
    { "retirement/longevity", NULL,
      "{\"people\":[{\"age\":65,\"sex\":\"male\"},{\"age\":60}]}" },
    { "retirement/healthcare", NULL,
      "{\"year\":2026,\"filing_status\":\"single\",\"magi\":60000,"
      "\"people\":[{\"age\":60,\"until_age\":90,\"premium\":9000,"
      "\"out_of_pocket\":2000}],\"premium_growth\":0.02}" },
    { "retirement/readiness", NULL,
      "{\"age\":40,\"retirement_age\":65,\"savings\":100000,"
      "\"contribution\":9000,\"return_before\":0.04,\"spending\":40000,"
      "\"incomes\":[{\"amount\":20000,\"from_age\":67}]}" },
    { "spending/next-year", NULL,
      "{\"balance\":1000000,\"age\":66,\"last_spending\":40000,"
      "\"inflation\":0.03,\"portfolio_return\":0.05}" },
    { "tvm", NULL,
      "{\"rate\":0.01,\"periods\":36,\"present\":1000,\"future\":0}" },
    { "loan", NULL,
      "{\"balance\":300000,\"rate\":0.05,\"months\":360,"
      "\"interest_only_months\":12,\"extra_monthly\":100,"
      "\"extra_once\":[{\"month\":5,\"amount\":900}],"
      "\"schedule\":\"monthly\"}" },
    { "mortgage", NULL,
      "{\"price\":400000,\"down_payment\":40000,\"rate\":0.06,"
      "\"months\":360,\"points\":0.01,\"odd_days\":12,"
      "\"mortgage_insurance_rate\":0.005,\"refinance\":{\"rate\":0.05,"
      "\"months\":300,\"fees\":4000,\"months_paid\":24}}" },
    { "rent-or-buy", NULL,
      "{\"price\":400000,\"rate\":0.06,\"rent_monthly\":2200,"
      "\"years\":12}" },
    { "emergency-fund", NULL,
      "{\"essential_monthly\":3000,\"saved\":8000,"
      "\"saving_monthly\":500,\"rate\":0.02}" },
    { "insurance/life-need", NULL,
      "{\"immediate\":{\"debts\":9000},\"periods\":[{\"years\":10,"
      "\"need\":50000,\"income\":30000}],\"earner\":{\"earnings\":50000,"
      "\"self_share\":0.4,\"work_years\":30}}" },
    { "projections/debt", NULL,
      "{\"debts\":[{\"id\":\"a\",\"balance\":900.5,\"rate\":0.2,"
      "\"minimum_payment\":50},{\"id\":\"b\",\"balance\":\"400.00\","
      "\"rate\":0.1,\"minimum_payment\":20}],\"extra_monthly\":30}" },
    { "projections/education", NULL,
      "{\"students\":[{\"id\":\"k\",\"starts_in\":5,\"cost\":20000,"
      "\"years\":4}],\"savings\":10000,\"contribution\":3000,"
      "\"growth\":0.05}" },
    { "projections/short-term", NULL,
      "{\"start\":\"2026-01-31\",\"days\":60,\"accounts\":[{\"id\":\"a\","
      "\"balance\":1000,\"floor\":50}],\"items\":[{\"id\":\"x\","
      "\"amount\":-12.34,\"every\":\"semimonthly\","
      "\"start\":\"2020-02-29\",\"days\":[1,31]}]}" },
};

static struct fp_arena *arena;
static struct fp_buf reply;
static size_t asked, answered; /* by check() */

static enum fp_err
ask(size_t i, const char *document, struct fp_question *q)
{
    const struct fp_question_kind *kind =
        fp_question_find(cases[i].question);
    enum fp_err err;

    assert_non_null(kind);
    fp_arena_reset(arena);
    fp_buf_reset(&reply);
    err = fp_question_open(q, kind->name, cases[i].part, document,
                           strlen(document), arena);
    return err == FP_OK ? kind->answer(q, &reply) : err;
}

/* An answer is JSON; a refusal says why, and writes nothing. */
static void
check(size_t i, const char *document)
{
    struct fp_json_fault fault = { .code = "" };
    struct fp_question q;
    enum fp_err err = ask(i, document, &q);

    asked++;
    if (err == FP_OK) {
        answered++;
        assert_int_equal(fp_buf_error(&reply), FP_OK);
        if (fp_json_gate(reply.data, reply.len, NULL, arena, &fault) !=
            FP_OK)
            fail_msg("%s: %s at %s: %s", cases[i].question, fault.code,
                     fault.pointer, document);
        return;
    }
    if (reply.len != 0)
        fail_msg("%s: an answer in spite of a fault: %s", cases[i].question,
                 document);
    if (err == FP_EINVAL || (err == FP_ELIMIT && !fp_faults_none(&q.faults)))
        assert_false(fp_faults_none(&q.faults));
    else if ((err != FP_EDOM && err != FP_ERANGE && err != FP_ELIMIT &&
              err != FP_ENOTFOUND) || q.error.detail[0] == '\0')
        fail_msg("%s: %s without a word: %s", cases[i].question,
                 fp_err_name(err), document);
}

static void
all_answer(void **state)
{
    size_t seen = 0;

    (void)state;
    for (size_t i = 0; i < FP_COUNT(cases); i++) {
        struct fp_question q;

        if (ask(i, cases[i].document, &q) != FP_OK)
            fail_msg("%s: %s %s", cases[i].question,
                     q.faults.count > 0 ? q.faults.list[0].pointer : "",
                     q.faults.count > 0 ? q.faults.list[0].detail
                                        : q.error.detail);
        assert_true(q.n_sources > 0);
        check(i, cases[i].document);
    }
    for (size_t k = 0; k < fp_questions_count; k++)
        for (size_t i = 0; i < FP_COUNT(cases); i++)
            if (strcmp(fp_questions[k].name, cases[i].question) == 0) {
                seen++;
                break;
            }
    assert_int_equal(seen, fp_questions_count);
}

/* Where the value that begins at `at` ends. */
static size_t
value_end(const char *text, size_t at)
{
    int depth = 0, quoted = 0;

    for (; text[at] != '\0'; at++) {
        char c = text[at];

        if (quoted) {
            quoted = c != '"';
        } else if (c == '"') {
            quoted = 1;
        } else if (c == '{' || c == '[') {
            depth++;
        } else if (c == '}' || c == ']') {
            if (depth-- == 0)
                return at;
        } else if (c == ',' && depth == 0) {
            return at;
        }
    }
    return at;
}

/* Every value of every document, replaced by each of many. */
static void
values_replaced(void **state)
{
    static const char *const parts[] = {
        "null", "true", "{}", "[]", "[[]]", "\"\"", "\"x\"", "\"12.34\"",
        "-1", "0", "1", "2", "0.5", "-0.9", "1e15", "-1e15", "1e-9",
        "1e300", "9007199254740993", "120", "2025", "2100", "1e9",
        "3", "12", "30", "65", "100", "2027", "50000", "0.01", "0.1", "1e-7"
    };
    char text[ROOM];

    (void)state;
    for (size_t i = 0; i < FP_COUNT(cases); i++) {
        const char *good = cases[i].document;

        for (size_t at = 0; good[at] != '\0'; at++) {
            size_t end;

            if (at == 0 || strchr(":[,", good[at - 1]) == NULL ||
                strchr("\"-0123456789{[", good[at]) == NULL)
                continue;
            if (good[at] == '"' &&
                good[at + strcspn(good + at + 1, "\"") + 2] == ':')
                continue; /* a name */
            end = value_end(good, at);
            for (size_t k = 0; k < FP_COUNT(parts); k++) {
                int n = snprintf(text, sizeof(text), "%.*s%s%s", (int)at,
                                 good, parts[k], good + end);

                assert_true(n > 0 && (size_t)n < sizeof(text));
                check(i, text);
            }
        }
    }
    assert_true(asked > 5000 && answered > 1500);
}

/* Every member gone. */
static void
members_dropped(void **state)
{
    char text[ROOM];

    (void)state;
    for (size_t i = 0; i < FP_COUNT(cases); i++) {
        const char *good = cases[i].document;

        for (size_t at = 1; good[at] != '\0'; at++) {
            size_t end;

            if (good[at] != '"' || (good[at - 1] != '{' &&
                                    good[at - 1] != ','))
                continue;
            end = value_end(good, at);
            /* with the comma after it, or the one before */
            if (good[end] == ',')
                snprintf(text, sizeof(text), "%.*s%s", (int)at, good,
                         good + end + 1);
            else
                snprintf(text, sizeof(text), "%.*s%s",
                         (int)(good[at - 1] == ',' ? at - 1 : at), good,
                         good + end);
            check(i, text);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_answer),
        cmocka_unit_test(values_replaced),
        cmocka_unit_test(members_dropped),
    };
    int failed;

    arena = fp_arena_new(0);
    fp_buf_init(&reply, 0);
    failed = arena == NULL ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
    fp_buf_fini(&reply);
    fp_arena_free(arena);
    return failed;
}
