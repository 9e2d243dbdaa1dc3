/* Validation of the spending rule. */
#include <math.h>
#include <stdio.h>

#include "planning/plan/calendar.h"
#include "planning/spending/spending.h"
#include "planning/plan/validate.h"

#define RULE "/strategy/spending"

enum { POINTER = 128, PHASE_AGE_MAX = 120 };

/* More than this times what it would be is a slip of the pen. */
#define FACTOR_MAX 10.0

static void
check_param(struct fp_validation *v, const struct fp_spending_param *param)
{
    double value = fp_spending_param_get(&v->plan->strategy.spending, param);
    char pointer[POINTER];

    if (value >= param->low && value <= param->high)
        return;
    if (param->may_be_unset && value == FP_SPENDING_UNSET)
        return;
    snprintf(pointer, sizeof(pointer), RULE "/%s", param->name);
    fp_faults_add(v->faults, pointer, "range",
                  "%.10g is outside %.10g to %.10g%s", value, param->low,
                  param->high,
                  param->high == 1.0 && param->kind == FP_SPENDING_NUMBER
                      ? " (0.04 is 4 %)"
                      : "");
}

static void
check_phases(struct fp_validation *v)
{
    const struct fp_spending_rule *rule = &v->plan->strategy.spending;
    char pointer[POINTER];

    if (rule->n_phases == 0 || rule->n_phases > FP_PLAN_PHASES_MAX) {
        fp_faults_add(v->faults, RULE "/phases", "required",
                      "the policy phases needs 1 to %d phases, each with an "
                      "age and a factor", FP_PLAN_PHASES_MAX);
        return;
    }
    for (size_t i = 0; i < rule->n_phases; i++) {
        const struct fp_spending_phase *phase = &rule->phases[i];

        fp_validate_range(v, RULE "/phases", i, "age", phase->age, 0.0,
                          PHASE_AGE_MAX);
        fp_validate_range(v, RULE "/phases", i, "factor", phase->factor, 0.0,
                          FACTOR_MAX);
        if (i == 0 || phase->age > rule->phases[i - 1].age)
            continue;
        snprintf(pointer, sizeof(pointer), RULE "/phases/%zu/age", i);
        fp_faults_add(v->faults, pointer, "order",
                      "the ages of phases must rise; %d follows %d",
                      phase->age, rule->phases[i - 1].age);
    }
}

/* Where a portfolio policy has a percentage, nothing of it is no policy. */
static void
check_positive(struct fp_validation *v, const char *pointer, double value)
{
    if (value == 0.0)
        fp_faults_add(v->faults, pointer, "range",
                      "0 would never spend anything");
}

static void
check_together(struct fp_validation *v)
{
    const struct fp_spending_rule *rule = &v->plan->strategy.spending;

    switch (rule->policy) {
    case FP_SPENDING_PERCENT_OF_PORTFOLIO:
    case FP_SPENDING_FLOOR_CEILING:
    case FP_SPENDING_ENDOWMENT:
    case FP_SPENDING_NINETY_FIVE_RULE:
    case FP_SPENDING_VANGUARD_DYNAMIC:
        check_positive(v, RULE "/percent", rule->percent);
        break;
    case FP_SPENDING_RMD_DIVISOR:
        check_positive(v, RULE "/multiplier", rule->multiplier);
        break;
    case FP_SPENDING_RISK_GUARDRAILS:
        if (!(rule->lower_success <= rule->target_success))
            fp_faults_add(v->faults, RULE "/lower_success", "order",
                          "%.10g is above the target of %.10g",
                          rule->lower_success, rule->target_success);
        if (!(rule->upper_success >= rule->target_success))
            fp_faults_add(v->faults, RULE "/upper_success", "order",
                          "%.10g is below the target of %.10g",
                          rule->upper_success, rule->target_success);
        break;
    case FP_SPENDING_PHASES: check_phases(v); break;
    default: break;
    }
    if (rule->amount > 0.0 && rule->initial_rate > 0.0)
        fp_faults_add(v->faults, RULE "/initial_rate", "combination",
                      "give amount or initial_rate, not both");
    if (rule->ceiling > 0.0 && rule->ceiling < rule->floor)
        fp_faults_add(v->faults, RULE "/ceiling", "order",
                      "the ceiling of %.10g is below the floor of %.10g",
                      rule->ceiling, rule->floor);
}

static void
check_start(struct fp_validation *v)
{
    const struct fp_when *start = &v->plan->strategy.spending.start;
    size_t before = v->faults->count + v->faults->dropped;
    int year = v->plan->start_year;

    if (start->kind == FP_WHEN_NONE)
        return;
    fp_validate_when_at(v, RULE "/start", start);
    if (v->faults->count + v->faults->dropped > before)
        return;
    year = fp_calendar_year(v->plan, start, year);
    if (year >= v->plan->start_year + fp_plan_years(v->plan))
        fp_faults_add(v->warnings, RULE "/start", "unusual",
                      "the spending policy starts after the plan has ended");
}

void
fp_validate_spending(struct fp_validation *v)
{
    const struct fp_spending_rule *rule = &v->plan->strategy.spending;

    if ((unsigned)rule->policy >= FP_SPENDING_COUNT) {
        fp_faults_add(v->faults, RULE "/policy", "value",
                      "there is no such policy");
        return;
    }
    for (size_t i = 0; i < fp_spending_params_count; i++)
        if (fp_spending_params[i].policies >> rule->policy & 1u)
            check_param(v, &fp_spending_params[i]);
    check_together(v);
    check_start(v);
    if (v->plan->n_expenses > 0 && fp_spending_replaces_expenses(rule) &&
        rule->start.kind == FP_WHEN_NONE)
        fp_faults_add(v->warnings, "/expenses", "left_out",
                      "the spending policy takes the place of the expenses");
}
