/* The household, and the order in which the parts are read. */
#include "codec/plan/decode.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "codec/json/gate.h"
#include "codec/plan/parts.h"
#include "codec/plan/words.h"

enum { YEAR_MIN = 0, YEAR_MAX = 9999, AGE_LIMIT = 1000 };

/* Stand-ins for required fields that are missing or wrong, so that checking
 * the rest raises nothing that only follows from them. */
enum { STAND_IN_YEAR = 2026, STAND_IN_AGE = 60 };

static void
read_birth(struct fp_plan_reader *p, const struct fp_node *node,
           struct fp_person *person)
{
    struct fp_node date = fp_node_member(node, "birth_date");
    struct fp_node year = fp_node_member(node, "birth_year");
    const char *text;

    person->birth_year = p->plan->start_year - STAND_IN_AGE;
    if (date.present && year.present) {
        fp_node_fault(&year, "combination",
                      "give birth_date or birth_year, not both");
    } else if (year.present) {
        person->birth_year = fp_node_int_or(&year, YEAR_MIN, YEAR_MAX,
                                            person->birth_year, NULL);
    } else if (!date.present) {
        fp_node_fault(&year, "required",
                      "give birth_date (\"1966-04-02\") or birth_year (1966)");
    } else if (fp_node_text(&date, &text) &&
               fp_text_date(text, strlen(text), &person->birth_year,
                            &person->birth_month,
                            &person->birth_day) != FP_OK) {
        fp_node_fault(&date, "value",
                      "a date is year-month-day, such as \"1966-04-02\"");
    }
}

static void
read_person(struct fp_plan_reader *p, const struct fp_node *node,
            struct fp_person *person)
{
    static const char *const known[] = { "id", "birth_date", "birth_year",
                                         "sex", "retirement_age",
                                         "plan_to_age", "mortality", "blind",
                                         NULL };
    struct fp_node id = fp_node_member(node, "id");
    struct fp_node sex = fp_node_member(node, "sex");
    struct fp_node retire = fp_node_member(node, "retirement_age");
    struct fp_node end = fp_node_member(node, "plan_to_age");
    struct fp_node mortality = fp_node_member(node, "mortality");
    struct fp_node blind = fp_node_member(node, "blind");

    person->id = "";
    person->birth_year = p->plan->start_year - STAND_IN_AGE;
    person->retirement_age = 65;
    person->plan_to_age = 95;
    if (!fp_node_object(node, known, "an object that describes a person"))
        return;
    if (fp_node_text(&id, &person->id) &&
        (person->id[0] == '\0' || strcmp(person->id, "joint") == 0))
        fp_node_fault(&id, "value", "the id of a person is not empty and not "
                                    "\"joint\"");
    read_birth(p, node, person);
    person->sex = (enum fp_sex)fp_node_word_or(&sex, fp_words_sex, 0, NULL);
    person->retirement_age = fp_node_int_or(
        &retire, -AGE_LIMIT, AGE_LIMIT, 65, "retires at 65");
    person->plan_to_age = fp_node_int_or(
        &end, -AGE_LIMIT, AGE_LIMIT, 95, "planned for up to the age of 95");
    person->mortality = (enum fp_mortality)fp_node_word_or(
        &mortality, fp_words_mortality, FP_MORTALITY_NONE,
        "everyone lives to plan_to_age");
    person->blind = fp_node_flag_or(&blind, 0, NULL);
}

static void
read_people(struct fp_plan_reader *p, const struct fp_node *household)
{
    struct fp_node list = fp_node_member(household, "people");
    struct fp_person *people;
    size_t n;

    if (!fp_node_array(&list, FP_PLAN_PEOPLE_MAX, "a list of 1 or 2 people",
                       &n))
        return;
    people = fp_arena_array(p->reader.arena, n, sizeof(*people));
    if (people == NULL) {
        fp_node_fault(&list, "memory", "memory ran out");
        return;
    }
    for (size_t i = 0; i < n; i++) {
        struct fp_node person = fp_node_element(&list, i);

        read_person(p, &person, &people[i]);
    }
    p->plan->people = people;
    p->plan->n_people = n;
}

static void
read_household(struct fp_plan_reader *p, const struct fp_node *root)
{
    static const char *const known[] = { "filing_status", "state", "people",
                                         "dependents", NULL };
    struct fp_node node = fp_node_member(root, "household");
    struct fp_node status, state;
    const char *text;
    int filing = FP_FILING_SINGLE;

    memcpy(p->plan->state, "none", sizeof("none"));
    if (!fp_node_object(&node, known, "an object with people"))
        return;
    read_people(p, &node);
    fp_plan_read_dependents(p, &node);
    status = fp_node_member(&node, "filing_status");
    if (status.present)
        fp_node_word(&status, fp_words_filing, &filing);
    else if (p->plan->n_people == 2)
        filing = fp_node_word_or(&status, fp_words_filing,
                                 FP_FILING_MARRIED_JOINT,
                                 "two people file a joint return");
    else
        filing = fp_node_word_or(&status, fp_words_filing, FP_FILING_SINGLE,
                                 "one person files a single return");
    p->plan->filing_status = (enum fp_filing_status)filing;
    state = fp_node_member(&node, "state");
    if (!state.present) {
        fp_node_assume_word(&state, "none", "no state income tax");
    } else if (fp_node_text(&state, &text)) {
        if (strlen(text) < sizeof(p->plan->state))
            memcpy(p->plan->state, text, strlen(text) + 1);
        else
            fp_node_fault(&state, "value", "a state has two capital letters "
                                           "(\"CA\"), or is \"none\"");
    }
}

static void
read_plan(struct fp_plan_reader *p, const struct fp_node *root)
{
    static const char *const known[] = {
        "name", "start_year", "household", "accounts", "incomes", "expenses",
        "contributions", "liabilities", "properties", "goals", "strategy",
        "taxes", "marketplace", "market", "time_step", NULL
    };
    struct fp_node name = fp_node_member(root, "name");
    struct fp_node start = fp_node_member(root, "start_year");
    struct fp_node step = fp_node_member(root, "time_step");
    int64_t year = STAND_IN_YEAR;

    p->plan->name = "";
    p->plan->start_year = STAND_IN_YEAR;
    if (!fp_node_object(root, known, "an object that describes a plan"))
        return;
    if (name.present)
        fp_node_text(&name, &p->plan->name);
    fp_node_int(&start, YEAR_MIN, YEAR_MAX, &year);
    p->plan->start_year = (int)year;
    p->plan->time_step = (enum fp_time_step)fp_node_word_or(
        &step, fp_words_step, FP_STEP_YEAR, "time goes in whole years");
    read_household(p, root);
    fp_plan_collect_assets(p, root);
    fp_plan_read_accounts(p, root);
    fp_plan_read_flows(p, root);
    fp_plan_read_estate(p, root);
    fp_plan_read_strategy(p, root);
    fp_plan_read_taxes(p, root);
    fp_plan_read_market(p, root);
}

/* 1 when one pointer is the other or leads to it. */
static int
related(const char *a, const char *b)
{
    size_t na = strlen(a), nb = strlen(b), n = na < nb ? na : nb;

    return strncmp(a, b, n) == 0 &&
           (na == nb || (na < nb ? b : a)[n] == '/');
}

/* Adds what validation found, but not where the form was wrong already: that
 * would name one mistake twice. */
static void
merge(struct fp_faults *to, size_t first, const struct fp_faults *from,
      const char *prefix, struct fp_arena *arena)
{
    size_t formal = to->count;

    for (size_t i = 0; i < from->count; i++) {
        const struct fp_fault *fault = &from->list[i];
        const char *pointer =
            fp_arena_printf(arena, "%s%s", prefix, fault->pointer);
        int known = 0;

        if (pointer == NULL)
            pointer = prefix;
        for (size_t k = first; k < formal && !known; k++)
            known = related(to->list[k].pointer, pointer);
        if (!known)
            fp_faults_add(to, pointer, fault->code, "%s", fault->detail);
    }
    to->dropped += from->dropped;
}

enum fp_err
fp_plan_decode_tree(struct json_object *root, const char *prefix,
                    struct fp_arena *arena, struct fp_faults *faults,
                    struct fp_plan_document *out)
{
    struct fp_plan_document built;
    struct fp_plan_reader *p = fp_arena_alloc(arena, sizeof(*p));
    struct fp_faults found;
    struct fp_node node;
    size_t first = faults->count;
    enum fp_err err;

    memset(&built, 0, sizeof(built));
    if (p == NULL)
        return FP_ENOMEM;
    fp_assumed_init(&built.assumed, arena);
    fp_faults_init(&built.warnings, arena);
    fp_faults_init(&found, arena);
    p->plan = &built.plan;
    p->reader = (struct fp_reader){ arena, faults, &built.assumed, prefix, 0 };
    node = (struct fp_node){ &p->reader, root, "", 1 };
    read_plan(p, &node);
    err = fp_plan_validate(&built.plan, &found, &built.warnings);
    merge(faults, first, &found, prefix, arena);
    if (err != FP_OK || p->reader.failed)
        return FP_EINVAL;
    *out = built;
    return FP_OK;
}

enum fp_err
fp_plan_decode(const char *bytes, size_t len, struct fp_arena *arena,
               struct fp_faults *faults, struct fp_plan_document *out)
{
    struct json_object *root = NULL;
    enum fp_err err;

    err = fp_json_parse(bytes, len, NULL, arena, faults, &root);
    if (err != FP_OK)
        return err;
    return fp_plan_decode_tree(root, "", arena, faults, out);
}
