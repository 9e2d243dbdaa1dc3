/* Accounts, incomes, expenses and contributions. */
#include <string.h>

#include "codec/defaults.h"
#include "codec/plan_parts.h"
#include "codec/plan_words.h"

enum { YEAR_MIN = 0, YEAR_MAX = 9999, AGE_LIMIT = 1000 };

static int
find_person(const struct fp_plan *plan, const char *id)
{
    for (size_t i = 0; i < plan->n_people; i++)
        if (strcmp(plan->people[i].id, id) == 0)
            return (int)i;
    return -1;
}

/* An owner: a person's id, or "joint" where one person is not needed. */
static int
read_owner(const struct fp_plan_reader *p, const struct fp_node *item,
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
    person = find_person(p->plan, id);
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
    when->person = find_person(p->plan, id);
    if (when->person < 0) {
        fp_node_fault(&who, "reference",
                      "no person of the household has the id \"%s\"", id);
        when->person = 0;
    }
}

/* A start or end; absent: from the first year, or for ever. */
static struct fp_when
read_when(const struct fp_plan_reader *p, const struct fp_node *item,
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

static void
read_growth(const struct fp_node *node, double *growth,
            enum fp_growth_basis *basis)
{
    struct fp_node rate = fp_node_member(node, "growth");
    struct fp_node kind = fp_node_member(node, "growth_basis");

    *growth = fp_node_number_or(&rate, 0.0, "it does not grow beyond its "
                                            "growth_basis");
    *basis = (enum fp_growth_basis)fp_node_word_or(
        &kind, fp_words_growth, FP_GROWTH_REAL, "it keeps up with prices");
}

/* The list `name` of the plan: its length, with room for it in *items. */
static size_t
open_list(struct fp_plan_reader *p, const struct fp_node *root,
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

/* --- accounts -------------------------------------------------------------- */

static void
read_allocation(const struct fp_plan_reader *p, const struct fp_node *item,
                const struct fp_node *root, struct fp_account *account)
{
    struct fp_node node = fp_node_member(item, "allocation");
    struct fp_node strategy = fp_node_member(root, "strategy");
    struct fp_node glide = fp_node_member(&strategy, "glide_path");
    int bill = fp_plan_asset(p, FP_DEFAULT_BILL_ID);

    if (node.present) {
        fp_plan_weights(p, &node, NULL, account->weights);
    } else if (account->type == FP_ACCOUNT_CASH && bill >= 0) {
        account->weights[bill] = 1.0;
        fp_node_assume(&node, "{\"" FP_DEFAULT_BILL_ID "\":1}",
                       "cash is held in bills");
    } else if (glide.present && p->n_assets > 0) {
        account->weights[0] = 1.0;
        fp_node_assume(&node, "null", "the glide path decides");
    } else {
        fp_node_fault(&node, "required",
                      "say what the account holds, such as "
                      "{\"us_stock\": 0.6, \"us_bond\": 0.4}");
    }
}

static void
read_account(struct fp_plan_reader *p, const struct fp_node *root,
             const struct fp_node *node, struct fp_account *account)
{
    static const char *const known[] = {
        "id", "owner", "type", "balance", "cost_basis", "allocation", "fee",
        "yield_qualified", "yield_ordinary", "employer_plan", NULL
    };
    struct fp_node id = fp_node_member(node, "id");
    struct fp_node type = fp_node_member(node, "type");
    struct fp_node balance = fp_node_member(node, "balance");
    struct fp_node basis = fp_node_member(node, "cost_basis");
    struct fp_node fee = fp_node_member(node, "fee");
    struct fp_node qualified = fp_node_member(node, "yield_qualified");
    struct fp_node ordinary = fp_node_member(node, "yield_ordinary");
    struct fp_node employer = fp_node_member(node, "employer_plan");
    int word = FP_ACCOUNT_TAXABLE, taxable;

    account->id = "";
    if (!fp_node_object(node, known, "an object that describes an account"))
        return;
    fp_node_text(&id, &account->id);
    fp_node_word(&type, fp_words_account, &word);
    account->type = (enum fp_account_type)word;
    taxable = word == FP_ACCOUNT_TAXABLE || word == FP_ACCOUNT_CASH;
    account->owner = read_owner(p, node, !taxable);
    fp_node_money(&balance, &account->balance);
    if (taxable)
        account->cost_basis = fp_node_money_or(
            &basis, account->balance, "no gain so far: the basis is the "
                                      "balance");
    else if (basis.present)
        fp_node_fault(&basis, "combination",
                      "only taxable and cash accounts have a cost basis");
    read_allocation(p, node, root, account);
    account->fee = fp_node_number_or(&fee, 0.0, "no fee");
    account->yield_qualified = fp_node_number_or(
        &qualified, 0.0, taxable ? "no qualified dividends" : NULL);
    account->yield_ordinary = fp_node_number_or(
        &ordinary, 0.0, taxable ? "no interest or ordinary dividends" : NULL);
    account->employer_plan = fp_node_flag_or(
        &employer, 0, taxable ? NULL : "not an employer's plan");
}

void
fp_plan_read_accounts(struct fp_plan_reader *p, const struct fp_node *root)
{
    struct fp_node list;
    struct fp_account *accounts;
    void *items = NULL;
    size_t n = open_list(p, root, "accounts", FP_PLAN_ACCOUNTS_MAX,
                         sizeof(*accounts), &list, &items);

    accounts = items;
    for (size_t i = 0; i < n; i++) {
        struct fp_node node = fp_node_element(&list, i);

        read_account(p, root, &node, &accounts[i]);
    }
    p->plan->accounts = accounts;
    p->plan->n_accounts = n;
}

int
fp_plan_account(const struct fp_plan_reader *p, const char *id)
{
    for (size_t i = 0; i < p->plan->n_accounts; i++)
        if (strcmp(p->plan->accounts[i].id, id) == 0)
            return (int)i;
    return -1;
}

/* --- flows ----------------------------------------------------------------- */

static void
refuse(const struct fp_node *node, const char *name, const char *why)
{
    struct fp_node member = fp_node_member(node, name);

    if (member.present)
        fp_node_fault(&member, "combination", "%s", why);
}

static void
read_income(struct fp_plan_reader *p, const struct fp_node *node,
            struct fp_income *income)
{
    static const char *const known[] = {
        "id", "owner", "kind", "amount", "growth", "growth_basis", "start",
        "end", "pia_monthly", "claim_age", NULL
    };
    struct fp_node id = fp_node_member(node, "id");
    struct fp_node kind = fp_node_member(node, "kind");
    struct fp_node amount = fp_node_member(node, "amount");
    struct fp_node pia = fp_node_member(node, "pia_monthly");
    struct fp_node claim = fp_node_member(node, "claim_age");
    int word = FP_INCOME_OTHER;

    income->id = "";
    income->claim_age = 67;
    if (!fp_node_object(node, known, "an object that describes an income"))
        return;
    fp_node_text(&id, &income->id);
    fp_node_word(&kind, fp_words_income, &word);
    income->kind = (enum fp_income_kind)word;
    income->owner = read_owner(p, node, word == FP_INCOME_SALARY ||
                                            word == FP_INCOME_SOCIAL_SECURITY);
    income->start = read_when(p, node, "start", income->owner);
    income->end = read_when(p, node, "end", income->owner);
    if (word == FP_INCOME_SOCIAL_SECURITY) {
        refuse(node, "amount", "Social Security is computed from pia_monthly "
                               "and claim_age: leave amount out");
        read_growth(node, &income->growth, &income->growth_basis);
        fp_node_money(&pia, &income->pia_monthly);
        income->claim_age = fp_node_int_or(&claim, -AGE_LIMIT, AGE_LIMIT, 67,
                                           "claimed at 67");
        return;
    }
    refuse(node, "pia_monthly", "only Social Security has pia_monthly");
    refuse(node, "claim_age", "only Social Security has claim_age");
    fp_node_money(&amount, &income->amount);
    read_growth(node, &income->growth, &income->growth_basis);
}

static void
read_expense(struct fp_plan_reader *p, const struct fp_node *node,
             struct fp_expense *expense)
{
    static const char *const known[] = {
        "id", "amount", "essential", "growth", "growth_basis", "start", "end",
        "survivor_share", NULL
    };
    struct fp_node id = fp_node_member(node, "id");
    struct fp_node amount = fp_node_member(node, "amount");
    struct fp_node essential = fp_node_member(node, "essential");
    struct fp_node share = fp_node_member(node, "survivor_share");

    expense->id = "";
    if (!fp_node_object(node, known, "an object that describes an expense"))
        return;
    fp_node_text(&id, &expense->id);
    fp_node_money(&amount, &expense->amount);
    expense->essential = fp_node_flag_or(&essential, 1, "it is essential");
    read_growth(node, &expense->growth, &expense->growth_basis);
    expense->start = read_when(p, node, "start", -1);
    expense->end = read_when(p, node, "end", -1);
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
    read_growth(node, &part->growth, &part->growth_basis);
    part->start = read_when(p, node, "start", owner);
    part->end = read_when(p, node, "end", owner);
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

    n = open_list(p, root, "incomes", FP_PLAN_FLOWS_MAX, sizeof(*incomes),
                  &list, &items);
    incomes = items;
    for (i = 0; i < n; i++) {
        node = fp_node_element(&list, i);
        read_income(p, &node, &incomes[i]);
    }
    p->plan->incomes = incomes;
    p->plan->n_incomes = n;
    items = NULL;
    n = open_list(p, root, "expenses", FP_PLAN_FLOWS_MAX, sizeof(*expenses),
                  &list, &items);
    expenses = items;
    for (i = 0; i < n; i++) {
        node = fp_node_element(&list, i);
        read_expense(p, &node, &expenses[i]);
    }
    p->plan->expenses = expenses;
    p->plan->n_expenses = n;
    items = NULL;
    n = open_list(p, root, "contributions", FP_PLAN_FLOWS_MAX, sizeof(*parts),
                  &list, &items);
    parts = items;
    for (i = 0; i < n; i++) {
        node = fp_node_element(&list, i);
        read_contribution(p, &node, &parts[i]);
    }
    p->plan->contributions = parts;
    p->plan->n_contributions = n;
}
