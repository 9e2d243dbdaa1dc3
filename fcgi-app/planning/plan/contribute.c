/* Contributions under the limits of the law. */
#include "planning/plan/contribute.h"

#include <string.h>


enum fp_limit_kind
fp_contribute_kind(const struct fp_account *account,
                   const struct fp_contribution *part)
{
    int employer = account->employer_plan || part->match_rate > 0.0;

    switch (account->type) {
    case FP_ACCOUNT_TRADITIONAL:
        return employer ? FP_LIMIT_DEFERRAL : FP_LIMIT_IRA;
    case FP_ACCOUNT_ROTH:
        return employer ? FP_LIMIT_DEFERRAL : FP_LIMIT_ROTH_IRA;
    case FP_ACCOUNT_HSA: return FP_LIMIT_HSA;
    case FP_ACCOUNT_529: return FP_LIMIT_529;
    case FP_ACCOUNT_TAXABLE:
    case FP_ACCOUNT_CASH:
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
        item->kind = item->wanted > 0.0 ? fp_contribute_kind(account, part)
                                        : FP_LIMIT_FREE;
        item->roth = account->type == FP_ACCOUNT_ROTH;
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
