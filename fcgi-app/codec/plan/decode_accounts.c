/* Accounts. */
#include <string.h>

#include "codec/plan/defaults.h"
#include "codec/plan/parts.h"
#include "codec/plan/words.h"

/* A stand-in where the age of an account's late owner is missing. */
enum { YEAR_MIN = 0, YEAR_MAX = 9999, OLD_AGE = 80 };

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

/* A member that only accounts of one type have; 1 when it is to be read. */
static int
belongs(const struct fp_node *member, int right, const char *whose)
{
    if (member->present && !right)
        fp_node_fault(member, "combination", "only %s have this", whose);
    return right;
}

static void
read_roth(const struct fp_node *node, struct fp_account *account)
{
    struct fp_node basis = fp_node_member(node, "roth_basis");
    struct fp_node first = fp_node_member(node, "roth_first_year");
    int roth = account->type == FP_ACCOUNT_ROTH;

    if (belongs(&basis, roth, "Roth accounts"))
        account->roth_basis = fp_node_money_or(
            &basis, account->balance,
            "all of it are contributions: only later earnings are not free "
            "before 59 1/2");
    if (belongs(&first, roth, "Roth accounts"))
        account->roth_first_year = fp_node_int_or(
            &first, YEAR_MIN, YEAR_MAX, 0,
            "the first contribution is more than five years old");
}

static void
read_inherited(const struct fp_plan_reader *p, const struct fp_node *node,
               struct fp_account *account)
{
    struct fp_node year = fp_node_member(node, "inherited_year");
    struct fp_node born = fp_node_member(node, "decedent_birth_year");
    struct fp_node who = fp_node_member(node, "beneficiary");
    int right = account->type == FP_ACCOUNT_INHERITED;
    const char *whose = "inherited accounts";
    int64_t value;

    if (belongs(&year, right, whose)) {
        value = p->plan->start_year - 1;
        fp_node_int(&year, YEAR_MIN, YEAR_MAX, &value);
        account->inherited_year = (int)value;
    }
    if (belongs(&born, right, whose)) {
        value = p->plan->start_year - OLD_AGE;
        fp_node_int(&born, YEAR_MIN, YEAR_MAX, &value);
        account->decedent_birth_year = (int)value;
    }
    if (belongs(&who, right, whose))
        account->beneficiary = (enum fp_beneficiary)fp_node_word_or(
            &who, fp_words_beneficiary, FP_BENEFICIARY_TEN_YEAR,
            "the account must be empty ten years after the death");
}

static void
read_coverage(const struct fp_node *node, struct fp_account *account)
{
    struct fp_node coverage = fp_node_member(node, "hsa_coverage");

    if (belongs(&coverage, account->type == FP_ACCOUNT_HSA,
                "health savings accounts"))
        account->hsa_family = fp_node_word_or(
            &coverage, fp_words_coverage, 0, "coverage of one person");
}

static void
read_sepp(const struct fp_node *node, struct fp_account *account)
{
    static const char *const known[] = { "start_year", "rate", NULL };
    struct fp_node sepp = fp_node_member(node, "sepp");
    struct fp_node start = fp_node_member(&sepp, "start_year");
    struct fp_node rate = fp_node_member(&sepp, "rate");
    int64_t year = 0;

    if (!sepp.present ||
        !belongs(&sepp, account->type == FP_ACCOUNT_TRADITIONAL,
                 "traditional accounts") ||
        !fp_node_object(&sepp, known, "an object such as {\"start_year\": "
                        "2028, \"rate\": 0.05}"))
        return;
    if (fp_node_int(&start, YEAR_MIN, YEAR_MAX, &year))
        account->sepp_start_year = (int)year;
    account->sepp_rate = fp_node_number_or(
        &rate, 0.05, "five per cent, which Notice 2022-6 always allows");
}

static void
read_account(struct fp_plan_reader *p, const struct fp_node *root,
             const struct fp_node *node, struct fp_account *account)
{
    static const char *const known[] = {
        "id", "owner", "type", "balance", "cost_basis", "allocation", "fee",
        "yield_qualified", "yield_ordinary", "employer_plan", "roth_basis",
        "roth_first_year", "inherited_year", "decedent_birth_year",
        "beneficiary", "hsa_coverage", "sepp", NULL
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
    account->owner = fp_plan_owner(p, node, !taxable);
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
    read_roth(node, account);
    read_inherited(p, node, account);
    read_coverage(node, account);
    read_sepp(node, account);
}

void
fp_plan_read_accounts(struct fp_plan_reader *p, const struct fp_node *root)
{
    struct fp_node list;
    struct fp_account *accounts;
    void *items = NULL;
    size_t n = fp_plan_list(p, root, "accounts", FP_PLAN_ACCOUNTS_MAX,
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
