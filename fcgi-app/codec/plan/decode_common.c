/* What several parts of a plan have: owners, points in time, growth, lists. */
#include <string.h>

#include "codec/plan/parts.h"
#include "codec/plan/words.h"

enum { YEAR_MIN = 0, YEAR_MAX = 9999, AGE_LIMIT = 1000 };

int
fp_plan_person(const struct fp_plan *plan, const char *id)
{
    for (size_t i = 0; i < plan->n_people; i++)
        if (strcmp(plan->people[i].id, id) == 0)
            return (int)i;
    return -1;
}

int
fp_plan_owner(const struct fp_plan_reader *p, const struct fp_node *item,
           int needed)
{
    struct fp_node node = fp_node_member(item, "owner");
    const char *id;
    int person;

    if (!node.present) {
        if (p->plan->n_people == 1) {
            fp_node_assume_word(&node, p->plan->people[0].id,
                                "it belongs to the only person");
            return 0;
        }
        if (needed)
            fp_node_fault(&node, "required",
                          "name the person it belongs to");
        else
            fp_node_assume_word(&node, "joint", "it belongs to both people");
        return needed ? 0 : -1;
    }
    if (!fp_node_text(&node, &id))
        return 0;
    if (strcmp(id, "joint") == 0 && !needed)
        return -1;
    person = fp_plan_person(p->plan, id);
    if (person < 0)
        fp_node_fault(&node, "reference",
                      "no person of the household has the id \"%s\"", id);
    return person < 0 ? 0 : person;
}

static void
read_when_person(const struct fp_plan_reader *p, const struct fp_node *node,
                 int owner, struct fp_when *when)
{
    struct fp_node who = fp_node_member(node, "person");
    const char *id;

    when->person = owner >= 0 ? owner : 0;
    if (!who.present) {
        if (owner < 0 && p->plan->n_people == 2)
            fp_node_fault(&who, "required", "name the person whose age or "
                                            "event it is");
        else if (p->plan->n_people > 0)
            fp_node_assume_word(&who, p->plan->people[when->person].id,
                                owner >= 0 ? "the owner" : "the only person");
        return;
    }
    if (!fp_node_text(&who, &id))
        return;
    when->person = fp_plan_person(p->plan, id);
    if (when->person < 0) {
        fp_node_fault(&who, "reference",
                      "no person of the household has the id \"%s\"", id);
        when->person = 0;
    }
}

struct fp_when
fp_plan_when(const struct fp_plan_reader *p, const struct fp_node *item,
          const char *name, int owner)
{
    static const char *const known[] = { "year", "age", "event", "person",
                                         NULL };
    struct fp_node node = fp_node_member(item, name);
    struct fp_node year = fp_node_member(&node, "year");
    struct fp_node age = fp_node_member(&node, "age");
    struct fp_node event = fp_node_member(&node, "event");
    struct fp_node person = fp_node_member(&node, "person");
    struct fp_when when = { FP_WHEN_NONE, 0, 0 };
    int word;

    if (!node.present ||
        !fp_node_object(&node, known, "an object such as {\"year\": 2040}, "
                        "{\"age\": 65} or {\"event\": \"retirement\"}"))
        return when;
    if (year.present + age.present + event.present != 1) {
        fp_node_fault(&node, "combination",
                      "give one of year, age and event");
        return when;
    }
    if (year.present) {
        if (person.present)
            fp_node_fault(&person, "combination",
                          "a year is the same for everyone: leave person out");
        when.kind = FP_WHEN_YEAR;
        when.value = fp_node_int_or(&year, YEAR_MIN, YEAR_MAX,
                                    p->plan->start_year, NULL);
        return when;
    }
    read_when_person(p, &node, owner, &when);
    if (age.present) {
        when.kind = FP_WHEN_AGE;
        when.value = fp_node_int_or(&age, -AGE_LIMIT, AGE_LIMIT, 65, NULL);
    } else if (fp_node_word(&event, fp_words_event, &word)) {
        when.kind = (enum fp_when_kind)(FP_WHEN_RETIREMENT + word);
    }
    return when;
}

void
fp_plan_growth(const struct fp_node *node, double *growth,
            enum fp_growth_basis *basis)
{
    struct fp_node rate = fp_node_member(node, "growth");
    struct fp_node kind = fp_node_member(node, "growth_basis");

    *growth = fp_node_number_or(&rate, 0.0, "it does not grow beyond its "
                                            "growth_basis");
    *basis = (enum fp_growth_basis)fp_node_word_or(
        &kind, fp_words_growth, FP_GROWTH_REAL, "it keeps up with prices");
}

size_t
fp_plan_list(struct fp_plan_reader *p, const struct fp_node *root,
          const char *name, size_t max, size_t size, struct fp_node *list,
          void **items)
{
    size_t n = 0;

    *list = fp_node_member(root, name);
    if (!list->present || !fp_node_array(list, max, "a list", &n))
        return 0;
    *items = fp_arena_array(p->reader.arena, n, size);
    if (*items != NULL)
        return n;
    fp_node_fault(list, "memory", "memory ran out");
    return 0;
}
