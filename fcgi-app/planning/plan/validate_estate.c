/* Validation of dependents, property, debts, goals, marketplace insurance, and
 * of what only some accounts have. */
#include <stdio.h>
#include <string.h>

#include "planning/plan/validate.h"

enum { POINTER = 128, FIRST_YEAR = 1900, LAST_YEAR = 2300, AGE_MAX = 120 };

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

/* Ids are not empty and not used twice in their list. */
static void
check_id(struct fp_validation *v, const char *list, size_t index,
         const char *id, int twice)
{
    if (id[0] == '\0')
        fault_at(v, list, index, "id", "required", "the id is empty");
    else if (twice)
        fault_at(v, list, index, "id", "duplicate", "this id is used twice");
}

static void
check_property(struct fp_validation *v, size_t i)
{
    const struct fp_property *property = &v->plan->properties[i];
    const char *list = "/properties";
    int twice = 0;

    for (size_t k = 0; k < i; k++)
        twice |= strcmp(v->plan->properties[k].id, property->id) == 0;
    check_id(v, list, i, property->id, twice);
    fp_validate_range(v, list, i, "value", property->value, 0.0,
                      FP_AMOUNT_MAX);
    fp_validate_range(v, list, i, "growth", property->growth, -0.5, 0.5);
    fp_validate_range(v, list, i, "sale_cost", property->sale_cost, 0.0, 1.0);
    fp_validate_range(v, list, i, "cost_basis", property->cost_basis, 0.0,
                      FP_AMOUNT_MAX);
    fp_validate_when(v, list, i, "sell", &property->sell);
    if (!property->primary_residence && property->sell.kind != FP_WHEN_NONE)
        warn_at(v, list, i, "sell",
                "depreciation that was deducted is not recaptured: the whole "
                "gain is taxed as a long-term gain");
}

static void
check_loan(struct fp_validation *v, size_t i)
{
    const struct fp_liability *loan = &v->plan->liabilities[i];
    const char *list = "/liabilities";
    int twice = 0;

    for (size_t k = 0; k < i; k++)
        twice |= strcmp(v->plan->liabilities[k].id, loan->id) == 0;
    check_id(v, list, i, loan->id, twice);
    fp_validate_range(v, list, i, "balance", loan->balance, 0.0,
                      FP_AMOUNT_MAX);
    fp_validate_range(v, list, i, "rate", loan->rate, 0.0, 1.0);
    fp_validate_range(v, list, i, "payment_monthly", loan->payment_monthly,
                      0.0, FP_AMOUNT_MAX);
    if (loan->property >= (int)v->plan->n_properties)
        fault_at(v, list, i, "property", "reference",
                 "it names no property of the plan");
    if (loan->balance > 0.0 &&
        loan->payment_monthly <= loan->balance * loan->rate / 12.0)
        warn_at(v, list, i, "payment_monthly",
                "the payment does not cover the interest: this debt grows "
                "for ever");
}

static void
check_goal(struct fp_validation *v, size_t i)
{
    const struct fp_goal *goal = &v->plan->goals[i];
    const char *list = "/goals";
    int twice = 0;

    for (size_t k = 0; k < i; k++)
        twice |= strcmp(v->plan->goals[k].id, goal->id) == 0;
    check_id(v, list, i, goal->id, twice);
    fp_validate_range(v, list, i, "amount", goal->amount, 0.0, FP_AMOUNT_MAX);
    fp_validate_range(v, list, i, "growth", goal->growth, -0.5, 0.5);
    fp_validate_range(v, list, i, "priority", goal->priority, 1, 100);
    if (goal->kind == FP_GOAL_LEGACY)
        return;
    fp_validate_range(v, list, i, "years/0", goal->from_year, FIRST_YEAR,
                      LAST_YEAR);
    if (goal->to_year < goal->from_year)
        fault_at(v, list, i, "years", "order",
                 "the last year stands before the first");
    else if (goal->to_year < v->plan->start_year ||
             goal->from_year >= v->plan->start_year + fp_plan_years(v->plan))
        warn_at(v, list, i, "years", "no year of the goal is in the plan");
}

static void
check_account_law(struct fp_validation *v, size_t i)
{
    const struct fp_account *account = &v->plan->accounts[i];
    const char *list = "/accounts";
    int start = v->plan->start_year;

    fp_validate_range(v, list, i, "roth_basis", account->roth_basis, 0.0,
                      FP_AMOUNT_MAX);
    if (account->roth_first_year != 0)
        fp_validate_range(v, list, i, "roth_first_year",
                          account->roth_first_year, 1998, start);
    if (account->type == FP_ACCOUNT_INHERITED) {
        fp_validate_range(v, list, i, "inherited_year",
                          account->inherited_year, 2000, start);
        fp_validate_range(v, list, i, "decedent_birth_year",
                          account->decedent_birth_year, 1880,
                          account->inherited_year);
    }
    if (account->sepp_start_year != 0) {
        fp_validate_range(v, list, i, "sepp/start_year",
                          account->sepp_start_year, start, LAST_YEAR);
        fp_validate_range(v, list, i, "sepp/rate", account->sepp_rate, 0.0,
                          0.2);
    }
}

static void
check_counts(struct fp_validation *v)
{
    const struct fp_plan *plan = v->plan;
    const struct {
        const char *pointer;
        size_t n, most;
    } lists[] = {
        { "/household/dependents", plan->n_dependents,
          FP_PLAN_DEPENDENTS_MAX },
        { "/properties", plan->n_properties, FP_PLAN_PROPERTIES_MAX },
        { "/liabilities", plan->n_liabilities, FP_PLAN_DEBTS_MAX },
        { "/goals", plan->n_goals, FP_PLAN_GOALS_MAX },
    };

    for (size_t k = 0; k < FP_COUNT(lists); k++)
        if (lists[k].n > lists[k].most)
            fp_faults_add(v->faults, lists[k].pointer, "count",
                          "at most %zu are possible", lists[k].most);
}

void
fp_validate_estate(struct fp_validation *v)
{
    const struct fp_plan *plan = v->plan;
    const struct fp_marketplace *market = &plan->marketplace;

    check_counts(v);
    for (size_t i = 0; i < plan->n_dependents; i++) {
        fp_validate_range(v, "/household/dependents", i, "birth_year",
                          plan->dependents[i].birth_year, FIRST_YEAR,
                          LAST_YEAR);
        fp_validate_range(v, "/household/dependents", i, "until_age",
                          plan->dependents[i].until_age, 0, AGE_MAX);
    }
    for (size_t i = 0; i < plan->n_properties; i++)
        check_property(v, i);
    for (size_t i = 0; i < plan->n_liabilities; i++)
        check_loan(v, i);
    for (size_t i = 0; i < plan->n_goals; i++)
        check_goal(v, i);
    for (size_t i = 0; i < plan->n_accounts; i++)
        check_account_law(v, i);
    fp_validate_when_at(v, "/marketplace/start", &market->start);
    fp_validate_when_at(v, "/marketplace/end", &market->end);
    if (!(market->benchmark >= 0.0 && market->benchmark <= FP_AMOUNT_MAX))
        fp_faults_add(v->faults, "/marketplace/benchmark", "range",
                      "the premium is 0 or more");
    if (!(market->premium >= 0.0 && market->premium <= FP_AMOUNT_MAX))
        fp_faults_add(v->faults, "/marketplace/premium", "range",
                      "the premium is 0 or more");
}
