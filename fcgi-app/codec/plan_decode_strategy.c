/* The strategy and the taxes. */
#include <json.h>
#include <string.h>

#include "codec/plan_parts.h"
#include "codec/plan_words.h"
#include "planning/tax.h"

enum { YEAR_MIN = 0, YEAR_MAX = 9999, AGE_LIMIT = 1000 };

static void
read_spending(struct fp_strategy *strategy, const struct fp_node *node)
{
    static const char *const known[] = { "policy", "percent", NULL };
    struct fp_node spending = fp_node_member(node, "spending");
    struct fp_node policy = fp_node_member(&spending, "policy");
    struct fp_node percent = fp_node_member(&spending, "percent");
    int word = FP_SPENDING_CONSTANT_REAL;

    if (!spending.present) {
        fp_node_assume(&spending, "{\"policy\":\"constant_real\"}",
                       "spend the expenses as they stand");
        return;
    }
    if (!fp_node_object(&spending, known, "an object with a policy") ||
        !fp_node_word(&policy, fp_words_spending, &word))
        return;
    strategy->spending = (enum fp_spending_policy)word;
    if (word == FP_SPENDING_PERCENT_OF_PORTFOLIO) {
        strategy->percent = 0.04;
        fp_node_number(&percent, &strategy->percent);
    } else if (percent.present) {
        fp_node_fault(&percent, "combination",
                      "only percent_of_portfolio has a percent");
    }
}

static void
read_order(struct fp_plan_reader *p, const struct fp_node *node)
{
    struct fp_strategy *strategy = &p->plan->strategy;
    struct fp_node order = fp_node_member(node, "withdrawal_order");
    size_t n = 0;

    if (!json_object_is_type(order.value, json_type_array)) {
        strategy->order_kind = (enum fp_withdrawal_order)fp_node_word_or(
            &order, fp_words_order, FP_ORDER_CONVENTIONAL,
            "withdraw from cash first, then taxable, traditional and Roth "
            "accounts");
        return;
    }
    strategy->order_kind = FP_ORDER_LIST;
    if (!fp_node_array(&order, FP_PLAN_ACCOUNTS_MAX, "a list of account ids",
                       &n))
        return;
    for (size_t i = 0; i < n; i++) {
        struct fp_node item = fp_node_element(&order, i);
        const char *id;
        int account;

        if (!fp_node_text(&item, &id))
            continue;
        account = fp_plan_account(p, id);
        if (account < 0) {
            fp_node_fault(&item, "reference",
                          "no account of the plan has the id \"%s\"", id);
            continue;
        }
        for (size_t k = 0; k < strategy->n_order; k++)
            if (strategy->order[k] == account) {
                fp_node_fault(&item, "duplicate",
                              "the account stands twice in the order");
                break;
            }
        strategy->order[strategy->n_order++] = account;
    }
}

static void
read_glide(struct fp_plan_reader *p, const struct fp_node *node)
{
    struct fp_node list = fp_node_member(node, "glide_path");
    struct fp_glide_point *points;
    size_t n;

    if (!list.present ||
        !fp_node_array(&list, FP_PLAN_GLIDE_MAX, "a list of ages and weights",
                       &n))
        return;
    points = fp_arena_array(p->reader.arena, n, sizeof(*points));
    if (points == NULL) {
        fp_node_fault(&list, "memory", "memory ran out");
        return;
    }
    for (size_t i = 0; i < n; i++) {
        struct fp_node item = fp_node_element(&list, i);
        struct fp_node age = fp_node_member(&item, "age");
        int64_t value = (int64_t)i;

        if (fp_plan_weights(p, &item, "age", points[i].weights))
            fp_node_int(&age, -AGE_LIMIT, AGE_LIMIT, &value);
        points[i].age = (int)value;
    }
    p->plan->strategy.glide = points;
    p->plan->strategy.n_glide = n;
}

/* Conversions are not part of this engine: "none" is the one policy. */
static void
read_conversion(const struct fp_node *node)
{
    static const char *const known[] = { "policy", NULL };
    static const char *const policies[] = { "none", NULL };
    struct fp_node conversion = fp_node_member(node, "roth_conversion");
    struct fp_node policy = fp_node_member(&conversion, "policy");
    int word;

    if (conversion.present &&
        fp_node_object(&conversion, known, "an object with a policy"))
        fp_node_word(&policy, policies, &word);
}

void
fp_plan_read_strategy(struct fp_plan_reader *p, const struct fp_node *root)
{
    static const char *const known[] = {
        "spending", "withdrawal_order", "roth_conversion", "rebalance",
        "glide_path", "withdrawal_timing", NULL
    };
    struct fp_node node = fp_node_member(root, "strategy");
    struct fp_node rebalance, timing;

    if (node.present &&
        !fp_node_object(&node, known, "an object that describes a strategy"))
        return;
    rebalance = fp_node_member(&node, "rebalance");
    timing = fp_node_member(&node, "withdrawal_timing");
    read_spending(&p->plan->strategy, &node);
    read_order(p, &node);
    read_conversion(&node);
    p->plan->strategy.rebalance = (enum fp_rebalance)fp_node_word_or(
        &rebalance, fp_words_rebalance, FP_REBALANCE_YEARLY,
        "rebalance at the end of each year");
    read_glide(p, &node);
    p->plan->strategy.timing = (enum fp_timing)fp_node_word_or(
        &timing, fp_words_timing, FP_TIMING_START,
        "withdraw at the start of each year");
}

/* "model": "us" | "none" | {"flat": rate}, or "flat": rate beside it. */
static void
read_tax_model(struct fp_taxes *taxes, const struct fp_node *node)
{
    static const char *const known[] = { "flat", NULL };
    struct fp_node model = fp_node_member(node, "model");
    struct fp_node flat = fp_node_member(node, "flat");
    int word = FP_TAX_US;

    if (json_object_is_type(model.value, json_type_object)) {
        word = FP_TAX_FLAT;
        flat = fp_node_member(&model, "flat");
        if (!fp_node_object(&model, known, "an object"))
            return;
    } else if (!model.present && flat.present) {
        word = FP_TAX_FLAT;
    } else {
        word = fp_node_word_or(&model, fp_words_tax, FP_TAX_US,
                               "United States federal tax");
    }
    taxes->model = (enum fp_tax_model)word;
    if (word == FP_TAX_FLAT)
        fp_node_number(&flat, &taxes->flat_rate);
    else if (flat.present)
        fp_node_fault(&flat, "combination",
                      "only the model \"flat\" has a rate");
}

void
fp_plan_read_taxes(struct fp_plan_reader *p, const struct fp_node *root)
{
    static const char *const known[] = { "model", "flat", "law_year", NULL };
    struct fp_node node = fp_node_member(root, "taxes");
    struct fp_taxes *taxes = &p->plan->taxes;
    struct fp_node year;
    int first, last;

    fp_tax_law_years(&first, &last);
    taxes->law_year = last;
    if (node.present &&
        !fp_node_object(&node, known, "an object such as {\"model\": \"us\"}"))
        return;
    read_tax_model(taxes, &node);
    year = fp_node_member(&node, "law_year");
    if (taxes->model == FP_TAX_US)
        taxes->law_year = fp_node_int_or(
            &year, YEAR_MIN, YEAR_MAX, last,
            "the newest law in the tables, its amounts indexed onwards");
    else if (year.present)
        fp_node_fault(&year, "combination",
                      "only the model \"us\" has a law_year");
}
