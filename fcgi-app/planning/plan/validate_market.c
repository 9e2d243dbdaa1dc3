/* Validation of the strategy and the taxes. */
#include <stdio.h>

#include "planning/law/tax.h"
#include "planning/plan/validate.h"

enum { POINTER = 128 };

static void
fault(struct fp_validation *v, const char *pointer, const char *code,
      const char *detail)
{
    fp_faults_add(v->faults, pointer, code, "%s", detail);
}

static void
check_glide(struct fp_validation *v)
{
    const struct fp_strategy *strategy = &v->plan->strategy;
    char pointer[POINTER];
    size_t i;

    if (strategy->n_glide > FP_PLAN_GLIDE_MAX) {
        fp_faults_add(v->faults, "/strategy/glide_path", "count",
                      "at most %d points are possible", FP_PLAN_GLIDE_MAX);
        return;
    }
    for (i = 0; i < strategy->n_glide; i++) {
        snprintf(pointer, sizeof(pointer), "/strategy/glide_path/%zu", i);
        fp_validate_weights(v, pointer, strategy->glide[i].weights);
        if (i > 0 && strategy->glide[i].age <= strategy->glide[i - 1].age)
            fp_faults_add(v->faults, pointer, "order",
                          "the ages of a glide path must rise; %d follows %d",
                          strategy->glide[i].age, strategy->glide[i - 1].age);
    }
    if (strategy->n_glide > 0 && strategy->rebalance == FP_REBALANCE_NEVER)
        fault(v, "/strategy/rebalance", "combination",
              "a glide path needs yearly rebalancing");
}

void
fp_validate_strategy(struct fp_validation *v)
{
    const struct fp_plan *plan = v->plan;
    const struct fp_strategy *strategy = &plan->strategy;
    char pointer[POINTER];
    int first, last;
    size_t i;

    fp_validate_spending(v);
    for (i = 0; i < strategy->n_order; i++)
        if (strategy->order[i] < 0 ||
            (size_t)strategy->order[i] >= plan->n_accounts) {
            snprintf(pointer, sizeof(pointer),
                     "/strategy/withdrawal_order/%zu", i);
            fault(v, pointer, "reference", "it names no account of the plan");
        }
    check_glide(v);
    fp_tax_law_years(&first, &last);
    if (plan->taxes.model == FP_TAX_US &&
        (plan->taxes.law_year < first || plan->taxes.law_year > last))
        fp_faults_add(v->faults, "/taxes/law_year", "range",
                      "there are tax tables for %d to %d, not for %d", first,
                      last, plan->taxes.law_year);
    if (plan->taxes.model == FP_TAX_FLAT &&
        !(plan->taxes.flat_rate >= 0.0 && plan->taxes.flat_rate < 0.95))
        fp_faults_add(v->faults, "/taxes/flat", "range",
                      "%.10g is outside 0 to 0.95", plan->taxes.flat_rate);
}
