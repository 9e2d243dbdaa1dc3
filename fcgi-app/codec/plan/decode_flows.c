/* Incomes, expenses and contributions. */
#include <json.h>
#include <string.h>

#include "codec/plan/parts.h"
#include "codec/plan/words.h"

enum { YEAR_MIN = 0, YEAR_MAX = 9999, AGE_LIMIT = 1000 };

static void
refuse(const struct fp_node *node, const char *name, const char *why)
{
    struct fp_node member = fp_node_member(node, name);

    if (member.present)
        fp_node_fault(&member, "combination", "%s", why);
}

/* A PIA, or the earnings that it is computed from. */
static void
read_record(struct fp_plan_reader *p, const struct fp_node *node,
            struct fp_income *income)
{
    static const char *const known[] = { "year", "amount", NULL };
    struct fp_node pia = fp_node_member(node, "pia_monthly");
    struct fp_node list;
    struct fp_earning *earnings;
    void *items = NULL;
    size_t n = fp_plan_list(p, node, "earnings", FP_PLAN_EARNINGS_MAX,
                            sizeof(*earnings), &list, &items);

    earnings = items;
    if (!list.present) {
        fp_node_money(&pia, &income->pia_monthly);
        return;
    }
    if (pia.present)
        fp_node_fault(&pia, "combination",
                      "give pia_monthly or earnings, not both");
    for (size_t i = 0; i < n; i++) {
        struct fp_node item = fp_node_element(&list, i);
        struct fp_node year = fp_node_member(&item, "year");
        struct fp_node amount = fp_node_member(&item, "amount");
        int64_t value = 0;

        if (!fp_node_object(&item, known, "an object with year and amount"))
            continue;
        fp_node_int(&year, YEAR_MIN, YEAR_MAX, &value);
        earnings[i].year = (int)value;
        fp_node_money(&amount, &earnings[i].amount);
    }
    income->earnings = earnings;
    income->n_earnings = n;
}

/* 67, or {"years": 66, "months": 8}. */
static void
read_claim(const struct fp_node *node, struct fp_income *income)
{
    static const char *const known[] = { "years", "months", NULL };
    struct fp_node claim = fp_node_member(node, "claim_age");
    struct fp_node years = fp_node_member(&claim, "years");
    struct fp_node months = fp_node_member(&claim, "months");
    int64_t value = 67;

    if (!json_object_is_type(claim.value, json_type_object)) {
        income->claim_age = fp_node_int_or(&claim, -AGE_LIMIT, AGE_LIMIT, 67,
                                           "claimed at 67");
        return;
    }
    if (!fp_node_object(&claim, known, "years and months"))
        return;
    fp_node_int(&years, -AGE_LIMIT, AGE_LIMIT, &value);
    income->claim_age = (int)value;
    income->claim_months = fp_node_int_or(&months, 0, 11, 0, NULL);
}

/* Money that moves once between an income and an account:
 * {"premium": 100000, "account": "ira"}. */
static void
read_exchange(struct fp_plan_reader *p, const struct fp_node *node,
              const char *name, const char *amount_name, int allowed,
              double *amount, int *account)
{
    const char *const known[] = { amount_name, "account", NULL };
    struct fp_node exchange = fp_node_member(node, name);
    struct fp_node money = fp_node_member(&exchange, amount_name);
    struct fp_node which = fp_node_member(&exchange, "account");
    const char *id;

    if (!exchange.present)
        return;
    if (!allowed) {
        fp_node_fault(&exchange, "combination",
                      "annuities have a purchase, pensions a lump_sum");
        return;
    }
    if (!fp_node_object(&exchange, known, "an object with an amount and an "
                                          "account"))
        return;
    fp_node_money(&money, amount);
    if (!fp_node_text(&which, &id))
        return;
    *account = fp_plan_account(p, id);
    if (*account < 0)
        fp_node_fault(&which, "reference",
                      "no account of the plan has the id \"%s\"", id);
}

static void
read_income(struct fp_plan_reader *p, const struct fp_node *node,
            struct fp_income *income)
{
    static const char *const known[] = {
        "id", "owner", "kind", "amount", "growth", "growth_basis", "start",
        "end", "pia_monthly", "claim_age", "earnings", "survivor_share",
        "purchase", "lump_sum", NULL
    };
    struct fp_node id = fp_node_member(node, "id");
    struct fp_node kind = fp_node_member(node, "kind");
    struct fp_node amount = fp_node_member(node, "amount");
    struct fp_node share = fp_node_member(node, "survivor_share");
    int word = FP_INCOME_OTHER;

    income->id = "";
    income->claim_age = 67;
    income->premium_account = income->lump_account = -1;
    if (!fp_node_object(node, known, "an object that describes an income"))
        return;
    fp_node_text(&id, &income->id);
    fp_node_word(&kind, fp_words_income, &word);
    income->kind = (enum fp_income_kind)word;
    income->owner = fp_plan_owner(p, node, word == FP_INCOME_SALARY ||
                                            word == FP_INCOME_SOCIAL_SECURITY);
    income->start = fp_plan_when(p, node, "start", income->owner);
    income->end = fp_plan_when(p, node, "end", income->owner);
    if (word == FP_INCOME_SOCIAL_SECURITY) {
        refuse(node, "amount", "Social Security is computed from pia_monthly "
                               "and claim_age: leave amount out");
        fp_plan_growth(node, &income->growth, &income->growth_basis);
        read_record(p, node, income);
        read_claim(node, income);
        return;
    }
    refuse(node, "pia_monthly", "only Social Security has pia_monthly");
    refuse(node, "claim_age", "only Social Security has claim_age");
    refuse(node, "earnings", "only Social Security has earnings");
    if (word == FP_INCOME_PENSION || word == FP_INCOME_ANNUITY)
        income->survivor_share = fp_node_number_or(
            &share, 0.0,
            p->plan->n_people == 2 ? "it ends with its owner" : NULL);
    else if (share.present)
        fp_node_fault(&share, "combination",
                      "only pensions and annuities have a survivor_share");
    read_exchange(p, node, "purchase", "premium", word == FP_INCOME_ANNUITY,
                  &income->premium, &income->premium_account);
    read_exchange(p, node, "lump_sum", "amount", word == FP_INCOME_PENSION,
                  &income->lump_sum, &income->lump_account);
    fp_node_money(&amount, &income->amount);
    fp_plan_growth(node, &income->growth, &income->growth_basis);
}

static void
read_expense(struct fp_plan_reader *p, const struct fp_node *node,
             struct fp_expense *expense)
{
    static const char *const known[] = {
        "id", "kind", "amount", "essential", "growth", "growth_basis",
        "start", "end", "survivor_share", NULL
    };
    struct fp_node kind = fp_node_member(node, "kind");
    struct fp_node id = fp_node_member(node, "id");
    struct fp_node amount = fp_node_member(node, "amount");
    struct fp_node essential = fp_node_member(node, "essential");
    struct fp_node share = fp_node_member(node, "survivor_share");

    expense->id = "";
    if (!fp_node_object(node, known, "an object that describes an expense"))
        return;
    fp_node_text(&id, &expense->id);
    expense->kind = (enum fp_expense_kind)fp_node_word_or(
        &kind, fp_words_expense, FP_EXPENSE_GENERAL, NULL);
    fp_node_money(&amount, &expense->amount);
    expense->essential = fp_node_flag_or(&essential, 1, "it is essential");
    fp_plan_growth(node, &expense->growth, &expense->growth_basis);
    expense->start = fp_plan_when(p, node, "start", -1);
    expense->end = fp_plan_when(p, node, "end", -1);
    expense->survivor_share = fp_node_number_or(
        &share, 1.0, p->plan->n_people == 2
                         ? "it stays the same after the first death" : NULL);
}

static void
read_match(const struct fp_node *node, struct fp_contribution *part)
{
    static const char *const known[] = { "rate", "up_to_pay", NULL };
    struct fp_node match = fp_node_member(node, "employer_match");
    struct fp_node rate = fp_node_member(&match, "rate");
    struct fp_node up_to = fp_node_member(&match, "up_to_pay");

    if (!match.present ||
        !fp_node_object(&match, known, "an object such as {\"rate\": 0.5, "
                                       "\"up_to_pay\": 0.06}"))
        return;
    fp_node_number(&rate, &part->match_rate);
    fp_node_number(&up_to, &part->match_up_to_pay);
}

static void
read_contribution(struct fp_plan_reader *p, const struct fp_node *node,
                  struct fp_contribution *part)
{
    static const char *const known[] = {
        "id", "account", "amount", "growth", "growth_basis", "start", "end",
        "employer_match", NULL
    };
    struct fp_node id = fp_node_member(node, "id");
    struct fp_node account = fp_node_member(node, "account");
    struct fp_node amount = fp_node_member(node, "amount");
    const char *name;
    int owner = -1;

    part->id = "";
    if (!fp_node_object(node, known,
                        "an object that describes a contribution"))
        return;
    if (id.present)
        fp_node_text(&id, &part->id);
    if (fp_node_text(&account, &name)) {
        part->account = fp_plan_account(p, name);
        if (part->account < 0)
            fp_node_fault(&account, "reference",
                          "no account of the plan has the id \"%s\"",
                          name);
        else
            owner = p->plan->accounts[part->account].owner;
    }
    fp_node_money(&amount, &part->amount);
    fp_plan_growth(node, &part->growth, &part->growth_basis);
    part->start = fp_plan_when(p, node, "start", owner);
    part->end = fp_plan_when(p, node, "end", owner);
    read_match(node, part);
}

void
fp_plan_read_flows(struct fp_plan_reader *p, const struct fp_node *root)
{
    struct fp_node list, node;
    struct fp_income *incomes;
    struct fp_expense *expenses;
    struct fp_contribution *parts;
    void *items = NULL;
    size_t n, i;

    n = fp_plan_list(p, root, "incomes", FP_PLAN_FLOWS_MAX, sizeof(*incomes),
                  &list, &items);
    incomes = items;
    for (i = 0; i < n; i++) {
        node = fp_node_element(&list, i);
        read_income(p, &node, &incomes[i]);
    }
    p->plan->incomes = incomes;
    p->plan->n_incomes = n;
    items = NULL;
    n = fp_plan_list(p, root, "expenses", FP_PLAN_FLOWS_MAX, sizeof(*expenses),
                  &list, &items);
    expenses = items;
    for (i = 0; i < n; i++) {
        node = fp_node_element(&list, i);
        read_expense(p, &node, &expenses[i]);
    }
    p->plan->expenses = expenses;
    p->plan->n_expenses = n;
    items = NULL;
    n = fp_plan_list(p, root, "contributions", FP_PLAN_FLOWS_MAX, sizeof(*parts),
                  &list, &items);
    parts = items;
    for (i = 0; i < n; i++) {
        node = fp_node_element(&list, i);
        read_contribution(p, &node, &parts[i]);
    }
    p->plan->contributions = parts;
    p->plan->n_contributions = n;
}
