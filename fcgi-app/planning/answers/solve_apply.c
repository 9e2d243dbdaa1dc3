/* The quantities that can be solved for: their ranges, and plans that have
 * them at a value. */
#include "planning/answers/solve.h"

#include <math.h>
#include <string.h>

#include "planning/answers/vary.h"

enum { CLAIM_FIRST = 62, CLAIM_LAST = 70 };

#define FACTOR_MAX 10.0

const char *const fp_solve_names[FP_SOLVE_COUNT] = {
    "spending", "savings", "wealth", "retirement_age", "claim_age", "sale_year"
};

static int
is_factor(enum fp_solve_for what)
{
    return what == FP_SOLVE_SPENDING || what == FP_SOLVE_SAVINGS ||
           what == FP_SOLVE_WEALTH;
}

/* The Social Security income of a person; NULL when there is none. */
static const struct fp_income *
benefit_of(const struct fp_plan *plan, size_t person)
{
    for (size_t i = 0; i < plan->n_incomes; i++)
        if (plan->incomes[i].kind == FP_INCOME_SOCIAL_SECURITY &&
            plan->incomes[i].owner == (int)person)
            return &plan->incomes[i];
    return NULL;
}

static enum fp_err
range_of_factor(const struct fp_plan *plan, enum fp_solve_for what,
                double *low, double *high, double *base,
                struct fp_error *error)
{
    size_t n = what == FP_SOLVE_SAVINGS  ? plan->n_contributions
               : what == FP_SOLVE_WEALTH ? plan->n_accounts
                                         : 1;

    if (n == 0)
        return fp_error_set(error, FP_EINVAL, "the plan has no %s",
                            what == FP_SOLVE_SAVINGS ? "contributions"
                                                     : "accounts");
    *low = 0.0;
    *high = FACTOR_MAX;
    *base = 1.0;
    return FP_OK;
}

static enum fp_err
range_of_age(const struct fp_plan *plan, const struct fp_solve_options *solve,
             double *low, double *high, double *base, struct fp_error *error)
{
    const struct fp_person *person = &plan->people[solve->which];
    const struct fp_income *benefit;
    int age = plan->start_year - person->birth_year;

    if (solve->what == FP_SOLVE_RETIREMENT_AGE) {
        *low = age;
        *high = person->plan_to_age;
        *base = person->retirement_age;
        return FP_OK;
    }
    benefit = benefit_of(plan, solve->which);
    if (benefit == NULL)
        return fp_error_set(error, FP_EINVAL,
                            "%s has no Social Security to claim", person->id);
    *low = age > CLAIM_FIRST ? age : CLAIM_FIRST;
    *high = CLAIM_LAST;
    *base = benefit->claim_age + benefit->claim_months / 12.0;
    if (*low > *high || *base < age)
        return fp_error_set(error, FP_EINVAL,
                            "%s has claimed Social Security before the plan "
                            "starts", person->id);
    return FP_OK;
}

enum fp_err
fp_solve_range(const struct fp_plan *plan,
               const struct fp_solve_options *solve, double *low, double *high,
               double *base, int *whole, struct fp_error *error)
{
    double from = 0.0, to = 0.0, own = 0.0;
    enum fp_err err = FP_OK;

    if (is_factor(solve->what)) {
        err = range_of_factor(plan, solve->what, &from, &to, &own, error);
    } else if (solve->what == FP_SOLVE_SALE_YEAR) {
        if (solve->which >= plan->n_properties)
            return fp_error_set(error, FP_EINVAL,
                                "the plan has no such property");
        from = plan->start_year;
        to = plan->start_year + fp_plan_years(plan) - 1;
        own = plan->properties[solve->which].sell.kind == FP_WHEN_YEAR
                  ? plan->properties[solve->which].sell.value
                  : 0.0;
    } else {
        if (solve->which >= plan->n_people)
            return fp_error_set(error, FP_EINVAL,
                                "the plan has no such person");
        err = range_of_age(plan, solve, &from, &to, &own, error);
    }
    if (err != FP_OK)
        return err;
    *whole = !is_factor(solve->what);
    if (solve->has_range) {
        from = fmax(from, *whole ? ceil(solve->low) : solve->low);
        to = fmin(to, *whole ? floor(solve->high) : solve->high);
    }
    if (!(from <= to) || (from == to && !*whole))
        return fp_error_set(error, FP_EINVAL,
                            "there is no %s from %g to %g to try",
                            fp_solve_names[solve->what], from, to);
    *low = from;
    *high = to;
    *base = own;
    return FP_OK;
}

static void *
copy(struct fp_arena *arena, const void *from, size_t n, size_t size)
{
    void *to = fp_arena_array(arena, n + 1, size);

    if (to != NULL && n > 0)
        memcpy(to, from, n * size);
    return to;
}

static int
set_retirement(struct fp_plan *plan, size_t person, int age,
               struct fp_arena *arena)
{
    struct fp_person *people =
        copy(arena, plan->people, plan->n_people, sizeof(*people));

    if (people == NULL)
        return 0;
    people[person].retirement_age = age;
    plan->people = people;
    return 1;
}

static int
set_claim(struct fp_plan *plan, size_t person, int age, struct fp_arena *arena)
{
    struct fp_income *incomes =
        copy(arena, plan->incomes, plan->n_incomes, sizeof(*incomes));

    if (incomes == NULL)
        return 0;
    for (size_t i = 0; i < plan->n_incomes; i++)
        if (incomes[i].kind == FP_INCOME_SOCIAL_SECURITY &&
            incomes[i].owner == (int)person) {
            incomes[i].claim_age = age;
            incomes[i].claim_months = 0;
        }
    plan->incomes = incomes;
    return 1;
}

static int
set_sale(struct fp_plan *plan, size_t property, int year,
         struct fp_arena *arena)
{
    struct fp_property *properties = copy(
        arena, plan->properties, plan->n_properties, sizeof(*properties));

    if (properties == NULL)
        return 0;
    properties[property].sell =
        (struct fp_when){ .kind = FP_WHEN_YEAR, .value = year };
    plan->properties = properties;
    return 1;
}

enum fp_err
fp_solve_apply(const struct fp_plan *plan,
               const struct fp_solve_options *solve, double value,
               struct fp_arena *arena, struct fp_plan *out,
               struct fp_error *error)
{
    struct fp_plan changed = *plan;
    int done = 0;

    switch (solve->what) {
    case FP_SOLVE_SPENDING:
        return fp_vary_apply(plan, FP_VARY_SPENDING, value - 1.0, arena, out,
                             error);
    case FP_SOLVE_SAVINGS:
        return fp_vary_apply(plan, FP_VARY_SAVINGS, value - 1.0, arena, out,
                             error);
    case FP_SOLVE_WEALTH:
        return fp_vary_apply(plan, FP_VARY_WEALTH, value - 1.0, arena, out,
                             error);
    case FP_SOLVE_RETIREMENT_AGE:
        done = set_retirement(&changed, solve->which, (int)value, arena);
        break;
    case FP_SOLVE_CLAIM_AGE:
        done = set_claim(&changed, solve->which, (int)value, arena);
        break;
    case FP_SOLVE_SALE_YEAR:
        done = set_sale(&changed, solve->which, (int)value, arena);
        break;
    case FP_SOLVE_COUNT:
        return fp_error_set(error, FP_EINVAL, "there is no such quantity");
    }
    if (!done)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    *out = changed;
    return FP_OK;
}
