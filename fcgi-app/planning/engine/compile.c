/* Compiles a plan into flat tables by year: who is there, who files how,
 * under which law; the other parts have files of their own. */
#include "planning/engine/compile.h"

#include <string.h>

#include "planning/plan/calendar.h"
#include "planning/math/elementary.h"
#include "planning/math/mortality.h"

enum { CHILD_CREDIT_AGE = 17, EITC_AGE = 19, MEDICARE_AGE = 65, LAWS_MAX = 64 };

struct fp_flow
fp_flow_grown(double amount, double growth, enum fp_growth_basis basis, int t)
{
    struct fp_flow flow = { 0.0, 0.0 };
    double value = growth == 0.0 ? amount : amount * fp_pow(1.0 + growth, t);

    if (basis == FP_GROWTH_REAL)
        flow.real = value;
    else
        flow.nominal = value;
    return flow;
}

static int
is_alive(unsigned alive, int person)
{
    return (int)(alive >> person & 1u);
}

int
fp_compile_active(const struct fp_plan *plan, const struct fp_when *start,
                  const struct fp_when *end, int year, unsigned alive)
{
    static const struct fp_when always = { FP_WHEN_NONE, 0, 0 };

    if (start->kind == FP_WHEN_DEATH) {
        if (is_alive(alive, start->person))
            return 0;
        start = &always;
    }
    if (end->kind == FP_WHEN_DEATH) {
        if (!is_alive(alive, end->person))
            return 0;
        end = &always;
    }
    return fp_calendar_active(plan, start, end, year);
}

/* The year's filing status. A couple's survivor files as a surviving spouse
 * for two years while there is a child to keep (26 U.S.C. 2(a)); that needs
 * the year of death, so it is granted only where the calendar knows it. */
static enum fp_filing_status
status_of(const struct fp_plan *plan, const struct fp_compiled_year *row)
{
    enum fp_filing_status status = plan->filing_status;
    int has_child = row->children + row->dependents > 0;

    if (plan->n_people < 2 || row->alive == FP_ALIVE_SETS - 1)
        return status;
    if (!has_child)
        return FP_FILING_SINGLE;
    for (size_t p = 0; p < plan->n_people; p++) {
        const struct fp_person *person = &plan->people[p];
        int gone = person->birth_year + person->plan_to_age;

        if (!is_alive(row->alive, (int)p) && row->year >= gone &&
            row->year < gone + 2 && status == FP_FILING_MARRIED_JOINT)
            return FP_FILING_SURVIVING_SPOUSE;
    }
    return FP_FILING_HEAD_OF_HOUSEHOLD;
}

static void
compile_people(const struct fp_plan *plan, int t, unsigned alive,
               struct fp_compiled_year *row)
{
    const struct fp_marketplace *market = &plan->marketplace;
    int n = 0;

    row->year = plan->start_year + t;
    row->alive = alive;
    for (size_t p = 0; p < plan->n_people; p++) {
        row->ages[p] = -1;
        if (!is_alive(alive, (int)p))
            continue;
        row->ages[p] = row->year - plan->people[p].birth_year;
        row->tax_ages[n] = row->ages[p];
        row->tax_blind[n++] = plan->people[p].blind;
        if (row->ages[p] >= MEDICARE_AGE)
            row->on_medicare++;
        else if (market->benchmark > 0.0 &&
                 fp_compile_active(plan, &market->start, &market->end,
                                   row->year, alive))
            row->on_marketplace++;
    }
    for (size_t i = 0; i < plan->n_dependents; i++) {
        int age = row->year - plan->dependents[i].birth_year;

        if (age < 0 || (age >= CHILD_CREDIT_AGE &&
                        age >= plan->dependents[i].until_age))
            continue;
        if (age < CHILD_CREDIT_AGE)
            row->children++;
        else
            row->dependents++;
        row->eitc_children += age < EITC_AGE;
        if (row->n_dependent_ages < FP_STATE_DEPENDENTS_MAX)
            row->dependent_ages[row->n_dependent_ages++] = age;
    }
    row->status = status_of(plan, row);
    row->n_taxpayers = row->status == FP_FILING_MARRIED_JOINT && n == 2 ? 2 : 1;
    row->slots[1] = row->n_taxpayers == 2;
}

/* Laws found so far: looking one up is slow, and years share them. */
struct laws {
    struct fp_tax_law *list;
    size_t n, max;
    struct fp_state_law *states;
    size_t n_states;
    struct fp_arena *arena;
    struct fp_limits *limits;
};

/* The limits of contributions, where anything is contributed. */
static enum fp_err
find_limits(const struct fp_plan *plan, struct laws *laws)
{
    if (plan->taxes.model != FP_TAX_US || plan->n_contributions == 0)
        return FP_OK;
    laws->limits = fp_arena_alloc(laws->arena, sizeof(*laws->limits));
    if (laws->limits == NULL)
        return FP_ENOMEM;
    if (fp_limits_get(plan->taxes.law_year, laws->limits) != FP_OK)
        laws->limits = NULL;
    return FP_OK;
}

/* Medicare and marketplace insurance of the year. */
static enum fp_err
compile_health(const struct fp_plan *plan, struct laws *laws,
               struct fp_compiled_year *row)
{
    struct fp_medicare_law *medicare;
    struct fp_aca_law *aca;

    if (row->on_medicare > 0 && plan->taxes.medicare != FP_MEDICARE_NONE) {
        medicare = fp_arena_alloc(laws->arena, sizeof(*medicare));
        if (medicare == NULL ||
            fp_medicare_get(plan->taxes.law_year, row->status, medicare) !=
                FP_OK)
            return FP_ENOMEM;
        row->medicare = medicare;
    }
    if (row->on_marketplace > 0) {
        aca = fp_arena_alloc(laws->arena, sizeof(*aca));
        if (aca == NULL)
            return FP_ENOMEM;
        fp_aca_get(row->year, plan->taxes.law_year,
                   fp_aca_area_of(plan->state), aca);
        if (row->status == FP_FILING_MARRIED_SEPARATE)
            aca->n = 0; /* no credit: 26 U.S.C. 36B(c)(1)(C) */
        row->aca = aca;
    }
    return FP_OK;
}

/* The state's law of the year; states change by their own dates. */
static enum fp_err
compile_state(const struct fp_plan *plan, struct laws *laws,
              struct fp_compiled_year *row, struct fp_error *error)
{
    struct fp_state_law *law;
    int first, last, year = row->year;
    enum fp_err err;

    if (plan->taxes.no_state || strcmp(plan->state, "none") == 0 ||
        plan->state[0] == '\0')
        return FP_OK;
    fp_state_law_years(&first, &last);
    if (year > last)
        year = last;
    if (year < first)
        year = first;
    for (size_t i = 0; i < laws->n_states; i++)
        if (laws->states[i].year == year &&
            laws->states[i].status == row->status) {
            row->state = &laws->states[i];
            return FP_OK;
        }
    law = &laws->states[laws->n_states];
    if (laws->n_states == laws->max)
        return fp_error_set(error, FP_EINTERNAL, "more state laws than years");
    err = fp_state_law_get(plan->state, year, row->status, law);
    if (err != FP_OK)
        return fp_error_set(error, FP_EINVAL,
                            "there is no state tax law for %s in %d",
                            plan->state, year);
    law->year = year;
    if (law->rule < 0)
        return FP_OK;
    laws->n_states++;
    row->state = law;
    return FP_OK;
}

static enum fp_err
compile_law(const struct fp_plan *plan, struct laws *laws,
            struct fp_compiled_year *row, struct fp_error *error)
{
    int last = fp_tax_law_last_change();
    int year = row->year < last ? row->year : last;
    enum fp_err err;

    for (size_t i = 0; i < laws->n; i++)
        if (laws->list[i].year == year &&
            laws->list[i].status == row->status) {
            row->law = laws->list[i];
            return FP_OK;
        }
    err = fp_tax_law_plan_year(plan->taxes.law_year, year, row->status,
                               plan->taxes.no_sunsets, &row->law);
    if (err != FP_OK)
        return fp_error_set(error, err, "there is no tax law for %d",
                            plan->taxes.law_year);
    row->law.year = year;
    if (laws->n < laws->max)
        laws->list[laws->n++] = row->law;
    return FP_OK;
}

static enum fp_err
compile_year(struct fp_build *build, struct laws *laws, int t, unsigned alive,
             struct fp_compiled_year *row, struct fp_error *error)
{
    enum fp_err err = FP_OK;

    compile_people(build->plan, t, alive, row);
    if (build->plan->taxes.model == FP_TAX_US) {
        err = compile_law(build->plan, laws, row, error);
        if (err == FP_OK)
            err = compile_state(build->plan, laws, row, error);
        if (err != FP_OK)
            return err;
        row->limits = laws->limits;
        err = compile_health(build->plan, laws, row);
        if (err != FP_OK)
            return fp_error_set(error, err, "out of memory");
    }
    err = fp_compile_incomes(build, t, row);
    if (err == FP_OK)
        err = fp_compile_outflows(build, t, row);
    if (err == FP_OK)
        err = fp_compile_estate(build, t, row);
    if (err == FP_OK)
        err = fp_compile_accounts(build, row);
    return err == FP_OK ? err : fp_error_set(error, err, "out of memory");
}

/* The sets of people that may be alive in a year: the calendar's, or every
 * part of it where deaths are drawn. */
static int
set_happens(const struct fp_compiled *c, unsigned alive, int t)
{
    unsigned calendar = fp_alive_set(c->years_alive, t);

    if (!c->lives_drawn)
        return alive == calendar;
    if (alive == 0 || (alive & ~calendar) != 0)
        return 0;
    for (size_t p = 0; p < c->plan->n_people; p++)
        if (c->plan->people[p].mortality == FP_MORTALITY_NONE &&
            is_alive(calendar, (int)p) != is_alive(alive, (int)p))
            return 0;
    return 1;
}

static void
lives(struct fp_compiled *c)
{
    const struct fp_plan *plan = c->plan;

    for (size_t p = 0; p < plan->n_people; p++) {
        c->years_alive[p] = plan->people[p].birth_year +
                            plan->people[p].plan_to_age - plan->start_year;
    }
}

/* The chances of life where deaths are drawn. */
static enum fp_err
draw_lives(struct fp_compiled *c, struct fp_arena *arena)
{
    const struct fp_plan *plan = c->plan;

    for (size_t p = 0; p < plan->n_people; p++) {
        const struct fp_person *person = &plan->people[p];
        double *alive;

        if (person->mortality == FP_MORTALITY_NONE || c->years_alive[p] <= 0)
            continue;
        alive = fp_arena_array(arena, (size_t)c->years, sizeof(*alive));
        if (alive == NULL)
            return FP_ENOMEM;
        fp_mortality_curve(person->mortality, person->sex, person->birth_year,
                           plan->start_year - person->birth_year, alive,
                           (size_t)c->years);
        c->survival[p] = alive;
        c->lives_drawn = 1;
    }
    return FP_OK;
}

enum fp_err
fp_compile(const struct fp_plan *plan, struct fp_arena *arena,
           const struct fp_compiled **out, struct fp_error *error)
{
    struct fp_build build = { .plan = plan, .arena = arena };
    struct fp_compiled_year *rows[FP_ALIVE_SETS] = { NULL };
    struct laws laws = { .max = LAWS_MAX, .arena = arena };
    struct fp_compiled *c;
    int years = fp_plan_years(plan);
    enum fp_err err;

    if (years < 1 || years > FP_PLAN_YEARS_MAX)
        return fp_error_set(error, FP_EINVAL,
                            "the plan covers %d years; 1 to %d are possible",
                            years, FP_PLAN_YEARS_MAX);
    c = fp_arena_alloc(arena, sizeof(*c));
    laws.list = fp_arena_array(arena, LAWS_MAX, sizeof(*laws.list));
    laws.states = fp_arena_array(arena, LAWS_MAX, sizeof(*laws.states));
    if (c == NULL || laws.list == NULL || laws.states == NULL)
        return fp_error_set(error, FP_ENOMEM, "out of memory");
    build.compiled = c;
    c->plan = plan;
    c->years = years;
    c->n_assets = plan->market.n_assets;
    c->drifts = plan->strategy.rebalance != FP_REBALANCE_YEARLY;
    c->marketplace_benchmark = plan->marketplace.benchmark;
    c->marketplace_premium = plan->marketplace.premium;
    err = find_limits(plan, &laws);
    if (err != FP_OK)
        return fp_error_set(error, err, "out of memory");
    lives(c);
    err = draw_lives(c, arena);
    if (err != FP_OK)
        return fp_error_set(error, err, "out of memory");
    fp_compile_holdings(&build);
    for (unsigned alive = 1; alive < FP_ALIVE_SETS; alive++) {
        for (int t = 0; t < years; t++) {
            if (!set_happens(c, alive, t))
                continue;
            if (rows[alive] == NULL)
                rows[alive] = fp_arena_array(arena, (size_t)years,
                                             sizeof(*rows[alive]));
            if (rows[alive] == NULL)
                return fp_error_set(error, FP_ENOMEM, "out of memory");
            err = compile_year(&build, &laws, t, alive, &rows[alive][t],
                               error);
            if (err != FP_OK)
                return err;
        }
    }
    err = fp_compile_benefits(&build, rows);
    if (err != FP_OK)
        return fp_error_set(error, err, "out of memory");
    fp_compile_spending(&build, rows);
    for (unsigned alive = 0; alive < FP_ALIVE_SETS; alive++)
        c->rows[alive] = rows[alive];
    *out = c;
    return FP_OK;
}
