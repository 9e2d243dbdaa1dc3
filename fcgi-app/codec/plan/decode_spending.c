/* The spending rule of a strategy: a policy and its parameters, which
 * planning/spending/spending.h lists. */
#include <json.h>
#include <stdio.h>
#include <string.h>

#include "codec/plan/parts.h"
#include "codec/plan/words.h"
#include "planning/spending/spending.h"

enum { KNOWN_MAX = 48, AGE_LIMIT = 1000 };

/* What a first year is when a plan has no expenses to take it from.
 * SOURCE: Bengen (1994), Journal of Financial Planning 7(4), 171-180. */
#define FIRST_RATE 0.04

static int
has(const struct fp_spending_param *param, enum fp_spending_policy policy)
{
    return (param->policies >> policy & 1u) != 0;
}

/* A parameter of another policy is named as such, any other key as unknown. */
static int
check_keys(const struct fp_node *node, enum fp_spending_policy policy)
{
    const char *known[KNOWN_MAX] = { "policy", "start", "phases" };
    size_t n = 3;

    for (size_t i = 0; i < fp_spending_params_count; i++)
        known[n++] = fp_spending_params[i].name;
    known[n] = NULL;
    if (!fp_node_object(node, known, "an object with a policy"))
        return 0;
    for (size_t i = 0; i < fp_spending_params_count; i++) {
        const struct fp_spending_param *param = &fp_spending_params[i];
        struct fp_node member = fp_node_member(node, param->name);

        if (member.present && !has(param, policy))
            fp_node_fault(&member, "combination",
                          "the policy %s has no %s",
                          fp_words_spending[policy], param->name);
    }
    return 1;
}

static void
read_param(const struct fp_node *node, const struct fp_spending_param *param,
           struct fp_spending_rule *rule)
{
    struct fp_node member = fp_node_member(node, param->name);
    double value = fp_spending_param_get(rule, param);

    switch (param->kind) {
    case FP_SPENDING_NUMBER:
        value = fp_node_number_or(&member, value,
                                  value == FP_SPENDING_UNSET ? NULL
                                                             : param->text);
        /* The sentinel is not for documents to write. */
        if (member.present && value == FP_SPENDING_UNSET)
            fp_node_fault(&member, "range", "%.10g is outside %.10g to %.10g",
                          value, param->low, param->high);
        break;
    case FP_SPENDING_INT:
        value = fp_node_int_or(&member, (int)param->low, (int)param->high,
                               (int)value, param->text);
        break;
    case FP_SPENDING_FLAG:
        value = fp_node_flag_or(&member, (int)value, param->text);
        break;
    }
    fp_spending_param_set(rule, param, value);
}

static void
read_phases(const struct fp_node *node, struct fp_spending_rule *rule)
{
    static const char *const known[] = { "age", "factor", NULL };
    struct fp_node list = fp_node_member(node, "phases");
    size_t n;

    if (rule->policy != FP_SPENDING_PHASES) {
        if (list.present)
            fp_node_fault(&list, "combination",
                          "only the policy phases has phases");
        return;
    }
    if (!list.present ||
        !fp_node_array(&list, FP_PLAN_PHASES_MAX,
                       "a list of ages and factors", &n))
        return;
    for (size_t i = 0; i < n; i++) {
        struct fp_node item = fp_node_element(&list, i);
        struct fp_node age = fp_node_member(&item, "age");
        struct fp_node factor = fp_node_member(&item, "factor");
        int64_t years = (int64_t)i;

        rule->phases[i].factor = 1.0;
        if (fp_node_object(&item, known, "an age and a factor")) {
            fp_node_int(&age, -AGE_LIMIT, AGE_LIMIT, &years);
            fp_node_number(&factor, &rule->phases[i].factor);
        }
        rule->phases[i].age = (int)years;
    }
    rule->n_phases = n;
}

/* Policies that go on from a first year take it from an amount, from a part of
 * the portfolio, or from the plan's expenses; without any, from 4 %. */
static void
settle_first_year(const struct fp_plan_reader *p, const struct fp_node *node,
                  struct fp_spending_rule *rule)
{
    struct fp_node rate = fp_node_member(node, "initial_rate");
    struct fp_node amount = fp_node_member(node, "amount");

    if (rule->policy == FP_SPENDING_CONSTANT_REAL || p->plan->n_expenses > 0 ||
        rate.present || amount.present || !fp_spending_from_expenses(rule))
        return;
    rule->initial_rate = FIRST_RATE;
    fp_node_assume_number(&rate, FIRST_RATE,
                          "the plan has no expenses: the first year spends "
                          "this part of the portfolio");
}

void
fp_plan_read_policy(struct fp_plan_reader *p, const struct fp_node *node)
{
    struct fp_spending_rule *rule = &p->plan->strategy.spending;
    struct fp_node policy = fp_node_member(node, "policy");
    struct fp_node income = fp_node_member(node, "add_income");
    int word = FP_SPENDING_CONSTANT_REAL;

    fp_spending_defaults(FP_SPENDING_CONSTANT_REAL, rule);
    if (!json_object_is_type(node->value, json_type_object)) {
        fp_node_object(node, NULL, "an object with a policy");
        return;
    }
    if (!fp_node_word(&policy, fp_words_spending, &word))
        return;
    fp_spending_defaults((enum fp_spending_policy)word, rule);
    if (!check_keys(node, rule->policy))
        return;
    rule->start = fp_plan_when(p, node, "start", 0);
    for (size_t i = 0; i < fp_spending_params_count; i++)
        if (has(&fp_spending_params[i], rule->policy) &&
            strcmp(fp_spending_params[i].name, "add_income") != 0)
            read_param(node, &fp_spending_params[i], rule);
    read_phases(node, rule);
    settle_first_year(p, node, rule);
    if (fp_spending_from_expenses(rule)) {
        /* Expenses are the household's: there is nothing to add. */
        if (fp_node_flag_or(&income, 0, NULL))
            fp_node_fault(&income, "combination",
                          "spending that starts from the plan's expenses is "
                          "all that the household spends: give amount or "
                          "initial_rate");
        rule->add_income = 0;
        return;
    }
    rule->add_income = fp_node_flag_or(
        &income, 1, "other income is spent on top of what the policy takes "
                    "from the portfolio");
}

void
fp_plan_read_spending(struct fp_plan_reader *p, const struct fp_node *strategy)
{
    struct fp_node node = fp_node_member(strategy, "spending");

    if (node.present) {
        fp_plan_read_policy(p, &node);
        return;
    }
    fp_spending_defaults(FP_SPENDING_CONSTANT_REAL,
                         &p->plan->strategy.spending);
    fp_node_assume(&node, "{\"policy\":\"constant_real\"}",
                   "spend the expenses as they stand");
}
