/* Points in time of a plan. */
#include "planning/plan/calendar.h"

#include <limits.h>

static int
claim_year(const struct fp_plan *plan, int person, int none)
{
    size_t i;

    for (i = 0; i < plan->n_incomes; i++) {
        const struct fp_income *income = &plan->incomes[i];

        if (income->kind == FP_INCOME_SOCIAL_SECURITY &&
            income->owner == person)
            return plan->people[person].birth_year + income->claim_age;
    }
    return none;
}

int
fp_calendar_year(const struct fp_plan *plan, const struct fp_when *when,
                 int none)
{
    const struct fp_person *person = &plan->people[when->person];

    switch (when->kind) {
    case FP_WHEN_NONE: return none;
    case FP_WHEN_YEAR: return when->value;
    case FP_WHEN_AGE: return person->birth_year + when->value;
    case FP_WHEN_RETIREMENT:
        return person->birth_year + person->retirement_age;
    case FP_WHEN_DEATH: return person->birth_year + person->plan_to_age;
    case FP_WHEN_CLAIM: return claim_year(plan, when->person, none);
    }
    return none;
}

int
fp_calendar_active(const struct fp_plan *plan, const struct fp_when *start,
                   const struct fp_when *end, int year)
{
    return year >= fp_calendar_year(plan, start, INT_MIN) &&
           year < fp_calendar_year(plan, end, INT_MAX);
}

int
fp_calendar_alive(const struct fp_person *person, int year)
{
    return year - person->birth_year < person->plan_to_age;
}

int
fp_plan_years(const struct fp_plan *plan)
{
    int last = INT_MIN;
    size_t p;

    for (p = 0; p < plan->n_people; p++) {
        const struct fp_person *person = &plan->people[p];

        if (person->birth_year + person->plan_to_age > last)
            last = person->birth_year + person->plan_to_age;
    }
    return plan->n_people == 0 ? 0 : last - plan->start_year;
}
