/* Dependents, property, debts, goals, and marketplace insurance. */
#include <json.h>
#include <string.h>

#include "codec/plan/parts.h"
#include "codec/plan/words.h"

enum { YEAR_MIN = 0, YEAR_MAX = 9999, UNTIL_AGE = 19, AGE_LIMIT = 1000 };

void
fp_plan_read_dependents(struct fp_plan_reader *p,
                        const struct fp_node *household)
{
    static const char *const known[] = { "birth_year", "until_age", NULL };
    struct fp_node list;
    struct fp_dependent *dependents;
    void *items = NULL;
    size_t n = fp_plan_list(p, household, "dependents",
                            FP_PLAN_DEPENDENTS_MAX, sizeof(*dependents),
                            &list, &items);

    dependents = items;
    for (size_t i = 0; i < n; i++) {
        struct fp_node item = fp_node_element(&list, i);
        struct fp_node born = fp_node_member(&item, "birth_year");
        struct fp_node until = fp_node_member(&item, "until_age");
        int64_t year = p->plan->start_year;

        if (!fp_node_object(&item, known, "an object with birth_year"))
            continue;
        fp_node_int(&born, YEAR_MIN, YEAR_MAX, &year);
        dependents[i].birth_year = (int)year;
        dependents[i].until_age =
            fp_node_int_or(&until, 0, AGE_LIMIT, UNTIL_AGE,
                           "a dependent in the years before 19");
    }
    p->plan->dependents = dependents;
    p->plan->n_dependents = n;
}

static void
read_property(struct fp_plan_reader *p, const struct fp_node *node,
              struct fp_property *property)
{
    static const char *const known[] = {
        "id", "value", "growth", "growth_basis", "sell", "sale_cost",
        "primary_residence", "cost_basis", NULL
    };
    struct fp_node id = fp_node_member(node, "id");
    struct fp_node value = fp_node_member(node, "value");
    struct fp_node cost = fp_node_member(node, "sale_cost");
    struct fp_node home = fp_node_member(node, "primary_residence");
    struct fp_node basis = fp_node_member(node, "cost_basis");

    property->id = "";
    if (!fp_node_object(node, known, "an object that describes a property"))
        return;
    fp_node_text(&id, &property->id);
    fp_node_money(&value, &property->value);
    fp_plan_growth(node, &property->growth, &property->growth_basis);
    property->sell = fp_plan_when(p, node, "sell", -1);
    property->sale_cost = fp_node_number_or(
        &cost, 0.06, property->sell.kind == FP_WHEN_NONE
                         ? NULL : "six per cent of the price");
    property->primary_residence =
        fp_node_flag_or(&home, 0, "not the home of the household");
    property->cost_basis = fp_node_money_or(
        &basis, property->value, "no gain so far: the basis is the value");
}

static int
find_property(const struct fp_plan *plan, const char *id)
{
    for (size_t i = 0; i < plan->n_properties; i++)
        if (strcmp(plan->properties[i].id, id) == 0)
            return (int)i;
    return -1;
}

static void
read_liability(struct fp_plan_reader *p, const struct fp_node *node,
               struct fp_liability *loan)
{
    static const char *const known[] = { "id", "balance", "rate",
                                         "payment_monthly", "property", NULL };
    struct fp_node id = fp_node_member(node, "id");
    struct fp_node balance = fp_node_member(node, "balance");
    struct fp_node rate = fp_node_member(node, "rate");
    struct fp_node payment = fp_node_member(node, "payment_monthly");
    struct fp_node property = fp_node_member(node, "property");
    const char *name;

    loan->id = "";
    loan->property = -1;
    if (!fp_node_object(node, known, "an object that describes a debt"))
        return;
    fp_node_text(&id, &loan->id);
    fp_node_money(&balance, &loan->balance);
    fp_node_number(&rate, &loan->rate);
    fp_node_money(&payment, &loan->payment_monthly);
    if (!property.present || !fp_node_text(&property, &name))
        return;
    loan->property = find_property(p->plan, name);
    if (loan->property < 0)
        fp_node_fault(&property, "reference",
                      "no property of the plan has the id \"%s\"", name);
}

/* 2033, or [2033, 2036]: both included. */
static void
read_years(struct fp_plan_reader *p, const struct fp_node *node,
           struct fp_goal *goal)
{
    struct fp_node years = fp_node_member(node, "years");
    int64_t from = p->plan->start_year, to;
    size_t n = 0;

    if (goal->kind == FP_GOAL_LEGACY) {
        if (years.present)
            fp_node_fault(&years, "combination",
                          "a legacy is what is left at the end: it has no "
                          "years");
        return;
    }
    if (json_object_is_type(years.value, json_type_array)) {
        struct fp_node first = fp_node_element(&years, 0);
        struct fp_node last = fp_node_element(&years, 1);

        if (!fp_node_array(&years, 2, "the first and the last year", &n))
            return;
        if (n != 2) {
            fp_node_fault(&years, "count",
                          "give the first and the last year, such as "
                          "[2033, 2036]");
            return;
        }
        fp_node_int(&first, YEAR_MIN, YEAR_MAX, &from);
        to = from;
        fp_node_int(&last, YEAR_MIN, YEAR_MAX, &to);
    } else {
        fp_node_int(&years, YEAR_MIN, YEAR_MAX, &from);
        to = from;
    }
    goal->from_year = (int)from;
    goal->to_year = (int)to;
}

static void
read_goal(struct fp_plan_reader *p, const struct fp_node *node,
          struct fp_goal *goal)
{
    static const char *const known[] = { "id", "kind", "amount", "growth",
                                         "growth_basis", "years", "priority",
                                         NULL };
    struct fp_node id = fp_node_member(node, "id");
    struct fp_node kind = fp_node_member(node, "kind");
    struct fp_node amount = fp_node_member(node, "amount");
    struct fp_node priority = fp_node_member(node, "priority");

    goal->id = "";
    goal->priority = 1;
    if (!fp_node_object(node, known, "an object that describes a goal"))
        return;
    fp_node_text(&id, &goal->id);
    goal->kind = (enum fp_goal_kind)fp_node_word_or(
        &kind, fp_words_goal, FP_GOAL_OTHER, NULL);
    fp_node_money(&amount, &goal->amount);
    fp_plan_growth(node, &goal->growth, &goal->growth_basis);
    read_years(p, node, goal);
    goal->priority = fp_node_int_or(&priority, -AGE_LIMIT, AGE_LIMIT, 1,
                                    "given up last");
}

static void
read_marketplace(struct fp_plan_reader *p, const struct fp_node *root)
{
    static const char *const known[] = { "benchmark", "premium", "start",
                                         "end", NULL };
    struct fp_node node = fp_node_member(root, "marketplace");
    struct fp_node benchmark = fp_node_member(&node, "benchmark");
    struct fp_node premium = fp_node_member(&node, "premium");
    struct fp_marketplace *market = &p->plan->marketplace;

    if (!node.present ||
        !fp_node_object(&node, known, "an object with benchmark and premium"))
        return;
    fp_node_money(&benchmark, &market->benchmark);
    market->premium = fp_node_money_or(&premium, market->benchmark,
                                       "the benchmark plan itself");
    market->start = fp_plan_when(p, &node, "start", -1);
    market->end = fp_plan_when(p, &node, "end", -1);
}

void
fp_plan_read_estate(struct fp_plan_reader *p, const struct fp_node *root)
{
    struct fp_node list, node;
    struct fp_property *properties;
    struct fp_liability *loans;
    struct fp_goal *goals;
    void *items = NULL;
    size_t n, i;

    n = fp_plan_list(p, root, "properties", FP_PLAN_PROPERTIES_MAX,
                     sizeof(*properties), &list, &items);
    properties = items;
    for (i = 0; i < n; i++) {
        node = fp_node_element(&list, i);
        read_property(p, &node, &properties[i]);
    }
    p->plan->properties = properties;
    p->plan->n_properties = n;
    items = NULL;
    n = fp_plan_list(p, root, "liabilities", FP_PLAN_DEBTS_MAX, sizeof(*loans),
                     &list, &items);
    loans = items;
    for (i = 0; i < n; i++) {
        node = fp_node_element(&list, i);
        read_liability(p, &node, &loans[i]);
    }
    p->plan->liabilities = loans;
    p->plan->n_liabilities = n;
    items = NULL;
    n = fp_plan_list(p, root, "goals", FP_PLAN_GOALS_MAX, sizeof(*goals),
                     &list, &items);
    goals = items;
    for (i = 0; i < n; i++) {
        node = fp_node_element(&list, i);
        read_goal(p, &node, &goals[i]);
    }
    p->plan->goals = goals;
    p->plan->n_goals = n;
    read_marketplace(p, root);
}
