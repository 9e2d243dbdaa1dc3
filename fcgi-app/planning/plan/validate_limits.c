/* Contributions against the limits of law: warnings that name the amount
 * which is allowed. Looks at every year of the plan in dollars of its first
 * one, limits keeping up with prices; the income of a year is what the plan's
 * incomes (without Social Security) bring less deferrals, so a warning about a
 * phase-out is about an income near to it. */
#include <stdio.h>
#include <string.h>

#include "planning/plan/calendar.h"
#include "planning/plan/contribute.h"
#include "planning/math/elementary.h"
#include "planning/law/limits.h"
#include "planning/plan/validate.h"

/* A year of the plan as the limits see it. */
struct year_of {
    struct fp_limit_household household;
    struct fp_limit_item items[FP_PLAN_FLOWS_MAX];
    size_t which[FP_PLAN_FLOWS_MAX]; /* contribution of each item */
    size_t n;
};

/* Growth of a flow over t years beyond prices. */
static double
grown(const struct fp_plan *plan, double growth, enum fp_growth_basis basis,
      int t)
{
    double yearly = 1.0 + growth;

    if (basis == FP_GROWTH_NOMINAL)
        yearly /= 1.0 + plan->market.inflation_mean;
    return fp_pow(yearly, (double)t);
}

static void
add_incomes(const struct fp_plan *plan, int t, struct year_of *y)
{
    int year = plan->start_year + t;

    for (size_t i = 0; i < plan->n_incomes; i++) {
        const struct fp_income *income = &plan->incomes[i];
        int owner = income->owner > 0 ? income->owner : 0;
        double amount;

        if (income->kind == FP_INCOME_SOCIAL_SECURITY ||
            income->kind == FP_INCOME_TAX_FREE ||
            !fp_calendar_active(plan, &income->start, &income->end, year) ||
            !fp_calendar_alive(&plan->people[owner], year))
            continue;
        amount = income->amount *
                 grown(plan, income->growth, income->growth_basis, t);
        y->household.magi += amount;
        if (income->kind != FP_INCOME_SALARY &&
            income->kind != FP_INCOME_SELF_EMPLOYMENT)
            continue;
        y->household.people[owner].pay += amount;
        /* The pay of the year before, near enough. */
        if (income->kind == FP_INCOME_SALARY)
            y->household.people[owner].prior_wages += amount;
    }
}

static void
add_contributions(const struct fp_plan *plan, const struct fp_limits *limits,
                  int t, struct year_of *y)
{
    int year = plan->start_year + t;

    for (size_t i = 0; i < plan->n_contributions; i++) {
        const struct fp_contribution *part = &plan->contributions[i];
        const struct fp_account *account = &plan->accounts[part->account];
        int owner = account->owner > 0 ? account->owner : 0;
        struct fp_limit_person *person = &y->household.people[owner];
        struct fp_limit_item item = { .kind = fp_contribute_kind(account, part),
                                      .person = owner };

        if (!fp_calendar_active(plan, &part->start, &part->end, year) ||
            !fp_calendar_alive(&plan->people[owner], year))
            continue;
        item.wanted = part->amount *
                      grown(plan, part->growth, part->growth_basis, t);
        item.roth = account->type == FP_ACCOUNT_ROTH;
        if (item.kind == FP_LIMIT_DEFERRAL) {
            item.employer = fp_limits_match(limits, person->pay, item.wanted,
                                            part->match_rate,
                                            part->match_up_to_pay);
            person->covered = 1;
            if (!item.roth)
                y->household.magi -= item.wanted;
        }
        if (item.kind == FP_LIMIT_HSA && account->hsa_family)
            person->hsa_family = 1;
        y->which[y->n] = i;
        y->items[y->n++] = item;
    }
}

static enum fp_filing_status
status_in(const struct fp_plan *plan, int year)
{
    for (size_t p = 0; p < plan->n_people; p++)
        if (plan->n_people == 2 && !fp_calendar_alive(&plan->people[p], year))
            return FP_FILING_SINGLE;
    return plan->filing_status;
}

/* A warning about contribution i, once for each kind of it. */
static void
warn(struct fp_validation *v, const struct year_of *y, size_t k, int year,
     unsigned *said)
{
    const struct fp_limit_item *item = &y->items[k];
    char pointer[64];

    snprintf(pointer, sizeof(pointer), "/contributions/%zu/amount",
             y->which[k]);
    if (item->excess > 0.005 && !(*said & 1u)) {
        fp_faults_add(v->warnings, pointer, "over_limit",
                      "in %d, %.2f of %.2f dollars (of the plan's first year) "
                      "are allowed by %s", year, item->allowed, item->wanted,
                      item->reason);
        *said |= 1u;
    }
    if (item->employer_allowed < item->employer - 0.005 && !(*said & 2u)) {
        fp_faults_add(v->warnings, pointer, "over_limit",
                      "in %d, %.2f of the employer's %.2f dollars (of the "
                      "plan's first year) are allowed by the limit on total "
                      "additions (26 U.S.C. 415(c))", year,
                      item->employer_allowed, item->employer);
        *said |= 2u;
    }
    if (item->note != NULL && !(*said & 4u)) {
        fp_faults_add(v->warnings, pointer, "limit", "in %d: %s", year,
                      item->note);
        *said |= 4u;
    }
}

void
fp_validate_limits(struct fp_validation *v)
{
    const struct fp_plan *plan = v->plan;
    unsigned said[FP_PLAN_FLOWS_MAX] = { 0 };
    struct fp_limits limits;
    struct year_of y;

    if (plan->taxes.model != FP_TAX_US || plan->n_contributions == 0 ||
        fp_limits_get(plan->taxes.law_year, &limits) != FP_OK)
        return;
    for (int t = 0; t < fp_plan_years(plan); t++) {
        int year = plan->start_year + t;

        memset(&y, 0, sizeof(y));
        y.household.status = status_in(plan, year);
        y.household.n_people = plan->n_people;
        for (size_t p = 0; p < plan->n_people; p++)
            y.household.people[p].age = year - plan->people[p].birth_year;
        add_incomes(plan, t, &y);
        add_contributions(plan, &limits, t, &y);
        if (fp_limits_apply(&limits, &y.household, y.items, y.n) != FP_OK)
            return;
        for (size_t k = 0; k < y.n; k++)
            warn(v, &y, k, year, &said[y.which[k]]);
    }
}
