/* Validation of a plan: the household, and the parts that others share. */
#include "planning/plan.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "planning/law/state_tax.h"
#include "planning/plan/validate.h"

enum { POINTER = 128, FIRST_YEAR = 1900, LAST_YEAR = 2200, AGE_MAX = 120 };

void
fp_validate_range(struct fp_validation *v, const char *list, size_t index,
                  const char *field, double value, double low, double high)
{
    char pointer[POINTER];

    if (value >= low && value <= high)
        return;
    snprintf(pointer, sizeof(pointer), "%s/%zu/%s", list, index, field);
    fp_faults_add(v->faults, pointer, "range",
                  "%.10g is outside %.10g to %.10g", value, low, high);
}

void
fp_validate_weights(struct fp_validation *v, const char *pointer,
                    const double *weights)
{
    double sum = 0.0;
    size_t a;

    for (a = 0; a < v->plan->market.n_assets; a++) {
        if (!(weights[a] >= 0.0 && weights[a] <= 1.0)) {
            fp_faults_add(v->faults, pointer, "range",
                          "the weight of %s is %.10g; a weight is 0 to 1",
                          v->plan->market.assets[a].id, weights[a]);
            return;
        }
        sum += weights[a];
    }
    if (!(fabs(sum - 1.0) <= 1e-6))
        fp_faults_add(v->faults, pointer, "sum",
                      "the weights sum to %.10g; they must sum to 1", sum);
}

void
fp_validate_when_at(struct fp_validation *v, const char *pointer,
                    const struct fp_when *when)
{
    switch (when->kind) {
    case FP_WHEN_NONE: return;
    case FP_WHEN_YEAR:
        if (when->value < FIRST_YEAR || when->value > LAST_YEAR)
            fp_faults_add(v->faults, pointer, "range",
                          "the year %d is outside %d to %d", when->value,
                          FIRST_YEAR, LAST_YEAR);
        return;
    case FP_WHEN_AGE:
        if (when->value < 0 || when->value > AGE_MAX)
            fp_faults_add(v->faults, pointer, "range",
                          "the age %d is outside 0 to %d", when->value,
                          AGE_MAX);
        break;
    case FP_WHEN_RETIREMENT:
    case FP_WHEN_DEATH:
    case FP_WHEN_CLAIM: break;
    }
    if (when->person < 0 || (size_t)when->person >= v->plan->n_people)
        fp_faults_add(v->faults, pointer, "reference",
                      "it names no person of the household");
}

void
fp_validate_when(struct fp_validation *v, const char *list, size_t index,
                 const char *field, const struct fp_when *when)
{
    char pointer[POINTER];

    snprintf(pointer, sizeof(pointer), "%s/%zu/%s", list, index, field);
    fp_validate_when_at(v, pointer, when);
}

static void
check_person(struct fp_validation *v, size_t p)
{
    const struct fp_person *person = &v->plan->people[p];
    const char *list = "/household/people";
    char pointer[POINTER];
    size_t q;

    fp_validate_range(v, list, p, "birth_year", person->birth_year, FIRST_YEAR,
                      LAST_YEAR);
    fp_validate_range(v, list, p, "retirement_age", person->retirement_age, 0,
                      AGE_MAX);
    fp_validate_range(v, list, p, "plan_to_age", person->plan_to_age, 1,
                      AGE_MAX);
    if (person->birth_year > v->plan->start_year) {
        snprintf(pointer, sizeof(pointer), "%s/%zu/birth_%s", list, p,
                 person->birth_month != 0 ? "date" : "year");
        fp_faults_add(v->faults, pointer, "order",
                      "%s is born in %d, after the plan starts in %d",
                      person->id, person->birth_year, v->plan->start_year);
    }
    snprintf(pointer, sizeof(pointer), "%s/%zu/id", list, p);
    for (q = 0; q < p; q++)
        if (strcmp(v->plan->people[q].id, person->id) == 0)
            fp_faults_add(v->faults, pointer, "duplicate",
                          "two people have the id %s", person->id);
}

static void
check_status(struct fp_validation *v)
{
    const struct fp_plan *plan = v->plan;
    const char *pointer = "/household/filing_status";

    if (plan->n_people == 2 &&
        plan->filing_status != FP_FILING_MARRIED_JOINT)
        fp_faults_add(v->faults, pointer, "combination",
                      "two people are one return only as married_joint; for "
                      "two returns make a plan for each person");
    if (plan->n_people == 1 &&
        plan->filing_status == FP_FILING_MARRIED_JOINT)
        fp_faults_add(v->warnings, pointer, "unusual",
                      "married_joint with one person: the other spouse has no "
                      "age, income or account in this plan");
    if (plan->filing_status == FP_FILING_HEAD_OF_HOUSEHOLD ||
        plan->filing_status == FP_FILING_SURVIVING_SPOUSE)
        fp_faults_add(v->warnings, pointer, "unusual",
                      "this status is kept in every year of the plan, though "
                      "it needs a dependent child");
}

static int
is_state(const char *state)
{
    const char *code;

    for (size_t i = 0; (code = fp_state_code(i)) != NULL; i++)
        if (strcmp(code, state) == 0)
            return 1;
    return 0;
}

static void
check_state(struct fp_validation *v)
{
    const struct fp_taxes *taxes = &v->plan->taxes;
    const char *state = v->plan->state;
    const char *left_out;

    if (strcmp(state, "none") == 0)
        return;
    if (!is_state(state)) {
        fp_faults_add(v->faults, "/household/state", "value",
                      "\"%s\" is not a state (two capital letters) or \"none\"",
                      state);
        return;
    }
    left_out = fp_state_exactness(state, v->plan->start_year);
    if (taxes->model == FP_TAX_US && !taxes->no_state && left_out != NULL)
        fp_faults_add(v->warnings, "/household/state", "left_out",
                      "income tax of %s: %s", state, left_out);
}

static void
check_household(struct fp_validation *v)
{
    const struct fp_plan *plan = v->plan;
    int years;
    size_t p;

    if (plan->n_people < 1 || plan->n_people > FP_PLAN_PEOPLE_MAX) {
        fp_faults_add(v->faults, "/household/people", "count",
                      "a household has 1 or 2 people, not %zu",
                      plan->n_people);
        return;
    }
    for (p = 0; p < plan->n_people; p++)
        check_person(v, p);
    check_status(v);
    check_state(v);
    years = fp_plan_years(plan);
    if (years < 1)
        fp_faults_add(v->faults, "/start_year", "order",
                      "the plan ends before it starts: it covers the years "
                      "from %d to %d", plan->start_year,
                      plan->start_year + years - 1);
    else if (years > FP_PLAN_YEARS_MAX)
        fp_faults_add(v->faults, "/household/people", "range",
                      "the plan covers %d years; at most %d are possible",
                      years, FP_PLAN_YEARS_MAX);
}

enum fp_err
fp_plan_validate(const struct fp_plan *plan, struct fp_faults *faults,
                 struct fp_faults *warnings)
{
    struct fp_validation v = { plan, faults, warnings };

    if (plan->start_year < FIRST_YEAR || plan->start_year > LAST_YEAR)
        fp_faults_add(faults, "/start_year", "range",
                      "the year %d is outside %d to %d", plan->start_year,
                      FIRST_YEAR, LAST_YEAR);
    check_household(&v);
    fp_validate_flows(&v);
    fp_validate_estate(&v);
    fp_validate_strategy(&v);
    fp_validate_taxes(&v);
    fp_validate_market(&v);
    if (!fp_faults_none(faults))
        return FP_EINVAL;
    fp_validate_limits(&v);
    return FP_OK;
}
