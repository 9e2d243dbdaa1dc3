/* Validation of accounts, incomes, expenses and contributions. */
#include <stdio.h>
#include <string.h>

#include "planning/spending/spending.h"
#include "planning/plan/validate.h"

enum { POINTER = 128 };

static void
fault_at(struct fp_validation *v, const char *list, size_t index,
         const char *field, const char *code, const char *detail)
{
    char pointer[POINTER];

    snprintf(pointer, sizeof(pointer), "%s/%zu/%s", list, index, field);
    fp_faults_add(v->faults, pointer, code, "%s", detail);
}

static void
warn_at(struct fp_validation *v, const char *list, size_t index,
        const char *field, const char *detail)
{
    char pointer[POINTER];

    snprintf(pointer, sizeof(pointer), "%s/%zu/%s", list, index, field);
    fp_faults_add(v->warnings, pointer, "unusual", "%s", detail);
}

static int
is_retirement(enum fp_account_type type)
{
    return type != FP_ACCOUNT_TAXABLE && type != FP_ACCOUNT_CASH;
}

static void
check_owner(struct fp_validation *v, const char *list, size_t index, int owner,
            int needed)
{
    if (owner >= (int)v->plan->n_people || owner < -1)
        fault_at(v, list, index, "owner", "reference",
                 "the owner is not a person of the household");
    else if (owner < 0 && needed)
        fault_at(v, list, index, "owner", "required",
                 "this needs one of the household's people as its owner");
}

static void
check_account(struct fp_validation *v, size_t i)
{
    const struct fp_account *account = &v->plan->accounts[i];
    const char *list = "/accounts";
    char pointer[POINTER];
    size_t k;

    for (k = 0; k < i; k++)
        if (strcmp(v->plan->accounts[k].id, account->id) == 0)
            fault_at(v, list, i, "id", "duplicate",
                     "two accounts have this id");
    if (account->id[0] == '\0')
        fault_at(v, list, i, "id", "required", "the id is empty");
    check_owner(v, list, i, account->owner, is_retirement(account->type));
    fp_validate_range(v, list, i, "balance", account->balance, 0.0,
                      FP_AMOUNT_MAX);
    fp_validate_range(v, list, i, "cost_basis", account->cost_basis, 0.0,
                      FP_AMOUNT_MAX);
    fp_validate_range(v, list, i, "fee", account->fee, 0.0, 0.5);
    fp_validate_range(v, list, i, "yield_qualified", account->yield_qualified,
                      0.0, 1.0);
    fp_validate_range(v, list, i, "yield_ordinary", account->yield_ordinary,
                      0.0, 1.0);
    snprintf(pointer, sizeof(pointer), "/accounts/%zu/allocation", i);
    fp_validate_weights(v, pointer, account->weights);
    if (account->fee > 0.03 && account->fee <= 0.5)
        warn_at(v, list, i, "fee", "a fee above 3 % a year is unusual");
    if (account->yield_qualified + account->yield_ordinary > 0.1)
        warn_at(v, list, i, "yield_ordinary",
                "yields above 10 % a year are unusual");
}

/* An amount, and what is exchanged for it once. */
static void
check_exchange(struct fp_validation *v, size_t i)
{
    const struct fp_income *income = &v->plan->incomes[i];
    const char *list = "/incomes";
    int lump = income->lump_account;
    double least =
        income->kind == FP_INCOME_SELF_EMPLOYMENT ? -FP_AMOUNT_MAX : 0.0;

    fp_validate_range(v, list, i, "amount", income->amount, least,
                      FP_AMOUNT_MAX);
    fp_validate_range(v, list, i, "survivor_share", income->survivor_share,
                      0.0, 1.0);
    fp_validate_range(v, list, i, "purchase/premium", income->premium, 0.0,
                      FP_AMOUNT_MAX);
    fp_validate_range(v, list, i, "lump_sum/amount", income->lump_sum, 0.0,
                      FP_AMOUNT_MAX);
    if (income->lump_sum > 0.0 && lump >= 0 &&
        (size_t)lump < v->plan->n_accounts &&
        v->plan->accounts[lump].type != FP_ACCOUNT_TRADITIONAL)
        fault_at(v, list, i, "lump_sum/account", "combination",
                 "a lump sum is rolled over into a traditional account");
}

static void
check_income(struct fp_validation *v, size_t i)
{
    const struct fp_income *income = &v->plan->incomes[i];
    const char *list = "/incomes";
    size_t k;

    check_owner(v, list, i, income->owner,
                income->kind == FP_INCOME_SALARY ||
                    income->kind == FP_INCOME_SOCIAL_SECURITY);
    fp_validate_range(v, list, i, "growth", income->growth, -0.5, 0.5);
    fp_validate_when(v, list, i, "start", &income->start);
    fp_validate_when(v, list, i, "end", &income->end);
    if (income->kind != FP_INCOME_SOCIAL_SECURITY) {
        check_exchange(v, i);
        return;
    }
    fp_validate_range(v, list, i, "claim_age/months", income->claim_months, 0,
                      income->claim_age == 70 ? 0 : 11);
    for (k = 0; k < income->n_earnings; k++)
        if (!(income->earnings[k].amount >= 0.0 &&
              income->earnings[k].amount <= FP_AMOUNT_MAX))
            fault_at(v, list, i, "earnings", "range",
                     "earnings are 0 or more");
    fp_validate_range(v, list, i, "pia_monthly", income->pia_monthly, 0.0,
                      1e5);
    fp_validate_range(v, list, i, "claim_age", income->claim_age, 62, 70);
    for (k = 0; k < i; k++)
        if (v->plan->incomes[k].kind == FP_INCOME_SOCIAL_SECURITY &&
            v->plan->incomes[k].owner == income->owner)
            fault_at(v, list, i, "owner", "duplicate",
                     "a person has one Social Security record");
    if (income->pia_monthly > 6000.0 && income->pia_monthly <= 1e5)
        warn_at(v, list, i, "pia_monthly",
                "more than 6,000 a month is above any record's benefit");
}

static void
check_contribution(struct fp_validation *v, size_t i)
{
    const struct fp_contribution *part = &v->plan->contributions[i];
    const char *list = "/contributions";

    if (part->account < 0 || (size_t)part->account >= v->plan->n_accounts)
        fault_at(v, list, i, "account", "reference",
                 "it names no account of the plan");
    fp_validate_range(v, list, i, "amount", part->amount, 0.0, FP_AMOUNT_MAX);
    fp_validate_range(v, list, i, "growth", part->growth, -0.5, 0.5);
    fp_validate_range(v, list, i, "employer_match/rate", part->match_rate, 0.0,
                      10.0);
    fp_validate_range(v, list, i, "employer_match/up_to_pay",
                      part->match_up_to_pay, 0.0, 1.0);
    fp_validate_when(v, list, i, "start", &part->start);
    fp_validate_when(v, list, i, "end", &part->end);
}

static void
check_counts(struct fp_validation *v)
{
    const struct fp_plan *plan = v->plan;

    if (plan->n_accounts > FP_PLAN_ACCOUNTS_MAX)
        fp_faults_add(v->faults, "/accounts", "count",
                      "at most %d accounts are possible",
                      FP_PLAN_ACCOUNTS_MAX);
    if (plan->n_incomes > FP_PLAN_FLOWS_MAX)
        fp_faults_add(v->faults, "/incomes", "count",
                      "at most %d incomes are possible", FP_PLAN_FLOWS_MAX);
    if (plan->n_expenses > FP_PLAN_FLOWS_MAX)
        fp_faults_add(v->faults, "/expenses", "count",
                      "at most %d expenses are possible", FP_PLAN_FLOWS_MAX);
    if (plan->n_contributions > FP_PLAN_FLOWS_MAX)
        fp_faults_add(v->faults, "/contributions", "count",
                      "at most %d contributions are possible",
                      FP_PLAN_FLOWS_MAX);
}

void
fp_validate_flows(struct fp_validation *v)
{
    const struct fp_plan *plan = v->plan;
    size_t i;

    check_counts(v);
    for (i = 0; i < plan->n_accounts; i++)
        check_account(v, i);
    for (i = 0; i < plan->n_incomes; i++)
        check_income(v, i);
    for (i = 0; i < plan->n_expenses; i++) {
        const struct fp_expense *expense = &plan->expenses[i];

        fp_validate_range(v, "/expenses", i, "amount", expense->amount, 0.0,
                          FP_AMOUNT_MAX);
        fp_validate_range(v, "/expenses", i, "growth", expense->growth, -0.5,
                          0.5);
        fp_validate_range(v, "/expenses", i, "survivor_share",
                          expense->survivor_share, 0.0, 1.0);
        fp_validate_when(v, "/expenses", i, "start", &expense->start);
        fp_validate_when(v, "/expenses", i, "end", &expense->end);
    }
    for (i = 0; i < plan->n_contributions; i++)
        check_contribution(v, i);
    if (plan->n_expenses == 0 &&
        fp_spending_from_expenses(&plan->strategy.spending))
        fp_faults_add(v->warnings, "/expenses", "unusual",
                      "the plan has no expenses, so it cannot fail");
}
