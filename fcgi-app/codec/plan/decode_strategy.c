/* The strategy. */
#include <json.h>
#include <string.h>

#include "codec/plan/parts.h"
#include "codec/plan/words.h"

enum { AGE_LIMIT = 1000 };

#define FILL_RATE 0.12

/* A member that goes with one policy; 1 when it is to be read. */
static int
only(const struct fp_node *member, int right, const char *rule)
{
    if (member->present && !right)
        fp_node_fault(member, "combination", "only %s", rule);
    return right;
}

/* {"policy": "bracket_fill", "rate": 0.12} */
static void
read_order_object(struct fp_strategy *strategy, const struct fp_node *order)
{
    static const char *const known[] = { "policy", "rate", NULL };
    struct fp_node policy = fp_node_member(order, "policy");
    struct fp_node rate = fp_node_member(order, "rate");
    int word = FP_ORDER_CONVENTIONAL;

    if (!fp_node_object(order, known, "an object with a policy") ||
        !fp_node_word(&policy, fp_words_order, &word))
        return;
    /* The list stands between the words. */
    strategy->order_kind = word < FP_ORDER_LIST
                               ? (enum fp_withdrawal_order)word
                               : FP_ORDER_BRACKET_FILL;
    if (only(&rate, strategy->order_kind == FP_ORDER_BRACKET_FILL,
             "bracket_fill has a rate"))
        strategy->fill_rate = fp_node_number_or(&rate, FILL_RATE,
                                                "the bracket of 12 %");
}

static void
read_order(struct fp_plan_reader *p, const struct fp_node *node)
{
    struct fp_strategy *strategy = &p->plan->strategy;
    struct fp_node order = fp_node_member(node, "withdrawal_order");
    size_t n = 0;

    if (json_object_is_type(order.value, json_type_object)) {
        read_order_object(strategy, &order);
        return;
    }
    if (!json_object_is_type(order.value, json_type_array)) {
        int word = fp_node_word_or(
            &order, fp_words_order, FP_ORDER_CONVENTIONAL,
            "withdraw from cash first, then taxable, traditional and Roth "
            "accounts");

        strategy->order_kind = word < FP_ORDER_LIST
                                   ? (enum fp_withdrawal_order)word
                                   : FP_ORDER_BRACKET_FILL;
        strategy->fill_rate = FILL_RATE;
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

/* {"policy": "fill_bracket", "rate": 0.22, "start": …, "end": …} */
static void
read_conversion(struct fp_plan_reader *p, const struct fp_node *node)
{
    static const char *const known[] = { "policy", "amount", "rate", "tier",
                                         "start", "end", NULL };
    struct fp_conversion *to = &p->plan->strategy.conversion;
    struct fp_node conversion = fp_node_member(node, "roth_conversion");
    struct fp_node policy = fp_node_member(&conversion, "policy");
    struct fp_node amount = fp_node_member(&conversion, "amount");
    struct fp_node rate = fp_node_member(&conversion, "rate");
    struct fp_node tier = fp_node_member(&conversion, "tier");
    int word = FP_CONVERSION_NONE;

    if (!conversion.present ||
        !fp_node_object(&conversion, known, "an object with a policy") ||
        !fp_node_word(&policy, fp_words_conversion, &word))
        return;
    to->policy = (enum fp_conversion_policy)word;
    if (only(&amount, word == FP_CONVERSION_FIXED, "fixed has an amount"))
        fp_node_money(&amount, &to->amount);
    if (only(&rate, word == FP_CONVERSION_FILL_BRACKET,
             "fill_bracket has a rate"))
        fp_node_number(&rate, &to->rate);
    if (only(&tier, word == FP_CONVERSION_FILL_IRMAA,
             "fill_irmaa has a tier"))
        to->tier = fp_node_int_or(&tier, 0, 5, 0, "below every surcharge");
    to->start = fp_plan_when(p, &conversion, "start", -1);
    to->end = fp_plan_when(p, &conversion, "end", -1);
}

/* "yearly", "never", or {"band": 0.05}. */
static void
read_rebalance(struct fp_strategy *strategy, const struct fp_node *node)
{
    static const char *const known[] = { "band", NULL };
    struct fp_node rebalance = fp_node_member(node, "rebalance");
    struct fp_node band = fp_node_member(&rebalance, "band");

    if (!json_object_is_type(rebalance.value, json_type_object)) {
        strategy->rebalance = (enum fp_rebalance)fp_node_word_or(
            &rebalance, fp_words_rebalance, FP_REBALANCE_YEARLY,
            "rebalance at the end of each year");
        return;
    }
    strategy->rebalance = FP_REBALANCE_BAND;
    if (fp_node_object(&rebalance, known, "an object with a band"))
        fp_node_number(&band, &strategy->band);
}

void
fp_plan_read_strategy(struct fp_plan_reader *p, const struct fp_node *root)
{
    static const char *const known[] = {
        "spending", "withdrawal_order", "roth_conversion", "rebalance",
        "glide_path", "withdrawal_timing", "charity_from_ira", NULL
    };
    struct fp_node node = fp_node_member(root, "strategy");
    struct fp_node charity, timing;

    if (node.present &&
        !fp_node_object(&node, known, "an object that describes a strategy"))
        return;
    charity = fp_node_member(&node, "charity_from_ira");
    timing = fp_node_member(&node, "withdrawal_timing");
    fp_plan_read_spending(p, &node);
    read_order(p, &node);
    read_conversion(p, &node);
    read_rebalance(&p->plan->strategy, &node);
    p->plan->strategy.charity_from_ira = fp_node_flag_or(&charity, 0, NULL);
    read_glide(p, &node);
    p->plan->strategy.timing = (enum fp_timing)fp_node_word_or(
        &timing, fp_words_timing, FP_TIMING_START,
        "withdraw at the start of each year");
}
