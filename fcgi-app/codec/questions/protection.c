/* /emergency-fund, /insurance/life-need and /projections/education: how much
 * is enough. */
#include <math.h>

#include "codec/json/member.h"
#include "codec/questions/ask.h"
#include "codec/questions/kinds.h"
#include "planning/calculators/education.h"
#include "planning/calculators/protection.h"
#include "planning/law/limits.h"

enum fp_err
fp_question_emergency(struct fp_question *q, struct fp_buf *buf)
{
    static const char *const known[] = {
        "essential_monthly", "months", "deductibles", "saved",
        "saving_monthly", "rate", NULL
    };
    struct fp_emergency e;
    struct fp_emergency_result r;

    if (!fp_node_object(&q->root, known, "spending and savings"))
        return FP_EINVAL;
    e.essential_monthly = fp_ask_number(&q->root, "essential_monthly", 0.01,
                                        FP_ASK_MONEY_MAX);
    e.months = fp_ask_number_or(&q->root, "months", 0.0, 60.0, 6.0,
                                "six months of essential spending; three "
                                "may do for two secure incomes, and more is "
                                "needed for one that varies");
    e.deductibles = fp_ask_money_or(&q->root, "deductibles", 0.0, NULL);
    e.saved = fp_ask_money_or(&q->root, "saved", 0.0, "nothing is saved yet");
    e.saving_monthly = fp_ask_money_or(&q->root, "saving_monthly", 0.0,
                                       "nothing more is saved");
    e.rate = fp_ask_number_or(&q->root, "rate", -0.5, 0.5, 0.0,
                              "the savings bear no interest");
    if (!fp_question_good(q))
        return FP_EINVAL;
    if (fp_emergency(&e, &r) != FP_OK)
        return fp_error_set(&q->error, FP_ERANGE,
                            "These amounts are too large.");
    fp_question_source(q, "months of essential spending, and the deductibles "
                          "of insurance beside them");
    fp_question_head(q, buf);
    fp_json_money(buf, "target", r.target);
    fp_json_member(buf, "months", e.months, 2);
    fp_json_member(buf, "months_covered", r.months_covered, 2);
    fp_json_money(buf, "shortfall", r.shortfall);
    fp_json_int_or_null(buf, "months_to_target", r.months_to_target);
    fp_question_end(buf);
    return FP_OK;
}

/* --- life insurance -------------------------------------------------------- */

/* What is needed at once, by name. */
static const char *const at_once[] = { "final_expenses", "debts", "mortgage",
                                       "education", "emergency_fund",
                                       "other" };

static void
read_immediate(const struct fp_node *root, struct fp_life_need *n,
               double parts[FP_COUNT(at_once)])
{
    const char *known[FP_COUNT(at_once) + 1] = { NULL };
    struct fp_node node = fp_node_member(root, "immediate");

    for (size_t i = 0; i < FP_COUNT(at_once); i++) {
        known[i] = at_once[i];
        parts[i] = 0.0;
    }
    if (!node.present || !fp_node_object(&node, known, "needs at once"))
        return;
    for (size_t i = 0; i < FP_COUNT(at_once); i++)
        n->immediate += parts[i] = fp_ask_money_or(&node, at_once[i], 0.0,
                                                   NULL);
}

static void
read_periods(const struct fp_node *root, struct fp_life_need *n)
{
    static const char *const known[] = { "years", "need", "income", NULL };
    struct fp_node list;

    n->n_periods = fp_ask_list(root, "periods", 0, FP_LIFE_PERIODS_MAX,
                               "a list of periods", &list);
    for (size_t i = 0; i < n->n_periods; i++) {
        struct fp_node one = fp_node_element(&list, i);

        if (!fp_node_object(&one, known, "a period"))
            continue;
        n->periods[i].years = fp_ask_whole(&one, "years", 1, 100);
        n->periods[i].need = fp_ask_money(&one, "need");
        n->periods[i].income = fp_ask_money_or(
            &one, "income", 0.0, "survivors have no income of their own");
    }
}

static void
read_earner(const struct fp_node *root, struct fp_life_need *n)
{
    static const char *const known[] = { "earnings", "self_share",
                                         "work_years", "growth", NULL };
    struct fp_node node = fp_node_member(root, "earner");

    if (!node.present || !fp_node_object(&node, known, "an earner"))
        return;
    n->earnings = fp_ask_money(&node, "earnings");
    n->self_share = fp_ask_number(&node, "self_share", 0.0, 1.0);
    n->work_years = fp_ask_whole(&node, "work_years", 0, 100);
    n->earnings_growth = fp_ask_number_or(&node, "growth", -0.5, 0.5, 0.0,
                                          "earnings keep pace with prices");
}

enum fp_err
fp_question_life_need(struct fp_question *q, struct fp_buf *buf)
{
    static const char *const known[] = { "immediate", "periods", "rate",
                                         "assets", "insurance", "earner",
                                         NULL };
    double parts[FP_COUNT(at_once)];
    struct fp_life_need n = { .immediate = 0.0 };
    struct fp_life_need_result r;

    if (!fp_node_object(&q->root, known, "survivors and their needs"))
        return FP_EINVAL;
    read_immediate(&q->root, &n, parts);
    read_periods(&q->root, &n);
    read_earner(&q->root, &n);
    n.rate = fp_ask_number_or(&q->root, "rate", -0.5, 0.5, 0.02,
                              "capital earns 2 % a year above inflation");
    n.assets = fp_ask_money_or(&q->root, "assets", 0.0, NULL);
    n.insurance = fp_ask_money_or(&q->root, "insurance", 0.0, NULL);
    if (!fp_question_good(q))
        return FP_EINVAL;
    if (fp_life_need(&n, &r) != FP_OK)
        return fp_error_set(&q->error, FP_ERANGE,
                            "These amounts are too large.");
    fp_question_source(q, "Rejda and McNamara, Principles of Risk Management "
                          "and Insurance, 12th ed. 2014, chapter 11");
    fp_question_head(q, buf);
    fp_json_text(buf, "basis", "real");
    fp_json_money(buf, "need", r.need);
    fp_json_money(buf, "immediate", n.immediate);
    fp_json_money(buf, "income_capital", r.income_capital);
    fp_json_money(buf, "capital", r.capital);
    fp_json_money(buf, "assets", n.assets);
    fp_json_money(buf, "insurance", n.insurance);
    fp_json_money(buf, "human_life_value",
                  n.earnings > 0.0 ? r.life_value : NAN);
    fp_question_end(buf);
    return FP_OK;
}

/* --- education ------------------------------------------------------------- */

static void
read_students(const struct fp_node *root, struct fp_education *e,
              const char *ids[FP_STUDENTS_MAX])
{
    static const char *const known[] = { "id", "starts_in", "years", "cost",
                                         "share", NULL };
    struct fp_node list;

    e->n = fp_ask_list(root, "students", 1, FP_STUDENTS_MAX,
                       "a list of students", &list);
    for (size_t i = 0; i < e->n; i++) {
        struct fp_node one = fp_node_element(&list, i);
        struct fp_student *s = &e->students[i];

        ids[i] = "";
        if (!fp_node_object(&one, known, "a student"))
            continue;
        ids[i] = fp_ask_text(&one, "id");
        s->starts_in = fp_ask_whole(&one, "starts_in", 0, 40);
        s->years = fp_ask_whole_or(&one, "years", 1, 12, 4,
                                   "four years of study");
        s->cost = fp_ask_money(&one, "cost");
        s->share = fp_ask_number_or(&one, "share", 0.0, 1.0, 1.0,
                                    "all of the cost is to be paid");
    }
}

/* The years until the last student has begun to study. */
static int
years_of_saving(const struct fp_education *e)
{
    int most = 0;

    for (size_t i = 0; i < e->n; i++)
        if (e->students[i].starts_in > most)
            most = e->students[i].starts_in;
    return most;
}

static void
read_education(struct fp_question *q, struct fp_education *e,
               const char *ids[FP_STUDENTS_MAX])
{
    static const char *const known[] = {
        "students", "cost_growth", "savings", "contribution",
        "contribution_growth", "contribution_years", "growth", NULL
    };
    const struct fp_node *root = &q->root;

    if (!fp_node_object(root, known, "students and savings"))
        return;
    read_students(root, e, ids);
    e->cost_growth = fp_ask_number_or(root, "cost_growth", -0.5, 0.5, 0.05,
                                      "costs rise by 5 % a year");
    e->savings = fp_ask_money_or(root, "savings", 0.0,
                                 "nothing is saved yet");
    e->contribution = fp_ask_money_or(root, "contribution", 0.0,
                                      "nothing more is saved");
    e->contribution_growth = fp_ask_number_or(root, "contribution_growth",
                                              -0.5, 0.5, 0.0, NULL);
    e->contribution_years = fp_ask_whole_or(
        root, "contribution_years", 0, FP_EDUCATION_YEARS_MAX,
        years_of_saving(e), "until the last of them begins");
    e->growth = fp_ask_number(root, "growth", -0.5, 0.5);
}

/* 26 U.S.C. 529(c)(2): contributions are gifts. */
static void
warn_gifts(struct fp_question *q, const struct fp_education *e)
{
    struct fp_limits limits;
    int last = 0;

    for (size_t i = 0; i < fp_table_us_limits_count; i++)
        if (fp_table_us_limits[i].year > last)
            last = fp_table_us_limits[i].year;
    if (fp_limits_get(last, &limits) == FP_OK &&
        e->contribution > limits.gift * (double)e->n)
        fp_question_warn(q, "/contribution", "gift_tax", "Contributions are "
                         "gifts; beyond %.0f a year for each donor and "
                         "student (%d) they ask for a gift tax return.",
                         limits.gift, last);
}

static void
write_education(struct fp_buf *buf, const struct fp_education *e,
                const char *const ids[], const struct fp_education_result *r)
{
    fp_json_text(buf, "basis", "nominal");
    fp_json_money(buf, "cost", r->cost);
    fp_json_money(buf, "paid", r->paid);
    fp_json_money(buf, "shortfall", r->shortfall);
    fp_json_money(buf, "cost_value", r->cost_value);
    fp_json_money(buf, "shortfall_value", r->shortfall_value);
    fp_json_rate(buf, "funded", r->funded);
    fp_json_money(buf, "contribution_needed", r->contribution_needed);
    fp_json_money(buf, "savings_needed", r->savings_needed);
    fp_json_name(buf, "students");
    fp_buf_char(buf, '[');
    for (size_t i = 0; i < e->n; i++) {
        fp_buf_str(buf, i > 0 ? ",{\"id\":" : "{\"id\":");
        fp_buf_json(buf, ids[i]);
        fp_json_money(buf, "cost", r->student_cost[i]);
        fp_buf_char(buf, '}');
    }
    fp_buf_str(buf, "],\"years\":[");
    for (size_t t = 0; t < r->years; t++) {
        const struct fp_education_year *y = &r->year[t];

        fp_buf_printf(buf, "%s{\"year\":%zu", t > 0 ? "," : "", t);
        fp_json_money(buf, "cost", y->cost);
        fp_json_money(buf, "contribution", y->contribution);
        fp_json_money(buf, "paid", y->paid);
        fp_json_money(buf, "shortfall", y->shortfall);
        fp_json_money(buf, "closing", y->closing);
        fp_buf_char(buf, '}');
    }
    fp_buf_char(buf, ']');
}

enum fp_err
fp_question_education(struct fp_question *q, struct fp_buf *buf)
{
    struct fp_education_result *r = fp_ask_room(&q->root, 1, sizeof(*r));
    const char *ids[FP_STUDENTS_MAX];
    struct fp_education e = { .n = 0 };

    if (r == NULL)
        return FP_ENOMEM;
    read_education(q, &e, ids);
    if (!fp_question_good(q))
        return FP_EINVAL;
    if (fp_education(&e, r) != FP_OK)
        return fp_error_set(&q->error, FP_ERANGE,
                            "These amounts are too large.");
    warn_gifts(q, &e);
    fp_question_source(q, "26 U.S.C. 529(c)(3)(B): what the account pays for "
                          "studies bears no tax");
    fp_question_head(q, buf);
    write_education(buf, &e, ids, r);
    fp_question_end(buf);
    return FP_OK;
}
