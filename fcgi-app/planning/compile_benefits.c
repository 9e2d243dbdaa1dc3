/* Social Security of every year and set of people: each person's own benefit
 * by their claim, and the larger of the two for a survivor. */
#include "planning/social_security.h"
#include "planning/compile.h"

/* The income that carries a person's record; NULL: none. */
static const struct fp_income *
record_of(const struct fp_plan *plan, int person)
{
    for (size_t i = 0; i < plan->n_incomes; i++)
        if (plan->incomes[i].kind == FP_INCOME_SOCIAL_SECURITY &&
            plan->incomes[i].owner == person)
            return &plan->incomes[i];
    return NULL;
}

/* Yearly benefit in real dollars that the person's own record pays in year,
 * 0 before the claim. Deaths are not looked at. A birthday on January 1
 * counts for the year before (20 CFR 404.2(c)(4)). */
static double
own_benefit(const struct fp_plan *plan, int person, int year)
{
    const struct fp_income *income = record_of(plan, person);
    const struct fp_person *owner = &plan->people[person];
    int birth_year = owner->birth_year;
    double factor = 0.0;

    if (income == NULL || year < owner->birth_year + income->claim_age)
        return 0.0;
    if (owner->birth_month == 1 && owner->birth_day == 1)
        birth_year--;
    if (fp_ss_claim_factor(birth_year, income->claim_age * 12, &factor) !=
        FP_OK)
        return 0.0;
    return income->pia_monthly * 12.0 * factor;
}

/* What person receives in year when the other one is gone from `gone` on. */
static double
survivors_benefit(const struct fp_plan *plan, int person, int year, int gone)
{
    const struct fp_income *record = record_of(plan, 1 - person);
    double own = own_benefit(plan, person, year), other;

    /* A record that was never claimed has paid nothing to follow on. */
    if (record == NULL ||
        gone <= plan->people[1 - person].birth_year + record->claim_age)
        return own;
    other = own_benefit(plan, 1 - person, year);
    return other > own ? other : own;
}

static enum fp_err
compile_widowed(struct fp_build *build, int person)
{
    const struct fp_compiled *c = build->compiled;
    size_t years = (size_t)c->years;
    double *table =
        fp_arena_array(build->arena, years * years, sizeof(*table));

    if (table == NULL)
        return FP_ENOMEM;
    for (int d = 0; d < c->years; d++)
        for (int t = d; t < c->years; t++)
            table[(size_t)d * years + (size_t)t] =
                survivors_benefit(build->plan, person,
                                  build->plan->start_year + t,
                                  build->plan->start_year + d);
    build->compiled->widowed[person] = table;
    return FP_OK;
}

enum fp_err
fp_compile_benefits(struct fp_build *build,
                    struct fp_compiled_year *rows[FP_ALIVE_SETS])
{
    const struct fp_plan *plan = build->plan;
    struct fp_compiled *c = build->compiled;
    unsigned everyone = (1u << plan->n_people) - 1u;

    for (unsigned alive = 1; alive < FP_ALIVE_SETS; alive++) {
        for (int t = 0; rows[alive] != NULL && t < c->years; t++) {
            struct fp_compiled_year *row = &rows[alive][t];

            for (int p = 0; p < (int)plan->n_people; p++) {
                int gone = plan->start_year + c->years_alive[1 - p];

                if (row->year == 0 || !(alive >> p & 1u))
                    continue;
                row->benefits[p].real =
                    alive == everyone
                        ? own_benefit(plan, p, row->year)
                        : survivors_benefit(plan, p, row->year, gone);
            }
        }
    }
    if (!c->lives_drawn || plan->n_people < 2)
        return FP_OK;
    for (int p = 0; p < 2; p++) {
        enum fp_err err = compile_widowed(build, p);

        if (err != FP_OK)
            return err;
    }
    return FP_OK;
}
