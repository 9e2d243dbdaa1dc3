/* /spending/next-year: what each policy says to spend in the coming year. */
#include "codec/json/member.h"
#include "codec/plan/parts.h"
#include "codec/plan/words.h"
#include "codec/questions/ask.h"
#include "codec/questions/kinds.h"
#include "planning/answers/next_year.h"
#include "planning/market/market_cma.h"
#include "planning/spending/spending.h"

enum { POLICIES_MAX = 32, TO_AGE = 95 };

#define STOCK_SHARE 0.6

struct asked {
    struct fp_next_year_facts facts;
    size_t n;
    struct fp_spending_rule rules[POLICIES_MAX];
};

/* Expected real return and deviation of shares and bonds as the tables have
 * them. */
static void
read_market(struct fp_question *q, struct fp_next_year_facts *f)
{
    const struct fp_row_cma *stock = fp_cma_find("us_stock");
    const struct fp_row_cma *bond = fp_cma_find("us_bond");
    double s, b;

    f->stock_share = fp_ask_number_or(&q->root, "stock_share", 0.0, 1.0,
                                      STOCK_SHARE,
                                      "60 % of the portfolio are shares");
    f->cape = fp_ask_number_or(&q->root, "cape", 0.0, 1000.0, 0.0, NULL);
    s = f->stock_share;
    b = 1.0 - s;
    f->expected_return = fp_ask_number_or(
        &q->root, "expected_return", -0.5, 0.5,
        s * stock->real_mean + b * bond->real_mean,
        "real return of the portfolio a year, by the market's history");
    f->volatility = fp_ask_number_or(
        &q->root, "volatility", 0.0, 1.0,
        s * stock->real_sd + b * bond->real_sd,
        "deviation of it, shares and bonds moving together at worst");
}

/* How the policy came here; nothing of it counts in a first year. */
static void
read_past(struct fp_question *q, struct fp_next_year_facts *f)
{
    double indexed;

    f->inflation = fp_ask_number_or(&q->root, "inflation", -0.5, 1.0, 0.025,
                                    "prices rose by 2.5 % last year");
    f->portfolio_return = fp_ask_number_or(
        &q->root, "portfolio_return", -1.0, 10.0, 0.0,
        "the portfolio neither gained nor lost last year");
    f->last_spending = fp_ask_money(&q->root, "last_spending");
    f->last_other_income = fp_ask_money_or(
        &q->root, "last_other_income", f->other_income / (1.0 + f->inflation),
        "other income only followed prices");
    indexed = f->last_spending * (1.0 + f->inflation);
    f->planned = fp_ask_money_or(&q->root, "planned_expenses", indexed,
                                 "the plan foresees last year's spending in "
                                 "today's prices");
    f->first_spending = fp_ask_money_or(
        &q->root, "first_spending", indexed,
        "spending has only followed prices since the first year");
    f->first_balance = fp_ask_money_or(
        &q->root, "first_balance", f->balance,
        "the portfolio has only followed prices since the first year");
    f->first_rate = fp_ask_number_or(
        &q->root, "first_rate", 0.0, 1.0,
        f->first_balance > 0.0 && f->first_spending > f->other_income
            ? (f->first_spending - f->other_income) / f->first_balance
            : 0.0,
        "what the portfolio paid in the first year, as part of it");
}

static void
read_facts(struct fp_question *q, struct fp_next_year_facts *f)
{
    int youngest, spouse;

    f->balance = fp_ask_money(&q->root, "balance");
    f->ages[0] = fp_ask_whole(&q->root, "age", 0, 119);
    spouse = fp_ask_whole_or(&q->root, "spouse_age", -1, 119, -1, NULL);
    f->ages[1] = spouse;
    youngest = spouse >= 0 && spouse < f->ages[0] ? spouse : f->ages[0];
    f->years_left = fp_ask_whole_or(&q->root, "years_left", 1, 100,
                                    youngest < TO_AGE ? TO_AGE - youngest : 1,
                                    "planned for the years before 95");
    f->year = fp_ask_whole_or(&q->root, "years_in_force", 0, 100, 1,
                              "the policy's second year is coming");
    f->other_income = fp_ask_money_or(&q->root, "other_income", 0.0, NULL);
    f->essential = fp_ask_money_or(&q->root, "essential", 0.0, NULL);
    if (f->year > 0)
        read_past(q, f);
    else
        f->planned = fp_ask_money_or(&q->root, "planned_expenses", 0.0, NULL);
    read_market(q, f);
}

/* One policy, its faults at its own place. */
static void
read_policy(struct fp_question *q, const struct fp_node *node,
            struct fp_spending_rule *rule)
{
    struct fp_plan plan = { .n_expenses = 1 };
    struct fp_plan_reader *p = fp_ask_room(node, 1, sizeof(*p));
    struct fp_node start = fp_node_member(node, "start");
    struct fp_node own = *node;
    struct fp_faults found;

    if (p == NULL)
        return;
    p->reader = *node->reader;
    p->plan = &plan;
    own.reader = &p->reader;
    p->reader.failed = 0;
    if (start.present)
        fp_node_fault(&start, "unused", "the policy is in force already");
    else
        fp_plan_read_policy(p, &own);
    *rule = plan.strategy.spending;
    if (p->reader.failed) {
        node->reader->failed = 1;
        return;
    }
    fp_faults_init(&found, q->arena);
    if (fp_next_year_check(rule, &found) == FP_OK)
        return;
    for (size_t i = 0; i < found.count; i++) {
        const char *pointer = fp_arena_printf(q->arena, "%s%s", node->pointer,
                                              found.list[i].pointer);

        fp_faults_add(&q->faults, pointer != NULL ? pointer : node->pointer,
                      found.list[i].code, "%s", found.list[i].detail);
    }
    node->reader->failed = 1;
}

static void
read_asked(struct fp_question *q, struct asked *asked)
{
    static const char *const known[] = {
        "balance", "age", "spouse_age", "years_left", "years_in_force",
        "other_income", "essential", "inflation", "portfolio_return",
        "last_spending", "last_other_income", "planned_expenses",
        "first_spending", "first_balance", "first_rate", "stock_share", "cape",
        "expected_return", "volatility", "policies", NULL
    };
    struct fp_node list;

    if (!fp_node_object(&q->root, known, "facts of the coming year"))
        return;
    read_facts(q, &asked->facts);
    asked->n = fp_ask_list(&q->root, "policies", 0, POLICIES_MAX,
                           "a list of spending policies", &list);
    for (size_t i = 0; i < asked->n; i++) {
        struct fp_node one = fp_node_element(&list, i);

        read_policy(q, &one, &asked->rules[i]);
    }
    if (list.present)
        return;
    /* Phases are nothing without their ages. */
    for (int p = 0; p < FP_SPENDING_COUNT; p++)
        if (p != FP_SPENDING_PHASES) {
            struct fp_spending_rule *rule = &asked->rules[asked->n++];

            fp_spending_defaults((enum fp_spending_policy)p, rule);
            if (fp_spending_from_expenses(rule))
                rule->add_income = 0;
        }
    fp_node_assume(&list, "\"all\"",
                   "every policy with its usual parameters, but for phases");
}

static void
answer(struct fp_buf *buf, const struct fp_spending_rule *rule,
       const struct fp_next_year *year)
{
    fp_buf_str(buf, "{\"policy\":");
    fp_buf_json(buf, fp_words_spending[rule->policy]);
    fp_json_money(buf, "spending", year->spending);
    fp_json_money(buf, "from_portfolio", year->from_portfolio);
    fp_json_rate(buf, "withdrawal_rate", year->rate);
    fp_json_money(buf, "promised", year->least);
    fp_json_rate(buf, "change", year->change);
    fp_json_rate(buf, "change_real", year->change_real);
    fp_buf_char(buf, '}');
}

enum fp_err
fp_question_next_year(struct fp_question *q, struct fp_buf *buf)
{
    struct asked *asked = fp_ask_room(&q->root, 1, sizeof(*asked));

    if (asked == NULL)
        return FP_ENOMEM;
    read_asked(q, asked);
    if (!fp_question_good(q))
        return FP_EINVAL;
    for (size_t i = 0; i < asked->n; i++)
        fp_question_source(q,
                           fp_spending_about[asked->rules[i].policy].source);
    fp_question_head(q, buf);
    fp_json_name(buf, "policies");
    fp_buf_char(buf, '[');
    for (size_t i = 0; i < asked->n; i++) {
        struct fp_next_year year =
            fp_next_year_of(&asked->rules[i], &asked->facts);

        if (i > 0)
            fp_buf_char(buf, ',');
        answer(buf, &asked->rules[i], &year);
    }
    fp_buf_char(buf, ']');
    fp_question_end(buf);
    return fp_buf_error(buf);
}
