/* /retirement/{healthcare,readiness}: what retirement costs, and whether
 * savings are on their way. */
#include <math.h>

#include "codec/json/member.h"
#include "codec/plan/words.h"
#include "codec/questions/ask.h"
#include "codec/questions/kinds.h"
#include "planning/calculators/health_costs.h"
#include "planning/calculators/readiness.h"
#include "planning/law/medicare.h"
#include "planning/law/state_tax.h"

/* --- health care ----------------------------------------------------------- */

static void
read_patient(const struct fp_node *one, struct fp_health_person *who)
{
    static const char *const known[] = {
        "age", "until_age", "premium", "benchmark", "part_d", "supplement",
        "out_of_pocket", "out_of_pocket_medicare", NULL
    };

    if (!fp_node_object(one, known, "a person"))
        return;
    who->age = fp_ask_whole(one, "age", 0, 119);
    who->until_age = fp_ask_whole_or(one, "until_age", who->age, 120,
                                     who->age > 95 ? who->age : 95,
                                     "costs are counted through this age");
    who->premium = fp_ask_money_or(one, "premium", 0.0, NULL);
    who->benchmark = fp_ask_money_or(one, "benchmark", who->premium, NULL);
    who->part_d = fp_ask_money_or(one, "part_d", 0.0, NULL);
    who->supplement = fp_ask_money_or(one, "supplement", 0.0, NULL);
    who->out_of_pocket = fp_ask_money_or(one, "out_of_pocket", 0.0, NULL);
    who->out_of_pocket_medicare = fp_ask_money_or(
        one, "out_of_pocket_medicare", who->out_of_pocket, NULL);
    if (who->until_age - who->age >= FP_HEALTH_YEARS_MAX) {
        struct fp_node node = fp_node_member(one, "until_age");

        fp_node_fault(&node, "range", "at most %d years are counted",
                      FP_HEALTH_YEARS_MAX);
    }
}

static void
read_health(struct fp_question *q, struct fp_health_plan *p)
{
    static const char *const known[] = {
        "year", "filing_status", "state", "magi", "people", "premium_growth",
        "out_of_pocket_growth", "rate", NULL
    };
    int last = fp_table_us_medicare[fp_table_us_medicare_count - 1].year;
    struct fp_node list, node = fp_node_member(&q->root, "state");
    const char *state;
    struct fp_state_law law;
    size_t n;

    if (!fp_node_object(&q->root, known, "people and their insurance"))
        return;
    p->year = fp_ask_whole_or(&q->root, "year", fp_table_us_medicare[0].year,
                              last, last,
                              "the last year that the tables have");
    p->status = (enum fp_filing_status)fp_ask_word(&q->root, "filing_status",
                                                   fp_words_filing);
    state = fp_ask_text_or_null(&q->root, "state");
    if (state != NULL &&
        fp_state_law_get(state, 2025, FP_FILING_SINGLE, &law) != FP_OK)
        fp_node_fault(&node, "value",
                      "a state is two capital letters, DC, or none");
    p->area = fp_aca_area_of(state != NULL ? state : "");
    p->magi = fp_ask_signed(&q->root, "magi");
    n = fp_ask_list(&q->root, "people", 1, 2, "one or two people", &list);
    p->n_people = (int)n;
    for (size_t i = 0; i < n; i++) {
        struct fp_node one = fp_node_element(&list, i);

        read_patient(&one, &p->people[i]);
    }
    p->premium_growth = fp_ask_number_or(
        &q->root, "premium_growth", -0.5, 0.5, 0.02,
        "premiums grow 2 % a year faster than prices");
    p->out_of_pocket_growth = fp_ask_number_or(
        &q->root, "out_of_pocket_growth", -0.5, 0.5, 0.02,
        "out-of-pocket costs grow 2 % a year faster than prices");
    p->rate = fp_ask_number_or(&q->root, "rate", -0.5, 1.0, 0.0,
                               "dollars of every year count the same");
}

static void
write_ages(struct fp_buf *buf, const int ages[2], int n)
{
    fp_json_name(buf, "ages");
    fp_buf_char(buf, '[');
    for (int i = 0; i < n; i++) {
        if (i > 0)
            fp_buf_char(buf, ',');
        if (ages[i] >= 0)
            fp_buf_int(buf, ages[i]);
        else
            fp_buf_str(buf, "null");
    }
    fp_buf_char(buf, ']');
}

enum fp_err
fp_question_healthcare(struct fp_question *q, struct fp_buf *buf)
{
    struct fp_health_result *r = fp_ask_room(&q->root, 1, sizeof(*r));
    struct fp_health_plan p = { .n_people = 0 };

    if (r == NULL)
        return FP_ENOMEM;
    read_health(q, &p);
    if (!fp_question_good(q))
        return FP_EINVAL;
    if (fp_health_costs(&p, r) != FP_OK)
        return fp_error_set(&q->error, FP_ERANGE,
                            "These costs are too large.");
    fp_question_source(q, "Medicare: 42 U.S.C. 1395r(i), CMS fact sheet of "
                          "the premium year; premium credit: 26 U.S.C. 36B");
    fp_question_head(q, buf);
    fp_json_text(buf, "basis", "real");
    fp_json_money(buf, "total", r->total);
    fp_json_money(buf, "present_value", r->present_value);
    fp_json_money(buf, "before_medicare", r->before_medicare);
    fp_json_money(buf, "medicare", r->medicare);
    fp_json_name(buf, "years");
    fp_buf_char(buf, '[');
    for (size_t t = 0; t < r->years; t++) {
        const struct fp_health_year *y = &r->year[t];

        fp_buf_printf(buf, "%s{\"year\":%d", t > 0 ? "," : "", y->year);
        write_ages(buf, y->ages, p.n_people);
        fp_json_money(buf, "premiums", y->premiums);
        fp_json_money(buf, "premium_credit", y->credit);
        fp_json_money(buf, "part_b", y->part_b);
        fp_json_money(buf, "part_d", y->part_d);
        fp_json_money(buf, "surcharges", y->surcharges);
        fp_json_money(buf, "supplement", y->supplement);
        fp_json_money(buf, "out_of_pocket", y->out_of_pocket);
        fp_json_money(buf, "total", y->total);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
    fp_question_end(buf);
    return FP_OK;
}

/* --- readiness ------------------------------------------------------------- */

static void
read_incomes(const struct fp_node *root, struct fp_readiness_plan *p,
             struct fp_readiness_income *incomes)
{
    static const char *const known[] = { "amount", "from_age", "until_age",
                                         "growth", NULL };
    struct fp_node list;
    size_t n = fp_ask_list(root, "incomes", 0, FP_READINESS_INCOMES_MAX,
                           "a list of incomes in retirement", &list);

    for (size_t i = 0; i < n; i++) {
        struct fp_node one = fp_node_element(&list, i);

        if (!fp_node_object(&one, known, "an income"))
            continue;
        incomes[i].amount = fp_ask_money(&one, "amount");
        incomes[i].from_age = fp_ask_whole_or(&one, "from_age", 0, 120,
                                              p->retirement_age, NULL);
        incomes[i].until_age = fp_ask_whole_or(&one, "until_age", 0, 200,
                                               200, NULL);
        incomes[i].growth = fp_ask_number_or(&one, "growth", -0.5, 0.5, 0.0,
                                             "the income keeps its value");
    }
    p->incomes = incomes;
    p->n_incomes = n;
}

static void
read_readiness(struct fp_question *q, struct fp_readiness_plan *p,
               struct fp_readiness_income *incomes)
{
    static const char *const known[] = {
        "age", "retirement_age", "end_age", "savings", "contribution",
        "contribution_growth", "return_before", "return_after", "spending",
        "withdrawal_tax", "incomes", NULL
    };
    const struct fp_node *root = &q->root;

    if (!fp_node_object(root, known, "savings and needs"))
        return;
    p->age = fp_ask_whole(root, "age", 0, 120);
    p->retirement_age = fp_ask_whole(root, "retirement_age", p->age, 120);
    p->end_age = fp_ask_whole_or(root, "end_age", p->retirement_age, 120,
                                 p->retirement_age > 95 ? p->retirement_age
                                                        : 95,
                                 "spending is planned through this age");
    p->savings = fp_ask_money(root, "savings");
    p->contribution = fp_ask_money_or(root, "contribution", 0.0,
                                      "nothing more is saved");
    p->contribution_growth = fp_ask_number_or(
        root, "contribution_growth", -0.5, 0.5, 0.0,
        "contributions keep pace with prices");
    p->return_before = fp_ask_number(root, "return_before", -0.5, 0.5);
    p->return_after = fp_ask_number_or(root, "return_after", -0.5, 0.5,
                                       p->return_before,
                                       "returns in retirement are those "
                                       "before it");
    p->spending = fp_ask_money(root, "spending");
    p->withdrawal_tax = fp_ask_number_or(root, "withdrawal_tax", 0.0, 0.9,
                                         0.0, "withdrawals bear no tax");
    read_incomes(root, p, incomes);
}

enum fp_err
fp_question_readiness(struct fp_question *q, struct fp_buf *buf)
{
    struct fp_readiness_income incomes[FP_READINESS_INCOMES_MAX];
    struct fp_readiness_plan p = { .age = 0 };
    struct fp_readiness r;

    read_readiness(q, &p, incomes);
    if (!fp_question_good(q))
        return FP_EINVAL;
    if (fp_readiness(&p, &r) != FP_OK)
        return fp_error_set(&q->error, FP_ERANGE,
                            "These amounts are too large.");
    fp_question_source(q, "present values at fixed real returns, amounts at "
                          "the start of each year; a simulation says how "
                          "sure it is");
    fp_question_head(q, buf);
    fp_json_text(buf, "basis", "real");
    fp_json_name(buf, "at_retirement");
    fp_buf_str(buf, "{\"spending\":");
    fp_buf_fixed(buf, r.spending_value, 2);
    fp_json_money(buf, "income", r.income_value);
    fp_json_money(buf, "needed", r.need);
    fp_json_money(buf, "savings", r.savings);
    fp_json_money(buf, "gap", r.gap);
    fp_buf_char(buf, '}');
    fp_json_rate(buf, "funded", r.funded);
    fp_json_money(buf, "gap_now", r.gap_now);
    fp_json_money(buf, "contribution_needed", r.contribution_needed);
    fp_json_money(buf, "spending_possible", r.spending_possible);
    fp_json_int(buf, "lasts_until_age", r.lasts_until);
    fp_json_rate(buf, "first_year_rate", r.first_year_rate);
    fp_question_end(buf);
    return FP_OK;
}
