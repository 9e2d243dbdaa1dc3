/* Contributions under the limits of the law. */
#include "planning/contribute.h"

#include <stdio.h>
#include <string.h>

#include "planning/calendar.h"
#include "planning/validate.h"

static enum fp_limit_kind
kind_of(const struct fp_account *account)
{
    switch (account->type) {
    case FP_ACCOUNT_TRADITIONAL:
        return account->employer_plan ? FP_LIMIT_DEFERRAL : FP_LIMIT_IRA;
    case FP_ACCOUNT_ROTH:
        return account->employer_plan ? FP_LIMIT_DEFERRAL : FP_LIMIT_ROTH_IRA;
    case FP_ACCOUNT_HSA: return FP_LIMIT_HSA;
    case FP_ACCOUNT_TAXABLE:
    case FP_ACCOUNT_CASH:
    case FP_ACCOUNT_529:
    case FP_ACCOUNT_INHERITED:
    case FP_ACCOUNT_TYPE_COUNT: break;
    }
    return FP_LIMIT_FREE;
}

void
fp_contribute(const struct fp_plan *plan, const struct fp_limits *limits,
              struct fp_limit_household *household, const double *wanted,
              const double wages[FP_PLAN_PEOPLE_MAX],
              struct fp_limit_item *items)
{
    for (size_t i = 0; i < plan->n_contributions; i++) {
        const struct fp_contribution *part = &plan->contributions[i];
        const struct fp_account *account = &plan->accounts[part->account];
        int owner = account->owner >= 0 ? account->owner : 0;
        struct fp_limit_item *item = &items[i];

        memset(item, 0, sizeof(*item));
        item->person = owner;
        item->wanted = wanted[i] > 0.0 ? wanted[i] : 0.0;
        item->kind = item->wanted > 0.0 ? kind_of(account) : FP_LIMIT_FREE;
        item->roth = account->type == FP_ACCOUNT_ROTH;
        /* A match makes an account an employer's. */
        if (part->match_rate > 0.0 && item->kind == FP_LIMIT_IRA)
            item->kind = FP_LIMIT_DEFERRAL;
        if (item->kind == FP_LIMIT_DEFERRAL) {
            household->people[owner].covered = 1;
            item->employer =
                fp_limits_match(limits, wages[owner], item->wanted,
                                part->match_rate, part->match_up_to_pay);
        }
        if (account->type == FP_ACCOUNT_HSA)
            household->people[owner].hsa_family = account->hsa_family;
        item->allowed = item->wanted;
    }
    if (fp_limits_apply(limits, household, items, plan->n_contributions) !=
        FP_OK)
        return;
    /* The match follows what is deferred. */
    for (size_t i = 0; i < plan->n_contributions; i++) {
        const struct fp_contribution *part = &plan->contributions[i];
        struct fp_limit_item *item = &items[i];
        double match;

        if (item->kind != FP_LIMIT_DEFERRAL)
            continue;
        match = fp_limits_match(limits, wages[item->person], item->allowed,
                                part->match_rate, part->match_up_to_pay);
        if (item->employer_allowed > match)
            item->employer_allowed = match;
    }
}

/* Pay of the first year, by person. */
static void
first_pay(const struct fp_plan *plan, double wages[FP_PLAN_PEOPLE_MAX],
          struct fp_limit_household *household)
{
    for (size_t i = 0; i < plan->n_incomes; i++) {
        const struct fp_income *income = &plan->incomes[i];
        int owner = income->owner > 0 ? income->owner : 0;

        if (!fp_calendar_active(plan, &income->start, &income->end,
                                plan->start_year))
            continue;
        household->magi += income->amount;
        if (income->kind == FP_INCOME_SALARY)
            wages[owner] += income->amount;
        if (income->kind == FP_INCOME_SALARY ||
            income->kind == FP_INCOME_SELF_EMPLOYMENT)
            household->people[owner].pay += income->amount;
    }
}

void
fp_validate_limits(struct fp_validation *v)
{
    const struct fp_plan *plan = v->plan;
    struct fp_limit_household household = { .status = plan->filing_status,
                                            .n_people = plan->n_people };
    struct fp_limit_item items[FP_PLAN_FLOWS_MAX];
    double wanted[FP_PLAN_FLOWS_MAX] = { 0.0 };
    double wages[FP_PLAN_PEOPLE_MAX] = { 0.0 };
    struct fp_limits limits;

    if (plan->taxes.model != FP_TAX_US ||
        plan->n_contributions > FP_PLAN_FLOWS_MAX ||
        fp_limits_get(plan->taxes.law_year, &limits) != FP_OK)
        return;
    first_pay(plan, wages, &household);
    for (size_t p = 0; p < plan->n_people; p++) {
        household.people[p].age =
            plan->start_year - plan->people[p].birth_year;
        household.people[p].prior_wages = wages[p];
    }
    for (size_t i = 0; i < plan->n_contributions; i++) {
        const struct fp_contribution *part = &plan->contributions[i];

        if (fp_calendar_active(plan, &part->start, &part->end,
                               plan->start_year))
            wanted[i] = part->amount;
    }
    fp_contribute(plan, &limits, &household, wanted, wages, items);
    for (size_t i = 0; i < plan->n_contributions; i++) {
        char pointer[64];

        snprintf(pointer, sizeof(pointer), "/contributions/%zu/amount", i);
        if (items[i].excess > 0.005)
            fp_faults_add(v->warnings, pointer, "limit",
                          "%.2f is more than the law allows in %d: %.2f is "
                          "counted (%s)", items[i].wanted, plan->start_year,
                          items[i].allowed,
                          items[i].reason != NULL ? items[i].reason
                                                  : "beyond the limit");
        else if (items[i].note != NULL && items[i].wanted > 0.0)
            fp_faults_add(v->warnings, pointer, "unusual", "%s",
                          items[i].note);
    }
}
